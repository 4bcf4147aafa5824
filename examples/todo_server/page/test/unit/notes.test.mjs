// Notes: what is in the editor and what is in the text stay the same, whatever is done to either.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Delta from 'quill-delta';
import { compiled } from './compiled.mjs';
import { STRANGE, Text, USUAL, change, source } from './random_notes.mjs';

const { Binding, shownDelta } = await compiled('notes/binding');
const { deltaForQuill } = await compiled('notes/deltas');
const { safeAddress } = await compiled('notes/formats');

/** An editor that holds what Quill can hold, and nothing else. */
class Editor {
  content = new Delta().insert('\n');
  isComposing = false;
  untold = [];
  contents() {
    return this.content;
  }
  show(change) {
    for (const { insert } of change.ops) assert.doesNotMatch(insert ?? '', /\r/, 'Quill makes newlines of these');
    this.content = shownDelta(this.content.compose(change).ops);
    ++this.shows;
  }
  shows = 0;
  tell() {
    for (const delta of this.untold.splice(0)) this.told(delta);
  }
  /** As a person does it. */
  do(change) {
    const before = this.content;
    this.content = shownDelta(before.compose(change).ops);
    this.untold.push(before.diff(this.content));
    if (!this.isComposing) this.tell();
  }
}

function bound() {
  const [text, editor] = [new Text(), new Editor()];
  const binding = new Binding(editor, () => text.doc, () => text);
  text.heard = (ops) => binding.integrate(ops);
  editor.told = (delta) => binding.done(delta);
  return { text, editor, binding };
}
const wanted = (text) => shownDelta(text.delta()).ops;

test('looking at notes that are empty writes nothing', () => {
  const { text, editor, binding } = bound();
  binding.bind(text);
  assert.equal(text.length, 0);
  assert.deepEqual(editor.content.ops, [{ insert: '\n' }]);
});
test('the first letter makes the text', () => {
  const { text, editor, binding } = bound();
  binding.bind(undefined);
  editor.do(new Delta().insert('a'));
  assert.equal(binding.bound, text);
  assert.deepEqual(text.content.ops, [{ insert: 'a\n' }]);
});
test('the same notes in another document: what is typed goes there, and is not taken back', async () => {
  const [before, after, editor] = [new Text(), new Text(), new Editor()];
  let { doc } = before;
  const binding = new Binding(editor, () => doc, () => after);
  editor.told = (delta) => binding.done(delta);
  before.content = after.content = new Delta().insert('milk\n');
  binding.bind(before);
  doc.transact = () => assert.fail('it is dead');
  ({ doc } = after);
  binding.bind(after);
  editor.do(new Delta().retain(4).insert('!'));
  await undefined; // what was not taken would be corrected now
  for (const { ops } of [editor.content, after.content]) assert.deepEqual(ops, [{ insert: 'milk!\n' }]);
});
test('a line that got two formats by merging shows one, and loses both', () => {
  const { text, editor, binding } = bound();
  text.content = new Delta().insert('milk').insert('\n', { header: 1, list: 'bullet' });
  binding.bind(text);
  assert.deepEqual(editor.content.ops, [{ insert: 'milk' }, { insert: '\n', attributes: { list: 'bullet' } }]);
  editor.do(new Delta().retain(4).retain(1, { list: null }));
  assert.deepEqual(editor.content.ops, [{ insert: 'milk\n' }]);
  assert.deepEqual(text.content.ops, [{ insert: 'milk\n' }]);
});
test('formats that are unknown, or mean no good, are not shown and stay in the text', () => {
  const { text, editor, binding } = bound();
  const attributes = { link: 'javascript:alert(1)', color: 'red', bold: 'very' };
  text.content = new Delta().insert('a', attributes).insert({ video: 'x' }).insert('\n', { header: 99 });
  binding.bind(text);
  assert.deepEqual(editor.content.ops, [{ insert: 'a\ufffc\n' }]);
  editor.do(new Delta().retain(1).insert('b'));
  assert.deepEqual(text.content.ops[0], { insert: 'a', attributes });
});
test('carriage returns are shown as something that is as long, so what is typed lands where it is shown', () => {
  const { text, editor, binding } = bound();
  text.content = new Delta().insert('one\r\ntwo\r\n');
  binding.bind(text);
  assert.deepEqual(editor.content.ops, [{ insert: 'one \ntwo \n' }]);
  editor.do(new Delta().retain(8).insert('!'));
  text.applyDelta([{ insert: 'zero\r\n' }]);
  assert.deepEqual(text.content.ops, [{ insert: 'zero\r\none\r\ntwo!\r\n' }]);
  assert.deepEqual(editor.content.ops, [{ insert: 'zero \none \ntwo! \n' }]);
});
test('notes that end with an emoji go on showing what others write', () => {
  const { text, editor, binding } = bound();
  text.content = new Delta().insert('Party 🎉');
  binding.bind(text);
  text.applyDelta([{ insert: 'Big ' }]);
  assert.deepEqual(editor.content.ops, [{ insert: 'Big Party 🎉\n' }]);
});
test('a change that the editor does not take: it shows the text all the same', async (t) => {
  t.mock.method(console, 'warn', () => {});
  const { text, editor, binding } = bound();
  text.content = new Delta().insert('milk\n');
  binding.bind(text);
  const { show } = editor;
  editor.show = () => {
    editor.show = show;
    throw new Error('not taken');
  };
  text.applyDelta([{ insert: 'oat ' }]);
  await undefined; // it may have been telling
  assert.deepEqual(editor.content.ops, [{ insert: 'oat milk\n' }]);
});
test('what others write while something is composed waits; what was composed lands where it was meant', () => {
  const { text, editor, binding } = bound();
  text.content = new Delta().insert('milk tea\n');
  binding.bind(text);
  editor.isComposing = true;
  editor.do(new Delta().retain(4).insert('に'));
  text.applyDelta([{ insert: 'oat ' }, { retain: 8 }, { insert: '!' }]);
  assert.deepEqual(editor.content.ops, [{ insert: 'milkに tea\n' }]); // not written to
  const shows = editor.shows;
  editor.tell();
  binding.showHeld();
  assert.equal(editor.shows, shows + 1); // at once right: putting it right later would move the caret
  assert.deepEqual(text.content.ops, [{ insert: 'oat milkに tea!\n' }]);
  assert.deepEqual(editor.content.ops, text.content.ops);
});
test('addresses that are safe to press', () => {
  for (const good of ['https://example.org/a?b#c', 'mailto:ada@example.org', 'tel:+4930', `https://x/${'a'.repeat(1990)}`]) assert.equal(safeAddress(good), good);
  const bad = ['javascript:alert(1)', ' javascript:alert(1)', 'JAVASCRIPT:x', 'data:text/html,x', 'example.org', '', 7, null, `https://x/${'a'.repeat(3000)}`, `https://x/${'日'.repeat(700)}`];
  for (const address of bad) assert.equal(safeAddress(address), undefined, String(address));
});
test('only what others touched is told', () => {
  const after = [{ insert: 'ab', attributes: { bold: true } }, { insert: 'c\n' }];
  assert.deepEqual(deltaForQuill([{ retain: 3 }, { delete: 2 }], after), [{ retain: 3 }, { delete: 2 }]);
  const [first] = deltaForQuill([{ retain: 1, attributes: { bold: true, color: 'x' } }], after);
  assert.equal(first.attributes.bold, true);
  assert.ok(!('color' in first.attributes));
});

test('random edits on both sides: editor and text show the same', () => {
  for (let seed = 1; seed <= 5000; ++seed) {
    const random = source(seed);
    const { text, editor, binding } = bound();
    if (random.below(2) === 0) text.content = new Delta().insert('abc').insert('\n', { list: 'bullet' }).insert('de');
    binding.bind(random.below(5) === 0 ? undefined : text);
    if (binding.bound === undefined) text.content = new Delta();
    for (let step = 0; step < 8; ++step) {
      const what = random.below(4);
      if (what === 0 && binding.bound) text.applyDelta(change(random, text.length, STRANGE).ops);
      else if (what === 1 && !editor.isComposing) editor.isComposing = true;
      else if (what === 1) (editor.tell(), (editor.isComposing = false), binding.showHeld());
      else editor.do(change(random, editor.content.length() - 1, USUAL));
      if (!editor.isComposing) assert.deepEqual(editor.content.ops, wanted(text), `seed ${seed}, step ${step}`);
    }
  }
});
