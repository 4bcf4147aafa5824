// A call that is left in its midst leaves the document half changed: nothing is done with it any more. The module
// here is one of its own, whose imports the test calls as a broken invariant or the end of the memory does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

let copies = 0;
async function load() {
  const { instantiate } = WebAssembly;
  let imports;
  WebAssembly.instantiate = (module, given) => {
    if (given?.weft) imports = given; // Node itself has modules too
    return instantiate(module, given);
  };
  try {
    const weft = await import(`../dist/web.js?copy=${++copies}`);
    await weft.init(readFileSync(new URL('../dist/weft.wasm', import.meta.url)));
    return { weft, imports };
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}

for (const [what, code, breaks] of [
  ['a broken invariant', 13, ({ weft }) => weft.checkFailed(0, 0, 1)],
  ['no memory in the midst of a call', 8, ({ wasi_snapshot_preview1 }) => wasi_snapshot_preview1.proc_exit(1)],
]) {
  test(`${what}: from then on every call refuses`, async () => {
    const { weft, imports } = await load();
    const doc = new weft.Doc();
    const text = doc.text('t');
    text.insert(0, 'x');
    const undo = doc.undoManager();
    const client = new weft.Client({ url: 'ws://localhost', online: false, storage: weft.memoryStorage() });
    const shared = await client.open('doc');
    const told = [];
    client.on('error', (error) => told.push(error));
    assert.throws(() => doc.transact(() => breaks(imports)), { name: 'WeftError', code });
    for (const run of [
      () => text.insert(0, 'y'), () => text.erase(0, 1), () => text.read(), () => doc.save(),
      () => doc.encodeUpdate(), () => doc.text('t'), () => doc.transact(() => {}), () => undo.undo(),
      () => new weft.Doc(), () => shared.doc.text('t').insert(0, 'y'), () => client.goOnline(),
    ]) {
      assert.throws(run, { name: 'WeftError', code, message: /cannot be used any more/ }, String(run));
    }
    assert.deepEqual([shared.live, typeof shared.saved, client.status], [false, 'boolean', 'offline']);
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(told[0].code, code);
    await client.close();
    doc.free();
  });
}
