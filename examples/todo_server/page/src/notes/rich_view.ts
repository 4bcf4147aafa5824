// Rich text to read: a text's content as elements, without Quill. With `blame`, who wrote what: a colour
// each, and for those who do not see colours the name before it.
import type { DeltaOp } from 'weft-crdt';
import { element } from '../element.js';
import type { Who } from '../who.js';
import type { Piece } from './deltas.js';
import { shownContent } from './deltas.js';
import type { Attributes } from './formats.js';
import { safeAddress } from './formats.js';

/** Who wrote the units of a text, from its start on. */
export type Blame = readonly { count: number; by: Who }[];
type Written = Piece & { by?: Who | undefined };
interface Line {
  attributes: Attributes;
  written: Written[];
}

export function plainView(text: string, blame?: Blame): Node[] {
  return blamed([{ text }], blame).map(letters);
}

export function richView(content: readonly DeltaOp[], blame?: Blame): HTMLElement {
  const view = element('div', { class: 'rich' });
  for (const line of linesOf(blamed(shownContent(content), blame))) {
    const { list, header, blockquote, 'code-block': code } = line.attributes;
    const inside = line.written.map(letters);
    if (list !== undefined) blockOf(view, 'ol').append(element('li', { 'data-list': String(list) }, ...inside));
    else if (code === true) blockOf(view, 'pre').append(...inside, '\n');
    else view.append(element(blockquote === true ? 'blockquote' : 'p', { class: header ? `heading-${String(header)}` : undefined }, ...inside, ...(inside.length ? [] : [element('br')])));
  }
  return view;
}

/** The last block if it is of that kind, or a new one. */
function blockOf(view: HTMLElement, tag: 'ol' | 'pre'): HTMLElement {
  const last = view.lastElementChild;
  if (last instanceof HTMLElement && last.localName === tag) return last;
  const made = element(tag);
  view.append(made);
  return made;
}

function letters({ text, attributes = {}, by }: Written): Node {
  let made: Node = document.createTextNode(text);
  const wrapped = { strike: 's', underline: 'u', italic: 'em', bold: 'strong', code: 'code' } as const;
  for (const [format, tag] of Object.entries(wrapped)) if (attributes[format] === true) made = element(tag, {}, made);
  const address = safeAddress(attributes.link);
  if (address) made = element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, made);
  if (by === undefined) return made;
  const spoken = element('span', { class: 'unseen' }, `[${by.name}:] `);
  return element('span', { class: 'by', 'data-colour': by.colour, title: by.name }, spoken, made);
}

function linesOf(pieces: readonly Written[]): Line[] {
  const lines: Line[] = [];
  let written: Written[] = [];
  for (const piece of pieces) {
    if (!piece.text.startsWith('\n')) written.push(piece);
    else for (const _ of piece.text) {
      lines.push({ attributes: piece.attributes ?? {}, written });
      written = [];
    }
  }
  return lines;
}

/** Cut where somebody else wrote on; what one wrote in a row stays together. */
function blamed(pieces: readonly Piece[], blame: Blame | undefined): Written[] {
  if (blame === undefined) return [...pieces];
  const rest = blame.map(({ count, by }) => ({ count, by }));
  return pieces.flatMap((piece) => {
    const cut: Written[] = [];
    for (let from = 0; from < piece.text.length; ) {
      const next = rest[0] ?? { count: Infinity, by: undefined };
      const text = piece.text.slice(from, from + next.count);
      cut.push({ ...piece, text, by: next.by });
      from += text.length;
      next.count -= text.length;
      if (next.count <= 0) rest.shift();
    }
    return cut;
  });
}
