// What a session tells, unpacked (weft_session_next_event in bindings/c/weft.h).
import { Doc } from '../document.js';
import type { Change } from '../events.js';
import { ChangeEvent } from '../events.js';
import { Unpacker } from '../values.js';

export const RIGHTS = ['none', 'view', 'edit'] as const;
/** What one may do with a document. */
export type Rights = (typeof RIGHTS)[number];

/** Why a connection or document was closed; `retryAfter` in milliseconds, 0: not by itself. */
export interface Closed {
  /** As sync/protocol.capnp spells them: "refused", "notFound", "tooMany", "unavailable" and so on. */
  reason: string;
  message: string;
  retryAfter: number;
}

/** Edits that are no longer in the document, because the server does not take them. */
export interface Proposal {
  /** What they did, in that order; positions are those of the time. */
  readonly changes: Change[];
  /** The operations, as an update. */
  readonly update: Uint8Array;
  /** When the replica had to begin anew: all its content as it was. */
  readonly json: unknown;
  /** Whose operations differed, where that is known. */
  readonly agents: number[];
}

export type SessionEvent =
  | { kind: 'connected'; credential: string }
  | ({ kind: 'ended' } & Closed)
  | ({ kind: 'closed'; channel: number } & Closed)
  | { kind: 'live' | 'rights'; channel: number; rights: Rights }
  | { kind: 'rejected' | 'healed'; channel: number; refusal: string; message: string; proposal: Proposal }
  | { kind: 'presence'; channel: number; agent: number; ttl: number; principal: string; data: Uint8Array }
  | { kind: 'saved' | 'replaced' | 'needsNewer'; channel: number };

/** `docOf`: the document of a channel as it is now. */
export function readEvent(bytes: Uint8Array, docOf: (channel: number) => Doc): SessionEvent {
  const packed = new Unpacker(bytes, undefined as any); // there are no containers outside of changes
  const kind = packed.text() as SessionEvent['kind'];
  const channel = packed.number();
  switch (kind) {
    case 'connected':
      return { kind, credential: packed.text() };
    case 'ended':
    case 'closed':
      return { kind, channel, reason: packed.text(), message: packed.text(), retryAfter: packed.number() };
    case 'live':
    case 'rights':
      return { kind, channel, rights: RIGHTS[packed.number()] ?? 'none' };
    case 'rejected':
    case 'healed': {
      const [refusal, message] = [packed.text(), packed.text()];
      return { kind, channel, refusal, message, proposal: readProposal(kind, packed, docOf(channel)) };
    }
    case 'presence': {
      const [agent, ttl] = [packed.number(), packed.number()];
      return { kind, channel, agent, ttl, principal: packed.text(), data: packed.bytes() };
    }
    default:
      return { kind, channel };
  }
}

function readProposal(kind: string, packed: Unpacker, doc: Doc): Proposal {
  const changes = packed.bytes();
  const update = packed.bytes();
  packed.bytes(); // JSON, which this module leaves to JavaScript
  const agents: number[] = [];
  while (!packed.done) agents.push(packed.number());
  return {
    changes: changes.length > 0 ? new ChangeEvent(doc, changes).changes : [],
    update,
    get json() {
      return kind === 'healed' && update.length > 0 ? contentOf(update) : undefined;
    },
    agents,
  };
}

function contentOf(update: Uint8Array): unknown {
  const doc = new Doc();
  try {
    doc.applyUpdate(update);
    return doc.toJSON();
  } finally {
    doc.free();
  }
}
