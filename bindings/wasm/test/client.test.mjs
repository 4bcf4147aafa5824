// Clients and a real server (weft-todo): what one does the other sees, and nothing is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, Doc, WeftError, memoryStorage } from 'weft-crdt';
import WebSocket from 'ws';
import { TodoServer } from './todo_server.mjs';
import { until } from './until.mjs';

let server;
const clients = [];
before(async () => (server = await TodoServer.start()));
after(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.remove();
});

function connect(credential, options = {}) {
  const retry = { min: 10, max: 50 };
  const client = new Client({
    url: server.sync, credential, WebSocket, storage: null, retry, ...options,
  });
  clients.push(client);
  return client;
}

const nameOf = (shared) => shared.doc.text('name').read();
const same = (a, b) => Buffer.compare(a.doc.hash(), b.doc.hash()) === 0;

test('what one writes the other reads, both at once', async () => {
  const list = await server.newList();
  const ann = await connect(list.edit).open(list.id);
  const ben = await connect(list.edit).open(list.id);
  ann.doc.text('name').insert(0, 'Groceries'); // before it is connected
  assert.equal(ann.saved, false);
  assert.equal(ann.kept, false); // there is no storage
  await until('ben reads it', () => nameOf(ben) === 'Groceries');
  await until('it is saved', () => ann.saved && ann.kept);
  assert.equal(ann.live, true);
  assert.equal(ann.rights, 'edit');

  const changes = [];
  ben.doc.on('change', (event) => event.changes.forEach(({ path }) => changes.push(path)));
  ann.doc.transact(() => {
    const item = ann.doc.list('todos').make(0, 'map');
    item.make('name', 'text').insert(0, 'milk');
    item.set('done', false);
  });
  ben.doc.text('name').insert(0, 'Our ');
  await until('both have both', () => same(ann, ben) && ann.saved && ben.saved);
  assert.deepEqual(ann.doc.toJSON(), {
    name: 'Our Groceries', todos: [{ name: 'milk', done: false }],
  });
  assert.ok(changes.includes('todos') && changes.includes('name'), String(changes));
});

test('edits made offline arrive once, also when the server was killed meanwhile', async () => {
  const list = await server.newList();
  const [a, b] = [connect(list.edit), connect(list.edit)];
  const [ann, ben] = [await a.open(list.id), await b.open(list.id)];
  await until('both live', () => ann.live && ben.live);
  a.goOffline();
  assert.equal(a.status, 'offline');
  assert.equal(ann.live, false);
  ann.doc.text('name').insert(0, 'ann');
  ben.doc.text('name').insert(0, 'ben');
  await server.end('SIGKILL');
  ben.doc.text('name').insert(3, '!');
  await until('ben waits', () => b.status === 'waiting' && b.retryAt > 0);
  await server.again();
  a.goOnline();
  await until('both have both', () => ann.saved && ben.saved && ann.live && ben.live && same(ann, ben));
  assert.equal([...nameOf(ann)].sort().join(''), [...'annben!'].sort().join(''));
});

test('a server that stops sends clients away with a hint, and they come back', async () => {
  const list = await server.newList();
  const client = connect(list.edit);
  const shared = await client.open(list.id);
  await until('live', () => shared.live);
  const ended = [];
  client.on('ended', (told) => ended.push(told));
  await server.end();
  await until('it ended', () => ended.length === 1);
  assert.equal(ended[0].reason, 'unavailable');
  assert.ok(ended[0].retryAfter > 0);
  shared.doc.text('name').insert(0, 'meanwhile');
  await server.again();
  await until('it is back', () => shared.live && shared.saved);
});

test('a refused edit is out of the document, told, and the rest goes on', async () => {
  const list = await server.newList();
  const shared = await connect(list.edit).open(list.id);
  shared.doc.text('name').insert(0, 'List');
  await until('saved', () => shared.saved && shared.live);
  const told = [];
  const [before, agent] = [shared.doc, shared.agent];
  const text = before.text('name');
  shared.on('replaced', () => told.push('replaced'));
  shared.on('rejected', (rejected) => told.push(rejected));
  shared.doc.map('notes').set('x', 'not in a to-do list');
  await until('told', () => told.length === 2);
  assert.equal(told[0], 'replaced');
  assert.equal(told[1].refusal, 'policy');
  assert.equal(told[1].proposal.changes[0].path, 'notes');
  assert.ok(told[1].proposal.update.length > 0);
  assert.notEqual(shared.doc, before);
  assert.notEqual(shared.agent, agent);
  assert.throws(() => text.insert(0, 'x'), WeftError); // of the document of before
  assert.deepEqual(shared.doc.toJSON(), { name: 'List' });
  shared.doc.text('name').insert(4, '!');
  await until('saved again', () => shared.saved && shared.live);
});

test('a document of a client is edited, and not freed, loaded into or updated by hand', async () => {
  const list = await server.newList();
  const client = connect(list.edit);
  const shared = await client.open(list.id);
  const other = new Doc();
  other.text('name').insert(0, 'x');
  assert.throws(() => shared.doc.free(), WeftError);
  assert.throws(() => shared.doc.takeUpdate(), WeftError);
  assert.throws(() => shared.doc.applyUpdate(other.encodeUpdate()), WeftError);
  const updates = [];
  shared.doc.on('update', (update) => updates.push(update));
  shared.doc.text('name').insert(0, 'b');
  shared.doc.text('name').insert(0, 'a');
  assert.equal(updates.length, 2);
  const copy = new Doc();
  for (const update of updates) copy.applyUpdate(update);
  assert.equal(copy.text('name').read(), 'ab');
  await until('it was sent all the same', () => shared.saved && shared.live);
  assert.equal(await client.open(list.id), shared);
  await shared.close();
  assert.throws(() => shared.doc.text('name'), WeftError);
});

test('a view link shows, and what is written is given back', async () => {
  const list = await server.newList();
  const ann = await connect(list.edit).open(list.id);
  ann.doc.text('name').insert(0, 'shown');
  const viewer = await connect(list.view).open(list.id, { view: true });
  await until('it shows', () => viewer.live && nameOf(viewer) === 'shown');
  assert.equal(viewer.rights, 'view');
  assert.equal(viewer.agent, 0);
  const editor = await connect(list.view).open(list.id);
  const rejected = [];
  editor.on('rejected', (told) => rejected.push(told));
  await until('live', () => editor.live);
  assert.equal(editor.rights, 'view');
  editor.doc.text('name').insert(0, 'not ');
  await until('given back', () => rejected.length === 1 && nameOf(editor) === 'shown');
  assert.equal(rejected[0].refusal, 'forbidden');
});

test('opened to look at and to edit: two objects, each closed by itself', async () => {
  for (const storage of [null, memoryStorage()]) {
    const list = await server.newList();
    const client = connect(list.edit, { storage });
    const view = await client.open(list.id, { view: true });
    const edit = await client.open(list.id);
    assert.notEqual(edit, view);
    assert.equal(await client.open(list.id, { view: true }), view);
    assert.equal(await client.open(list.id), edit);
    assert.equal(view.agent, 0);
    edit.doc.text('name').insert(0, 'List');
    await until('both have it', () => edit.saved && nameOf(view) === 'List');

    await view.close();
    assert.equal(edit.closed, undefined);
    edit.doc.text('name').insert(4, '!');
    await until('saved', () => edit.live && edit.saved);
    assert.equal(await client.open(list.id), edit);
    const again = await client.open(list.id, { view: true });
    await edit.close();
    assert.equal(again.closed, undefined);
    await until('it shows', () => again.live && nameOf(again) === 'List!');
    const next = await client.open(list.id);
    await until('it has it too', () => nameOf(next) === 'List!');
    next.doc.text('name').insert(5, '!');
    await until('it is edited again', () => next.saved && nameOf(again) === 'List!!');
    await client.close();
    assert.deepEqual([again.closed.reason, next.closed.reason], ['closed', 'closed']);
  }
});

test('a credential that is none ends the connection, and is not tried again by itself', async () => {
  const list = await server.newList();
  const client = connect(`${list.id}#rubbish`);
  const shared = await client.open(list.id);
  const ended = [];
  client.on('ended', (told) => ended.push(told));
  await until('it ended', () => ended.length === 1);
  assert.equal(ended[0].reason, 'refused');
  assert.equal(client.status, 'offline');
  assert.equal(shared.live, false);
});

test('presence comes with its principal, is repeated, changes and goes', async () => {
  const list = await server.newList();
  const [a, b] = [connect(list.edit), connect(list.edit)];
  const [ann, ben] = [await a.open(list.id), await b.open(list.id)];
  await until('both live', () => ann.live && ben.live);
  const seen = () => [...ben.presence.values()].map(({ value }) => value);
  ann.setPresence({ name: 'Ann', at: 3 }, 1500); // gone before the test ends, but for being repeated
  await until('ben sees it', () => seen()[0]?.at === 3);
  assert.equal([...ben.presence.keys()][0], ann.agent);
  assert.match([...ben.presence.values()][0].principal, new RegExp(`^${list.id}/`));
  assert.equal(ann.presence.size, 0);
  ann.setPresence({ name: 'Ann', at: 4 });
  await until('it changes', () => seen()[0]?.at === 4);
  const gone = [];
  ben.on('presence', ({ value }) => gone.push(value));
  ann.setPresence(undefined);
  await until('it goes', () => ben.presence.size === 0);
  assert.deepEqual(gone, [undefined]);
  ann.setPresence('again');
  await until('it is back', () => ben.presence.size === 1);
  await a.close();
  await until('it goes with its client', () => ben.presence.size === 0);
  assert.throws(() => ben.setPresence('x'.repeat(5000)), WeftError);
});

test('presence that is set inside a transaction does not cut it in two', async () => {
  const list = await server.newList();
  const [ann, ben] = [await connect(list.edit).open(list.id), await connect(list.edit).open(list.id)];
  await until('both live', () => ann.live && ben.live);
  const told = [];
  ann.doc.on('change', () => told.push('change'));
  ann.doc.on('update', () => told.push('update'));
  ann.doc.transact(() => {
    ann.doc.text('name').insert(0, 'a');
    ann.setPresence({ at: 1 });
    ann.doc.text('name').insert(1, 'b');
    assert.deepEqual(told, []);
  });
  assert.deepEqual(told, ['update', 'change']);
  await until('ben has both', () => ben.presence.size === 1 && nameOf(ben) === 'ab');
});

test('what is kept is there again without a server, and what was unsent is sent', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const first = connect(list.edit, { storage });
  const shared = await first.open(list.id);
  shared.doc.text('name').insert(0, 'one');
  await until('saved', () => shared.saved && shared.live);
  first.goOffline();
  shared.doc.text('name').insert(3, ' two');
  await until('kept', () => shared.kept);
  assert.equal(shared.saved, false);
  const { agent } = shared;
  await first.close();

  const second = connect(list.edit, { storage, online: false });
  const again = await second.open(list.id);
  assert.equal(nameOf(again), 'one two');
  assert.equal(again.agent, agent);
  assert.equal(again.rights, 'edit'); // remembered
  assert.equal(again.saved, false);
  assert.equal(again.kept, true);
  second.goOnline();
  await until('saved', () => again.saved && again.live);
  const other = await connect(list.edit).open(list.id);
  await until('others see it', () => nameOf(other) === 'one two');
});

test('with a storage a client stays who it is', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const given = [];
  for (let visit = 0; visit < 2; ++visit) {
    const client = connect(list.edit, { storage });
    client.on('credential', (credential) => given.push(credential));
    const shared = await client.open(list.id);
    shared.doc.text('name').insert(0, 'x');
    await until('saved', () => shared.saved && shared.live);
    await client.close();
  }
  assert.equal(new Set(given).size, 1);
});

test('what is closed says so: no status, nobody present, nothing more to do', async () => {
  const list = await server.newList();
  const [a, b] = [connect(list.edit), connect(list.edit)];
  const [ann, ben] = [await a.open(list.id), await b.open(list.id)];
  await until('both live', () => ann.live && ben.live);
  ann.setPresence('here');
  ben.setPresence('there');
  await until('they see each other', () => ann.presence.size === 1 && ben.presence.size === 1);
  await ann.close();
  assert.equal(ann.closed.reason, 'closed');
  assert.equal(ann.live, false);
  assert.equal(ann.presence.size, 0);
  assert.throws(() => ann.reopen(), { code: 9 });
  assert.notEqual(await a.open(list.id), ann);

  const statuses = [];
  b.on('status', (status) => statuses.push(status));
  ben.doc.text('name').insert(0, 'unsent');
  const closing = b.close();
  assert.equal(b.status, 'offline');
  await closing;
  assert.equal(ben.closed.reason, 'closed');
  assert.equal(ben.live, false);
  assert.equal(ben.kept, ben.saved); // no storage: only what the server has is anywhere
  assert.equal(ben.presence.size, 0);
  assert.throws(() => ben.doc.text('name').insert(0, 'x'), WeftError);
  b.goOnline();
  assert.deepEqual([b.status, b.retryAt], ['offline', undefined]);
  assert.deepEqual(statuses, ['offline']);
  await assert.rejects(b.open(list.id), { code: 9 });
});

test('a document that is closed again leaves alone what was opened since', async () => {
  const list = await server.newList();
  for (const storage of [null, memoryStorage()]) {
    const client = connect(list.edit, { storage });
    const first = await client.open(list.id);
    const closing = first.close();
    const second = await client.open(list.id);
    assert.notEqual(second, first);
    await Promise.all([first.close(), closing]);
    await first.close();
    assert.equal(await client.open(list.id), second);
    await second.close();
    assert.notEqual(await client.open(list.id), second);
  }
});

test('a client that is closed stays offline, whatever is called when that is told', async () => {
  const list = await server.newList();
  const client = connect(list.edit);
  const shared = await client.open(list.id);
  await until('live', () => shared.live);
  const told = [];
  client.on('status', (status) => {
    told.push(status);
    if (status !== 'offline') return;
    client.goOnline();
    void client.close();
  });
  await client.close();
  assert.equal(client.status, 'offline');
  assert.deepEqual(told, ['offline']);
});

/** What a page is told, where there is none. */
function pageEvents(t) {
  const target = new EventTarget();
  globalThis.addEventListener = target.addEventListener.bind(target);
  globalThis.removeEventListener = target.removeEventListener.bind(target);
  globalThis.document = { visibilityState: 'visible' };
  t.after(() => ['addEventListener', 'removeEventListener', 'document'].forEach((name) => delete globalThis[name]));
  return (type) => target.dispatchEvent(new Event(type));
}

test('a page that is seen again, or gets a network, waits no longer', async (t) => {
  const tell = pageEvents(t);
  const client = connect('x', { retry: { min: 1e6, max: 1e6 }, url: 'ws://127.0.0.1:9/' });
  for (const type of ['visibilitychange', 'online']) {
    await until('it waits', () => client.status === 'waiting');
    tell('offline');
    assert.equal(client.status, 'waiting');
    tell(type);
    assert.equal(client.status, 'connecting');
  }
});

test('when the network may be another, a connection that is dead is given up soon, and one that lives is not', async (t) => {
  const tell = pageEvents(t);
  class Socket extends WebSocket {
    static deaf = false;
    static heard = 0;
    set onmessage(listener) {
      super.onmessage = (event) => Socket.deaf || (++Socket.heard, listener(event));
    }
  }
  const list = await server.newList();
  const client = connect(list.edit, { WebSocket: Socket, retry: { min: 1e6, max: 1e6 } });
  const shared = await client.open(list.id);
  await until('live', () => shared.live && shared.saved);
  for (const type of ['online', 'offline']) {
    const { heard } = Socket;
    tell(type);
    await until('the server has answered', () => Socket.heard > heard);
    assert.equal(client.status, 'connected');
  }
  Socket.deaf = true;
  tell('visibilitychange'); // it was heard a moment ago
  tell('online');
  await until('it is given up', () => client.status === 'waiting');
});
