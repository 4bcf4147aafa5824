// What a storage does that nobody hopes for: it does not answer, cannot remove or read, or somebody logs out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStorage } from 'weft-crdt';
import { startServer } from './clients.mjs';
import { crashable } from './storages.mjs';
import { until } from './until.mjs';

const { server, connect } = await startServer();
const nameOf = (shared) => shared.doc.text('name').read();

/** Leaves slots in which somebody typed `text`, or else did what the server refuses; the first is taken first. */
async function leave(list, storage, texts) {
  const tabs = texts.map(() => crashable(storage));
  const agents = [];
  for (const [i, tab] of [...tabs.entries()].reverse()) {
    const shared = await connect(list.edit, tab, { online: false }).open(list.id);
    if (texts[i] === undefined) shared.doc.map('notes').set('x', 'not in a to-do list');
    else shared.doc.text('name').insert(0, texts[i]);
    await until('kept', () => shared.kept);
    agents.unshift(shared.agent);
    await new Promise((resolve) => setTimeout(resolve, 2)); // the newest is taken first
  }
  for (const tab of tabs) tab.crash();
  return agents;
}

test('what another tab left is not sent once the document is closed here, so that its refusal can be told', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const [, refused] = await leave(list, storage, ['mine', undefined]);
  const client = connect(list.edit, storage, { online: false });
  const shared = await client.open(list.id);
  assert.equal(nameOf(shared), 'mine');
  const slot = String(refused);
  const free = async () => {
    const release = await storage.lock(`slot ${slot} of ${list.id}`, false);
    release?.();
    return release !== undefined;
  };
  await until('it is adopted', async () => !(await free()));
  await shared.close();
  client.goOnline();
  const other = await client.open((await server.newList()).id);
  await until('the server has answered', () => other.closed !== undefined);
  assert.equal(await storage.hasUnsent(list.id, slot), true);
  assert.equal(await free(), true);

  const told = [];
  const again = await connect(list.edit, storage).open(list.id);
  again.on('rejected', ({ proposal }) => told.push(proposal.changes[0].path));
  await until('it is told to who is there', () => told.length === 1);
  assert.deepEqual(told, ['notes']);
});

test('a left slot that cannot be removed is let go of', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const [, other] = await leave(list, storage, ['a', 'b']);
  storage.remove = () => Promise.reject(new Error('no'));
  const client = connect(list.edit, storage);
  const problems = [];
  client.on('storage', ({ message }) => problems.push(message));
  const shared = await client.open(list.id);
  await until('both are there', () => nameOf(shared).length === 2 && shared.saved && problems.length > 0);
  assert.ok(await storage.lock(`slot ${other} of ${list.id}`, false));
});

test('without locks a slot that could not be read is there for the next one', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  storage.locks = false;
  const first = connect(list.edit, storage, { online: false });
  const shared = await first.open(list.id);
  const { agent } = shared;
  shared.doc.text('name').insert(0, 'unsent');
  await first.close();
  const unreadable = { __proto__: storage, read: () => Promise.reject(new Error('not now')) };
  for (const call of ['heads', 'hasUnsent', 'write', 'append', 'claim', 'remove']) {
    unreadable[call] = (...args) => storage[call](...args);
  }
  const second = await connect(list.edit, unreadable, { online: false }).open(list.id);
  assert.notEqual(second.agent, agent);
  const third = await connect(list.edit, storage, { online: false }).open(list.id);
  assert.equal(third.agent, agent);
  assert.equal(nameOf(third), 'unsent');
});

test('a storage that does not answer is told, and nobody waits for it for long', async () => {
  await Promise.all(['heads', 'read', 'write', 'append', 'lock', 'readCredential'].map(async (call) => {
    const list = await server.newList();
    const storage = memoryStorage();
    const one = connect(list.edit, storage, { online: false });
    const left = await one.open(list.id);
    left.doc.text('name').insert(0, 'left');
    await one.close();
    const { lock } = storage;
    storage[call] = (name, ...rest) =>
      call === 'lock' && name.startsWith('credential') ? lock.call(storage, name, ...rest) : new Promise(() => {});
    const two = connect(list.edit, storage);
    const told = [];
    two.on('storage', ({ message }) => told.push(message));
    const shared = await two.open(list.id);
    shared.doc.text('name').insert(0, 'x');
    await until(`saved without ${call}`, () => shared.live && shared.saved);
    await two.close();
    assert.ok(told.length > 0 && told.every((message) => /does not answer/.test(message)), `${call}: ${told}`);
  }));
});

test('who logs out leaves nothing: documents, what is unsent, credentials', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const client = connect(list.edit, storage);
  const shared = await client.open(list.id);
  shared.doc.text('name').insert(0, 'secret');
  await until('saved', () => shared.saved && shared.live && shared.kept);
  assert.ok(await storage.readCredential(list.edit));
  client.goOffline();
  shared.doc.text('name').insert(0, 'unsent ');
  await client.close({ forget: true });
  assert.equal(await storage.readCredential(list.edit), undefined);
  assert.deepEqual(await storage.heads(list.id), []);
  const next = await connect(list.edit, storage, { online: false }).open(list.id);
  assert.equal(nameOf(next), '');
  await client.close({ forget: true }); // as often as you like
});
