@0xd2f7a1c35b8e4609;

# The sync protocol of Weft, version 1: how replicas of documents converse with a server.
#
# This file is the specification: what it says holds for every implementation. How the library uses
# it is told in docs/sync.md.
#
# FRAMES. A frame is one Frame below in Cap'n Proto's encoding ("Encoding Spec" in its documentation):
# a single segment, unpacked, without a segment table. Far pointers and capabilities are refused. How
# long a frame is the transport tells: a WebSocket's binary message is one frame; on a stream of bytes
# each frame follows its length in bytes, 32 bits, little-endian. Structs may be longer than here (a
# newer peer) or shorter (trailing zeros left out); what is not there has its default. A frame of a
# kind that the receiver does not know is ignored by clients and ends the connection at servers.
#
# ROLES. One end is the server, which orders and keeps what everybody does; the other a client, which
# has replicas of some documents. On one connection many documents are open, each on a channel,
# whose number the client chooses (not 0). Channel 0 is the connection itself.
#
# A transport may lose, repeat and reorder frames. Nothing then goes wrong that opening the document
# again does not mend, and the states below say when a client does so.
#
# THE LOG. The server keeps, for each document, a log of records with positions 1, 2, 3, ... A record
# is an update, or an agent's number. Everything that is told to others has a position, is told in
# that order, and only after the record is durable. A client's position is the last one up to which
# it has everything. A GENERATION is a document's life between two purges of its history; positions
# and numbers belong to one generation.
#
# AGENTS AND NUMBERS. In the updates of a session agents are numbers, the same for all sessions of a
# generation and in the log. Number 0 is agent 0, the seed content. The server gives the next number
# to an agent when it is bound, and tells everybody (`number`). An agent belongs to one principal for
# ever: whoever bound it first.
#
# COUNTS. An agent's operations are counted in two logs: creations and effects. "The counts of an
# agent" is how many of each the server has; docs/format.md tells of both.
#
# THE CONNECTION
#
#   state      | on                          | does                                      | then
#   -----------+-----------------------------+-------------------------------------------+---------
#   client:    |                             |                                           |
#   down       | the transport is up         | sends hello                               | greeting
#   greeting   | welcome                     | opens its documents                       | up
#   greeting   | nothing for a while         | sends hello again                         | greeting
#   any        | closed on channel 0         | tells its user; comes back when told to   | down
#   server:    |                             |                                           |
#   new        | hello                       | asks the application who this is          | asking
#   asking     | hello                       | nothing: the answer is on its way         | asking
#   asking     | the application: a principal| sends welcome                             | up
#   asking     | the application: nobody     | sends closed                              | ended
#   up         | hello                       | sends welcome again                       | up
#   any        | what this state or role may not receive | sends closed                  | ended
#
# A DOCUMENT, at the client
#
#   state      | on                          | does                                      | then
#   -----------+-----------------------------+-------------------------------------------+---------
#   closed     | the connection is up        | sends open with a new attempt             | opening
#   opening    | opened of this attempt      | learns numbers, counts and rights         | catching
#   catching   | all `parts` parts           | takes the position of opened; sends what  |
#              |                             | the server lacks of its own agent         | live
#   live       | update, number, ack at      | takes it in; its position is that one     | live
#              |   position + 1              |                                           |
#   live       | the same at <= position     | nothing: it is known                      | live
#   live       | the same beyond             | sends open with a new attempt             | opening
#   live       | ack                         | what it counts is saved                   | live
#   live       | missing                     | sends its own operations from there       | live
#   live       | reject                      | recovers (below)                          | opening
#   live       | heartbeat or hashes, of a   | sends open with a new attempt             | opening
#              |   greater position          |                                           |
#   live       | hashes that differ from its | heals (below)                             | opening
#              |   own at the same position  |                                           |
#   any        | resynchronise               | sends open with a new attempt             | opening
#   any        | rights                      | edits no more, or may edit                | same
#   any        | closed                      | tells its user why                        | ended
#   waiting    | nothing for a while         | opening, catching: open again;            |
#              |                             | live: heartbeat, and its operations again | same
#
# Recovering from a reject. The server has taken the agent's operations up to `accepted`, refuses
# those up to `end`, and drops everything later of that agent, which it answers with the same reject
# until the document is opened again. The client rebuilds the document from
# what was accepted, takes a new agent, makes again by position what came after `end`, and hands what
# cannot stand to its user as a proposal. What it sends again after another open may be accepted, so a
# reject of an earlier attempt says nothing any more. It does so too when `opened` counts more of its agent than
# it has itself (a storage that was restored, or two that share it): the agent is retired.
#
# A reject of foreignAgent that answers `open` says nothing of what was accepted: the agent may be this user's
# under a name of before. The client opens the document with agent 0, learns what the server has of that agent,
# and makes again only what it has not, or has with other content. Its connection of before may still carry some
# of that: where `open` told the secret that the agent was last bound with, nothing more is taken from that agent,
# on any connection, before the reject is sent.
#
# Healing. Where hashes differ at the same position, the chains tell whose operations. (A client may
# hold operations that another replica on the same storage has yet to send: only when they are still
# not there at the next comparison is that a difference.) The server's
# log wins: the client starts from nothing with a new agent and keeps its own document as a proposal.
#
# A DOCUMENT, at the server: not open, open. On a channel that is not open `close` does nothing, and updates,
# presence, comparisons and heartbeats are answered with resynchronise. `open` on an open channel opens it anew; one
# whose attempt is not greater than the last one's was repeated or overtaken, and is ignored. When rights change,
# `rights` tells so, after the answer to an open if one is on its way; until the document is opened again, heartbeats
# and comparisons are answered with resynchronise, for that frame may be lost.
#
# WHO MAY SEND WHAT (everything not listed is refused):
#
#   hello                                  anyone, first; again, as a welcome may be lost
#   open, close                            whoever was greeted
#   compare, heartbeat                     whoever has the document open
#   update, presence                       whoever may edit it, as the agent that the channel is
#                                          bound to
#
# A viewer is bound to no agent. An agent is bound to the channel, on any connection, that was opened with it
# last: an update on one before is answered with resynchronise, presence is ignored, and it sees what others do
# as before. Where another principal opens with the agent and with the secret that it was last bound with, it is the
# same replica under another name: nobody is bound to the agent any more while connections of before may be there,
# and an `open` with it is rejected.

struct Frame {
  channel @0 :UInt32;
  union {
    hello @1 :Hello;                  # client, channel 0
    welcome @2 :Welcome;              # server, channel 0
    open @3 :Open;                    # client
    opened @4 :Opened;                # server
    part @5 :Part;                    # server
    update @6 :Update;                # both
    number @7 :Number;                # server
    ack @8 :Ack;                      # server
    missing @9 :Missing;              # server
    reject @10 :Reject;               # server
    presence @11 :Presence;           # both
    compare @12 :Compare;             # client
    hashes @13 :Hashes;               # server
    heartbeat @14 :Heartbeat;         # both
    rights @15 :RightsChanged;        # server
    resynchronise @16 :Resynchronise; # server
    close @17 :Close;                 # client
    closed @18 :Closed;               # server; on channel 0 it ends the connection
  }
}

struct Hello {
  minVersion @0 :UInt16;  # of this protocol; the server takes the greatest that both know
  maxVersion @1 :UInt16;
  features @2 :UInt64;    # bits, none so far; what both have is in force
  credential @3 :Data;    # for the application: a token, a link's secret. Never in an address
}

struct Welcome {
  version @0 :UInt16;
  maxDocuments @1 :UInt32;   # open at a time
  features @2 :UInt64;
  maxFrameBytes @3 :UInt32;  # of a client's frame; a longer one ends the connection
  windowBytes @4 :UInt32;    # of a document's updates sent and not acknowledged
  credential @5 :Data;       # to come back with, in the place of hello's; empty: that one goes on
}

struct Counts {
  agent @0 :UInt64;
  creations @1 :UInt32;
  effects @2 :UInt32;
}

struct Open {
  generation @0 :UInt64;  # 0: none known
  position @1 :UInt64;    # in that generation
  agent @2 :UInt64;       # to be bound; 0: to view only
  creations @3 :UInt32;   # the agent's own counts at the client
  effects @4 :UInt32;
  attempt @5 :UInt32;     # greater than in all opens before on this channel; others are ignored
  numbers @6 :UInt32;     # how many the client knows of that generation
  whole @7 :Bool;         # the version is told: between strangers, or when asked
  document @8 :Text;      # its name, at most 1,024 bytes
  version @9 :List(Counts);  # by agent, ascending
  # 16 bytes of a generator for secrets, little-endian: drawn once by a replica and told only with an agent to be
  # bound. All zero: none. The server compares it in constant time, and neither keeps it nor tells it to anybody.
  secret0 @10 :UInt64;
  secret1 @11 :UInt64;
}

enum Rights {
  none @0;
  view @1;
  edit @2;
}

struct Opened {
  generation @0 :UInt64;
  position @1 :UInt64;     # the client's, once it has all parts
  creations @2 :UInt32;    # the server's counts of the client's agent
  effects @3 :UInt32;
  attempt @4 :UInt32;      # of the open
  parts @5 :UInt32;        # how many follow
  firstNumber @6 :UInt32;  # of the agents below
  rights @7 :Rights;
  agents @8 :List(UInt64);
}

# What the client lacked. The parts of one attempt, in order, are a set of operations.
struct Part {
  attempt @0 :UInt32;
  index @1 :UInt32;  # from 0
  body @2 :Data;     # as in Update
}

struct Update {
  position @0 :UInt64;  # by the server; a client's has none
  body @1 :Data;        # docs/format.md, "In a session"
  # Reserved: to pass on another agent's operations, its grant by the server and its signature over
  # its chain. Not empty: refused.
  grant @2 :Data;
  signature @3 :Data;
}

struct Number {
  position @0 :UInt64;
  agent @1 :UInt64;
  number @2 :UInt32;
}

# The agent's operations up to these counts are durable.
struct Ack {
  position @0 :UInt64;  # of the record; 0 when there is none, since the operations were known
  agent @1 :UInt64;
  creations @2 :UInt32;
  effects @3 :UInt32;
}

# The update begins later than these counts: send from there.
struct Missing {
  agent @0 :UInt64;
  creations @1 :UInt32;
  effects @2 :UInt32;
}

enum Refusal {
  unknown @0;
  malformed @1;         # no update, or operations that can never be valid
  tooLarge @2;
  foreignAgent @3;      # operations of an agent that is not bound to this channel
  reusedId @4;          # an id that is known with other content
  unknownReference @5;  # names what is not in the document
  aheadOfTime @6;       # a Lamport stamp beyond what its author can have seen
  needsNewer @7;        # operations that this server does not know
  forbidden @8;         # the principal may not edit
  policy @9;            # the application says no: see the message
  retired @10;          # reserved: an agent that was refused before hears its first refusal again
  reserved @11;         # a field that is not in use yet
}

struct Reject {
  agent @0 :UInt64;
  acceptedCreations @1 :UInt32;
  acceptedEffects @2 :UInt32;
  endCreations @3 :UInt32;  # of the refused update; 0, 0 when it could not be read
  endEffects @4 :UInt32;
  reason @5 :Refusal;
  message @6 :Text;  # for people
  attempt @7 :UInt32;  # of the open that the channel was opened with; others' are of the past
}

# Where somebody is in the document: never kept, forgotten after a while.
struct Presence {
  agent @0 :UInt64;   # by the server: who sent it; what a client puts there is ignored
  ttl @1 :UInt32;     # milliseconds; 0: gone
  principal @2 :Text; # by the server likewise
  data @3 :Data;      # the application's
}

# Asks for the hashes at the server's position.
struct Compare {
  position @0 :UInt64;  # the client's
}

struct Chain {
  agent @0 :UInt64;
  digest0 @1 :UInt64;  # 32 bytes, little-endian
  digest1 @2 :UInt64;
  digest2 @3 :UInt64;
  digest3 @4 :UInt64;
  creations @5 :UInt32;  # of which the chain is
  effects @6 :UInt32;
}

# docs/format.md, "Hashes".
struct Hashes {
  position @0 :UInt64;
  document @1 :Data;        # 32 bytes
  chains @2 :List(Chain);   # of every agent of the document, ascending
}

struct Heartbeat {
  position @0 :UInt64;  # the sender's; a server answers with its own
}

struct RightsChanged {
  rights @0 :Rights;
}

struct Resynchronise {
  whole @0 :Bool;  # open again, with the whole version
}

struct Close {
}

enum CloseReason {
  unknown @0;
  asked @1;        # reserved: what a client closes is not answered
  protocol @2;     # a frame that is malformed, or not allowed
  version @3;      # no version that both know
  refused @4;      # the application does not let this principal in
  notFound @5;     # reserved: a document that was not there begins empty
  tooLarge @6;     # a frame beyond maxFrameBytes
  tooMany @7;      # documents, or frames while the connection was to wait
  tooOld @8;       # the generation has passed; `generation` is the one to ask for
  unavailable @9;  # the storage failed, or the server stops: come back after retryAfter
}

struct Closed {
  generation @0 :UInt64;
  retryAfter @1 :UInt32;  # milliseconds; 0: not by itself
  reason @2 :CloseReason;
  message @3 :Text;
}
