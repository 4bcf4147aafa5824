/* The C ABI from plain C: what works, what is refused, and that bad handles are errors. Ends with 0
 * when everything holds; else it says what does not. */
#include <stdio.h>
#include <string.h>
#include <weft.h>

static int failures = 0;

#define EXPECT(condition)                                    \
  do {                                                       \
    if (!(condition)) {                                      \
      printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      ++failures;                                            \
    }                                                        \
  } while (0)
#define OK(call) EXPECT((call) == WEFT_OK)

static int Reads(weft_document* doc, weft_container text, const char* expected) {
  weft_bytes read;
  return weft_text_read(doc, text, &read) == WEFT_OK && read.size == strlen(expected) &&
         memcmp(read.data, expected, read.size) == 0;
}

static weft_container Root(weft_document* doc, int32_t kind, const char* name) {
  weft_container container = 0;
  OK(weft_document_root(doc, kind, name, strlen(name), &container));
  return container;
}

/* All of `from` goes to `to`. */
static void Send(weft_document* from, weft_document* to) {
  weft_bytes update;
  OK(weft_document_encode(from, NULL, 0, &update));
  OK(weft_document_apply(to, update.data, update.size, NULL));
}

static int SameJson(weft_document* doc, const char* expected) {
  weft_bytes json;
  if (weft_document_json(doc, "", 0, 0, &json) != WEFT_OK) return 0;
  if (json.size == strlen(expected) && memcmp(json.data, expected, json.size) == 0) return 1;
  printf("%.*s\n", (int)json.size, (const char*)json.data);
  return 0;
}

static void TestTexts(void) {
  weft_document* ada = weft_document_new(1, WEFT_FUGUE_MAX);
  weft_document* ben = weft_document_new(2, WEFT_FUGUE_MAX);
  const weft_container a = Root(ada, WEFT_TEXT, "note");
  const weft_container b = Root(ben, WEFT_TEXT, "note");
  OK(weft_text_insert_utf8(ada, a, 0, "Hello World", 11));
  Send(ada, ben);
  OK(weft_text_insert_utf8(ada, a, 5, ",", 1));
  const uint16_t mark[] = {'!', 0xD83D, 0xDE00};
  OK(weft_text_insert(ben, b, 11, mark, 3));
  Send(ada, ben);
  Send(ben, ada);
  EXPECT(Reads(ada, a, "Hello, World!\xF0\x9F\x98\x80") &&
         Reads(ben, b, "Hello, World!\xF0\x9F\x98\x80"));

  weft_id id;
  size_t position = 0;
  OK(weft_text_stabilize(ada, a, 12, 0, &id));
  OK(weft_text_erase(ben, b, 0, 7));
  OK(weft_text_resolve(ben, b, &id, 0, &position));
  EXPECT(position == 5);
  OK(weft_text_length(ben, b, &position));
  EXPECT(position == 8);
  weft_bytes part;
  OK(weft_text_slice(ben, b, 6, 2, &part));
  EXPECT(part.size == 4);
  EXPECT(weft_text_slice(ben, b, 7, 1, &part) == WEFT_INVALID_ARGUMENT);
  EXPECT(weft_text_erase(ben, b, 8, 1) == WEFT_OUT_OF_RANGE);
  EXPECT(strlen(weft_document_error(ben)) > 0);
  weft_document_free(ada);
  weft_document_free(ben);
}

static weft_value Plain(uint32_t kind, int64_t integer) {
  weft_value value = {0};
  value.kind = kind;
  value.integer = integer;
  return value;
}

static void TestContainers(void) {
  weft_document* doc = weft_document_new(7, WEFT_FUGUE_MAX);
  const weft_container list = Root(doc, WEFT_LIST, "todos");
  weft_value item = Plain(WEFT_CONTAINER + WEFT_MAP, 0);
  OK(weft_list_insert(doc, list, 0, &item, 1));
  weft_value name = Plain(WEFT_STRING, 0);
  name.bytes.data = (const uint8_t*)"milk";
  name.bytes.size = 4;
  OK(weft_map_set(doc, item.container, "name", 4, &name));
  weft_value votes = Plain(WEFT_CONTAINER + WEFT_COUNTER, 0);
  OK(weft_map_set(doc, item.container, "votes", 5, &votes));
  OK(weft_counter_add(doc, votes.container, -3));
  weft_value numbers[] = {Plain(WEFT_INTEGER, 5), Plain(WEFT_BOOL, 1), Plain(WEFT_NULL, 0)};
  OK(weft_list_insert(doc, list, 1, numbers, 3));
  OK(weft_list_move(doc, list, 0, 3));
  EXPECT(SameJson(doc, "{\"todos\":[5,true,null,{\"name\":\"milk\",\"votes\":-3}]}"));

  weft_value found;
  OK(weft_document_at(doc, "todos/3", 7, &found));
  EXPECT(found.kind == WEFT_CONTAINER + WEFT_MAP && found.container == item.container);
  OK(weft_map_get(doc, item.container, "name", 4, &found));
  EXPECT(found.kind == WEFT_STRING && found.bytes.size == 4);
  EXPECT(weft_map_get(doc, item.container, "none", 4, &found) == WEFT_NOT_FOUND);
  weft_bytes path;
  OK(weft_document_path(doc, votes.container, &path));
  EXPECT(path.size == 13 && memcmp(path.data, "todos/3/votes", 13) == 0);

  const weft_container tree = Root(doc, WEFT_TREE, "tree");
  const weft_id top = {WEFT_NO_AGENT, 0};
  weft_id node;
  weft_id child;
  OK(weft_tree_insert(doc, tree, &top, 0, &node));
  OK(weft_tree_insert(doc, tree, &node, 0, &child));
  EXPECT(weft_tree_move(doc, tree, &node, &child, 0) == WEFT_INVALID_ARGUMENT);
  weft_id parent;
  OK(weft_tree_parent(doc, tree, &child, &parent));
  EXPECT(parent.agent == node.agent && parent.seq == node.seq);
  weft_document_free(doc);
}

static void TestEventsAndTransactions(void) {
  weft_document* doc = weft_document_new(7, WEFT_FUGUE_MAX);
  const weft_container text = Root(doc, WEFT_TEXT, "t");
  weft_bytes event;
  EXPECT(weft_document_commit(doc) == WEFT_FAILED_PRECONDITION);
  OK(weft_document_observe(doc, 1));
  OK(weft_document_begin(doc));
  OK(weft_text_insert_utf8(doc, text, 0, "ab", 2));
  OK(weft_document_take_event(doc, &event));
  EXPECT(event.size == 0);
  OK(weft_document_commit(doc));
  OK(weft_document_take_event(doc, &event));
  /* local, one change: a text, its number, path "t", one step: 2 inserted, "ab", without
   * attributes; no marks that came, none that went */
  const uint8_t expected[] = {0, 1, WEFT_TEXT, 1, 1, 't', 1, 2 << 2 | 1, 2, 'a', 'b', 0, 0, 0};
  EXPECT(event.size == sizeof(expected) && memcmp(event.data, expected, event.size) == 0);
  OK(weft_document_observe(doc, 0));
  OK(weft_text_erase(doc, text, 0, 1));
  OK(weft_document_take_event(doc, &event));
  EXPECT(event.size == 0);
  weft_document_free(doc);
}

static void TestUpdates(void) {
  weft_document* ada = weft_document_new(1, WEFT_YATA);
  weft_document* ben = weft_document_new(2, WEFT_YATA);
  const weft_container text = Root(ada, WEFT_TEXT, "t");
  weft_bytes bytes;
  weft_integrated integrated;
  EXPECT(weft_document_take_session(ada, &bytes) == WEFT_FAILED_PRECONDITION);
  OK(weft_document_introduce(ada, 1, NULL));
  OK(weft_document_introduce(ben, 1, NULL));
  OK(weft_text_insert_utf8(ada, text, 0, "xy", 2));
  OK(weft_document_take_session(ada, &bytes));
  OK(weft_document_apply_session(ben, bytes.data, bytes.size, &integrated));
  EXPECT(integrated.applied == 2 && integrated.duplicate == 0 && integrated.waiting == 0);
  EXPECT(Reads(ben, Root(ben, WEFT_TEXT, "t"), "xy"));

  OK(weft_document_version(ben, &bytes));
  const uint8_t expected[] = {1 << 3, 2, 0}; /* the agent in full */
  EXPECT(bytes.size == sizeof(expected) && memcmp(bytes.data, expected, bytes.size) == 0);
  const uint8_t twice[] = {1 << 3, 2, 0, 1 << 3, 2, 0};
  EXPECT(weft_document_encode(ada, twice, sizeof(twice), &bytes) == WEFT_INVALID_ARGUMENT);
  OK(weft_document_encode(ada, expected, sizeof(expected), &bytes));

  weft_string* merged = weft_string_new();
  OK(weft_document_encode(ada, NULL, 0, &bytes));
  const weft_bytes both[] = {bytes, bytes};
  OK(weft_merge_updates(both, 2, merged));
  EXPECT(weft_string_bytes(merged).size == bytes.size);
  const weft_bytes bad = {(const uint8_t*)"bad", 3};
  EXPECT(weft_merge_updates(&bad, 1, merged) == WEFT_INVALID_ARGUMENT);
  weft_string_free(merged);

  OK(weft_document_save(ada, &bytes));
  weft_document* loaded = weft_document_new(3, WEFT_FUGUE_MAX);
  OK(weft_document_load(loaded, bytes.data, bytes.size));
  EXPECT(weft_document_order(loaded) == WEFT_YATA && weft_document_agent(loaded) == 3);
  EXPECT(Reads(loaded, Root(loaded, WEFT_TEXT, "t"), "xy"));
  EXPECT(weft_document_load(loaded, bytes.data, bytes.size) == WEFT_FAILED_PRECONDITION);
  weft_document_free(loaded);
  weft_document_free(ada);
  weft_document_free(ben);
}

static void TestSeedRootsAndHash(void) {
  weft_document* ada = weft_document_new(1, WEFT_FUGUE_MAX);
  weft_document* ben = weft_document_new(2, WEFT_FUGUE_MAX);
  const char* json = "{\"list\":[1,2.5],\"map\":{\"k\":null}}";
  OK(weft_document_seed(ada, json, strlen(json)));
  OK(weft_document_seed(ben, json, strlen(json)));
  EXPECT(weft_document_seed(ben, "[", 1) == WEFT_INVALID_ARGUMENT);
  Send(ada, ben);
  EXPECT(SameJson(ben, json));
  weft_bytes bytes;
  const uint8_t roots[] = {WEFT_MAP, 3, 'm', 'a', 'p', WEFT_LIST, 4, 'l', 'i', 's', 't'};
  OK(weft_document_roots(ben, &bytes));
  EXPECT(bytes.size == sizeof(roots) && memcmp(bytes.data, roots, bytes.size) == 0);
  uint8_t hash[32];
  OK(weft_document_hash(ada, &bytes));
  EXPECT(bytes.size == sizeof(hash));
  memcpy(hash, bytes.data, sizeof(hash));
  OK(weft_document_hash(ben, &bytes));
  EXPECT(memcmp(hash, bytes.data, sizeof(hash)) == 0);
  OK(weft_list_read(ben, Root(ben, WEFT_LIST, "list"), &bytes));
  const uint8_t values[] = {3, 1, 6, 0, 0, 0, 0, 0, 0, 4, 0x40};
  EXPECT(bytes.size == sizeof(values) && memcmp(bytes.data, values, bytes.size) == 0);
  weft_document_free(ada);
  weft_document_free(ben);
}

static void TestBadHandles(void) {
  weft_document* doc = weft_document_new(1, WEFT_FUGUE_MAX);
  const weft_container map = Root(doc, WEFT_MAP, "m");
  size_t size = 0;
  weft_bytes bytes;
  EXPECT(weft_text_length(NULL, 1, &size) == WEFT_INVALID_ARGUMENT);
  EXPECT(weft_text_length(doc, 0, &size) == WEFT_INVALID_ARGUMENT);
  EXPECT(weft_text_length(doc, 99, &size) == WEFT_INVALID_ARGUMENT);
  EXPECT(weft_text_length(doc, map, &size) == WEFT_INVALID_ARGUMENT);
  EXPECT(weft_document_path(doc, 99, &bytes) == WEFT_INVALID_ARGUMENT);
  EXPECT(weft_document_root(doc, WEFT_NODE, "x", 1, &(weft_container){0}) == WEFT_INVALID_ARGUMENT);
  EXPECT(weft_document_root(doc, WEFT_TEXT, "\xFF", 1, &(weft_container){0}) ==
         WEFT_INVALID_ARGUMENT);
  EXPECT(weft_document_apply(NULL, NULL, 0, NULL) == WEFT_INVALID_ARGUMENT);
  EXPECT(weft_document_apply(doc, NULL, 0, NULL) == WEFT_INVALID_ARGUMENT);
  weft_value value = Plain(12, 0);
  EXPECT(weft_map_set(doc, map, "k", 1, &value) == WEFT_INVALID_ARGUMENT);
  value.kind = WEFT_CONTAINER + WEFT_NODE;
  EXPECT(weft_map_set(doc, map, "k", 1, &value) == WEFT_INVALID_ARGUMENT);
  EXPECT(weft_document_new((uint64_t)1 << 53, WEFT_FUGUE_MAX) == NULL);
  EXPECT(weft_document_new(1, 3) == NULL);
  weft_document_free(doc);
  weft_document_free(NULL);
  weft_string_free(NULL);
}

static int Packs(weft_bytes packed, const char* bytes, size_t size) {
  return packed.size == size && memcmp(packed.data, bytes, size) == 0;
}

static void TestRichText(void) {
  weft_document* doc = weft_document_new(1, WEFT_FUGUE_MAX);
  const weft_container note = Root(doc, WEFT_TEXT, "note");
  OK(weft_text_insert_utf8(doc, note, 0, "abc", 3));
  weft_value yes = {WEFT_BOOL, 0, {1}, {NULL, 0}};
  weft_id mark;
  OK(weft_text_mark(doc, note, 0, 2, "b", 1, &yes, WEFT_EXPAND_NONE, 0, &mark));
  EXPECT(mark.agent == 1 && mark.seq == 3);
  weft_bytes packed;
  OK(weft_text_delta(doc, note, &packed));
  /* Two steps: "ab" with b: true, "c" with nothing. */
  EXPECT(Packs(packed, "\2\11\2ab\1\1b\2\5\1c\0", 13));
  OK(weft_text_marks(doc, note, &packed));
  EXPECT(Packs(packed, "\1\3\1b\2\0\2\0", 8));
  OK(weft_text_unmark(doc, note, 0, 1, "b", 1, WEFT_EXPAND_NONE));
  OK(weft_text_remove_mark(doc, note, &mark));
  EXPECT(weft_text_remove_mark(doc, note, &mark) == WEFT_NOT_FOUND);
  EXPECT(weft_text_mark(doc, note, 0, 2, "b", 1, &yes, 4, 0, NULL) == WEFT_INVALID_ARGUMENT);
  EXPECT(weft_text_mark(doc, note, 0, 9, "b", 1, &yes, 0, 0, NULL) == WEFT_OUT_OF_RANGE);
  OK(weft_document_set_mark_kind(doc, "link", 4, WEFT_EXPAND_NONE, 0));
  OK(weft_text_apply_delta(doc, note, (const uint8_t*)"\2\4\0\5\1x\1\4link\7\1y", 15));
  EXPECT(Reads(doc, note, "axbc"));
  const struct {
    const char* bytes;
    size_t size;
  } none[] = {{"", 0},          {"\1", 1},          {"\1\5\2x\0", 5},
              {"\1\5\1x\1", 5}, {"\1\5\1x\0\0", 6}, {"\1\7\22", 3}};
  for (size_t i = 0; i < sizeof none / sizeof *none; ++i) {
    EXPECT(weft_text_apply_delta(doc, note, (const uint8_t*)none[i].bytes, none[i].size) ==
           WEFT_INVALID_ARGUMENT);
  }
  EXPECT(Reads(doc, note, "axbc"));
  weft_document_free(doc);
}

static uint64_t Later(void* context) { return *(uint64_t*)context += 1000; }

static void TestUndo(void) {
  uint64_t now = 0;
  weft_document* doc = weft_document_new(1, WEFT_FUGUE_MAX);
  weft_undo* undo = weft_undo_new(doc, 500, 10, 0, Later, &now);
  const weft_container note = Root(doc, WEFT_TEXT, "note");
  OK(weft_text_insert_utf8(doc, note, 0, "abc", 3));
  OK(weft_undo_set_cursor(undo, (const uint8_t*)"3", 1));
  OK(weft_text_erase(doc, note, 0, 1));
  size_t undos = 0;
  size_t redos = 0;
  OK(weft_undo_depth(undo, &undos, &redos));
  EXPECT(undos == 2 && redos == 0);
  int32_t done = 0;
  OK(weft_undo_undo(undo, &done));
  EXPECT(done == 1 && Reads(doc, note, "abc"));
  weft_bytes cursor;
  OK(weft_undo_cursor(undo, &cursor));
  EXPECT(Packs(cursor, "3", 1));
  OK(weft_undo_undo(undo, &done));
  OK(weft_undo_undo(undo, &done));
  EXPECT(done == 0 && Reads(doc, note, ""));
  OK(weft_undo_redo(undo, &done));
  EXPECT(done == 1 && Reads(doc, note, "abc"));
  EXPECT(weft_undo_untracked(undo, 0) == WEFT_FAILED_PRECONDITION);
  OK(weft_undo_separate(undo));
  weft_document_free(doc);
  EXPECT(weft_undo_undo(undo, &done) == WEFT_INVALID_ARGUMENT);
  weft_undo_free(undo);
  EXPECT(weft_undo_new(NULL, 0, 1, 0, NULL, NULL) == NULL);
  weft_undo_free(NULL);
}

static void TestHistory(void) {
  weft_document* doc = weft_document_new(1, WEFT_FUGUE_MAX);
  const weft_container note = Root(doc, WEFT_TEXT, "note");
  OK(weft_text_insert_utf8(doc, note, 0, "abc", 3));
  const uint8_t then[] = {1 << 3, 3, 0};
  OK(weft_text_erase(doc, note, 0, 1));
  weft_document* fork = NULL;
  OK(weft_document_fork(doc, then, 3, 2, &fork));
  EXPECT(Reads(fork, Root(fork, WEFT_TEXT, "note"), "abc"));
  weft_document_free(fork);
  weft_bytes packed;
  const uint8_t now[] = {1 << 3, 3, 1};
  OK(weft_document_diff(doc, then, 3, now, 3, &packed));
  EXPECT(packed.size > 0);
  OK(weft_text_blame(doc, note, &packed));
  EXPECT(Packs(packed, "\1\1\0\1a\1\1\2\1\1", 10));
  weft_timeline* timeline = NULL;
  OK(weft_document_timeline(doc, note, WEFT_BY_OPERATIONS, 2, &timeline));
  size_t steps = 0;
  OK(weft_timeline_size(timeline, &steps));
  EXPECT(steps == 2);
  OK(weft_timeline_next(timeline, &packed));
  EXPECT(packed.size > 0 && packed.data[0] == 0);
  OK(weft_timeline_seek(timeline, 2));
  OK(weft_timeline_next(timeline, &packed));
  EXPECT(packed.size == 0);
  const uint8_t torn[] = {5, 'n', 'o'};
  EXPECT(weft_document_revert(doc, then, 3, torn, 3) == WEFT_INVALID_ARGUMENT);
  const uint8_t except[] = {4, 'n', 'o', 't', 'e'};
  OK(weft_document_revert(doc, then, 3, except, 5));
  EXPECT(Reads(doc, note, "bc"));
  OK(weft_document_revert(doc, then, 3, NULL, 0));
  EXPECT(Reads(doc, note, "abc"));
  EXPECT(weft_timeline_next(timeline, &packed) == WEFT_FAILED_PRECONDITION);
  const uint8_t never[] = {9 << 3, 1, 0};
  EXPECT(weft_document_fork(doc, never, 3, 2, &fork) == WEFT_INVALID_ARGUMENT);
  const uint8_t beyond[] = {1 << 3, 9, 0};
  EXPECT(weft_document_revert(doc, beyond, 3, NULL, 0) == WEFT_OUT_OF_RANGE);
  EXPECT(weft_document_timeline(doc, note, 3, 2, &timeline) == WEFT_INVALID_ARGUMENT);
  weft_document_free(doc);
  EXPECT(weft_timeline_next(timeline, &packed) == WEFT_INVALID_ARGUMENT);
  weft_timeline_free(timeline);
}

/* Null with a size is refused by whoever takes a size, and changes nothing. */
#define NOT_GIVEN(call) EXPECT((call) == WEFT_INVALID_ARGUMENT)

static void TestNullPointersWithASize(void) {
  weft_document* doc = weft_document_new(1, WEFT_FUGUE_MAX);
  const weft_container note = Root(doc, WEFT_TEXT, "note");
  const weft_container map = Root(doc, WEFT_MAP, "map");
  const weft_container list = Root(doc, WEFT_LIST, "list");
  OK(weft_text_insert_utf8(doc, note, 0, "abc", 3));
  const uint8_t then[] = {1 << 3, 3, 0};
  weft_bytes bytes;
  weft_value value = Plain(WEFT_NULL, 0);
  weft_container container = 0;
  weft_document* fork = NULL;
  weft_id id;

  NOT_GIVEN(weft_document_revert(doc, then, 3, NULL, 5));
  EXPECT(strlen(weft_document_error(doc)) > 0);
  NOT_GIVEN(weft_document_revert(doc, NULL, 3, NULL, 0));
  NOT_GIVEN(weft_document_fork(doc, NULL, 3, 2, &fork));
  NOT_GIVEN(weft_document_diff(doc, NULL, 3, then, 3, &bytes));
  NOT_GIVEN(weft_document_diff(doc, then, 3, NULL, 3, &bytes));

  NOT_GIVEN(weft_document_root(doc, WEFT_TEXT, NULL, 4, &container));
  NOT_GIVEN(weft_document_at(doc, NULL, 4, &value));
  NOT_GIVEN(weft_document_json(doc, NULL, 4, 0, &bytes));
  NOT_GIVEN(weft_document_seed(doc, NULL, 4));
  NOT_GIVEN(weft_document_encode(doc, NULL, 4, &bytes));
  NOT_GIVEN(weft_document_apply(doc, NULL, 4, NULL));
  NOT_GIVEN(weft_document_apply_session(doc, NULL, 4, NULL));
  NOT_GIVEN(weft_document_copy_as(doc, 3, NULL, 4));

  NOT_GIVEN(weft_text_insert(doc, note, 0, NULL, 4));
  NOT_GIVEN(weft_text_insert_utf8(doc, note, 0, NULL, 4));
  NOT_GIVEN(weft_document_set_mark_kind(doc, NULL, 4, WEFT_EXPAND_AFTER, 0));
  NOT_GIVEN(weft_text_mark(doc, note, 0, 1, NULL, 4, &value, WEFT_EXPAND_AFTER, 0, &id));
  NOT_GIVEN(weft_text_mark(doc, note, 0, 1, "b", 1, NULL, WEFT_EXPAND_AFTER, 0, &id));
  NOT_GIVEN(weft_text_unmark(doc, note, 0, 1, NULL, 4, WEFT_EXPAND_AFTER));
  NOT_GIVEN(weft_text_embed(doc, note, 0, NULL));
  NOT_GIVEN(weft_text_apply_delta(doc, note, NULL, 4));

  NOT_GIVEN(weft_map_set(doc, map, NULL, 4, &value));
  NOT_GIVEN(weft_map_set(doc, map, "k", 1, NULL));
  NOT_GIVEN(weft_map_remove(doc, map, NULL, 4));
  NOT_GIVEN(weft_map_get(doc, map, NULL, 4, &value));
  NOT_GIVEN(weft_map_get_all(doc, map, NULL, 4, &bytes));
  NOT_GIVEN(weft_list_insert(doc, list, 0, NULL, 1));
  NOT_GIVEN(weft_list_insert(doc, list, 0, NULL, 2));
  for (uint32_t kind = WEFT_STRING; kind <= WEFT_BYTES; ++kind) {
    value = Plain(kind, 0);
    value.bytes.size = 4;
    NOT_GIVEN(weft_map_set(doc, map, "k", 1, &value));
    NOT_GIVEN(weft_list_insert(doc, list, 0, &value, 1));
    value.bytes.size = 0;
    OK(weft_map_set(doc, map, "k", 1, &value));
    OK(weft_map_remove(doc, map, "k", 1));
  }
  value = Plain(WEFT_NULL, 0);
  OK(weft_list_insert(doc, list, 0, &value, 1));
  NOT_GIVEN(weft_list_set(doc, list, 0, NULL));
  EXPECT(SameJson(doc, "{\"list\":[null],\"map\":{},\"note\":\"abc\"}"));

  weft_undo* undo = weft_undo_new(doc, 0, 10, 0, NULL, NULL);
  NOT_GIVEN(weft_undo_set_cursor(undo, NULL, 4));
  weft_undo_free(undo);
  weft_string* merged = weft_string_new();
  const weft_bytes update = {NULL, 4};
  NOT_GIVEN(weft_merge_updates(NULL, 1, merged));
  NOT_GIVEN(weft_merge_updates(&update, 1, merged));
  EXPECT(weft_string_bytes(merged).size > 0);
  weft_string_free(merged);
  weft_document_free(doc);
  weft_document* empty = weft_document_new(2, WEFT_FUGUE_MAX);
  NOT_GIVEN(weft_document_load(empty, NULL, 4));
  weft_document_free(empty);
}

static void TestIdsThatAreNone(void) {
  weft_document* doc = weft_document_new(1, WEFT_FUGUE_MAX);
  const weft_container tree = Root(doc, WEFT_TREE, "tree");
  const weft_container list = Root(doc, WEFT_LIST, "list");
  const weft_container note = Root(doc, WEFT_TEXT, "note");
  const weft_id top = {WEFT_NO_AGENT, 0};
  weft_id node;
  weft_id child;
  OK(weft_tree_insert(doc, tree, &top, 0, &node));
  OK(weft_tree_insert(doc, tree, &node, 0, &child));
  OK(weft_text_insert_utf8(doc, note, 0, "abc", 3));
  const weft_id beyond = {UINT64_C(1) << 53, 0};
  const weft_id almost_null = {WEFT_NO_AGENT - 1, 0};
  const weft_id* const none[] = {&beyond, &almost_null, NULL};
  weft_id id;
  weft_bytes bytes;
  weft_container data = 0;
  size_t at = 0;
  for (int i = 0; i < 3; ++i) {
    NOT_GIVEN(weft_tree_move(doc, tree, &child, none[i], 0));
    EXPECT(strlen(weft_document_error(doc)) > 0);
    NOT_GIVEN(weft_tree_move(doc, tree, none[i], &top, 0));
    NOT_GIVEN(weft_tree_insert(doc, tree, none[i], 0, &id));
    NOT_GIVEN(weft_tree_erase(doc, tree, none[i]));
    NOT_GIVEN(weft_tree_children(doc, tree, none[i], &bytes));
    NOT_GIVEN(weft_tree_parent(doc, tree, none[i], &id));
    NOT_GIVEN(weft_tree_index(doc, tree, none[i], &at));
    NOT_GIVEN(weft_tree_data(doc, tree, none[i], &data));
    NOT_GIVEN(weft_list_index(doc, list, none[i], &at));
    NOT_GIVEN(weft_text_resolve(doc, note, none[i], 0, &at));
    NOT_GIVEN(weft_text_remove_mark(doc, note, none[i]));
  }
  weft_id parent;
  OK(weft_tree_parent(doc, tree, &child, &parent));
  EXPECT(parent.agent == node.agent && parent.seq == node.seq);
  /* The null id is one where it means something, and refused elsewhere. */
  OK(weft_text_resolve(doc, note, &top, 1, &at));
  EXPECT(at == 3);
  OK(weft_tree_move(doc, tree, &child, &top, 0));
  EXPECT(weft_tree_erase(doc, tree, &top) != WEFT_OK);
  EXPECT(weft_list_index(doc, list, &top, &at) != WEFT_OK);
  weft_document_free(doc);
}

int main(void) {
  TestRichText();
  TestUndo();
  TestHistory();
  TestTexts();
  TestContainers();
  TestEventsAndTransactions();
  TestUpdates();
  TestSeedRootsAndHash();
  TestBadHandles();
  TestNullPointersWithASize();
  TestIdsThatAreNone();
  return failures == 0 ? 0 : 1;
}
