// The API in Node: what each container does, errors, events, memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, Doc, WeftError, init } from 'weft-crdt';

await init(); // not needed in Node, and allowed

const fails = (code, run) =>
  assert.throws(run, (error) => error instanceof WeftError && error.code === code && error.message !== '');

test('texts: insert, erase, read, in UTF-16 units', () => {
  const text = new Doc().text('note');
  text.insert(0, 'Hello');
  text.insert(5, ' wörld 😀!');
  assert.equal(text.read(), 'Hello wörld 😀!');
  assert.equal(text.length, 'Hello wörld 😀!'.length);
  text.erase(0, 6);
  assert.equal(String(text), 'wörld 😀!');
  assert.equal(text.read(6, 2), '😀');
  assert.equal(text.read(6), '😀!');
  const long = 'aé€😀'.repeat(50_000);
  text.insert(1, long);
  assert.equal(text.read(), `w${long}örld 😀!`);
});

test('what a text refuses changes nothing', () => {
  const text = new Doc().text('note');
  text.insert(0, 'a😀b');
  for (const half of ['\ud83d', '\ude00', `${'x'.repeat(100)}\ud83d`]) {
    fails(Code.INVALID_ARGUMENT, () => text.insert(0, half));
  }
  fails(Code.INVALID_ARGUMENT, () => text.insert(2, 'x'));
  fails(Code.INVALID_ARGUMENT, () => text.erase(1, 1));
  fails(Code.OUT_OF_RANGE, () => text.insert(5, 'x'));
  fails(Code.OUT_OF_RANGE, () => text.erase(3, 2));
  for (const position of [-1, 0.5, NaN, 2 ** 32, 2 ** 53, undefined, '1']) {
    fails(Code.OUT_OF_RANGE, () => text.insert(position, 'x'));
  }
  assert.equal(text.read(), 'a😀b');
});

test('a byte-order mark is text like any other', () => {
  const doc = new Doc();
  doc.text('note').insert(0, '\ufeffx');
  doc.map('m').set('\ufeffk', '\ufeffv');
  assert.equal(doc.text('note').read(), '\ufeffx');
  assert.deepEqual(doc.map('m').entries(), [['\ufeffk', '\ufeffv']]);
});

test('maps: every kind of value comes back as it went in', () => {
  const map = new Doc().map('m');
  const values = [
    null, true, false, 0, -1, 127, 128, 2 ** 53 - 1, -(2 ** 53 - 1), 2n ** 63n - 1n, -(2n ** 63n),
    0.1, -0, 1e300, Infinity, -Infinity, NaN, '', 'x', 'é'.repeat(1000), new Uint8Array([0, 255, 7]),
    2 ** 60,
  ];
  values.forEach((value, i) => map.set(`k${i}`, value));
  values.forEach((value, i) => assert.deepEqual(map.get(`k${i}`), value));
  assert.equal(map.size, values.length);
  map.remove('k0');
  assert.equal(map.get('k0'), undefined);
  assert.equal(map.has('k1'), true);
  fails(Code.NOT_FOUND, () => map.remove('k0'));
  fails(Code.INVALID_ARGUMENT, () => map.set('k', 2n ** 63n));
  fails(Code.INVALID_ARGUMENT, () => map.set('k', {}));
  fails(Code.INVALID_ARGUMENT, () => map.set('k', undefined));
  fails(Code.INVALID_ARGUMENT, () => map.set('k'.repeat(1025), 1));
  fails(Code.INVALID_ARGUMENT, () => map.set('\ud800', 1));
  assert.deepEqual(map.set('z', 1).keys().slice(-1), ['z']);
});

test('containers nest, have paths, and are the same object each time', () => {
  const doc = new Doc();
  const item = doc.list('todos').make(0, 'map');
  const text = item.make('text', 'text');
  text.insert(0, 'milk');
  item.make('votes', 'counter').add(2);
  assert.equal(doc.get('todos/0/text'), text);
  assert.equal(doc.list('todos').get(0), item);
  assert.equal(item.get('text'), text);
  assert.equal(text.path, 'todos/0/text');
  assert.deepEqual(doc.toJSON(), { todos: [{ text: 'milk', votes: 2 }] });
  assert.deepEqual(doc.roots(), [{ kind: 'list', name: 'todos' }]);
  fails(Code.NOT_FOUND, () => doc.get('todos/7'));
  doc.list('todos').erase(0);
  fails(Code.NOT_FOUND, () => text.path);
});

test('lists: insert, move, set, ids', () => {
  const list = new Doc().list('l');
  list.push('a', 'b', 3, null, true);
  const a = list.idAt(0);
  list.move(0, 4);
  assert.deepEqual(list.toArray(), ['b', 3, null, true, 'a']);
  assert.equal(list.indexOf(a), 4);
  list.set(4, 'A');
  list.erase(1, 2);
  assert.deepEqual([...list], ['b', true, 'A']);
  assert.equal(list.idAt(2), a);
  fails(Code.OUT_OF_RANGE, () => list.get(3));
  fails(Code.OUT_OF_RANGE, () => list.move(0, 3));
  fails(Code.INVALID_ARGUMENT, () => list.indexOf('nonsense'));
  fails(Code.INVALID_ARGUMENT, () => list.make(0, 'nonsense'));
  assert.equal(list.length, 3);
});

test('trees: nodes with data, moved, never in a cycle', () => {
  const tree = new Doc().tree('t');
  const a = tree.insert(null, 0);
  const b = tree.insert(a, 0);
  tree.data(b).set('title', 'b');
  tree.move(b, null, 0);
  assert.deepEqual(tree.children(null), [b, a]);
  tree.move(a, b, 0);
  assert.equal(tree.parent(a), b);
  assert.equal(tree.indexOf(a), 0);
  fails(Code.INVALID_ARGUMENT, () => tree.move(b, a, 0));
  assert.deepEqual(tree.toJSON(), [
    { id: b, data: { title: 'b' }, children: [{ id: a, data: {}, children: [] }] },
  ]);
  tree.erase(b);
  assert.deepEqual(tree.children(null), []);
});

test('a tree of any depth is JSON', () => {
  const doc = new Doc();
  const tree = doc.tree('t');
  const depth = 6_000;
  let last = null;
  doc.transact(() => {
    for (let i = 0; i < depth; ++i) last = tree.insert(last, 0);
  });
  let [node] = doc.toJSON().t;
  let found = 1;
  for (; node.children.length > 0; ++found) [node] = node.children;
  assert.equal(found, depth);
  assert.deepEqual(node, { id: last, data: {}, children: [] });
});

test('every container is JSON, by itself, as a member and in a delta', () => {
  const doc = new Doc();
  const deltas = [];
  doc.on('change', ({ changes }) => changes.forEach(({ delta }) => delta && deltas.push(JSON.stringify(delta))));
  const list = doc.list('l');
  const json = { text: '', map: {}, list: [], counter: 0, tree: [] };
  for (const kind of Object.keys(json)) {
    const made = list.make(0, kind);
    assert.deepEqual(JSON.parse(JSON.stringify(made)), json[kind]);
    assert.deepEqual(JSON.parse(JSON.stringify({ made })), { made: json[kind] });
    assert.deepEqual(JSON.parse(deltas.pop())[0].insert[0].value, json[kind]);
  }
  const id = list.get(0).insert(null, 0);
  assert.deepEqual(JSON.parse(JSON.stringify([list.get(0)])), [[{ id, data: {}, children: [] }]]);
});

test('counters add up', () => {
  const [ada, ben] = [new Doc(), new Doc()];
  ada.counter('c').add(3);
  ben.counter('c').add(-5);
  ada.applyUpdate(ben.encodeUpdate());
  assert.equal(ada.counter('c').value, -2);
  ada.counter('c').add(2n ** 60n);
  assert.equal(ada.counter('c').value, 2n ** 60n - 2n);
});

test('a counter takes whole numbers of 64 bits and nothing else', () => {
  const doc = new Doc();
  const counter = doc.counter('c');
  const edges = [2n ** 63n - 1n, -(2n ** 63n) + 1n, 2 ** 62, -(2 ** 62), -0, 2n];
  for (const amount of edges) counter.add(amount);
  assert.equal(counter.value, 2);
  const before = doc.version();
  for (const amount of [
    2n ** 63n, -(2n ** 63n) - 1n, 2n ** 64n, 2 ** 63, 1e300, 0.5, NaN, Infinity, '5', '', true, null, undefined,
    [], {}, Symbol(),
  ]) {
    fails(Code.INVALID_ARGUMENT, () => counter.add(amount));
  }
  assert.equal(counter.value, 2);
  assert.deepEqual(doc.version(), before);
});

test('replicas that have seen the same show the same', () => {
  const [ada, ben] = [new Doc(), new Doc()];
  ada.text('t').insert(0, 'Hello World');
  ben.applyUpdate(ada.encodeUpdate());
  ada.text('t').insert(5, ',');
  ben.text('t').insert(11, '!');
  ada.map('m').set('k', 'ada');
  ben.map('m').set('k', 'ben');
  const [fromAda, fromBen] = [ada.encodeUpdate(ben.version()), ben.encodeUpdate(ada.version())];
  ada.applyUpdate(fromBen);
  ben.applyUpdate(fromAda);
  assert.equal(ada.text('t').read(), 'Hello, World!');
  assert.deepEqual(ada.toJSON(), ben.toJSON());
  assert.deepEqual(ada.hash(), ben.hash());
  assert.deepEqual(ada.version(), ben.version());
  assert.deepEqual(ada.map('m').getAll('k').sort(), ['ada', 'ben']);
  assert.deepEqual(ada.applyUpdate(fromBen), { applied: 0, duplicate: 2, waiting: 0 });
});

test('what comes too early waits', () => {
  const [ada, ben] = [new Doc(), new Doc()];
  ada.text('t').insert(0, 'a');
  const first = ada.takeUpdate();
  ada.text('t').insert(1, 'b');
  const second = ada.takeUpdate();
  assert.equal(ada.takeUpdate(), undefined);
  assert.deepEqual(ben.applyUpdate(second), { applied: 0, duplicate: 0, waiting: 1 });
  assert.ok(ben.missing().length > 0);
  assert.deepEqual(ben.applyUpdate(first), { applied: 2, duplicate: 0, waiting: 0 });
  assert.equal(ben.missing().length, 0);
  assert.equal(ben.text('t').read(), 'ab');
});

test('updates inside a session are shorter', () => {
  const [ada, ben] = [new Doc({ agent: 7 }), new Doc({ agent: 9 })];
  fails(Code.FAILED_PRECONDITION, () => ada.takeSessionUpdate());
  for (const doc of [ada, ben]) assert.deepEqual([doc.introduce(7), doc.introduce(9)], [0, 1]);
  for (const c of 'hello') {
    ada.text('t').insert(ada.text('t').length, c);
    const update = ada.takeSessionUpdate();
    assert.ok(update.length < 12);
    ben.applySessionUpdate(update);
  }
  assert.equal(ben.text('t').read(), 'hello');
});

test('saved documents', () => {
  for (const fill of [
    (doc) => doc.text('t').insert(0, 'text alone é'),
    (doc) => doc.list('l').push(1, 'x'),
    () => {},
  ]) {
    const doc = new Doc();
    fill(doc);
    const loaded = Doc.load(doc.save());
    assert.deepEqual(loaded.toJSON(), doc.toJSON());
    assert.deepEqual(loaded.hash(), doc.hash());
    loaded.text('t').insert(0, 'goes on');
    doc.applyUpdate(loaded.encodeUpdate(doc.version()));
    assert.deepEqual(loaded.toJSON(), doc.toJSON());
  }
  fails(Code.INVALID_ARGUMENT, () => Doc.load(new Uint8Array(10)));
});

test('stable positions survive edits and are plain JSON', () => {
  const [ada, ben] = [new Doc(), new Doc()];
  ada.text('t').insert(0, 'Hello World');
  ben.applyUpdate(ada.encodeUpdate());
  const cursor = JSON.parse(JSON.stringify(ada.text('t').stabilize(5)));
  ada.text('t').insert(0, '>> ');
  assert.equal(ada.text('t').resolve(cursor), 8);
  assert.equal(ben.text('t').resolve(cursor), 5);
  assert.equal(ada.text('t').resolve(ada.text('t').stabilize(0)), 0);
  assert.equal(ada.text('t').resolve(ada.text('t').stabilize(14, 'after')), 14);
  ada.text('t').insert(0, 'x');
  fails(Code.NOT_FOUND, () => ben.text('t').resolve(ada.text('t').stabilize(1)));
});

test('ids that cannot be, and sides that are none, are refused; never taken for another', () => {
  const doc = new Doc({ agent: 1 });
  const text = doc.text('note');
  text.insert(0, 'abc');
  const top = doc.tree('t').insert(null, 0);
  doc.list('l').push('x');
  for (const id of [
    '1:4294967296', '1:4294967297', '1:2147483648', '9007199254740992:0', '9999999999999999:0', '', '1', '1:', ':1',
    '1:-1', '1:1:1', ' 1:1', undefined, 5, {},
  ]) {
    fails(Code.INVALID_ARGUMENT, () => text.resolve({ id, side: 'before' }));
    fails(Code.INVALID_ARGUMENT, () => doc.tree('t').insert(id, 0));
    fails(Code.INVALID_ARGUMENT, () => doc.tree('t').move(top, id, 0));
    fails(Code.INVALID_ARGUMENT, () => doc.list('l').indexOf(id));
    fails(Code.INVALID_ARGUMENT, () => text.removeMark(id));
  }
  for (const id of ['1:2147483647', '9007199254740991:0']) {
    fails(Code.NOT_FOUND, () => text.resolve({ id, side: 'before' }));
  }
  for (const side of ['', 'After', 'left', undefined, null, 1, true]) {
    fails(Code.INVALID_ARGUMENT, () => text.resolve({ id: null, side }));
    if (side !== undefined) fails(Code.INVALID_ARGUMENT, () => text.stabilize(0, side));
  }
  assert.deepEqual(doc.tree('t').children(null), [top]);
});

test('documents of both orders; a bad agent is refused', () => {
  const doc = new Doc({ agent: 2 ** 53 - 1, order: 'yata' });
  doc.text('t').insert(0, 'x');
  assert.equal(doc.agent, 2 ** 53 - 1);
  for (const agent of [-1, 0.5, 2 ** 53, NaN, '7']) fails(Code.INVALID_ARGUMENT, () => new Doc({ agent }));
  assert.notEqual(new Doc().agent, new Doc().agent);
});

test('an agent is refused everywhere alike', () => {
  const doc = new Doc({ agent: 1 });
  doc.text('note').insert(0, 'x');
  for (const agent of [-1, 0.5, 2 ** 53, NaN, 5n, '5', {}]) {
    fails(Code.INVALID_ARGUMENT, () => new Doc({ agent }));
    fails(Code.INVALID_ARGUMENT, () => doc.introduce(agent));
    fails(Code.INVALID_ARGUMENT, () => doc.forkAt(doc.version(), { agent }));
  }
  fails(Code.INVALID_ARGUMENT, () => doc.introduce(undefined));
  assert.equal(doc.forkAt(doc.version(), { agent: 2 ** 53 - 1 }).agent, 2 ** 53 - 1);
});

test('a freed document answers with an error', () => {
  const doc = new Doc();
  const text = doc.text('t');
  doc.free();
  doc.free();
  fails(Code.INVALID_ARGUMENT, () => text.insert(0, 'x'));
  fails(Code.INVALID_ARGUMENT, () => doc.encodeUpdate());
  fails(Code.INVALID_ARGUMENT, () => doc.text('u'));
});

test('a name that is too long or ill-formed is refused', () => {
  fails(Code.INVALID_ARGUMENT, () => new Doc().text('n'.repeat(1025)));
  fails(Code.INVALID_ARGUMENT, () => new Doc().text('\udc00'));
});
