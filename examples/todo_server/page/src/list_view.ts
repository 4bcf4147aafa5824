// ListView: the to-dos of a document on the page, kept as the document has them. Acts of the person here
// go to the document first; what is shown always comes back from it, so local and others' edits take one
// way.
import type { Change, ChangeEvent, DeltaOp, Id, WeftText } from 'weft-crdt';
import { announce } from './announce.js';
import { drawCursors } from './cursors.js';
import { button, element, icon } from './element.js';
import type { Todo, Todos } from './model.js';
import type { Selected } from './own_place.js';
import type { Person } from './presence.js';
import { NOTES } from './presence.js';
import { RemovedLine } from './removed.js';
import type { Removed } from './removed.js';
import { arrange } from './reorder.js';
import { endOf } from './text_edit.js';
import type { RowActs } from './todo_row.js';
import { TodoRow } from './todo_row.js';

export class ListView {
  readonly element: HTMLElement;
  readonly removed = new RemovedLine((all) => this.putBack(all), () => this.addButton.focus());
  /** After the to-dos are shown anew. */
  shown = (_todos: readonly Todo[]): void => {};
  /** The caret in notes is somewhere else. */
  moved = (): void => {};
  private readonly rows = new Map<Id, TodoRow>();
  private readonly list = element('ul', { class: 'todos', role: 'list', 'aria-label': 'To-dos' });
  private readonly line = element('div', { class: 'drop-line', hidden: true });
  private readonly empty = element('p', { class: 'empty' });
  private readonly addButton = button({ class: 'add' }, [icon('add'), 'Add a to-do'], () => this.add());
  private todos: Todo[] = [];
  private people: readonly Person[] = [];
  private editable = false;
  private loaded = false;

  constructor(private model: Todos) {
    this.element = element('section', { class: 'list', 'aria-label': 'To-dos' });
    this.element.append(this.list, this.line, this.empty, this.addButton, this.removed.element);
    new ResizeObserver(() => this.drawPeople()).observe(this.list);
    this.render();
  }

  /** The same list in another document. Ids of what was made again differ. */
  rebind(model: Todos): void {
    const focused = this.todos.findIndex(({ id }) => this.rows.get(id)?.isHeld);
    this.model = model;
    this.render();
    const again = this.rows.get(this.todos[focused]?.id ?? '');
    if (again !== undefined && !again.isHeld) again.focus();
  }
  /** `loaded`: what is shown is the list, and not nothing because nothing came yet. */
  setState(editable: boolean, loaded: boolean): void {
    if (this.editable === editable && this.loaded === loaded) return;
    this.editable = editable;
    this.loaded = loaded;
    this.render();
  }

  changed(event: ChangeEvent): void {
    let isRendered = false;
    for (const change of event.changes) {
      if (change.kind === 'text') this.integrate(change.target, change.delta);
      else if (!isRendered) isRendered = (this.render(), true);
    }
  }
  private integrate(text: WeftText, delta: DeltaOp[]): void {
    const row = [...this.rows.values()].find(({ field, notes }) => field.text === text || notes.bound === text);
    if (row?.field.text === text) row.field.integrate(delta);
    else row?.notes.integrate(delta);
    row?.label();
  }

  /** Where the caret is, if it is in a to-do. */
  selected(): Selected | undefined {
    for (const [id, { field, notes }] of this.rows) {
      if (field.selected) return { field: id, ...field.selected };
      if (notes.selected) return { field: NOTES + id, ...notes.selected };
    }
    return undefined;
  }

  /** `index`: in the document's list. */
  spokenName(index: number): string {
    return this.rows.get(this.model.idAt(index) ?? '')?.spokenName() ?? 'a to-do';
  }
  /** Shows where that happened; `focus`: and goes there, to where it was written. */
  reveal(changes: readonly Change[], focus: boolean): void {
    const places = changes.flatMap((change) => this.placeOf(change) ?? []);
    const [first] = [...places.filter(({ at }) => at !== undefined), ...places];
    if (first === undefined) return;
    const { row, isNotes, at } = first;
    row.flash();
    if (!focus) row.element.scrollIntoView({ block: 'nearest' });
    else if (isNotes) void row.notes.focusAt(at ?? 0);
    else if (at !== undefined) row.focus(at);
    else if (!row.isHeld) row.grip.focus();
  }
  private placeOf(change: Change): { row: TodoRow; isNotes: boolean; at: number | undefined } | undefined {
    const within = /^todos\/(\d+)/.exec(change.path);
    const added = change.kind === 'list' ? change.delta.find((step) => 'insert' in step) : undefined;
    const id = within ? this.model.idAt(Number(within[1])) : added && 'insert' in added ? added.insert[0]?.id : undefined;
    const row = this.rows.get(id ?? '');
    if (row === undefined) return undefined;
    const at = change.kind === 'text' ? endOf(change.delta) : undefined;
    return { row, isNotes: change.path.endsWith('/notes'), at };
  }

  showUnsent(isUnsent: (id: Id) => boolean): void {
    for (const [id, row] of this.rows) row.showUnsent(isUnsent(id));
  }
  showPeople(people: readonly Person[]): void {
    this.people = people;
    this.drawPeople();
  }
  private drawPeople(): void {
    for (const [id, row] of this.rows) {
      const here = this.people.filter(({ at }) => at?.text === id);
      const inNotes = this.people.filter(({ at }) => at?.text === NOTES + id);
      row.showPeople([...here, ...inNotes], here[0]);
      drawCursors(row.field, here);
      row.notes.showPeople(inNotes);
    }
  }

  private render(): void {
    this.todos = this.model.all();
    this.dropGone(new Set(this.todos.map(({ id }) => id)));
    const rows = this.todos.map((todo, index) => {
      const row = this.rows.get(todo.id) ?? this.makeRow(todo);
      row.show(todo, index, this.todos.length, this.editable);
      return row;
    });
    // A pointer that loses its row cannot be given back to it; the focus could.
    const held = [...rows.filter((row) => row.isDragged), ...rows.filter((row) => row.isHeld)];
    arrange(this.list, rows.map((row) => row.element), held.map((row) => row.element));
    this.addButton.hidden = !this.editable;
    this.empty.hidden = this.todos.length > 0;
    this.empty.textContent = this.loaded ? 'Nothing to do yet.' : 'Opening the list…';
    this.drawPeople();
    this.shown(this.todos);
  }

  private dropGone(there: ReadonlySet<Id>): void {
    for (const [id, row] of this.rows) {
      if (there.has(id)) continue;
      const wasHeld = row.isHeld;
      const next = row.element.nextElementSibling;
      this.rows.delete(id);
      row.cancelDrag(); // no pointer event would end it any more
      row.element.remove();
      const heir = [...this.rows.values()].find((other) => other.element === next);
      if (wasHeld) this.focusOn(heir, 'grip');
    }
  }

  private makeRow(todo: Todo): TodoRow {
    const row: TodoRow = new TodoRow(todo, this.actsOf(todo.id, () => row));
    row.showUnsent(false);
    row.field.changed = () => {
      row.label();
      drawCursors(row.field, this.people.filter(({ at }) => at?.text === todo.id));
    };
    this.rows.set(todo.id, row);
    return row;
  }

  private actsOf(id: Id, row: () => TodoRow): RowActs {
    const others = () => this.todos.filter((todo) => todo.id !== id);
    return {
      notes: { doc: () => this.model.doc, make: () => this.model.makeNotes(id), moved: () => this.moved() },
      tick: (done) => {
        this.model.setDone(id, done);
        announce(`${done ? 'Done' : 'Not done'}: ${row().spokenName()}`);
      },
      remove: () => this.remove(id, 1),
      backspace: () => this.remove(id, -1),
      addBelow: () => this.add(id),
      move: (by) => this.moveBy(id, by),
      others: () => others().flatMap((todo) => this.rows.get(todo.id)?.element ?? []),
      showLine: (index) => this.showLine(index, others()),
      dropped: (index) => this.move(id, others()[index]?.id),
    };
  }

  private add(after?: Id): void {
    const id = this.model.add(after);
    this.rows.get(id)?.focus();
  }

  /** The focus goes to the next one or, with -1, into the one before. */
  private remove(id: Id, towards: -1 | 1): void {
    const index = this.todos.findIndex((todo) => todo.id === id);
    const heir = this.todos[index + towards] ?? this.todos[index - towards];
    const removed = this.copyOf(this.todos[index]!);
    this.focusOn(heir && this.rows.get(heir.id), towards < 0 ? 'text' : 'grip');
    this.model.remove(id);
    if (removed.text !== '' || removed.notes.length > 0) this.removed.show([removed]);
    announce(`Removed: ${removed.text.trim() || 'empty to-do'}`);
  }
  /** Those to-dos that are done. */
  done(): Id[] {
    return this.todos.filter((todo) => todo.done).map(({ id }) => id);
  }
  /** Of these, those that still are. */
  removeDone(asked: readonly Id[]): void {
    const meant = new Set(asked);
    const done = this.todos.filter((todo) => todo.done && meant.has(todo.id));
    const removed = done.map((todo) => this.copyOf(todo));
    this.model.remove(...done.map(({ id }) => id));
    this.removed.show(removed);
    announce(`Removed ${done.length}`);
    this.addButton.focus();
  }
  private copyOf(todo: Todo): Removed {
    const { name, done, notes } = todo;
    return { text: name.read(), done, index: this.todos.indexOf(todo), notes: notes?.delta() ?? [] };
  }
  private putBack(removed: readonly Removed[]): void {
    const last = this.model.putBack(removed);
    announce('Put back');
    this.focusOn(last === undefined ? undefined : this.rows.get(last), 'grip');
  }
  /** In the text only when the hands are on the keys: on a phone it would open the keyboard. */
  private focusOn(row: TodoRow | undefined, part: 'text' | 'grip'): void {
    if (row === undefined) this.addButton.focus();
    else if (part === 'text') row.focus();
    else row.grip.focus();
  }

  private moveBy(id: Id, by: -1 | 1): void {
    const index = this.todos.findIndex((todo) => todo.id === id);
    if (this.todos[index + by] === undefined) return;
    this.move(id, this.todos[by < 0 ? index - 1 : index + 2]?.id);
  }
  private move(id: Id, before: Id | undefined): void {
    this.model.move(id, before);
    const index = this.todos.findIndex((todo) => todo.id === id);
    const name = this.rows.get(id)!.spokenName();
    announce(`${name}: now ${index + 1} of ${this.todos.length}`);
    this.rows.get(id)!.element.scrollIntoView({ block: 'nearest' });
  }
  private showLine(index: number | undefined, others: readonly Todo[]): void {
    this.line.hidden = index === undefined;
    if (index === undefined) return;
    const above = this.rows.get(others[index - 1]?.id ?? '')?.element;
    const below = this.rows.get(others[index]?.id ?? '')?.element;
    const top = below?.offsetTop ?? (above ? above.offsetTop + above.offsetHeight : 0);
    this.line.style.top = `${top}px`;
  }
}
