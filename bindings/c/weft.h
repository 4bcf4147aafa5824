/* Weft's C ABI: replicated documents for every language that can call C.
 *
 *   weft_document* doc = weft_document_new(agent, WEFT_FUGUE_MAX);
 *   weft_container note = 0;
 *   weft_document_root(doc, WEFT_TEXT, "note", 4, &note);
 *   weft_text_insert_utf8(doc, note, 0, "Hello", 5);
 *
 * Conventions
 * 1. A function that can fail returns a weft_status; 0 is success. The message of the last failure
 *    is weft_document_error(). A call that fails changes nothing. Nothing throws, and nothing that
 *    is handed in aborts: a null document, a number that is no container, bytes that are no update,
 *    a null pointer whose size or count is not 0, an id that is none are WEFT_INVALID_ARGUMENT.
 *    Pointers to results may be null only where it is said.
 * 2. Strings and bytes come with their size and need no ending zero. Keys, names and values are
 *    UTF-8; positions and counts in a text are UTF-16 units.
 * 3. What a function hands out as weft_bytes is borrowed: it is valid until the next call with the
 *    same document. A weft_string is yours to free.
 * 4. A container is a number of its document, valid as long as that; it needs no freeing. The same
 *    container always has the same number. 0 is none.
 * 5. One thread at a time for a document; different documents are independent.
 *
 * Packed results are a sequence of:
 *   number     a varint: 7 bits a byte, the lowest first, the highest bit says that more follow
 *   bytes      their size as a number, then they
 *   id         agent, seq: two numbers
 *   value      a byte, then: 0 null, 1 false, 2 true; 3 number; 4 number, which is negated;
 *              5 a 64-bit integer and 6 a double in 8 bytes, little-endian; 7 bytes that are UTF-8;
 *              8 bytes; 16 + kind: the container of that kind whose number is the number after it
 */
#ifndef WEFT_H_
#define WEFT_H_

#include <stddef.h>
#include <stdint.h>

/* NOLINTBEGIN: C's own names and types */

#ifdef __cplusplus
extern "C" {
#endif

/* Numbered like absl::StatusCode. */
typedef int32_t weft_status;
enum {
  WEFT_OK = 0,
  WEFT_INVALID_ARGUMENT = 3,    /* malformed, or can never be valid */
  WEFT_NOT_FOUND = 5,           /* names something that is not here */
  WEFT_ALREADY_EXISTS = 6,      /* an id that is known with other content */
  WEFT_RESOURCE_EXHAUSTED = 8,  /* beyond a limit */
  WEFT_FAILED_PRECONDITION = 9, /* valid, but not in this document or not now */
  WEFT_OUT_OF_RANGE = 11,       /* a position beyond the end */
  WEFT_UNIMPLEMENTED = 12,      /* from a newer version of Weft */
  WEFT_INTERNAL = 13,
  WEFT_DATA_LOSS = 15 /* a checksum does not match */
};

/* The order of concurrent insertions: fixed when a document is made, the same on every replica. */
enum { WEFT_FUGUE_MAX = 1, WEFT_YATA = 2 };

/* Kinds of containers. A tree's node is told in events as WEFT_NODE: its children. */
enum { WEFT_TEXT = 0, WEFT_MAP = 1, WEFT_LIST = 2, WEFT_COUNTER = 3, WEFT_TREE = 4, WEFT_NODE = 5 };

typedef struct weft_document weft_document;
typedef struct weft_string weft_string;
typedef uint32_t weft_container;

typedef struct weft_bytes {
  const uint8_t* data;
  size_t size;
} weft_bytes;

/* An element's or node's id. Agents are at most 2^53 - 1; WEFT_NO_AGENT makes the null id, which is
 * refused where it means nothing. Any other agent is no id's, nor is a null pointer an id. */
#define WEFT_NO_AGENT UINT64_MAX
typedef struct weft_id {
  uint64_t agent;
  uint32_t seq;
} weft_id;

enum {
  WEFT_NULL = 0,
  WEFT_BOOL = 1,       /* integer: 0 or 1 */
  WEFT_INTEGER = 2,    /* integer */
  WEFT_DOUBLE = 3,     /* real */
  WEFT_STRING = 4,     /* bytes, UTF-8 */
  WEFT_BYTES = 5,      /* bytes */
  WEFT_CONTAINER = 16, /* + its kind: container. To write one is to make a new, empty container. */
};
typedef struct weft_value {
  uint32_t kind;
  weft_container container;
  union {
    int64_t integer;
    double real;
  };
  weft_bytes bytes;
} weft_value;

/* What became of the elements and effects of an update. */
typedef struct weft_integrated {
  uint64_t applied;   /* new here */
  uint64_t duplicate; /* known before */
  uint64_t waiting;   /* came before what they depend on, and wait */
} weft_integrated;

/* ---- Documents ---- */

/* `agent`: this replica's identity, 1 to 2^53 - 1, drawn at random, never used by two replicas at a
 * time; 0 only for whoever writes the seed content. Null when an argument is none of these. */
weft_document* weft_document_new(uint64_t agent, int32_t order);
/* Null is ignored. */
void weft_document_free(weft_document* doc);
/* UTF-8 with an ending zero, borrowed. */
const char* weft_document_error(const weft_document* doc);
/* WEFT_NO_AGENT for a null document. */
uint64_t weft_document_agent(const weft_document* doc);
/* The order it was made with, or that of the saved document it was loaded from. */
int32_t weft_document_order(const weft_document* doc);

/* The root container of that kind and name; it is there without anybody making it. */
weft_status weft_document_root(weft_document* doc, int32_t kind, const char* name, size_t size,
                               weft_container* out);
/* What stands at a path such as todos/3/text. */
weft_status weft_document_at(weft_document* doc, const char* path, size_t size, weft_value* out);
/* Where a container stands now, as UTF-8. WEFT_NOT_FOUND: not in the document (any more). */
weft_status weft_document_path(weft_document* doc, weft_container container, weft_bytes* out);
/* Packed: for each root that ever had content, ascending, its kind (number) and its name (bytes).
 */
weft_status weft_document_roots(weft_document* doc, weft_bytes* out);
/* The content at a path as JSON; an empty path is the whole document. `indent`: spaces a level. */
weft_status weft_document_json(weft_document* doc, const char* path, size_t size, uint32_t indent,
                               weft_bytes* out);
/* Makes JSON the seed content, the same on every replica that does so with the same JSON. */
weft_status weft_document_seed(weft_document* doc, const char* json, size_t size);
/* 32 bytes: equal where merging made the same of the same operations. */
weft_status weft_document_hash(weft_document* doc, weft_bytes* out);

/* Groups edits into one transaction: one event. Transactions nest. What is applied inside is an
 * event of its own, between those of the edits before and after. */
weft_status weft_document_begin(weft_document* doc);
/* WEFT_FAILED_PRECONDITION without a begin. */
weft_status weft_document_commit(weft_document* doc);

/* ---- Events: what a transaction or update did ---- */

/* From now on, or no longer, note what happens. Off at first: it costs. */
weft_status weft_document_observe(weft_document* doc, int32_t on);
/* The oldest event not yet taken, or no bytes. Packed:
 *   origin: 0 local, 1 remote; how many changes; for each of them
 *   kind, container (for a WEFT_NODE: the node's id), path (bytes), then
 *   WEFT_TEXT                    a delta, see weft_text_delta; then of marks that are several those
 *                                that came and those that went: their number, ids; twice
 *   WEFT_LIST, _TREE, _NODE      the same; an insertion's and a set's items, `count` of them: id,
 *                                moved (0 or 1), value
 *   WEFT_MAP                     keys: their number; for each, key (bytes), present (0 or 1), value
 *   WEFT_COUNTER                 what was added and the sum after it: two values
 * Steps: 0 keep, 1 insert, 2 erase, 3 set. */
weft_status weft_document_take_event(weft_document* doc, weft_bytes* out);

/* ---- Versions and updates ---- */

/* As bytes that may be kept and compared (docs/format.md, "Versions"); none before anything was
 * made. */
weft_status weft_document_version(weft_document* doc, weft_bytes* out);
/* What operations that wait for others lack, likewise. */
weft_status weft_document_missing(weft_document* doc, weft_bytes* out);
/* All that the document has after a version, as an update; from the beginning if `size` is 0. */
weft_status weft_document_encode(weft_document* doc, const uint8_t* version, size_t size,
                                 weft_bytes* out);
/* The local edits since the last taking, as an update; no bytes when there are none. */
weft_status weft_document_take(weft_document* doc, weft_bytes* out);
/* Decodes and integrates. `out` may be null. */
weft_status weft_document_apply(weft_document* doc, const uint8_t* bytes, size_t size,
                                weft_integrated* out);
/* Inside a session agents are small numbers that both ends know: given here in order, from 0 on.
 * Known agents keep theirs. */
weft_status weft_document_introduce(weft_document* doc, uint64_t agent, uint32_t* number);
/* The same as take and apply, in the short form of a session. */
weft_status weft_document_take_session(weft_document* doc, weft_bytes* out);
weft_status weft_document_apply_session(weft_document* doc, const uint8_t* bytes, size_t size,
                                        weft_integrated* out);
/* The union of updates, without a document. On failure *out holds the message. */
weft_status weft_merge_updates(const weft_bytes* updates, size_t count, weft_string* out);

/* The whole replica, which opens faster than an update is integrated. */
weft_status weft_document_save(weft_document* doc, weft_bytes* out);
/* Makes a document that was just made, and of which nothing was asked yet, the saved one. */
weft_status weft_document_load(weft_document* doc, const uint8_t* bytes, size_t size);

/* Makes a loaded document the start of another replica, while the first may go on: `agent` is its
 * own, and what the server is not known to have of it, by the session's state that it was saved
 * with, is left out: that is the first replica's to send. Containers are to be asked for again. */
weft_status weft_document_copy_as(weft_document* doc, uint64_t agent, const uint8_t* state,
                                  size_t size);

weft_string* weft_string_new(void);
weft_bytes weft_string_bytes(const weft_string* string);
void weft_string_free(weft_string* string);

/* ---- Texts: UTF-16 positions. Halves of a surrogate pair are WEFT_INVALID_ARGUMENT. ---- */

weft_status weft_text_insert(weft_document* doc, weft_container text, size_t position,
                             const uint16_t* units, size_t count);
weft_status weft_text_insert_utf8(weft_document* doc, weft_container text, size_t position,
                                  const char* utf8, size_t size);
weft_status weft_text_erase(weft_document* doc, weft_container text, size_t position, size_t count);
weft_status weft_text_length(weft_document* doc, weft_container text, size_t* out);
/* As UTF-8. */
weft_status weft_text_read(weft_document* doc, weft_container text, weft_bytes* out);
weft_status weft_text_slice(weft_document* doc, weft_container text, size_t position, size_t count,
                            weft_bytes* out);
/* A position that survives edits: it sticks to the element before it, or (`after` not 0) to the one
 * after. The null id is the start, or the end. */
weft_status weft_text_stabilize(weft_document* doc, weft_container text, size_t position,
                                int32_t after, weft_id* out);
weft_status weft_text_resolve(weft_document* doc, weft_container text, const weft_id* id,
                              int32_t after, size_t* out);

/* ---- Rich text: marks on ranges, objects between the letters (docs/rich-text.md) ---- */

/* Which ends of a mark take in what is typed exactly there. */
enum { WEFT_EXPAND_AFTER = 0, WEFT_EXPAND_BEFORE = 1, WEFT_EXPAND_BOTH = 2, WEFT_EXPAND_NONE = 3 };

/* How a delta's attributes of that key are made marks in this replica. `several` not 0: marks of
 * that key do not replace each other. A key that was never named expands after its range. */
weft_status weft_document_set_mark_kind(weft_document* doc, const char* key, size_t size,
                                        int32_t expand, int32_t several);
/* `value` is plain; null takes the mark off, see weft_text_unmark. `out`, the mark's id, may be
 * null. */
weft_status weft_text_mark(weft_document* doc, weft_container text, size_t position, size_t count,
                           const char* key, size_t size, const weft_value* value, int32_t expand,
                           int32_t several, weft_id* out);
/* Takes a mark of that key off a range; `expand` as it was marked with. */
weft_status weft_text_unmark(weft_document* doc, weft_container text, size_t position, size_t count,
                             const char* key, size_t size, int32_t expand);
/* Takes one mark away, wherever it is. */
weft_status weft_text_remove_mark(weft_document* doc, weft_container text, const weft_id* mark);
/* Packed, for each mark that shows: id, key (bytes), value, start, end, several (0 or 1). */
weft_status weft_text_marks(weft_document* doc, weft_container text, weft_bytes* out);
/* Puts an object of length 1 there. `value` is plain. */
weft_status weft_text_embed(weft_document* doc, weft_container text, size_t position,
                            const weft_value* value);
/* The whole text as a delta. Packed: the number of steps; for each, count << 2 | step, then
 *   0 keep      attributes: those that change; null: taken off
 *   1 insert    text (bytes) and attributes
 *   2 erase     nothing
 *   3 embed     the object (value) and attributes
 * Attributes: their number; for each, key (bytes) and value; ascending. */
weft_status weft_text_delta(weft_document* doc, weft_container text, weft_bytes* out);
/* Does what a delta says, from the text's start on: all of it or nothing. */
weft_status weft_text_apply_delta(weft_document* doc, weft_container text, const uint8_t* delta,
                                  size_t size);

/* ---- Maps ---- */

/* A container's kind makes a new one and sets value->container. */
weft_status weft_map_set(weft_document* doc, weft_container map, const char* key, size_t size,
                         weft_value* value);
weft_status weft_map_remove(weft_document* doc, weft_container map, const char* key, size_t size);
/* WEFT_NOT_FOUND when there is nothing. */
weft_status weft_map_get(weft_document* doc, weft_container map, const char* key, size_t size,
                         weft_value* out);
/* Packed: all values that were written concurrently, the one that shows first. */
weft_status weft_map_get_all(weft_document* doc, weft_container map, const char* key, size_t size,
                             weft_bytes* out);
weft_status weft_map_size(weft_document* doc, weft_container map, size_t* out);
/* Packed: keys, ascending, as bytes. */
weft_status weft_map_keys(weft_document* doc, weft_container map, weft_bytes* out);

/* ---- Lists ---- */

/* All plain values, or one container. */
weft_status weft_list_insert(weft_document* doc, weft_container list, size_t index,
                             weft_value* values, size_t count);
weft_status weft_list_set(weft_document* doc, weft_container list, size_t index,
                          const weft_value* value);
weft_status weft_list_erase(weft_document* doc, weft_container list, size_t index, size_t count);
/* Afterwards the item stands at index `to`. */
weft_status weft_list_move(weft_document* doc, weft_container list, size_t from, size_t to);
weft_status weft_list_size(weft_document* doc, weft_container list, size_t* out);
weft_status weft_list_get(weft_document* doc, weft_container list, size_t index, weft_value* out);
/* Packed: all values in their order. */
weft_status weft_list_read(weft_document* doc, weft_container list, weft_bytes* out);
/* An item's id, for ever, wherever it moves; and where it is now. */
weft_status weft_list_id(weft_document* doc, weft_container list, size_t index, weft_id* out);
weft_status weft_list_index(weft_document* doc, weft_container list, const weft_id* id,
                            size_t* out);

/* ---- Counters ---- */

weft_status weft_counter_add(weft_document* doc, weft_container counter, int64_t amount);
weft_status weft_counter_value(weft_document* doc, weft_container counter, int64_t* out);

/* ---- Trees: a node is known by its id; the null id is the top ---- */

weft_status weft_tree_insert(weft_document* doc, weft_container tree, const weft_id* parent,
                             size_t index, weft_id* out);
weft_status weft_tree_erase(weft_document* doc, weft_container tree, const weft_id* node);
weft_status weft_tree_move(weft_document* doc, weft_container tree, const weft_id* node,
                           const weft_id* parent, size_t index);
/* Packed: ids. */
weft_status weft_tree_children(weft_document* doc, weft_container tree, const weft_id* parent,
                               weft_bytes* out);
weft_status weft_tree_parent(weft_document* doc, weft_container tree, const weft_id* node,
                             weft_id* out);
/* Among its parent's children. */
weft_status weft_tree_index(weft_document* doc, weft_container tree, const weft_id* node,
                            size_t* out);
/* The map that holds the node's data. */
weft_status weft_tree_data(weft_document* doc, weft_container tree, const weft_id* node,
                           weft_container* out);

/* ---- Undo: of this replica's own edits, across all containers (docs/undo.md) ----
 *
 * One manager or more for a document. It may be freed before its document or after. */

typedef struct weft_undo weft_undo;

/* Milliseconds, of a clock that does not go back. */
typedef uint64_t (*weft_clock)(void* context);

/* Edits that follow each other within `merge_interval` milliseconds are one step; without a clock
 * each transaction is one. `by_hand` not 0: steps end at weft_undo_separate alone. At most
 * `max_steps` are kept. When a session replaces the document, its steps are gone. Null without a
 * document. */
weft_undo* weft_undo_new(weft_document* doc, uint32_t merge_interval, uint32_t max_steps,
                         int32_t by_hand, weft_clock clock, void* context);
void weft_undo_free(weft_undo* undo);
/* *done: whether there was anything to undo, or to redo. On failure the message is the document's.
 */
weft_status weft_undo_undo(weft_undo* undo, int32_t* done);
weft_status weft_undo_redo(weft_undo* undo, int32_t* done);
/* The next edit begins a step of its own. */
weft_status weft_undo_separate(weft_undo* undo);
/* Edits from `begin` not 0 to the next call with 0 are no steps. */
weft_status weft_undo_untracked(weft_undo* undo, int32_t begin);
/* Where the user's cursor is, in a form of the program's own: after each move of it. After an undo
 * or redo: where it was then. */
weft_status weft_undo_set_cursor(weft_undo* undo, const uint8_t* cursor, size_t size);
weft_status weft_undo_cursor(weft_undo* undo, weft_bytes* out);
/* How many steps can be undone, and redone. */
weft_status weft_undo_depth(weft_undo* undo, size_t* undo_steps, size_t* redo_steps);

/* ---- History (docs/history.md) ---- */

/* A document as it was at a version, for `agent` to read, or to go on from. *out is yours to free.
 */
weft_status weft_document_fork(weft_document* doc, const uint8_t* version, size_t size,
                               uint64_t agent, weft_document** out);
/* What turned one version into the other, packed as an event. */
weft_status weft_document_diff(weft_document* doc, const uint8_t* from, size_t from_size,
                               const uint8_t* to, size_t to_size, weft_bytes* out);
/* Makes the document again what it was, by new edits. Roots with the names of `except` stay as they
 * are. Packed: names, as bytes; null for none. */
weft_status weft_document_revert(weft_document* doc, const uint8_t* version, size_t size,
                                 const uint8_t* except, size_t except_size);
/* Who wrote the text, and who deleted it, in its order. Packed: count, agent, visible (0 or 1), and
 * of what is not visible: its text (bytes; none when it was saved without), how many deletions hide
 * it, and the agent of each. */
weft_status weft_text_blame(weft_document* doc, weft_container text, weft_bytes* out);

typedef struct weft_timeline weft_timeline;
/* Steps: at most `count` of one length; of `count` operations each; or as long as one agent goes
 * on, at most `count` operations. */
enum { WEFT_BY_STEPS = 0, WEFT_BY_OPERATIONS = 1, WEFT_BY_AUTHORS = 2 };
/* The history of one text, or (0) of the whole document. It is good until the document changes. */
weft_status weft_document_timeline(weft_document* doc, weft_container text, int32_t by,
                                   uint64_t count, weft_timeline** out);
void weft_timeline_free(weft_timeline* timeline);
weft_status weft_timeline_size(weft_timeline* timeline, size_t* out);
/* The next step, or no bytes. Packed: number, version (bytes), operations, how many authors,
 * their agents; then of a text the delta, of a document the changes as an event. */
weft_status weft_timeline_next(weft_timeline* timeline, weft_bytes* out);
weft_status weft_timeline_seek(weft_timeline* timeline, size_t step);

/* ---- Sessions: a client's conversation with a server (docs/sync.md) ----
 *
 * Frames in, frames out, events out; `now` is in milliseconds of a clock that does not go back.
 * What is handed out as weft_bytes is valid until the next call with the same session. One thread
 * at a time for a session together with its documents. */

typedef struct weft_session weft_session;

/* `seed`: drawn at random, no two alike; new agents are made from it when they are needed. */
weft_session* weft_session_new(uint64_t seed);
/* Frees its documents too. Null is ignored. */
void weft_session_free(weft_session* session);
/* UTF-8 with an ending zero, borrowed. */
const char* weft_session_error(const weft_session* session);
/* Who this is, for the server: goes with the next greeting. */
weft_status weft_session_set_credential(weft_session* session, const uint8_t* bytes, size_t size);

/* Takes a document over, new or loaded, under the name that the server knows: the pointer stays
 * good, until the session lets go of it, and freeing it does nothing any more. `state` is what
 * weft_session_save gave when the document was saved, or nothing. Containers are to be asked for
 * again, now and whenever the session has told `replaced`: those of before are then refused.
 * weft_document_take gives a copy of what was edited since; the session sends it all the same.
 * `secret`: 16 bytes of the host's generator for secrets, used unless `state` has this replica's;
 * or null: then edits may be there twice when a replica comes back as another principal while its
 * connection of before still carries some. */
weft_status weft_session_add(weft_session* session, const char* name, size_t size,
                             weft_document* doc, const uint8_t* state, size_t state_size,
                             const uint8_t* secret, uint32_t* channel);
/* Null when there is none. */
weft_document* weft_session_document(weft_session* session, uint32_t channel);
/* Lets go of a document, which is freed. */
weft_status weft_session_remove(weft_session* session, uint32_t channel, uint64_t now);
/* Where the conversation stands, to be kept together with the saved document. */
weft_status weft_session_save(weft_session* session, uint32_t channel, weft_bytes* out);

enum { WEFT_RIGHTS_NONE = 0, WEFT_RIGHTS_VIEW = 1, WEFT_RIGHTS_EDIT = 2 };
typedef struct weft_session_state {
  int32_t rights;
  int32_t live;   /* up to date, and kept so */
  int32_t saved;  /* all that was done here is durable at the server */
  int32_t closed; /* by the server */
} weft_session_state;
weft_status weft_session_status(weft_session* session, uint32_t channel, weft_session_state* out);

/* The transport is up; down. */
weft_status weft_session_connected(weft_session* session, uint64_t now);
weft_status weft_session_disconnected(weft_session* session);
/* One whole frame. Bytes that are none are refused, and nothing changes. */
weft_status weft_session_receive(weft_session* session, const uint8_t* frame, size_t size,
                                 uint64_t now);
/* After edits, and once a second. */
weft_status weft_session_tick(weft_session* session, uint64_t now);
/* Before each tick, where the transport tells how much of what it was given it has not sent yet (a
 * WebSocket's bufferedAmount): what waits there is not late, and not sent again. */
weft_status weft_session_set_buffered(weft_session* session, size_t bytes);
/* The next frame to send, or no bytes. */
weft_status weft_session_next_frame(weft_session* session, weft_bytes* out);
/* The next event, or no bytes. Packed:
 *   kind (bytes), channel, then
 *   connected                     credential (bytes): to come back with, or none
 *   live, rights                  rights
 *   ended, closed                 reason (bytes), message (bytes), retry after (milliseconds; 0:
 *                                 not by itself)
 *   rejected, healed              refusal (bytes; healed: none), message (bytes); the proposal:
 *                                 changes as an event has them (bytes), update (bytes), JSON
 *                                 (bytes), and agents up to the end
 *   presence                      agent, ttl (0: gone), principal (bytes), data (bytes)
 *   saved, replaced, needsNewer   nothing
 * Kinds, reasons and refusals are spelt as in sync/protocol.capnp. */
weft_status weft_session_next_event(weft_session* session, weft_bytes* out);

/* Opens again what the server has closed. */
weft_status weft_session_reopen(weft_session* session, uint32_t channel, uint64_t now);
/* Asks for the server's hashes now. */
weft_status weft_session_compare(weft_session* session, uint32_t channel, uint64_t now);
/* Tells the others where this user is, for `ttl` milliseconds; 0: gone. */
weft_status weft_session_presence(weft_session* session, uint32_t channel, const uint8_t* data,
                                  size_t size, uint32_t ttl);

#ifdef __cplusplus
} /* extern "C" */
#endif

/* NOLINTEND */

#endif /* WEFT_H_ */
