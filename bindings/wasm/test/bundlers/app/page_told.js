// Where the bundler copies nothing: the page says where weft.wasm is.
import * as weft from 'weft-crdt';
import { meet } from './meet.js';

weft.init('elsewhere/weft.wasm').then(
  () => (document.title = meet(weft)),
  (error) => (document.title = `failed: ${error}`),
);
