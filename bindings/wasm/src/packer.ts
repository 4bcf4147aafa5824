// Packs what the module takes as packed bytes (bindings/c/weft.h): the reverse of Unpacker.
import { Code, WeftError } from './errors.js';
import { maxUtf8, putUtf8At } from './module.js';
import type { Plain } from './values.js';
import { int64 } from './values.js';

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

export class Packer {
  private bytes = new Uint8Array(256);
  private size = 0;

  /** What was packed; good until the next call. */
  get packed(): Uint8Array {
    return this.bytes.subarray(0, this.size);
  }
  number(number: number): void {
    this.room(8);
    for (; number >= 128; number = Math.floor(number / 128)) this.bytes[this.size++] = (number % 128) + 128;
    this.bytes[this.size++] = number;
  }
  text(text: string): void {
    // The size comes first and is not known yet: the text goes behind the longest it could have.
    this.room(maxUtf8(text) + 16);
    const from = this.size + 8;
    const size = putUtf8At(text, this.bytes, from);
    this.number(size);
    this.bytes.copyWithin(this.size, from, from + size);
    this.size += size;
  }
  value(value: Plain): void {
    if (value === null) return this.number(0);
    switch (typeof value) {
      case 'boolean':
        return this.number(value ? 2 : 1);
      case 'number':
        if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
          this.number(value < 0 ? 4 : 3);
          return this.number(Math.abs(value));
        }
        this.number(6);
        return this.eight((view, at) => view.setFloat64(at, value, true));
      case 'bigint':
        int64(value); // or it is refused
        if (value <= MAX_SAFE && value >= -MAX_SAFE) return this.value(Number(value));
        this.number(5);
        return this.eight((view, at) => view.setBigInt64(at, value, true));
      case 'string':
        this.number(7);
        return this.text(value);
      default:
        if (!(value instanceof Uint8Array)) {
          throw new WeftError(Code.INVALID_ARGUMENT, `${typeof value} is no plain value`);
        }
        this.number(8);
        this.number(value.length);
        this.room(value.length);
        this.bytes.set(value, this.size);
        this.size += value.length;
    }
  }

  private eight(put: (view: DataView, at: number) => void): void {
    this.room(8);
    put(new DataView(this.bytes.buffer), this.size);
    this.size += 8;
  }
  private room(more: number): void {
    if (this.size + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.size + more, 2 * this.bytes.length));
    larger.set(this.packed);
    this.bytes = larger;
  }
}
