import { LoroDoc } from 'loro-crdt';

const open = (doc) => ({ doc, text: doc.getText('text'), last: undefined, watched: false });

export default {
  create: (agent) => {
    const doc = new LoroDoc();
    doc.setPeerId(BigInt(agent));
    return open(doc);
  },
  insert: ({ text }, at, what) => text.insert(at, what),
  erase: ({ text }, at, count) => text.delete(at, count),
  watch: (replica) => replica.doc.subscribeLocalUpdates((update) => (replica.last = update)),
  update: (replica) => {
    replica.doc.commit();
    return replica.last;
  },
  apply: ({ doc }, update) => doc.import(update),
  read: ({ text }) => text.toString(),
  save: ({ doc }) => doc.export({ mode: 'snapshot' }),
  load: (bytes) => open(LoroDoc.fromSnapshot(bytes)),
  free: ({ doc }) => doc.free(),
};
