// The README's sample is sample.mjs, and prints what the README says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

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
