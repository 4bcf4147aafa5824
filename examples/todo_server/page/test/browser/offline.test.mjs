// Without a connection: nothing is lost, and the status says what is where.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withServer } from './windows.mjs';

test('offline in one window, edits in both, online again: everything is there', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('Tent');
  await ben.untilTexts('Tent');
  await ada.switchOffline(true);
  await ada.untilStatus('Offline: everything is saved');
  await ada.add('Milk');
  await ada.text(0).press('Home');
  await ada.page.keyboard.type('big ');
  await ada.untilStatus('Offline: kept on this device, 2 changes not yet sent');
  assert.equal(await ada.page.locator('.todo .mark:visible').count(), 2);
  await ben.text(0).press('End');
  await ben.page.keyboard.type(' and pegs');
  await ben.untilStatus('Saved');
  assert.deepEqual(await ben.texts(), ['Tent and pegs']);
  await ada.switchOffline(false);
  await ada.untilStatus('Saved');
  for (const window of [ada, ben]) await window.untilTexts('big Tent and pegs', 'Milk');
  assert.equal(await ada.page.locator('.todo .mark:visible').count(), 0);
}));

test('a tab that was closed while offline has everything when it is opened again', withServer(async (world) => {
  const { ada, ben, edit } = await world.two();
  await ada.switchOffline(true);
  await ada.add('Tent');
  await ada.untilStatus('Offline: kept on this device');
  const context = ada.page.context();
  await ada.page.close();
  assert.deepEqual(await ben.texts(), []);
  const again = await world.open(context, edit);
  await again.untilTexts('Tent');
  await again.untilStatus('Saved');
  await ben.untilTexts('Tent');
}));

test('two tabs offline in one browser, both closed, one opened again: edits of both arrive', withServer(async (world) => {
  const { ada, ben, edit } = await world.two();
  const other = await world.open(ada.page.context(), edit);
  await other.untilStatus('Saved');
  for (const [window, text] of [[ada, 'Tent'], [other, 'Milk']]) {
    await window.switchOffline(true);
    await window.add(text);
    await window.untilStatus('Offline: kept on this device');
  }
  const context = ada.page.context();
  await ada.page.close();
  await other.page.close();
  const again = await world.open(context, edit);
  await ben.untilTrue(() => document.querySelectorAll('.todo').length === 2);
  assert.deepEqual((await ben.texts()).sort(), ['Milk', 'Tent']);
  await again.untilTexts(...(await ben.texts()));
  await again.untilStatus('Saved');
}));

test('the server is killed: honest meanwhile, and everything is there afterwards', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('Tent');
  await ben.untilTexts('Tent');
  await world.server.kill();
  await ada.add('Milk');
  await ada.untilStatus(/^(Reconnecting in \d+ s|Connecting…): kept on this device, 1 change not yet sent/);
  await ben.untilStatus(/^(Reconnecting in \d+ s|Connecting…): everything is saved/);
  await world.server.restart();
  for (const window of [ada, ben]) {
    const retry = window.page.getByRole('button', { name: 'Try now' });
    if (await retry.isVisible()) await retry.click({ timeout: 1000 }).catch(() => {}); // it may have tried by itself
    await window.untilTexts('Tent', 'Milk');
    await window.untilStatus('Saved');
  }
  const third = await world.open(await world.person(), ada.page.url());
  await third.untilTexts('Tent', 'Milk');
}));

test('the server cannot be reached: the list opens all the same, and what is written joins later', withServer(async (world) => {
  const { ada, ben, edit } = await world.two();
  await ada.add('Tent');
  await ada.untilStatus('Saved');
  await ada.untilTrue(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
  const context = ada.page.context();
  await world.server.kill();
  await ada.page.close();
  const again = await world.open(context, edit);
  await again.untilTexts('Tent');
  await again.add('Milk');
  await again.untilStatus(/kept on this device, 1 change not yet sent/);
  await world.server.restart();
  await again.untilStatus('Saved');
  await ben.untilTexts('Tent', 'Milk');
}));

test('a proxy says that the server is down: the list opens all the same', withServer(async (world) => {
  const { ada, edit } = await world.two();
  await ada.add('Tent');
  await ada.untilStatus('Saved');
  await ada.untilTrue(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
  const context = ada.page.context();
  await world.server.kill();
  await ada.page.close();
  const up = await world.server.badGateway();
  const again = await world.open(context, edit);
  await again.untilTexts('Tent');
  await up();
  await world.server.restart();
  await again.untilStatus('Saved');
}));

test('a network that carries nothing: the list opens all the same, soon', withServer(async (world) => {
  const { ada, edit } = await world.two();
  await ada.add('Tent');
  await ada.untilStatus('Saved');
  await ada.untilTrue(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
  const context = ada.page.context();
  await ada.page.close();
  const goesOn = world.server.stall();
  const again = await world.open(context, edit);
  await again.untilTexts('Tent');
  goesOn();
  await again.untilStatus('Saved');
}));

test('a page that stays open while newer ones are deployed can still load the notes', withServer(async (world) => {
  const { ada, edit } = await world.two();
  await ada.add('Tent');
  await ada.untilStatus('Saved');
  await ada.untilTrue(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
  const first = await scriptOf(ada);
  await world.server.deploy();
  const second = await newPage(world, ada, edit);
  const session = await ada.page.context().newCDPSession(ada.page);
  await session.send('Network.clearBrowserCache'); // which may still have them, or not
  await (await ada.notes(0)).click();
  await ada.page.keyboard.type('blue');
  await second.notes(0);
  await second.untilNotes('<p>blue</p>');
  await world.server.deploy();
  const third = await newPage(world, ada, edit);
  await third.untilTrue(async (path) => (await caches.match(path)) === undefined, first);
  assert.ok(await third.page.evaluate(async (path) => caches.match(path).then((there) => there !== undefined), await scriptOf(second)));
}));
const scriptOf = ({ page }) => page.locator('script[src]').first().getAttribute('src');
/** In another tab, and kept on the device. */
async function newPage(world, { page }, address) {
  const window = await world.open(page.context(), address);
  await window.untilTexts('Tent');
  await window.untilTrue(async (path) => (await (await caches.match('/')).text()).includes(path), await scriptOf(window));
  return window;
}

test('what others wrote just now is there when the page is loaded again without the server', withServer(async (world) => {
  const { ada, ben, view } = await world.two();
  const viewer = await world.open(await world.person(), view);
  for (const { page } of [ben, viewer]) {
    await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
  }
  await ada.add('Tent');
  for (const window of [ben, viewer]) await window.untilTexts('Tent');
  await world.server.kill();
  for (const window of [ben, viewer]) {
    await window.page.reload();
    await window.untilTexts('Tent');
  }
  await world.server.restart();
}));
