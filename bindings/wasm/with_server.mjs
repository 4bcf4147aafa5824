import { Client, init } from 'weft-crdt';

/** A list of weft-todo, kept in step with the server; `show` is called with all of it, and with how it
 * stands. `options`: in Node 20 { WebSocket } from the package `ws`. */
export async function openList(url, list, capability, show, options = {}) {
  await init();
  const client = new Client({ url, credential: `${list}#${capability}`, ...options });
  const shared = await client.open(list); // what is stored, at once; offline too

  const tell = () => {
    const how = shared.saved ? 'saved' : shared.kept ? 'kept on this device' : 'saving';
    show(shared.doc.toJSON(), shared.live ? how : `${client.status}, ${how}`);
  };
  const listen = () => {
    shared.doc.on('change', tell);
    tell();
  };
  shared.on('state', tell);
  shared.on('replaced', listen); // shared.doc is another object: take everything again
  shared.on('rejected', ({ message }) => console.warn(`not accepted: ${message}`));
  client.on('status', tell);
  listen();
  return { client, shared };
}
