// Who may do what, and who can use it: links, phones, assistive technology.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tooSmall, violations } from './access.mjs';
import { withServer } from './windows.mjs';

test('a link to read shows the list and lets nothing be changed', withServer(async (world) => {
  const { ada, view } = await world.two();
  await ada.name.fill('Trip');
  await ada.add('Tent');
  const viewer = await world.open(await world.person(), view);
  await viewer.untilTexts('Tent');
  await viewer.untilStatus('Up to date');
  await viewer.page.getByText('View only').waitFor();
  assert.equal(await viewer.name.inputValue(), 'Trip');
  assert.equal(await viewer.name.isEditable(), false);
  assert.equal(await viewer.text(0).isEditable(), false);
  assert.equal(await viewer.page.getByRole('checkbox').first().isDisabled(), true);
  for (const gone of ['.add', '.grip', '.cross', '.self', '.end button']) {
    assert.equal(await viewer.page.locator(gone).filter({ visible: true }).count(), 0, gone);
  }
  await viewer.page.getByRole('button', { name: 'Share' }).click();
  await viewer.page.getByRole('textbox', { name: 'Link to read' }).waitFor();
  assert.equal(await viewer.page.getByRole('textbox', { name: 'Link to edit' }).count(), 0);
  await viewer.page.keyboard.press('Escape');
  await ada.add('Milk');
  await viewer.untilTexts('Tent', 'Milk');
  assert.deepEqual(await violations(viewer.page), []);
}));

test('the same browser edits with a link to edit after it read with a link to read', withServer(async (world) => {
  const { ada, edit, view } = await world.two();
  await ada.add('Tent');
  const context = await world.person();
  const viewer = await world.open(context, view);
  await viewer.untilTexts('Tent');
  const editor = await world.open(context, edit);
  await editor.untilStatus('Saved');
  await editor.add('Milk');
  await ada.untilTexts('Tent', 'Milk');
  await viewer.page.reload();
  await viewer.untilTexts('Tent', 'Milk');
  assert.equal(await viewer.text(0).isEditable(), false);
}));

test('the shared links work', withServer(async (world) => {
  const { ada } = await world.two();
  await ada.add('Tent');
  await ada.page.getByRole('button', { name: 'Share' }).click();
  await ada.page.locator('.share').getByText('history').waitFor();
  const [edit, view] = await Promise.all(
    ['Link to edit', 'Link to read'].map((label) => ada.page.getByRole('textbox', { name: label }).inputValue()),
  );
  assert.deepEqual(await violations(ada.page), []);
  const other = await world.open(await world.person(), edit);
  await other.untilTexts('Tent');
  await other.untilStatus('Saved');
  const viewer = await world.open(await world.person(), view);
  await viewer.untilStatus('Up to date');
}));

test('a link that is wrong or not complete is explained', withServer(async (world) => {
  const { edit } = await world.server.newList();
  const context = await world.person();
  const wrong = await world.open(context, `${edit.split('#')[0]}#wrong`);
  await wrong.page.getByRole('heading', { name: 'This link does not open a list' }).waitFor();
  const cut = await world.open(context, edit.split('#')[0]);
  await cut.page.getByRole('heading', { name: 'This link is not complete' }).waitFor();
  assert.deepEqual(await violations(cut.page), []);
}));

test('a server that does not know the list any more: what this device has of it is shown', withServer(async (world) => {
  const { edit } = await world.server.newList();
  const ada = await world.open(await world.person(), edit);
  await ada.untilStatus('Saved');
  await ada.name.fill('Trip');
  await ada.add('Tent');
  await ada.untilStatus('Saved');
  await world.server.kill();
  await ada.add('Milk'); // nobody else has this one
  await ada.page.getByRole('button', { name: 'History' }).click();
  world.server.forget();
  await world.server.restart();
  await ada.page.getByRole('heading', { name: 'This link does not open a list' }).waitFor();
  assert.ok(await ada.page.evaluate(() => document.activeElement.matches('main')), 'what is read aloud from here on');
  await ada.untilTrue(() => document.querySelector('dialog') === null); // nothing is asked about it any more
  const content = ada.page.getByRole('textbox', { name: 'What this device has' });
  assert.equal(await content.inputValue(), 'Trip\n[ ] Tent\n[ ] Milk');
}));

test('lists that were opened are found again on the start page', withServer(async (world) => {
  const { ada } = await world.two();
  await ada.name.fill('Trip');
  await ada.untilStatus('Saved');
  await ada.page.getByRole('link', { name: 'All lists' }).click();
  await ada.page.getByRole('link', { name: 'Trip' }).waitFor();
  assert.deepEqual(await violations(ada.page), []);
  await ada.page.getByRole('link', { name: 'Trip' }).click();
  await ada.untilStatus('Saved');
  assert.equal(await ada.name.inputValue(), 'Trip');
}));

test('assistive technology: a list, light and dark', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('Tent', 'Milk');
  await ada.page.getByRole('checkbox', { name: 'Done: Milk' }).check();
  await ben.untilTexts('Tent', 'Milk');
  await ben.text(0).click();
  await ada.page.locator('.todo .cursor').waitFor();
  await ada.page.getByRole('button', { name: 'Move or remove: Milk' }).click();
  for (const colorScheme of ['light', 'dark']) {
    await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await violations(ada.page), []);
  }
  assert.equal(await ada.page.evaluate(() => document.documentElement.lang), 'en');
}));

test('a phone 320 pixels wide: nothing to scroll sideways, nothing too small to touch', withServer(async (world) => {
  const { edit } = await world.server.newList();
  const options = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
  const phone = await world.open(await world.person(options), edit);
  await phone.untilStatus('Saved');
  await phone.name.fill('A name that is longer than a phone is wide, and has averylongwordwithoutanyspaceinit');
  await phone.add('https://example.org/an/address/that/has/no/place/to/break/and/goes/on', 'Milk');
  await phone.page.locator('.grip').first().click();
  const widths = () => phone.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.deepEqual(await widths(), [320, 320]);
  assert.deepEqual(await tooSmall(phone.page), []);
  await phone.page.getByRole('button', { name: 'Share' }).click();
  await phone.page.getByRole('textbox', { name: 'Link to read' }).waitFor();
  assert.deepEqual(await widths(), [320, 320]);
}));
