// Tabs of a browser: IndexedDB and Web Locks as Chromium has them, against weft-todo, which serves the
// page too.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import { TodoServer } from '../todo_server.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, '../../dist');
const work = mkdtempSync(join(tmpdir(), 'weft-tabs-'));
let server;
let browser;

before(async () => {
  mkdirSync(join(work, 'assets'));
  copyFileSync(join(here, 'tabs/index.html'), join(work, 'index.html'));
  copyFileSync(join(dist, 'weft.wasm'), join(work, 'assets/weft.wasm'));
  await esbuild.build({
    entryPoints: [join(here, 'tabs/page.js')],
    alias: { 'weft-crdt': join(dist, 'web.js') },
    bundle: true,
    format: 'esm',
    outdir: join(work, 'assets'),
    logLevel: 'error',
  });
  server = await TodoServer.start('--page', work);
  browser = await chromium.launch({
    executablePath: process.env.WEFT_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'], // it may be root that runs the tests
  });
});
after(async () => {
  await browser?.close();
  await server?.remove();
  rmSync(work, { recursive: true, force: true });
});

/** A browser of its own, with a list: `tab` opens that in it once more. */
async function visitor() {
  const context = await browser.newContext();
  const list = await server.newList();
  const tab = async (options = {}) => {
    const page = await context.newPage();
    await page.goto(server.url + list.path);
    await page.waitForFunction(() => document.title !== 'loading');
    assert.equal(await page.title(), 'ready');
    await page.evaluate(([o, id]) => window.connect(o, id), [options, list.id]);
    return page;
  };
  return { context, list, tab };
}
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
  const principals = new Set();
  await two.evaluate(() => window.shared.setPresence(2));
  await wait(three, () => window.shared.presence.size === 1);
  for (const page of [three]) {
    for (const p of await page.evaluate(() => [...window.shared.presence.values()])) principals.add(p.principal);
  }
  assert.equal(principals.size, 1);
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
