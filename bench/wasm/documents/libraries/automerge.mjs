import * as A from '@automerge/automerge';

const EMPTY = { list: () => [], map: () => ({}), text: () => '', rich: () => '' };
// As wide as those it draws at random; changes without a time, or one made again would be another.
const actor = (agent) => 'a7'.repeat(8) + agent.toString(16).padStart(16, '0');
const UNTIMED = { time: 0 };
const first = new Map(); // all start from the same change, which makes the container
function firstChange(part) {
  if (!first.has(part)) {
    const doc = A.change(A.init({ actor: actor(2 ** 40) }), UNTIMED, (draft) => (draft.root = EMPTY[part]()));
    first.set(part, A.save(doc));
    A.free(doc);
  }
  return first.get(part);
}

function make(draft, edit) {
  switch (edit.kind) {
    case 'insertText':
      return A.splice(draft, ['root'], edit.at, 0, edit.text);
    case 'eraseText':
      return A.splice(draft, ['root'], edit.at, edit.count);
    case 'mark': {
      const range = { start: edit.at, end: edit.at + edit.count, expand: 'after' };
      if (edit.on) return A.mark(draft, ['root'], range, edit.key, true);
      return A.unmark(draft, ['root'], range, edit.key);
    }
    case 'insert':
      return draft.root.splice(edit.at, 0, ...edit.values);
    case 'set':
      return (draft.root[edit.key] = edit.value);
    case 'setMap':
      return (draft.root[edit.key] = { ...edit.fields });
  }
}

// Patches tell of one place after the other, in the text as it is by then.
function diff(doc, from, to) {
  const steps = [];
  let at = 0;
  for (const { action, path, value, length } of A.diff(doc, from, to)) {
    const index = path[1];
    steps.push({ keep: index - at });
    if (action === 'splice') steps.push({ insert: value });
    else steps.push({ erase: length ?? 1 });
    at = index + (action === 'splice' ? value.length : 0);
  }
  return steps;
}

export default {
  missing: ({ shape }) => (shape === 'undo' ? 'not supported: no undo' : undefined),
  open: (agent, part) => {
    const doc = A.load(firstChange(part), { actor: actor(agent) });
    return { doc, part, first: A.getHeads(doc) };
  },
  edit: (replica, edits) => {
    const before = A.getHeads(replica.doc).join();
    replica.doc = A.change(replica.doc, UNTIMED, (draft) => edits.forEach((edit) => make(draft, edit)));
    if (A.getHeads(replica.doc).join() === before) return undefined;
    return A.getLastLocalChange(replica.doc);
  },
  apply: (replica, update) => update && ([replica.doc] = A.applyChanges(replica.doc, [update])),
  applyAll: (replica, updates) => ([replica.doc] = A.applyChanges(replica.doc, updates)),
  read: ({ doc, part }) => (part === 'rich' ? A.spans(doc, ['root']) : doc.root),
  plain: (content) => content,
  pieces: (spans) =>
    spans.map(({ value, marks }) => [
      value,
      Object.keys(marks ?? {})
        .filter((key) => marks[key] !== null)
        .sort(),
    ]),
  save: ({ doc }) => A.save(doc),
  load: (bytes, part) => ({ doc: A.load(bytes), part }),
  free: ({ doc }) => A.free(doc),

  version: ({ doc }) => A.getHeads(doc),
  readAt: ({ doc }, version) => A.view(doc, version).root,
  diff: ({ doc }, from, to) => diff(doc, from, to),
  timeline: ({ doc, first }, versions) =>
    versions.map((version, i) => diff(doc, versions[i - 1] ?? first, version)),
};
