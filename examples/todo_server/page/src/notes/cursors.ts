// Other people's carets and selections in notes: small boxes over Quill, where it says that a position is.
import { resolveSelection } from 'weft-crdt';
import { element } from '../element.js';
import type { Person } from '../presence.js';
import type { NotesEditor } from './editor.js';

export class NotesCursors {
  private readonly layer = element('div', { class: 'cursors', 'aria-hidden': 'true' });
  private people: readonly Person[] = [];

  constructor(private readonly editor: NotesEditor) {
    editor.element.append(this.layer);
    new ResizeObserver(() => this.draw()).observe(editor.element);
  }

  show(people: readonly Person[]): void {
    this.people = people;
    this.draw();
  }

  draw(): void {
    if (this.people.length === 0 && this.layer.childElementCount === 0) return;
    const before = new Map([...this.layer.children].map((child) => [child.getAttribute('data-agent'), child as HTMLElement]));
    this.layer.replaceChildren(...this.people.flatMap((person) => this.drawn(person, before.get(String(person.agent)))));
  }

  private drawn(person: Person, before: HTMLElement | undefined): HTMLElement[] {
    const text = this.editor.bound;
    const at = text && resolveSelection(text, person.at!);
    if (at === undefined) return []; // it stands beside text that has not come in yet
    return [this.caret(person, at.head, before), ...this.selection(person, at.anchor, at.head)];
  }

  /** The same element while it stands at the same place of the text: its flag has been read then. */
  private caret(person: Person, head: number, before: HTMLElement | undefined): HTMLElement {
    const flag = element('span', { class: 'flag' });
    const made = before?.dataset.at === String(head)
      ? before
      : element('div', { class: 'cursor', 'data-agent': person.agent, 'data-at': head }, flag);
    made.dataset.colour = String(person.colour);
    made.firstElementChild!.textContent = person.name;
    const place = this.editor.quill.getBounds(this.within(head));
    if (place === null) return made;
    made.style.left = `${place.left}px`;
    made.style.top = `${place.top}px`;
    made.style.height = `${place.height}px`;
    made.classList.toggle('leftwards', place.left > this.editor.element.clientWidth / 2);
    return made;
  }

  private selection({ colour }: Person, anchor: number, head: number): HTMLElement[] {
    const [from, to] = [this.within(Math.min(anchor, head)), this.within(Math.max(anchor, head))];
    const [start, startOffset] = this.editor.quill.getLeaf(from);
    const [end, endOffset] = this.editor.quill.getLeaf(to);
    if (from === to || start === null || end === null) return [];
    const range = document.createRange();
    range.setStart(...start.position(startOffset, true));
    range.setEnd(...end.position(endOffset, true));
    const origin = this.editor.element.getBoundingClientRect();
    return [...range.getClientRects()].map((box) => {
      const made = element('div', { class: 'selected', 'data-colour': colour });
      made.style.left = `${box.left - origin.left}px`;
      made.style.top = `${box.top - origin.top}px`;
      made.style.width = `${box.width}px`;
      made.style.height = `${box.height}px`;
      return made;
    });
  }

  private within(position: number): number {
    return Math.min(position, this.editor.quill.getLength() - 1);
  }
}
