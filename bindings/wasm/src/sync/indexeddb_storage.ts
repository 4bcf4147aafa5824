// A storage in IndexedDB, its locks Web Locks. See storage.ts for what must hold; here each call is one
// IndexedDB transaction, begun before the call returns. What writes says itself when the last request is
// made, and keeps a document without reading first: a transaction that waits for answers is aborted with a
// page that goes away, and what is written while it does (pagehide) would be lost.
//
// Object stores: heads by [document, slot]; saves likewise; updates by [document, slot, number]; and
// credentials, with a mark that no other database has. A database of a newer version than this is refused.
//
// Clearing a site's data while a page is open takes the database away, and in Chromium the locks too: that
// page's are then in a space of their own, which pages opened later do not see, whatever it asks for anew. So
// a page that finds another database in place of its own writes nothing there: its slots are in none, and
// nobody else gets their agents.
import { Code, WeftError } from '../errors.js';
import { databaseOf } from './indexeddb_names.js';
import { keyOf, slotIsGone } from './memory_storage.js';
import { randomBits } from '../random.js';
import type { ClientStorage, SlotContent, SlotHead } from './storage.js';

const VERSION = 1;
/** A key in credentials. What earlier versions of this made has none there. */
const MARK = ['mark'];
/** Of the databases that this page has used, by name. */
const marks = new Map<string, unknown>();

/** `name`: the database's. One for each server and each user. */
export function indexedDbStorage(name: string): ClientStorage {
  return new IndexedDbStorage(async () => name);
}
/** That of a client which was given none: `server` is its url. */
export function storageOf(server: string): ClientStorage {
  return new IndexedDbStorage(() => databaseOf(`weft ${server}`, 'weft'));
}

/** How a transaction ends. */
interface End {
  /** No request comes after this. Browsers that do not have it end the transaction after the last answer. */
  commit(): void;
  abort(why: Error): void;
}

class IndexedDbStorage implements ClientStorage {
  readonly locks = (globalThis as any).navigator?.locks !== undefined;
  private database: IDBDatabase | undefined;
  private opening: Promise<IDBDatabase> | undefined;
  /** The last update in a slot, by keyOf: only its holder appends, who has read or written it. */
  private readonly last = new Map<string, { agent: number; number: number }>();

  private naming: Promise<string> | undefined;

  constructor(private readonly findName: () => Promise<string>) {}

  /** The database's. */
  private name(): Promise<string> {
    return (this.naming ??= this.findName().catch((error) => {
      this.naming = undefined; // so that it can be tried again
      throw error;
    }));
  }

  async lock(name: string, wait: boolean, lost?: () => void): Promise<(() => void) | undefined> {
    const lockName = `${lockPrefix(await this.name())}${name}`;
    return new Promise((resolve, reject) => {
      const options = { ifAvailable: !wait };
      let held = false;
      navigator.locks
        .request(lockName, options, (lock) => {
          if (lock === null) return resolve(undefined);
          held = true;
          return new Promise<void>((release) => resolve(release));
        })
        .catch((error) => (held ? lost?.() : reject(error))); // a held one was stolen
    });
  }

  heads(document: string): Promise<SlotHead[]> {
    return this.run(['heads'], 'readonly', (store) => store('heads').getAll(within(document)));
  }

  async read(document: string, slot: string): Promise<SlotContent | undefined> {
    const requests: IDBRequest[] = [];
    await this.run(['heads', 'saves', 'updates'], 'readonly', (store) => {
      requests.push(store('heads').get([document, slot]), store('saves').get([document, slot]));
      requests.push(store('updates').getAll(within(document, slot)));
    });
    const [head, kept, updates] = requests.map(({ result }) => result);
    if (head) this.last.set(keyOf(document, slot), { agent: head.agent, number: updates.length });
    return head && kept && { head, save: kept.save, state: kept.state, updates };
  }

  async hasUnsent(document: string, slot: string): Promise<boolean> {
    let head!: IDBRequest<SlotHead | undefined>;
    const updates = await this.run(['heads', 'updates'], 'readonly', (store) => {
      head = store('heads').get([document, slot]);
      return store('updates').count(within(document, slot));
    });
    return head.result !== undefined && (!head.result.saved || updates > 0);
  }

  write(head: SlotHead, save: Uint8Array, state: Uint8Array): Promise<void> {
    const at = [head.document, head.slot];
    return this.run(['heads', 'saves', 'updates'], 'readwrite', (store, { commit }) => {
      store('heads').put(head, at);
      store('saves').put({ save, state }, at);
      store('updates').delete(within(head.document, head.slot));
      this.last.set(keyOf(head.document, head.slot), { agent: head.agent, number: 0 });
      commit();
    });
  }

  append(head: SlotHead, update: Uint8Array): Promise<void> {
    return this.run(['updates'], 'readwrite', (store, { abort, commit }) => {
      const last = this.last.get(keyOf(head.document, head.slot));
      if (last?.agent !== head.agent) return abort(slotIsGone());
      store('updates').add(update, [head.document, head.slot, ++last.number]);
      commit();
    });
  }

  async claim(document: string, slot: string, taken = true): Promise<boolean> {
    let claimed = false;
    await this.run(['heads'], 'readwrite', (store, { commit }) => {
      store('heads').get([document, slot]).onsuccess = ({ target }) => {
        const head = (target as IDBRequest).result as SlotHead | undefined;
        if (head?.released !== taken) return;
        claimed = true;
        store('heads').put({ ...head, released: !taken }, [document, slot]);
        commit();
      };
    });
    return claimed;
  }

  remove(document: string, slot: string): Promise<void> {
    return this.run(['heads', 'saves', 'updates'], 'readwrite', (store, { commit }) => {
      store('heads').delete([document, slot]);
      store('saves').delete([document, slot]);
      store('updates').delete(within(document, slot));
      this.last.delete(keyOf(document, slot));
      commit();
    });
  }

  readCredential(original: string): Promise<string | undefined> {
    return this.run(['credentials'], 'readonly', (store) => store('credentials').get(original));
  }
  writeCredential(original: string, credential: string | undefined): Promise<void> {
    return this.run(['credentials'], 'readwrite', (store, { commit }) => {
      if (credential === undefined) store('credentials').delete(original);
      else store('credentials').put(credential, original);
      commit();
    });
  }

  async clear(): Promise<void> {
    if (this.locks) await takeLocks(`${lockPrefix(await this.name())}slot `);
    await this.run(['heads', 'saves', 'updates', 'credentials'], 'readwrite', (store, { commit }) => {
      for (const name of ['heads', 'saves', 'updates']) store(name).clear();
      store('credentials').delete(IDBKeyRange.bound('', [], false, true)); // marks are arrays
      this.last.clear();
      commit();
    });
  }

  /** One transaction; resolves with what the request that `work` returns gave, once it is complete. */
  private async run(
    stores: string[],
    mode: IDBTransactionMode,
    work: (store: (name: string) => IDBObjectStore, end: End) => IDBRequest | void,
  ): Promise<any> {
    const database = this.database ?? (await this.open());
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(stores, mode);
      let why: Error | undefined;
      const end: End = {
        commit: () => transaction.commit?.(),
        abort: (error) => {
          why = error;
          transaction.abort();
        },
      };
      const request = work((name) => transaction.objectStore(name), end);
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(why ?? transaction.error ?? new Error('aborted'));
    });
  }

  private open(): Promise<IDBDatabase> {
    this.opening ??= this.openNew().catch((error) => {
      this.opening = undefined; // so that it can be tried again
      throw error;
    });
    return this.opening;
  }
  private async openNew(): Promise<IDBDatabase> {
    const name = await this.name();
    return new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, VERSION);
      request.onupgradeneeded = () => {
        for (const store of ['heads', 'saves', 'updates', 'credentials']) {
          request.result.createObjectStore(store);
        }
        request.transaction!.objectStore('credentials').put(String(randomBits()), MARK);
      };
      request.onsuccess = () => resolve(this.opened(name, request.result));
      request.onerror = () => reject(explain(request.error, name));
    });
  }

  private async opened(name: string, database: IDBDatabase): Promise<IDBDatabase> {
    let gone = false;
    const forget = () => {
      gone = true;
      database.close();
      this.database = this.opening = undefined;
    };
    database.onversionchange = ({ newVersion }) => {
      if (newVersion === null) {
        marks.delete(name); // a page removes it: that leaves the locks
        this.last.clear();
      }
      forget(); // a newer version of the page waits for this
    };
    database.onclose = forget;
    const mark = await new Promise((resolve, reject) => {
      const request = database.transaction('credentials').objectStore('credentials').get(MARK);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    if (gone) return this.open();
    if (!marks.has(name)) marks.set(name, mark);
    if (marks.get(name) === mark) return (this.database = database);
    database.close();
    const why = `what was stored as "${name}" was cleared while this page was open: reload it to keep edits`;
    throw new WeftError(Code.FAILED_PRECONDITION, why);
  }
}

const lockPrefix = (database: string) => `weft:${database}:`;

/** Takes them away from whoever has them. */
async function takeLocks(prefix: string): Promise<void> {
  const { held = [] } = await navigator.locks.query();
  for (const { name } of held) {
    if (name?.startsWith(prefix)) await navigator.locks.request(name, { steal: true }, () => {});
  }
}

/** All keys that begin so. An array is greater than any number or text. */
const within = (...begin: string[]) => IDBKeyRange.bound(begin, [...begin, []]);

function explain(error: DOMException | null, name: string): Error {
  if (error?.name !== 'VersionError') return error ?? new Error('IndexedDB does not open');
  const why = `what is stored as "${name}" is from a newer version of weft-crdt: reload the page`;
  return new WeftError(Code.UNIMPLEMENTED, why);
}
