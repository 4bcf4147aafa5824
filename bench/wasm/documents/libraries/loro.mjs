import { LoroDoc, LoroMap, UndoManager } from 'loro-crdt';

const ALL_STEPS = 2 ** 31;

function open(doc, part) {
  const root = part === 'list' ? doc.getList('root') : part === 'map' ? doc.getMap('root') : doc.getText('root');
  const after = { expand: 'after' };
  doc.configTextStyle({ bold: after, code: after, italic: after });
  const replica = { doc, root, part, last: undefined };
  doc.subscribeLocalUpdates((update) => (replica.last = update));
  return replica;
}

function make({ root }, edit) {
  switch (edit.kind) {
    case 'insertText':
      return root.insert(edit.at, edit.text);
    case 'eraseText':
      return root.delete(edit.at, edit.count);
    case 'mark': {
      const range = { start: edit.at, end: edit.at + edit.count };
      return edit.on ? root.mark(range, edit.key, true) : root.unmark(range, edit.key);
    }
    case 'insert':
      return edit.values.forEach((value, i) => root.insert(edit.at + i, value));
    case 'set':
      return root.set(edit.key, edit.value);
    case 'setMap': {
      const map = root.setContainer(edit.key, new LoroMap());
      for (const [key, value] of Object.entries(edit.fields)) map.set(key, value);
    }
  }
}
function newUpdate(replica, work) {
  replica.last = undefined;
  work();
  replica.doc.commit();
  return replica.last;
}

function diff(doc, from, to) {
  const [, { diff }] = doc.diff(from, to, false)[0];
  return diff.map(({ insert, retain, delete: erase }) => ({ insert, keep: retain, erase }));
}

export default {
  open: (agent, part) => {
    const doc = new LoroDoc();
    doc.setPeerId(2n ** 52n + BigInt(agent)); // as wide as those it draws at random
    return open(doc, part);
  },
  // An edit that changes nothing has no update.
  edit: (replica, edits) => newUpdate(replica, () => edits.forEach((edit) => make(replica, edit))),
  apply: ({ doc }, update) => update && doc.import(update),
  applyAll: ({ doc }, updates) => doc.importBatch(updates),
  read: ({ root, part }) =>
    part === 'text' ? root.toString() : part === 'rich' ? root.toDelta() : root.toJSON(),
  pieces: (delta) =>
    delta.map(({ insert, attributes }) => [
      insert,
      Object.keys(attributes ?? {})
        .filter((key) => attributes[key] !== null)
        .sort(),
    ]),
  save: ({ doc }) => doc.export({ mode: 'snapshot' }),
  load: (bytes, part) => open(LoroDoc.fromSnapshot(bytes), part),
  free: ({ doc }) => doc.free(),

  recordSteps: (replica) => {
    const steps = new UndoManager(replica.doc, { mergeInterval: 0, maxUndoSteps: ALL_STEPS });
    replica.steps = steps;
  },
  undo: (replica) => newUpdate(replica, () => replica.steps.undo()),
  redo: (replica) => newUpdate(replica, () => replica.steps.redo()),

  version: ({ doc }) => doc.frontiers(),
  readAt: ({ doc, root }, version) => {
    doc.checkout(version);
    const text = root.toString();
    doc.checkoutToLatest();
    return text;
  },
  diff: ({ doc }, from, to) => diff(doc, from, to),
  timeline: ({ doc }, versions) => versions.map((version, i) => diff(doc, versions[i - 1] ?? [], version)),
};
