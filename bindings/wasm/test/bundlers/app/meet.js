// Two replicas that edit at once; what both then show.
export function meet({ Doc }) {
  const [ada, ben] = [new Doc(), new Doc()];
  ada.text('note').insert(0, 'Hello World');
  ben.applyUpdate(ada.encodeUpdate());
  ada.text('note').insert(5, ',');
  ben.text('note').insert(11, '!');
  ben.list('todos').make(0, 'map').set('done', false);
  ada.applyUpdate(ben.encodeUpdate(ada.version()));
  return JSON.stringify(ada);
}
export const EXPECTED = '{"note":"Hello, World!","todos":[{"done":false}]}';
