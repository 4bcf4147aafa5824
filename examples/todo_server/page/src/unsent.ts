// Unsent: which things on the list were changed here and are not at the server yet. Only what was done
// since the page was opened: what an earlier visit left is known to the client as a whole, not by name.
import type { Change, ChangeEvent, Doc, Id } from 'weft-crdt';

export class Unsent {
  private things = new Set<string>();
  private removals = 0;

  get count(): number {
    return this.things.size;
  }
  has(thing: Id | 'name'): boolean {
    return this.things.has(thing);
  }
  clear(): void {
    this.things.clear();
  }

  note(event: ChangeEvent): void {
    if (!event.local) return;
    for (const change of event.changes) this.noteChange(change, event.doc);
  }
  private noteChange(change: Change, doc: Doc): void {
    if (change.path === 'name') this.things.add('name');
    const within = /^todos\/(\d+)(\/|$)/.exec(change.path);
    if (within) this.things.add(doc.list('todos').idAt(Number(within[1])));
    if (change.kind !== 'list') return;
    let deleted = 0;
    for (const step of change.delta) {
      if ('insert' in step) for (const { id, moved } of step.insert) {
        this.things.add(id);
        if (moved) --deleted; // where it was, it is deleted
      }
      if ('delete' in step) deleted += step.delete;
    }
    for (; deleted > 0; --deleted) this.things.add(`removal ${++this.removals}`);
  }
}
