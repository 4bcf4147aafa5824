import * as Y from 'yjs';

function open(doc, part) {
  const root = part === 'list' ? doc.getArray('root') : part === 'map' ? doc.getMap('root') : doc.getText('root');
  const replica = { doc, root, part, last: undefined };
  doc.on('update', (update) => (replica.last = update));
  return replica;
}

function make({ root }, edit) {
  switch (edit.kind) {
    case 'insertText':
      return root.insert(edit.at, edit.text);
    case 'eraseText':
      return root.delete(edit.at, edit.count);
    case 'mark':
      return root.format(edit.at, edit.count, { [edit.key]: edit.on ? true : null });
    case 'insert':
      return root.insert(edit.at, edit.values);
    case 'set':
      return root.set(edit.key, edit.value);
    case 'setMap':
      return root.set(edit.key, new Y.Map(Object.entries(edit.fields)));
  }
}
function newUpdate(replica, work) {
  replica.last = undefined;
  work();
  return replica.last;
}

function diff(root, from, to) {
  return root.toDelta(to, from).map(({ insert, attributes }) => {
    const type = attributes?.ychange?.type;
    if (type === 'added') return { insert };
    return type === 'removed' ? { erase: insert.length } : { keep: insert.length };
  });
}

export default {
  open: (agent, part, { history } = {}) => {
    const doc = new Y.Doc({ gc: !history });
    doc.clientID = 2 ** 31 + agent; // as wide as those it draws at random
    return open(doc, part);
  },
  // An edit that changes nothing has no update.
  edit: (replica, edits) =>
    newUpdate(replica, () => replica.doc.transact(() => edits.forEach((edit) => make(replica, edit)))),
  apply: ({ doc }, update) => update && Y.applyUpdate(doc, update, 'another'),
  applyAll: ({ doc }, updates) =>
    doc.transact(() => updates.forEach((update) => Y.applyUpdate(doc, update, 'another'))),
  read: ({ root, part }) =>
    part === 'text' ? root.toString() : part === 'rich' ? root.toDelta() : root.toJSON(),
  pieces: (delta) => delta.map(({ insert, attributes }) => [insert, Object.keys(attributes ?? {}).sort()]),
  save: ({ doc }) => Y.encodeStateAsUpdate(doc),
  load: (bytes, part) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, bytes);
    return open(doc, part);
  },
  free: ({ doc }) => doc.destroy(),

  recordSteps: (replica) => (replica.steps = new Y.UndoManager(replica.root, { captureTimeout: 0 })),
  undo: (replica) => newUpdate(replica, () => replica.steps.undo()),
  redo: (replica) => newUpdate(replica, () => replica.steps.redo()),

  version: ({ doc }) => Y.snapshot(doc),
  readAt: ({ root }, version) =>
    root
      .toDelta(version)
      .map(({ insert }) => insert)
      .join(''),
  diff: ({ root }, from, to) => diff(root, from, to),
  timeline: ({ root }, versions) =>
    versions.map((version, i) => diff(root, versions[i - 1] ?? Y.emptySnapshot, version)),
};
