// Compiled, not run: the types as a user meets them.
import { Client, Code, Doc, WeftError, WeftText, init, memoryStorage } from 'weft-crdt';
import type {
  Change, ClientStorage, CredentialSource, Integrated, Retry, Shared, SlotContent, SlotHead, SocketClass, UrlSource,
  Value, WeftMap,
} from 'weft-crdt';

export async function use(update: Uint8Array): Promise<string> {
  await init();
  const doc = new Doc({ order: 'yata' });
  const item: WeftMap = doc.list('todos').make(0, 'map');
  item.make('text', 'text').insert(0, 'milk');
  const value: Value | undefined = item.get('text');
  const stop = doc.on('change', (event) =>
    event.changes.forEach((change: Change) => {
      if (change.kind === 'text') change.target.insert(0, String(change.delta.length));
    }),
  );
  try {
    const result: Integrated = doc.applyUpdate(update);
    return `${result.applied}${value}`;
  } catch (error) {
    if (error instanceof WeftError && error.code === Code.DATA_LOSS) return error.message;
    throw error;
  } finally {
    stop();
    doc.free();
  }
}
export async function together(): Promise<boolean> {
  const storage: ClientStorage = memoryStorage();
  const client = new Client({ url: () => new URL('wss://host/sync'), credential: 'x', storage });
  const shared: Shared = await client.open('list', { view: true });
  shared.on('rejected', ({ refusal, proposal }) => console.log(refusal, proposal.changes.length));
  shared.on('presence', ({ agent, value }) => console.log(agent + 1, value));
  // @ts-expect-error: no such event
  shared.on('nothing', () => {});
  return client.status === 'connected' && shared.saved;
}
// @ts-expect-error: no plain value
new Doc().map('m').set('k', {});

/** Whoever writes a storage finds names for all that is in it. */
export class Slots implements Pick<ClientStorage, 'heads' | 'read' | 'write'> {
  private readonly kept = new Map<string, SlotContent>();
  async heads(document: string): Promise<SlotHead[]> {
    return [...this.kept.values()].map(({ head }) => head).filter((head) => head.document === document);
  }
  async read(document: string, slot: string): Promise<SlotContent | undefined> {
    return this.kept.get(document + slot);
  }
  async write(head: SlotHead, save: Uint8Array, state: Uint8Array): Promise<void> {
    this.kept.set(head.document + head.slot, { head, save, state, updates: [] });
  }
}
export const connect = (url: UrlSource, credential: CredentialSource, WebSocket: SocketClass, retry: Retry): Client =>
  new Client({ url, credential, WebSocket, retry });
// @ts-expect-error: documents make them
new WeftText();
