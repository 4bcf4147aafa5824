// Deltas: between a text's and Quill's. Both are Quill's deltas, but not every text is one that Quill can
// hold: attributes may be strangers', a line may have got two formats by merging, things may stand in it
// that are not text, and carriage returns, of which Quill would make newlines. And Quill's always ends
// with a newline. Pure.
import type { DeltaOp } from 'weft-crdt';
import { lengthOf, shownAs } from '../text_edit.js';
import type { Attributes } from './formats.js';
import { LINE_KEYS, allAttributes, shownAttributes } from './formats.js';

export interface Piece {
  text: string;
  attributes?: Attributes | undefined;
}
const NO_TEXT = '\ufffc';

/** As Quill holds it. `text.delta()` goes in; a newline is added where the end lacks one. */
export function shownContent(content: readonly DeltaOp[]): Piece[] {
  const pieces: Piece[] = [];
  for (const piece of content.flatMap(piecesOf)) {
    const last = pieces.at(-1);
    const attributes = shownAttributes(piece.attributes, isLineEnd(piece));
    if (last && isLineEnd(last) === isLineEnd(piece) && same(last.attributes, attributes)) last.text += piece.text;
    else pieces.push({ text: piece.text, attributes });
  }
  if (!pieces.at(-1)?.text.endsWith('\n')) pieces.push({ text: '\n' });
  return withoutFormatsInCode(pieces);
}

/** A block of code has no formats of letters. */
function withoutFormatsInCode(pieces: readonly Piece[]): Piece[] {
  let inCode = false;
  const cleaned = [...pieces].reverse().map((piece) => {
    if (isLineEnd(piece)) inCode = piece.attributes?.['code-block'] === true;
    return inCode && !isLineEnd(piece) ? { text: piece.text } : piece;
  });
  return cleaned.reverse();
}

const opsOf = (pieces: readonly Piece[]): DeltaOp[] =>
  pieces.map(({ text, attributes }) => ({ insert: text, ...(attributes && { attributes }) }) as DeltaOp);

/** What others did to a text that is now `after`, for Quill. Whatever they touched the look of is told
 * whole, as it is now. */
export function deltaForQuill(change: readonly DeltaOp[], after: readonly DeltaOp[]): DeltaOp[] {
  const pieces = after.flatMap(piecesOf);
  let at = 0;
  return change.flatMap((op): DeltaOp[] => {
    if ('delete' in op) return [op];
    const from = at;
    at += 'retain' in op ? op.retain : lengthOf(op.insert);
    if ('retain' in op && op.attributes === undefined) return [op];
    const touched = slice(pieces, from, at);
    if ('retain' in op) {
      return touched.map((piece) =>
        ({ retain: piece.text.length, attributes: allAttributes(piece.attributes, isLineEnd(piece)) }) as DeltaOp);
    }
    return opsOf(touched.map((piece) =>
      ({ text: piece.text, attributes: shownAttributes(piece.attributes, isLineEnd(piece)) })));
  });
}

/** What was done in Quill, for the text that is still `before`: a line that gets a format loses those that
 * it had and that were not shown. */
export function deltaForText(done: readonly DeltaOp[], before: readonly DeltaOp[]): DeltaOp[] {
  const pieces = before.flatMap(piecesOf);
  let at = 0;
  return done.flatMap((op): DeltaOp[] => {
    if ('insert' in op) return [op];
    const from = at;
    at += 'retain' in op ? op.retain : op.delete;
    const attributes = 'retain' in op ? op.attributes : undefined;
    if (!attributes || !LINE_KEYS.some((key) => key in attributes)) return [op];
    return slice(pieces, from, at).map((piece) => {
      const hidden = LINE_KEYS.filter((key) => isLineEnd(piece) && piece.attributes?.[key] !== undefined);
      const gone = Object.fromEntries(hidden.map((key) => [key, null]));
      return { retain: piece.text.length, attributes: { ...gone, ...attributes } };
    });
  });
}

/** Whether a line ends here; a piece is all newlines, or has none. */
const isLineEnd = ({ text }: Piece) => text.startsWith('\n');

function piecesOf(op: DeltaOp): Piece[] {
  if (!('insert' in op)) return [];
  if (typeof op.insert !== 'string') return [{ text: NO_TEXT }];
  const { attributes } = op;
  return (shownAs(op.insert).match(/\n+|[^\n]+/g) ?? []).map((text) => ({ text, attributes }));
}

function slice(pieces: readonly Piece[], from: number, to: number): Piece[] {
  let at = 0;
  return pieces.flatMap(({ text, attributes }) => {
    const cut = text.slice(Math.max(from - at, 0), Math.max(to - at, 0));
    at += text.length;
    return cut === '' ? [] : [{ text: cut, attributes }];
  });
}

function same(one: Attributes | undefined, other: Attributes | undefined): boolean {
  const keys = Object.keys({ ...one, ...other });
  return keys.every((key) => one?.[key] === other?.[key]);
}
