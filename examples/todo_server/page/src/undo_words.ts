// What undo did, in words for those who do not see it. Pure.
import type { Change, ListStep } from 'weft-crdt';
import type { Direction } from './undo.js';

/** `nameAt`: of the to-do at that index now. */
export function undoWords(direction: Direction, changes: readonly Change[], nameAt: (index: number) => string): string {
  // What is in a to-do that came back is no news beside that it did.
  const back = new Set(changes.flatMap((change) => (change.kind === 'list' ? placesOf(change.delta) : [])));
  const isNews = ({ path }: Change) => !back.has(Number(/^todos\/(\d+)/.exec(path)?.[1] ?? -1));
  const phrases = [...new Set(changes.filter(isNews).flatMap((change) => phrasesOf(change, nameAt)))];
  const done = direction === 'undo' ? 'Undone' : 'Redone';
  if (phrases.length === 0) return done;
  const more = phrases.length > 2 ? ` and ${phrases.length - 2} more` : '';
  return `${done}: ${phrases.slice(0, 2).join(', ')}${more}`;
}

export const nothingWords = (direction: Direction) => `Nothing to ${direction}`;

/** Where what is in the list since then stands. */
function placesOf(delta: readonly ListStep[]): number[] {
  const places: number[] = [];
  let at = 0;
  for (const step of delta) {
    if ('insert' in step) {
      for (const { moved } of step.insert) {
        if (!moved) places.push(at);
        ++at;
      }
    } else if ('retain' in step) at += step.retain;
    else if ('set' in step) at += step.set.length;
  }
  return places;
}

function phrasesOf(change: Change, nameAt: (index: number) => string): string[] {
  if (change.path === 'name') return ['name of the list'];
  const todo = /^todos\/(\d+)(\/notes)?/.exec(change.path);
  if (todo !== null) {
    const name = nameAt(Number(todo[1]));
    if (change.kind === 'text') return [todo[2] ? `notes of ${name}` : `text of ${name}`];
    const done = change.kind === 'map' ? change.keys.get('done') : undefined;
    return done === undefined ? [] : [`${name} ${done === true ? 'done' : 'not done'}`];
  }
  if (change.kind !== 'list') return [];
  const added = change.delta.flatMap((step) => ('insert' in step ? step.insert : []));
  const deleted = change.delta.reduce((sum, step) => sum + ('delete' in step ? step.delete : 0), 0);
  const moved = added.filter((item) => item.moved).length;
  const counted = (count: number, what: string) => (count === 0 ? [] : [`${count === 1 ? '1 to-do' : `${count} to-dos`} ${what}`]);
  return [...counted(moved, 'moved'), ...counted(added.length - moved, 'back'), ...counted(deleted - moved, 'removed')];
}
