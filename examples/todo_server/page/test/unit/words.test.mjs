// What is said to people: status, refused changes, links, presence that comes from anybody.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Doc } from 'weft-crdt';
import { compiled } from './compiled.mjs';

const { statusWords } = await compiled('status_words');
const { changeLines, proposalText } = await compiled('proposal_text');
const { undoWords } = await compiled('undo_words');
const { namesIn } = await compiled('authors');
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
  const person = personOf(1, { name: 'Ada', colour: 99, selections: [{ text: 'name', anchor: {}, head: 3 }] });
  assert.equal(person.at, undefined);
  assert.ok(person.colour < 8);
  const noElement = { id: '9999999999999999:1', side: 'before' };
  assert.equal(personOf(1, { name: 'Ada', selections: [{ text: 'name', anchor: noElement, head: noElement }] }).at, undefined);
});
test('initials', () => {
  assert.equal(initials('Ada Lovelace'), 'AL');
  assert.equal(initials('Guest 7'), 'G7');
  assert.equal(initials('日本'), '日');
});
test('a row is dropped below the rows whose middles are above the pointer', () => {
  assert.deepEqual([0, 15, 25, 99].map((y) => dropIndex([10, 20, 30], y)), [0, 1, 2, 3]);
});

test('what undo did', () => {
  const nameAt = (index) => ['Milk', 'Tent'][index];
  const said = (direction, ...changes) => undoWords(direction, changes, nameAt);
  assert.equal(said('undo', { path: 'todos/1/name', kind: 'text', delta: [{ delete: 1 }] }), 'Undone: text of Tent');
  assert.equal(said('redo', { path: 'todos/0/notes', kind: 'text', delta: [{ insert: 'x' }] }), 'Redone: notes of Milk');
  assert.equal(said('undo', { path: 'todos/0', kind: 'map', keys: new Map([['done', true]]) }), 'Undone: Milk done');
  const moved = { path: 'todos', kind: 'list', delta: [{ insert: [{ id: '1:1', moved: true }] }, { retain: 2 }, { delete: 1 }] };
  assert.equal(said('undo', moved), 'Undone: 1 to-do moved');
  const removed = { path: 'todos', kind: 'list', delta: [{ delete: 2 }] };
  assert.equal(said('undo', removed, { path: 'name', kind: 'text', delta: [] }, moved), 'Undone: 2 to-dos removed, name of the list and 1 more');
});
test('what was done to notes, in words', () => {
  const changes = [
    { path: 'todos', kind: 'list', delta: [{ insert: [{ moved: false }] }] },
    { path: 'todos/0/notes', kind: 'text', delta: [{ insert: 'a' }, { retain: 3, attributes: { bold: true } }] },
    { path: 'todos/0/notes', kind: 'text', delta: [{ retain: 3, attributes: { bold: null } }] },
  ];
  assert.deepEqual(changeLines(changes), ['List: added', 'Notes of to-do 1: written “a”', 'Notes of to-do 1: formatted']);
  const json = { name: '', todos: [{ name: 'Tent', notes: 'two\npersons\n' }] };
  assert.equal(proposalText({ json }), '[ ] Tent\n    two\n    persons');
});
test('who is who, as a document says it, is looked at before it is believed', () => {
  const doc = new Doc();
  const people = doc.map('people');
  people.set('7', '3 Ada').set('8', 'Eve').set('9', `9 ${'x'.repeat(99)}`).set('10', '1    ');
  assert.deepEqual([...namesIn(doc)].map(([agent, { name, colour }]) => [agent, name.length, colour < 8]), [[7, 3, true], [9, 40, true]]);
});
