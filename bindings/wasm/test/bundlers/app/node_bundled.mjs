// In a bundle without weft.wasm beside it: argv says where that is, as a path or a file: URL.
import { readFileSync } from 'node:fs';
import * as weft from 'weft-crdt';
import { EXPECTED, meet } from './meet.js';

const where = process.argv[2];
const source = where.startsWith('file:') ? new URL(where) : readFileSync(where);
let why = '';
try {
  new weft.Doc();
} catch (error) {
  why = error.message;
}
weft
  .init()
  .then(() => 'loaded', (error) => error.code)
  .then(async (without) => {
    await Promise.all([weft.init(source), weft.init(source)]);
    process.exit(/external/.test(why) && without === weft.Code.NOT_FOUND && meet(weft) === EXPECTED ? 0 : 1);
  });
