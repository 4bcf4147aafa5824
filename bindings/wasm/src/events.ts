// Events: what a transaction or an applied update did. Decoded when it is first looked at.

import type { Container } from './containers.js';
import type { WeftCounter } from './counter.js';
import type { Doc } from './document.js';
import { KINDS } from './kinds.js';
import type { WeftList } from './list.js';
import type { WeftMap } from './map.js';
import type { WeftText } from './text.js';
import type { WeftTree } from './tree.js';
import type { Id, Value } from './values.js';
import { Unpacker, repeat } from './values.js';
import type { Delta } from './delta.js';
import { readDelta } from './delta.js';

export interface ListItem {
  id: Id;
  value: Value;
  /** It was in the list before; where it was, it is deleted. */
  moved: boolean;
}
export type ListStep =
  | { retain: number } | { insert: ListItem[] } | { delete: number } | { set: ListItem[] };

interface At {
  /** Where it stands after the change, such as "todos/3/text". */
  path: string;
}
export type Change =
  | (At & { kind: 'text'; target: WeftText; delta: Delta; marks: MarkChanges })
  | (At & { kind: 'list'; target: WeftList; delta: ListStep[] })
  /** The top nodes of a tree. */
  | (At & { kind: 'tree'; target: WeftTree; delta: ListStep[] })
  /** The children of a tree's node. */
  | (At & { kind: 'node'; node: Id; delta: ListStep[] })
  /** Keys that have another value now; undefined: removed. */
  | (At & { kind: 'map'; target: WeftMap; keys: Map<string, Value | undefined> })
  | (At & { kind: 'counter'; target: WeftCounter; by: number | bigint; value: number | bigint });

/** Marks that are several, which are no attributes: comments that came, and that went. */
export interface MarkChanges {
  added: Id[];
  removed: Id[];
}

export class ChangeEvent {
  private decoded: Change[] | undefined;
  /** @internal */
  constructor(
    readonly doc: Doc,
    private readonly bytes: Uint8Array,
  ) {}

  /** Whether this replica did it. */
  get local(): boolean {
    return this.bytes[0] === 0;
  }
  /** One for each container that changed; containers before those nested in them. */
  get changes(): Change[] {
    return (this.decoded ??= readChanges(new Unpacker(this.bytes, this.doc), this.doc));
  }
}

/** @internal */
export function readChanges(packed: Unpacker, doc: Doc): Change[] {
  packed.number(); // the origin
  return repeat(packed, () => readChange(packed, doc));
}

function readChange(packed: Unpacker, doc: Doc): Change {
  const number = packed.number();
  const kind = KINDS[number]!;
  if (kind === 'node') {
    const node = packed.id();
    return { kind, node, path: packed.text(), delta: readListSteps(packed) };
  }
  const target: Container = doc.container(number, packed.number());
  const path = packed.text();
  switch (kind) {
    case 'text':
      return {
        kind, target: target as WeftText, path, delta: readDelta(packed), marks: readMarks(packed),
      };
    case 'map':
      return { kind, target: target as WeftMap, path, keys: readKeys(packed) };
    case 'counter': {
      const by = packed.value() as number | bigint;
      return { kind, target: target as WeftCounter, path, by, value: packed.value() as number };
    }
    default:
      return { kind, target: target as any, path, delta: readListSteps(packed) };
  }
}

function readMarks(packed: Unpacker): MarkChanges {
  const added = repeat(packed, () => packed.id());
  return { added, removed: repeat(packed, () => packed.id()) };
}

function readListSteps(packed: Unpacker): ListStep[] {
  const item = (): ListItem => {
    const id = packed.id();
    const moved = packed.number() === 1;
    return { id, moved, value: packed.value() };
  };
  return repeat(packed, () => {
    const step = packed.number();
    const count = Math.floor(step / 4);
    if (step % 4 === 0) return { retain: count };
    if (step % 4 === 2) return { delete: count };
    const items = repeat(packed, item, count);
    return step % 4 === 1 ? { insert: items } : { set: items };
  });
}

function readKeys(packed: Unpacker): Map<string, Value | undefined> {
  return new Map(
    repeat(packed, () => {
      const key = packed.text();
      const present = packed.number() === 1;
      const value = packed.value();
      return [key, present ? value : undefined];
    }),
  );
}
