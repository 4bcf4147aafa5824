import { Doc, init } from '../../../../bindings/wasm/dist/node.js';

await init();

const ROOTS = { list: 'list', map: 'map', text: 'text', rich: 'text' };
const open = (doc, part) => ({ doc, root: doc[ROOTS[part]]('root'), part });
// As wide as those it draws at random; both ends of a session know the agents' numbers.
const wide = (agent) => 2 ** 52 + agent;
const AGENTS = 1_541;

function make({ root }, edit) {
  switch (edit.kind) {
    case 'insertText':
      return root.insert(edit.at, edit.text);
    case 'eraseText':
      return root.erase(edit.at, edit.count);
    case 'mark':
      if (edit.on) return root.mark(edit.at, edit.count, edit.key, true);
      return root.unmark(edit.at, edit.count, edit.key);
    case 'insert':
      return root.insert(edit.at, ...edit.values);
    case 'set':
      return root.set(edit.key, edit.value);
    case 'setMap': {
      const map = root.make(edit.key, 'map');
      for (const [key, value] of Object.entries(edit.fields)) map.set(key, value);
    }
  }
}

const stepsOf = (delta) => delta.map(({ insert, retain, delete: erase }) => ({ insert, keep: retain, erase }));

export default {
  open: (agent, part) => {
    const doc = new Doc({ agent: wide(agent) });
    const known = part === 'map' || part === 'list' ? AGENTS : 2;
    for (let other = 1; other <= known; ++other) doc.introduce(wide(other));
    return open(doc, part);
  },
  edit: (replica, edits) => {
    if (edits.length === 1) make(replica, edits[0]);
    else replica.doc.transact(() => edits.forEach((edit) => make(replica, edit)));
    return replica.doc.takeSessionUpdate();
  },
  apply: ({ doc }, update) => update && doc.applySessionUpdate(update),
  applyAll: ({ doc }, updates) => {
    for (const update of updates) doc.applySessionUpdate(update);
  },
  read: ({ root, part }) =>
    part === 'text' ? root.read() : part === 'rich' ? root.delta() : root.toJSON(),
  pieces: (delta) => delta.map(({ insert, attributes }) => [insert, Object.keys(attributes ?? {}).sort()]),
  save: ({ doc }) => doc.save(),
  load: (bytes, part) => open(Doc.load(bytes), part),
  free: ({ doc }) => doc.free(),

  recordSteps: (replica) => {
    replica.steps = replica.doc.undoManager({ mergeInterval: 0, maxSteps: 1_000_000 });
  },
  undo: (replica) => {
    replica.steps.undo();
    return replica.doc.takeSessionUpdate();
  },
  redo: (replica) => {
    replica.steps.redo();
    return replica.doc.takeSessionUpdate();
  },

  version: ({ doc }) => doc.version(),
  readAt: ({ doc }, version) => {
    const old = doc.forkAt(version);
    const text = old.text('root').read();
    old.free();
    return text;
  },
  diff: ({ doc }, from, to) => {
    const [{ delta }] = doc.diff(from, to);
    return stepsOf(delta);
  },
  // Its steps are as many operations each, not the versions.
  timeline: ({ doc, root }, versions) =>
    Array.from(doc.timeline({ text: root, steps: versions.length }), ({ delta }) => stepsOf(delta)),
};
