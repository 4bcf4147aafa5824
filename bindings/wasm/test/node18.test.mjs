// The oldest Node there is to be run in: it has no global for random numbers, nor what else came later.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const LATER = ['crypto', 'navigator', 'CustomEvent', 'WebSocket', 'File'];
const RUN = `
  const doc = new Doc();
  doc.text('note').insert(0, 'x');
  const client = new Client({ url: 'ws://localhost', online: false });
  client.open('list').then((shared) => {
    console.log(String(doc.text('note')), doc.agent > 2 ** 20, shared.agent !== doc.agent);
    return client.close();
  });`;

const printed = (...args) =>
  execFileSync(process.execPath, args, { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' });
const without = LATER.map((name) => `delete globalThis.${name};`).join('\n');

test('documents and clients need no global that Node 18 lacks, with import and with require', () => {
  const imported = `${without} const { Client, Doc } = await import('weft-crdt'); ${RUN}`;
  assert.equal(printed('--input-type=module', '-e', imported), 'x true true\n');
  const required = `${without} const { Client, Doc } = require('weft-crdt'); ${RUN}`;
  assert.equal(printed('--input-type=commonjs', '-e', required), 'x true true\n');
});
