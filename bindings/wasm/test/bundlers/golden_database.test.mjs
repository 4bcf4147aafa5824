// What a released page left in a browser's IndexedDB (tests/golden), opened by this one. With
// WEFT_WRITE_GOLDEN=<folder> it writes such a file.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TabsServer } from './tabs_server.mjs';

const golden = fileURLToPath(new URL('../../../../tests/golden', import.meta.url));
const FILE = 'indexeddb.json';
let tabs;

before(async () => (tabs = await TabsServer.start()));
after(() => tabs?.remove());

/** All stores of a database, raw, bytes as { base64 }. */
const dump = (name) => {
  const plain = (value) => {
    if (value instanceof Uint8Array) return { base64: btoa(String.fromCharCode(...value)) };
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
  };
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return (async () => {
    const database = await done(indexedDB.open(name));
    const stores = {};
    for (const store of [...database.objectStoreNames].sort()) {
      const from = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([done(from.getAllKeys()), done(from.getAll())]);
      stores[store] = keys.map((key, i) => [key, plain(values[i])]);
    }
    const { version } = database;
    database.close();
    return { version, stores };
  })();
};

/** The other way round. */
const restore = ({ name, version, stores }) => {
  const raw = (value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    if ('base64' in value) return Uint8Array.from(atob(value.base64), (c) => c.charCodeAt(0));
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, raw(one)]));
  };
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      for (const [store, entries] of Object.entries(stores)) {
        const into = request.result.createObjectStore(store);
        for (const [key, value] of entries) into.put(raw(value), key);
      }
    };
    request.onsuccess = () => resolve(request.result.close());
    request.onerror = () => reject(request.error);
  });
};

test('what an earlier release stored in the browser is all there', async () => {
  const kept = JSON.parse(readFileSync(join(golden, 'v1', FILE), 'utf8'));
  const { context, tab } = await tabs.visitor();
  const page = await tab({ online: false });
  await page.evaluate(restore, { name: 'golden', ...kept.database });
  const found = await page.evaluate(async ({ document, credential }) => {
    const storage = window.weft.indexedDbStorage('golden');
    const client = new window.weft.Client({ url: 'ws://localhost', storage, online: false });
    const shared = await client.open(document);
    return {
      text: shared.doc.text('name').read(),
      agent: shared.agent,
      rights: shared.rights,
      saved: shared.saved,
      credential: await storage.readCredential(credential),
    };
  }, kept);
  assert.deepEqual(found, kept.expected);
  await context.close();
});

const folder = process.env.WEFT_WRITE_GOLDEN;
const write = async () => {
  const { context, list, tab } = await tabs.visitor();
  const one = await tab();
  await one.evaluate(() => window.text().insert(0, 'what was sent'));
  await one.waitForFunction(() => window.shared.saved && window.shared.live && window.shared.kept);
  await one.evaluate(() => window.client.close());
  await one.close();
  const two = await tab({ online: false });
  await two.evaluate(() => window.text().insert(window.text().length, ', and what was not'));
  await two.waitForFunction(() => window.shared.kept);
  const database = await two.evaluate(dump, 'test');
  const credential = database.stores.credentials[0][0];
  const expected = await two.evaluate(async (original) => ({
    text: window.text().read(),
    agent: window.shared.agent,
    rights: window.shared.rights,
    saved: window.shared.saved,
    credential: await window.weft.indexedDbStorage('test').readCredential(original),
  }), credential);
  const all = { document: list.id, credential, expected, database };
  writeFileSync(join(folder, FILE), `${JSON.stringify(all, null, 1)}\n`);
  await context.close();
};
if (folder !== undefined) test('a golden database is written', write);
