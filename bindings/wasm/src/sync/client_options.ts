// What a Client is made with, and what it tells.
import { Code, WeftError } from '../errors.js';
import type { Retry } from './backoff.js';
import { checkedUrl } from './connection.js';
import type { ConnectionStatus, SocketClass, UrlSource } from './connection.js';
import type { CredentialSource } from './credentials.js';
import type { Closed } from './event.js';
import { storageOf } from './indexeddb_storage.js';
import type { ClientStorage } from './storage.js';

export interface ClientOptions {
  /** Of the server's WebSocket; a function is asked before each try, and its answer waited for. */
  url: UrlSource;
  /** Who this is, for the server; a function is asked before each try, and its answer waited for. */
  credential?: CredentialSource;
  /** null: none. Left out: IndexedDB where there is one, in a database for `url` without its query. One storage
   * belongs to one server and one user. */
  storage?: ClientStorage | null;
  /** Where there is none, as in Node 20: that of the package `ws`. */
  WebSocket?: SocketClass;
  /** false: begins offline. */
  online?: boolean;
  retry?: Partial<Retry>;
}

export interface ClientEvents {
  status: ConnectionStatus;
  /** The server gave this to come back with. The client does; programs without a storage may keep it. */
  credential: string;
  /** The server ended the connection. */
  ended: Closed;
  /** A try to connect failed before there was a connection, as when a function for the url or the credential
   * threw: it is tried again. Or documents cannot be used any more (WeftError), and it is offline for good. */
  error: Error;
  /** The storage failed, or does not answer for 5 seconds: editing goes on without, and it is tried again. Each
   * problem is told once, until writing succeeds. */
  storage: Error;
}

/** IndexedDB, where there is one. */
export function defaultStorage(url: UrlSource): ClientStorage | null {
  if (typeof indexedDB === 'undefined') return null;
  if (typeof url === 'function') {
    const why = 'which server is only known when url is asked: pass storage: indexedDbStorage(name), or null';
    throw new WeftError(Code.INVALID_ARGUMENT, why);
  }
  const { origin, pathname } = new URL(checkedUrl(url));
  return storageOf(origin + pathname);
}
