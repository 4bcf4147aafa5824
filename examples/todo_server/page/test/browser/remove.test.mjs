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
