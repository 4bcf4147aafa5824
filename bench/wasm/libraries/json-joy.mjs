import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Model, Patch } = require('json-joy/lib/json-crdt');

const SESSION = 1_000_000; // below that session ids are reserved
const open = (model) => ({ model, text: undefined });
const textOf = (replica) => (replica.text ??= replica.model.api.str([]));

export default {
  create: (agent) => open(Model.create(undefined, SESSION + agent)),
  // The string itself is made by the first edit, and travels with its update.
  insert: (replica, at, what) => {
    if (replica.text === undefined) replica.model.api.root('');
    textOf(replica).ins(at, what);
  },
  erase: (replica, at, count) => textOf(replica).del(at, count),
  update: ({ model }) => model.api.flush().toBinary(),
  apply: ({ model }, update) => model.applyPatch(Patch.fromBinary(update)),
  read: ({ model }) => model.view(),
  save: ({ model }) => model.toBinary(),
  load: (bytes) => open(Model.fromBinary(bytes)),
  free: () => {},
};
