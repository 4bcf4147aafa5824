// The vectors of tests/vectors, which the native build replays too: the same bytes are accepted, with
// the same result, and refused, with the same code and message.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decompress } from 'fzstd';
import { Code, Doc, WeftError, useZstd } from 'weft-crdt';

const read = (name) =>
  JSON.parse(readFileSync(new URL(`../../../tests/vectors/${name}.json`, import.meta.url)));
const fromHex = (hex) => Uint8Array.from(hex.split(' ').filter(Boolean), (byte) => parseInt(byte, 16));
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

function apply({ form, agents = [], bytes }) {
  const doc = new Doc();
  for (const agent of agents) doc.introduce(agent);
  try {
    return form === 'session'
      ? doc.applySessionUpdate(fromHex(bytes))
      : doc.applyUpdate(fromHex(bytes));
  } finally {
    doc.free();
  }
}

for (const file of ['updates', 'objects']) {
  const vectors = read(file).filter((vector) => vector.bytes !== undefined && !vector.limits);

  test(`${file}: what decoding refuses, with the same code and message`, () => {
    const refused = vectors.filter((vector) => vector.code);
    assert.ok(refused.length > 10);
    for (const vector of refused) {
      assert.throws(
        () => apply(vector),
        (error) =>
          error instanceof WeftError &&
          error.code === Code[vector.code] &&
          (vector.message === undefined || error.message === vector.message),
        vector.name,
      );
    }
  });

  // Many hold what comes after something: then it waits, or a fresh document refuses it.
  test(`${file}: what decodes is taken in, waits, or is refused by the document`, () => {
    let taken = 0;
    for (const vector of vectors.filter((each) => !each.code)) {
      try {
        const { applied, waiting } = apply(vector);
        assert.ok(applied + waiting > 0 || vector.operations?.length === 0, vector.name);
        ++taken;
      } catch (error) {
        assert.ok(error instanceof WeftError, `${vector.name}: ${error}`);
        // The module's limits are lower than those of a machine with more memory.
        const limit = error.code === Code.RESOURCE_EXHAUSTED;
        assert.ok(limit || !error.message.startsWith('update: '), `${vector.name}: ${error}`);
      }
    }
    assert.ok(taken > 10);
  });
}

test('saved documents: opened, or refused with the same code and message', () => {
  useZstd((frame, size) => decompress(frame, new Uint8Array(size)));
  let opened = 0;
  for (const vector of read('saved')) {
    const open = () => Doc.load(fromHex(vector.bytes));
    if (vector.code) {
      assert.throws(open, { code: Code[vector.code], message: vector.message }, vector.name);
      continue;
    }
    const doc = open();
    for (const [name, text] of Object.entries(vector.texts ?? {})) {
      assert.equal(doc.text(name).toString(), text, vector.name);
    }
    if (vector.operations) assert.ok(doc.encodeUpdate().length > 0, vector.name); // from what was kept unread
    doc.free();
    ++opened;
  }
  assert.ok(opened >= 15, `${opened}`);
});

for (const vector of read('exchange')) {
  test(`exchange: ${vector.name}`, () => {
    const doc = new Doc({ order: vector.order });
    const update = fromHex(vector.update);
    doc.applyUpdate(update);
    assert.deepEqual(doc.toJSON(), vector.content);
    assert.equal(toHex(doc.hash()), vector.hash);
    assert.equal(toHex(doc.encodeUpdate()), vector.update); // there is one way to write it
    const loaded = Doc.load(fromHex(vector.saved));
    assert.deepEqual(loaded.toJSON(), vector.content);
    assert.equal(toHex(loaded.hash()), vector.hash);
  });
}
