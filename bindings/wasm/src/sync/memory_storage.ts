// A storage in memory: for tests, and for several clients in one program that are to share slots as
// tabs do. See storage.ts.
import { Code, WeftError } from '../errors.js';
import type { ClientStorage, SlotContent, SlotHead } from './storage.js';

export function memoryStorage(): ClientStorage {
  return new MemoryStorage();
}

class MemoryStorage implements ClientStorage {
  readonly locks = true;
  private readonly held = new Map<string, Promise<void>>();
  private readonly slots = new Map<string, SlotContent>();
  private readonly credentials = new Map<string, string>();

  async lock(name: string, wait: boolean): Promise<(() => void) | undefined> {
    while (this.held.has(name)) {
      if (!wait) return undefined;
      await this.held.get(name);
    }
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    this.held.set(name, held);
    return () => {
      if (this.held.get(name) === held) this.held.delete(name); // once: then it may be another's
      release();
    };
  }

  async heads(document: string): Promise<SlotHead[]> {
    return [...this.slots.values()].map(({ head }) => head).filter((head) => head.document === document);
  }
  async read(document: string, slot: string): Promise<SlotContent | undefined> {
    const content = this.slots.get(keyOf(document, slot));
    return content && { ...content, updates: [...content.updates] };
  }
  async hasUnsent(document: string, slot: string): Promise<boolean> {
    const content = this.slots.get(keyOf(document, slot));
    return content !== undefined && (!content.head.saved || content.updates.length > 0);
  }
  async write(head: SlotHead, save: Uint8Array, state: Uint8Array): Promise<void> {
    this.slots.set(keyOf(head.document, head.slot), { head: { ...head }, save, state, updates: [] });
  }
  async append(head: SlotHead, update: Uint8Array): Promise<void> {
    const content = this.slots.get(keyOf(head.document, head.slot));
    if (content?.head.agent !== head.agent) throw slotIsGone();
    content.updates.push(update);
  }
  async claim(document: string, slot: string, taken = true): Promise<boolean> {
    const content = this.slots.get(keyOf(document, slot));
    if (content?.head.released !== taken) return false;
    content.head = { ...content.head, released: !taken };
    return true;
  }
  async remove(document: string, slot: string): Promise<void> {
    this.slots.delete(keyOf(document, slot));
  }

  async readCredential(original: string): Promise<string | undefined> {
    return this.credentials.get(original);
  }
  async writeCredential(original: string, credential: string | undefined): Promise<void> {
    if (credential === undefined) this.credentials.delete(original);
    else this.credentials.set(original, credential);
  }
  async clear(): Promise<void> {
    this.slots.clear();
    this.credentials.clear();
  }
}

export const keyOf = (document: string, slot: string) => JSON.stringify([document, slot]);

export const slotIsGone = () =>
  new WeftError(Code.FAILED_PRECONDITION, 'the slot in the storage is gone, or another agent has it');
