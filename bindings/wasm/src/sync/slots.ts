// Slots: which replica of a document this client goes on with, and which ones somebody has left.
//
// An agent is used by one replica at a time, so a slot is taken under its lock, or where there are no
// locks only when it was released. Whoever finds none free begins a new one, under a new agent, from a
// copy of the freshest: without its unsent edits, which are its owner's to send.
import { Doc, randomAgent } from '../document.js';
import { Code, WeftError } from '../errors.js';
import type { ClientStorage, SlotContent, SlotHead } from './storage.js';

/** The one slot of those who only look: nobody edits it, so it needs no lock. */
export const VIEW = 'view';
/** Free slots that are kept for the next tab: each that is used again saves an agent. */
const SPARE = 3;

/** The lock of a slot, which somebody may take away; where there are no locks, that it was claimed. */
export class Hold {
  release: () => void = () => {};
  /** What was claimed is free again; whoever writes the slot as released needs no such call. */
  unclaim: () => Promise<unknown> = async () => {};
  /** `good`: false when there are locks and this one was not to be had: then nothing may be kept in the slot. */
  constructor(readonly good = true) {}

  private isLost = false;
  private listener: (() => void) | undefined;

  readonly lost = (): void => {
    this.isLost = true;
    this.listener?.();
  };
  /** The slot stays as it is, for whoever takes it next. */
  async giveBack(): Promise<void> {
    await this.unclaim();
    this.release();
  }
  /** Told at once when it is lost already. */
  onLost(listener: () => void): void {
    this.listener = listener;
    if (this.isLost) queueMicrotask(listener);
  }
}

export interface Slot {
  head: SlotHead;
  doc: Doc;
  state: Uint8Array;
  /** What was read has edits that may be unsent. */
  unsent: boolean;
  /** It is already in the storage, so that updates can be appended. */
  written: boolean;
  hold: Hold;
}

const NOTHING = new Uint8Array();

export class Slots {
  private readonly damaged = new Set<string>();

  constructor(
    private readonly storage: ClientStorage,
    private readonly document: string,
    private readonly report: (error: unknown) => void,
  ) {}

  /** The slot to edit in: a free one, or a new one. */
  async take(): Promise<Slot> {
    const heads = await this.heads();
    const unsent = await Promise.all(
      heads.map(({ slot }) => this.storage.hasUnsent(this.document, slot)),
    );
    // Those with unsent edits first, so that they are seen at once.
    for (const wanted of [true, false]) {
      for (const { slot } of heads.filter((_, i) => unsent[i] === wanted)) {
        const taken = await this.tryTake(slot);
        if (taken !== undefined) return taken;
      }
    }
    const agent = randomAgent();
    const { locks } = this.storage;
    const hold = locks ? await this.lock(String(agent), true).catch(this.report) : undefined;
    return { ...(await this.copy(agent)), hold: hold ?? new Hold(!locks) };
  }

  /** The replica of those who only look. */
  async view(): Promise<Slot> {
    const content = await this.storage.read(this.document, VIEW);
    if (content === undefined) return { ...(await this.copy(0, VIEW)), hold: new Hold() };
    const doc = Doc.load(content.save, { view: true });
    return { ...content, doc, unsent: false, written: true, hold: new Hold() };
  }

  /** Slots that nobody has open, and that have unsent edits. */
  async takeLeft(): Promise<Slot[]> {
    const left: Slot[] = [];
    let spare = 0;
    for (const head of await this.heads()) {
      if (await this.storage.hasUnsent(this.document, head.slot)) {
        const slot = await this.tryTake(head.slot);
        if (slot !== undefined) left.push(slot);
      } else if (++spare > SPARE) {
        await this.drop(head.slot);
      }
    }
    return left;
  }

  private async heads(): Promise<SlotHead[]> {
    const heads = await this.storage.heads(this.document);
    const own = heads.filter(({ slot }) => slot !== VIEW && !this.damaged.has(slot));
    return own.sort((a, b) => b.at - a.at);
  }

  private lockName(slot: string): string {
    return `slot ${slot} of ${this.document}`;
  }
  private async lock(slot: string, wait: boolean): Promise<Hold | undefined> {
    const hold = new Hold();
    const release = await this.storage.lock(this.lockName(slot), wait, hold.lost);
    if (release === undefined) return undefined;
    hold.release = release;
    return hold;
  }
  /** Undefined: somebody else has it. */
  async hold(slot: string): Promise<Hold | undefined> {
    if (this.storage.locks) return this.lock(slot, false);
    if (!(await this.storage.claim(this.document, slot))) return undefined;
    const hold = new Hold();
    hold.unclaim = () => this.unclaim(slot);
    return hold;
  }

  private async unclaim(slot: string): Promise<void> {
    try {
      await this.storage.claim(this.document, slot, false);
    } catch (error) {
      this.report(error);
    }
  }

  private async tryTake(slot: string): Promise<Slot | undefined> {
    const hold = await this.hold(slot);
    if (hold === undefined) return undefined;
    try {
      const content = await this.storage.read(this.document, slot);
      if (content !== undefined) return { ...open(content), written: true, hold };
    } catch (error) {
      this.damaged.add(slot); // it stays as it is, for whoever can make something of it
      this.report(error);
    }
    await hold.giveBack();
    return undefined;
  }

  private async drop(slot: string): Promise<void> {
    const hold = await this.hold(slot);
    if (hold === undefined) return;
    try {
      if (await this.storage.hasUnsent(this.document, slot)) return;
      await this.storage.remove(this.document, slot);
    } finally {
      await hold.giveBack();
    }
  }

  private async copy(agent: number, slot = String(agent)): Promise<Omit<Slot, 'hold'>> {
    const head = newHead(this.document, slot, agent);
    const heads = await this.storage.heads(this.document);
    for (const { slot: from, rights } of heads.sort((a, b) => b.at - a.at)) {
      try {
        const content = await this.storage.read(this.document, from);
        if (content === undefined) continue;
        const doc = Doc.load(content.save, agent === 0 ? { view: true } : { agent });
        if (from !== VIEW) doc.copyAs(agent, content.state);
        return { head: { ...head, rights }, doc, state: content.state, unsent: false, written: false };
      } catch (error) {
        this.report(error);
      }
    }
    return newSlot(head);
  }
}

/** Of a document that nothing is kept of. */
export function newSlot(head: SlotHead): Omit<Slot, 'hold'> {
  const { agent } = head;
  const doc = new Doc(agent === 0 ? { view: true } : { agent });
  return { head, doc, state: NOTHING, unsent: false, written: false };
}

export function newHead(document: string, slot: string, agent: number): SlotHead {
  return { document, slot, agent, rights: 'none', saved: true, at: Date.now(), released: false };
}

/** The replica as it was: see storage.ts for why nothing can be missing. */
function open({ head, save, state, updates }: SlotContent): Omit<Slot, 'hold' | 'written'> {
  const doc = Doc.load(save, { agent: head.agent });
  for (const update of updates) doc.applyUpdate(update);
  if (doc.missing().length > 0) {
    throw new WeftError(Code.DATA_LOSS, `something is missing in what is stored of "${head.document}"`);
  }
  return { head, doc, state, unsent: !head.saved || updates.length > 0 };
}
