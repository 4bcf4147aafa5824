// Undo and redo in Node.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Doc } from 'weft-crdt';

function exchange(...docs) {
  for (const from of docs) for (const to of docs) if (from !== to) to.applyUpdate(from.encodeUpdate(to.version()));
}

test('each step by itself, back and forth', () => {
  const doc = new Doc();
  const text = doc.text('note');
  const undo = doc.undoManager({ mergeInterval: 0 });
  assert.equal(undo.undo(), false);
  text.insert(0, 'Hello');
  text.insert(5, ' World');
  text.erase(0, 1);
  const states = ['', 'Hello', 'Hello World', 'ello World'];
  for (const state of states.slice(0, 3).reverse()) {
    assert.equal(undo.canUndo, true);
    assert.equal(undo.undo(), true);
    assert.equal(text.read(), state);
  }
  assert.equal(undo.canUndo, false);
  for (const state of states.slice(1)) {
    assert.equal(undo.redo(), true);
    assert.equal(text.read(), state);
  }
  assert.equal(undo.redo(), false);
  undo.close();
});

test('edits in a row are one step, unless they are separated', () => {
  const doc = new Doc();
  const text = doc.text('note');
  const undo = doc.undoManager({ mergeInterval: 60_000 });
  text.insert(0, 'a');
  text.insert(1, 'b');
  undo.separate();
  text.insert(2, 'c');
  undo.undo();
  assert.equal(text.read(), 'ab');
  undo.undo();
  assert.equal(text.read(), '');
});

test('only own changes; what the other typed inside stays', () => {
  const [one, two] = [new Doc({ agent: 1 }), new Doc({ agent: 2 })];
  const undo = one.undoManager({ mergeInterval: 0 });
  one.text('note').insert(0, 'Hello World');
  exchange(one, two);
  two.text('note').insert(5, ' dear');
  exchange(one, two);
  undo.undo();
  exchange(one, two);
  assert.equal(one.text('note').read(), ' dear');
  undo.redo();
  exchange(one, two);
  assert.equal(two.text('note').read(), 'Hello dear World');
  assert.deepEqual(one.hash(), two.hash());
});

test('across kinds: the same container comes back, moves and marks too', () => {
  const doc = new Doc();
  const undo = doc.undoManager({ mergeInterval: 0 });
  const map = doc.map('m');
  const nested = map.make ? map.make('k', 'text') : map.set('k', 'x');
  undo.separate();
  if (nested) nested.insert(0, 'inside');
  map.set('k', 5);
  undo.undo();
  if (nested) assert.equal(map.get('k').read(), 'inside');
  const list = doc.list('l');
  list.insert(0, 1, 2, 3);
  list.move(0, 2);
  assert.deepEqual(list.toJSON(), [2, 3, 1]);
  undo.undo();
  assert.deepEqual(list.toJSON(), [1, 2, 3]);
  undo.redo();
  assert.deepEqual(list.toJSON(), [2, 3, 1]);
  const text = doc.text('t');
  text.insert(0, 'bold');
  text.mark(0, 4, 'bold', true);
  undo.undo();
  assert.deepEqual(text.delta(), [{ insert: 'bold' }]);
  undo.redo();
  assert.deepEqual(text.delta(), [{ insert: 'bold', attributes: { bold: true } }]);
  doc.counter('c').add(5);
  undo.undo();
  assert.equal(doc.counter('c').value, 0);
});

test('one is told when something can be undone', () => {
  const doc = new Doc();
  const undo = doc.undoManager({ mergeInterval: 0 });
  const told = [];
  undo.onChange(() => told.push([undo.canUndo, undo.canRedo]));
  doc.text('note').insert(0, 'x');
  undo.undo();
  undo.redo();
  assert.deepEqual(told, [[true, false], [false, true], [true, false]]);
});

test('a manager outlives its document harmlessly', () => {
  const doc = new Doc();
  const undo = doc.undoManager();
  doc.text('note').insert(0, 'x');
  doc.free();
  assert.throws(() => undo.undo());
  undo.close();
});

test('a listener that throws stops neither the others nor the undo', (t) => {
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.message);
  t.after(() => delete globalThis.reportError);
  const doc = new Doc();
  const undo = doc.undoManager();
  let told = 0;
  undo.onChange(() => { throw new Error('no'); });
  undo.onChange(() => ++told);
  doc.text('t').insert(0, 'x');
  assert.equal(undo.undo(), true);
  assert.equal(doc.text('t').read(), '');
  assert.deepEqual([told, reported.join()], [2, 'no,no']);
});

test('what is closed says so, and knows no steps', () => {
  const doc = new Doc();
  doc.text('t').insert(0, 'x');
  const undo = doc.undoManager();
  const steps = doc.timeline();
  assert.throws(() => doc.text('t').insert(9, 'x'));
  for (let i = 0; i < 2; ++i) {
    undo.close();
    steps.close();
  }
  for (const run of [
    () => undo.undo(), () => undo.redo(), () => undo.separate(), () => undo.untracked(() => {}),
    () => undo.cursor, () => (undo.cursor = 1), () => steps.length, () => steps.step(0),
  ]) {
    assert.throws(run, { code: 9, message: /was closed/ });
  }
  assert.deepEqual([undo.canUndo, undo.canRedo], [false, false]);
  if (!Symbol.dispose) return;
  doc.undoManager()[Symbol.dispose]();
  doc.timeline()[Symbol.dispose]();
});
