// Cursors and selections in presence; tests/sync/selection_test.cc has the same form in C++.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Doc, init, resolveSelection, selectIn, selectionsOf } from 'weft-crdt';

await init?.();

function exchange(...docs) {
  for (const from of docs) for (const to of docs) if (from !== to) to.applyUpdate(from.encodeUpdate(to.version()));
}

test('stays on its letters whatever others type', () => {
  const [ada, ben] = [new Doc(), new Doc()];
  const note = ada.text('note');
  note.insert(0, 'one two three');
  exchange(ada, ben);
  const told = { name: 'Ada', selections: [selectIn(note, 'note', 4, 7), selectIn(note, 'note', 7, 4)] };
  const cursor = selectIn(note, 'note', 4);
  ben.text('note').insert(7, '!');
  ben.text('note').insert(4, '<');
  const seen = selectionsOf(JSON.parse(JSON.stringify(told)));
  assert.deepEqual(seen, told.selections);
  assert.deepEqual(resolveSelection(ben.text('note'), seen[0]), { anchor: 5, head: 8 });
  assert.deepEqual(resolveSelection(ben.text('note'), seen[1]), { anchor: 8, head: 5 });
  assert.deepEqual(resolveSelection(ben.text('note'), cursor), { anchor: 4, head: 4 });
  assert.throws(() => selectIn(note, 'note', 0, 99));
});

test('what has not come in yet, or stands in another text, is nowhere', () => {
  const [ada, ben] = [new Doc(), new Doc()];
  ada.text('note').insert(0, 'hello');
  const selection = selectIn(ada.text('note'), 'note', 1, 4);
  assert.equal(resolveSelection(ben.text('note'), selection), undefined);
  exchange(ada, ben);
  assert.deepEqual(resolveSelection(ben.text('note'), selection), { anchor: 1, head: 4 });
  assert.equal(resolveSelection(ben.text('other'), selection), undefined);
});

test('the form is the one that C++ writes', () => {
  const told =
    '{"selections":[{"text":"note","anchor":{"id":"2:5","side":"before"},"head":{"id":null,"side":"after"}},' +
    '{"text":"todos/3/\\"text\\"","anchor":{"id":"9007199254740991:2147483646","side":"after"},' +
    '"head":{"id":"0:0","side":"before"}}]}';
  const seen = selectionsOf(JSON.parse(told));
  assert.equal(seen.length, 2);
  assert.equal(JSON.stringify({ selections: seen }), told);
});

test('what is none is none, and so are those beside it', () => {
  const position = { id: '1:2', side: 'before' };
  const good = { text: 't', anchor: position, head: position };
  assert.equal(selectionsOf({ selections: [good] }).length, 1);
  for (const presence of [undefined, null, 7, 'x', [], {}, { selections: 7 }, { selections: {} }]) {
    assert.deepEqual(selectionsOf(presence), []);
  }
  const at = (anchor) => ({ ...good, anchor });
  const ids = [7, undefined, '7', ':', '1:', ':1', '1:2:3', '-1:2', '01:2', '1:02', '1: 2', '9007199254740992:0',
    '1:2147483647', '99999999999999999999:0', {}, true];
  const bad = [7, null, [], { ...good, text: 7 }, { ...good, head: undefined }, at(null), at([]),
    at({ id: '1:2' }), at({ id: '1:2', side: 'left' }), at({ side: 'after' }),
    ...ids.map((id) => at({ id, side: 'before' }))];
  for (const one of bad) assert.deepEqual(selectionsOf({ selections: [good, one] }), [], JSON.stringify(one));
  assert.deepEqual(selectionsOf({ selections: Array(17).fill(good) }), []);
  assert.equal(selectionsOf({ selections: Array(17).fill(good) }, 17).length, 17);
});
