// Values: what maps and lists hold, in and out of the module; ids.

import type { Doc } from './document.js';
import type { Container } from './containers.js';
import { Code, WeftError } from './errors.js';
import { OUT, getUtf8, maxUtf8, putUtf8, reserve, u32, u8, view } from './module.js';

/** What can be written. Whole numbers beyond 2^53 are bigint. */
export type Plain = null | boolean | number | bigint | string | Uint8Array;
/** What can be read. */
export type Value = Plain | Container;
/** The id of a list's item or a tree's node: "agent:seq", for ever. */
export type Id = string;

/** Bytes of a weft_value, and the kinds it has (bindings/c/weft.h). */
const VALUE_SIZE = 24;
const [NULL, BOOL, INTEGER, DOUBLE, STRING, BYTES] = [0, 1, 2, 3, 4, 5];
export const CONTAINER = 16;
const NO_AGENT = 0xffff_ffff_ffff_ffffn;

/** A whole number as the module takes it. */
export function int64(value: number | bigint): bigint {
  if (typeof value === 'bigint' || Number.isInteger(value)) {
    const whole = BigInt(value);
    if (BigInt.asIntN(64, whole) === whole) return whole;
  }
  throw new WeftError(Code.INVALID_ARGUMENT, 'no integer of at most 64 bits');
}

function sizeOf(value: Plain): number {
  if (typeof value === 'string') return maxUtf8(value);
  return value instanceof Uint8Array ? value.length : 0;
}

/** Writes a key, which may be empty, and values to the scratch area: the values first, then the key. */
export function putValues(values: readonly Plain[], key: string): { at: number; key: number; keySize: number } {
  let bytes = values.length * VALUE_SIZE;
  const content = bytes;
  for (const value of values) bytes += sizeOf(value);
  const at = reserve(bytes + maxUtf8(key));
  let end = at + content;
  values.forEach((value, i) => {
    end += putValue(value, at + i * VALUE_SIZE, end);
  });
  return { at, key: end, keySize: putUtf8(key, end) };
}

/** Writes one weft_value at `at`, its bytes at `content`; says how many those are. */
function putValue(value: Plain, at: number, content: number): number {
  let kind = NULL;
  let size = 0;
  switch (typeof value) {
    case 'boolean':
      kind = BOOL;
      view.setBigInt64(at + 8, value ? 1n : 0n, true);
      break;
    case 'number':
      kind = Number.isSafeInteger(value) && !Object.is(value, -0) ? INTEGER : DOUBLE;
      if (kind === INTEGER) view.setBigInt64(at + 8, BigInt(value), true);
      else view.setFloat64(at + 8, value, true);
      break;
    case 'bigint':
      kind = INTEGER;
      view.setBigInt64(at + 8, int64(value), true);
      break;
    case 'string':
      kind = STRING;
      size = putUtf8(value, content);
      break;
    default:
      if (value instanceof Uint8Array) {
        kind = BYTES;
        size = value.length;
        u8.set(value, content);
      } else if (value !== null) {
        throw new WeftError(Code.INVALID_ARGUMENT, `${typeof value} is no plain value; see make()`);
      }
  }
  u32[at >>> 2] = kind!;
  u32[(at >>> 2) + 1] = 0;
  u32[(at >>> 2) + 4] = content;
  u32[(at >>> 2) + 5] = size;
  return size;
}

/** The weft_value at OUT. */
export function outValue(doc: Doc): Value {
  const at = OUT >>> 2;
  const kind = u32[at]!;
  if (kind >= CONTAINER) return doc.container(kind - CONTAINER, u32[at + 1]!);
  if (kind === INTEGER) return safe(view.getBigInt64(OUT + 8, true));
  if (kind === DOUBLE) return view.getFloat64(OUT + 8, true);
  if (kind === BOOL) return u32[at + 2] !== 0;
  if (kind === STRING) return getUtf8(u32[at + 4]!, u32[at + 5]!);
  if (kind === BYTES) return u8.slice(u32[at + 4]!, u32[at + 4]! + u32[at + 5]!);
  return null;
}

function safe(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
export const outInteger = (): number | bigint => safe(view.getBigInt64(OUT, true));

/** Writes a weft_id: the null id for null. */
export function putId(id: Id | null, at: number): number {
  let agent = NO_AGENT;
  let seq = 0;
  if (id !== null) {
    const match = /^(\d{1,16}):(\d{1,10})$/.exec(id);
    seq = Number(match?.[2]);
    // An agent's elements are fewer than 2^31.
    if (!Number.isSafeInteger(Number(match?.[1])) || (seq | 0) !== seq) {
      throw new WeftError(Code.INVALID_ARGUMENT, `"${id}" is no id`);
    }
    agent = BigInt(match![1]!);
  }
  view.setBigUint64(at, agent, true);
  u32[(at >>> 2) + 2] = seq;
  return at;
}
export function outId(): Id | null {
  const agent = view.getBigUint64(OUT, true);
  return agent === NO_AGENT ? null : `${agent}:${u32[(OUT >>> 2) + 2]}`;
}

/** Reads packed results (bindings/c/weft.h) from bytes of its own. */
export class Unpacker {
  private at = 0;
  private readonly numbers: DataView;
  constructor(
    private readonly packed: Uint8Array,
    private readonly doc: Doc,
  ) {
    this.numbers = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  }

  get done(): boolean {
    return this.at >= this.packed.length;
  }
  number(): number {
    for (let value = 0, unit = 1; ; unit *= 128) {
      const byte = this.packed[this.at++]!;
      value += (byte & 127) * unit;
      if (!(byte >= 128)) return value;
    }
  }
  text(): string {
    const size = this.number();
    this.at += size;
    return getUtf8(this.at - size, size, this.packed);
  }
  bytes(): Uint8Array {
    const size = this.number();
    return this.packed.slice(this.at, (this.at += size));
  }
  id(): Id {
    return `${this.number()}:${this.number()}`;
  }
  value(): Value {
    const tag = this.number();
    switch (tag) {
      case 0:
        return null;
      case 1:
      case 2:
        return tag === 2;
      case 3:
        return this.number();
      case 4:
        return -this.number();
      case 5:
        return this.numbers.getBigInt64((this.at += 8) - 8, true);
      case 6:
        return this.numbers.getFloat64((this.at += 8) - 8, true);
      case 7:
        return this.text();
      case 8:
        return this.bytes();
      default:
        return this.doc.container(tag - CONTAINER, this.number());
    }
  }
}

/** Reads `count` things, or as many as a number says. */
export function repeat<T>(packed: Unpacker, read: () => T, count = packed.number()): T[] {
  const all: T[] = [];
  for (let i = 0; i < count; ++i) all.push(read());
  return all;
}
