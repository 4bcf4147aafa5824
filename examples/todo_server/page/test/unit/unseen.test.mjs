// While something is composed: field and document told the same edits in different positions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compiled } from './compiled.mjs';

const { Unseen } = await compiled('unseen');

function apply(text, edits) {
  for (const { from, erase, insert } of edits) {
    text = text.slice(0, from) + insert + text.slice(from + erase);
  }
  return text;
}

test('what is composed lands beside what it was composed beside', () => {
  const unseen = new Unseen('buy milk'.length);
  unseen.remote([{ insert: 'please ' }]);
  let text = apply('please buy milk', unseen.local({ from: 8, erase: 0, insert: 'に' }));
  assert.equal(text, 'please buy milkに');
  text = apply(text, unseen.local({ from: 8, erase: 1, insert: '日本' }));
  assert.equal(text, 'please buy milk日本');
  assert.equal(unseen.position(10), text.length);
});
test('what others write inside what is erased here stays', () => {
  const unseen = new Unseen(4);
  unseen.remote([{ retain: 2 }, { insert: 'XY' }]);
  assert.equal(apply('abXYcd', unseen.local({ from: 1, erase: 2, insert: '!' })), 'a!XYd');
});
test('what others erased is not erased again', () => {
  const unseen = new Unseen(4);
  unseen.remote([{ retain: 1 }, { delete: 2 }]);
  assert.equal(apply('ad', unseen.local({ from: 0, erase: 4, insert: '' })), '');
});
test('units that stand together are erased together: half an emoji is no text', () => {
  const unseen = new Unseen(2);
  unseen.remote([{ insert: 'a' }]);
  assert.deepEqual(unseen.local({ from: 0, erase: 2, insert: '' }), [{ from: 1, erase: 2, insert: '' }]);
});
