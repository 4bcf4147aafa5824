// The secret that says which replica opens a document: drawn once, kept with the replica, and never
// another one's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, memoryStorage } from 'weft-crdt';
import WebSocket from 'ws';
import { TodoServer } from './todo_server.mjs';
import { until } from './until.mjs';

let server;
before(async () => (server = await TodoServer.start()));
after(() => server.remove());

const OPEN = 2;
const WORD = 8;

/** Agent and secret of a frame that opens a document to edit it: sync/protocol.capnp, Open. */
function openOf(frame) {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(WORD + 4, true) !== OPEN) return undefined;
  const pointer = 2 * WORD;
  const open = pointer + WORD + (view.getInt32(pointer, true) >> 2) * WORD;
  const agent = view.getBigUint64(open + 2 * WORD, true);
  if (agent === 0n) return undefined;
  const words = view.getUint16(pointer + 4, true);
  const secret = words < 8 ? '' : Buffer.from(frame.slice(open + 6 * WORD, open + 8 * WORD)).toString('hex');
  return { agent, secret };
}

function listening(opens) {
  return class extends WebSocket {
    send(data, ...rest) {
      const open = openOf(new Uint8Array(data));
      if (open !== undefined) opens.push(open);
      super.send(data, ...rest);
    }
  };
}

test('is of one replica, also when it comes back, and of no other', async () => {
  const list = await server.newList();
  const storage = memoryStorage();
  const begin = async () => {
    const opens = [];
    const client = new Client({
      url: server.sync, credential: list.edit, WebSocket: listening(opens), storage,
      retry: { min: 1, max: 5 },
    });
    const shared = await client.open(list.id);
    await until('live', () => shared.live);
    shared.doc.text('name').insert(0, 'x');
    await until('saved', () => shared.saved);
    return { client, opens };
  };
  const first = await begin();
  const copy = await begin();
  await first.client.close();
  const again = await begin();
  await copy.client.close();
  await again.client.close();

  const [one, other] = [first.opens[0], copy.opens[0]];
  assert.match(one.secret, /^[0-9a-f]{32}$/);
  assert.doesNotMatch(one.secret, /^0*$/);
  for (const open of [...first.opens, ...again.opens]) assert.deepEqual(open, one);
  assert.notEqual(other.agent, one.agent);
  assert.notEqual(other.secret, one.secret);
  assert.match(other.secret, /^[0-9a-f]{32}$/);
});
