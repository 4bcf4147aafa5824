// The sample in the tree's README.
// [readme]
import { Doc, init } from 'weft-crdt';

await init();
const ada = new Doc();
const ben = new Doc();
ada.on('update', (bytes) => ben.applyUpdate(bytes)); // how they travel is yours to choose
ada.text('note').insert(0, 'Hello');
console.log(ben.text('note').read()); // Hello
// [/readme]
