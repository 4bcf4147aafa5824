import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Doc } from 'weft-crdt';
import { compiled } from './compiled.mjs';

const { Todos } = await compiled('model');
const { declareFormats } = await compiled('notes/formats');
const { Unsent } = await compiled('unsent');

function listOf(...names) {
  const todos = new Todos(new Doc());
  names.forEach((name) => todos.add(undefined, name));
  return todos;
}
const names = (todos) => todos.all().map(({ name }) => name.read()).join(' ');
const idOf = (todos, name) => todos.all().find((todo) => todo.name.read() === name).id;

test('a new to-do stands below the one it was made from', () => {
  const todos = listOf('a', 'c');
  todos.add(idOf(todos, 'a'), 'b');
  assert.equal(names(todos), 'a b c');
  assert.deepEqual(todos.doc.toJSON().todos[1], { done: false, name: 'b', notes: '' });
});
test('moved before any, and to the end', () => {
  for (const moved of ['a', 'b', 'c', 'd']) {
    for (const before of ['a', 'b', 'c', 'd', undefined].filter((name) => name !== moved)) {
      const todos = listOf('a', 'b', 'c', 'd');
      todos.move(idOf(todos, moved), before && idOf(todos, before));
      const wanted = ['a', 'b', 'c', 'd'].filter((name) => name !== moved);
      wanted.splice(before ? wanted.indexOf(before) : 3, 0, moved);
      assert.equal(names(todos), wanted.join(' '));
    }
  }
});
test('a to-do keeps its id when it is moved', () => {
  const todos = listOf('a', 'b');
  const id = idOf(todos, 'a');
  todos.move(id, undefined);
  todos.setDone(id, true);
  assert.deepEqual(todos.all().map(({ done }) => done), [false, true]);
});
test('what was removed goes back to where it was, with one look at the list', () => {
  const todos = listOf('a', 'b', 'c', 'd', 'e', 'f');
  todos.doc.list('todos').insert(0, 'a string');
  const removed = [0, 2, 3, 5].map((index) => {
    const { name, done } = todos.all()[index];
    return { text: name.read(), done, index, notes: [{ insert: `of ${name.read()}\n` }] };
  });
  todos.remove(...['a', 'c', 'd', 'f'].map((name) => idOf(todos, name)));
  let looks = 0;
  const { all } = todos;
  todos.all = () => (++looks, all.call(todos));
  const last = todos.putBack(removed);
  assert.equal(looks, 1);
  assert.equal(names(todos), 'a b c d e f');
  assert.equal(idOf(todos, 'f'), last);
  assert.equal(todos.all()[3].notes.read(), 'of d\n');
});
test('what is no to-do is passed over', () => {
  const todos = listOf('a');
  todos.doc.list('todos').insert(0, 'a string');
  assert.equal(names(todos), 'a');
});

test('unsent: things, not keystrokes', () => {
  const todos = listOf('a', 'b', 'c');
  const unsent = new Unsent();
  todos.doc.on('change', (event) => unsent.note(event));
  const [a, b, c] = todos.all();
  for (const letter of 'xyz') a.name.insert(0, letter);
  todos.setDone(a.id, true);
  assert.equal(unsent.count, 1);
  todos.move(b.id, undefined);
  assert.equal(unsent.count, 2);
  assert.ok(unsent.has(a.id) && unsent.has(b.id) && !unsent.has(c.id));
  todos.remove(c.id);
  todos.name.insert(0, 'List');
  assert.equal(unsent.count, 4);
});
test('unsent: what others did is not', () => {
  const todos = listOf('a');
  const other = new Doc();
  const unsent = new Unsent();
  other.on('change', (event) => unsent.note(event));
  other.applyUpdate(todos.doc.encodeUpdate());
  assert.equal(unsent.count, 0);
});

test('what somebody types at the same time behind what is made bold is bold, behind a link it is no link', () => {
  for (const [format, isTaken] of [['bold', true], ['link', false], ['code', false]]) {
    const [ada, ben] = [new Doc(), new Doc()];
    [ada, ben].forEach(declareFormats);
    ada.text('name').insert(0, 'milk and');
    ben.applyUpdate(ada.encodeUpdate());
    ada.text('name').applyDelta([{ retain: 4, attributes: { [format]: 'x' } }]);
    ben.text('name').insert(4, '!');
    ada.applyUpdate(ben.encodeUpdate());
    assert.equal(ada.text('name').delta()[0].insert, isTaken ? 'milk!' : 'milk', format);
  }
});
