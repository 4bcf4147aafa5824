// What is not meant to be given: told as a WeftError, with the document as it was.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Client, Code, Doc, WeftError, memoryStorage } from 'weft-crdt';

/** `run` is refused with that code, and nothing is edited. */
function refused(doc, code, run, what) {
  const before = doc.version();
  assert.throws(run, (error) => {
    assert.ok(error instanceof WeftError, `${what}: ${error}`);
    assert.equal(error.code, code, what);
    return true;
  }, String(what));
  assert.deepEqual(doc.version(), before, String(what));
}

function filled() {
  const doc = new Doc({ agent: 1 });
  doc.text('note').insert(0, 'Hello');
  doc.list('l').push(1, 2, 3);
  return doc;
}

test('what is no string is no text, name, key or path', () => {
  const doc = filled();
  for (const value of [undefined, null, 5, 5n, true, {}, ['x'], Symbol(), new Uint8Array(2)]) {
    for (const run of [
      () => doc.text('note').insert(0, value),
      () => doc.text(value),
      () => doc.get(value),
      () => doc.map('m').set(value, 1),
      () => doc.map('m').make(value, 'text'),
      () => doc.map('m').get(value),
      () => doc.text('note').mark(0, 1, value, true),
      () => doc.text('note').unmark(0, 1, value),
      () => doc.setMarkKind(value),
      () => doc.revertTo(doc.version(), { except: [value] }),
    ]) {
      refused(doc, Code.INVALID_ARGUMENT, run, `${run} ${String(value)}`);
    }
  }
});

test('what is no bytes is no update, version or saved document', () => {
  const doc = filled();
  const version = doc.version();
  for (const value of [null, 5, NaN, '', 'bytes', true, {}, [1, 2], new ArrayBuffer(4), new Uint16Array(2)]) {
    for (const run of [
      () => doc.applyUpdate(value),
      () => doc.applySessionUpdate(value),
      () => Doc.load(value),
      () => doc.forkAt(value),
      () => doc.diff(value, version),
      () => doc.diff(version, value),
      () => doc.revertTo(value),
      ...(value === null ? [] : [() => doc.encodeUpdate(value)]),
    ]) {
      refused(doc, Code.INVALID_ARGUMENT, run, `${run} ${String(value)}`);
    }
  }
  refused(doc, Code.INVALID_ARGUMENT, () => doc.applyUpdate(undefined), 'undefined');
  assert.deepEqual(doc.encodeUpdate(Buffer.from(version)), doc.encodeUpdate(version));
});

test('what is no number is no position, count or index', () => {
  const doc = filled();
  for (const value of [undefined, null, 1n, '1', Symbol(), {}, -1, 0.5]) {
    for (const run of [
      () => doc.text('note').insert(value, 'x'),
      () => doc.text('note').erase(0, value),
      () => doc.list('l').get(value),
      () => doc.tree('t').insert(null, value),
      () => doc.timeline().step(value),
      () => doc.text('note').applyDelta([{ retain: value }]),
    ]) {
      refused(doc, Code.OUT_OF_RANGE, run, `${run} ${String(value)}`);
    }
  }
  for (const maxSteps of [0, -1, 0.5, '5']) refused(doc, Code.OUT_OF_RANGE, () => doc.undoManager({ maxSteps }), maxSteps);
});

test('what is no event, and what is no function, is not listened to', () => {
  const doc = filled();
  for (const event of ['foo', 'doc', 'telling', '__proto__', undefined, null, Symbol()]) {
    refused(doc, Code.INVALID_ARGUMENT, () => doc.on(event, () => {}), String(event));
  }
  for (const listener of [undefined, null, {}, 'f']) {
    refused(doc, Code.INVALID_ARGUMENT, () => doc.on('change', listener), listener);
  }
  doc.text('note').insert(0, 'x');
});

test('what JSON cannot hold is no embedded object, presence or cursor', async (t) => {
  const doc = filled();
  const text = doc.text('note');
  const undo = doc.undoManager();
  const client = new Client({ url: 'ws://localhost', online: false, storage: null });
  t.after(() => client.close());
  const shared = await client.open('list');
  const cyclic = {};
  cyclic.self = cyclic;
  for (const value of [cyclic, { big: 5n }, { toJSON: () => { throw new Error('no'); } }]) {
    refused(doc, Code.INVALID_ARGUMENT, () => text.insertEmbed(0, value), 'embed');
    refused(doc, Code.INVALID_ARGUMENT, () => text.applyDelta([{ insert: 'x' }, { insert: value }]), 'delta');
    refused(doc, Code.INVALID_ARGUMENT, () => (undo.cursor = value), 'cursor');
    refused(doc, Code.INVALID_ARGUMENT, () => shared.setPresence(value), 'presence');
  }
  for (const value of [null, undefined, 5, 'x', new Uint8Array(2)]) {
    refused(doc, Code.INVALID_ARGUMENT, () => text.insertEmbed(0, value), value);
  }
  for (const delta of [undefined, null, 5, 'x', {}, { ops: [] }, [null], [undefined], [, { insert: 'x' }], ['x'], [{}]]) {
    refused(doc, Code.INVALID_ARGUMENT, () => text.applyDelta(delta), JSON.stringify(delta));
  }
});

test('a client opens names alone, and keeps no lock of what it refused', async (t) => {
  const storage = memoryStorage();
  let held = 0;
  const lock = storage.lock.bind(storage);
  storage.lock = async (...args) => {
    const release = await lock(...args);
    if (release === undefined) return undefined;
    ++held;
    return () => (--held, release());
  };
  const client = new Client({ url: 'ws://localhost', online: false, storage });
  t.after(() => client.close());
  for (const name of [5, null, undefined, {}, '\ud800', 'x'.repeat(5000)]) {
    for (let i = 0; i < 2; ++i) await assert.rejects(client.open(name), { name: 'WeftError', code: 3 }, String(name));
  }
  assert.equal(held, 0);
  await client.open('list');
  assert.equal(held, 1);
});

test('options that edit while they are read change nothing of the call that reads them', () => {
  const doc = filled();
  const text = doc.text('note');
  const meddle = (value) => {
    doc.map('other').set('key', 'something long enough to be in the way');
    return value;
  };
  const options = { get expand() { return meddle('none'); }, get several() { return meddle(true); } };
  text.mark(0, 2, 'link', 'https://example.com', options);
  assert.deepEqual(text.marks().map(({ key, value, several }) => [key, value, several]), [
    ['link', 'https://example.com', true],
  ]);
  doc.setMarkKind('comment', options);
  text.applyDelta([{ retain: 1, attributes: { comment: 'a' } }]);
  text.applyDelta([{ retain: 1, attributes: { comment: 'b' } }]);
  assert.deepEqual(text.marks().filter(({ key }) => key === 'comment').map(({ value }) => value).sort(), ['a', 'b']);
});

test('as many items are pushed as can be inserted', () => {
  const list = new Doc().list('l');
  list.push(...Array(100_000).fill(1));
  list.insert(0, ...Array(100_000).fill(2));
  assert.equal(list.length, 200_000);
});

test('what is no event, or no listener, is told', async () => {
  const doc = filled();
  const client = new Client({ url: 'ws://127.0.0.1:9/sync', storage: null, online: false });
  const shared = await client.open('list');
  const undo = doc.undoManager();
  for (const run of [
    () => doc.on('changes', () => {}),
    () => client.on('state', () => {}),
    () => shared.on('status', () => {}),
    () => client.on('status', undefined),
    () => shared.on('state', {}),
    () => doc.on('change', 5),
    () => undo.onChange(null),
  ]) {
    refused(doc, Code.INVALID_ARGUMENT, run, run);
  }
  await client.close();
});

test("another document's text has no timeline here", () => {
  const doc = filled();
  const other = filled();
  refused(doc, Code.INVALID_ARGUMENT, () => doc.timeline({ text: other.text('note') }), 'a text of another');
  assert.equal(doc.timeline({ text: doc.text('note') }).length, 5);
});

test('the agent 0, which is the seed\'s, and orders that there are not, are no options', () => {
  const doc = filled();
  for (const agent of [0, -1, 0.5, 2 ** 53, '1', 1n]) {
    refused(doc, Code.INVALID_ARGUMENT, () => new Doc({ agent }), agent);
    refused(doc, Code.INVALID_ARGUMENT, () => Doc.load(doc.save(), { agent }), agent);
    refused(doc, Code.INVALID_ARGUMENT, () => doc.forkAt(doc.version(), { agent }), agent);
  }
  for (const order of ['yatta', '', 1, {}]) refused(doc, Code.INVALID_ARGUMENT, () => new Doc({ order }), order);
});

test('what is thrown in a transaction is what it throws, whatever a listener does', async (t) => {
  const doc = filled();
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.message);
  t.after(() => delete globalThis.reportError);
  const stop = doc.on('change', () => { throw new Error("the listener's"); });
  const edit = () => doc.text('note').insert(0, 'x');
  assert.throws(() => doc.transact(() => { edit(); throw new Error('its own'); }), /its own/);
  assert.deepEqual(reported, ["the listener's"]);
  assert.throws(() => doc.transact(edit), /the listener's/);
  stop();
  assert.equal(doc.text('note').read(), 'xxHello');
});

test('a function that returns a promise is no transaction', async () => {
  const doc = filled();
  const undo = doc.undoManager();
  for (const how of [(edits) => doc.transact(edits), (edits) => undo.untracked(edits)]) {
    let end;
    const promise = new Promise((resolve) => (end = resolve));
    assert.throws(() => how(async () => promise), { code: Code.INVALID_ARGUMENT, message: /synchronous/ });
    const told = [];
    const stop = doc.on('change', () => told.push(1));
    doc.list('l').push(4); // a transaction of its own
    assert.equal(told.length, 1);
    stop();
    end();
    await promise;
  }
});

test('more than fits into the memory is refused, also where its size is beyond 32 bits', () => {
  const doc = filled();
  const half = 'x'.repeat(2 ** 28);
  refused(doc, Code.RESOURCE_EXHAUSTED, () => doc.list('l').push(...Array(6).fill(half)), 'six');
  doc.list('l').push('x');
});

test('CommonJS for browsers: init() says that it needs a source', async () => {
  const web = createRequire(import.meta.url)('../dist/web.cjs');
  await assert.rejects(web.init(), { name: 'TypeError', message: /init\(\) needs a source/ });
  await web.init(readFileSync(new URL('../dist/weft.wasm', import.meta.url)));
  assert.equal(new web.Doc().text('note').read(), '');
});
