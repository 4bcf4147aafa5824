// Lists.
import { Base, plain } from './container.js';
import type { Containers } from './containers.js';
import type { Kind } from './kinds.js';
import { kindNumber } from './kinds.js';
import { OUT, native, natural, outNumber, reserve, u32 } from './module.js';
import type { Id, Plain, Value } from './values.js';
import { CONTAINER, outId, outValue, putId, putValues } from './values.js';

/** A list of values that can be moved. */
export class WeftList extends Base {
  readonly kind = 'list';

  /** Inserts before the item at `index`, the length being the end; OUT_OF_RANGE beyond it. */
  insert(index: number, ...values: Plain[]): void {
    this.put(index, values);
  }
  /** Inserts at the end. */
  push(...values: Plain[]): void {
    this.put(this.length, values);
  }
  private put(index: number, values: Plain[]): void {
    natural(index, 'an index');
    const { at } = putValues(values, '');
    this.edited(native.weft_list_insert(this.doc.at, this.number, index, at, values.length));
  }
  /** A new, empty container as an item. */
  make<K extends Kind>(index: number, kind: K): Containers[K] {
    natural(index, 'an index');
    const { at } = putValues([null], '');
    u32[at >>> 2] = CONTAINER + kindNumber(kind);
    this.doc.check(native.weft_list_insert(this.doc.at, this.number, index, at, 1));
    const made = this.doc.container(kindNumber(kind), u32[(at >>> 2) + 1]!);
    this.doc.edited();
    return made as Containers[K];
  }
  /** Gives the item another value; it stays the same item. */
  set(index: number, value: Plain): void {
    natural(index, 'an index');
    const { at } = putValues([value], '');
    this.edited(native.weft_list_set(this.doc.at, this.number, index, at));
  }
  /** Erases `count` items from `index` on; OUT_OF_RANGE when there are fewer. */
  erase(index: number, count = 1): void {
    natural(index, 'an index');
    natural(count, 'a count');
    this.edited(native.weft_list_erase(this.doc.at, this.number, index, count));
  }
  /** Afterwards the item stands at index `to`. */
  move(from: number, to: number): void {
    natural(from, 'an index');
    natural(to, 'an index');
    this.edited(native.weft_list_move(this.doc.at, this.number, from, to));
  }

  get length(): number {
    return this.count(native.weft_list_size!);
  }
  /** OUT_OF_RANGE where there is no item, where an array gives undefined. */
  get(index: number): Value {
    natural(index, 'an index');
    this.doc.check(native.weft_list_get(this.doc.at, this.number, index, OUT));
    return outValue(this.doc);
  }
  /** All items: to look at one, `get` costs O(log n) and this the length. */
  toArray(): Value[] {
    this.doc.check(native.weft_list_read(this.doc.at, this.number, OUT));
    return this.doc.unpack((packed) => packed.value());
  }
  [Symbol.iterator](): Iterator<Value> {
    return this.toArray()[Symbol.iterator]();
  }
  toJSON(): unknown[] {
    return this.toArray().map(plain);
  }

  /** The item's id, for ever, wherever it moves; and where it is now. */
  idAt(index: number): Id {
    natural(index, 'an index');
    this.doc.check(native.weft_list_id(this.doc.at, this.number, index, OUT));
    return outId()!;
  }
  indexOf(id: Id): number {
    const at = putId(id, reserve(16));
    this.doc.check(native.weft_list_index(this.doc.at, this.number, at, OUT));
    return outNumber();
  }
}
