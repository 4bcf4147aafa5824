// Texts, and positions in them that survive edits.
import { Base } from './container.js';
import {
  OUT, maxUtf8, native, natural, numberOf, outNumber, outText, putBytes, putShortUtf16, putUtf8,
  reserve,
} from './module.js';
import type { Delta, Embed } from './delta.js';
import { packDelta, readDelta, valueOf } from './delta.js';
import type { Id, Plain } from './values.js';
import { outId, putId, putValues, repeat } from './values.js';

/** Which neighbour a stable position sticks to when text is inserted exactly at it. */
export type Side = 'before' | 'after';
/** A position in a text that survives edits; plain JSON. */
export interface StablePosition {
  id: Id | null;
  side: Side;
}
const sideNumber = (side: Side) => numberOf(side, ['before', 'after'], 'side');

/** Which ends of a mark take in what is typed exactly there. */
export type Expand = 'after' | 'before' | 'both' | 'none';
const EXPANDS: readonly Expand[] = ['after', 'before', 'both', 'none'];
/** @internal */
export function expandNumber(expand: Expand = 'after'): number {
  return numberOf(expand, EXPANDS, 'way to expand');
}
export interface MarkOptions {
  expand?: Expand;
  /** Marks of this key do not replace each other: comments. */
  several?: boolean;
}
/** A mark that shows, on the units from `start` to before `end`. */
export interface Mark {
  id: Id;
  key: string;
  value: Plain;
  start: number;
  end: number;
  several: boolean;
}

/** A stretch of a text by one author. */
export interface Blamed {
  /** UTF-16 units. */
  count: number;
  agent: number;
  /** Only of what is not visible: what it was ('' when the document was saved without), and who
   * deleted it. */
  deleted?: string;
  deletedBy?: number[];
}

/** A text. Positions and counts are UTF-16 units, as in JavaScript's strings. */
export class WeftText extends Base {
  readonly kind = 'text';

  /** Inserts before `position`, the length being the end; OUT_OF_RANGE beyond it. */
  insert(position: number, text: string): void {
    natural(position, 'a position');
    const at = reserve(maxUtf8(text));
    this.edited(
      putShortUtf16(text, at)
        ? native.weft_text_insert(this.doc.at, this.number, position, at, text.length)
        : native.weft_text_insert_utf8(this.doc.at, this.number, position, at, putUtf8(text, at)),
    );
  }
  /** Erases `count` units from `position` on; OUT_OF_RANGE when there are fewer. */
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

  /** A name for that position that survives edits. */
  stabilize(position: number, side: Side = 'before'): StablePosition {
    natural(position, 'a position');
    const after = sideNumber(side);
    this.doc.check(native.weft_text_stabilize(this.doc.at, this.number, position, after, OUT));
    return { id: outId(), side };
  }
  /** Where it is now. NOT_FOUND: it names what this document has not seen yet. */
  resolve(stable: StablePosition): number {
    const after = sideNumber(stable.side);
    const id = putId(stable.id, reserve(16));
    this.doc.check(native.weft_text_resolve(this.doc.at, this.number, id, after, OUT));
    return outNumber();
  }

  // Rich text -----------------------------------------------------------------------------------

  /** The whole text with its marks and objects. */
  delta(): Delta {
    this.doc.check(native.weft_text_delta(this.doc.at, this.number, OUT));
    return readDelta(this.doc.unpacker());
  }
  /** Does what a delta says, from the start on: all of it, or nothing and throws. How its attributes
   * expand is said once, by `doc.setMarkKind`. */
  applyDelta(delta: Delta): void {
    const packed = packDelta(delta);
    const at = putBytes(packed);
    this.edited(native.weft_text_apply_delta(this.doc.at, this.number, at, packed.length));
  }
  /** Marks a range; says the mark's id. */
  mark(position: number, count: number, key: string, value: Plain, options: MarkOptions = {}): Id {
    natural(position, 'a position');
    natural(count, 'a count');
    const expand = expandNumber(options.expand);
    const several = options.several ? 1 : 0;
    const put = putValues([value], key);
    this.doc.check(
      native.weft_text_mark(
        this.doc.at, this.number, position, count, put.key, put.keySize, put.at, expand, several, OUT,
      ),
    );
    const id = outId()!;
    this.doc.edited();
    return id;
  }
  /** Takes marks of that key off a range; `expand` as they were made with. */
  unmark(position: number, count: number, key: string, expand?: Expand): void {
    natural(position, 'a position');
    natural(count, 'a count');
    const put = putValues([], key);
    this.edited(
      native.weft_text_unmark(
        this.doc.at, this.number, position, count, put.key, put.keySize, expandNumber(expand),
      ),
    );
  }
  /** Takes one mark away. */
  removeMark(id: Id): void {
    this.edited(native.weft_text_remove_mark(this.doc.at, this.number, putId(id, reserve(16))));
  }
  /** The marks that show: one whose text is all deleted is not there until some of it is again, which no
   * event's `marks` tells. */
  marks(): Mark[] {
    this.doc.check(native.weft_text_marks(this.doc.at, this.number, OUT));
    return this.doc.unpack((packed) => ({
      id: packed.id(),
      key: packed.text(),
      value: packed.value() as Plain,
      start: packed.number(),
      end: packed.number(),
      several: packed.number() === 1,
    }));
  }
  /** Puts an object there, of length 1. */
  insertEmbed(position: number, embed: Embed): void {
    natural(position, 'a position');
    const put = putValues([valueOf(embed)], '');
    this.edited(native.weft_text_embed(this.doc.at, this.number, position, put.at));
  }

  /** Who wrote the text, and who deleted what is not visible any more, in its order. Cost: linear in its
   * history. */
  blame(): Blamed[] {
    this.doc.check(native.weft_text_blame(this.doc.at, this.number, OUT));
    return this.doc.unpack((packed) => {
      const blamed: Blamed = { count: packed.number(), agent: packed.number() };
      if (packed.number() === 1) return blamed;
      return { ...blamed, deleted: packed.text(), deletedBy: repeat(packed, () => packed.number()) };
    });
  }
}
