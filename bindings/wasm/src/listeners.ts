// Listeners: who is told of a document's changes, and when: after the transaction, never inside it.
//
// What a listener's own edits do is told after the current event. While nobody listens the engine notes
// nothing, and an edit costs one test more.
import type { Doc } from './document.js';
import { Code, WeftError } from './errors.js';
import { ChangeEvent } from './events.js';
import { OUT, native, numberOf, outBytes, u32 } from './module.js';

export interface Listener {
  change: (event: ChangeEvent) => void;
  update: (update: Uint8Array) => void;
}

/** The event's place among `names`; a WeftError for what is none of them, or no function. */
export function checkListener(event: string, names: readonly string[], listener: unknown): number {
  const place = numberOf(event, names, 'event');
  if (typeof listener === 'function') return place;
  throw new WeftError(Code.INVALID_ARGUMENT, 'a listener is a function');
}

/** Calls `run`; what it throws is reported as an event listener's error is, and goes no further. */
export function contain(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (typeof reportError === 'function') reportError(error);
    else queueMicrotask(() => { throw error; });
  }
}

/** What `run` gives; a WeftError when that is a promise, as what comes after its first `await` is outside. */
export function synchronous<T>(run: () => T, what: string): T {
  const result = run();
  if (typeof (result as { then?: unknown } | null | undefined)?.then !== 'function') return result;
  throw new WeftError(Code.INVALID_ARGUMENT, `the function given to ${what} has to be synchronous`);
}

export class Listeners {
  private readonly change = new Set<Listener['change']>();
  private readonly update = new Set<Listener['update']>();
  private some = false;
  private telling = false;

  constructor(private readonly doc: Doc) {}

  /** Returns what ends it. */
  add<E extends keyof Listener>(event: E, listener: Listener[E]): () => void {
    checkListener(event, ['change', 'update'], listener);
    const set: Set<Listener[E]> = this[event] as Set<any>;
    set.add(listener);
    this.observe();
    return () => {
      set.delete(listener);
      this.observe();
    };
  }

  private observe(): void {
    this.some = this.change.size + this.update.size > 0;
    if (this.doc.at !== 0) native.weft_document_observe(this.doc.at, this.change.size > 0 ? 1 : 0);
  }

  /** Tells all that is not yet told. All are called; the first error that one throws is thrown then. */
  tell(): void {
    if (!this.some || this.telling) return;
    this.telling = true;
    const errors: unknown[] = [];
    try {
      while (this.tellNext(errors));
    } finally {
      this.telling = false;
    }
    if (errors.length > 0) throw errors[0];
  }

  /** The update so far, and one event; false when there was none. A listener may free the document. */
  private tellNext(errors: unknown[]): boolean {
    const update = this.update.size > 0 ? this.doc.take() : undefined;
    if (update !== undefined) callAll(this.update, update, errors);
    if (this.doc.at === 0 || this.change.size === 0) return false;
    this.doc.check(native.weft_document_take_event(this.doc.at, OUT));
    if (u32[(OUT >>> 2) + 1] === 0) return false;
    callAll(this.change, new ChangeEvent(this.doc, outBytes()), errors);
    return this.doc.at !== 0;
  }
}

function callAll<T>(listeners: Set<(told: T) => void>, told: T, errors: unknown[]): void {
  for (const listener of [...listeners]) {
    try {
      listener(told);
    } catch (error) {
      errors.push(error);
    }
  }
}
