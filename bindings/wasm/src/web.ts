// The entry for browsers and bundlers: the module is fetched, so `await init()` comes first.
import { isReady, startFrom } from './module.js';
import type { Source } from './source.js';

export * from './index.js';
export type { Source } from './source.js';

let starting: Promise<void> | undefined;

/** Loads the module, once. Without a source it is the weft.wasm beside this file; a bundler that does
 * not copy it (esbuild) needs to be told where it is: a URL, a Response, bytes or a compiled module. */
export function init(source: Source = new URL('./weft.wasm', import.meta.url)): Promise<void> {
  if (isReady()) return Promise.resolve();
  starting ??= startFrom(source).catch((error) => {
    starting = undefined; // so that it can be tried again
    throw error;
  });
  return starting;
}
