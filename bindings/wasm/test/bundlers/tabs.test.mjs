// Tabs of a browser: IndexedDB and Web Locks as Chromium has them, against weft-todo, which serves the
// page too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TabsServer } from './tabs_server.mjs';

let tabs;
before(async () => (tabs = await TabsServer.start()));
after(() => tabs?.remove());

const visitor = () => tabs.visitor();
const type = (page, text) =>
  page.evaluate((t) => { for (const c of t) window.text().insert(window.text().length, c); }, text);
const read = (page) => page.evaluate(() => window.text().read());
const agentOf = (page) => page.evaluate(() => window.shared.agent);
const wait = (page, condition) => page.waitForFunction(condition, null, { timeout: 20_000 });
const shows = (page, text) =>
  page.waitForFunction((t) => window.text().read() === t, text, { timeout: 20_000 });

test('what is typed offline is there when the tab is opened again, and is sent then', async () => {
  const { context, tab } = await visitor();
  const one = await tab({ online: false });
  await type(one, 'offline');
  await wait(one, () => window.shared.kept);
  assert.equal(await one.evaluate(() => window.shared.saved), false);
  const agent = await agentOf(one);
  await one.close(); // nothing is told to the page in time
  const two = await tab({ online: false });
  assert.equal(await read(two), 'offline');
  assert.equal(await agentOf(two), agent);
  await two.evaluate(() => window.client.goOnline());
  await wait(two, () => window.shared.saved && window.shared.live);
  await two.close();
  const three = await tab();
  assert.equal(await agentOf(three), agent);
  await shows(three, 'offline');
  await context.close();
});

test('what is typed just before the page is left is there when it is opened again', async () => {
  const { context, list, tab } = await visitor();
  let page = await tab({ online: false });
  let typed = '';
  for (const [letters, pause] of [['abc', false], ['defg', true], ['hij', false], ['k', false], ['lmnop', true]]) {
    const leave = async ([letters, pause]) => {
      for (const c of letters) {
        window.text().insert(window.text().length, c);
        if (pause) await new Promise((resolve) => setTimeout(resolve, 2));
      }
      location.href = '/healthz';
    };
    const left = page.waitForURL('**/healthz');
    await page.evaluate(leave, [letters, pause]).catch(() => {}); // the page may be gone before it answers
    await left;
    await page.close();
    page = await tab({ online: false });
    assert.equal(await read(page), (typed += letters));
  }
  await context.close();
});

test('two tabs: two agents, one person, and what one left unsent the other sends', async () => {
  const { context, tab } = await visitor();
  const [one, two] = await Promise.all([tab(), tab()]);
  assert.notEqual(await agentOf(one), await agentOf(two));
  await wait(one, () => window.shared.live);
  await wait(two, () => window.shared.live);
  await type(one, 'one');
  await shows(two, 'one');
  await one.evaluate(() => window.client.goOffline());
  await type(one, ' unsent');
  await wait(one, () => window.shared.kept);
  assert.equal(await read(two), 'one');
  await one.close();
  const three = await tab();
  await shows(two, 'one unsent');
  await shows(three, 'one unsent');
  assert.deepEqual(await two.evaluate(() => window.problems), []);
  assert.deepEqual(await three.evaluate(() => window.problems), []);
  // Each sees the other as the same person.
  const seen = [];
  for (const page of [two, three]) await page.evaluate(() => window.shared.setPresence(1));
  for (const page of [two, three]) {
    await wait(page, () => window.shared.presence.size === 1);
    seen.push(await page.evaluate(() => [...window.shared.presence.entries()][0]));
  }
  assert.deepEqual(seen.map(([agent]) => agent), [await agentOf(three), await agentOf(two)]);
  assert.match(seen[0][1].principal, /./);
  assert.equal(seen[0][1].principal, seen[1][1].principal);
  await context.close();
});

test('a reload takes its own slot again', async () => {
  const { context, list, tab } = await visitor();
  const page = await tab();
  await type(page, 'x');
  await wait(page, () => window.shared.saved && window.shared.live);
  const agent = await agentOf(page);
  await page.reload();
  await page.waitForFunction(() => document.title === 'ready');
  await page.evaluate((id) => window.connect({}, id), list.id);
  assert.equal(await agentOf(page), agent);
  assert.equal(await read(page), 'x');
  await context.close();
});

test('what is stored is cleared while a tab is open: no other tab gets its agent', async () => {
  const { context, list, tab } = await visitor();
  const one = await tab({ online: false });
  await type(one, 'abc');
  await wait(one, () => window.shared.kept);
  await one.evaluate(async () => {
    const open = indexedDB.open('test');
    await new Promise((resolve) => (open.onsuccess = resolve));
    (window.mine = open.result).onclose = () => (window.cleared = true);
  });
  const devtools = await context.newCDPSession(one);
  const origin = new URL(one.url()).origin;
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await wait(one, () => window.cleared);
  await type(one, 'X');
  await wait(one, () => !window.shared.kept && window.problems.length > 0);
  const two = await tab({ online: false });
  await wait(one, () => window.problems.some((problem) => problem.includes('reload')));
  assert.notEqual(await agentOf(one), await agentOf(two));
  await type(two, 'two');
  await wait(two, () => window.shared.kept);
  // A document that is opened now is nobody else's either.
  const other = await one.evaluate(async () => (await window.client.open('other')).agent);
  assert.deepEqual(await two.evaluate(async () => window.weft.indexedDbStorage('test').heads('other')), []);
  assert.ok(other > 0);
  for (const page of [one, two]) await page.evaluate(() => window.client.goOnline());
  for (const page of [one, two]) {
    await wait(page, () => window.shared.live && window.shared.saved && window.text().length === 7);
  }
  assert.equal(await read(one), await read(two));
  await one.reload();
  await one.waitForFunction(() => document.title === 'ready');
  await one.evaluate((id) => window.connect({}, id), list.id);
  await type(one, '!');
  await wait(one, () => window.shared.saved && window.shared.kept && window.text().length === 8);
  await context.close();
});

test('a database that a page removes is made anew, and the tab goes on', async () => {
  const { context, tab } = await visitor();
  const one = await tab({ online: false });
  await type(one, 'abc');
  await wait(one, () => window.shared.kept);
  await one.evaluate(() => new Promise((resolve) => {
    indexedDB.deleteDatabase('test').onsuccess = () => resolve();
  }));
  await type(one, 'X');
  await wait(one, () => !window.shared.kept);
  await wait(one, () => window.shared.kept);
  const two = await tab({ online: false });
  assert.notEqual(await agentOf(one), await agentOf(two));
  await one.close();
  const three = await tab({ online: false });
  assert.equal(await read(three), 'abcX');
  await context.close();
});

test('what a newer version has stored is refused, with a reason', async () => {
  const { context, list, tab } = await visitor();
  const page = await tab();
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('newer', 99);
        request.onsuccess = () => resolve(request.result.close());
        request.onerror = () => reject(request.error);
      }),
  );
  const why = await page.evaluate(async (id) => {
    const storage = window.weft.indexedDbStorage('newer');
    const client = new window.weft.Client({ url: 'ws://localhost', storage, online: false });
    return client.open(id).then(() => 'opened', (error) => `${error.code} ${error.message}`);
  }, list.id);
  assert.match(why, /^12 .*newer version/);
  await context.close();
});

/** In a page, with clients that are given no storage. `forget`: as somebody logs out. */
const keep = (page, url, name, typed, forget = false) =>
  page.evaluate(async ([url, name, typed, forget]) => {
    const client = new window.weft.Client({ url, online: false });
    const problems = [];
    client.on('storage', ({ message }) => problems.push(message));
    const shared = await client.open(name);
    const text = shared.doc.text('name');
    text.insert(text.length, typed);
    const all = text.read();
    await client.close({ forget });
    if (problems.length > 0) throw new Error(problems.join());
    return all;
  }, [url, name, typed, forget]);
const databases = (page) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort());

test('each server has a storage of its own, and what was kept for all goes to the first', async () => {
  const { context, tab } = await visitor();
  const page = await tab({ online: false, storage: null });
  assert.equal(await keep(page, 'wss://a/sync?token=1', 'list', 'A'), 'A');
  assert.equal(await keep(page, 'wss://b/sync', 'list', 'B'), 'B');
  assert.equal(await keep(page, 'wss://a/sync?token=2#x', 'list', '!'), 'A!');
  assert.deepEqual(await databases(page), ['weft wss://a/sync', 'weft wss://b/sync']);
  await page.evaluate(async () => {
    const storage = window.weft.indexedDbStorage('weft');
    const client = new window.weft.Client({ url: 'wss://c/', online: false, storage });
    (await client.open('list')).doc.text('name').insert(0, 'old');
    await client.close();
  });
  assert.equal(await keep(page, 'wss://a/sync', 'list', '!'), 'A!!');
  assert.equal(await keep(page, 'wss://c/', 'list', ' and new'), 'old and new');
  assert.equal(await keep(page, 'wss://d/', 'list', 'D'), 'D');
  await page.reload();
  await page.waitForFunction(() => document.title === 'ready');
  assert.equal(await keep(page, 'wss://c/', 'list', '!'), 'old and new!');
  const told = await page.evaluate(() => {
    try {
      new window.weft.Client({ url: () => 'wss://a/', online: false });
    } catch ({ code, message }) {
      return `${code} ${message}`;
    }
  });
  assert.match(told, /^3 .*indexedDbStorage/);
  await context.close();
});

test('who logs out leaves nothing, also of what another tab has open', async () => {
  const { context, tab } = await visitor();
  const one = await tab({ online: false });
  await type(one, 'secret');
  await wait(one, () => window.shared.kept);
  const two = await tab({ online: false });
  await type(two, 'hidden');
  await wait(two, () => window.shared.kept);
  await one.evaluate(() => window.client.close({ forget: true }));
  await wait(two, () => window.shared.closed?.reason === 'lost');
  const left = (page) => page.evaluate(async (name) => {
    const open = indexedDB.open(name);
    const database = await new Promise((resolve) => (open.onsuccess = () => resolve(open.result)));
    const stores = [...database.objectStoreNames];
    const transaction = database.transaction(stores);
    const counts = stores.map((store) => transaction.objectStore(store).count());
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
    return stores.map((store, i) => `${store} ${counts[i].result}`).join();
  }, 'test');
  assert.equal(await left(two), 'credentials 1,heads 0,saves 0,updates 0'); // the one is the database's mark
  await one.close();
  const three = await tab({ online: false });
  assert.equal(await read(three), '');
  await context.close();
});
