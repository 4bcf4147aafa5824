// Undo and redo: of this replica's own edits, in all containers; what others did stays.
import type { Doc } from './document.js';
import { Code, WeftError } from './errors.js';
import { checkListener, contain, synchronous } from './listeners.js';
import {
  OUT, isBroken, maxUtf8, native, natural, outNumber, outText, putUtf8, registryOf, reserve, toJson, u32,
} from './module.js';

export interface UndoOptions {
  /** Edits that follow each other within so many milliseconds are one step; 500 when left out, 0: each
   * transaction is one. */
  mergeInterval?: number;
  /** Steps end at `separate` alone. */
  byHand?: boolean;
  /** So many steps are kept; 1,000 when left out, 1 at least. */
  maxSteps?: number;
}

const registry = registryOf('weft_undo_free');

/** Its document holds it, and its steps, until `close`. */
export class UndoManager {
  private at: number;
  private readonly listeners = new Set<() => void>();
  private readonly stop: () => void;
  private told = '0 0';

  /** @internal */
  constructor(
    private readonly doc: Doc,
    options: UndoOptions = {},
  ) {
    const merge = natural(options.mergeInterval ?? 500, 'an interval');
    const most = natural(options.maxSteps ?? 1000, 'a number of steps', 1);
    this.at = native.weft_host_undo(doc.at, merge, most, options.byHand ? 1 : 0);
    if (this.at === 0) doc.fail(3);
    registry?.register(this, this.at, this);
    this.stop = doc.on('change', () => this.tell());
  }

  /** Takes the last step back. False when there is none. */
  undo(): boolean {
    return this.step(native.weft_undo_undo!);
  }
  /** Does again what was undone last. False when there is nothing. */
  redo(): boolean {
    return this.step(native.weft_undo_redo!);
  }
  get canUndo(): boolean {
    return this.depth()[0] > 0;
  }
  get canRedo(): boolean {
    return this.depth()[1] > 0;
  }
  /** The next edit begins a step of its own. */
  separate(): void {
    this.check(native.weft_undo_separate(this.at));
  }
  /** Edits in it are no steps: they stay when what is around them is undone. `edits` is synchronous. */
  untracked<T>(edits: () => T): T {
    this.check(native.weft_undo_untracked(this.at, 1));
    try {
      return synchronous(edits, 'untracked');
    } finally {
      native.weft_undo_untracked(this.at, 0);
    }
  }

  /** Where the user's cursor is, as JSON: set it whenever it moves, after the edit that moved it. After
   * an undo or redo it is where it was then; undefined when that is not known. */
  get cursor(): unknown {
    this.check(native.weft_undo_cursor(this.at, OUT));
    const json = outText();
    return json === '' ? undefined : JSON.parse(json);
  }
  set cursor(cursor: unknown) {
    const json = toJson(cursor) ?? '';
    const at = reserve(maxUtf8(json));
    this.check(native.weft_undo_set_cursor(this.at, at, putUtf8(json, at)));
  }

  /** Calls back whenever other steps can be undone or redone; what a listener throws is reported, and stops
   * nobody. Returns what ends it. */
  onChange(listener: () => void): () => void {
    checkListener('change', ['change'], listener);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  /** Lets go of all steps: nothing can be undone any more, and calls that would are FAILED_PRECONDITION. With
   * `using undo = doc.undoManager()` the language does it. */
  close(): void {
    if (this.at === 0) return;
    this.stop();
    registry?.unregister(this);
    if (!isBroken()) native.weft_undo_free(this.at);
    this.at = 0;
  }

  private step(call: (...args: number[]) => number): boolean {
    this.check(call(this.at, OUT));
    const done = outNumber() !== 0;
    this.doc.edited();
    this.tell();
    return done;
  }
  private check(status: number): void {
    if (this.at === 0) throw new WeftError(Code.FAILED_PRECONDITION, 'the undo manager was closed');
    this.doc.check(status);
  }
  private depth(): [number, number] {
    if (this.at === 0 || this.doc.at === 0) return [0, 0];
    this.doc.check(native.weft_undo_depth(this.at, OUT, OUT + 4));
    return [u32[OUT >>> 2]!, u32[(OUT >>> 2) + 1]!];
  }
  private tell(): void {
    const now = this.depth().join(' ');
    if (now === this.told) return;
    this.told = now;
    for (const listener of [...this.listeners]) contain(listener);
  }
}

export interface UndoManager {
  [Symbol.dispose](): void;
}
if (Symbol.dispose) UndoManager.prototype[Symbol.dispose] = UndoManager.prototype.close;
