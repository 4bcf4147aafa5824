// The entry for Node: the module is read at once, and nothing has to be awaited.
import { readFileSync } from 'node:fs';
import { isReady, startNow } from './module.js';
import type { Source } from './module.js';

export * from './index.js';

// The build defines this for each of the two module systems.
declare const WEFT_WASM: URL | string;
if (!isReady()) startNow(readFileSync(WEFT_WASM));

/** As in browsers, where it loads the module. */
export function init(_source?: Source): Promise<void> {
  return Promise.resolve();
}
