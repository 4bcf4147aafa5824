// Unseen: what others did to a text while its field must not be written to, because an input method is
// composing in it (writing would break that off). It maps what is typed meanwhile, in the field's
// positions, to the document's. Pure; costs O(text) an edit, and a to-do's text is short.
import type { DeltaOp } from 'weft-crdt';
import type { TextEdit } from './text_edit.js';
import { lengthOf } from './text_edit.js';

const THEIRS = -1;

export class Unseen {
  /** For each unit of the document's text: which unit of the field it is, or THEIRS. Ascending. */
  private origins: number[];

  /** Field and document have the same text yet, of this length. */
  constructor(length: number) {
    this.origins = Array.from({ length }, (_, i) => i);
  }

  remote(delta: readonly DeltaOp[]): void {
    let at = 0;
    for (const step of delta) {
      if ('retain' in step) at += step.retain;
      else if ('insert' in step) {
        this.origins.splice(at, 0, ...new Array<number>(lengthOf(step.insert)).fill(THEIRS));
        at += lengthOf(step.insert);
      } else this.origins.splice(at, step.delete);
    }
  }

  /** An edit of the field: the edits of the document that it comes to, one after the other. What others
   * wrote inside what is erased here stays. */
  local(edit: TextEdit): TextEdit[] {
    const end = edit.from + edit.erase;
    const at = this.position(edit.from);
    const edits: TextEdit[] = [];
    const isErased = (origin: number | undefined) =>
      origin !== undefined && origin >= edit.from && origin < end;
    for (let last = this.origins.length - 1; last >= 0; --last) {
      if (!isErased(this.origins[last])) continue;
      let from = last;
      while (isErased(this.origins[from - 1])) --from;
      edits.push({ from, erase: last - from + 1, insert: '' });
      this.origins.splice(from, last - from + 1);
      last = from;
    }
    const longer = edit.insert.length - edit.erase;
    this.origins = this.origins.map((origin) => (origin >= end ? origin + longer : origin));
    const typed = Array.from({ length: edit.insert.length }, (_, i) => edit.from + i);
    this.origins.splice(at, 0, ...typed);
    if (edit.insert !== '') edits.push({ from: at, erase: 0, insert: edit.insert });
    return edits;
  }

  /** Where a position of the field is in the document: after what stands before it. */
  position(inField: number): number {
    for (let i = this.origins.length - 1; i >= 0; --i) {
      const origin = this.origins[i]!;
      if (origin !== THEIRS && origin < inField) return i + 1;
    }
    return 0;
  }
}
