import { createRequire } from 'node:module';

const { Doc } = createRequire(import.meta.url)('diamond-types-node');
const open = (doc) => ({ doc, version: doc.getLocalVersion() });

export default {
  create: (agent) => open(new Doc(`agent${agent}`)),
  insert: ({ doc }, at, what) => doc.ins(at, what),
  erase: ({ doc }, at, count) => doc.del(at, count),
  update: (replica) => {
    const update = replica.doc.getPatchSince(replica.version);
    replica.version = replica.doc.getLocalVersion();
    return update;
  },
  apply: ({ doc }, update) => doc.mergeBytes(update),
  read: ({ doc }) => doc.get(),
  save: ({ doc }) => doc.toBytes(),
  load: (bytes) => open(Doc.fromBytes(bytes)),
  free: ({ doc }) => doc.free(),
};
