// The README's samples are sample.mjs, which prints what the README says, and with_server.mjs; that of the
// tree's README is hello.mjs, which tests/docs compares with it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { openList } from '../with_server.mjs';
import { TodoServer } from './todo_server.mjs';
import { until } from './until.mjs';

const file = (name) => new URL(`../${name}`, import.meta.url);

test('the sample in the README runs and prints what is said', () => {
  const readme = readFileSync(file('README.md'), 'utf8');
  const sample = readFileSync(file('sample.mjs'), 'utf8');
  const [, shown, printed] =
    /<!-- from sample.mjs -->\n```js\n(.*?)```\n\nIt prints\n\n```\n(.*?)```/s.exec(readme);
  assert.equal(shown, sample);
  const path = fileURLToPath(file('sample.mjs'));
  assert.equal(execFileSync(process.execPath, [path], { encoding: 'utf8' }), printed);
});

test("the sample in the tree's README runs and prints what it says", () => {
  assert.equal(execFileSync(process.execPath, [fileURLToPath(file('hello.mjs'))], { encoding: 'utf8' }), 'Hello\n');
});

test('the sample with a server does what it says', async () => {
  const readme = readFileSync(file('README.md'), 'utf8');
  const [, shown] = /<!-- from with_server.mjs -->\n```js\n(.*?)```/s.exec(readme);
  assert.equal(shown, readFileSync(file('with_server.mjs'), 'utf8'));
  const server = await TodoServer.start();
  const list = await server.newList();
  const opened = [];
  try {
    const seen = [[], []];
    for (const one of seen) {
      const capability = list.edit.split('#')[1];
      const show = (content, how) => one.push([content.name, how]);
      opened.push(await openList(server.sync, list.id, capability, show, { WebSocket }));
    }
    opened[0].shared.doc.text('name').insert(0, 'Groceries');
    await until('it is saved', () => seen[0].at(-1).join() === 'Groceries,saved');
    await until('the other shows it', () => seen[1].at(-1).join() === 'Groceries,saved');
  } finally {
    for (const { client } of opened) await client.close();
    await server.remove();
  }
});

test("the types need Node's own beside them, and not those of a browser", () => {
  const tsc = fileURLToPath(file('node_modules/typescript/bin/tsc'));
  const options = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,esnext.disposable', '--types', 'node'];
  const resolution = ['--module', 'nodenext', '--moduleResolution', 'nodenext'];
  const types = fileURLToPath(file('dist/node.d.ts'));
  execFileSync(process.execPath, [tsc, ...options, ...resolution, types], { stdio: 'inherit', cwd: fileURLToPath(file('.')) });
});
