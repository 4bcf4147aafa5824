// Undo and redo: one's own edits, wherever on the list, and nothing of what others did.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withServer } from './windows.mjs';

const press = async ({ page }, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const undoButton = ({ page }) => page.getByRole('button', { name: 'Undo', exact: true });
const redoButton = ({ page }) => page.getByRole('button', { name: 'Redo', exact: true });
/** Where the caret is: of which field, and at what position. */
const caret = ({ page }) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return [[...document.querySelectorAll('.todo textarea')].indexOf(at), at.selectionStart];
  });

test('what was typed is taken back, and what the other wrote in between stays', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('milk');
  await ben.untilTexts('milk');
  await ben.text(0).press('Home');
  await ben.page.keyboard.type('oat ');
  await ada.untilTexts('oat milk');
  await press(ada, 'Control+z');
  for (const window of [ada, ben]) await window.untilTexts('oat ');
  await press(ada, 'Control+y');
  for (const window of [ada, ben]) await window.untilTexts('oat milk');
  assert.deepEqual(await caret(ada), [0, 8]);
  await press(ben, 'Control+z');
  for (const window of [ada, ben]) await window.untilTexts('milk');
  await press(ben, 'Control+Shift+Z');
  for (const window of [ada, ben]) await window.untilTexts('oat milk');
}));

test('ticks, order, added and removed to-dos, the name; each is told', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.name.fill('Trip');
  await ada.add('a', 'b', 'c');
  await press(ada, 'Alt+ArrowUp');
  await ada.page.getByRole('checkbox', { name: 'Done: a' }).check();
  await ada.text(1).hover();
  await ada.page.getByRole('button', { name: 'Remove: c', exact: true }).click();
  await ben.untilTexts('a', 'b');
  await press(ada, 'Control+z');
  await ben.untilTexts('a', 'c', 'b');
  await ada.untilAnnounced('Undone: 1 to-do back');
  await press(ada, 'Control+z');
  await ada.untilAnnounced('Undone: a not done');
  await ben.untilTrue(() => document.querySelectorAll('.todo.done').length === 0);
  await press(ada, 'Control+z');
  await ada.untilAnnounced('Undone: 1 to-do moved');
  await ben.untilTexts('a', 'b', 'c');
  await press(ada, 'Control+z');
  await ben.untilTexts('a', 'b', '');
  await press(ada, 'Control+z');
  await ben.untilTexts('a', 'b');
  for (let i = 0; i < 4; ++i) await press(ada, 'Control+z');
  await ben.untilTexts();
  await press(ada, 'Control+z');
  await ben.untilTrue(() => document.title === 'List without a name');
  await ada.untilAnnounced('Undone: name of the list');
  await press(ada, 'Control+z');
  await ada.untilAnnounced('Nothing to undo');
  for (let i = 0; i < 10; ++i) await press(ada, 'Control+y');
  await ben.untilTexts('a', 'b');
  await ben.untilTrue(() => document.title === 'Trip' && document.querySelectorAll('.todo.done').length === 1);
  await ada.untilStatus('Saved');
}));

test('the caret goes back to where it was, across texts', withServer(async (world) => {
  const { ada } = await world.two();
  await ada.add('first', 'second');
  await ada.text(0).evaluate((field) => (field.focus(), field.setSelectionRange(2, 2)));
  await ada.page.keyboard.type('XY');
  await ada.text(1).focus();
  await press(ada, 'Control+z');
  await ada.untilTexts('first', 'second');
  assert.deepEqual(await caret(ada), [0, 2]);
  await ada.text(1).focus();
  await press(ada, 'Control+y');
  await ada.untilTexts('fiXYrst', 'second');
  assert.deepEqual(await caret(ada), [0, 4]);
}));

test('buttons: they keep the focus, and say whether there is anything', withServer(async (world) => {
  const { ada } = await world.two();
  assert.equal(await undoButton(ada).getAttribute('aria-disabled'), 'true');
  await ada.add('milk');
  assert.equal(await undoButton(ada).getAttribute('aria-disabled'), 'false');
  await undoButton(ada).click();
  await ada.untilTexts('');
  await press(ada, 'Enter');
  await ada.untilTexts();
  assert.equal(await undoButton(ada).evaluate((button) => button === document.activeElement), true);
  assert.equal(await undoButton(ada).getAttribute('aria-disabled'), 'true');
  await redoButton(ada).click();
  await redoButton(ada).click();
  await ada.untilTexts('milk');
  assert.equal(await redoButton(ada).getAttribute('aria-disabled'), 'true');
}));

test('notes: letters and looks, with the other’s edits kept', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('Trip');
  await ben.untilTexts('Trip');
  await (await ada.notes(0)).click();
  await ada.page.keyboard.type('milk bread');
  await press(ada, 'Home', 'Shift+Control+ArrowRight', 'Control+b');
  const bens = await ben.notes(0);
  await ben.untilNotes('<p><strong>milk</strong> bread</p>');
  await bens.click();
  await press(ben, 'Control+End');
  await ben.page.keyboard.type('!');
  for (const window of [ada, ben]) await window.untilNotes('<p><strong>milk</strong> bread!</p>');
  await press(ada, 'Control+z');
  for (const window of [ada, ben]) await window.untilNotes('<p>milk bread!</p>');
  await press(ada, 'Control+z');
  for (const window of [ada, ben]) await window.untilNotes('<p>!</p>');
  await ada.page.locator('.ql-editor:focus').waitFor();
  await press(ada, 'Control+y', 'Control+y');
  for (const window of [ada, ben]) await window.untilNotes('<p><strong>milk</strong> bread!</p>');
  await press(ben, 'Control+z');
  for (const window of [ada, ben]) await window.untilNotes('<p><strong>milk</strong> bread</p>');
}));

test('offline: undone there too, and what the other did meanwhile stays', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('milk', 'bread');
  await ben.untilTexts('milk', 'bread');
  await ada.switchOffline(true);
  await ada.text(0).hover();
  await ada.page.getByRole('button', { name: 'Remove: milk', exact: true }).click();
  await press(ada, 'Control+z');
  await ada.untilTexts('milk', 'bread');
  await ben.text(0).press('End');
  await ben.page.keyboard.type('!');
  await ben.untilStatus('Saved');
  await ada.switchOffline(false);
  for (const window of [ada, ben]) await window.untilTexts('milk!', 'bread');
  await ada.untilStatus('Saved');
}));

test('fields that are not the list’s keep their own undo', withServer(async (world) => {
  const { ada } = await world.two();
  await ada.add('milk');
  const own = ada.page.getByLabel('Your name');
  await own.fill('');
  await own.pressSequentially('Ada');
  await press(ada, 'Control+z');
  assert.notEqual(await own.inputValue(), 'Ada');
  assert.deepEqual(await ada.texts(), ['milk']);
}));

test('what is on the list and no to-do does not lead undo astray', withServer(async (world) => {
  const { edit } = await world.server.newList();
  const doc = await world.program(edit);
  doc.transact(() => [0, 1, 2].forEach((i) => doc.list('todos').make(i, 'map')));
  const ada = await world.open(await world.person(), edit);
  await ada.untilStatus('Saved');
  await ada.add('a', 'b', 'c', 'd', 'e');
  await ada.page.getByRole('checkbox', { name: 'Done: b' }).check();
  await press(ada, 'Control+z');
  await ada.untilAnnounced('Undone: b not done');
  await ada.text(0).press('End');
  await ada.page.keyboard.type('!');
  await ada.text(4).focus();
  await press(ada, 'Control+z');
  await ada.untilAnnounced('Undone: text of a');
  assert.deepEqual(await caret(ada), [0, 1]);
}));
