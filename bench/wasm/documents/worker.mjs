// One library on one case, in a process of its own: node worker.mjs LIBRARY CASE TRACES RUNS SECONDS.
// Prints a line of JSON for each figure as soon as it is known: milliseconds of CPU time, the least of
// the runs. It is stopped from outside when it takes too long.
import { CASES } from './cases.mjs';

const [name, what, traces, runs, seconds] = process.argv.slice(2);
const { default: library } = await import(`./libraries/${name}.mjs`);
const source = CASES[what](traces);
const { part, users } = source;

const told = (figure, value) => console.log(JSON.stringify({ figure, value }));
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** `work` returns the milliseconds that count. Fewer runs when they take long, more when they are so
 * short that without them the engine would still be warming up. */
function measure(figure, work) {
  let least = Infinity;
  const start = cpu();
  for (let run = 0; run < Number(runs) || (cpu() - start < 500 && run < 100); ++run) {
    globalThis.gc?.();
    least = Math.min(least, work());
    if (cpu() - start > Number(seconds) * 1000) break;
  }
  told(figure, least);
}
function timed(work) {
  const before = cpu();
  const result = work();
  return [cpu() - before, result];
}

function fail(reason) {
  throw new Error(`${name}: ${what}: ${reason}`);
}
function joined(pieces) {
  const result = [];
  for (const [text, marks] of pieces) {
    const same = result.at(-1)?.[1].join() === marks.join();
    if (same) result.at(-1)[0] += text;
    else result.push([text, marks]);
  }
  return result;
}
/** What a library read, in a form that is the same for all. */
const outline = (content) =>
  JSON.stringify(part === 'rich' ? joined(library.pieces(content)) : (library.plain?.(content) ?? content));
function expectEqual(one, other) {
  if (outline(one) !== outline(other)) fail('the replicas differ');
}
function expectContent(content, expected) {
  if (expected === undefined) return;
  const got = part === 'rich' && typeof expected === 'string'
    ? library.pieces(content).map(([text]) => text).join('')
    : JSON.parse(outline(content));
  if (JSON.stringify(got) !== JSON.stringify(expected)) fail('another content than there should be');
}

const sorted = (pieces) => [...pieces].sort().join();
/** What must be left of edits made at once, whatever their order: each thing that was only inserted, and of
 * what one key was set to one. */
function expectAll(content) {
  const edits = [...source.base, ...users.flat(2)];
  const got = JSON.parse(outline(content));
  if (part === 'map') {
    const written = (value) =>
      typeof value === 'object' ? JSON.stringify(Object.entries(value).sort()) : JSON.stringify(value);
    const all = edits.map(({ value, fields }) => written(value ?? fields));
    if (!all.includes(written(got.v))) fail('what nobody set');
  } else if (edits.every(({ kind }) => kind === 'insertText' || kind === 'insert')) {
    const all = edits.flatMap(({ text, values }) => (text === undefined ? values : [...text]));
    if (sorted(all) !== sorted(got)) fail('something is lost, or there that nobody inserted');
  } else if (edits.some(({ kind }) => kind === 'mark')) {
    if (got.map(([text]) => text).join('') !== source.base[0].text) fail('another text');
    if (got.every(([, marks]) => marks.length === 0)) fail('no marks');
  }
}

const sendAll = (replica, transactions) => transactions.map((edits) => library.edit(replica, edits));
const receiveAll = (replica, updates) => {
  for (const update of updates) library.apply(replica, update);
};
function openTwo() {
  const both = [library.open(1, part), library.open(2, part)];
  if (source.base.length > 0) library.apply(both[1], library.edit(both[0], source.base));
  return both;
}
const freeAll = (replicas) => replicas.forEach((replica) => library.free(replica));
const total = (updates) => updates.reduce((sum, update) => sum + (update?.length ?? 0), 0);

/** A session or an exchange. */
function meet() {
  const [first, second] = openTwo();
  const [ms, [sent, answered, one, other]] = timed(() => {
    const sent = sendAll(first, users[0]);
    const answered = users.length > 1 ? sendAll(second, users[1]) : [];
    receiveAll(second, sent);
    receiveAll(first, answered);
    return [sent, answered, library.read(first), library.read(second)];
  });
  expectEqual(one, other);
  return { ms, replicas: [first, second], content: one, bytes: total(sent) + total(answered) };
}
function benchMeeting() {
  const met = meet();
  expectContent(met.content, source.expected);
  if (source.shape === 'exchange') expectAll(met.content);
  told('update_bytes', met.bytes);
  benchSaving(met.replicas[0]);
  freeAll(met.replicas);
  measure('time_ms', () => {
    const { ms, replicas } = meet();
    freeAll(replicas);
    return ms;
  });
}

function benchSaving(replica) {
  const saved = library.save(replica);
  const want = library.read(replica);
  told('saved_bytes', saved.length);
  measure('load_ms', () => {
    const [ms, [loaded, content]] = timed(() => {
      const loaded = library.load(saved, part);
      return [loaded, library.read(loaded)];
    });
    expectEqual(content, want);
    library.free(loaded);
    return ms;
  });
}

/** Client 1 has made its own edit before, as upstream. */
function benchGathering() {
  const make = (client) => {
    const replica = library.open(client + 1, part);
    return [replica, library.edit(replica, users[client][0])];
  };
  const updates = users.map((_, client) => {
    const [replica, update] = make(client);
    library.free(replica);
    return update;
  });
  told('update_bytes', total(updates));
  let want;
  measure('time_ms', () => {
    const receiver = make(1)[0];
    const [ms, content] = timed(() => {
      library.applyAll(receiver, updates);
      return library.read(receiver);
    });
    if (want === undefined) expectAll(content);
    want ??= content;
    expectEqual(content, want);
    library.free(receiver);
    return ms;
  });
}

function openUndo() {
  const both = openTwo();
  library.recordSteps(both[0]);
  users[0].forEach((edits, step) => {
    library.apply(both[1], library.edit(both[0], edits));
    if (users[1]) library.apply(both[0], library.edit(both[1], users[1][step]));
  });
  return both;
}
function back(go, [author, reader], expected) {
  const [ms, [updates, one, other]] = timed(() => {
    const updates = users[0].map(() => go(author));
    receiveAll(reader, updates);
    return [updates, library.read(author), library.read(reader)];
  });
  expectEqual(one, other);
  expectContent(one, expected);
  return { ms, bytes: total(updates) };
}
function benchUndo() {
  let bytes;
  measure('time_ms', () => {
    const both = openUndo();
    const undone = back(library.undo, both, source.undone);
    const redone = back(library.redo, both, source.expected);
    bytes = undone.bytes + redone.bytes;
    freeAll(both);
    return undone.ms + redone.ms;
  });
  told('update_bytes', bytes);
}

function edited(text, edits) {
  for (const edit of edits) {
    text = text.slice(0, edit.at) + (edit.text ?? '') + text.slice(edit.at + (edit.count ?? 0));
  }
  return text;
}
/** Steps are {keep}, {insert} and {erase}. */
function stepped(text, steps) {
  let at = 0;
  for (const { keep, insert, erase } of steps) {
    text = text.slice(0, at) + (insert ?? '') + text.slice(at + (erase ?? 0));
    at += keep ?? insert?.length ?? 0;
  }
  return text;
}
function benchHistory() {
  const replica = library.open(1, part, { history: true });
  const versions = [];
  const texts = [];
  let text = '';
  users[0].forEach((edits, done) => {
    library.edit(replica, edits);
    text = edited(text, edits);
    if ((done + 1) * source.versions < (versions.length + 1) * users[0].length) return;
    versions.push(library.version(replica));
    texts.push(text);
  });
  benchSaving(replica);
  const [middle, third] = [source.versions / 2, Math.trunc(source.versions / 3)];
  measure('old_version_ms', () => {
    const [ms, text] = timed(() => library.readAt(replica, versions[middle]));
    if (text !== texts[middle]) fail('another old text');
    return ms;
  });
  measure('diff_ms', () => {
    const [ms, steps] = timed(() => library.diff(replica, versions[third], versions[2 * third]));
    if (stepped(texts[third], steps) !== texts[2 * third]) fail('another difference');
    return ms;
  });
  measure('timeline_ms', () => {
    const [ms, deltas] = timed(() => library.timeline(replica, versions));
    if (deltas.length !== versions.length) fail('another number of steps');
    if (deltas.reduce(stepped, '') !== texts.at(-1)) fail('another timeline');
    return ms;
  });
}

const BENCHES = {
  session: benchMeeting,
  exchange: benchMeeting,
  gather: benchGathering,
  undo: benchUndo,
  history: benchHistory,
};
const missing = library.missing?.(source);
if (missing !== undefined) console.log(JSON.stringify({ missing }));
else BENCHES[source.shape]();
