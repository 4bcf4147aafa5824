// Storage: where a client keeps documents between visits, so that a closed tab loses nothing.
//
// A document is kept in slots, one for each replica (tab) that is open at a time, for an agent belongs
// to one replica only. Whoever has a slot holds its lock; slots.ts says who takes which. A slot is a
// head, a save (the whole document, and the session's state of the same moment), and the updates that
// were appended after it.
//
// Invariants, each step being one transaction of the storage that happens whole or not at all:
// 1. Save and state are written together, and are of one moment: a state never speaks of records that
//    are not in the document. Too old a state costs a longer opening only.
// 2. `write` replaces the save and drops all updates appended before it. Its save contains them: both
//    are of one writer, in the order in which they were called.
// 3. Updates are whole: each has all that came in since the one before, others' operations included,
//    so that none waits for what was not kept. After one that failed none is appended until a `write`
//    succeeded. So what is read is the document at some moment, never with a hole.
// 4. An update applied twice changes nothing, so whether a crash came before or after a step does not
//    matter.
// 5. `append` is refused when the slot is gone or another agent's, as far as its holder can know: nothing is
//    written beside a slot.
// 6. A document that was replaced by the session (under a new agent) is written once it is live again,
//    or edited; until then the slot has what was before, from which the session gets to the same point
//    again, and tells the same.

import type { Rights } from './event.js';

export interface SlotHead {
  document: string;
  slot: string;
  agent: number;
  rights: Rights;
  /** Nothing in the save is unsent. */
  saved: boolean;
  /** When it was written, as Date.now(). */
  at: number;
  /** Closed in an orderly way: free, also where there are no locks. */
  released: boolean;
}

export interface SlotContent {
  head: SlotHead;
  save: Uint8Array;
  state: Uint8Array;
  updates: Uint8Array[];
}

/** What indexedDbStorage and memoryStorage have in common. One object may serve several clients, of one server and
 * one user: documents are told apart by their names alone. */
export interface ClientStorage {
  /** Whether `lock` works: without, only released slots are ever taken. */
  readonly locks: boolean;
  /** Undefined when it is taken and not to be waited for; else what releases it. `lost` is called when
   * somebody else took the lock away before that. */
  lock(name: string, wait: boolean, lost?: () => void): Promise<(() => void) | undefined>;

  heads(document: string): Promise<SlotHead[]>;
  read(document: string, slot: string): Promise<SlotContent | undefined>;
  /** Whether there is anything in the slot that the server may not have. */
  hasUnsent(document: string, slot: string): Promise<boolean>;
  write(head: SlotHead, save: Uint8Array, state: Uint8Array): Promise<void>;
  append(head: SlotHead, update: Uint8Array): Promise<void>;
  /** Makes a released slot a taken one, or with `taken` false a taken one released; false when it is that
   * already, by somebody else. */
  claim(document: string, slot: string, taken?: boolean): Promise<boolean>;
  remove(document: string, slot: string): Promise<void>;

  /** What the server gave to come back with, in place of `original`. */
  readCredential(original: string): Promise<string | undefined>;
  writeCredential(original: string, credential: string | undefined): Promise<void>;

  /** Removes all of it, documents with what is unsent and credentials, as when somebody logs out. Clients that
   * use it are closed before, in other tabs too: of those that edit the slots are taken away, where there are locks
   * ('lost'), but one that is open to look at only keeps its document anew. */
  clear(): Promise<void>;
}
