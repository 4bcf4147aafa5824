// The person at this device, also where the browser remembers nothing, or stops to.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { compiled } from './compiled.mjs';

const { isNamed, rename, who } = await compiled('who');

/** Like a browser's, until it is full. */
class Storage {
  isFull = false;
  kept = new Map();
  getItem(name) {
    return this.kept.get(name) ?? null;
  }
  setItem(name, value) {
    if (this.isFull) throw new Error('full');
    this.kept.set(name, value);
  }
}
const blocked = { get() { throw new Error('blocked'); }, configurable: true };
const storing = (storage) => Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
beforeEach(() => Object.defineProperty(globalThis, 'localStorage', blocked));

test('what was kept before counts, and what another tab keeps', () => {
  const storage = new Storage();
  storing(storage);
  storage.setItem('todo.who', JSON.stringify({ name: 'Ben', colour: 3 }));
  assert.deepEqual(who(), { name: 'Ben', colour: 3 });
  storage.setItem('todo.who', JSON.stringify({ name: 'Benjamin', colour: 3 }));
  assert.equal(who().name, 'Benjamin');
});
test('storage is blocked: one and the same person as long as the page is open', () => {
  const guest = who();
  for (let i = 0; i < 20; ++i) assert.deepEqual(who(), guest);
  assert.equal(isNamed(), false);
  assert.deepEqual(rename(' Ada '), { ...guest, name: 'Ada' });
  assert.deepEqual(who(), { ...guest, name: 'Ada' });
  assert.equal(isNamed(), true);
});
test('storage is full, or was cleared: the name stays', () => {
  const storage = new Storage();
  storing(storage);
  rename('Ada');
  storage.isFull = true;
  rename('Ada Lovelace');
  assert.equal(who().name, 'Ada Lovelace');
  storage.isFull = false;
  storage.kept.clear();
  assert.equal(who().name, 'Ada Lovelace');
});
