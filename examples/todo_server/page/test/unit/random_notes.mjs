// Random edits of notes, and a text that takes them: without a document, so that it can be anything.
import Delta from 'quill-delta';

/** A text that others edit, too; it tells of each edit, as a document does. */
export class Text {
  content = new Delta();
  heard = () => {};
  doc = { transact: (edits) => edits() };
  get length() {
    return this.content.length();
  }
  read(from = 0, count = this.length - from) {
    const read = this.content.slice(from, from + count).ops.map(({ insert }) => insert).join('');
    if (!read.isWellFormed()) throw new Error('half a pair is no text');
    return read;
  }
  delta() {
    return this.content.ops;
  }
  insert(at, text) {
    this.applyDelta(new Delta().retain(at).insert(text).ops);
  }
  applyDelta(ops) {
    this.content = this.content.compose(new Delta(ops));
    this.heard(ops);
  }
}

export function source(seed) {
  const below = (limit) => (seed = (seed * 48271) % 2147483647) % limit;
  return { below, pick: (from) => from[below(from.length)] };
}
/** What may be in a text; */
export const STRANGE = [
  { bold: true }, { bold: null }, { italic: true, link: 'https://a.b/' }, { link: 'javascript:x' }, { code: true },
  { header: 1 }, { header: null }, { list: 'bullet' }, { list: 'ordered', header: 2 }, { list: null }, { 'code-block': true },
  { 'code-block': null }, { blockquote: true }, { unheard: 'of' }, undefined,
];
/** and what people make in Quill. */
export const USUAL = STRANGE.filter((attributes) => !JSON.stringify(attributes ?? {}).match(/javascript|unheard/));
const TYPED = ['a', 'bc', '\n', 'd\n\ne'];
const STRANGE_TYPED = [...TYPED, 'f\r\n', '\r', 'g\rh'];
/** `length`: that may be edited. */
export function change({ below, pick }, length, looks) {
  const typed = looks === STRANGE ? STRANGE_TYPED : TYPED;
  const delta = new Delta();
  for (let at = 0, i = below(3); i >= 0 && at <= length; --i) {
    const skip = below(length - at + 1);
    delta.retain(skip);
    at += skip;
    const count = below(Math.min(4, length - at) + 1);
    if (below(3) === 0) delta.insert(pick(typed), pick(looks));
    else if (below(2) === 0) (delta.delete(count), (at += count));
    else (delta.retain(count, pick(looks)), (at += count));
  }
  return delta;
}
