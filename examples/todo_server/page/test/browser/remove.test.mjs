// What is removed: no more than was asked, all of it to be had back, and the focus stays on the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withServer } from './windows.mjs';

const isDone = (wanted) => [...document.querySelectorAll('.todo')].map((row) => row.classList.contains('done')).join() === wanted.join();
const focused = ({ page }) => page.evaluate(() => {
  const at = document.activeElement;
  return at.getAttribute('aria-label') ?? at.textContent;
});

test('what others tick while it is asked stays, and so does what they untick', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('a', 'b', 'c', 'd');
  await ben.untilTexts('a', 'b', 'c', 'd');
  for (const name of ['a', 'd']) await ada.page.getByRole('checkbox', { name: `Done: ${name}` }).check();
  await ben.untilTrue(isDone, [true, false, false, true]);
  await ada.page.getByRole('button', { name: 'Clear 2 done' }).click();
  for (const name of ['b', 'd']) await ben.page.getByRole('checkbox', { name: `Done: ${name}` }).click();
  await ada.untilTrue(isDone, [true, true, false, false]);
  await ada.page.getByRole('button', { name: 'Remove 2' }).click();
  for (const window of [ada, ben]) await window.untilTexts('b', 'c', 'd');
  await ada.untilAnnounced('Removed 1');
  await ada.page.getByRole('button', { name: 'Put back' }).click();
  for (const window of [ada, ben]) await window.untilTexts('a', 'b', 'c', 'd');
}));

test('dismissed by keyboard: the focus goes on, not back to the beginning', withServer(async (world) => {
  const { ada } = await world.two();
  await ada.add('a', 'b');
  await ada.page.getByRole('button', { name: 'Remove: b', exact: true }).focus();
  await ada.page.keyboard.press('Enter');
  await ada.page.getByRole('button', { name: 'Dismiss' }).focus();
  await ada.page.keyboard.press('Enter');
  assert.equal(await focused(ada), 'Add a to-do');
}));

const keptBy = ({ page }) => page.evaluate(async () => [...(await indexedDB.databases()).map(({ name }) => name), ...Object.keys(localStorage)].filter((name) => name.includes('#')));

test('a list that is forgotten leaves nothing on the device', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.name.fill('Trip');
  await ada.untilStatus('Saved');
  await ada.page.evaluate(() => localStorage.setItem(`todo.refused ${location.pathname.split('/')[2]}${location.hash}`, '[{"heading":"a","why":"b","label":"c","content":"d"}]'));
  await ada.page.getByRole('link', { name: 'All lists' }).click();
  const forget = ada.page.getByRole('button', { name: 'Forget on this device: Trip' });
  await forget.waitFor();
  assert.equal((await keptBy(ada)).length, 2);
  await forget.click();
  await ada.page.locator('dialog').getByText('Changes that were not accepted are only on this device').waitFor();
  await ada.page.getByRole('button', { name: 'Forget', exact: true }).click();
  await ada.untilAnnounced('Forgotten: Trip');
  await ada.untilTrue(async () => (await indexedDB.databases()).length === 0);
  assert.deepEqual(await keptBy(ada), []);
  await ben.untilTrue(() => document.title === 'Trip');
}));

test('what is not sent yet outlives that the list is forgotten, and is sent when it is opened again', withServer(async (world) => {
  const { ada, ben, edit } = await world.two();
  await ada.switchOffline(true);
  await ada.add('Tent');
  await ada.untilStatus('Offline: kept on this device');
  await ada.page.getByRole('link', { name: 'All lists' }).click();
  await ada.page.getByRole('button', { name: /^Forget on this device/ }).click();
  await ada.page.getByText('Changes that were not sent yet stay on this device').waitFor();
  await ada.page.getByRole('button', { name: 'Forget', exact: true }).click();
  await ada.untilTrue(() => document.querySelectorAll('.visited li').length === 0);
  const again = await world.open(ada.page.context(), edit);
  await again.untilTexts('Tent');
  await ben.untilTexts('Tent');
}));
