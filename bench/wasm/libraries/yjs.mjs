import * as Y from 'yjs';

const open = (doc) => ({ doc, text: doc.getText('text'), last: undefined });

export default {
  create: (agent) => {
    const doc = new Y.Doc();
    doc.clientID = agent;
    return open(doc);
  },
  transact: ({ doc }, edits) => doc.transact(edits),
  insert: ({ text }, at, what) => text.insert(at, what),
  erase: ({ text }, at, count) => text.delete(at, count),
  watch: (replica) => replica.doc.on('update', (update) => (replica.last = update)),
  update: (replica) => replica.last,
  apply: ({ doc }, update) => Y.applyUpdate(doc, update),
  read: ({ text }) => text.toString(),
  save: ({ doc }) => Y.encodeStateAsUpdate(doc),
  load: (bytes) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, bytes);
    return open(doc);
  },
  free: ({ doc }) => doc.destroy(),
};
