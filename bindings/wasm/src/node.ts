// The entry for Node: the module is read at once, and nothing has to be awaited.
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as zlib from 'node:zlib';
import { Code, WeftError } from './errors.js';
import { explainUnready, isReady, startNow, startOnce } from './module.js';
import { useRandom } from './random.js';
import type { Source as AnySource } from './source.js';
import { useZstd } from './zstd.js';

export * from './index.js';

// The build defines this for each of the two module systems.
declare const WEFT_WASM: () => URL | string;

/** Why it was not there to be read, as in a bundle that weft.wasm was not copied beside. */
let missing: string | undefined;
try {
  if (!isReady()) startNow(readFileSync(WEFT_WASM()));
} catch (error) {
  missing =
    `weft.wasm was not found (${String(error)}): leave weft-crdt out of the bundle (external), or ` +
    'await init(source), with its bytes or its file: URL';
  explainUnready(missing);
}

useRandom(webcrypto as Crypto);

// Node 22.15 and newer have one; `@types/node` of the oldest Node this supports does not know it.
const { zstdDecompressSync } = zlib as {
  zstdDecompressSync?: (frame: Uint8Array, limit: { maxOutputLength: number }) => Uint8Array;
};
if (zstdDecompressSync) {
  useZstd((frame, size) => zstdDecompressSync(frame, { maxOutputLength: Math.max(size, 1) }));
}

/** What `init` takes in browsers, and file: URLs. */
export type Source = unknown;

/** As in browsers, where it loads the module. Here that is done, and nothing is made of `source`; in a bundle
 * without weft.wasm beside it, `source` says where that is: bytes, a file: URL, or what browsers take. */
export function init(source?: Source): Promise<void> {
  if (isReady()) return Promise.resolve();
  if (source === undefined) return Promise.reject(new WeftError(Code.NOT_FOUND, missing!));
  const isFile = source instanceof URL && source.protocol === 'file:';
  return startOnce((isFile ? readFile(source) : source) as AnySource);
}
