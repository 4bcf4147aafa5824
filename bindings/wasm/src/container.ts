// What all containers have in common.
import type { Doc } from './document.js';
import type { Kind } from './kinds.js';
import { OUT, native, outNumber, outText } from './module.js';
import type { Value } from './values.js';

export abstract class Base {
  abstract readonly kind: Kind;
  /** Documents make them. */
  protected constructor(
    readonly doc: Doc,
    /** @internal */
    readonly number: number,
  ) {}

  /** Where it stands now, such as "todos/3/text". NOT_FOUND when it is not in the document. */
  get path(): string {
    this.doc.check(native.weft_document_path(this.doc.at, this.number, OUT));
    return outText();
  }

  abstract toJSON(): unknown;

  /** @internal An edit: throws, or tells whoever listens. */
  protected edited(status: number): void {
    this.doc.check(status);
    this.doc.edited();
  }
  /** @internal */
  protected count(call: (...args: any[]) => number): number {
    this.doc.check(call(this.doc.at, this.number, OUT));
    return outNumber();
  }
}

/** As JSON has it: bytes as an array of numbers, integers it cannot hold as a string. */
export function plain(value: Value): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Array.from(value);
  return value instanceof Base ? value.toJSON() : value;
}
