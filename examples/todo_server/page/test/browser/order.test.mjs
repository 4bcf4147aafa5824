// To-dos in another order: by keyboard, with buttons, with a mouse and with a finger.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withServer } from './windows.mjs';

test('Alt with arrow keys moves a to-do, says so, and the text keeps the focus', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('a', 'b', 'c');
  await ada.page.keyboard.press('Alt+ArrowUp');
  await ada.untilTexts('a', 'c', 'b');
  await ada.untilAnnounced('c: now 2 of 3');
  await ada.page.keyboard.press('Alt+ArrowUp');
  await ada.page.keyboard.press('Alt+ArrowUp');
  await ada.page.keyboard.type('!');
  await ben.untilTexts('c!', 'a', 'b');
  await ada.page.keyboard.press('Alt+ArrowDown');
  await ben.untilTexts('a', 'c!', 'b');
}));

test('buttons move a to-do', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('a', 'b');
  await ada.page.getByRole('button', { name: 'Move or remove: a' }).click();
  await ada.page.getByRole('button', { name: 'Move down' }).click();
  await ben.untilTexts('b', 'a');
  await ada.page.getByRole('button', { name: 'Move up' }).click();
  await ben.untilTexts('a', 'b');
}));

async function grips(window) {
  const boxes = [];
  for (const grip of await window.page.locator('.grip').all()) boxes.push(await grip.boundingBox());
  return boxes.map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }));
}

test('dragged with a mouse while the other edits; Escape takes it back', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('a', 'b', 'c');
  await ben.untilTexts('a', 'b', 'c');
  const [first, , last] = await grips(ada);
  const { mouse, keyboard } = ada.page;
  await mouse.move(first.x, first.y);
  await mouse.down();
  await mouse.move(last.x, last.y + 10, { steps: 5 });
  await ben.text(1).press('End');
  await ben.page.keyboard.type('!');
  await ada.untilTexts('a', 'b!', 'c');
  await mouse.up();
  await ben.untilTexts('b!', 'c', 'a');

  await mouse.move(first.x, first.y);
  await mouse.down();
  await mouse.move(last.x, last.y, { steps: 5 });
  await keyboard.press('Escape');
  await mouse.up();
  assert.deepEqual(await ada.texts(), ['b!', 'c', 'a']);
}));

/** A phone with the list, and a finger on it: `drag` leaves it there, `touch('touchEnd')` takes it off. */
async function phoneWith(world, edit, ...texts) {
  const phone = await world.open(await world.person({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 640 } }), edit);
  await phone.untilStatus('Saved');
  await phone.add(...texts);
  const finger = await phone.page.context().newCDPSession(phone.page);
  const touch = (type, ...touchPoints) => finger.send('Input.dispatchTouchEvent', { type, touchPoints });
  const drag = async ({ x, y }, toY) => {
    await touch('touchStart', { x, y });
    for (let i = 1; i <= 5; ++i) await touch('touchMove', { x, y: y + ((toY - y) * i) / 5 });
  };
  return { phone, touch, drag };
}

test('dragged with a finger', withServer(async (world) => {
  const { edit } = await world.server.newList();
  const { phone, touch, drag } = await phoneWith(world, edit, 'a', 'b', 'c');
  const [first, , last] = await grips(phone);
  await drag(last, first.y - 10);
  await touch('touchEnd');
  await phone.untilTexts('c', 'a', 'b');
}));

test('dragged with a finger, the caret elsewhere, while another moves the same to-do: it goes on', withServer(async (world) => {
  const { ada, edit } = await world.two();
  const { phone, touch, drag } = await phoneWith(world, edit, 'a', 'b', 'c', 'd');
  await ada.untilTexts('a', 'b', 'c', 'd');
  await phone.text(0).tap();
  const [, , third, last] = await grips(phone);
  await drag(third, last.y + 10);
  await ada.text(2).press('Alt+ArrowUp');
  await phone.untilTexts('a', 'c', 'b', 'd');
  assert.equal(await phone.page.locator('.dragged').count(), 1);
  assert.ok(await phone.text(0).evaluate((field) => field === document.activeElement));
  await touch('touchMove', { x: last.x, y: last.y + 12 });
  await touch('touchEnd');
  for (const window of [phone, ada]) await window.untilTexts('a', 'b', 'd', 'c');
  assert.equal(await phone.page.locator('.dragged').count(), 0);
}));

test('a finger of which the browser tells no more ends the drag, and the next one begins another', withServer(async (world) => {
  const { edit } = await world.server.newList();
  const { phone, touch, drag } = await phoneWith(world, edit, 'a', 'b', 'c');
  const [first, , last] = await grips(phone);
  await drag(last, first.y + 10);
  await phone.page.locator('.dragged .grip').evaluate((grip) => {
    for (let pointer = 0; pointer < 100; ++pointer) if (grip.hasPointerCapture(pointer)) grip.releasePointerCapture(pointer);
  });
  await touch('touchMove', { x: last.x, y: first.y + 5 });
  await phone.untilTrue(() => document.querySelectorAll('.dragged').length === 0);
  await touch('touchEnd');
  assert.deepEqual(await phone.texts(), ['a', 'b', 'c']);
  await drag(last, first.y - 10);
  await touch('touchEnd');
  await phone.untilTexts('c', 'a', 'b');
}));

test('keyboard only: a list from the start page to a ticked to-do', withServer(async (world) => {
  const window = await world.open(await world.person(), world.server.url);
  const { keyboard } = window.page;
  const press = async (...keys) => { for (const key of keys) await keyboard.press(key); };
  const tabTo = async (label) => {
    for (let i = 0; i < 40; ++i) {
      await keyboard.press('Tab');
      const here = await window.page.evaluate(() => {
        const at = document.activeElement;
        return at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent;
      });
      if (here.includes(label)) return;
    }
    assert.fail(`no way to "${label}" by Tab`);
  };
  await tabTo('New list');
  await press('Enter');
  await window.untilStatus('Saved');
  await tabTo('Name of the list');
  await keyboard.type('Trip');
  await tabTo('Add a to-do');
  await press('Enter');
  await keyboard.type('Tent');
  await press('Enter');
  await keyboard.type('Milk');
  await press('Enter');
  await window.untilTexts('Tent', 'Milk', '');
  await press('Backspace'); // goes back into Milk
  await keyboard.type('!');
  await window.untilTexts('Tent', 'Milk!');
  await press('Alt+ArrowUp');
  await window.untilTexts('Milk!', 'Tent');
  await press('Shift+Tab', 'Space');
  await window.untilTrue(() => document.querySelector('.todo').classList.contains('done'));
  await tabTo('Move or remove: Tent');
  await press('Enter', 'Tab', 'Tab', 'Tab', 'Enter');
  await window.untilTexts('Milk!');
  await tabTo('Clear 1 done');
  await press('Enter');
  await window.page.getByRole('dialog').waitFor();
  await press('Tab', 'Enter');
  await window.untilTexts();
  await window.page.getByText('Nothing to do yet.').waitFor();
}));
