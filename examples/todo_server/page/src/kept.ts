// What this device keeps of a list: its content in a database of its own for each link, and what was
// refused. The database's name has the link's secret in it.
import { indexedDbStorage } from 'weft-crdt';
import type { ClientStorage } from 'weft-crdt';
import { drop, recall } from './device_store.js';
import type { Link } from './link.js';
import { credentialOf } from './link.js';
import { refusedOf } from './notices.js';

const databaseOf = (link: Link) => `todo ${credentialOf(link)}`;

export const storageFor = (link: Link): ClientStorage => indexedDbStorage(databaseOf(link));

/** Whether there may be edits in it that are nowhere else. */
export async function hasUnsent(link: Link): Promise<boolean> {
  try {
    const storage = storageFor(link);
    const heads = await storage.heads(link.list);
    const unsent = await Promise.all(heads.map(({ document, slot }) => storage.hasUnsent(document, slot)));
    return unsent.includes(true);
  } catch (error) {
    console.warn(error); // nothing can be kept here, or a newer page knows what is
    return true;
  }
}

/** Whether there are changes that were not accepted, and that nobody has dismissed. */
export const hasRefused = (link: Link): boolean => recall<unknown[]>(refusedOf(link), []).length > 0;

/** What is not sent yet stays. A tab that has the list open keeps it anew. */
export async function forgetKept(link: Link): Promise<void> {
  drop(refusedOf(link));
  if (!(await hasUnsent(link))) indexedDB.deleteDatabase(databaseOf(link));
}
