// Client: a connection to a server, and the documents that are kept in step over it. Start reading here;
// the conversation itself is the module's (session.ts), and docs/sync.md tells of it.
//
//   client.ts      who does what when
//   connection.ts  one WebSocket after another
//   shared.ts      a document, as the page sees it; replica.ts: as the session and the storage do
//   storage.ts     what is kept between visits, and what must hold; slots.ts, keeper.ts: who writes it
//   page.ts        what a browser tells of its page
//
// Everything that may change the session goes through `step`, which then tells what happened and sends
// what there is to send. Edits are sent at the end of the current task.
import { Doc, randomAgent } from '../document.js';
import { Code, WeftError } from '../errors.js';
import { contain } from '../listeners.js';
import { isBroken, refuseBroken } from '../module.js';
import { defaultStorage } from './client_options.js';
import type { ClientEvents, ClientOptions } from './client_options.js';
import { Connection } from './connection.js';
import type { ConnectionStatus } from './connection.js';
import { Credentials } from './credentials.js';
import { Emitter } from './emitter.js';
import type { Closed, SessionEvent } from './event.js';
import { NoAnswer, limited } from './limit.js';
import { listenToPage } from './page.js';
import type { PageNews } from './page.js';
import { Replica } from './replica.js';
import { Session } from './session.js';
import { Shared } from './shared.js';
import { Hold, Slots, VIEW, newHead, newSlot } from './slots.js';
import type { Slot } from './slots.js';
import type { ClientStorage } from './storage.js';
import { StorageProblems, asError } from './storage_problems.js';

const TICK = 1000;
const SOCKET_PAUSE = 50;
/** Ticks between two looks for slots that other tabs have left. */
const LOOK_EVERY = 60;
const MOST_BAD_FRAMES = 10;
/** Milliseconds of silence after which the session asks whether the server is there (sync/client_options.h). */
const HEARTBEAT = 15_000;
/** What does not become better by trying again. */
const UNWANTED = ['refused', 'version'];

export class Client {
  private readonly emitter = new Emitter<ClientEvents>(['status', 'credential', 'ended', 'error', 'storage']);
  private readonly session: Session;
  private readonly connection: Connection;
  private readonly credentials: Credentials;
  private readonly storage: ClientStorage | null;
  private readonly opened = new Map<string, Promise<Shared>>(); // by keyOf
  private readonly shared = new Map<number, Shared>(); // by channel
  private readonly adopted = new Map<number, Replica>();
  private readonly slots = new Map<string, Slots>(); // of what is edited, by name
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly unlisten: () => void;
  private ending: Promise<void> | undefined;
  private isEnding = false;
  private closed = false;
  private stepping = false;
  private again = false;
  private sending = false; // at the end of the task, or when the socket has room
  private ticks = 0;
  private badFrames = 0;
  private nobody: Doc | undefined;
  private room: ReturnType<typeof setTimeout> | undefined; // in the socket, waited for
  private readonly drops = new Set<Promise<void>>();

  private readonly problems = new StorageProblems((error) => this.emitter.emit('storage', error));

  constructor(options: ClientOptions) {
    const { storage } = options;
    this.storage = storage === undefined ? defaultStorage(options.url) : storage;
    this.credentials = new Credentials(options.credential ?? '', this.storage, this.problems.happened);
    const retry = { min: 250, max: 30_000, ...options.retry };
    this.connection = new Connection(options.url, options.WebSocket, retry, {
      prepare: () => this.prepare(),
      opened: () => this.step(() => this.session.connected()),
      frame: (bytes) => this.received(bytes),
      closed: () => this.disconnected(),
      failed: (error) => this.emitter.emit('error', asError(error)),
      statusChanged: (status) => this.emitter.emit('status', status),
    });
    const online = options.online ?? true;
    if (online) this.connection.socketClass(); // throws when there is none
    this.session = new Session();
    this.timer = setInterval(() => this.tick(), TICK);
    this.unlisten = listenToPage((news) => this.heard(news));
    // Later, so that whoever made this can listen first.
    if (online) queueMicrotask(() => this.closed || this.connection.goOnline());
  }

  get status(): ConnectionStatus {
    return this.connection.status;
  }
  /** While waiting: when it is tried again, as Date.now(). */
  get retryAt(): number | undefined {
    return this.connection.retryAt;
  }
  goOnline(): void {
    if (this.isEnding) return;
    refuseBroken();
    this.connection.socketClass(); // throws when there is none
    this.connection.goOnline();
  }
  goOffline(): void {
    this.connection.goOffline();
  }

  /** Returns what ends it. */
  on<E extends keyof ClientEvents>(event: E, listener: (told: ClientEvents[E]) => void): () => void {
    return this.emitter.on(event, listener);
  }

  /** The document of that name, once what is stored of it is loaded: the server may be out of reach.
   * Whoever opens it again gets the same object. `view`: only to look at, which is another object than the
   * one to edit in. */
  open(name: string, { view = false }: { view?: boolean } = {}): Promise<Shared> {
    if (this.closed) return Promise.reject(isClosed());
    const key = keyOf(name, view);
    let opening = this.opened.get(key);
    if (opening === undefined) {
      opening = this.openNew(name, view);
      this.opened.set(key, opening);
      opening.catch(() => this.opened.delete(key)); // so that it can be tried again
    }
    return opening;
  }

  /** Sends what can be sent at once, writes what is to be kept, and lets go of everything. `forget`: then the
   * storage is cleared, of all that other clients have kept there too, for a user who logs out (ClientStorage). */
  close({ forget = false }: { forget?: boolean } = {}): Promise<void> {
    this.ending ??= this.end();
    return forget ? this.ending.then(() => this.storage?.clear()) : this.ending;
  }

  private async end(): Promise<void> {
    if (this.isEnding) return; // closed again by a listener, before `ending` is set
    this.isEnding = true; // whoever is told that it is offline does not get it online again
    this.step(() => this.session.tick(this.connection.buffered));
    this.connection.goOffline(); // while the documents can still be looked at
    this.closed = true;
    clearInterval(this.timer);
    clearTimeout(this.room);
    this.unlisten();
    await Promise.allSettled([...this.opened.values(), ...this.drops]);
    const replicas = [...this.adopted.values(), ...[...this.shared.values()].map((s) => s.replica)];
    await Promise.allSettled(replicas.map((replica) => replica.close()));
    for (const shared of this.shared.values()) shared.ended('closed', 'the client was closed');
    this.session.free();
    this.nobody?.free();
  }

  private async openNew(name: string, view: boolean): Promise<Shared> {
    const slot = await this.slotFor(name, view);
    let replica: Replica;
    try {
      if (this.closed) throw isClosed();
      replica = this.add(name, slot);
    } catch (error) {
      await slot.hold.giveBack();
      throw error;
    }
    const shared = new Shared(replica, this.sharedHost);
    this.shared.set(replica.channel, shared);
    this.edited();
    if (!view) void this.adoptLeft(name);
    return shared;
  }

  private add(name: string, slot: Slot): Replica {
    const replica = new Replica(name, slot, {
      session: this.session,
      storage: this.storage,
      edited: () => this.edited(),
      changed: () => this.refresh(),
      stored: this.problems.wrote,
      notStored: this.problems.writeFailed,
    });
    slot.hold.onLost(() => this.lost(replica));
    return replica;
  }

  /** Somebody took the slot of a replica, and with it the agent. Whatever is kept there is theirs to send. */
  private lost(replica: Replica): void {
    if (this.closed || replica.doc.at === 0) return;
    const { channel, name } = replica;
    const shared = this.shared.get(channel);
    this.adopted.delete(channel);
    if (shared !== undefined) {
      this.shared.delete(channel);
      this.opened.delete(keyOf(name, false)); // it can be opened again, as another replica
      this.slots.delete(name);
      this.letGoOfAdopted(name);
      // Told while the content can still be read.
      shared.ended('lost', 'another tab has taken over what was edited here: open it again');
    }
    replica.lost();
    this.step(() => {});
  }

  private async slotFor(name: string, view: boolean): Promise<Slot> {
    const agent = view ? 0 : randomAgent();
    const slot = view ? VIEW : String(agent);
    let hold: Hold | undefined;
    let answers = true;
    if (this.storage !== null) {
      const slots = new Slots(this.storage, name, this.problems.happened);
      if (!view) this.slots.set(name, slots);
      try {
        return await limited(view ? slots.view() : slots.take(), (late) => void late.hold.giveBack());
      } catch (error) {
        if ((error as WeftError).code === Code.UNIMPLEMENTED) throw error;
        this.problems.happened(error);
        answers = !(error instanceof NoAnswer);
      }
      if (answers && !view) hold = (await slots.hold(slot).catch(this.problems.happened)) ?? undefined;
    }
    hold ??= new Hold(answers && (view || !this.storage?.locks));
    return { ...newSlot(newHead(name, slot, agent)), hold };
  }

  /** Slots that other tabs have left with unsent edits are sent from here, and then dropped. */
  private async adoptLeft(name: string): Promise<void> {
    const slots = this.slots.get(name);
    try {
      for (const slot of (await slots?.takeLeft()) ?? []) {
        if (this.closed || this.slots.get(name) !== slots) {
          await slot.hold.giveBack(); // nobody is here any more whom its refusals could be told
          continue;
        }
        const replica = this.add(name, slot);
        this.adopted.set(replica.channel, replica);
      }
      this.edited();
    } catch (error) {
      this.problems.happened(error);
    }
  }
  /** Without the document they are not sent: their slots stay, for whoever opens it next. */
  private letGoOfAdopted(name: string): void {
    for (const [channel, left] of this.adopted) {
      if (left.name !== name || left.closing !== undefined) continue;
      this.adopted.delete(channel);
      left.letGo();
    }
  }

  private readonly sharedHost = ((client) => ({
    get connected() {
      return client.status === 'connected';
    },
    presence(replica: Replica, data: Uint8Array, ttl: number) {
      client.step(() => client.session.presence(replica.channel, data, ttl));
    },
    reopen(replica: Replica) {
      client.step(() => client.session.reopen(replica.channel));
    },
    leftIsSaved: (name: string) =>
      ![...client.adopted.values()].some((left) => left.name === name && !left.saved),
    leave: (shared: Shared) => client.leave(shared),
  }))(this);

  private async leave(shared: Shared): Promise<void> {
    const { replica } = shared;
    // By now another may be open under its name.
    if (replica.closing || this.shared.get(replica.channel) !== shared) return replica.closing;
    const { name, isView } = replica;
    this.opened.delete(keyOf(name, isView));
    if (!isView) this.slots.delete(name);
    this.step(() => this.session.tick(this.connection.buffered));
    if (!isView) this.letGoOfAdopted(name);
    await replica.close();
    shared.ended('closed', 'it was closed here');
    this.shared.delete(replica.channel);
    this.step(() => {});
  }

  private async prepare(): Promise<() => void> {
    const { credential, done } = await this.credentials.take();
    if (!this.closed) this.session.setCredential(credential);
    this.badFrames = 0;
    return done;
  }

  private received(bytes: Uint8Array): void {
    this.step(() => {
      if (!this.session.receive(bytes)) ++this.badFrames;
    });
    for (const replica of this.replicas()) replica.touch(false);
    if (this.badFrames > MOST_BAD_FRAMES) this.connection.ended(0, false);
  }

  private disconnected(): void {
    if (this.closed || isBroken()) return;
    this.step(() => this.session.disconnected());
    for (const shared of this.shared.values()) shared.disconnected();
  }

  private readonly edited = (): void => {
    if (this.sending) return;
    this.sending = true;
    queueMicrotask(() => {
      this.sending = false;
      this.step(() => this.session.tick(this.connection.buffered));
    });
  };

  private tick(): void {
    if (isBroken()) return this.broke();
    this.step(() => this.session.tick(this.connection.buffered));
    const open = [...this.shared.values()].some((shared) => shared.closed === undefined);
    this.connection.tick(!open);
    for (const replica of this.replicas()) replica.tick();
    for (const shared of this.shared.values()) shared.tick();
    if (++this.ticks % LOOK_EVERY === 0) for (const name of this.slots.keys()) void this.adoptLeft(name);
  }

  private broke(): void {
    clearInterval(this.timer);
    this.connection.goOffline();
    try {
      refuseBroken();
    } catch (error) {
      this.emitter.emit('error', asError(error));
    }
  }

  private replicas(): Replica[] {
    return [...[...this.shared.values()].map(({ replica }) => replica), ...this.adopted.values()];
  }

  /** Changes the session, then tells and sends. What a listener does here comes after that. */
  private step(run: () => void): void {
    if (this.closed || isBroken()) return;
    run();
    this.again = true;
    if (this.stepping) return;
    this.stepping = true;
    try {
      while (this.again) {
        this.again = false;
        this.takeEvents();
        for (const { doc } of this.replicas()) contain(() => doc.at !== 0 && doc.tell());
        this.sendFrames();
        this.refresh();
      }
    } finally {
      this.stepping = false;
    }
  }

  private takeEvents(): void {
    // What is told of a document that was left is unpacked all the same, and then dropped.
    const docOf = (channel: number) =>
      this.replicaOf(channel)?.doc ?? (this.nobody ??= new Doc({ view: true }));
    for (;;) {
      const event = this.session.nextEvent(docOf);
      if (event === undefined) return;
      this.handle(event);
    }
  }
  private replicaOf(channel: number): Replica | undefined {
    return this.shared.get(channel)?.replica ?? this.adopted.get(channel);
  }

  private handle(event: SessionEvent): void {
    if (event.kind === 'connected') {
      if (event.credential !== '') {
        this.credentials.received(event.credential);
        this.emitter.emit('credential', event.credential);
      }
      return this.connection.greeted();
    }
    if (event.kind === 'ended') return this.ended(event);
    const replica = this.replicaOf(event.channel);
    if (replica === undefined) return;
    if (event.kind === 'replaced') replica.replaced();
    if (event.kind === 'live') replica.wentLive(event.rights);
    if (event.kind === 'rights') replica.gotRights(event.rights);
    if (event.kind === 'closed' && event.reason === 'refused') replica.rights = 'none';
    if (event.kind === 'saved') replica.touch(true);
    const shared = this.shared.get(event.channel);
    if (shared !== undefined) shared.handle(event);
    else this.handleAdopted(replica, event);
  }

  private handleAdopted(replica: Replica, event: SessionEvent): void {
    if (event.kind === 'rejected' || event.kind === 'healed') {
      // Its edits are this page's as well: somebody made them here.
      const shared = [...this.shared.values()].find(
        ({ replica: { name, isView } }) => name === replica.name && !isView,
      );
      shared?.handle(event);
    }
    if (!replica.live || !replica.saved) return;
    this.adopted.delete(replica.channel);
    const drop = replica.drop().then(() => this.edited(), this.problems.happened);
    this.drops.add(drop);
    void drop.then(() => this.drops.delete(drop));
  }

  private ended({ reason, message, retryAfter }: Closed): void {
    const other = reason === 'refused' && this.credentials.refused();
    this.connection.ended(retryAfter, !other && UNWANTED.includes(reason));
    if (!other) this.emitter.emit('ended', { reason, message, retryAfter });
  }

  private sendFrames(): void {
    while (this.connection.maySend) {
      const frame = this.session.nextFrame();
      if (frame === undefined) return;
      this.connection.send(frame);
    }
    if (this.status !== 'connected' || this.room !== undefined) return;
    this.room = setTimeout(() => {
      this.room = undefined;
      this.step(() => {});
    }, SOCKET_PAUSE);
  }

  private refresh(): void {
    for (const shared of this.shared.values()) shared.refresh();
  }

  private heard(news: PageNews): void {
    if (news === 'leaving') {
      this.step(() => this.session.tick(this.connection.buffered));
      for (const replica of this.replicas()) replica.flush();
      return;
    }
    if (news !== 'offline') this.connection.retry();
    if (this.status === 'waiting' || (news === 'seen' && this.connection.silence < HEARTBEAT)) return;
    if (!this.connection.doubt()) return;
    // Then it asks whether the server is there.
    this.step(() => this.session.skip(HEARTBEAT, this.connection.buffered));
  }
}

const keyOf = (name: string, view: boolean) => (view ? 'view ' : 'edit ') + name;

const isClosed = () => new WeftError(Code.FAILED_PRECONDITION, 'the client was closed');
