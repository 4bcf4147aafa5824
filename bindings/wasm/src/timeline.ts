// The history of a document, or of one text of it, as steps: what a history panel shows.
import type { Delta } from './delta.js';
import { readDelta } from './delta.js';
import type { Doc } from './document.js';
import { Code, WeftError } from './errors.js';
import type { Change } from './events.js';
import { readChanges } from './events.js';
import { OUT, isBroken, native, natural, outNumber, registryOf, u32 } from './module.js';
import type { WeftText } from './text.js';
import { repeat } from './values.js';

/** One of the three; 100 steps when none is given. */
export interface TimelineOptions {
  /** At most so many steps, of one length. */
  steps?: number;
  /** A step for so many operations. */
  operations?: number;
  /** A step as long as one agent goes on, at most so many operations. */
  authors?: number;
  /** Of this text alone. */
  text?: WeftText;
}
export interface TimelineStep {
  /** From 0. */
  number: number;
  /** After it: for forkAt, diff and revertTo. */
  version: Uint8Array;
  operations: number;
  authors: number[];
  /** From the step before: of a text's timeline. */
  delta?: Delta;
  /** From the step before: of a document's timeline. */
  changes?: Change[];
}

const registry = registryOf('weft_timeline_free');

/** Good until its document changes, or it is closed; calls throw FAILED_PRECONDITION then. */
export class Timeline implements Iterable<TimelineStep> {
  private at: number;

  /** @internal */
  constructor(
    private readonly doc: Doc,
    private readonly options: TimelineOptions = {},
  ) {
    const { steps, operations, authors, text } = options;
    const by = authors !== undefined ? 2 : operations !== undefined ? 1 : 0;
    const count = natural(authors ?? operations ?? steps ?? 100, 'a number of steps or operations');
    if (text !== undefined && text.doc !== doc) {
      throw new WeftError(Code.INVALID_ARGUMENT, "a text of another document's");
    }
    const of = text?.number ?? 0;
    doc.check(native.weft_document_timeline(doc.at, of, by, BigInt(count), OUT));
    this.at = outNumber();
    registry?.register(this, this.at, this);
  }
  /** Gives the memory back at once; else garbage collection does. With `using steps = doc.timeline()` the
   * language does. */
  close(): void {
    if (this.at === 0) return;
    registry?.unregister(this);
    if (!isBroken()) native.weft_timeline_free(this.at);
    this.at = 0;
  }
  private check(status: number): void {
    if (this.at === 0) throw new WeftError(Code.FAILED_PRECONDITION, 'the timeline was closed');
    this.doc.check(status);
  }

  get length(): number {
    this.check(native.weft_timeline_size(this.at, OUT));
    return outNumber();
  }
  /** From its first step on. */
  *[Symbol.iterator](): Iterator<TimelineStep> {
    // The module has one place in the history, which others move meanwhile; to where it is costs nothing.
    let step: TimelineStep | undefined;
    for (let number = 0; (step = this.step(number)) !== undefined; ++number) yield step;
  }
  step(number: number): TimelineStep | undefined {
    this.check(native.weft_timeline_seek(this.at, natural(number, 'a step')));
    this.check(native.weft_timeline_next(this.at, OUT));
    if (u32[(OUT >>> 2) + 1] === 0) return undefined;
    const packed = this.doc.unpacker();
    const step: TimelineStep = {
      number: packed.number(),
      version: packed.bytes(),
      operations: packed.number(),
      authors: repeat(packed, () => packed.number()),
    };
    return this.options.text
      ? { ...step, delta: readDelta(packed) }
      : { ...step, changes: readChanges(packed, this.doc) };
  }
}

export interface Timeline {
  [Symbol.dispose](): void;
}
if (Symbol.dispose) Timeline.prototype[Symbol.dispose] = Timeline.prototype.close;
