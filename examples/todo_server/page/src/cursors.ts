// Other people's carets and selections inside a field: small boxes over it, placed by measuring where the
// mirror has that text. Positions are looked up anew each time, so edits move them.
import { resolveSelection } from 'weft-crdt';
import { element } from './element.js';
import type { Person } from './presence.js';
import type { TextField } from './text_field.js';

export function drawCursors(field: TextField, people: readonly Person[]): void {
  const layer = field.cursors;
  if (people.length === 0 && layer.childElementCount === 0) return;
  const before = new Map([...layer.children].map((child) => [child.getAttribute('data-agent'), child]));
  layer.replaceChildren(
    ...people.flatMap((person) => drawn(field, person, before.get(String(person.agent)))),
  );
}

function drawn(field: TextField, person: Person, before: Element | undefined): Element[] {
  const at = resolveSelection(field.text, person.at!);
  if (at === undefined) return []; // it stands beside text that has not come in yet
  return [caret(field, person, at.head, before), ...selection(field, person, at.anchor, at.head)];
}

/** The same element while it stands at the same place of the text: its flag has been read then. */
function caret(field: TextField, person: Person, head: number, before: Element | undefined): Element {
  const stays = before?.getAttribute('data-at') === String(head);
  const flag = element('span', { class: 'flag' }, person.name);
  const made = stays
    ? (before as HTMLElement)
    : element('div', { class: 'cursor', 'data-agent': person.agent, 'data-at': head }, flag);
  made.dataset.colour = String(person.colour);
  made.firstElementChild!.textContent = person.name;
  const origin = field.element.getBoundingClientRect();
  const place = rangeOf(field, head, head).getBoundingClientRect();
  made.style.left = `${place.left - origin.left}px`;
  made.style.top = `${place.top - origin.top}px`;
  made.style.height = `${place.height}px`;
  made.classList.toggle('leftwards', place.left - origin.left > origin.width / 2);
  return made;
}

function selection(field: TextField, { colour }: Person, anchor: number, head: number): Element[] {
  if (anchor === head) return [];
  const origin = field.element.getBoundingClientRect();
  const range = rangeOf(field, Math.min(anchor, head), Math.max(anchor, head));
  return [...range.getClientRects()].map((box) => {
    const made = element('div', { class: 'selected', 'data-colour': colour });
    made.style.left = `${box.left - origin.left}px`;
    made.style.top = `${box.top - origin.top}px`;
    made.style.width = `${box.width}px`;
    made.style.height = `${box.height}px`;
    return made;
  });
}

function rangeOf(field: TextField, start: number, end: number): Range {
  const text = field.mirror.firstChild as Text;
  const range = document.createRange();
  range.setStart(text, Math.min(start, text.length));
  range.setEnd(text, Math.min(end, text.length));
  return range;
}
