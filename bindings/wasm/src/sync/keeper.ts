// Keeper: writes what is done in one document into its slot. One write at a time; what is edited
// meanwhile goes into the next, but for `flush`, which may begin a second. storage.ts says what must hold.
import type { Doc } from '../document.js';
import type { ClientStorage, SlotHead } from './storage.js';

/** Appended updates after which the whole document is written. */
const MOST_UPDATES = 200;
/** Milliseconds after which changes that are no edits are written, and a failed write is tried again. */
const SOON = 1000;
const LATER = 5000;

export interface Kept {
  doc(): Doc;
  state(): Uint8Array;
  head(): SlotHead;
}

export class Keeper {
  private edits = 0;
  private kept = 0; // of those
  private version: Uint8Array | undefined; // what the storage has; undefined: write all
  private state: Uint8Array = new Uint8Array(); // likewise
  private appended = 0;
  private saveAt = Infinity;
  private patience = 0;
  private pausedUntil = 0;
  private running: Promise<void> | undefined;
  private last: Promise<void> = Promise.resolve(); // write that was begun
  private begun = 0; // edits that are in it
  private whole = -1; // or, when it is of the whole document
  private unsettled = false;
  private stopped = false;

  constructor(
    private readonly storage: ClientStorage,
    private readonly source: Kept,
    written: boolean,
    private readonly changed: () => void,
    /** A write succeeded: undefined; or failed. */
    private readonly wrote: (error: unknown) => void,
  ) {
    if (written) this.version = source.doc().version();
    else this.saveNow();
  }

  get hasAll(): boolean {
    return this.kept === this.edits && !this.unsettled;
  }

  edited(): void {
    ++this.edits;
    if (this.unsettled) this.settle();
    else this.go();
  }
  /** Something else is worth keeping, such as what others did: soon. */
  touch(soon = true): void {
    this.saveAt = Math.min(this.saveAt, Date.now() + (soon ? SOON : LATER + this.patience));
  }

  /** The document was replaced: nothing is written before it is live again or edited (invariant 6). */
  replaced(): void {
    this.unsettled = true;
    this.version = undefined;
  }
  live(): void {
    if (this.unsettled) this.settle();
    else this.touch();
  }
  private settle(): void {
    this.unsettled = false;
    this.saveNow();
  }
  tick(): void {
    if (this.stopped || Date.now() < this.saveAt) return;
    this.saveAt = Infinity;
    if (this.version === undefined || this.appended > 0 || this.hasNews()) this.saveNow();
  }
  private hasNews(): boolean {
    return !same(this.source.state(), this.state) || !same(this.source.doc().version(), this.version!);
  }

  /** All of it, now. */
  saveNow(): void {
    this.version = undefined;
    this.saveAt = Infinity;
    this.pausedUntil = 0;
    this.go();
  }
  /** What waits for a later write is written now, as the page may be gone before the storage answers: the
   * whole document, which needs no answer, also while something is being written. */
  flush(): void {
    this.saveAt = Math.min(this.saveAt, 0);
    if (this.running === undefined) return this.tick();
    if (!this.isBehind || this.whole === this.edits) return;
    const before = this.last;
    const write = this.write();
    this.last = Promise.all([write, before.catch(() => {})]).then(() => {}); // the whole makes up for it
  }
  /** The slot is another's: nothing is written there any more. What was not yet stays unkept. */
  stop(): void {
    this.stopped = true;
  }
  /** Once nothing is being written. */
  async settled(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  private get isBehind(): boolean {
    return !this.unsettled && !this.stopped && (this.version === undefined || this.kept !== this.edits);
  }
  private go(): void {
    if (this.running !== undefined || !this.isBehind || Date.now() < this.pausedUntil) return;
    this.running = this.run().finally(() => {
      this.running = undefined;
      this.changed();
      this.go(); // for what came after the last look
    });
  }

  private async run(): Promise<void> {
    while (this.isBehind) {
      try {
        this.last = this.version === undefined ? this.write() : this.append(this.version);
        await this.lastEnded();
        this.kept = this.begun;
        this.wrote(undefined);
        this.changed();
      } catch (error) {
        this.version = undefined; // invariant 3: no update after one that is not there
        this.saveAt = this.pausedUntil = Date.now() + LATER;
        this.wrote(error ?? new Error('the storage failed'));
        return;
      }
    }
  }

  private async lastEnded(): Promise<void> {
    for (let last: Promise<void> | undefined; last !== this.last; ) {
      last = this.last;
      await last.catch((error) => {
        if (last === this.last) throw error;
      });
    }
  }

  // Both begin their transaction before they return.
  private async write(): Promise<void> {
    this.begun = this.whole = this.edits;
    const doc = this.source.doc();
    const save = doc.save();
    this.version = doc.version();
    this.appended = 0;
    this.saveAt = Infinity;
    this.patience = save.length / 50; // a second for each 50 KB
    this.state = this.source.state();
    await this.storage.write({ ...this.source.head(), at: Date.now() }, save, this.state);
  }
  private async append(since: Uint8Array): Promise<void> {
    this.begun = this.edits;
    const doc = this.source.doc();
    const update = doc.encodeUpdate(since);
    this.version = doc.version();
    if (++this.appended >= MOST_UPDATES) this.touch();
    await this.storage.append(this.source.head(), update);
  }
}

const same = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
