// Two people edit one list at the same time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withServer } from './windows.mjs';

test('what one does the other sees: add, name, tick, remove', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.name.fill('Trip');
  await ada.add('Tent', 'Milk', 'Lamp');
  await ben.untilTexts('Tent', 'Milk', 'Lamp');
  await ben.untilTrue(() => document.title === 'Trip');

  await ben.page.getByRole('checkbox', { name: 'Done: Milk' }).check();
  await ada.page.locator('.todo.done textarea').waitFor();
  await ben.text(0).hover();
  await ben.page.getByRole('button', { name: 'Remove: Tent', exact: true }).click();
  await ada.untilTexts('Milk', 'Lamp');
  await ben.page.getByRole('button', { name: 'Put back' }).click();
  await ada.untilTexts('Tent', 'Milk', 'Lamp');

  await ada.page.getByRole('button', { name: 'Clear 1 done' }).click();
  await ada.page.getByRole('button', { name: 'Remove 1' }).click();
  await ben.untilTexts('Tent', 'Lamp');
  await ada.untilStatus('Saved');
}));

test('both type into one text at once: the same in the end, and nothing is lost', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('[]');
  await ben.untilTexts('[]');
  const typed = ['abcdefghijklmnopqrstuvwxyz'.repeat(2), '0123456789'.repeat(5)];
  await Promise.all([ada, ben].map(async (window, i) => {
    await window.text(0).click();
    await window.page.keyboard.press('Home');
    await window.page.keyboard.press('ArrowRight');
    await window.page.keyboard.type(typed[i]);
  }));
  const whole = typed.join('').length + 2;
  for (const window of [ada, ben]) {
    await window.untilTrue((length) => document.querySelector('.todo textarea').value.length === length, whole);
  }
  const [[one], [other]] = [await ada.texts(), await ben.texts()];
  assert.equal(one, other);
  assert.equal(one.replace(/[^a-z]/g, ''), typed[0]);
  assert.equal(one.replace(/[^0-9]/g, ''), typed[1]);
  assert.match(one, /^\[.*\]$/);
}));

test('the caret stays where it was beside while the other types before it', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('milk');
  await ben.untilTexts('milk');
  await ada.text(0).evaluate((field) => field.setSelectionRange(1, 3));
  await ben.text(0).click();
  await ben.page.keyboard.press('Home');
  await ben.page.keyboard.type('oat ');
  await ada.untilTexts('oat milk');
  const at = await ada.text(0).evaluate((f) => [f.selectionStart, f.selectionEnd]);
  assert.deepEqual(at, [5, 7]);
}));

test('an input method goes on composing while the other types', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('x');
  await ben.untilTexts('x');
  const keyboard = await ada.page.context().newCDPSession(ada.page);
  const compose = (text) =>
    keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await compose('に');
  await ben.untilTexts('xに');
  await ben.text(0).click();
  await ben.page.keyboard.press('Home');
  await ben.page.keyboard.type('ab');
  await compose('にほ');
  await ben.untilTexts('abxにほ');
  assert.deepEqual(await ada.texts(), ['xにほ']); // not written to meanwhile
  await keyboard.send('Input.insertText', { text: '日本' });
  await ben.untilTexts('abx日本');
  await ada.untilTexts('abx日本');
  await ada.page.keyboard.type('!');
  await ben.untilTexts('abx日本!');
}));

test('native undo after the other edited: both still show the same', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('one');
  await ben.untilTexts('one');
  await ben.text(0).press('End');
  await ben.page.keyboard.type(' two');
  await ada.untilTexts('one two');
  await ada.page.keyboard.type('!');
  await ada.page.keyboard.press('Control+z');
  await ada.page.keyboard.press('Control+z');
  await ada.page.keyboard.press('Control+y');
  await ada.untilStatus('Saved');
  await ben.untilTexts(...(await ada.texts()));
}));

test('cursors of others are seen, with their names', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ben.page.getByLabel('Your name').fill('Ben Miller');
  await ben.page.getByLabel('Your name').press('Enter');
  await ada.add('Tent', 'Milk');
  await ben.untilTexts('Tent', 'Milk');
  await ben.text(1).click();
  await ben.page.keyboard.press('Home');
  const cursorAt = (position) => ada.page.locator('.todo').nth(1).locator(`.cursor[data-at="${position}"]`);
  await cursorAt(0).waitFor();
  assert.equal(await cursorAt(0).locator('.flag').textContent(), 'Ben Miller');
  const before = await cursorAt(0).boundingBox();
  await ben.page.keyboard.press('ArrowRight');
  await ben.page.keyboard.press('ArrowRight');
  await cursorAt(2).waitFor();
  assert.ok((await cursorAt(2).boundingBox()).x > before.x + 5);
  await ada.page.locator('.top .people').getByText('Ben Miller').waitFor({ state: 'attached' });

  await ben.name.click();
  await ada.page.locator('.name .cursor').waitFor();
  await ben.page.context().close();
  await ada.page.locator('.name .cursor').waitFor({ state: 'detached' });
}));

test('from a key press to the other window: 100 presses', withServer(async (world, t) => {
  const { ada, ben } = await world.two();
  await ada.add('.');
  await ben.untilTexts('.');
  await ada.page.evaluate(() => {
    addEventListener('keydown', () => (window.pressed = performance.timeOrigin + performance.now()), true);
  });
  await ben.page.evaluate(() => {
    new MutationObserver(() => (window.shown = performance.timeOrigin + performance.now()))
      .observe(document.querySelector('.todo .mirror'), { characterData: true, subtree: true });
  });
  const taken = [];
  for (let i = 0; i < 100; ++i) {
    await ada.page.keyboard.press(String.fromCharCode(97 + (i % 26)));
    await ben.untilTrue((length) => document.querySelector('.todo textarea').value.length === length, i + 2);
    const pressed = await ada.page.evaluate(() => window.pressed);
    taken.push((await ben.page.evaluate(() => window.shown)) - pressed);
  }
  taken.sort((a, b) => a - b);
  t.diagnostic(`key press to the other window's text: p50 ${taken[49].toFixed(1)} ms, p95 ${taken[94].toFixed(1)} ms`);
}));
