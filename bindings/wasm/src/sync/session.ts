// Session: the module's client session (bindings/c/weft.h): frames in, frames and events out.
import { Doc } from '../document.js';
import { Code, WeftError } from '../errors.js';
import {
  OUT, isBroken, maxUtf8, native, outBytes, outNumber, putBytes, putUtf8, refuseBroken, requireReady,
  reserve, u32, u8, view, zeroEnded,
} from '../module.js';
import { randomBits, randomBytes } from '../random.js';
import type { Rights, SessionEvent } from './event.js';
import { RIGHTS, readEvent } from './event.js';

export interface Status {
  rights: Rights;
  live: boolean;
  saved: boolean;
  closed: boolean;
}

/** What only this replica knows: never from the agents' generator, whose numbers are public. */
const SECRET_BYTES = 16;

const none = () => u32[(OUT >>> 2) + 1] === 0;

export class Session {
  private at: number;
  private skipped = 0;

  constructor() {
    requireReady();
    this.at = native.weft_session_new(randomBits());
  }

  /** With all its documents. */
  free(): void {
    if (!isBroken()) native.weft_session_free(this.at);
    this.at = 0;
  }

  setCredential(credential: string | Uint8Array): void {
    const bytes = typeof credential === 'string' ? new TextEncoder().encode(credential) : credential;
    this.check(native.weft_session_set_credential(this.at, putBytes(bytes), bytes.length));
  }

  /** Takes `doc` over, which is dead then; docOf gives the one to use. */
  add(name: string, doc: Doc, state: Uint8Array): number {
    const at = reserve(maxUtf8(name) + state.length + SECRET_BYTES);
    const size = putUtf8(name, at);
    const secret = at + size + state.length;
    u8.set(state, at + size);
    u8.set(randomBytes(SECRET_BYTES), secret);
    this.check(
      native.weft_session_add(this.at, at, size, doc.at, at + size, state.length, secret, OUT),
    );
    doc.handOver();
    return outNumber();
  }
  /** A new object with each call. */
  docOf(channel: number): Doc {
    return Doc.shared(native.weft_session_document(this.at, channel));
  }
  remove(channel: number): void {
    this.check(native.weft_session_remove(this.at, channel, this.now()));
  }
  save(channel: number): Uint8Array {
    this.check(native.weft_session_save(this.at, channel, OUT));
    return outBytes();
  }
  status(channel: number): Status {
    this.check(native.weft_session_status(this.at, channel, OUT));
    const [rights, live, saved, closed] = [0, 4, 8, 12].map((at) => view.getInt32(OUT + at, true));
    return { rights: RIGHTS[rights!] ?? 'none', live: live === 1, saved: saved === 1, closed: closed === 1 };
  }

  connected(): void {
    this.check(native.weft_session_connected(this.at, this.now()));
  }
  disconnected(): void {
    this.check(native.weft_session_disconnected(this.at));
  }
  /** False: it was no frame. */
  receive(frame: Uint8Array): boolean {
    return native.weft_session_receive(this.at, putBytes(frame), frame.length, this.now()) === 0;
  }
  /** `buffered`: bytes that the transport has not sent yet. */
  tick(buffered: number): void {
    this.check(native.weft_session_set_buffered(this.at, buffered));
    this.check(native.weft_session_tick(this.at, this.now()));
  }
  /** As if so many milliseconds had gone by: what is due then is sent. */
  skip(milliseconds: number, buffered: number): void {
    this.skipped += milliseconds;
    this.tick(buffered);
  }
  private now(): bigint {
    return BigInt(Math.floor(performance.now() + this.skipped));
  }
  nextFrame(): Uint8Array | undefined {
    this.check(native.weft_session_next_frame(this.at, OUT));
    return none() ? undefined : outBytes();
  }
  nextEvent(docOf: (channel: number) => Doc): SessionEvent | undefined {
    this.check(native.weft_session_next_event(this.at, OUT));
    return none() ? undefined : readEvent(outBytes(), docOf);
  }

  reopen(channel: number): void {
    this.check(native.weft_session_reopen(this.at, channel, this.now()));
  }
  compare(channel: number): void {
    this.check(native.weft_session_compare(this.at, channel, this.now()));
  }
  presence(channel: number, data: Uint8Array, ttl: number): void {
    this.check(native.weft_session_presence(this.at, channel, putBytes(data), data.length, ttl));
  }

  private check(status: number): void {
    refuseBroken();
    if (status === 0) return;
    const why = this.at === 0 ? 'the client was closed' : zeroEnded(native.weft_session_error(this.at));
    throw new WeftError(status as Code, why);
  }
}
