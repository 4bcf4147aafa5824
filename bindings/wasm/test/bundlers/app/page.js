// Where the bundler finds weft.wasm by itself.
import * as weft from 'weft-crdt';
import { meet } from './meet.js';

weft.init().then(
  () => (document.title = meet(weft)),
  (error) => (document.title = `failed: ${error}`),
);
