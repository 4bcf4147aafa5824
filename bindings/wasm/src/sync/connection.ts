// Connection: one WebSocket after another: back-off, hints, and when a silent one is given up.
//
//   offline     by wish, or because the server does not want this client: until goOnline
//   connecting  until the server has greeted
//   connected
//   waiting     until retryAt, or the browser says that it is online
import { Code, WeftError } from '../errors.js';
import { Backoff } from './backoff.js';
import type { Retry } from './backoff.js';

export type ConnectionStatus = 'offline' | 'connecting' | 'connected' | 'waiting';
type Url = string | URL;
export type UrlSource = Url | (() => Url | Promise<Url>);

/** What is used of the browser's WebSocket; that of `ws` fits. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(data: any): void;
  close(): void;
}
export type SocketClass = new (url: string) => Socket;

export interface ConnectionUser {
  /** Before each try; what it gives is called when that is over. Throwing is a try that failed. */
  prepare(): Promise<() => void>;
  opened(): void;
  frame(bytes: Uint8Array): void;
  closed(): void;
  /** A try failed before there was a socket. */
  failed(error: unknown): void;
  statusChanged(status: ConnectionStatus): void;
}

/** Ticks without a frame, not time: a tab in the background hardly ticks, and says nothing either. */
const GREETING_LIMIT = 20;
const SILENCE_LIMIT = 45;
/** Ticks that are left to a connection in doubt. */
const SOON = 5;
/** Milliseconds after which a connection was one. */
const STABLE = 5000;
/** Bytes that may wait in the socket before no more are given to it. */
const MOST_BUFFERED = 1 << 20;

const RESTARTING = 1012;

export class Connection {
  status: ConnectionStatus = 'offline';
  retryAt: number | undefined;
  private socket: Socket | undefined;
  private round = 0; // of tries: what belongs to an older one is not heard any more
  private timer: ReturnType<typeof setTimeout> | undefined;
  private hint: number | undefined; // the server's, for the next wait
  private unwanted = false;
  private since = 0; // connected
  private quiet = 0; // ticks
  private heardAt = 0;
  private prepared: (() => void) | undefined;
  private readonly backoff: Backoff;

  constructor(
    private readonly url: UrlSource,
    private readonly Socket: SocketClass | undefined,
    retry: Retry,
    private readonly user: ConnectionUser,
  ) {
    if (typeof url !== 'function') checkedUrl(url);
    this.backoff = new Backoff(retry);
  }

  socketClass(): SocketClass {
    const Class = this.Socket ?? ((globalThis as any).WebSocket as SocketClass | undefined);
    if (Class !== undefined) return Class;
    const why = 'there is no WebSocket here: pass { WebSocket }, such as that of the package ws';
    throw new WeftError(Code.FAILED_PRECONDITION, why);
  }

  goOnline(): void {
    if (this.status === 'offline' || this.status === 'waiting') void this.connect();
  }
  goOffline(): void {
    this.drop();
    this.setStatus('offline');
  }
  /** Perhaps it works again: nothing is waited for any more. */
  retry(): void {
    if (this.status === 'waiting') this.goOnline();
  }
  /** Perhaps it is dead: it is given up unless something is heard within a few ticks. False when it will be
   * anyhow. */
  doubt(): boolean {
    const quiet = this.mostQuiet - SOON;
    if (this.quiet >= quiet) return false;
    this.quiet = quiet;
    return true;
  }
  /** Milliseconds without a frame, sleep included. */
  get silence(): number {
    return Date.now() - this.heardAt;
  }
  private get mostQuiet(): number {
    return this.status === 'connected' ? SILENCE_LIMIT : GREETING_LIMIT;
  }

  get maySend(): boolean {
    return this.socket?.readyState === 1 && this.socket.bufferedAmount < MOST_BUFFERED;
  }
  /** Bytes that have not gone out yet. */
  get buffered(): number {
    return this.socket?.bufferedAmount ?? 0;
  }
  send(frame: Uint8Array): void {
    this.socket?.send(frame);
  }

  /** The server has greeted. */
  greeted(): void {
    if (this.socket === undefined) return; // whoever was told of it has gone offline
    this.prepared?.();
    this.prepared = undefined;
    this.since = Date.now();
    this.setStatus('connected');
  }
  /** The server ends the connection: to come back after `retryAfter`, or, if it is 0 and `unwanted`, not
   * by itself. */
  ended(retryAfter: number, unwanted: boolean): void {
    this.hint = retryAfter;
    this.unwanted = unwanted && retryAfter === 0;
    this.lost();
  }
  /** Once a second. `silent`: no answer is owed. */
  tick(silent: boolean): void {
    const connecting = this.status === 'connecting' && this.socket !== undefined;
    if (!connecting && (this.status !== 'connected' || silent)) return;
    if (++this.quiet > this.mostQuiet) this.lost();
  }

  private async connect(): Promise<void> {
    this.drop();
    const round = this.round;
    this.setStatus('connecting');
    let prepared: (() => void) | undefined;
    try {
      prepared = await this.user.prepare();
      const url = checkedUrl(await (typeof this.url === 'function' ? this.url() : this.url));
      if (round !== this.round) return prepared();
      this.prepared = prepared;
      this.open(url, round);
    } catch (error) {
      if (this.prepared !== prepared) prepared?.();
      if (round === this.round) this.user.failed(error);
      if (round === this.round) this.lost();
    }
  }

  private open(url: string, round: number): void {
    const socket = (this.socket = new (this.socketClass())(url));
    this.heard();
    socket.binaryType = 'arraybuffer';
    const ours = (run: (event: any) => void) => (event: any) => {
      if (round === this.round) run(event);
    };
    socket.onopen = ours(() => this.user.opened());
    socket.onmessage = ours(({ data }) => {
      this.heard();
      if (data instanceof ArrayBuffer) this.user.frame(new Uint8Array(data));
    });
    socket.onclose = ours(({ code }) => {
      if (code === RESTARTING) this.hint ??= 1000;
      this.lost();
    });
    socket.onerror = () => {}; // a close follows
  }

  private heard(): void {
    this.quiet = 0;
    this.heardAt = Date.now();
  }

  private lost(): void {
    if (this.status === 'connected' && Date.now() > this.since + STABLE) this.backoff.reset();
    const { hint, unwanted, round } = this;
    this.drop();
    if (this.round !== round + 1) return; // whoever was told of it has decided otherwise
    if (unwanted) return this.setStatus('offline');
    const delay = this.backoff.next(hint);
    this.retryAt = Date.now() + delay;
    this.timer = setTimeout(() => void this.connect(), delay);
    this.setStatus('waiting');
  }

  /** Whatever there is of a connection ends. */
  private drop(): void {
    ++this.round;
    clearTimeout(this.timer);
    this.retryAt = this.hint = undefined;
    this.unwanted = false;
    this.prepared?.();
    this.prepared = undefined;
    const { socket } = this;
    this.socket = undefined;
    if (socket === undefined) return;
    socket.close();
    this.user.closed();
  }

  private setStatus(status: ConnectionStatus): void {
    if (status === this.status && status !== 'waiting') return;
    this.status = status;
    this.user.statusChanged(status);
  }
}

/** Of a program, which may have given anything, as a WebSocket takes it. A page's may be relative to it; http is
 * taken for ws, as browsers have begun to. */
export function checkedUrl(url: unknown): string {
  const isUrl = typeof url === 'string' || (url as URL | undefined)?.href !== undefined;
  try {
    const { href } = new URL(isUrl ? (url as string) : '', (globalThis as any).location?.href);
    const resolved = href.replace(/^http(?=s?:)/, 'ws');
    if (isUrl && /^wss?:/.test(resolved)) return resolved;
  } catch {}
  throw new WeftError(Code.INVALID_ARGUMENT, `"${String(url)}" is no URL of a server, such as wss://host/sync`);
}
