// Shared: a document that is kept in step with a server. Edit `doc` as any Doc; nothing else is needed.
import type { Doc } from '../document.js';
import { Code, WeftError } from '../errors.js';
import { toJson } from '../module.js';
import { Emitter } from './emitter.js';
import type { Closed, Proposal, Rights, SessionEvent } from './event.js';
import type { Replica } from './replica.js';

export interface SharedEvents {
  /** rights, live, saved, kept or closed is another. */
  state: void;
  /** `doc` is another object: take containers and listeners again. */
  replaced: void;
  /** Edits that the server refused are out of the document. */
  rejected: { refusal: string; message: string; proposal: Proposal };
  /** This replica had diverged and has begun anew. */
  healed: { message: string; proposal: Proposal };
  /** Somebody edits with a newer version: here the document can only be read. */
  needsNewer: void;
  /** Where somebody is; `value` undefined: gone. */
  presence: { agent: number; principal: string; value: unknown };
}

export interface Present {
  principal: string;
  value: unknown;
}

/** @internal What a Shared needs of its client. */
export interface SharedHost {
  readonly connected: boolean;
  presence(replica: Replica, data: Uint8Array, ttl: number): void;
  reopen(replica: Replica): void;
  /** Of what other tabs had left of it. */
  leftIsSaved(name: string): boolean;
  leave(shared: Shared): Promise<void>;
}

/** What servers take (sync/server_options.h). */
const MOST_PRESENCE_BYTES = 4096;
const MOST_TTL = 60_000;
const NOTHING = new Uint8Array();

export class Shared {
  /** The server closed the document; or its reason is 'closed', by `close()` here, or 'lost', when another tab
   * took this one's lock away: then `doc` is dead, and the client opens it again. */
  closed: Closed | undefined;
  /** Where the others are, by agent. */
  readonly presence = new Map<number, Present>();

  private readonly emitter = new Emitter<SharedEvents>([
    'state', 'replaced', 'rejected', 'healed', 'needsNewer', 'presence',
  ]);
  private told = '';
  private own: { data: Uint8Array; ttl: number; at: number } | undefined;

  /** @internal */
  constructor(
    /** @internal */
    readonly replica: Replica,
    private readonly host: SharedHost,
  ) {
    this.refresh();
  }

  /** Up to date with the server, and kept so. */
  get live(): boolean {
    return this.closed === undefined && this.replica.live && this.host.connected;
  }
  /** Everything done here is durable at the server, with what other tabs had left. */
  get saved(): boolean {
    return this.replica.saved && this.host.leftIsSaved(this.replica.name);
  }
  /** Everything done here is durable in this browser's storage, or nothing is unsaved. */
  get kept(): boolean {
    return this.replica.isStored || this.replica.saved;
  }
  /** What one may do, as far as it is known: it is remembered. */
  get rights(): Rights {
    return this.replica.rights;
  }

  get name(): string {
    return this.replica.name;
  }
  /** Another object after 'replaced'. */
  get doc(): Doc {
    return this.replica.doc;
  }
  get agent(): number {
    return this.doc.agent;
  }

  /** Returns what ends it. */
  on<E extends keyof SharedEvents>(event: E, listener: (told: SharedEvents[E]) => void): () => void {
    return this.emitter.on(event, listener);
  }

  /** Tells the others where this user is: plain JSON, or undefined for nowhere. Cursors and selections are
   * its member `selections` (selectIn, selectionsOf). It is repeated until it is changed. `ttl`: how long it
   * is believed when nothing more is heard, in milliseconds. Of whoever may only view nothing is told. */
  setPresence(value: unknown, ttl = 30_000): void {
    const data = value === undefined ? NOTHING : new TextEncoder().encode(toJson(value));
    if (data.length > MOST_PRESENCE_BYTES) {
      throw new WeftError(Code.RESOURCE_EXHAUSTED, `presence is at most ${MOST_PRESENCE_BYTES} bytes`);
    }
    const was = this.own;
    this.own = value === undefined ? undefined : { data, ttl: Math.min(ttl, MOST_TTL), at: 0 };
    if (this.own !== undefined) this.sendPresence();
    else if (was !== undefined && this.live) this.host.presence(this.replica, NOTHING, 0);
  }

  /** Asks the server again for a document that it closed. */
  reopen(): void {
    if (this.doc.at === 0) throw new WeftError(Code.FAILED_PRECONDITION, this.closed!.message);
    this.host.reopen(this.replica);
  }

  /** Stops keeping it in step. What is unsent stays in the storage, for whoever opens it next. */
  close(): Promise<void> {
    return this.host.leave(this);
  }

  private sendPresence(): void {
    if (this.own === undefined || !this.live || this.rights !== 'edit') return;
    this.own.at = Date.now();
    this.host.presence(this.replica, this.own.data, this.own.ttl);
  }

  /** @internal Once a second. */
  tick(): void {
    if (this.own !== undefined && Date.now() > this.own.at + this.own.ttl / 2) this.sendPresence();
  }

  /** @internal */
  handle(event: SessionEvent): void {
    switch (event.kind) {
      case 'live':
        this.closed = undefined;
        this.refresh();
        return this.sendPresence();
      case 'closed': {
        const { reason, message, retryAfter } = event;
        this.closed = { reason, message, retryAfter };
        return;
      }
      case 'replaced':
        return this.emitter.emit('replaced', undefined);
      case 'rejected': {
        const { refusal, message, proposal } = event;
        return this.emitter.emit('rejected', { refusal, message, proposal });
      }
      case 'healed':
        return this.emitter.emit('healed', { message: event.message, proposal: event.proposal });
      case 'needsNewer':
        return this.emitter.emit('needsNewer', undefined);
      case 'presence':
        return this.seen(event.agent, event.principal, event.ttl === 0 ? undefined : event.data);
    }
  }

  private seen(agent: number, principal: string, data: Uint8Array | undefined): void {
    const value = data && parse(data);
    if (value === undefined && !this.presence.has(agent)) return;
    if (value === undefined) this.presence.delete(agent);
    else this.presence.set(agent, { principal, value });
    this.emitter.emit('presence', { agent, principal, value });
  }

  /** @internal Nobody can be seen any more. */
  disconnected(): void {
    for (const [agent, { principal }] of [...this.presence]) this.seen(agent, principal, undefined);
  }

  /** @internal The document is dead, or about to be. */
  ended(reason: 'closed' | 'lost', message: string): void {
    if (this.closed?.reason === 'closed' || this.closed?.reason === 'lost') return;
    this.own = undefined;
    this.closed = { reason, message, retryAfter: 0 };
    this.disconnected();
    if (reason === 'lost') this.emitter.emit('state', undefined); // whoever closed it knows
  }

  /** @internal Tells when something is not as it was told. */
  refresh(): void {
    if (this.doc.at === 0) return; // closed
    const told = JSON.stringify([this.rights, this.live, this.saved, this.kept, this.closed]);
    if (told === this.told) return;
    this.told = told;
    this.emitter.emit('state', undefined);
  }
}

/** Strangers' bytes. */
function parse(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return undefined;
  }
}
