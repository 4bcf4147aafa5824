// Maps.
import { Base, plain } from './container.js';
import type { Containers } from './containers.js';
import { Code } from './errors.js';
import type { Kind } from './kinds.js';
import { kindNumber } from './kinds.js';
import { OUT, native, u32 } from './module.js';
import type { Plain, Value } from './values.js';
import { CONTAINER, outValue, putValues } from './values.js';

/** A map: values by key. Of concurrent writes one shows on all replicas; `getAll` has the others. */
export class WeftMap extends Base {
  readonly kind = 'map';

  /** Writes the value at `key`, in place of what is there. */
  set(key: string, value: Plain): this {
    const put = putValues([value], key);
    this.edited(native.weft_map_set(this.doc.at, this.number, put.key, put.keySize, put.at));
    return this;
  }
  /** Puts a new, empty container there. */
  make<K extends Kind>(key: string, kind: K): Containers[K] {
    const put = putValues([null], key);
    u32[put.at >>> 2] = CONTAINER + kindNumber(kind);
    const status = native.weft_map_set(this.doc.at, this.number, put.key, put.keySize, put.at);
    this.doc.check(status);
    const made = this.doc.container(kindNumber(kind), u32[(put.at >>> 2) + 1]!);
    this.doc.edited();
    return made as Containers[K];
  }
  /** NOT_FOUND when there is nothing. */
  remove(key: string): void {
    const { key: at, keySize } = putValues([], key);
    this.edited(native.weft_map_remove(this.doc.at, this.number, at, keySize));
  }

  /** undefined when there is nothing. */
  get(key: string): Value | undefined {
    const { key: at, keySize } = putValues([], key);
    const status = native.weft_map_get(this.doc.at, this.number, at, keySize, OUT);
    if (status === Code.NOT_FOUND) return undefined;
    this.doc.check(status);
    return outValue(this.doc);
  }
  has(key: string): boolean {
    return this.get(key) !== undefined;
  }
  /** All values that were written at once, the one that shows first. */
  getAll(key: string): Value[] {
    const { key: at, keySize } = putValues([], key);
    this.doc.check(native.weft_map_get_all(this.doc.at, this.number, at, keySize, OUT));
    return this.doc.unpack((packed) => packed.value());
  }
  get size(): number {
    return this.count(native.weft_map_size!);
  }
  /** Ascending by code point. */
  keys(): string[] {
    this.doc.check(native.weft_map_keys(this.doc.at, this.number, OUT));
    return this.doc.unpack((packed) => packed.text());
  }
  entries(): [string, Value][] {
    return this.keys().map((key) => [key, this.get(key)!]);
  }
  toJSON(): Record<string, unknown> {
    return Object.fromEntries(this.entries().map(([key, value]) => [key, plain(value)]));
  }
}
