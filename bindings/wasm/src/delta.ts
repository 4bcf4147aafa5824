// Deltas: rich text, and changes of it, as Quill writes them.
import { Code, WeftError } from './errors.js';
import { natural, toJson } from './module.js';
import { Packer } from './packer.js';
import type { Plain, Unpacker } from './values.js';
import { repeat } from './values.js';

/** By key. In a change null means: taken off. */
export type Attributes = { [key: string]: Plain };
/** An object in a text, such as `{ image: 'https://…' }`; or any other plain value under "value". */
export type Embed = { [type: string]: unknown };
/** Steps from the start of the text. */
export type DeltaOp =
  | { insert: string | Embed; attributes?: Attributes }
  | { retain: number; attributes?: Attributes }
  | { delete: number };
export type Delta = DeltaOp[];

const [KEEP, INSERT, ERASE, EMBED] = [0, 1, 2, 3];

/** An embedded object is kept as its JSON; what is none is shown under "value". */
export function embedOf(value: Plain): Embed {
  if (typeof value === 'string') {
    try {
      const embed: unknown = JSON.parse(value);
      if (typeof embed === 'object' && embed !== null && !Array.isArray(embed)) return embed as Embed;
    } catch {
      // A string that is no JSON.
    }
  }
  return { value };
}
export function valueOf(embed: Embed): Plain {
  if (!isObject(embed)) throw noDelta();
  const keys = Object.keys(embed);
  if (keys.length === 1 && keys[0] === 'value' && !isObject(embed.value)) return embed.value as Plain;
  return toJson(embed)!;
}
const noDelta = () =>
  new WeftError(Code.INVALID_ARGUMENT, 'a delta is steps of insert, retain or delete; what is embedded, an object');

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

/** @internal */
export function readDelta(packed: Unpacker): Delta {
  return repeat(packed, (): DeltaOp => {
    const step = packed.number();
    const count = Math.floor(step / 4);
    switch (step % 4) {
      case INSERT:
        return withAttributes({ insert: packed.text() }, packed);
      case EMBED:
        return withAttributes({ insert: embedOf(packed.value() as Plain) }, packed);
      case ERASE:
        return { delete: count };
      default:
        return withAttributes({ retain: count }, packed);
    }
  });
}

type Attributed = Exclude<DeltaOp, { delete: number }>;

function withAttributes(op: Attributed, packed: Unpacker): Attributed {
  const count = packed.number();
  if (count === 0) return op;
  op.attributes = {};
  for (let i = 0; i < count; ++i) {
    const key = packed.text();
    // Not by assignment, which does something else for "__proto__".
    Object.defineProperty(op.attributes, key, {
      value: packed.value() as Plain, enumerable: true, configurable: true, writable: true,
    });
  }
  return op;
}

/** @internal */
export function packDelta(delta: Delta): Uint8Array {
  if (!Array.isArray(delta)) throw noDelta();
  const packer = new Packer();
  packer.number(delta.length);
  for (const op of delta) {
    if (!isObject(op)) throw noDelta();
    if ('delete' in op) {
      packer.number(natural(op.delete, 'a count') * 4 + ERASE!);
      continue;
    }
    if ('retain' in op) {
      packer.number(natural(op.retain, 'a count') * 4 + KEEP!);
    } else if (typeof op.insert === 'string') {
      packer.number(op.insert.length * 4 + INSERT!);
      packer.text(op.insert);
    } else {
      packer.number(4 + EMBED!);
      packer.value(valueOf(op.insert));
    }
    const attributes = Object.entries(op.attributes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    packer.number(attributes.length);
    for (const [key, value] of attributes) {
      packer.text(key);
      packer.value(value);
    }
  }
  return packer.packed;
}
