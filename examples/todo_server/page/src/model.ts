// Todos: what a list is made of, as a document. The text root `name` is its name; the list root `todos`
// holds maps {name: text, done: boolean, notes: rich text}. Nothing has to be there at the beginning: roots are there
// without anybody making them. The server lets nothing else in.
//
// To-dos are named by the id of their place in the list, which stays theirs wherever they move.
import { WeftMap, WeftText } from 'weft-crdt';
import type { DeltaOp, Doc, Id } from 'weft-crdt';
import { act } from './editing.js';
import type { Removed } from './removed.js';

export interface Todo {
  id: Id;
  name: WeftText;
  done: boolean;
  /** To-dos of older pages have none until somebody writes some. */
  notes: WeftText | undefined;
}

export class Todos {
  constructor(readonly doc: Doc) {}

  get name(): WeftText {
    return this.doc.text('name');
  }
  private get list() {
    return this.doc.list('todos');
  }

  /** What is no to-do is passed over: a newer page may know what it is. */
  all(): Todo[] {
    return this.list.toArray().flatMap((item, index) => {
      const name = item instanceof WeftMap ? item.get('name') : undefined;
      if (!(item instanceof WeftMap) || !(name instanceof WeftText)) return [];
      const notes = item.get('notes');
      return {
        id: this.list.idAt(index), name, done: item.get('done') === true,
        notes: notes instanceof WeftText ? notes : undefined,
      };
    });
  }

  /** At that index of the list, which counts also what is no to-do. */
  idAt(index: number): Id | undefined {
    return index < this.list.length ? this.list.idAt(index) : undefined;
  }

  /** A new one after that one, or at the end. */
  add(after?: Id, text = ''): Id {
    const index = after === undefined ? this.list.length : this.list.indexOf(after) + 1;
    return this.insert(index, text);
  }
  /** `removed` as it was, from the first to the last; gives the last. */
  putBack(removed: readonly Removed[]): Id | undefined {
    const ids = this.all().map(({ id }) => id);
    let last: Id | undefined;
    act(this.doc, () => {
      for (const { index, text, done, notes } of removed) {
        const before = ids[index];
        last = this.insert(before === undefined ? this.list.length : this.list.indexOf(before), text, done, notes);
        ids.splice(index, 0, last);
      }
    });
    return last;
  }
  private insert(index: number, text: string, done = false, notes: DeltaOp[] = []): Id {
    return act(this.doc, () => {
      const todo = this.list.make(index, 'map');
      const name = todo.make('name', 'text');
      if (text !== '') name.insert(0, text);
      todo.set('done', done);
      todo.make('notes', 'text').applyDelta(notes);
      return this.list.idAt(index);
    });
  }
  setDone(id: Id, done: boolean): void {
    const item = this.list.get(this.list.indexOf(id));
    if (item instanceof WeftMap) act(this.doc, () => item.set('done', done));
  }
  /** Inside an edit. */
  makeNotes(id: Id): WeftText {
    return (this.list.get(this.list.indexOf(id)) as WeftMap).make('notes', 'text');
  }
  remove(...ids: Id[]): void {
    act(this.doc, () => ids.forEach((id) => this.list.erase(this.list.indexOf(id))));
  }
  /** Afterwards it stands right before that one, or at the end. */
  move(id: Id, before: Id | undefined): void {
    const from = this.list.indexOf(id);
    const to = before === undefined ? this.list.length : this.list.indexOf(before);
    const at = from < to ? to - 1 : to; // taking it out moves up what comes after it
    if (at !== from) act(this.doc, () => this.list.move(from, at));
  }
}
