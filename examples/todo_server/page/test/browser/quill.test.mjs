// The binding with Quill itself: whatever is done to either, both show the same.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withServer } from './windows.mjs';

const page = join(dirname(fileURLToPath(import.meta.url)), '../..');

test('random edits in Quill and of its text', withServer(async (world) => {
  const contents = `
    export { NotesEditor } from './src/notes/editor';
    export { shownDelta } from './src/notes/binding';
    export * from './test/unit/random_notes.mjs';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: page }, bundle: true, format: 'iife', globalName: 'notes', write: false,
  });
  const window = await world.open(await world.person(), world.server.url);
  await window.page.evaluate(`${outputFiles[0].text}; window.notes = notes;`);
  const failed = await window.page.evaluate(() => {
    const { NotesEditor, STRANGE, Text, USUAL, change, shownDelta, source } = window.notes;
    for (let seed = 1; seed <= 400; ++seed) {
      const random = source(seed);
      const text = new Text();
      const editor = new NotesEditor(undefined, { doc: () => text.doc, make: () => text, moved() {} });
      document.body.append(editor.element);
      text.heard = (ops) => editor.integrate(ops);
      for (let step = 0; step < 10; ++step) {
        if (random.below(2) === 0 && editor.bound) text.applyDelta(change(random, text.length, STRANGE).ops);
        else editor.quill.updateContents(change(random, editor.quill.getLength() - 1, USUAL), 'user');
        const is = editor.quill.getContents();
        if (is.diff(shownDelta(text.delta())).ops.length === 0) continue;
        return `seed ${seed}, step ${step}: Quill has ${JSON.stringify(is.ops)}, the text ${JSON.stringify(text.delta())}`;
      }
      editor.element.remove();
    }
    return '';
  });
  assert.equal(failed, '');
}));
