// The page itself, kept on the device, so that lists open when the server cannot be reached. Lists are not
// in here: they are in IndexedDB, and where a list is and what opens it never comes by (fragments are not
// part of requests).
//
// The page is one file for all addresses and names its assets, which name theirs (also those that are only
// loaded when they are needed, the notes' editor); an asset's name changes with its content. So: the page
// from the server if it answers, assets from here if they are here. An answer that says that the server is
// broken or away (a proxy's 502) is no page.
const CACHE = 'page';
const PAGE = '/';
const ASSET = /(?:assets|\.)\/([\w-]+-[\w-]{8}\.(?:js|css|wasm|svg))\b/g;

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(keepPage());
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else if (request.mode === 'navigate') event.respondWith(page(event));
});

async function asset(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function page(event) {
  const kept = () => caches.match(PAGE, { ignoreVary: true });
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keepIfNew(answer.clone()));
    return answer.status < 500 ? answer : ((await kept()) ?? answer);
  } catch (error) {
    const page = await kept();
    if (page === undefined) throw error;
    return page;
  }
}

async function keepIfNew(answer) {
  const kept = await caches.match(PAGE, { ignoreVary: true });
  if ((await kept?.text()) !== (await answer.text())) await keepPage();
}

/** All or nothing: the page goes in after everything it needs, and what it does not need goes out. */
async function keepPage() {
  const cache = await caches.open(CACHE);
  const answer = await fetch(PAGE, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const needed = new Set();
  await keepAssets(cache, await answer.clone().text(), needed);
  await cache.put(PAGE, answer);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== PAGE && !needed.has(pathname)) await cache.delete(url, { ignoreVary: true });
  }
}

async function keepAssets(cache, text, needed) {
  for (const [, name] of text.matchAll(ASSET)) {
    const path = `/assets/${name}`;
    if (needed.has(path)) continue;
    needed.add(path);
    if (!(await cache.match(path, { ignoreVary: true }))) await cache.add(path);
    if (!path.endsWith('.js')) continue;
    const kept = await cache.match(path, { ignoreVary: true });
    await keepAssets(cache, await kept.text(), needed);
  }
}
