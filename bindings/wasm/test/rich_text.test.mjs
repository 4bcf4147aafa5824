// Rich text in Node: marks, objects, deltas, events.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, Doc, WeftError } from 'weft-crdt';

const fails = (code, run) =>
  assert.throws(run, (error) => error instanceof WeftError && error.code === code && error.message !== '');

function exchange(...docs) {
  for (const from of docs) for (const to of docs) if (from !== to) to.applyUpdate(from.encodeUpdate(to.version()));
}
function pair(content) {
  const [one, two] = [new Doc({ agent: 1 }), new Doc({ agent: 2 })];
  one.text('note').insert(0, content);
  exchange(one, two);
  return [one, two, one.text('note'), two.text('note')];
}

test('a mark shows on its range, in the delta and in marks()', () => {
  const text = new Doc({ agent: 7 }).text('note');
  text.insert(0, 'The fox jumped.');
  const id = text.mark(4, 3, 'bold', true);
  assert.deepEqual(text.delta(), [
    { insert: 'The ' }, { insert: 'fox', attributes: { bold: true } }, { insert: ' jumped.' },
  ]);
  assert.deepEqual(text.marks(), [{ id, key: 'bold', value: true, start: 4, end: 7, several: false }]);
  text.removeMark(id);
  assert.deepEqual(text.delta(), [{ insert: 'The fox jumped.' }]);
});

test('what is typed at an end: bold goes on, a link does not', () => {
  const text = new Doc().text('note');
  text.insert(0, 'ab');
  text.mark(0, 2, 'bold', true);
  text.mark(0, 2, 'link', 'https://weft.example', { expand: 'none' });
  text.insert(2, 'c');
  assert.deepEqual(text.delta(), [
    { insert: 'ab', attributes: { bold: true, link: 'https://weft.example' } },
    { insert: 'c', attributes: { bold: true } },
  ]);
  text.unmark(1, 1, 'bold');
  text.unmark(0, 2, 'link', 'none');
  assert.deepEqual(text.delta(), [
    { insert: 'a', attributes: { bold: true } }, { insert: 'b' },
    { insert: 'c', attributes: { bold: true } },
  ]);
});

test('comments: several marks of one key on one place', () => {
  const [one, two, a, b] = pair('The fox jumped.');
  const first = a.mark(0, 7, 'comment', 'who?', { expand: 'none', several: true });
  const second = b.mark(4, 11, 'comment', 'where?', { expand: 'none', several: true });
  exchange(one, two);
  const shown = a.marks().map(({ id, value, several }) => [id, value, several]);
  assert.deepEqual(new Set(shown.map(([id]) => id)), new Set([first, second]));
  // Each tells them in the order in which they came.
  const byId = (marks) => marks.sort((x, y) => (x.id < y.id ? -1 : 1));
  assert.deepEqual(byId(a.marks()), byId(b.marks()));
  b.removeMark(first);
  exchange(one, two);
  assert.deepEqual(a.marks().map(({ id }) => id), [second]);
});

test('concurrent marks merge; the later of two of one key wins for all', () => {
  const [one, two, a, b] = pair('The fox jumped.');
  a.mark(0, 7, 'bold', true);
  b.mark(4, 11, 'italic', true);
  a.mark(0, 3, 'color', 'red');
  b.mark(0, 3, 'color', 'blue');
  exchange(one, two);
  assert.deepEqual(a.delta(), b.delta());
  assert.equal(a.delta().map((op) => op.insert).join(''), 'The fox jumped.');
  assert.deepEqual(a.delta()[1].attributes, { bold: true });
  assert.deepEqual(a.delta()[2].attributes, { bold: true, italic: true });
  assert.deepEqual(one.hash(), two.hash());
});

test('objects between the letters', () => {
  const [one, two, a, b] = pair('ab');
  a.insertEmbed(1, { image: 'https://weft.example/cat.png', width: 40 });
  exchange(one, two);
  assert.equal(b.length, 3);
  assert.equal(b.read(), 'a\ufffcb');
  assert.deepEqual(b.delta(), [
    { insert: 'a' }, { insert: { image: 'https://weft.example/cat.png', width: 40 } }, { insert: 'b' },
  ]);
});

test('deltas: apply, and events that keep a copy equal', () => {
  const [one, two, a, b] = pair('Gandalf the Grey');
  const copy = [];
  two.on('change', (event) => copy.push(...event.changes.map(({ delta }) => delta)));
  one.setMarkKind('link', { expand: 'none' });
  a.applyDelta([
    { retain: 7, attributes: { bold: true } },
    { retain: 5 },
    { insert: 'White', attributes: { color: '#fff' } },
    { delete: 4 },
    { insert: { image: 'x' } },
  ]);
  exchange(one, two);
  assert.deepEqual(b.delta(), [
    { insert: 'Gandalf', attributes: { bold: true } }, { insert: ' the ' },
    { insert: 'White', attributes: { color: '#fff' } }, { insert: { image: 'x' } },
  ]);
  assert.equal(copy.length, 1);
  assert.deepEqual(copy[0][0], { retain: 7, attributes: { bold: true } });
  a.applyDelta([{ retain: 7, attributes: { bold: null } }]);
  exchange(one, two);
  assert.deepEqual(copy[1], [{ retain: 7, attributes: { bold: null } }]);
});

test('what is refused changes nothing', () => {
  const doc = new Doc();
  const text = doc.text('note');
  text.insert(0, 'a😀b');
  const before = doc.version();
  fails(Code.OUT_OF_RANGE, () => text.mark(3, 2, 'bold', true));
  fails(Code.INVALID_ARGUMENT, () => text.mark(0, 2, 'bold', true));
  fails(Code.INVALID_ARGUMENT, () => text.mark(0, 1, 'bold', true, { expand: 'sideways' }));
  fails(Code.INVALID_ARGUMENT, () => text.mark(0, 1, 'bold', {}));
  fails(Code.INVALID_ARGUMENT, () => text.applyDelta([{ insert: 5 }]));
  fails(Code.INVALID_ARGUMENT, () => text.applyDelta([{ insert: 'x' }, { insert: '\ud83d' }]));
  fails(Code.OUT_OF_RANGE, () => text.applyDelta([{ insert: 'x' }, { retain: 4 }, { delete: 1 }]));
  fails(Code.NOT_FOUND, () => text.removeMark('1:1'));
  assert.deepEqual(doc.version(), before);
  assert.equal(text.read(), 'a😀b');
});

test('attributes of every kind of value and hostile keys come back', () => {
  const text = new Doc().text('note');
  text.insert(0, 'x');
  const values = { a: true, b: 5, c: -1.5, d: 'é', e: 2n ** 60n, ['__proto__']: 'p', constructor: 1 };
  for (const key of Object.keys(values)) text.mark(0, 1, key, values[key]);
  text.mark(0, 1, '__proto__', 'p');
  const { attributes } = text.delta()[0];
  assert.equal(Object.getPrototypeOf(attributes), Object.prototype);
  assert.equal(Object.getOwnPropertyDescriptor(attributes, '__proto__').value, 'p');
  for (const key of ['a', 'b', 'c', 'd', 'e', 'constructor']) assert.deepEqual(attributes[key], values[key]);
});

test('saved and loaded, marks are as before', () => {
  const doc = new Doc();
  const text = doc.text('note');
  text.insert(0, 'one two three');
  text.mark(4, 3, 'bold', true);
  text.insertEmbed(0, { divider: true });
  const again = Doc.load(doc.save());
  assert.deepEqual(again.text('note').delta(), text.delta());
  assert.deepEqual(again.hash(), doc.hash());
});
