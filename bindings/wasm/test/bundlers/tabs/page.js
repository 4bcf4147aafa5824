// What the test drives from outside, in each tab.
import * as weft from 'weft-crdt';

window.weft = weft;
window.connect = async (options, name) => {
  const client = new weft.Client({
    url: `${location.origin.replace('http', 'ws')}/sync`,
    credential: location.pathname.split('/').pop() + location.hash,
    storage: weft.indexedDbStorage('test'),
    retry: { min: 10, max: 50 },
    ...options,
  });
  window.problems = [];
  client.on('storage', (error) => window.problems.push(error.message));
  window.client = client;
  window.shared = await client.open(name);
  window.text = () => window.shared.doc.text('name');
};
weft.init('/assets/weft.wasm').then(
  () => (document.title = 'ready'),
  (error) => (document.title = `failed: ${error}`),
);
