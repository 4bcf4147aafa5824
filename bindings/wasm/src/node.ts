// The entry for Node: the module is read at once, and nothing has to be awaited.
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as zlib from 'node:zlib';
import { isReady, startNow } from './module.js';
import { useRandom } from './random.js';
import { useZstd } from './zstd.js';

export * from './index.js';

// The build defines this for each of the two module systems.
declare const WEFT_WASM: URL | string;
if (!isReady()) startNow(readFileSync(WEFT_WASM));

useRandom(webcrypto as Crypto);

// Node 22.15 and newer have one; `@types/node` of the oldest Node this supports does not know it.
const { zstdDecompressSync } = zlib as {
  zstdDecompressSync?: (frame: Uint8Array, limit: { maxOutputLength: number }) => Uint8Array;
};
if (zstdDecompressSync) {
  useZstd((frame, size) => zstdDecompressSync(frame, { maxOutputLength: Math.max(size, 1) }));
}

/** What `init` takes in browsers; here nothing is made of it. */
export type Source = unknown;

/** As in browsers, where it loads the module. */
export function init(_source?: Source): Promise<void> {
  return Promise.resolve();
}
