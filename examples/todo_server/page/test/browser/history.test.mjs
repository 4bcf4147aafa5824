// History: what the list was, who did it, and the way back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tooSmall, violations } from './access.mjs';
import { withServer } from './windows.mjs';

const press = async ({ page }, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
async function named(window, name) {
  await window.page.getByLabel('Your name').fill(name);
  await press(window, 'Enter');
}
async function openHistory({ page }) {
  await page.getByRole('button', { name: 'History' }).click();
  return page.getByRole('slider', { name: /^Moment/ });
}
/** To-dos as the open history shows them. */
const shown = ({ page }) =>
  page.locator('.todos-then > li').evaluateAll((items) => items.map((item) => {
    const copy = item.cloneNode(true);
    const done = copy.querySelector('.ticked').dataset.done === 'true' ? 'x ' : '';
    copy.querySelectorAll('.unseen').forEach((unseen) => unseen.remove());
    return done + copy.querySelector('.todo-then').textContent;
  }));
/** Goes back until the list was like that. */
const backTo = (window, ...wanted) =>
  backUntil(window, (now) => JSON.stringify(now) === JSON.stringify(wanted), JSON.stringify(wanted));
async function backUntil(window, isThere, wanted) {
  const earlier = window.page.getByRole('button', { name: 'Earlier' });
  for (let i = 0; i < 200; ++i) {
    if (isThere(await shown(window))) return;
    if ((await earlier.getAttribute('aria-disabled')) === 'true') break;
    const before = await window.page.locator('.place').textContent();
    await earlier.click();
    await window.untilTrue((was) => document.querySelector('.place').textContent !== was, before);
    await window.page.evaluate(() => new Promise(requestAnimationFrame));
  }
  assert.fail(`it never was ${wanted}`);
}

test('the list as it was, who did it, and the way back; which can be undone', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await named(ada, 'Ada');
  await named(ben, 'Ben Miller');
  await ada.name.fill('Trip');
  await ada.add('Tent', 'Milk');
  await ben.untilTexts('Tent', 'Milk');
  await ben.text(1).press('Home');
  await ben.page.keyboard.type('oat ');
  await ben.page.getByRole('checkbox', { name: 'Done: Tent' }).check();
  await ben.page.getByRole('button', { name: 'Clear 1 done' }).click();
  await ben.page.getByRole('button', { name: 'Remove 1' }).click();
  await ada.untilTexts('oat Milk');

  const slider = await openHistory(ada);
  assert.match(await slider.getAttribute('aria-valuetext'), /now, by .*Ben Miller/);
  assert.equal(await ada.page.getByRole('button', { name: 'Restore this version' }).isDisabled(), true);
  assert.deepEqual(await shown(ada), ['oat Milk']);
  await ada.page.getByText('Show who wrote what').click();
  assert.equal(await ada.page.locator('.then .by[title="Ben Miller"]').textContent(), '[Ben Miller:] oat ');
  assert.equal(await ada.page.locator('.todos-then .by[title="Ada"]').textContent(), '[Ada:] Milk');
  assert.deepEqual(await ada.page.locator('.legend li').allTextContents(), ['AAda', 'BMBen Miller']);
  await ada.page.getByText('Show who wrote what').click();
  await backTo(ada, 'Tent', 'Milk');
  await ada.page.locator('.history').getByText('Trip').waitFor();
  assert.deepEqual(await ada.page.locator('.authors').first().locator('li').allTextContents(), ['AAda']);
  assert.deepEqual(await ada.texts(), ['oat Milk']); // looking changes nothing

  await ada.page.getByRole('button', { name: 'Restore this version' }).click();
  await ada.page.getByRole('button', { name: 'Restore', exact: true }).click();
  for (const window of [ada, ben]) await window.untilTexts('Tent', 'Milk');
  await ada.untilStatus('Saved');
  await press(ada, 'Control+z');
  for (const window of [ada, ben]) await window.untilTexts('oat Milk');
  await press(ada, 'Control+y');
  for (const window of [ada, ben]) await window.untilTexts('Tent', 'Milk');

  // Before that version Ben had never said who he is. It is known all the same.
  const later = await world.open(await world.person(), ada.page.url());
  await later.untilTexts('Tent', 'Milk');
  await openHistory(later);
  // Who comes later has everything at once, and what was done at the same time in another order.
  await backUntil(later, (now) => now.includes('oat Milk'), 'a list with oat Milk');
  await later.page.getByText('Show who wrote what').click();
  assert.equal(await later.page.locator('.then .by[title="Ben Miller"]').textContent(), '[Ben Miller:] oat ');
  await later.page.keyboard.press('Escape');

  await ben.text(0).press('End');
  await ben.page.keyboard.type('!'); // and editing goes on
  for (const window of [ada, later]) await window.untilTexts('Tent!', 'Milk');
}));

test('back to before somebody came: their name is not taken back, and the server agrees', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await named(ada, 'Ada');
  await ada.add('Milk');
  await ben.untilTexts('Milk');
  await named(ben, 'Ben Miller');
  await ben.add('Eggs');
  await ada.untilTexts('Milk', 'Eggs');
  await openHistory(ada);
  const earlier = ada.page.getByRole('button', { name: 'Earlier' });
  while ((await earlier.getAttribute('aria-disabled')) !== 'true') {
    await earlier.click();
    await ada.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
  const then = await shown(ada);
  assert.equal(then.includes('Eggs'), false);
  await ada.page.getByRole('button', { name: 'Restore this version' }).click();
  await ada.page.getByRole('button', { name: 'Restore', exact: true }).click();
  for (const window of [ada, ben]) await window.untilTexts(...then);
  await ada.untilStatus('Saved');
  assert.deepEqual(await ada.texts(), then, 'nothing was refused');
}));

test('notes come back with their looks, a moved to-do to its place', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('a', 'b');
  await (await ada.notes(0)).click();
  await ada.page.keyboard.type('bold');
  await press(ada, 'Control+a', 'Control+b');
  await ben.untilTexts('a', 'b');
  await (await ben.notes(0)).click();
  await ben.untilNotes('<p><strong>bold</strong></p>');
  await ben.page.getByRole('checkbox', { name: 'Done: b' }).check();
  await ada.page.locator('.todo.done').waitFor();
  await openHistory(ada);
  const place = await ada.page.locator('.place').textContent();
  await press(ada, 'Escape');
  await (await ada.notes(0)).click();
  await press(ada, 'Control+a', 'Delete');
  await ada.text(0).press('Alt+ArrowDown');
  await ben.untilTexts('b', 'a');
  await openHistory(ada);
  const [step] = /^\d+/.exec(place);
  await ada.page.locator('#moment').fill(String(step - 1));
  await ada.page.locator('.then strong').getByText('bold').waitFor();
  await ada.page.getByRole('button', { name: 'Restore this version' }).click();
  await ada.page.getByRole('button', { name: 'Restore', exact: true }).click();
  await ben.untilTexts('a', 'b');
  await ben.untilNotes('<p><strong>bold</strong></p>');
  await ada.untilNotes('<p><strong>bold</strong></p>');
}));

test('a link to read: the history is there, restoring is not', withServer(async (world) => {
  const { ada, ben, view } = await world.two();
  await ada.add('Tent');
  await ben.untilTexts('Tent');
  await ben.text(0).press('Control+a');
  await ben.page.keyboard.type('Lamp');
  await ben.untilStatus('Saved');
  const viewer = await world.open(await world.person(), view);
  await viewer.untilTexts('Lamp');
  await openHistory(viewer);
  await backTo(viewer, 'Tent');
  assert.equal(await viewer.page.getByRole('button', { name: 'Restore this version' }).isVisible(), false);
  await press(viewer, 'Escape');
  await viewer.page.getByRole('button', { name: 'Share' }).click();
  await viewer.page.getByText('what the list was at any time').waitFor();
}));

test('by keyboard, and for assistive technology', withServer(async (world) => {
  const { ada } = await world.two();
  await ada.add('Tent', 'Milk');
  await ada.untilStatus('Saved');
  await ada.page.getByRole('button', { name: 'History' }).focus();
  await press(ada, 'Enter');
  await ada.page.locator('#moment:focus').waitFor();
  const at = () => ada.page.locator('.place').textContent();
  const now = await at();
  await press(ada, 'ArrowLeft', 'ArrowLeft');
  assert.notEqual(await at(), now);
  await press(ada, 'Home');
  assert.match(await at(), /^1 of /);
  await press(ada, 'End');
  assert.equal(await at(), now);
  await press(ada, 'ArrowLeft');
  await ada.page.getByRole('button', { name: 'Earlier' }).press('Enter');
  await ada.untilAnnounced(await ada.page.locator('#moment').getAttribute('aria-valuetext'));
  await ada.page.getByRole('switch', { name: 'Show who wrote what' }).focus();
  await press(ada, 'Space');
  for (const colorScheme of ['light', 'dark']) {
    await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await violations(ada.page), []);
  }
  await press(ada, 'Escape');
  assert.equal(await ada.page.getByRole('button', { name: 'History' }).evaluate((button) => button === document.activeElement), true);
}));

test('on a phone 320 pixels wide', withServer(async (world) => {
  const { edit } = await world.server.newList();
  const options = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
  const phone = await world.open(await world.person(options), edit);
  await phone.untilStatus('Saved');
  await phone.name.fill('A name that is longer than a phone is wide, and has averylongwordwithoutanyspaceinit');
  await phone.add('https://example.org/an/address/that/has/no/place/to/break/and/goes/on', 'Milk');
  await openHistory(phone);
  await phone.page.getByText('Show who wrote what').click();
  const widths = await phone.page.evaluate(() => [document.querySelector('.history').scrollWidth, document.documentElement.scrollWidth, innerWidth]);
  assert.deepEqual(widths, [320, 320, 320]);
  assert.deepEqual(await tooSmall(phone.page), []);
}));
