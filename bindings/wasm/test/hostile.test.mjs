// Whatever the bytes: accepted, or refused with a WeftError, and the document as it was. Never a trap,
// which would take the page's unsent text with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Doc, WeftError } from 'weft-crdt';
import { mutate, randomBytes } from './mutate.mjs';
import { history, random } from './random_history.mjs';

const seed = Number(process.env.WEFT_SEED ?? Date.now() % 2 ** 32);
const rounds = process.env.WEFT_LONG === '1' ? 200_000 : 6000;

// Calls with bytes; whether they were accepted.
function accepts(call) {
  try {
    call();
    return true;
  } catch (error) {
    if (error instanceof WeftError) return false;
    throw new Error(`seed ${seed}: ${error.stack}`);
  }
}

test(`seed ${seed}: random bytes as everything that takes bytes`, () => {
  const next = random(seed);
  const doc = new Doc();
  doc.text('t').insert(0, 'unsent');
  doc.introduce(doc.agent);
  const content = JSON.stringify(doc);
  for (let i = 0; i < rounds; ++i) {
    const bytes = randomBytes(next);
    accepts(() => doc.applyUpdate(bytes));
    accepts(() => doc.encodeUpdate(bytes));
    accepts(() => Doc.load(bytes).free());
  }
  assert.equal(JSON.stringify(doc), content);
});

// A session's updates have no checksum: what is mutated gets far.
test(`seed ${seed}: mutated updates inside a session`, () => {
  const next = random(seed + 1);
  let accepted = 0;
  for (let i = 0; i < rounds / 60; ++i) {
    const [from, other] = history(seed + i, { edits: 40, replicas: 2 });
    const to = new Doc();
    for (const doc of [from, other, to]) {
      for (const agent of [1000, 1001, 7]) doc.introduce(agent);
    }
    from.text('the text').insert(0, 'x');
    const updates = [from.takeSessionUpdate(), other.takeSessionUpdate()];
    for (let k = 0; k < 60; ++k) {
      const update = mutate(updates[next(2)], next);
      const before = to.version();
      if (accepts(() => to.applySessionUpdate(update))) ++accepted;
      else assert.deepEqual(to.version(), before, `seed ${seed}`);
    }
    accepts(() => to.toJSON());
    accepts(() => to.encodeUpdate());
    for (const doc of [from, other, to]) doc.free();
  }
  assert.ok(accepted > 0);
});

test(`seed ${seed}: mutated updates, versions and saved documents`, () => {
  const next = random(seed + 2);
  const [doc, text] = [history(seed, { edits: 60 })[0], history(seed, { kinds: ['text'] })[0]];
  const sources = [doc.encodeUpdate(), text.encodeUpdate(), doc.save(), text.save()];
  const version = doc.version();
  for (let i = 0; i < rounds; ++i) {
    const bytes = mutate(sources[next(4)], next);
    const to = new Doc();
    accepts(() => to.applyUpdate(bytes));
    accepts(() => Doc.load(bytes).free());
    accepts(() => doc.encodeUpdate(mutate(version, next)));
    to.free();
  }
});

test('a claim of more than there is costs nothing', () => {
  const doc = new Doc();
  doc.introduce(7);
  // Runs of two billion elements, and lengths beyond any memory.
  for (const bytes of [
    [0x80, 0, 0xff, 0xff, 0xff, 0xff, 7], [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 7, 0x78],
    [0x45, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 3, 1, 0x29, 0x78],
  ]) {
    const start = process.cpuUsage();
    accepts(() => doc.applySessionUpdate(Uint8Array.from(bytes)));
    assert.ok(process.cpuUsage(start).user < 200_000);
  }
});
