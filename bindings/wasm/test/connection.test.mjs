// When a client tries again, with a WebSocket that is none: what it waits, and what ends the wait.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Client, memoryStorage } from 'weft-crdt';
import { until } from './until.mjs';

const clients = [];
after(() => Promise.all(clients.map((client) => client.close())));

/** Sockets that the test opens and closes. */
function sockets() {
  const made = [];
  class Fake {
    readyState = 0;
    bufferedAmount = 0;
    sent = [];
    constructor(url) {
      this.url = url;
      made.push(this);
    }
    open() {
      this.readyState = 1;
      this.onopen({});
    }
    send(frame) {
      this.sent.push(frame);
    }
    close() {
      this.readyState = 3;
    }
    closeFromOutside(code = 1006) {
      this.readyState = 3;
      this.onclose({ code });
    }
  }
  return { made, Fake };
}

function make(Fake, options = {}) {
  const client = new Client({ url: 'ws://nowhere', WebSocket: Fake, storage: null, ...options });
  clients.push(client);
  return client;
}

test('waits double from min to max, at random but never less than half', async () => {
  const { made, Fake } = sockets();
  const client = make(Fake, { retry: { min: 1000, max: 8000 } });
  for (const most of [1000, 2000, 4000, 8000, 8000]) {
    await until('a try', () => made.at(-1)?.readyState === 0);
    assert.equal(client.status, 'connecting');
    const before = Date.now();
    made.at(-1).closeFromOutside();
    assert.equal(client.status, 'waiting');
    const wait = client.retryAt - before;
    assert.ok(wait >= most / 2 && client.retryAt - Date.now() <= most, `${wait} of ${most}`);
    client.goOnline(); // not to wait for it
  }
});

test('a wait ends by itself, by goOnline, and not after goOffline', async () => {
  const { made, Fake } = sockets();
  const client = make(Fake, { retry: { min: 1, max: 2 } });
  await until('the first', () => made.length === 1);
  made[0].closeFromOutside();
  await until('the second, by itself', () => made.length === 2);
  client.goOffline();
  assert.equal(client.status, 'offline');
  assert.equal(client.retryAt, undefined);
  assert.equal(made[1].readyState, 3);
  client.goOnline();
  await until('the third', () => made.length === 3);
  made[1].closeFromOutside(); // an old one is not heard any more
  assert.equal(client.status, 'connecting');
});

test('a greeting goes out when it is open, and nothing else before the server has answered', async () => {
  const { made, Fake } = sockets();
  const client = make(Fake, { credential: 'who I am' });
  const shared = await client.open('doc');
  shared.doc.text('t').insert(0, 'x');
  await until('a socket', () => made.length === 1);
  assert.equal(made[0].sent.length, 0);
  made[0].open();
  assert.equal(made[0].binaryType, 'arraybuffer');
  assert.equal(made[0].sent.length, 1);
  assert.ok(Buffer.from(made[0].sent[0]).includes('who I am'));
  assert.equal(client.status, 'connecting');
});

test('functions for url and credential are asked before each try, and may fail', async () => {
  const { made, Fake } = sockets();
  let tries = 0;
  const client = make(Fake, {
    url: async () => `ws://nowhere/${++tries}`,
    credential: () => {
      if (tries === 1) throw new Error('not now');
      return new Uint8Array([1, 2]);
    },
    retry: { min: 1, max: 2 },
  });
  await until('the first', () => made.length === 1);
  assert.equal(made[0].url, 'ws://nowhere/1');
  made[0].closeFromOutside();
  tries = 1;
  await until('it waits after a try that failed', () => client.status === 'waiting');
  tries = 2;
  await until('the next', () => made.length === 2);
  assert.equal(made[1].url, 'ws://nowhere/3');
});

test('a socket that is full is given no more until it has room', async () => {
  const { made, Fake } = sockets();
  make(Fake);
  await until('a socket', () => made.length === 1);
  made[0].bufferedAmount = 1 << 21;
  made[0].open();
  assert.equal(made[0].sent.length, 0);
  made[0].bufferedAmount = 0;
  await until('it is sent', () => made[0].sent.length === 1);
});

test('what can never connect is refused: no WebSocket, or a URL that is none', () => {
  const { WebSocket } = globalThis;
  globalThis.WebSocket = undefined;
  try {
    assert.throws(() => make(undefined), { code: 9, message: /package ws/ });
    const client = make(undefined, { online: false });
    assert.throws(() => client.goOnline(), { code: 9, message: /package ws/ });
    assert.equal(client.status, 'offline');
  } finally {
    globalThis.WebSocket = WebSocket;
  }
  const { Fake } = sockets();
  for (const url of ['not a url', '', undefined, 5]) {
    assert.throws(() => make(Fake, { url }), { code: 3, message: /is no URL/ });
  }
  make(Fake, { url: new URL('ws://nowhere'), online: false });
});

test('a URL is resolved against the page, and http is ws there', async () => {
  globalThis.location = { href: 'https://host/app/page' };
  try {
    for (const [url, resolved] of [
      ['/sync', 'wss://host/sync'], ['sync?a=b', 'wss://host/app/sync?a=b'], ['//other/', 'wss://other/'],
      ['http://other:8080/x', 'ws://other:8080/x'], [new URL('ws://other/x'), 'ws://other/x'],
    ]) {
      const { made, Fake } = sockets();
      make(Fake, { url });
      await until('a try', () => made.length === 1);
      assert.equal(made[0].url, resolved);
    }
  } finally {
    delete globalThis.location;
  }
  for (const url of ['/sync', 'localhost:8080/sync', 'ftp://host/']) {
    assert.throws(() => make(sockets().Fake, { url }), { code: 3, message: /is no URL/ });
  }
});

test('a tab that is frozen while it exchanges a credential keeps no other from connecting', async (t) => {
  const storage = memoryStorage();
  await storage.lock('credential who', true);
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const { made, Fake } = sockets();
  make(Fake, { storage, credential: 'who' });
  let seconds = 0;
  for (; made.length === 0 && seconds < 60; ++seconds) {
    t.mock.timers.tick(1000);
    await new Promise(setImmediate);
  }
  assert.ok(seconds > 20 && seconds < 30, `${seconds} seconds`);
});

test('a try that fails before there is a socket is told, and made again', async () => {
  for (const [options, message] of [
    [{ url: () => { throw new Error('no token'); } }, /^no token$/],
    [{ url: async () => undefined }, /"undefined" is no URL/],
    [{ credential: () => Promise.reject('not now') }, /^not now$/],
    [{ credential: () => undefined }, /a credential is .* not undefined/],
    [{ WebSocket: class { constructor() { throw new Error('blocked'); } } }, /^blocked$/],
  ]) {
    const client = make(sockets().Fake, { retry: { min: 1, max: 2 }, ...options });
    const told = [];
    client.on('error', (error) => told.push(error));
    await until('told twice', () => told.length > 1);
    assert.ok(told[0] instanceof Error);
    assert.match(told[0].message, message);
    client.goOffline();
  }
});
