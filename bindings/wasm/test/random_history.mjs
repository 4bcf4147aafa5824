// Histories for tests: replicas that edit everything at random and exchange updates at random. The
// same seed gives the same history, and the same bytes.
import { Doc } from 'weft-crdt';

/** Numbers from 0 to n - 1 (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

const TEXTS = ['x', 'Hello ', 'é', '中文', '😀', 'line\n', 'a longer piece of text'];
const VALUES = [null, true, false, 0, 7, -300, 2 ** 53 - 1, 0.5, -1e-7, '', 'word', 'zürich 😀'];
const KINDS = ['text', 'map', 'list', 'counter', 'tree'];

function editText(text, next) {
  const length = text.length;
  const at = next(length + 1);
  const gap = /[\udc00-\udfff]/.test(text.read().charAt(at)) ? at - 1 : at;
  if (length > 4 && next(3) === 0) {
    let end = Math.min(length, gap + 1 + next(4));
    if (/[\udc00-\udfff]/.test(text.read().charAt(end))) ++end;
    text.erase(gap, end - gap);
  } else {
    text.insert(gap, TEXTS[next(TEXTS.length)]);
  }
}

function edit(container, next, depth) {
  const kind = KINDS[next(KINDS.length)];
  const nest = depth < 4 && next(3) === 0;
  switch (container.kind) {
    case 'text':
      return editText(container, next);
    case 'counter':
      return container.add(next(100) - 50);
    case 'map': {
      const key = `k${next(5)}`;
      const there = container.get(key);
      if (there?.doc && next(4) > 0) return edit(there, next, depth + 1);
      if (there !== undefined && next(5) === 0) return container.remove(key);
      return nest ? container.make(key, kind) : container.set(key, VALUES[next(VALUES.length)]);
    }
    case 'list': {
      const length = container.length;
      if (length === 0) return container.push(VALUES[next(VALUES.length)]);
      const at = next(length);
      if (next(4) === 0) return container.move(at, next(length));
      if (next(6) === 0) return container.erase(at);
      if (next(5) === 0) return container.set(at, VALUES[next(VALUES.length)]);
      const there = container.get(at);
      if (there?.doc && next(3) > 0) return edit(there, next, depth + 1);
      return nest ? container.make(at, kind) : container.insert(at, VALUES[next(VALUES.length)]);
    }
    default: {
      const top = container.children(null);
      if (top.length === 0) return container.insert(null, 0);
      const node = top[next(top.length)];
      const below = container.children(node);
      if (next(4) === 0) return container.data(node).set('title', VALUES[next(VALUES.length)]);
      if (next(6) === 0) return container.erase(node);
      if (below.length > 0 && next(3) === 0) return container.move(below[0], null, 0);
      if (top.length > 1 && next(3) === 0 && top[0] !== node) return container.move(top[0], node, 0);
      return container.insert(node, next(below.length + 1));
    }
  }
}

/** Replicas after so many edits, with all of each other's. `kinds`: which roots they edit. */
export function history(seed, { edits = 200, replicas = 3, order, kinds = KINDS } = {}) {
  const next = random(seed);
  const docs = Array.from({ length: replicas }, (_, i) => new Doc({ agent: 1000 + i, order }));
  const sendTo = (to, from) => to.applyUpdate(from.encodeUpdate(to.version()));
  for (let i = 0; i < edits; ++i) {
    const doc = docs[next(replicas)];
    const kind = kinds[next(kinds.length)];
    edit(doc.root(kind, `the ${kind}`), next, 0);
    if (next(10) === 0) sendTo(doc, docs[next(replicas)]);
  }
  for (const to of docs) for (const from of docs) sendTo(to, from);
  return docs;
}
