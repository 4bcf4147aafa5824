// TodoRow: one to-do on the page: its tick, its text, who is in it, and what can be done with it.
import type { DragHooks } from './drag.js';
import { Drag } from './drag.js';
import { button, element, icon, setAttribute } from './element.js';
import type { NotesHooks } from './notes/editor.js';
import type { Todo } from './model.js';
import { initials } from './presence.js';
import type { Person } from './presence.js';
import { TextField, isComposing } from './text_field.js';
import { TodoNotes } from './todo_notes.js';

export interface RowActs extends DragHooks {
  notes: NotesHooks;
  tick(done: boolean): void;
  remove(): void;
  /** An empty one is removed by Backspace. */
  backspace(): void;
  addBelow(): void;
  move(by: -1 | 1): void;
}

let made = 0;

export class TodoRow {
  readonly element: HTMLLIElement;
  readonly field: TextField;
  readonly notes: TodoNotes;
  readonly grip: HTMLButtonElement;
  private readonly box = element('input', { type: 'checkbox' });
  private readonly here = element('span', { class: 'here' });
  private readonly mark = element('span', { class: 'mark', title: 'Not sent yet' });
  private readonly cross: HTMLButtonElement;
  private readonly actions: HTMLElement;
  private readonly drag: Drag;
  private up!: HTMLButtonElement;
  private down!: HTMLButtonElement;
  private todo: Todo;

  constructor(
    todo: Todo,
    private readonly acts: RowActs,
  ) {
    this.todo = todo;
    this.field = new TextField(todo.name, 'To-do');
    this.notes = new TodoNotes(acts.notes);
    const id = `actions-${++made}`;
    this.actions = this.makeActions(id);
    this.grip = element(
      'button',
      { type: 'button', class: 'grip plain', 'aria-expanded': 'false', 'aria-controls': id },
      icon('grip'),
    );
    this.cross = button({ class: 'cross plain' }, [icon('remove')], () => acts.remove());
    this.mark.append(element('span', { class: 'unseen' }, 'Not sent yet'));
    const tick = element('label', { class: 'tick' }, this.box, icon('tick'));
    this.element = element('li', { class: 'todo' });
    this.field.element.append(this.here);
    this.element.append(tick, this.field.element, this.mark, this.cross, this.notes.button, this.grip);
    this.element.append(this.actions, this.notes.element);
    this.drag = new Drag(this.grip, this.element, acts);
    this.listen();
  }

  /** A pointer is on its grip, dragging or about to. */
  get isDragged(): boolean {
    return this.drag.active;
  }
  /** It holds the focus or the pointer: its element must not be moved. */
  get isHeld(): boolean {
    return this.isDragged || this.element.contains(document.activeElement);
  }

  show(todo: Todo, index: number, count: number, editable: boolean): void {
    this.todo = todo;
    if (this.field.text !== todo.name) this.field.rebind(todo.name);
    this.box.checked = todo.done;
    this.box.disabled = !editable;
    this.field.input.readOnly = !editable;
    this.element.classList.toggle('done', todo.done);
    this.field.input.setAttribute('aria-label', `To-do ${index + 1} of ${count}`);
    this.up.setAttribute('aria-disabled', String(index === 0));
    this.down.setAttribute('aria-disabled', String(index === count - 1));
    for (const control of [this.grip, this.cross]) control.hidden = !editable;
    if (!editable) this.toggle(false);
    this.notes.show(todo.notes, editable);
    this.label();
  }

  /** What names the to-do changes with its text. */
  label(): void {
    const name = this.spokenName();
    this.box.setAttribute('aria-label', `Done: ${name}`);
    this.cross.setAttribute('aria-label', `Remove: ${name}`);
    this.grip.setAttribute('aria-label', `Move or remove: ${name}`);
    this.actions.setAttribute('aria-label', `Move or remove: ${name}`);
    this.notes.label(name);
  }
  spokenName(): string {
    return this.todo.name.read().trim() || 'empty to-do';
  }

  showUnsent(isUnsent: boolean): void {
    this.mark.hidden = !isUnsent;
  }

  /** `writing`: who is in its text, and not in the notes. */
  showPeople(people: readonly Person[], writing: Person | undefined): void {
    if (people.length === 0 && this.here.childElementCount === 0) return;
    setAttribute(this.field.element, 'data-colour', writing?.colour);
    this.here.replaceChildren(
      ...people.slice(0, 3).map((person) => {
        const badge = element('span', { class: 'badge', 'data-colour': person.colour, title: person.name });
        const spoken = element('span', { class: 'unseen' }, `${person.name} is here`);
        badge.append(element('span', { 'aria-hidden': 'true' }, initials(person.name)), spoken);
        return badge;
      }),
    );
  }

  focus(at = Infinity): void {
    const { input } = this.field;
    const position = Math.min(at, input.value.length);
    input.focus();
    input.setSelectionRange(position, position);
  }
  /** For a moment it is seen that something changed here. */
  flash(): void {
    this.element.classList.remove('changed');
    void this.element.offsetWidth; // so that the animation begins again
    this.element.classList.add('changed');
  }

  private listen(): void {
    const { input } = this.field;
    input.addEventListener('keydown', (event) => this.key(event));
    // Keyboards on a screen tell of Enter in this way only.
    input.addEventListener('beforeinput', (event) => {
      if (event.isComposing || !/^insert(LineBreak|Paragraph)$/.test(event.inputType)) return;
      event.preventDefault();
      this.acts.addBelow();
    });
    this.box.addEventListener('change', () => this.acts.tick(this.box.checked));
    this.grip.addEventListener('click', () => this.toggle(this.actions.hidden));
    this.grip.addEventListener('keydown', (event) => this.moveKey(event, true));
    this.actions.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.toggle(false);
      this.grip.focus();
    });
  }

  cancelDrag(): void {
    this.drag.cancel();
  }

  private key(event: KeyboardEvent): void {
    const { input } = this.field;
    if (isComposing(event) || input.readOnly) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      this.acts.addBelow();
    } else if (event.key === 'Backspace' && input.value === '') {
      event.preventDefault();
      this.acts.backspace();
    } else this.moveKey(event, event.altKey);
  }
  private moveKey(event: KeyboardEvent, isMeant: boolean): void {
    if (!isMeant || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
    event.preventDefault();
    this.acts.move(event.key === 'ArrowUp' ? -1 : 1);
  }

  private toggle(open: boolean): void {
    this.actions.hidden = !open;
    this.grip.setAttribute('aria-expanded', String(open));
  }

  private makeActions(id: string): HTMLElement {
    const move = (by: -1 | 1) => () => this.acts.move(by);
    this.up = button({ class: 'quiet' }, [icon('up'), 'Move up'], move(-1));
    this.down = button({ class: 'quiet' }, [icon('down'), 'Move down'], move(1));
    const remove = button({ class: 'quiet' }, [icon('remove'), 'Remove'], () => this.acts.remove());
    const hint = element('p', { class: 'hint' }, 'Or drag, or press Alt with an arrow key in the text.');
    const attributes = { id, class: 'actions', role: 'group', hidden: true };
    return element('div', attributes, this.up, this.down, remove, hint);
  }
}
