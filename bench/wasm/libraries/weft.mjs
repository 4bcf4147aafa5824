import { Doc, init } from '../../../bindings/wasm/dist/node.js';

await init();

export default {
  create: (agent) => {
    const doc = new Doc({ agent });
    // Both ends of a session know the agents' numbers.
    doc.introduce(1);
    return { doc, text: doc.text('text') };
  },
  insert: ({ text }, at, what) => text.insert(at, what),
  erase: ({ text }, at, count) => text.erase(at, count),
  update: ({ doc }) => doc.takeSessionUpdate(),
  apply: ({ doc }, update) => doc.applySessionUpdate(update),
  read: ({ text }) => text.read(),
  save: ({ doc }) => doc.save(),
  load: (bytes) => {
    const doc = Doc.load(bytes);
    return { doc, text: doc.text('text') };
  },
  free: ({ doc }) => doc.free(),
};
