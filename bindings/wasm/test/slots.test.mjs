// Slots: tabs that share a storage, here clients in one program. Each edits under an agent of its own,
// nobody sends what is another's, and what a closed tab has left is sent by who is there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WeftError, memoryStorage } from 'weft-crdt';
import { startServer } from './clients.mjs';
import { crashable, stealable } from './storages.mjs';
import { until } from './until.mjs';

const { server, connect } = await startServer();
const nameOf = (shared) => shared.doc.text('name').read();

test('a second tab begins with a copy, under its own agent, without what the first has not sent', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const one = connect(list.edit, storage);
  const first = await one.open(list.id);
  first.doc.text('name').insert(0, 'sent');
  await until('saved', () => first.saved && first.live);
  one.goOffline();
  first.doc.text('name').insert(4, ' unsent');
  await until('kept', () => first.kept);

  const two = connect(list.edit, storage, { online: false });
  const second = await two.open(list.id);
  assert.notEqual(second.agent, first.agent);
  assert.ok(['sent', ''].includes(nameOf(second)), nameOf(second)); // '': the first had not saved yet
  second.doc.text('name').insert(0, 'Second ');
  two.goOnline();
  await until('the second is saved', () => second.saved && second.live);
  one.goOnline();
  await until('both have both', () => nameOf(first) === nameOf(second) && first.saved && second.saved);
  assert.equal(nameOf(first).length, 'sent unsent'.length + 'Second '.length);
});

test('a tab that is gone with unsent edits: the next one goes on with them', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const tab = crashable(storage);
  const one = connect(list.edit, tab, { online: false });
  const first = await one.open(list.id);
  for (const letter of 'unsent') first.doc.text('name').insert(nameOf(first).length, letter);
  await until('kept', () => first.kept);
  tab.crash();
  const second = await connect(list.edit, storage).open(list.id);
  assert.equal(nameOf(second), 'unsent');
  assert.equal(second.agent, first.agent);
  await until('saved', () => second.saved && second.live);
});

test('what is typed into a document that was just replaced is kept, also when the server is out of reach', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const tab = crashable(storage);
  const one = connect(list.edit, tab);
  const first = await one.open(list.id);
  first.doc.text('name').insert(0, 'List');
  await until('saved', () => first.saved && first.live);
  const told = [];
  first.on('replaced', () => one.goOffline());
  first.on('rejected', (rejected) => told.push(rejected));
  first.doc.map('notes').set('x', 'not in a to-do list');
  await until('it was refused', () => told.length === 1);
  assert.equal(first.live, false);
  first.doc.text('name').insert(4, ' of things');
  await until('kept', () => first.kept);
  tab.crash();

  const second = await connect(list.edit, storage).open(list.id);
  second.on('rejected', (rejected) => told.push(rejected));
  assert.equal(nameOf(second), 'List of things');
  assert.equal(second.agent, first.agent);
  await until('saved', () => second.saved && second.live);
  assert.deepEqual(second.doc.toJSON(), { name: 'List of things' });
  assert.equal(told.length, 1);
});

test('a list that was opened a moment ago can be edited without the server', async () => {
  const list = await server.newList();
  const other = await connect(list.edit, null).open(list.id);
  other.doc.text('name').insert(0, 'Trip');
  await until('the server has it', () => other.live && other.saved);
  const storage = memoryStorage();
  const tab = crashable(storage);
  const one = await connect(list.edit, tab).open(list.id);
  await until('live', () => one.live);
  await new Promise(setImmediate); // what was begun is written; nothing that was to come later is
  tab.crash();
  const again = await connect(list.edit, storage, { online: false }).open(list.id);
  assert.equal(again.rights, 'edit');
  assert.equal(nameOf(again), 'Trip');
});

test('what two tabs have left is sent by a third, and their slots go', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const tabs = [crashable(storage), crashable(storage)];
  for (const [i, tab] of tabs.entries()) {
    const shared = await connect(list.edit, tab, { online: false }).open(list.id);
    shared.doc.text('name').insert(0, `tab ${i}.`);
    await until('kept', () => shared.kept);
  }
  assert.equal((await storage.heads(list.id)).length, 2);
  for (const tab of tabs) tab.crash();
  const third = await connect(list.edit, storage).open(list.id);
  await until('everything is there', () => nameOf(third).length === 12 && third.saved);
  assert.match(nameOf(third), /tab 0\./);
  assert.match(nameOf(third), /tab 1\./);
  await until('one slot is left', async () => (await storage.heads(list.id)).length === 1);
  const other = await connect(list.edit, null).open(list.id);
  await until('others see it once', () => nameOf(other) === nameOf(third));
});

test('without locks only what was closed in an orderly way is taken over', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  storage.locks = false;
  storage.lock = () => Promise.reject(new Error('there are no locks'));
  const agents = [];
  for (let visit = 0; visit < 2; ++visit) {
    const client = connect(list.edit, storage, { online: false });
    const shared = await client.open(list.id);
    shared.doc.text('name').insert(0, 'x');
    agents.push(shared.agent);
    await until('stored', () => storage.hasUnsent(list.id, String(shared.agent)));
    assert.equal(shared.kept, false, 'nobody would find it if this tab were gone');
    if (visit === 0) await client.close();
  }
  assert.equal(agents[0], agents[1]);
  const third = connect(list.edit, storage);
  const shared = await third.open(list.id); // the second is still open, or was never closed
  assert.notEqual(shared.agent, agents[1]);
  await until('live', () => shared.live);
  assert.equal(nameOf(shared), '');
});

test('without locks what was closed right after it was replaced is taken over', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  storage.locks = false;
  storage.lock = () => Promise.reject(new Error('there are no locks'));
  const client = connect(list.edit, storage);
  const shared = await client.open(list.id);
  await until('live', () => shared.live);
  const { agent } = shared;
  let closed;
  shared.on('replaced', () => {
    client.goOffline(); // nothing may be written before it is live again
    closed = client.close();
  });
  shared.doc.map('notes').set('x', 'not in a to-do list');
  await until('replaced', () => closed !== undefined);
  await closed;
  const next = await connect(list.edit, storage, { online: false }).open(list.id);
  assert.equal(next.agent, agent); // with what was there before, to be sent again
});

test('a storage that fails is told, editing goes on, and it is tried again', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const { append, write } = storage;
  const client = connect(list.edit, storage, { online: false });
  const shared = await client.open(list.id);
  const problems = [];
  client.on('storage', (error) => problems.push(error.message));
  shared.doc.text('name').insert(0, 'a');
  await until('kept', () => shared.kept);
  storage.append = storage.write = () => Promise.reject(new Error('the disk is full'));
  shared.doc.text('name').insert(1, 'b');
  await until('told', () => problems.length === 1);
  assert.deepEqual(problems, ['the disk is full']);
  assert.equal(shared.kept, false);
  Object.assign(storage, { append, write });
  shared.doc.text('name').insert(2, 'c');
  await until('kept after all', () => shared.kept);
  storage.append = () => Promise.reject(new Error('the disk is full'));
  shared.doc.text('name').insert(3, 'd');
  await until('told again', () => problems.length === 2);
  await until('kept again', () => shared.kept);
  await client.close();
  const again = await connect(list.edit, storage, { online: false }).open(list.id);
  assert.equal(nameOf(again), 'abcd');
});

// An edit goes to the server and to the storage at once, and the tab may go between the two.
for (const how of ['throws', 'rejects']) {
  test(`a storage of which one call ${how}: told, and the client connects all the same`, async () => {
    for (const call of [
      'lock', 'heads', 'read', 'hasUnsent', 'write', 'append', 'remove', 'readCredential', 'writeCredential',
    ]) {
      const list = await server.newList();
      const storage = memoryStorage();
      // Something to read and to send for who comes later.
      const one = connect(list.edit, storage, { online: false });
      const left = await one.open(list.id);
      left.doc.text('name').insert(0, 'left ');
      await until('kept', () => left.kept);
      await one.close();
      storage[call] = () => {
        if (how === 'throws') throw new Error(call);
        return Promise.reject(new Error(call));
      };
      const two = connect(list.edit, storage);
      const told = [];
      two.on('storage', ({ message }) => told.push(message));
      const shared = await two.open(list.id);
      shared.doc.text('name').insert(0, 'x');
      await until(`saved without ${call}`, () => shared.live && shared.saved);
      if (call !== 'remove' && call !== 'append') assert.deepEqual(told, [call]);
      await two.close();
    }
  });
}

test('a storage that is behind the server: nothing is there twice', async () => {
  for (let stored = 0; stored < 5; ++stored) {
    const list = await server.newList();
    const storage = memoryStorage();
    const tab = crashable(storage);
    const client = connect(list.edit, tab);
    const witness = await connect(list.edit, null).open(list.id);
    const shared = await client.open(list.id);
    if (stored > 2) await until('live', () => shared.live);
    for (let i = 0; i < stored; ++i) shared.doc.text('name').insert(i, String(i));
    await until('kept', () => shared.kept);
    // Another device would have another agent: docs/sync.md, "Not yet".
    await until('its token, too', async () => (await storage.readCredential(list.edit)) !== undefined);
    if (stored % 2 === 0) await until('seen', () => nameOf(witness).length === stored);
    tab.gone = true;
    for (let i = stored; i < 6; ++i) shared.doc.text('name').insert(i, String(i));
    await until('the server has more', () => nameOf(witness) === '012345');
    client.goOffline();
    tab.crash();
    const again = await connect(list.edit, storage).open(list.id);
    assert.ok(nameOf(again).length <= stored);
    again.doc.text('name').insert(0, '!');
    await until('saved', () => again.saved && again.live);
    // What was typed into nothing may stand on either side.
    const either = stored === 0 ? ['!012345', '012345!'] : ['!012345'];
    assert.ok(either.includes(nameOf(again)), nameOf(again));
    await until('seen by all', () => nameOf(witness) === nameOf(again));
  }
});

// Whatever a tab was doing when it went: what was kept is there, and nothing is there twice.
test('a tab that goes after any number of writes', async () => {
  for (let writes = 1; writes < 14; ++writes) {
    const list = await server.newList();
    const storage = memoryStorage();
    const tab = crashable(storage);
    let left = writes;
    for (const call of ['write', 'append', 'remove']) {
      const through = tab[call];
      tab[call] = async (...args) => {
        if (left-- <= 0) tab.crash();
        return through(...args);
      };
    }
    const client = connect(list.edit, tab, { online: writes % 2 === 0 });
    const shared = await client.open(list.id);
    let kept = 0;
    for (let i = 0; i < 8 && !tab.gone; ++i) {
      shared.doc.text('name').insert(i, String(i));
      await until('kept, or gone', () => shared.kept || tab.gone);
      if (shared.kept) kept = i + 1;
    }
    tab.crash();
    client.goOffline();
    const again = await connect(list.edit, storage).open(list.id);
    await until('saved', () => again.saved && again.live);
    const text = nameOf(again);
    assert.ok('01234567'.startsWith(text) && text.length >= kept, `${writes} writes: ${text}, ${kept}`);
  }
});

test('a lock that is lost ends the editing, is told, and nothing more is written or sent', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const tab = stealable(storage);
  const client = connect(list.edit, tab);
  const first = await client.open(list.id);
  first.doc.text('name').insert(0, 'List');
  await until('saved and kept', () => first.saved && first.kept && first.live);
  client.goOffline();
  first.doc.text('name').insert(4, ' of ann'); // kept, and now whoever has the slot sends it
  await until('kept', () => first.kept);
  const { doc, agent } = first;
  let told = 0;
  let left;
  first.on('state', () => {
    ++told;
    left = nameOf(first); // it can still be read
  });
  tab.steal();
  assert.equal(first.closed.reason, 'lost');
  assert.equal(first.live, false);
  assert.equal(first.saved, false);
  assert.equal(told, 1);
  assert.equal(left, 'List of ann');
  assert.throws(() => doc.text('name').insert(0, 'x'), WeftError);
  assert.throws(() => first.reopen(), { code: 9 });

  // The thief goes on under that agent; who lost it begins anew, under another one.
  const thief = await connect(list.edit, storage).open(list.id);
  assert.equal(thief.agent, agent);
  assert.equal(nameOf(thief), 'List of ann');
  client.goOnline();
  const second = await client.open(list.id);
  assert.notEqual(second, first);
  assert.notEqual(second.agent, agent);
  await until('both have both', () => thief.saved && second.live && nameOf(second) === 'List of ann');
});

test('a slot whose lock is not to be had is not used: nothing is kept, and no other tab gets its agent', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const lockless = { __proto__: storage, locks: true, lock: () => Promise.reject(new Error('no locks today')) };
  for (const broken of [lockless, { __proto__: lockless, heads: () => Promise.reject(new Error('no heads')) }]) {
    const one = connect(list.edit, broken, { online: false });
    const problems = [];
    one.on('storage', ({ message }) => problems.push(message));
    const first = await one.open(list.id);
    first.doc.text('name').insert(0, 'x');
    assert.ok(problems.includes('no locks today'));
    const second = await connect(list.edit, storage, { online: false }).open(list.id);
    await until('the second is kept', () => second.kept && storage.heads(list.id).then((heads) => heads.length > 0));
    assert.notEqual(first.agent, second.agent);
    assert.equal(first.kept, false);
    assert.ok(!(await storage.heads(list.id)).some(({ agent }) => agent === first.agent));
    one.goOnline();
    await until('it is sent all the same', () => first.live && first.saved);
  }
});

test('a slot is let go of once, however often it is closed', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const client = connect(list.edit, storage);
  const problems = [];
  client.on('storage', (error) => problems.push(error));
  const shared = await client.open(list.id);
  const { agent } = shared;
  await Promise.all([client.close(), shared.close(), client.close()]);
  const next = await connect(list.edit, storage).open(list.id);
  assert.equal(next.agent, agent);
  await shared.close();
  const third = await connect(list.edit, storage).open(list.id);
  assert.notEqual(third.agent, agent); // `next` still has that one
  assert.deepEqual(problems, []);
});
