// The page itself, kept on the device, so that lists open when the server cannot be reached. Lists are not
// in here: they are in IndexedDB, and where a list is and what opens it never comes by (fragments are not
// part of requests).
//
// The page is one file for all addresses and names its assets, which name theirs (also those that are only
// loaded when they are needed, the notes' editor); an asset's name changes with its content. So: the page
// from the server if it answers soon, assets from here if they are here. An answer that says that the server
// is broken or away (a proxy's 502) is no page.
//
// The assets of the page before the newest stay: a tab that has it open may not have loaded all of them, and
// the server has them no more.
const CACHE = 'page';
/** Milliseconds that a server may take before the page that is here is shown. */
const PATIENCE = 3000;
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
  const answered = fetch(event.request);
  const copied = answered.then((answer) => (answer.ok ? keepIfNew(answer.clone()) : undefined));
  event.waitUntil(copied.catch(() => {})); // the page that is here stays
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([answered.catch(() => {}), late]);
  if (answer !== undefined && answer.status < 500) return answer;
  return (await caches.match(PAGE, { ignoreVary: true })) ?? answered;
}

async function keepIfNew(answer) {
  if ((await keptPage()) !== (await answer.text())) await keepPage();
}

async function keptPage() {
  return (await caches.match(PAGE, { ignoreVary: true }))?.text();
}

/** All or nothing: the page goes in after everything it needs; then what neither it nor the one before needs
 * goes out. */
async function keepPage() {
  const cache = await caches.open(CACHE);
  const answer = await fetch(PAGE, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const [before, now] = [await keptPage(), await answer.clone().text()];
  const needed = new Set();
  await forEachAsset(now, needed, (path) => cache.add(path));
  await cache.put(PAGE, answer);
  if (before === undefined || before === now) return; // it may still be the page before that is open
  await forEachAsset(before, needed, () => {});
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== PAGE && !needed.has(pathname)) await cache.delete(url, { ignoreVary: true });
  }
}

/** Collects the assets that the text names, and those that they name; `missing` is called for what is not here. */
async function forEachAsset(text, found, missing) {
  for (const [, name] of text.matchAll(ASSET)) {
    const path = `/assets/${name}`;
    if (found.has(path)) continue;
    found.add(path);
    const kept = () => caches.match(path, { ignoreVary: true });
    if ((await kept()) === undefined) await missing(path);
    if (path.endsWith('.js')) await forEachAsset((await (await kept())?.text()) ?? '', found, missing);
  }
}
