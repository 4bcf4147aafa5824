// Where Vite says what the address of weft.wasm is.
import * as weft from 'weft-crdt';
import url from 'weft-crdt/weft.wasm?url';
import { meet } from './meet.js';

weft.init(url).then(
  () => (document.title = meet(weft)),
  (error) => (document.title = `failed: ${error}`),
);
