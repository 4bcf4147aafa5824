// Replica: one document in the session, with the slot it is kept in, if there is a storage. What a
// Shared is for the page, this is inside; slots that others have left are replicas without a Shared.
import type { Doc } from '../document.js';
import { isBroken } from '../module.js';
import type { Rights } from './event.js';
import { Keeper } from './keeper.js';
import { limited } from './limit.js';
import type { Session, Status } from './session.js';
import type { Slot } from './slots.js';
import { VIEW } from './slots.js';
import type { ClientStorage } from './storage.js';

export interface ReplicaHost {
  session: Session;
  storage: ClientStorage | null;
  /** Something was edited: to be sent. */
  edited(): void;
  /** What is told of its state may be different. */
  changed(): void;
  /** Writing it down succeeded; failed. */
  stored(replica: Replica): void;
  notStored(replica: Replica, error: unknown): void;
}

export class Replica {
  readonly channel: number;
  doc: Doc;
  /** Of before, until the server tells. */
  rights: Rights;
  private readonly keeper: Keeper | undefined;
  private released = false;
  closing: Promise<void> | undefined;
  private last: Status = { rights: 'none', live: false, saved: true, closed: false };

  constructor(
    readonly name: string,
    readonly slot: Slot,
    private readonly host: ReplicaHost,
  ) {
    this.rights = slot.head.rights;
    this.channel = host.session.add(name, slot.doc, slot.state);
    this.doc = this.takeDoc();
    if (host.storage === null || !slot.hold.good) return;
    const kept = {
      doc: () => this.doc,
      state: () => host.session.save(this.channel),
      head: () => ({
        ...slot.head,
        agent: this.doc.agent,
        rights: this.rights,
        saved: this.saved,
        released: this.released,
      }),
    };
    this.keeper = new Keeper(
      host.storage, kept, slot.written, () => host.changed(), (error) => this.wrote(error),
    );
  }

  private wrote(error: unknown): void {
    if (error === undefined) this.host.stored(this);
    else this.host.notStored(this, error);
  }
  private takeDoc(): Doc {
    const doc = this.host.session.docOf(this.channel);
    doc.onEdit = () => {
      this.keeper?.edited();
      this.host.edited();
    };
    return doc;
  }

  /** Only looked at. */
  get isView(): boolean {
    return this.slot.head.slot === VIEW;
  }
  get live(): boolean {
    return this.status().live;
  }
  get saved(): boolean {
    return this.status().saved;
  }
  private status(): Status {
    if (this.doc.at !== 0 && !isBroken()) this.last = this.host.session.status(this.channel);
    return this.last;
  }
  /** Everything done here is in the storage, and would be found again: without locks what was not closed in
   * an orderly way is nobody's. */
  get isStored(): boolean {
    return (this.host.storage?.locks && this.keeper?.hasAll) ?? false;
  }

  /** The session has another document: the one of before is dead. */
  replaced(): void {
    this.doc.at = 0;
    this.doc = this.takeDoc();
    this.keeper?.replaced();
  }
  wentLive(rights: Rights): void {
    this.gotRights(rights);
    this.keeper?.live();
  }
  /** They are part of what is kept: without the server nobody else can tell what one may do. */
  gotRights(rights: Rights): void {
    if (rights === this.rights) return;
    this.rights = rights;
    this.keeper?.saveNow();
  }
  /** Something worth keeping has come: what others did may wait longer. */
  touch(soon: boolean): void {
    this.keeper?.touch(soon);
  }
  tick(): void {
    this.keeper?.tick();
  }
  /** The page may be gone in a moment. */
  flush(): void {
    this.keeper?.flush();
  }

  /** Leaves the session; the slot is written once more, for whoever takes it next. */
  close(): Promise<void> {
    return (this.closing ??= this.writeAndLeave());
  }
  private async writeAndLeave(): Promise<void> {
    this.released = true;
    this.keeper?.saveNow();
    const { storage } = this.host;
    try {
      await limited(this.keeper?.settled());
      // What may not be written just now, or could not be, leaves the slot as it was; without locks it has to say
      // itself that it is free.
      if (this.keeper?.hasAll === false && storage?.locks === false) {
        await limited(storage.claim(this.name, this.slot.head.slot, false));
      }
    } catch (error) {
      this.wrote(error);
    }
    this.lost();
  }
  /** Leaves the session, and its slot for good: the server has everything. */
  async drop(): Promise<void> {
    try {
      await limited(this.keeper?.settled());
      await limited(this.host.storage?.remove(this.name, this.slot.head.slot));
    } finally {
      this.letGo();
    }
  }
  /** Leaves the session; the slot stays as it is, for whoever takes it next. */
  letGo(): void {
    this.lost();
    void this.slot.hold.unclaim();
  }
  /** Its slot is another's, and so is its agent: nothing more is done here. */
  lost(): void {
    this.keeper?.stop();
    this.leave();
  }
  private leave(): void {
    if (this.doc.at === 0) return;
    this.last = { ...this.status(), live: false };
    if (!isBroken()) this.host.session.remove(this.channel);
    this.doc.at = 0;
    this.slot.hold.release();
  }
}
