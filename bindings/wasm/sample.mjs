import { Doc, init } from 'weft-crdt';

await init(); // loads the module; in Node there is nothing to wait for

const ada = new Doc();
const ben = new Doc();

ada.text('note').insert(0, 'Hello World');
ada.list('todos').push('milk', 'bread', 'tea');
ben.applyUpdate(ada.encodeUpdate());

// Both edit, neither seeing the other's edit.
ada.text('note').insert(5, ',');
ben.text('note').insert(11, '!');
ben.list('todos').move(2, 0);
ben.map('meta').set('title', 'Groceries');

ben.on('change', (event) => {
  for (const change of event.changes) console.log(change.path, JSON.stringify(change.delta));
});
const fromAda = ada.encodeUpdate(ben.version()); // only what ben lacks
ada.applyUpdate(ben.encodeUpdate(ada.version())); // in any order, as often as you like
ben.applyUpdate(fromAda);

console.log(JSON.stringify(ada));
console.log(JSON.stringify(ben));
