import { createRequire } from 'node:module';

const Y = createRequire(import.meta.url)('ywasm');
const open = (doc) => ({ doc, text: doc.getText('text'), last: undefined, txn: undefined });

export default {
  create: (agent) => open(new Y.YDoc({ clientID: agent })),
  transact: (replica, edits) => {
    replica.txn = replica.doc.beginTransaction('edit');
    edits();
    replica.txn.commit();
    replica.txn.free();
    replica.txn = undefined;
  },
  insert: ({ text, txn }, at, what) => text.insert(at, what, undefined, txn),
  erase: ({ text, txn }, at, count) => text.delete(at, count, txn),
  watch: (replica) => replica.doc.onUpdate((update) => (replica.last = update)),
  update: (replica) => replica.last,
  apply: ({ doc }, update) => Y.applyUpdate(doc, update, 'remote'),
  read: ({ text }) => text.toString(undefined),
  save: ({ doc }) => Y.encodeStateAsUpdate(doc),
  load: (bytes) => {
    const doc = new Y.YDoc({});
    Y.applyUpdate(doc, bytes, 'load');
    return open(doc);
  },
  free: ({ doc }) => doc.free(),
};
