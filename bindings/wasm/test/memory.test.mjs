// Memory comes back: by free(), and by garbage collection for those who forget. The module's memory
// only ever grows, so what is measured is how large it became.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { Doc, memoryUsage } from 'weft-crdt';

const text = 'some text that takes memory. '.repeat(40);

function use(doc) {
  doc.text('t').insert(0, text);
  doc.map('m').set('k', text);
  doc.list('l').push(1, 2, 3);
  doc.on('change', () => {});
  doc.text('t').erase(0, 10);
  doc.save();
}

test('10,000 documents, freed one by one, take the memory of one', () => {
  for (let i = 0; i < 100; ++i) {
    const doc = new Doc();
    use(doc);
    doc.free();
  }
  const before = memoryUsage();
  for (let i = 0; i < 10_000; ++i) {
    const doc = new Doc();
    use(doc);
    doc.free();
  }
  assert.equal(memoryUsage(), before);
});

test('documents that nobody freed are collected', { skip: !globalThis.gc }, async () => {
  const round = async () => {
    for (let i = 0; i < 500; ++i) use(new Doc());
    globalThis.gc();
    await turn();
    await turn();
  };
  await round();
  const before = memoryUsage();
  for (let i = 0; i < 20; ++i) await round();
  // Uncollected they would take some 30 KB each: 300 MB.
  assert.ok(memoryUsage() - before < 64 << 20, `${memoryUsage() - before} bytes more`);
});

test('a large paste does not keep its memory in the scratch area', () => {
  const doc = new Doc();
  doc.text('t').insert(0, 'x'.repeat(8 << 20));
  doc.free();
  const small = new Doc();
  small.text('t').insert(0, 'y');
  small.free();
  const before = memoryUsage();
  for (let i = 0; i < 3; ++i) {
    const again = new Doc();
    again.text('t').insert(0, 'x'.repeat(8 << 20));
    again.free();
  }
  assert.equal(memoryUsage(), before);
});
