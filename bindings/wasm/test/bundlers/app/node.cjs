const { Doc, WeftError } = require('weft-crdt');

const doc = new Doc();
doc.text('note').insert(0, 'x');
try {
  doc.text('note').insert(2, 'y');
} catch (error) {
  process.exit(error instanceof WeftError && doc.text('note').read() === 'x' ? 0 : 1);
}
