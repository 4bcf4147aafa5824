// Formats: how a to-do's notes may look, in Quill's words. The server lets no other key in
// (list_policy.h), but any value; so what comes in is looked at before it is shown.
import type { Doc } from 'weft-crdt';

export type Attributes = Record<string, unknown>;

const is = (...allowed: unknown[]) => (value: unknown) => allowed.includes(value);

/** Of letters. */
const LETTERS: Record<string, (value: unknown) => boolean> = {
  bold: is(true),
  italic: is(true),
  underline: is(true),
  strike: is(true),
  code: is(true),
  link: (value) => safeAddress(value) !== undefined,
};
/** Of lines: Quill has them at the line's end, and one at most. Merging may leave several; the first here
 * that there is is shown then, on all replicas the same. */
const LINES: Record<string, (value: unknown) => boolean> = {
  'code-block': is(true),
  list: is('bullet', 'ordered', 'checked', 'unchecked'),
  header: is(1, 2),
  blockquote: is(true),
};
export const LINE_KEYS = Object.keys(LINES);

/** Bytes. The server takes 2048, with the key. */
const LONGEST_ADDRESS = 2000;

/** undefined: nothing that a link may lead to. */
export function safeAddress(value: unknown): string | undefined {
  if (typeof value !== 'string' || new TextEncoder().encode(value).length > LONGEST_ADDRESS) return undefined;
  try {
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(new URL(value).protocol) ? value : undefined;
  } catch {
    return undefined; // also what is no whole address
  }
}

/** What is shown of the attributes that a piece of text has; undefined: nothing special. */
export function shownAttributes(attributes: Attributes | undefined, isLineEnd: boolean): Attributes | undefined {
  if (attributes === undefined) return undefined;
  const known = isLineEnd ? LINES : LETTERS;
  const shown = Object.keys(known).filter((key) => known[key]!(attributes[key]));
  if (shown.length === 0) return undefined;
  return Object.fromEntries((isLineEnd ? shown.slice(0, 1) : shown).map((key) => [key, attributes[key]]));
}

/** The same, and null for everything that it is not. */
export function allAttributes(attributes: Attributes | undefined, isLineEnd: boolean): Attributes {
  const none = Object.fromEntries(Object.keys(isLineEnd ? LINES : LETTERS).map((key) => [key, null]));
  return { ...none, ...shownAttributes(attributes, isLineEnd) };
}

/** What a text beside something formatted is when it is typed: bold goes on, a link does not, and a line
 * is what it is for itself. Code is, too: one wants out of it. */
export function declareFormats(doc: Doc): void {
  for (const key of ['bold', 'italic', 'underline', 'strike']) doc.setMarkKind(key, { expand: 'after' });
  for (const key of ['code', 'link', ...LINE_KEYS]) doc.setMarkKind(key, { expand: 'none' });
}
