// Recorded editing traces: gzip files of JSON (https://github.com/josephg/editing-traces).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export const NAMES = ['automerge-paper', 'rustcode', 'sveltecomponent', 'seph-blog1'];

export const pathOf = (folder, name) => join(folder, `${name}.json.gz`);
export const isThere = (folder, name) => existsSync(pathOf(folder, name));

/** {patches: [[position, deleted, inserted]...], content}. */
export function readTrace(path) {
  const { txns, startContent, endContent } = JSON.parse(gunzipSync(readFileSync(path)));
  const patches = txns.flatMap((txn) => txn.patches);
  if (startContent !== '') patches.unshift([0, 0, startContent]);
  return { patches, content: endContent };
}
