// Files that the C++ library compressed, opened with a zstd that the program brings.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import * as zlib from 'node:zlib';
import { decompress } from 'fzstd';
import { Code, Doc, useZstd } from 'weft-crdt';

const golden = new URL('../../../tests/golden/v1/', import.meta.url);
const documents = JSON.parse(readFileSync(new URL('golden.json', golden)));
const archives = readdirSync(golden).filter((name) => name.endsWith('.archive.weft'));
const read = (name) => readFileSync(new URL(name, golden));
const long = read('long_text.archive.weft');
const toHex = (bytes) => Buffer.from(bytes).toString('hex');
const hashOf = (document) => documents[document].facts.hash;

const hasOwn = 'zstdDecompressSync' in zlib;
const fzstd = (frame, size) => decompress(frame, new Uint8Array(size));

test('without one: an error that says what is missing', { skip: hasOwn && 'this Node has its own' }, () => {
  assert.throws(() => Doc.load(long), {
    code: Code.UNIMPLEMENTED,
    message: 'saved document, section text: this build has no zstd to decompress it at byte 0',
  });
});

test('with the one of Node', { skip: !hasOwn && 'this Node has none' }, () => {
  assert.equal(toHex(Doc.load(long).hash()), hashOf('long_text'));
});

for (const name of archives) {
  test(`${name} opens, and is what was saved`, () => {
    useZstd(fzstd);
    const doc = Doc.load(read(name));
    const hash = hashOf(name.split('.')[0]);
    assert.equal(toHex(doc.hash()), hash);
    const copy = new Doc();
    copy.applyUpdate(doc.encodeUpdate());
    assert.equal(toHex(copy.hash()), hash);
  });
}

for (const [how, lies] of Object.entries({
  'too much': (frame, size) => new Uint8Array(size + 1),
  'too little': (frame, size) => new Uint8Array(size - 1),
  nothing: () => undefined,
  'an exception': () => {
    throw new Error('none of your business');
  },
})) {
  test(`one that gives ${how}: refused, and the next file opens`, () => {
    useZstd(lies);
    assert.throws(() => Doc.load(long), {
      code: Code.DATA_LOSS,
      message: 'saved document, section text: cannot be decompressed at byte 0',
    });
    useZstd(fzstd);
    assert.equal(toHex(Doc.load(long).hash()), hashOf('long_text'));
  });
}

test('what it is given is a copy, and only as much as one frame', () => {
  const seen = [];
  useZstd((frame, size) => {
    seen.push(frame.length);
    const content = fzstd(frame, size);
    frame.fill(0);
    return content;
  });
  const doc = Doc.load(long);
  assert.ok(seen.length > 0 && seen.every((size) => size > 8 && size < long.length));
  assert.equal(toHex(doc.hash()), hashOf('long_text'));
});
