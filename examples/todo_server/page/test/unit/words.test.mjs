// What is said to people: status, refused changes, links, presence that comes from anybody.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compiled } from './compiled.mjs';

const { statusWords } = await compiled('status_words');
const { proposalText } = await compiled('proposal_text');
const { linkOf } = await compiled('link');
const { personOf, initials } = await compiled('presence');
const { dropIndex } = await compiled('reorder');

const good = {
  status: 'connected', retryIn: 0, rights: 'edit', live: true, saved: true, kept: true, unkeptFor: 0,
  unsent: 0,
};
const said = (state) => {
  const { text, detail } = statusWords({ ...good, ...state });
  return detail ? `${text}: ${detail}` : text;
};

test('"Saved" is said only when the server has everything', () => {
  for (const status of ['connected', 'connecting', 'waiting', 'offline']) {
    for (const kept of [true, false]) {
      assert.doesNotMatch(said({ status, kept, saved: false, live: status === 'connected' }), /^Saved|is saved/);
    }
  }
  assert.equal(said({}), 'Saved');
});
test('offline: what is where', () => {
  assert.equal(said({ status: 'offline', live: false }), 'Offline: everything is saved');
  const state = { status: 'offline', live: false, saved: false };
  assert.equal(said({ ...state, unsent: 3 }), 'Offline: kept on this device, 3 changes not yet sent');
  assert.equal(said({ ...state, unsent: 0 }), 'Offline: kept on this device, changes not yet sent');
});
test('what neither server nor device has is said loudly, unless it is only a moment', () => {
  const state = { ...good, status: 'waiting', saved: false, kept: false, live: false };
  assert.ok(statusWords({ ...state, unkeptFor: 20 }).isBrief);
  const words = statusWords({ ...state, unkeptFor: 2000 });
  assert.equal(words.tone, 'bad');
  assert.equal(words.text, 'Not kept!');
});
test('a list that never came is not said to be saved', () => {
  assert.match(said({ status: 'connecting', rights: 'none', live: false }), /never loaded/);
  assert.equal(said({ rights: 'none', live: false }), 'Opening…');
});
test('while waiting: how long, and what is said aloud does not count along', () => {
  const at = (retryIn) => statusWords({ ...good, status: 'waiting', live: false, retryIn });
  assert.equal(at(4).text, 'Reconnecting in 4 s');
  assert.ok(at(4).canRetry);
  assert.equal(at(4).spoken, at(3).spoken);
});

test('refused changes are told in words, letters typed one by one as one piece', () => {
  const changes = [
    { path: 'todos/0/name', kind: 'text', delta: [{ insert: 'M' }] },
    { path: 'todos/0/name', kind: 'text', delta: [{ retain: 1 }, { insert: 'ilk' }] },
    { path: 'todos/0', kind: 'map', keys: new Map([['done', true]]) },
    { path: 'todos', kind: 'list', delta: [{ retain: 2 }, { delete: 1 }] },
  ];
  assert.equal(proposalText({ changes }), 'To-do 1: written “Milk”\nTo-do 1: ticked\nList: removed');
});
test('a whole list that was here before is told as a list', () => {
  const json = { name: 'Trip', todos: [{ name: 'Tent', done: true }, { name: 'Milk' }] };
  assert.equal(proposalText({ json }), 'Trip\n[x] Tent\n[ ] Milk');
});

test('links', () => {
  assert.deepEqual(linkOf('/lists/a-b_1', '#secret'), { list: 'a-b_1', capability: 'secret' });
  assert.deepEqual(linkOf('/lists/ab', ''), { list: 'ab', capability: '' });
  assert.equal(linkOf('/lists/a/b', '#x'), undefined);
});
test('presence that makes no sense is not shown', () => {
  assert.equal(personOf(1, null), undefined);
  assert.equal(personOf(1, { name: '  ' }), undefined);
  const person = personOf(1, { name: 'Ada', colour: 99, at: { field: 'name', anchor: {}, head: 3 } });
  assert.equal(person.at, undefined);
  assert.ok(person.colour < 8);
});
test('initials', () => {
  assert.equal(initials('Ada Lovelace'), 'AL');
  assert.equal(initials('Guest 7'), 'G7');
  assert.equal(initials('日本'), '日');
});
test('a row is dropped below the rows whose middles are above the pointer', () => {
  assert.deepEqual([0, 15, 25, 99].map((y) => dropIndex([10, 20, 30], y)), [0, 1, 2, 3]);
});
