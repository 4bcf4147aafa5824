// Events: what listeners are told, when, and in which order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Doc } from 'weft-crdt';

// What a change is, without the objects.
const told = (event) =>
  event.changes.map(({ kind, path, delta, keys, by, value, node }) => ({
    kind,
    path,
    ...(delta && { delta }),
    ...(keys && { keys: [...keys] }),
    ...(kind === 'counter' && { by, value }),
    ...(node && { node }),
  }));

test('one event a transaction, with all that changed', () => {
  const doc = new Doc();
  const events = [];
  doc.on('change', (event) => events.push(event));
  doc.transact(() => {
    doc.text('t').insert(0, 'Hello');
    doc.text('t').erase(0, 1);
    doc.map('m').set('k', 'v').set('n', -7);
    doc.list('l').push(1.5, 'x');
    doc.counter('c').add(-3);
    assert.equal(events.length, 0);
  });
  assert.equal(events.length, 1);
  assert.equal(events[0].local, true);
  const ids = [doc.list('l').idAt(0), doc.list('l').idAt(1)];
  assert.deepEqual(told(events[0]).sort((a, b) => (a.path < b.path ? -1 : 1)), [
    { kind: 'counter', path: 'c', by: -3, value: -3 },
    {
      kind: 'list',
      path: 'l',
      delta: [
        {
          insert: [
            { id: ids[0], moved: false, value: 1.5 },
            { id: ids[1], moved: false, value: 'x' },
          ],
        },
      ],
    },
    { kind: 'map', path: 'm', keys: [['k', 'v'], ['n', -7]] },
    { kind: 'text', path: 't', delta: [{ insert: 'ello' }] },
  ]);
});

test('remote changes, in the positions of this replica', () => {
  const [ada, ben] = [new Doc(), new Doc()];
  ada.text('t').insert(0, 'Hello World');
  ben.applyUpdate(ada.encodeUpdate());
  ben.text('t').insert(0, '>>');
  const events = [];
  ben.on('change', (event) => events.push(event));
  ada.text('t').insert(5, ',');
  ada.text('t').erase(11, 1);
  ben.applyUpdate(ada.encodeUpdate(ben.version()));
  assert.equal(events[0].local, false);
  assert.deepEqual(told(events[0]), [
    {
      kind: 'text',
      path: 't',
      delta: [{ retain: 7 }, { insert: ',' }, { retain: 5 }, { delete: 1 }],
    },
  ]);
  assert.equal(events[0].changes[0].target, ben.text('t'));
});

test('moves, sets, removals, nodes', () => {
  const doc = new Doc();
  doc.list('l').push('a', 'b', 'c');
  doc.map('m').set('k', 1);
  const node = doc.tree('t').insert(null, 0);
  const id = doc.list('l').idAt(0);
  const events = [];
  doc.on('change', (event) => events.push(...told(event)));
  doc.list('l').move(0, 2);
  doc.list('l').set(2, 'A');
  doc.map('m').remove('k');
  const child = doc.tree('t').insert(node, 0);
  assert.deepEqual(events.slice(0, 3), [
    {
      kind: 'list',
      path: 'l',
      delta: [{ delete: 1 }, { retain: 2 }, { insert: [{ id, moved: true, value: 'a' }] }],
    },
    { kind: 'list', path: 'l', delta: [{ retain: 2 }, { set: [{ id, moved: false, value: 'A' }] }] },
    { kind: 'map', path: 'm', keys: [['k', undefined]] },
  ]);
  const inserted = events.find((change) => change.kind === 'node');
  assert.equal(inserted.node, node);
  assert.equal(inserted.delta[0].insert[0].id, child);
});

test('a container that comes in is told with its content', () => {
  const [ada, ben] = [new Doc(), new Doc()];
  const events = [];
  ben.on('change', (event) => events.push(event));
  ada.list('todos').make(0, 'map').make('text', 'text').insert(0, 'milk');
  ben.applyUpdate(ada.encodeUpdate());
  const changes = events[0].changes;
  assert.deepEqual(changes.map((change) => change.path), ['todos', 'todos/0', 'todos/0/text']);
  assert.equal(changes[0].delta[0].insert[0].value, ben.get('todos/0'));
  assert.equal(changes[1].keys.get('text'), ben.get('todos/0/text'));
  assert.deepEqual(changes[2].delta, [{ insert: 'milk' }]);
});

test('listeners that edit, that throw, that leave', () => {
  const doc = new Doc();
  const seen = [];
  const stop = doc.on('change', (event) => {
    seen.push(told(event)[0].delta[0].insert);
    if (doc.text('t').length < 3) doc.text('t').insert(0, String(doc.text('t').length));
  });
  doc.on('change', () => {
    throw new Error('mine');
  });
  assert.throws(() => doc.text('t').insert(0, 'x'), /mine/);
  assert.deepEqual(seen, ['x', '1', '2']);
  assert.equal(doc.text('t').read(), '21x');
  stop();
  assert.throws(() => doc.text('t').insert(0, 'y'), /mine/);
  assert.equal(seen.length, 3);
});

test('update listeners get bytes that keep another replica the same', () => {
  const [ada, ben] = [new Doc(), new Doc()];
  let updates = 0;
  ada.on('update', (update) => {
    ++updates;
    ben.applyUpdate(update);
  });
  ada.text('t').insert(0, 'x');
  ada.transact(() => {
    ada.map('m').set('a', 1);
    ada.transact(() => ada.map('m').set('b', 2));
  });
  assert.equal(updates, 2);
  ada.applyUpdate(new Doc().encodeUpdate());
  assert.equal(updates, 2);
  assert.deepEqual(ben.toJSON(), ada.toJSON());
});

test('an update that is applied inside a transaction is told after it, as the edits are', () => {
  const [ada, ben, copy] = [new Doc(), new Doc(), new Doc()];
  ben.text('t').insert(0, 'ben');
  const update = ben.encodeUpdate();
  const seen = [];
  ada.on('change', (event) => seen.push(event.local));
  ada.on('update', (bytes) => {
    seen.push('update');
    copy.applyUpdate(bytes);
  });
  ada.transact(() => {
    ada.text('t').insert(0, 'a');
    assert.deepEqual(ada.applyUpdate(update), { applied: 3, duplicate: 0, waiting: 0 });
    ada.transact(() => ada.text('t').insert(1, 'd'));
    ada.text('t').insert(2, 'a');
    assert.deepEqual(seen, []);
  });
  // One transaction in parts: the edits before, what came in, the edits after.
  assert.deepEqual(seen, ['update', true, false, true]);
  copy.applyUpdate(update);
  assert.deepEqual(copy.hash(), ada.hash());
});

test('a transaction whose edits throw is over, with what was done', () => {
  const doc = new Doc();
  let events = 0;
  doc.on('change', () => ++events);
  assert.throws(() =>
    doc.transact(() => {
      doc.text('t').insert(0, 'x');
      doc.text('t').insert(9, 'y');
    }),
  );
  assert.equal(events, 1);
  doc.text('t').insert(1, 'z');
  assert.equal(events, 2);
});
