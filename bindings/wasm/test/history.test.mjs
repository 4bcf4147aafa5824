// History in Node: forks, differences, revert, blame.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, Doc, WeftError } from 'weft-crdt';

const fails = (code, run) =>
  assert.throws(run, (error) => error instanceof WeftError && error.code === code && error.message !== '');

function exchange(...docs) {
  for (const from of docs) for (const to of docs) if (from !== to) to.applyUpdate(from.encodeUpdate(to.version()));
}

test('a fork is the document as it was, and merges back', () => {
  const doc = new Doc({ agent: 1 });
  const text = doc.text('note');
  text.insert(0, 'Hello');
  const then = doc.version();
  text.insert(5, ' World');
  doc.map('m').set('k', 1);
  const fork = doc.forkAt(then, { agent: 2 });
  assert.equal(fork.text('note').read(), 'Hello');
  assert.equal(fork.map('m').size, 0);
  fork.text('note').insert(0, '> ');
  exchange(doc, fork);
  assert.equal(text.read(), '> Hello World');
  assert.deepEqual(doc.hash(), fork.hash());
  fork.free();
  assert.equal(text.read(), '> Hello World');
});

test('the difference of two versions, both ways', () => {
  const doc = new Doc({ agent: 1 });
  const text = doc.text('note');
  text.insert(0, 'Hello');
  const then = doc.version();
  text.insert(5, ' World');
  text.erase(0, 1);
  const now = doc.version();
  const delta = (from, to) => doc.diff(from, to).map((change) => [change.path, change.delta]);
  assert.deepEqual(delta(then, now), [['note', [{ delete: 1 }, { retain: 4 }, { insert: ' World' }]]]);
  assert.deepEqual(delta(now, then), [['note', [{ insert: 'H' }, { retain: 4 }, { delete: 6 }]]]);
  assert.deepEqual(delta(now, now), []);
});

test('revert makes it again what it was, and others get it', () => {
  const [one, two] = [new Doc({ agent: 1 }), new Doc({ agent: 2 })];
  one.text('note').insert(0, 'Hello World');
  one.map('m').set('k', 'before');
  exchange(one, two);
  const then = one.version();
  two.text('note').erase(0, 6);
  two.map('m').set('k', 'after');
  one.text('note').insert(11, '!');
  exchange(one, two);
  const events = [];
  one.on('change', (event) => events.push(event.local));
  one.revertTo(then);
  assert.deepEqual(events, [true]);
  assert.equal(one.text('note').read(), 'Hello World');
  assert.equal(one.map('m').get('k'), 'before');
  exchange(one, two);
  assert.deepEqual(two.toJSON(), one.toJSON());
  assert.deepEqual(one.hash(), two.hash());
});

test('the timeline, of a text and of the document', () => {
  const [one, two] = [new Doc({ agent: 1 }), new Doc({ agent: 2 })];
  const text = one.text('note');
  text.insert(0, 'Hello');
  exchange(one, two);
  two.text('note').insert(5, ' World');
  exchange(one, two);
  one.map('m').set('k', 1);
  const steps = [...one.timeline({ authors: 100, text })];
  assert.deepEqual(steps.map(({ authors, delta }) => [authors, delta]), [
    [[1], [{ insert: 'Hello' }]],
    [[2], [{ retain: 5 }, { insert: ' World' }]],
  ]);
  assert.equal(one.forkAt(steps[0].version).text('note').read(), 'Hello');
  const whole = one.timeline({ operations: 1000 });
  assert.equal(whole.length, 1);
  assert.deepEqual([...whole].map(({ changes }) => changes.map(({ path }) => path)), [['note', 'm']]);
  text.insert(0, 'x');
  fails(Code.FAILED_PRECONDITION, () => whole.length);
});

test('each walk through a timeline has its own place', () => {
  const doc = new Doc({ agent: 1 });
  doc.text('note').insert(0, 'abcdef');
  const timeline = doc.timeline({ operations: 1 });
  const all = [...timeline];
  assert.deepEqual(all.map(({ number }) => number), [0, 1, 2, 3, 4, 5]);
  const seen = [];
  for (const step of timeline) {
    seen.push(step);
    assert.ok(seen.length <= 6);
    assert.deepEqual(timeline.step(0), all[0]);
    for (const other of timeline) if (other.number === 3) break;
  }
  assert.deepEqual(seen, all);
  const [one, two] = [timeline[Symbol.iterator](), timeline[Symbol.iterator]()];
  for (const step of all) {
    assert.deepEqual(one.next().value, step);
    assert.deepEqual(two.next().value, step);
  }
  assert.equal(one.next().done, true);
  assert.deepEqual(timeline.step(5), all[5]);
  assert.equal(timeline.step(6), undefined);
});

test('who wrote what, and who deleted it', () => {
  const [one, two] = [new Doc({ agent: 1 }), new Doc({ agent: 2 })];
  one.text('note').insert(0, 'Hello');
  exchange(one, two);
  two.text('note').insert(5, ' World');
  two.text('note').erase(0, 2);
  exchange(one, two);
  assert.deepEqual(one.text('note').blame(), [
    { count: 2, agent: 1, deleted: 'He', deletedBy: [2] },
    { count: 3, agent: 1 },
    { count: 6, agent: 2 },
  ]);
});

test('what is left alone by a revert', () => {
  const doc = new Doc({ agent: 1 });
  doc.text('note').insert(0, 'then');
  const then = doc.version();
  doc.text('note').insert(4, ' and now');
  doc.map('people').set('1', 'Ada');
  doc.map('Menschen – 人').set('1', 'Ada');
  doc.revertTo(then, { except: ['people', 'Menschen – 人'] });
  assert.equal(doc.text('note').read(), 'then');
  assert.equal(doc.map('people').get('1'), 'Ada');
  assert.equal(doc.map('Menschen – 人').get('1'), 'Ada');
  doc.revertTo(then);
  assert.equal(doc.map('people').get('1'), undefined);
});

test('versions that never were are refused', () => {
  const doc = new Doc({ agent: 1 });
  doc.text('note').insert(0, 'Hello');
  const beyond = new Doc({ agent: 1 });
  beyond.text('note').insert(0, 'Hello World');
  const before = doc.version();
  fails(Code.OUT_OF_RANGE, () => doc.forkAt(beyond.version(), { agent: 2 }));
  fails(Code.INVALID_ARGUMENT, () => doc.forkAt(new Uint8Array([72, 1, 0]), { agent: 2 }));
  fails(Code.INVALID_ARGUMENT, () => doc.diff(new Uint8Array([255]), before));
  fails(Code.OUT_OF_RANGE, () => doc.revertTo(new Uint8Array([8, 0, 5])));
  assert.deepEqual(doc.version(), before);
});
