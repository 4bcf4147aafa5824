// A proposal (edits that are not in the document any more) as text that a person can read and copy. Pure.
import type { Refused } from './notices.js';

/** As the events of the document tell edits; anything else is passed over. */
export interface Proposal {
  changes?: readonly ProposedChange[] | undefined;
  /** The whole document, where it was begun anew. */
  json?: unknown;
}
export interface ProposedChange {
  path: string;
  kind: string;
  delta?: readonly object[];
  keys?: ReadonlyMap<string, unknown>;
}

interface Told {
  message: string;
  proposal: Proposal;
}
export const rejectedWords = ({ message, proposal }: Told): Refused => ({
  heading: 'These changes were not accepted',
  why: `They are not on the list. The server says: ${message || 'no reason given'}.`,
  label: 'What they were:',
  content: proposalText(proposal),
});
export const healedWords = ({ message, proposal }: Told): Refused => ({
  heading: 'This list was loaded again',
  why:
    'What this device had differed from what the server has, so the server’s list is shown now. ' +
    `Copy what is missing. The reason: ${message || 'unknown'}.`,
  label: 'What was here before:',
  content: proposalText(proposal),
});

export function proposalText({ changes = [], json }: Proposal): string {
  const whole = json === undefined ? [] : wholeList(json);
  return [...whole, ...changeLines(changes)].join('\n');
}
/** What was done, a line each. */
export const changeLines = (changes: readonly ProposedChange[]): string[] => joined(changes.flatMap(told));

/** A list's content, a to-do a line. */
export function wholeList(json: unknown): string[] {
  const { name, todos } = json as { name?: unknown; todos?: unknown };
  const rows = Array.isArray(todos) ? todos : [];
  const lines = rows.flatMap((todo) => [
    `${todo?.done === true ? '[x]' : '[ ]'} ${String(todo?.name ?? '')}`,
    ...String(todo?.notes ?? '').split('\n').filter((line) => line !== '').map((line) => `    ${line}`),
  ]);
  return [String(name ?? ''), ...lines].filter((line) => line !== '');
}

interface Line {
  path: string;
  verb: string;
  text: string;
}

function told({ path, kind, delta = [], keys }: ProposedChange): Line[] {
  if (keys !== undefined) {
    return [...keys].flatMap(([key, value]) =>
      key === 'done' ? [{ path, verb: value === true ? 'ticked' : 'unticked', text: '' }] : [],
    );
  }
  return delta.flatMap((step): Line[] => {
    if ('insert' in step && typeof step.insert === 'string') return [{ path, verb: 'written', text: step.insert }];
    if ('insert' in step && Array.isArray(step.insert)) return placed(path, step.insert);
    if ('retain' in step && 'attributes' in step) return [{ path, verb: 'formatted', text: '' }];
    if (!('delete' in step)) return [];
    return [kind === 'text' ? { path, verb: 'erased', text: `${String(step.delete)} letters` } : { path, verb: 'removed', text: '' }];
  });
}

function placed(path: string, items: readonly { moved?: boolean }[]): Line[] {
  const verbs = new Set(items.map(({ moved }) => (moved ? 'moved' : 'added')));
  return [...verbs].map((verb) => ({ path, verb, text: '' }));
}

/** Letters that were typed one by one are one piece of text. */
function joined(lines: readonly Line[]): string[] {
  const pieces: Line[] = [];
  for (const line of lines) {
    const last = pieces.at(-1);
    const goesOn = last?.verb === line.verb && last.path === line.path;
    if (goesOn && line.verb === 'written') last.text += line.text;
    else if (goesOn && line.text === '') continue;
    else pieces.push({ ...line });
  }
  return pieces.map(({ path, verb, text }) => `${placeName(path)}: ${verb}${text === '' ? '' : ` “${text}”`}`);
}

function placeName(path: string): string {
  const todo = /^todos\/(\d+)(\/notes)?/.exec(path);
  if (todo) return `${todo[2] ? 'Notes of to-do' : 'To-do'} ${Number(todo[1]) + 1}`;
  return path === 'name' ? 'Name' : 'List';
}
