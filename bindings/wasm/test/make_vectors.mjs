// Prints what this build makes of random histories, as entries of tests/vectors/exchange.json:
// node bindings/wasm/test/make_vectors.mjs. The native test reads them, and these tests read those
// that the native build made.
import { history } from './random_history.mjs';

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

const entries = [
  ['text', { order: 'fugue', kinds: ['text'] }],
  ['text', { order: 'yata', kinds: ['text'] }],
  ['everything', { order: 'fugue' }],
  ['everything', { order: 'yata' }],
].map(([what, options], seed) => {
  const [doc] = history(seed + 1, { edits: 120, ...options });
  return {
    name: `${what} in ${options.order}'s order, from WebAssembly`,
    order: options.order,
    update: hex(doc.encodeUpdate()),
    content: doc.toJSON(),
    hash: hex(doc.hash()),
    saved: hex(doc.save()),
  };
});
console.log(JSON.stringify(entries, null, 1));
