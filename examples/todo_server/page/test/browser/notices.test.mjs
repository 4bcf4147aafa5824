// What is not on the list any more is shown until somebody dismisses it.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withServer } from './windows.mjs';

const src = join(dirname(fileURLToPath(import.meta.url)), '../../src');

// The panel alone: a server that refuses what this page writes would have to be broken.
test('refused changes: their content to copy, until dismissed', withServer(async (world) => {
  const contents = "export { Notices } from './notices'; export { rejectedWords } from './proposal_text';";
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: src }, bundle: true, format: 'iife', globalName: 'panel', write: false,
  });
  const context = await world.person({ permissions: ['clipboard-read', 'clipboard-write'] });
  const window = await world.open(context, (await world.server.newList()).edit);
  await window.untilStatus('Saved');
  const { page } = window;
  await page.evaluate(`${outputFiles[0].text}; window.panel = panel;`);
  await page.evaluate(() => {
    const [list, capability] = [location.pathname.split('/')[2], location.hash.slice(1)];
    const notices = new window.panel.Notices({ list, capability });
    document.querySelector('.notices').append(notices.element);
    const changes = [
      { path: 'todos/0/name', kind: 'text', delta: [{ insert: 'Mi' }] },
      { path: 'todos/0/name', kind: 'text', delta: [{ retain: 2 }, { insert: 'lk' }] },
    ];
    notices.notAccepted(window.panel.rejectedWords({ message: 'no', proposal: { changes } }));
  });
  await page.reload(); // it is nowhere else, so it stays
  const alert = page.getByRole('alert').filter({ hasText: 'These changes were not accepted' });
  await alert.getByRole('button', { name: 'Copy' }).click();
  await alert.getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'To-do 1: written “Milk”');
  await alert.getByRole('button', { name: 'Dismiss' }).focus();
  await page.keyboard.press('Enter');
  await alert.waitFor({ state: 'detached' });
  assert.ok(await page.evaluate(() => document.activeElement.matches('.notices')));
  await page.keyboard.press('Tab');
  assert.ok(await window.name.evaluate((field) => field === document.activeElement));
  await page.reload();
  await window.untilStatus('Saved');
  assert.equal(await alert.count(), 0);
}));

test('a server restored from a backup: what it lacks is shown to those who had it, and editing goes on', withServer(async (world) => {
  const { ada, ben } = await world.two();
  await ada.add('Tent');
  await (await ada.notes(0)).click();
  await ada.page.keyboard.type('blue');
  await ben.untilTexts('Tent');
  await ben.notes(0);
  await ben.untilNotes('<p>blue</p>');
  await ben.untilStatus('Saved');
  await world.server.kill();
  const restore = world.server.backUp();
  await world.server.restart();
  await ada.untilStatus('Saved');
  await ada.add('Milk');
  await ben.untilTexts('Tent', 'Milk');
  await world.server.kill();
  restore();
  await ada.add('Lamp');
  await world.server.restart();
  for (const [window, had] of [[ada, 'Milk\n[ ] Lamp'], [ben, 'Milk']]) {
    const notice = window.page.getByRole('alert').filter({ hasText: 'This list was loaded again' });
    assert.equal(await notice.getByRole('textbox').inputValue(), `[ ] Tent\n    blue\n[ ] ${had}`);
    await window.untilTexts('Tent');
  }
  await ben.untilStatus('Saved');
  await ben.add('Stove');
  await ada.untilTexts('Tent', 'Stove');
  await ada.text(0).press('End');
  await ada.page.keyboard.type('!');
  await ben.untilTexts('Tent!', 'Stove');
  await (await ada.notes(0)).press('End');
  await ada.page.keyboard.type(', for 2');
  await ben.notes(0);
  for (const window of [ada, ben]) await window.untilNotes('<p>blue, for 2</p>');
}));
