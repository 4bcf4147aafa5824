// Whatever a server says: the client goes on, and the document can be edited. Never a trap.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, memoryStorage } from 'weft-crdt';
import WebSocket from 'ws';
import { mutate, randomBytes } from './mutate.mjs';
import { random } from './random_history.mjs';
import { TodoServer } from './todo_server.mjs';
import { until } from './until.mjs';

const seed = Number(process.env.WEFT_SEED ?? Date.now() % 2 ** 32);
let server;
before(async () => (server = await TodoServer.start()));
after(() => server.remove());

const errors = [];
const onError = (error) => errors.push(error);
process.on('uncaughtException', onError);
after(() => process.off('uncaughtException', onError));

/** A WebSocket between which and the client somebody changes what comes. */
let changed = 0;
function between(change) {
  return class extends WebSocket {
    set onmessage(heard) {
      super.onmessage = ({ data }) => {
        ++changed;
        for (const frame of change(new Uint8Array(data))) heard({ data: frame.buffer });
      };
    }
  };
}

async function survive(change, rounds) {
  const list = await server.newList();
  const options = { url: server.sync, credential: list.edit, retry: { min: 1, max: 5 } };
  const other = new Client({ ...options, WebSocket, storage: null });
  const client = new Client({ ...options, WebSocket: between(change), storage: memoryStorage() });
  try {
    const [witness, shared] = [await other.open(list.id), await client.open(list.id)];
    await until('the other is live', () => witness.live);
    for (let i = 0; i < rounds; ++i) {
      witness.doc.text('name').insert(0, 'w');
      shared.doc.text('name').insert(0, 's');
      shared.setPresence(i);
      witness.setPresence(i);
      await until('the other is saved', () => witness.saved);
    }
    assert.ok(changed > 0);
    assert.ok(shared.doc.text('name').length > 0);
    assert.deepEqual(errors, []);
  } finally {
    await client.close();
    await other.close();
  }
}

test(`seed ${seed}: mutated frames`, async () => {
  const next = random(seed);
  await survive((frame) => [next(3) === 0 ? mutate(frame, next) : frame], 60);
});

test(`seed ${seed}: random bytes, and frames that come twice, late or never`, async () => {
  const next = random(seed + 1);
  let late = [];
  await survive((frame) => {
    const now = [...late, frame].filter(() => next(8) !== 0);
    late = next(4) === 0 ? [frame] : [];
    return next(3) === 0 ? [...now, randomBytes(next)] : now;
  }, 60);
});
