// Doc: one replica of a collaborative document. Start reading here.
//
// One class for everything a document does; its content is in containers (containers.ts). Calls are
// synchronous. Events are told after the transaction, never inside it.

import { plain } from './container.js';
import type { Container, Containers } from './containers.js';
import { makeContainer } from './containers.js';
import { Code, WeftError } from './errors.js';
import type { Change } from './events.js';
import { readChanges } from './events.js';
import type { Kind } from './kinds.js';
import { KINDS, kindNumber } from './kinds.js';
import type { Listener } from './listeners.js';
import { Listeners, contain, synchronous } from './listeners.js';
import {
  OUT, isBroken, maxUtf8, native, numberOf, outBytes, outLong, outNumber, putBytes, putUtf8,
  refuseBroken, registryOf, requireReady, reserve, sizeOfBytes, u32, u8, zeroEnded,
} from './module.js';
import { Packer } from './packer.js';
import { randomBits } from './random.js';
import type { MarkOptions } from './text.js';
import { expandNumber } from './text.js';
import type { TimelineOptions } from './timeline.js';
import { Timeline } from './timeline.js';
import type { UndoOptions } from './undo.js';
import { UndoManager } from './undo.js';
import type { Value } from './values.js';
import { Unpacker, outValue } from './values.js';

export interface DocOptions {
  /** This replica's identity, 1 to 2^53 - 1. Never used by two replicas at a time; drawn at random
   * when left out. */
  agent?: number;
  /** Fixed when a document is made, the same on every replica. "yata" is what Yjs does. */
  order?: 'fugue' | 'yata';
  /** @internal Nobody edits in it: it has the agent 0, which is the seed's. */
  view?: boolean;
  /** @internal A session's document (sync/session.ts). */
  shared?: number;
  /** @internal One that the module made. */
  owned?: number;
}

/** What became of the elements and effects of an update. */
export interface Integrated {
  /** New here. */
  applied: number;
  /** Known before. */
  duplicate: number;
  /** Came before what they depend on, and wait for it. */
  waiting: number;
}

const registry = registryOf('weft_document_free');

/** A number that no other replica has. */
export function randomAgent(): number {
  return Number(randomBits() >> 11n) || 1;
}

/** As the module takes it. */
function agentOf(agent: number, least = 1): bigint {
  if (Number.isSafeInteger(agent) && agent >= least) return BigInt(agent);
  throw new WeftError(Code.INVALID_ARGUMENT, `an agent is an integer from ${least} to 2^53 - 1`);
}

export class Doc {
  /** @internal The module's document; 0 when it was freed. */
  at: number;
  private readonly known: Container[] = [];
  private readonly listeners = new Listeners(this);
  private depth = 0;
  private readonly isShared: boolean;
  /** @internal Called after each local transaction, before it is told. */
  onEdit: (() => void) | undefined;

  constructor(options: DocOptions = {}) {
    requireReady();
    refuseBroken();
    const agent = options.view ? 0n : agentOf(options.agent ?? randomAgent());
    const order = numberOf(options.order ?? 'fugue', ['fugue', 'yata'], 'order') + 1;
    this.isShared = options.shared !== undefined;
    this.at = options.shared ?? options.owned ?? native.weft_document_new(agent, order);
    if (!this.isShared) registry?.register(this, this.at, this);
  }

  /** A document that `save` made bytes of; its order is the saved one's. */
  static load(bytes: Uint8Array, options: DocOptions = {}): Doc {
    const doc = new Doc(options);
    try {
      doc.check(native.weft_document_load(doc.at, putBytes(bytes), bytes.length));
    } catch (error) {
      doc.free();
      throw error;
    }
    return doc;
  }

  /** @internal A session's document, which it frees. */
  static shared(at: number): Doc {
    native.weft_document_observe(at, 0);
    return new Doc({ view: true, shared: at });
  }
  /** @internal One that the module made. */
  static owning(at: number): Doc {
    return new Doc({ view: true, owned: at });
  }
  /** @internal Somebody else has it from now on. */
  handOver(): void {
    registry?.unregister(this);
    this.at = 0;
  }
  private refuseShared(instead: string): void {
    if (!this.isShared || this.at === 0) return;
    throw new WeftError(Code.FAILED_PRECONDITION, `this document is a client's: ${instead}`);
  }

  /** Gives the memory back at once; garbage collection does so later. The document is dead then. */
  free(): void {
    this.refuseShared('close that instead');
    registry?.unregister(this);
    if (!isBroken()) native.weft_document_free(this.at);
    this.at = 0;
  }

  get agent(): number {
    return Number(native.weft_document_agent(this.at));
  }

  text(name: string): Containers['text'] {
    return this.root('text', name);
  }
  map(name: string): Containers['map'] {
    return this.root('map', name);
  }
  list(name: string): Containers['list'] {
    return this.root('list', name);
  }
  counter(name: string): Containers['counter'] {
    return this.root('counter', name);
  }
  tree(name: string): Containers['tree'] {
    return this.root('tree', name);
  }
  /** The root container of that kind and name: there on every replica, without anybody making it. */
  root<K extends Kind>(kind: K, name: string): Containers[K] {
    const at = reserve(maxUtf8(name));
    const number = kindNumber(kind);
    this.check(native.weft_document_root(this.at, number, at, putUtf8(name, at), OUT));
    return this.container(number, outNumber()) as Containers[K];
  }
  /** The roots that ever had content. */
  roots(): { kind: Kind; name: string }[] {
    this.check(native.weft_document_roots(this.at, OUT));
    return this.unpack((packed) => ({
      kind: KINDS[packed.number()] as Kind,
      name: packed.text(),
    }));
  }
  /** What stands at a path such as "todos/3/text". NOT_FOUND when there is nothing, where a map's `get` gives
   * undefined. */
  get(path: string): Value {
    const at = reserve(maxUtf8(path));
    this.check(native.weft_document_at(this.at, at, putUtf8(path, at), OUT));
    return outValue(this);
  }
  /** All content, which is gone through. A root's key is its name, or "list:name" when roots of other kinds
   * have it too, or when it begins like that itself. */
  toJSON(): Record<string, unknown> {
    const roots = this.roots();
    const counts = new Map<string, number>();
    for (const { name } of roots) counts.set(name, (counts.get(name) ?? 0) + 1);
    const isPlain = (name: string) =>
      !/^(text|map|list|counter|tree):/.test(name) && counts.get(name) === 1;
    return Object.fromEntries(
      roots.map(({ kind, name }) => [
        isPlain(name) ? name : `${kind}:${name}`,
        plain(this.root(kind, name)),
      ]),
    );
  }

  /** Groups edits into one transaction, one event. An edit that fails does not undo the others. An update that is
   * applied inside is an event of its own, between those of the edits before and after. `edits` is synchronous: of
   * a function that returns a promise only what it does before its first `await` is in the transaction, and
   * INVALID_ARGUMENT is thrown. */
  transact<T>(edits: () => T): T {
    this.check(native.weft_document_begin(this.at));
    ++this.depth;
    let result: T;
    try {
      result = synchronous(edits, 'transact');
    } catch (error) {
      contain(() => this.commit()); // a listener's error does not take the place of this one
      throw error;
    }
    this.commit();
    return result;
  }
  private commit(): void {
    --this.depth;
    if (isBroken()) return;
    native.weft_document_commit(this.at);
    this.edited();
  }

  /** 'change': what a transaction or an applied update did. 'update': the bytes of each local
   * transaction, to be sent to others. Listeners are called after it; if one throws, the others are
   * called and the call that edited throws then, with the edit made. Returns what ends it. */
  on<E extends keyof Listener>(event: E, listener: Listener[E]): () => void {
    return this.listeners.add(event, listener);
  }

  /** What this replica has seen: bytes to hand to another one's `encodeUpdate`. */
  version(): Uint8Array {
    this.check(native.weft_document_version(this.at, OUT));
    return outBytes();
  }
  /** What operations that wait for others lack: no bytes when none wait. */
  missing(): Uint8Array {
    this.check(native.weft_document_missing(this.at, OUT));
    return outBytes();
  }
  /** All operations that `since` does not cover, or all. */
  encodeUpdate(since?: Uint8Array): Uint8Array {
    const at = since == null ? 0 : putBytes(since);
    this.check(native.weft_document_encode(this.at, at, since?.length ?? 0, OUT));
    return outBytes();
  }
  /** The local edits since the last taking; undefined when there are none. Listeners of 'update'
   * take them as they are made. */
  takeUpdate(): Uint8Array | undefined {
    this.refuseShared("listen to 'update'");
    return this.take();
  }
  /** @internal */
  take(): Uint8Array | undefined {
    this.check(native.weft_document_take(this.at, OUT));
    return u32[(OUT >>> 2) + 1] === 0 ? undefined : outBytes();
  }
  /** In any order, as often as you like. The document is as before when this throws. */
  applyUpdate(update: Uint8Array): Integrated {
    this.refuseShared('it gets updates from its server alone');
    this.check(native.weft_document_apply(this.at, putBytes(update), update.length, OUT));
    return this.integrated();
  }

  /** Inside a session agents are small numbers that both ends know, given here in order. */
  introduce(agent: number): number {
    this.check(native.weft_document_introduce(this.at, agentOf(agent, 0), OUT));
    return outNumber();
  }
  /** As takeUpdate and applyUpdate, in the shorter form of a session. */
  takeSessionUpdate(): Uint8Array | undefined {
    this.check(native.weft_document_take_session(this.at, OUT));
    return u32[(OUT >>> 2) + 1] === 0 ? undefined : outBytes();
  }
  applySessionUpdate(update: Uint8Array): Integrated {
    this.refuseShared('it gets updates from its server alone');
    const at = putBytes(update);
    this.check(native.weft_document_apply_session(this.at, at, update.length, OUT));
    return this.integrated();
  }

  /** The whole replica, for `load`: opens faster than an update is applied. Costs what the document holds. */
  save(): Uint8Array {
    this.check(native.weft_document_save(this.at, OUT));
    return outBytes();
  }
  /** 32 bytes, equal where merging made the same of the same operations. Cost: linear in the
   * document. */
  hash(): Uint8Array {
    this.check(native.weft_document_hash(this.at, OUT));
    return outBytes();
  }

  /** How attributes of that key in a delta are made marks here: marks of other keys expand after their
   * range. */
  setMarkKind(key: string, options: MarkOptions = {}): void {
    const expand = expandNumber(options.expand);
    const several = options.several ? 1 : 0;
    const at = reserve(maxUtf8(key));
    this.check(native.weft_document_set_mark_kind(this.at, at, putUtf8(key, at), expand, several));
  }

  /** Undo and redo of this replica's own edits from now on. */
  undoManager(options?: UndoOptions): UndoManager {
    return new UndoManager(this, options);
  }

  /** The history, step by step, in the order in which it arrived here. Of a
   * document each step costs a diff; of a plain text all steps together what its history does. */
  timeline(options?: TimelineOptions): Timeline {
    return new Timeline(this, options);
  }
  /** A document as it was at a version, to read it, or to go on from there. Cost:
   * linear in the history. */
  forkAt(version: Uint8Array, options: { agent?: number } = {}): Doc {
    const agent = agentOf(options.agent ?? randomAgent());
    this.check(native.weft_document_fork(this.at, putBytes(version), version.length, agent, OUT));
    return Doc.owning(outNumber());
  }
  /** What turned the document of one version into that of another. Cost: linear
   * in the history. */
  diff(from: Uint8Array, to: Uint8Array): Change[] {
    const at = reserve(sizeOfBytes(from) + sizeOfBytes(to));
    u8.set(from, at);
    u8.set(to, at + from.length);
    this.check(
      native.weft_document_diff(this.at, at, from.length, at + from.length, to.length, OUT),
    );
    return readChanges(this.unpacker(), this);
  }
  /**
   * Makes the document again what it was, by new edits: others' later ones stay possible. Roots with the names of
   * `except` stay as they are.
   */
  revertTo(version: Uint8Array, { except = [] }: { except?: readonly string[] } = {}): void {
    const names = new Packer();
    for (const name of except) names.text(name);
    const at = reserve(sizeOfBytes(version) + names.packed.length);
    u8.set(version, at);
    u8.set(names.packed, at + version.length);
    this.check(
      native.weft_document_revert(
        this.at, at, version.length, at + version.length, names.packed.length,
      ),
    );
    this.edited();
  }

  private integrated(): Integrated {
    const result = { applied: outLong(0), duplicate: outLong(1), waiting: outLong(2) };
    this.tell();
    return result;
  }

  /** @internal */
  edited(): void {
    if (this.depth > 0) return;
    this.onEdit?.();
    this.tell();
  }
  /** @internal Tells what others did: inside a transaction later, with what is done here. */
  tell(): void {
    if (this.depth === 0) this.listeners.tell();
  }
  /** @internal Makes a loaded document another replica's: weft_document_copy_as. */
  copyAs(agent: number, state: Uint8Array): void {
    this.check(native.weft_document_copy_as(this.at, BigInt(agent), putBytes(state), state.length));
    this.known.length = 0;
  }
  /** @internal */
  check(status: number): void {
    if (status !== 0 || isBroken()) this.fail(status);
  }
  /** @internal */
  fail(status: number): never {
    refuseBroken();
    const why = this.at === 0 ? 'the document was freed, or replaced by its client' : zeroEnded(native.weft_document_error(this.at));
    throw new WeftError(status as Code, why);
  }
  /** @internal */
  container(kind: number, number: number): Container {
    if (number === 0) return makeContainer(this, kind, 0); // gone: calls say so
    return (this.known[number] ??= makeContainer(this, kind, number));
  }
  /** @internal Of what is packed at OUT. */
  unpacker(): Unpacker {
    return new Unpacker(outBytes(), this);
  }
  /** @internal Reads what is packed at OUT to its end. */
  unpack<T>(read: (packed: Unpacker) => T): T[] {
    const packed = this.unpacker();
    const all: T[] = [];
    while (!packed.done) all.push(read(packed));
    return all;
  }
}

// Where the language has it, `using doc = new Doc()`. Declared here for those whose `lib` has not.
declare global {
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}
export interface Doc {
  [Symbol.dispose](): void;
}
if (Symbol.dispose) Doc.prototype[Symbol.dispose] = Doc.prototype.free;
