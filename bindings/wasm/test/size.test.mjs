// What a page downloads: the module and the JavaScript around it, gzipped as a server would.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = (name) => readFileSync(new URL(`../dist/${name}`, import.meta.url));
const gzipped = (name) => gzipSync(dist(name), { level: 9 }).length;

// Still far from the goal of 64 KB: docs/decisions/0012-what-the-wasm-module-leaves-out.md says where the
// bytes are. Until then this keeps it from growing.
// A client's session and replaying what was refused are 23,000 of it, and their JavaScript 6,000; rich text,
// undo and history 67,000; sets and the backlog gone through by what they need, 3,000; vector instructions, 4,000;
// copies of a replica made again, 1,000; asking the page for zstd, 600; comparing
// all of what is known under an id, 1,000; timelines that begin late and refusing null pointers, 900; nothing that
// grows with the square of what is deleted, marked, moved or refused, 3,000; what a client keeps and tells, 700;
// what it does when the storage, the network or the module fails, and a storage for each server, 1,700; bounds of
// bytes, events of edits in parts, ids and deltas checked before anything is done, 1,700. Compiled eight files at a
// time it is 2,200 less; undo of what took itself back, and slots that are left, 200.
const LIMIT = 315_000;

test(`at most ${LIMIT} bytes`, () => {
  const module = gzipped('weft.wasm');
  const loader = gzipped('web.js');
  console.log(`weft.wasm ${module} + web.js ${loader} = ${module + loader} bytes gzipped`);
  assert.ok(module + loader <= LIMIT, `${module} + ${loader}`);
});

test('the module does not name the folder that it was built in, which would make its size depend on it', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  assert.ok(!dist('weft.wasm').includes(root));
  assert.ok(dist('weft.wasm').includes('crdt/document/document.cc')); // from the root: it does name files
});

test('the module asks its host for no more than src/module.ts gives', () => {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(dist('weft.wasm')));
  assert.deepEqual(imports.map(({ module, name }) => `${module}.${name}`).sort(), [
    'env.emscripten_notify_memory_growth',
    'wasi_snapshot_preview1.proc_exit',
    'weft.checkFailed',
    'weft.hasZstd',
    'weft.now',
    'weft.zstd',
  ]);
});
