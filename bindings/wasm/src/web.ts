// The entry for browsers and bundlers: the module is fetched, so `await init()` comes first.
import { startOnce } from './module.js';
import type { Source } from './source.js';

export * from './index.js';
export type { Source } from './source.js';

/** Loads the module, once. Without a source it is the weft.wasm beside this file; a bundler that does
 * not copy it (esbuild) needs to be told where it is: a URL, a Response, bytes or a compiled module. */
export async function init(source: Source = new URL('./weft.wasm', import.meta.url)): Promise<void> {
  await startOnce(source);
}
