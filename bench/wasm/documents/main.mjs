// The cases of crdt-benchmarks, rich texts, undo and history in Node, Weft beside other libraries:
//   node main.mjs [--traces DIR] [--json FILE] [--runs N] [--library NAME]... [--case NAME]...
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runLimited } from '../limited.mjs';
import { CASES, canBeMade } from './cases.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    traces: { type: 'string', default: '' },
    json: { type: 'string' },
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' }, // of runs of one kind of work, at most
    limit: { type: 'string', default: '60' }, // seconds of CPU time for one library on one case
    library: { type: 'string', multiple: true, default: ['weft', 'yjs', 'loro', 'automerge'] },
    case: { type: 'string', multiple: true }, // its name, or how it begins
  },
});

const PACKAGES = { automerge: '@automerge/automerge', loro: 'loro-crdt', yjs: 'yjs' };
const FIGURES = {
  time_ms: 'time, ms',
  old_version_ms: 'an old version, ms',
  diff_ms: 'compare two versions, ms',
  timeline_ms: 'timeline, ms',
  update_bytes: 'updates, bytes',
  saved_bytes: 'saved, bytes',
  load_ms: 'load, ms',
};

function versionOf(library) {
  const folder = library === 'weft' ? '../../../bindings/wasm' : `../node_modules/${PACKAGES[library]}`;
  return JSON.parse(readFileSync(join(here, folder, 'package.json'))).version;
}

/** Resolves to the figures that were there before it ended or was stopped. */
async function measure(library, what) {
  const worker = [join(here, 'worker.mjs'), library, what, options.traces, options.runs, options.seconds];
  const { told, stopped, failed } = await runLimited(worker, options.limit);
  const result = { case: what, library };
  for (const { figure, value, missing } of told) {
    if (missing !== undefined) result.missing = missing;
    else result[figure] = value;
  }
  if (stopped) result.missing = `stopped after ${options.limit} s`;
  else if (failed) result.missing = 'failed';
  return result;
}

const show = (value) => {
  if (value === undefined) return 'n/a';
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 10 ? 2 : 1);
};
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);

function printTable(results, names) {
  const others = options.library.filter((library) => library !== 'weft');
  row(['case', 'figure', ...options.library, 'ratio', '']);
  row([...options.library, 1, 2, 3, 4].map(() => '---'));
  let missed = 0;
  for (const what of names) {
    const of = (library) => results.find((each) => each.case === what && each.library === library) ?? {};
    for (const [figure, title] of Object.entries(FIGURES)) {
      const values = options.library.map((library) => of(library)[figure]);
      if (values.every((value) => value === undefined)) continue;
      const ours = of('weft')[figure];
      const best = Math.min(...others.map((library) => of(library)[figure] ?? Infinity));
      const both = ours !== undefined && Number.isFinite(best);
      const met = figure.endsWith('_ms') ? ours < best : ours <= best;
      if (both && !met) ++missed;
      const outcome = !both ? '' : met ? 'met' : '**missed**';
      row([what, title, ...values.map(show), both ? (best / ours).toFixed(2) : '', outcome]);
    }
  }
  console.log(`\nGoals missed: ${missed}`);
  for (const { library, case: what, missing } of results) {
    if (missing !== undefined) console.log(`- n/a: ${library}: ${what}: ${missing}`);
  }
}

const wanted = Object.keys(CASES).filter(
  (name) => options.case?.some((begin) => name.startsWith(begin)) ?? true,
);
const names = wanted.filter((name) => canBeMade(name, options.traces));
for (const name of wanted.filter((each) => !names.includes(each))) {
  console.log(`SKIPPED: ${name}: no recorded trace; name a folder with --traces DIR`);
}
const results = [];
for (const name of names) {
  for (const library of options.library) {
    console.error(`measuring ${library}: ${name}`);
    results.push(await measure(library, name));
    if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
  }
}
const machine = `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}`;
const versions = options.library.map((library) => `${library} ${versionOf(library)}`);
console.log(`${machine}; ${new Date().toISOString().slice(0, 10)}; ${versions.join(', ')}\n`);
printTable(results, names);
if (results.some((result) => result.library === 'weft' && result.missing === 'failed')) process.exit(1);
