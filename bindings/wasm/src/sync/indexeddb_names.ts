// Which IndexedDB database belongs to a server, when the program names none.
//
// Where there is one from before each server had its own, it goes to the first that asks for it, so that what is
// kept there is found again; the others begin anew.

/** A key in its store of credentials: the database it goes by now. */
const OWNER = ['owner'];

/** The name of the database to use: `own`, or `older` where that is there and nobody else's. */
export async function databaseOf(own: string, older: string): Promise<string> {
  const has = await existing(own);
  has?.close();
  const database = has ? undefined : await existing(older);
  if (!database) return own;
  try {
    return (await isOwnedBy(database, own)) ? older : own;
  } finally {
    database.close();
  }
}

/** Undefined when there is none: none is made. */
function existing(name: string): Promise<IDBDatabase | undefined> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.transaction!.abort();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => (request.error?.name === 'AbortError' ? resolve(undefined) : reject(request.error));
  });
}

/** Whether it was, or is from now on. */
function isOwnedBy(database: IDBDatabase, owner: string): Promise<boolean> {
  if (!database.objectStoreNames.contains('credentials')) return Promise.resolve(false); // somebody else's
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('credentials', 'readwrite');
    const store = transaction.objectStore('credentials');
    const request = store.get(OWNER);
    request.onsuccess = () => request.result ?? store.put(owner, OWNER);
    transaction.oncomplete = () => resolve((request.result ?? owner) === owner);
    transaction.onabort = () => reject(transaction.error);
  });
}
