// The list's name: a heading that is a field.
import type { WeftText } from 'weft-crdt';
import { drawCursors } from './cursors.js';
import { element, setAttribute } from './element.js';
import type { Person } from './presence.js';
import { TextField, isComposing } from './text_field.js';

export class NameView {
  readonly element: HTMLElement;
  readonly field: TextField;
  private readonly heading = element('h1', { class: 'unseen' });
  private people: readonly Person[] = [];

  constructor(text: WeftText) {
    this.field = new TextField(text, 'Name of the list', 'Name this list');
    this.field.changed = () => this.changed();
    this.element = element('div', { class: 'name' }, this.heading, this.field.element);
    this.field.input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !isComposing(event)) event.preventDefault();
    });
    new ResizeObserver(() => drawCursors(this.field, this.people)).observe(this.field.element);
    this.changed();
  }

  get name(): string {
    return this.field.text.read().trim();
  }
  rebind(text: WeftText): void {
    this.field.rebind(text);
    this.changed();
  }
  setEditable(editable: boolean): void {
    this.field.input.readOnly = !editable;
  }
  showPeople(people: readonly Person[]): void {
    this.people = people;
    setAttribute(this.field.element, 'data-colour', people[0]?.colour);
    drawCursors(this.field, people);
  }

  private changed(): void {
    const name = this.name || 'List without a name';
    this.heading.textContent = name;
    document.title = name;
    drawCursors(this.field, this.people);
  }
}
