import * as A from '@automerge/automerge';

export default {
  slow: true, // its edits take seconds: one run
  create: (agent) => {
    const empty = A.init({ actor: agent.toString(16).padStart(32, '0') });
    return { doc: empty, agent };
  },
  insert: (replica, at, what) => splice(replica, at, 0, what),
  erase: (replica, at, count) => splice(replica, at, count),
  update: ({ doc }) => A.getLastLocalChange(doc),
  apply: (replica, update) => ([replica.doc] = A.applyChanges(replica.doc, [update])),
  read: ({ doc }) => doc.text,
  save: ({ doc }) => A.save(doc),
  load: (bytes) => ({ doc: A.load(bytes) }),
  free: ({ doc }) => A.free(doc),
};

function splice(replica, at, count, what = '') {
  replica.doc = A.change(replica.doc, (draft) => {
    draft.text ??= '';
    A.splice(draft, ['text'], at, count, what);
  });
}
