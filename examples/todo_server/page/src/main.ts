// Where the page begins: what to show for this address.
import { Client, init } from 'weft-crdt';
import { recall } from './device_store.js';
import { closedPage, fullPage, incompleteLink, noSuchPage } from './full_page.js';
import { storageFor } from './kept.js';
import type { Link } from './link.js';
import { addressOf, credentialOf, linkOf } from './link.js';
import { ListPage } from './list_page.js';
import { wholeList } from './proposal_text.js';
import { startPage } from './start.js';
import { visited } from './visited.js';

const root = document.getElementById('page')!;
// Why a server sends somebody away for good. After anything else one may come back.
const UNWANTED = new Set(['refused', 'notFound', 'version']);

function show(page: HTMLElement): void {
  root.replaceChildren(page);
  page.focus(); // one that says one thing takes it, and is read
}

async function openList(link: Link): Promise<void> {
  await init();
  const client = new Client({
    url: () => new URL('/sync', location.href.replace(/^http/, 'ws').replace(/#.*/, '')),
    credential: credentialOf(link),
    storage: storageFor(link),
    online: !recall('offline', false, 'tab'),
  });
  const shared = await client.open(link.list);
  const page = new ListPage(link, client, shared);
  const closed = ({ reason, message }: { reason: string; message: string }) => {
    if (reason === 'lost') location.reload(); // another tab goes on with what was kept here
    if (!UNWANTED.has(reason) || page.hasEnded) return;
    page.end();
    show(closedPage(reason, message, wholeList(shared.doc.toJSON())));
  };
  client.on('ended', closed);
  shared.on('state', () => shared.closed && closed(shared.closed));
  show(page.element);
}

function route(): void {
  if (location.pathname === '/') return show(startPage());
  const link = linkOf(location.pathname, location.hash);
  if (link === undefined) return show(noSuchPage());
  if (link.capability === '') {
    const known = visited().find(({ list }) => list === link.list);
    if (known === undefined) return show(incompleteLink());
    return location.replace(addressOf(known));
  }
  openList(link).catch((error: unknown) => {
    show(fullPage('The list could not be opened', String(error), 'Reload the page to try again.'));
  });
}

// Browsers have this only for pages that came over HTTPS or from this machine; others need the server.
navigator.serviceWorker?.register('/sw.js').catch((error: unknown) => console.warn(String(error)));

// Another link to a list differs in its fragment only, for which browsers do not load the page again.
addEventListener('hashchange', () => location.reload());
// A page that was frozen no longer holds what it had of the storage: another tab may go on with it.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
route();
