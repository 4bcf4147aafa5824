// Containers: what holds content. A container belongs to its document and needs no freeing; the same
// one is always the same object.

import type { Doc } from './document.js';
import type { Id, Plain, Value } from './values.js';
import { Unpacker, kindNumber, outId, outInteger, outValue, putId, putValues } from './values.js';
import { CONTAINER } from './values.js';
import { Code } from './errors.js';
import {
  OUT, maxUtf8, native, natural, outBytes, outNumber, outText, putShortUtf16, putUtf8, reserve, u32,
  view,
} from './module.js';

export const KINDS = ['text', 'map', 'list', 'counter', 'tree', 'node'] as const;
export type Kind = 'text' | 'map' | 'list' | 'counter' | 'tree';
export interface Containers {
  text: WeftText;
  map: WeftMap;
  list: WeftList;
  counter: WeftCounter;
  tree: WeftTree;
}
export type Container = Containers[Kind];

abstract class Base {
  abstract readonly kind: Kind;
  /** @internal */
  constructor(
    readonly doc: Doc,
    /** @internal */
    readonly number: number,
  ) {}

  /** Where it stands now, such as "todos/3/text". NOT_FOUND when it is not in the document. */
  get path(): string {
    this.doc.check(native.weft_document_path(this.doc.at, this.number, OUT));
    return outText();
  }

  /** @internal An edit: throws, or tells whoever listens. */
  protected edited(status: number): void {
    if (status !== 0) this.doc.fail(status);
    this.doc.edited();
  }
  /** @internal */
  protected count(call: (...args: any[]) => number): number {
    this.doc.check(call(this.doc.at, this.number, OUT));
    return outNumber();
  }
}

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

/** A map: values by key. Of concurrent writes one shows on all replicas; `getAll` has the others. */
export class WeftMap extends Base {
  readonly kind = 'map';

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

/** A list of values that can be moved. */
export class WeftList extends Base {
  readonly kind = 'list';

  insert(index: number, ...values: Plain[]): void {
    natural(index, 'an index');
    const { at } = putValues(values);
    this.edited(native.weft_list_insert(this.doc.at, this.number, index, at, values.length));
  }
  push(...values: Plain[]): void {
    this.insert(this.length, ...values);
  }
  /** A new, empty container as an item. */
  make<K extends Kind>(index: number, kind: K): Containers[K] {
    natural(index, 'an index');
    const { at } = putValues([null]);
    u32[at >>> 2] = CONTAINER + kindNumber(kind);
    this.doc.check(native.weft_list_insert(this.doc.at, this.number, index, at, 1));
    const made = this.doc.container(kindNumber(kind), u32[(at >>> 2) + 1]!);
    this.doc.edited();
    return made as Containers[K];
  }
  /** Gives the item another value; it stays the same item. */
  set(index: number, value: Plain): void {
    natural(index, 'an index');
    const { at } = putValues([value]);
    this.edited(native.weft_list_set(this.doc.at, this.number, index, at));
  }
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
  get(index: number): Value {
    natural(index, 'an index');
    this.doc.check(native.weft_list_get(this.doc.at, this.number, index, OUT));
    return outValue(this.doc);
  }
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

/** A sum that replicas add to. */
export class WeftCounter extends Base {
  readonly kind = 'counter';

  add(amount: number | bigint): void {
    const whole = BigInt.asIntN(64, BigInt(amount));
    this.edited(native.weft_counter_add(this.doc.at, this.number, whole));
  }
  get value(): number | bigint {
    this.count(native.weft_counter_value!);
    return outInteger();
  }
  toJSON(): number | string {
    return plain(this.value) as number | string;
  }
}

/** Nodes that have data and ordered children, and can move to another parent; null is the top. */
export class WeftTree extends Base {
  readonly kind = 'tree';

  insert(parent: Id | null, index: number): Id {
    natural(index, 'an index');
    const at = putId(parent, reserve(16));
    this.doc.check(native.weft_tree_insert(this.doc.at, this.number, at, index, OUT));
    const id = outId()!;
    this.doc.edited();
    return id;
  }
  /** With all below it. */
  erase(node: Id): void {
    this.edited(native.weft_tree_erase(this.doc.at, this.number, putId(node, reserve(16))));
  }
  /** Afterwards the node is the parent's child `index`. */
  move(node: Id, parent: Id | null, index: number): void {
    natural(index, 'an index');
    const at = putId(node, reserve(32));
    putId(parent, at + 16);
    this.edited(native.weft_tree_move(this.doc.at, this.number, at, at + 16, index));
  }

  children(parent: Id | null): Id[] {
    const at = putId(parent, reserve(16));
    this.doc.check(native.weft_tree_children(this.doc.at, this.number, at, OUT));
    return this.doc.unpack((packed) => packed.id());
  }
  parent(node: Id): Id | null {
    const at = putId(node, reserve(16));
    this.doc.check(native.weft_tree_parent(this.doc.at, this.number, at, OUT));
    return outId();
  }
  /** Among its parent's children. */
  indexOf(node: Id): number {
    const at = putId(node, reserve(16));
    this.doc.check(native.weft_tree_index(this.doc.at, this.number, at, OUT));
    return outNumber();
  }
  /** The map that holds the node's data. */
  data(node: Id): WeftMap {
    const at = putId(node, reserve(16));
    this.doc.check(native.weft_tree_data(this.doc.at, this.number, at, OUT));
    return this.doc.container(1, outNumber()) as WeftMap;
  }
  toJSON(parent: Id | null = null): unknown[] {
    return this.children(parent).map((id) => ({
      id,
      data: this.data(id).toJSON(),
      children: this.toJSON(id),
    }));
  }
}

/** As JSON has it: bytes as an array of numbers, integers it cannot hold as a string. */
export function plain(value: Value): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Array.from(value);
  return value instanceof Base ? (value as Container).toJSON() : value;
}

const CLASSES = [WeftText, WeftMap, WeftList, WeftCounter, WeftTree] as const;
export function makeContainer(doc: Doc, kind: number, number: number): Container {
  return new CLASSES[kind]!(doc, number);
}
