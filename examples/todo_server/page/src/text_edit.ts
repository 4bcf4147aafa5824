// Edits of a text, as positions in UTF-16 units: what an input event did, found by comparing, and where
// a caret goes when somebody else edits. Pure.
import type { DeltaOp } from 'weft-crdt';

/** At `from`, `erase` units give way to `insert`. */
export interface TextEdit {
  from: number;
  erase: number;
  insert: string;
}

/** Neither fields nor Quill have carriage returns; a text may. As long as before, so positions hold. */
export const shownAs = (text: string): string => text.replaceAll('\r', ' ');

/** What made `after` of `before`, if anything; `caret` is where the caret stands after it. Of several
 * answers ("aa" became "aaa") the one at the caret, because that is where somebody typed. */
export function editAtCaret(before: string, after: string, caret: number): TextEdit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  const mostEnd = Math.min(shorter, Math.max(after.length - caret, 0));
  let end = 0;
  while (end < mostEnd && fromEnd(before, end) === fromEnd(after, end)) ++end;
  let start = 0;
  while (start < shorter - end && before[start] === after[start]) ++start;
  // Half an emoji is no text: its two units are taken or left together.
  if (splitsPair(before, start) || splitsPair(after, start)) --start;
  if (splitsPair(before, before.length - end) || splitsPair(after, after.length - end)) --end;
  return {
    from: start,
    erase: before.length - end - start,
    insert: after.slice(start, after.length - end),
  };
}

const fromEnd = (text: string, back: number) => text[text.length - 1 - back];

function splitsPair(text: string, position: number): boolean {
  const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
  const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;
  return position > 0 && isHigh(text.charCodeAt(position - 1)) && isLow(text.charCodeAt(position));
}

/** Where an edit's last step was, as a caret would be left by it. */
export function endOf(delta: readonly DeltaOp[]): number {
  let at = 0;
  let end = 0;
  for (const step of delta) {
    if ('retain' in step) at += step.retain;
    else if ('insert' in step) at += lengthOf(step.insert);
    if (!('retain' in step) || step.attributes !== undefined) end = at;
  }
  return end;
}

/** In units of the text; what is not text counts as one. */
export const lengthOf = (insert: string | object): number => (typeof insert === 'string' ? insert.length : 1);

/** Where a position is after somebody else's edit. Text that comes in exactly there goes after it, or,
 * with `pushed`, before it. */
export function movedBy(delta: readonly DeltaOp[], position: number, pushed = false): number {
  let at = 0;
  for (const step of delta) {
    if ('retain' in step) at += step.retain;
    else if ('insert' in step) {
      if (at < position || (pushed && at === position)) position += lengthOf(step.insert);
      at += lengthOf(step.insert);
    } else position -= Math.max(0, Math.min(step.delete, position - at));
    if (at > position) break;
  }
  return position;
}
