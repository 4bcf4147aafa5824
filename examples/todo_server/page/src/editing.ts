// edit(): every edit that a person makes here goes through it, so that what belongs to all edits is done in
// one place: saying who it is (authors.ts), and what is undone together (undo.ts).
import type { Doc } from 'weft-crdt';

/** Of an edit: `isAct` when it stands for itself (an added to-do, a tick), and not for a part of something
 * longer (a letter). Returns what comes after it. */
type Preparation = (isAct: boolean) => () => void;
const preparations = new WeakMap<Doc, Preparation>();

/** `prepare` is called before each edit of the document. */
export function beforeEdits(doc: Doc, prepare: Preparation): void {
  preparations.set(doc, prepare);
}

/** One transaction. */
export function edit<T>(doc: Doc, edits: () => T): T {
  return prepared(doc, () => doc.transact(edits), false);
}
/** One transaction, and one step of undo. */
export function act<T>(doc: Doc, edits: () => T): T {
  return prepared(doc, () => doc.transact(edits), true);
}
/** One call that is a transaction by itself, and one step of undo. */
export function callAsAct<T>(doc: Doc, call: () => T): T {
  return prepared(doc, call, true);
}

function prepared<T>(doc: Doc, call: () => T, isAct: boolean): T {
  const after = preparations.get(doc)?.(isAct);
  try {
    return call();
  } finally {
    after?.();
  }
}
