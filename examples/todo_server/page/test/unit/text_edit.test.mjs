import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compiled } from './compiled.mjs';

const { editAtCaret, movedBy } = await compiled('text_edit');

const apply = (text, { from, erase, insert }) =>
  text.slice(0, from) + insert + text.slice(from + erase);

test('nothing happened', () => {
  assert.equal(editAtCaret('milk', 'milk', 2), undefined);
});
test('a letter among equal ones was typed where the caret is', () => {
  assert.deepEqual(editAtCaret('aaaa', 'aaaaa', 2), { from: 1, erase: 0, insert: 'a' });
});
test('a letter among equal ones was erased where the caret is', () => {
  assert.deepEqual(editAtCaret('aaaa', 'aaa', 1), { from: 1, erase: 1, insert: '' });
});
test('what was selected gave way to what was pasted', () => {
  assert.deepEqual(editAtCaret('buy milk', 'buy bread', 9), { from: 4, erase: 4, insert: 'bread' });
});
test('an emoji that shares half of another is replaced whole', () => {
  assert.deepEqual(editAtCaret('a😀b', 'a😁b', 3), { from: 1, erase: 2, insert: '😁' });
  // U+1F600 and U+1FA00 + ... share the low half.
  assert.deepEqual(editAtCaret('\u{1F600}', '\u{1FA00}', 2), { from: 0, erase: 2, insert: '\u{1FA00}' });
});
test('whatever was done and wherever the caret is said to be, the edit makes the one of the other', () => {
  const letters = ['a', 'b', '😀', '😁'];
  let seed = 1;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const text = () => Array.from({ length: random(6) }, () => letters[random(4)]).join('');
  for (let i = 0; i < 5000; ++i) {
    const [before, after] = [text(), text()];
    const edit = editAtCaret(before, after, random(8)) ?? { from: 0, erase: 0, insert: '' };
    assert.equal(apply(before, edit), after);
    assert.ok(edit.insert.isWellFormed?.() ?? true);
    assert.ok(before.slice(edit.from, edit.from + edit.erase).isWellFormed?.() ?? true);
  }
});

test('a caret stays beside what stands before it', () => {
  assert.equal(movedBy([{ retain: 3 }, { insert: 'xx' }], 3), 3);
  assert.equal(movedBy([{ retain: 2 }, { insert: 'xx' }], 3), 5);
  assert.equal(movedBy([{ insert: 'xx' }], 0, true), 2);
});
test('a caret in what is erased goes to where it was', () => {
  assert.equal(movedBy([{ retain: 1 }, { delete: 4 }], 3), 1);
  assert.equal(movedBy([{ retain: 1 }, { delete: 4 }], 7), 3);
  assert.equal(movedBy([{ delete: 2 }, { insert: 'abc' }, { retain: 1 }, { delete: 1 }], 5), 5);
});
