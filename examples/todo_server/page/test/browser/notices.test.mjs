// What was not accepted is shown until somebody dismisses it. The panel alone: a server that refuses what
// this page writes would have to be broken.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withServer } from './windows.mjs';

const src = join(dirname(fileURLToPath(import.meta.url)), '../../src');

test('refused changes: their content to copy, until dismissed', withServer(async (world) => {
  const options = { entryPoints: [join(src, 'notices.ts')], bundle: true, format: 'iife', globalName: 'panel' };
  const { outputFiles } = await build({ ...options, write: false });
  const context = await world.person({ permissions: ['clipboard-read', 'clipboard-write'] });
  const window = await world.open(context, (await world.server.newList()).edit);
  await window.untilStatus('Saved');
  const { page } = window;
  await page.evaluate(`${outputFiles[0].text}; window.panel = panel;`);
  await page.evaluate(() => {
    const notices = new window.panel.Notices();
    document.querySelector('.notices').append(notices.element);
    const changes = [
      { path: 'todos/0/name', kind: 'text', delta: [{ insert: 'Mi' }] },
      { path: 'todos/0/name', kind: 'text', delta: [{ retain: 2 }, { insert: 'lk' }] },
    ];
    notices.notAccepted('These changes were not accepted', 'The server says: no.', { changes });
  });
  const alert = page.getByRole('alert').filter({ hasText: 'These changes were not accepted' });
  await alert.waitFor();
  await alert.getByRole('button', { name: 'Copy' }).click();
  await alert.getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'To-do 1: written “Milk”');
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await alert.waitFor({ state: 'detached' });
}));
