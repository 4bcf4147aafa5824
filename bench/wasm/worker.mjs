// One library on one trace, in a process of its own: node worker.mjs LIBRARY TRACE RUNS SECONDS.
// Prints a line of JSON for each figure as soon as it is known: milliseconds of CPU time, the least of
// the runs. It is stopped from outside when it takes too long.
import { readTrace } from './trace.mjs';

const [name, path, runs, seconds] = process.argv.slice(2);
const { default: library } = await import(`./libraries/${name}.mjs`);
const { patches, content } = readTrace(path);

const told = (figure, value) => console.log(JSON.stringify({ figure, value }));
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** The least of some runs; fewer when they take long, more when they are so short that without them
 * the engine would still be warming up. */
function measure(figure, work) {
  let least = Infinity;
  const start = cpu();
  for (let run = 0; run < Number(runs) || (cpu() - start < 500 && run < 100); ++run) {
    globalThis.gc?.();
    const before = cpu();
    work();
    least = Math.min(least, cpu() - before);
    if (library.slow || cpu() - start > Number(seconds) * 1000) break;
  }
  told(figure, least);
}

function edit(replica, [at, deleted, inserted]) {
  const both = deleted > 0 && inserted !== '';
  const edits = () => {
    if (deleted > 0) library.erase(replica, at, deleted);
    if (inserted !== '') library.insert(replica, at, inserted);
  };
  // ywasm wants a transaction for everything; for yjs two edits without one are two updates.
  if (library.transact && (both || name === 'ywasm')) library.transact(replica, edits);
  else edits();
}

function expectContent(replica) {
  if (library.read(replica) !== content) throw new Error(`${name}: another text than the trace's`);
}

function local() {
  const replica = library.create(1);
  for (const patch of patches) edit(replica, patch);
  return replica;
}

const whole = local();
expectContent(whole);
measure('local_ms', () => library.free(local()));

// An update for each edit, looked at and dropped, as when it is sent.
const produce = (take) => {
  const replica = library.create(1);
  library.watch?.(replica);
  for (const patch of patches) {
    edit(replica, patch);
    take(library.update(replica));
  }
  library.free(replica);
};
let bytes = 0;
measure('local_updates_ms', () => {
  bytes = 0;
  produce((update) => (bytes += update.length));
});
told('update_bytes', bytes / patches.length);

const saved = library.save(whole);
told('saved_bytes', saved.length);
measure('load_ms', () => {
  const replica = library.load(saved);
  expectContent(replica);
  library.free(replica);
});

const updates = [];
produce((update) => updates.push(update));
measure('remote_ms', () => {
  const replica = library.create(2);
  for (const update of updates) library.apply(replica, update);
  expectContent(replica);
  library.free(replica);
});
