// Texts, and positions in them that survive edits.
import { Base } from './container.js';
import {
  OUT, maxUtf8, native, natural, outNumber, outText, putShortUtf16, putUtf8, reserve,
} from './module.js';
import type { Id } from './values.js';
import { outId, putId } from './values.js';

/** Which neighbour a stable position sticks to when text is inserted exactly at it. */
export type Side = 'before' | 'after';
/** A position in a text that survives edits; plain JSON. */
export interface StablePosition {
  id: Id | null;
  side: Side;
}

/** A text. Positions and counts are UTF-16 units, as in JavaScript's strings. */
export class WeftText extends Base {
  readonly kind = 'text';

  insert(position: number, text: string): void {
    const size = text.length;
    natural(position, 'a position');
    const at = reserve(maxUtf8(text));
    this.edited(
      putShortUtf16(text, at)
        ? native.weft_text_insert(this.doc.at, this.number, position, at, size)
        : native.weft_text_insert_utf8(this.doc.at, this.number, position, at, putUtf8(text, at)),
    );
  }
  erase(position: number, count: number): void {
    natural(position, 'a position');
    natural(count, 'a count');
    this.edited(native.weft_text_erase(this.doc.at, this.number, position, count));
  }

  get length(): number {
    return this.count(native.weft_text_length!);
  }
  /** The whole text, or `count` units from `position` on. */
  read(position?: number, count?: number): string {
    if (position === undefined) {
      this.doc.check(native.weft_text_read(this.doc.at, this.number, OUT));
    } else {
      natural(position, 'a position');
      const rest = count === undefined ? this.length - position : natural(count, 'a count');
      this.doc.check(native.weft_text_slice(this.doc.at, this.number, position, rest, OUT));
    }
    return outText();
  }
  override toString(): string {
    return this.read();
  }
  toJSON(): string {
    return this.read();
  }

  stabilize(position: number, side: Side = 'before'): StablePosition {
    natural(position, 'a position');
    const after = side === 'after' ? 1 : 0;
    this.doc.check(native.weft_text_stabilize(this.doc.at, this.number, position, after, OUT));
    return { id: outId(), side };
  }
  /** Where it is now. NOT_FOUND: it names what this document has not seen yet. */
  resolve(stable: StablePosition): number {
    const id = putId(stable.id, reserve(16));
    const after = stable.side === 'after' ? 1 : 0;
    this.doc.check(native.weft_text_resolve(this.doc.at, this.number, id, after, OUT));
    return outNumber();
  }
}
