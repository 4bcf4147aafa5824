// Recorded editing traces in Node, Weft beside other libraries in one run:
//   node main.mjs --traces DIR [--json FILE] [--runs N] [--library NAME]... [--trace NAME]...
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runLimited } from './limited.mjs';
import { printTables } from './report.mjs';
import { NAMES, isThere, pathOf } from './trace.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    traces: { type: 'string' },
    json: { type: 'string' },
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' }, // of runs of one kind of work, at most
    limit: { type: 'string', default: '150' }, // seconds of CPU time for one library on one trace
    library: { type: 'string', multiple: true },
    trace: { type: 'string', multiple: true },
  },
});
const libraries = options.library ?? [
  'weft',
  ...readdirSync(join(here, 'libraries'))
    .map((file) => file.replace('.mjs', ''))
    .filter((name) => name !== 'weft'),
];
const traces = (options.trace ?? NAMES).filter((name) => isThere(options.traces ?? '', name));
if (traces.length === 0) {
  console.error(`!! no recorded traces in ${options.traces ?? '(nowhere: --traces DIR)'}: nothing measured`);
  process.exit(1);
}

const PACKAGES = {
  automerge: '@automerge/automerge',
  'diamond-types': 'diamond-types-node',
  loro: 'loro-crdt',
};
function versionOf(library) {
  if (library === 'weft') return JSON.parse(readFileSync(join(here, '../../bindings/wasm/package.json'))).version;
  const folder = PACKAGES[library] ?? library;
  return JSON.parse(readFileSync(join(here, 'node_modules', folder, 'package.json'))).version;
}

/** Resolves to the figures that were there before it ended or was stopped. */
async function measure(library, trace) {
  const worker = [join(here, 'worker.mjs'), library, pathOf(options.traces, trace), options.runs];
  const { told, stopped, failed } = await runLimited([...worker, options.seconds], options.limit);
  const result = { trace, library, version: versionOf(library) };
  for (const { figure, value } of told) result[figure] = value;
  if (stopped) result.stopped = true;
  else if (failed) result.failed = true;
  return result;
}

const results = [];
for (const trace of traces) {
  for (const library of libraries) {
    console.error(`measuring ${library} on ${trace}`);
    results.push(await measure(library, trace));
    if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
  }
}
printTables(results, traces, libraries);
if (results.some((result) => result.library === 'weft' && result.failed)) process.exit(1);
