// Todos: what a list is made of, as a document. The text root `name` is its name; the list root `todos`
// holds maps {name: text, done: boolean}. Nothing has to be there at the beginning: roots are there
// without anybody making them. The server lets nothing else in.
//
// To-dos are named by the id of their place in the list, which stays theirs wherever they move.
import { WeftMap, WeftText } from 'weft-crdt';
import type { Doc, Id } from 'weft-crdt';

export interface Todo {
  id: Id;
  name: WeftText;
  done: boolean;
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
      return { id: this.list.idAt(index), name, done: item.get('done') === true };
    });
  }

  /** A new one after that one, or at the end. */
  add(after?: Id, text = '', done = false): Id {
    const index = after === undefined ? this.list.length : this.list.indexOf(after) + 1;
    return this.doc.transact(() => {
      const todo = this.list.make(index, 'map');
      const name = todo.make('name', 'text');
      if (text !== '') name.insert(0, text);
      todo.set('done', done);
      return this.list.idAt(index);
    });
  }
  setDone(id: Id, done: boolean): void {
    const item = this.list.get(this.list.indexOf(id));
    if (item instanceof WeftMap) item.set('done', done);
  }
  remove(...ids: Id[]): void {
    this.doc.transact(() => ids.forEach((id) => this.list.erase(this.list.indexOf(id))));
  }
  /** Afterwards it stands right before that one, or at the end. */
  move(id: Id, before: Id | undefined): void {
    const from = this.list.indexOf(id);
    const to = before === undefined ? this.list.length : this.list.indexOf(before);
    const at = from < to ? to - 1 : to; // taking it out moves up what comes after it
    if (at !== from) this.list.move(from, at);
  }
}
