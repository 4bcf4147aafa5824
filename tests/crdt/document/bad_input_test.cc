// Bad input to rich text, undo and history: a status says so, and not a byte of the document is
// another.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/core/operation_payload.h"
#include "crdt/document/timeline.h"
#include "crdt/document/undo_manager.h"
#include "crdt/wire/delta_json.h"
#include "crdt/wire/drop_history.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/update.h"
#include "tests/support/documents.h"
#include "tests/support/object_operation.h"

namespace weft::testing {
namespace {

constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
constexpr StatusCode kBeyond = StatusCode::kOutOfRange;
constexpr StatusCode kMissing = StatusCode::kFailedPrecondition;
const ContainerId kText(ContainerKind::kText, kNote);
const ContainerId kListId(ContainerKind::kList, "list");

// By agent 1: 0 to 4 the units a, a pair, b, and c, which was deleted and brought back; 5 a mark on
// a; 6 an object; 7, 8 items; 9 a slot of 7; 10, 11 writes of a key; 12 a unit of another text.
// Effects: 0 the deletion, 1 its restore, 2 an addition, 3 an undo of write 11.
class BadInput : public ::testing::Test {
 protected:
  void SetUp() override {
    Text text = document_.Text(kNote);
    EXPECT_OK(text.Insert(0,
                          u"a\xD83D\xDE00"
                          u"bc"));
    EXPECT_OK(text.Erase(4, 1, Unit::kUtf16));
    EXPECT_OK(document_.Restore({1, 0}, 1));
    EXPECT_OK(text.Mark(0, 1, "bold", true).status());
    EXPECT_OK(text.InsertEmbed(5, "picture", Unit::kUtf16));
    EXPECT_OK(document_.List("list").InsertAll(0, std::vector<Value>{"x", "y"}));
    EXPECT_OK(document_.List("list").Move(0, 1));
    EXPECT_OK(document_.Map("map").Set("k", 1));
    EXPECT_OK(document_.Map("map").Set("k", 2));
    EXPECT_OK(document_.Text("other").Insert(0, "z"));
    EXPECT_OK(document_.Counter("count").Add(3));
    EXPECT_OK(document_.Undo({1, 11}));
    ASSERT_EQ(document_.version().Get(1), (Counts{13, 4}));
    (void)document_.TakeLocal();
  }

  std::string Bytes() {
    return SaveWorkingFile(document_) + *SaveArchive(document_) + *EncodeUpdateSince(document_) +
           DeltaToJson(document_.Text(kNote).Delta()) + std::to_string(document_.BacklogSize());
  }
  void ExpectUnchanged(StatusCode expected, const std::string& what,
                       const std::function<Status()>& call) {
    const std::string before = Bytes();
    size_t events = 0;
    const uint64_t observer = document_.Observe([&](const Event&) { ++events; });
    const Status status = call();
    document_.StopObserving(observer);
    EXPECT_EQ(status.code(), expected) << what << ": " << status.ToString();
    EXPECT_FALSE(status.message().empty()) << what;
    EXPECT_EQ(events, 0u) << what;
    EXPECT_TRUE(document_.TakeLocal().operations.empty()) << what;
    EXPECT_TRUE(Bytes() == before) << what << " changed something";
    EXPECT_OK(document_.CheckInvariants());
  }

  // Alone and with something in order before it, taken in and admitted.
  void ExpectRefused(const ObjectOperation& bad, const std::string& what,
                     StatusCode code = kInvalid) {
    ExpectRefused(PackObjects({bad}), what, code);
    OperationSet both = PackObjects({UnitOperation({5, 0}, kText, u'!'), bad});
    ExpectRefused(both, what + " in company", code);
  }
  void ExpectRefused(const OperationSet& set, const std::string& what, StatusCode code) {
    ExpectUnchanged(code, what, [&] { return document_.Integrate(set).status(); });
    ExpectUnchanged(code, what + ", admitted", [&] { return document_.Admit(set).status(); });
  }
  // What could still come: it waits at a replica and is not admitted by a server.
  void ExpectNotYet(const ObjectOperation& early, const std::string& what) {
    ExpectUnchanged(kMissing, what, [&] { return document_.Admit(PackObjects({early})).status(); });
  }

  ObjectOperation MarkBetween(Id prev, Id next, uint8_t sides = 0) {
    return MarkOperation({9, 0}, prev, next, sides, "bold", 7);
  }
  ObjectOperation MarkWith(std::string content) {
    ObjectOperation mark = MarkBetween({1, 0}, kNullId);
    mark.content = std::move(content);
    return mark;
  }

  Document document_{1};
};

TEST_F(BadInput, MarksWithAnchorsThatAreNone) {
  ExpectRefused(MarkBetween({1, 0}, {1, 12}), "of two texts");
  ExpectRefused(MarkBetween({1, 7}, kNullId), "beside an item");
  ExpectRefused(MarkBetween(kNullId, {1, 9}), "beside a slot");
  ExpectRefused(MarkBetween({1, 10}, {1, 3}), "beside a write");
  ExpectRefused(MarkBetween({1, 5}, {1, 3}), "beside a mark");
  ExpectRefused(MarkBetween({9, 0}, kNullId), "beside itself");
  ExpectRefused(MarkBetween({1, 1}, {1, 3}, kStartsAfter), "inside a pair");
  ExpectRefused(MarkBetween({1, 0}, {1, 2}), "that ends inside a pair");
  ExpectRefused(MarkBetween(kNullId, {1, 0}, kStartsAfter), "behind nothing");
  ExpectRefused(MarkBetween({1, 0}, kNullId, kEndsAfter), "that ends behind nothing");
  for (const int sides : {8, 16, 0x80, 0xFF}) {
    ExpectRefused(MarkBetween({1, 0}, {1, 3}, static_cast<uint8_t>(sides)), "with unknown sides");
  }
  ExpectRefused(MarkOperation({9, 0}, kListId, "bold", true), "in a list");
  ExpectRefused(MarkOperation({9, 0}, ContainerId(ContainerKind::kText, Id{1, 7}), "b", 1),
                "in a text that is none");
  ExpectNotYet(MarkBetween({1, 13}, kNullId), "beside what comes next");
  ExpectNotYet(MarkBetween({1, 0}, {77, 0}), "beside a stranger's");
  ExpectNotYet(MarkOperation({9, 0}, ContainerId(ContainerKind::kText, Id{77, 0}), "b", 1),
               "in a text to come");
}

TEST_F(BadInput, MarksWithValuesThatAreNone) {
  const std::string head = std::string(1, '\0') +
                           "\x01"
                           "b";
  EXPECT_OK(Document(3).Integrate(PackObjects({MarkOperation({9, 0}, kText, "b", 7)})).status());
  for (const std::string& content : {
           std::string(),                           // nothing
           std::string(1, '\0'),                    // no key
           std::string("\0\0", 2) + BytesOf(true),  // an empty one
           std::string("\0\x05"
                       "ab",
                       4),                                // one that is cut
           std::string("\0\x01\xC3", 3) + BytesOf(true),  // no UTF-8
           std::string("\0\x81\0b", 4) + BytesOf(true),   // its length over-long
           head,                                          // no value
           head + "\xFF",                                 // none that there is
           head + BytesOf("word").substr(0, 3),           // one that is cut
           head + BytesOf(ContainerId(ContainerKind::kMap, Id{0, 0})),
       }) {
    const OperationSet set = PackObjects({MarkWith(content)});
    const std::string before = Bytes();
    const Status status = document_.Integrate(set).status();
    EXPECT_TRUE(status.code() == kInvalid || status.code() == StatusCode::kUnimplemented)
        << status.ToString();
    EXPECT_TRUE(Bytes() == before) << "content of " << content.size() << " bytes";
  }
  std::string longest = std::string(1, '\0');
  value_bytes::AppendKey(std::string(1025, 'k'), &longest);
  ExpectRefused(MarkWith(longest + BytesOf(true)), "with a key that is too long");
}

TEST_F(BadInput, MarksThatAreNotOne) {
  for (const uint32_t count : {0u, 2u, 0xFFFFFFFFu}) {
    OperationSet set = PackObjects({MarkBetween({1, 0}, {1, 3})});
    set.operations[0].count = count;
    ExpectRefused(set, "a mark counted " + std::to_string(count), kInvalid);
  }
  OperationSet nowhere = PackObjects({MarkOperation({9, 0}, kText, "b", true)});
  nowhere.operations[0].container = 5;
  ExpectRefused(nowhere, "in a container that is not told", kInvalid);
  OperationSet beyond = PackObjects({MarkOperation({9, 0}, kText, "b", true)});
  beyond.operations[0].content = 500;
  ExpectRefused(beyond, "whose content is elsewhere", kInvalid);
  ObjectOperation late = MarkBetween({1, 0}, {1, 3});
  late.stamp = 1u << 30;
  ExpectUnchanged(kBeyond, "a stamp far ahead",
                  [&] { return document_.Admit(PackObjects({late})).status(); });
  ObjectOperation known = MarkOperation({1, 5}, {1, 0}, {1, 1}, 0, "bold", false);
  ExpectUnchanged(StatusCode::kAlreadyExists, "another mark under a known id",
                  [&] { return document_.Integrate(PackObjects({known})).status(); });
}

// As in a session: one mark at a time, and its author has made something before.
TEST_F(BadInput, MarksOfAKnownAgent) {
  EXPECT_OK(document_.Integrate(PackObjects({UnitOperation({9, 0}, kText, u'!')})).status());
  const auto refused = [&](Id prev, Id next, uint8_t sides, const std::string& what) {
    ExpectRefused(MarkOperation({9, 1}, prev, next, sides, "bold", 7), what);
  };
  refused({1, 0}, {1, 12}, 0, "of two texts");
  refused({1, 7}, {1, 8}, 0, "in a list");
  refused({1, 0}, {1, 9}, 0, "that ends beside a slot");
  refused({1, 10}, {1, 11}, 0, "of two writes");
  refused({1, 10}, {1, 3}, 0, "beside a write");
  refused({1, 0}, {1, 5}, 0, "that ends beside a mark");
  refused({1, 0}, {9, 1}, 0, "that ends beside itself");
  refused({1, 1}, {1, 3}, kStartsAfter, "inside a pair");
  refused({1, 0}, {1, 2}, 0, "that ends inside a pair");
  refused({1, 0}, {1, 3}, 0x80, "with unknown sides");
  ObjectOperation late = MarkOperation({9, 1}, {1, 0}, {1, 3}, 0, "bold", 7);
  late.stamp = 0xFFFFFFFF;
  ExpectRefused(late, "whose stamp is out of range");
  late.stamp = 0;
  EXPECT_OK(document_.Integrate(PackObjects({late})).status());
  EXPECT_EQ(document_.version().Get(9), (Counts{2, 0}));
  late.content = MarkOperation({9, 1}, {1, 0}, {1, 3}, 0, "bold", 8).content;
  ExpectRefused(late, "another one under its id", StatusCode::kAlreadyExists);
}

TEST_F(BadInput, MarksByPosition) {
  Text text = document_.Text(kNote);
  const auto mark = [&](StatusCode code, size_t at, size_t count, std::string_view key,
                        const Value& value) {
    ExpectUnchanged(code, "Mark",
                    [&] { return text.Mark(at, count, key, value, {}, Unit::kUtf16).status(); });
    ExpectUnchanged(code, "Unmark", [&] {
      return value.IsNull() ? text.Unmark(at, count, key, {}, Unit::kUtf16)
                            : text.Mark(at, count, key, value, {}, Unit::kUtf16).status();
    });
  };
  mark(kBeyond, 7, 1, "bold", {});
  mark(kBeyond, 0, ~size_t{0}, "bold", {});
  mark(kBeyond, 3, ~size_t{0} - 1, "bold", {});
  mark(kInvalid, 1, 0, "bold", {});
  mark(kInvalid, 2, 1, "bold", {});
  mark(kInvalid, 0, 2, "bold", {});
  mark(kInvalid, 0, 1, "", {});
  mark(kInvalid, 0, 1, "b", ContainerId(ContainerKind::kText, Id{1, 0}));
  mark(kInvalid, 0, 1, "b", "\xED\xA0\x80");
  ExpectUnchanged(StatusCode::kNotFound, "RemoveMark of a letter",
                  [&] { return text.RemoveMark({1, 0}); });
  ExpectUnchanged(StatusCode::kNotFound, "RemoveMark in another text",
                  [&] { return document_.Text("other").RemoveMark({1, 5}); });
  ExpectUnchanged(kInvalid, "a container in a text",
                  [&] { return text.InsertEmbed(0, ContainerId(ContainerKind::kMap, Id{1, 0})); });
  using Kind = DeltaStep::Kind;
  const auto apply = [&](StatusCode code, const std::vector<DeltaStep>& delta) {
    ExpectUnchanged(code, "Apply", [&] { return text.Apply(delta); });
  };
  apply(kBeyond, {{Kind::kInsert, 1, u"x"}, {Kind::kErase, 7}});
  apply(kBeyond, {{Kind::kErase, 1}, {Kind::kKeep, 9, {}, {}, {{"bold", true}}}});
  apply(kInvalid, {{Kind::kInsert, 1, u"x"}, {Kind::kKeep, 2}, {Kind::kErase, 1}});
  apply(kInvalid, {{Kind::kErase, 1}, {Kind::kInsert, 1, u"\xD800"}});
  apply(kInvalid, {{Kind::kErase, 1}, {Kind::kInsert, 1, u"x", {}, {{"", true}}}});
  apply(kInvalid, {{Kind::kErase, 1},
                   {Kind::kInsert, 1, {}, Value(ContainerId(ContainerKind::kMap, Id{1, 0}))}});
}

TEST_F(BadInput, RestoresOfWhatWasNotDeleted) {
  const auto local = [&](StatusCode code, EffectId first, uint32_t count) {
    ExpectUnchanged(code, "Restore", [&] { return document_.Restore(first, count); });
  };
  local(StatusCode::kNotFound, {1, 4}, 1);
  local(StatusCode::kNotFound, {1, 2}, 9);
  local(StatusCode::kNotFound, {1, 0}, 0xFFFFFFFF);
  local(StatusCode::kNotFound, {77, 0}, 1);
  local(kInvalid, {1, 1}, 1);  // a restore
  local(kInvalid, {1, 0}, 2);  // a deletion, and a restore
  ExpectRefused(RestoreOne({9, 0}, {1, 1}), "a restore of a restore");
  ExpectNotYet(RestoreOne({9, 0}, {1, 4}), "a restore of what comes next");
  ExpectNotYet(RestoreOne({9, 0}, {77, 0}), "a restore of a stranger's");
  ExpectRefused(RestoreOne({9, 0}, {9, 0}), "a restore of itself");
  for (const uint32_t count : {0u, 0xFFFFFFFFu}) {
    OperationSet set = PackObjects({RestoreOne({9, 0}, {1, 0})});
    set.operations[0].count = count;
    ExpectRefused(set, "a restore counted " + std::to_string(count), kInvalid);
  }
}

TEST_F(BadInput, RestoreOfHalfAPairsDeletion) {
  EXPECT_OK(document_.Text(kNote).Erase(1, 2, Unit::kUtf16));
  (void)document_.TakeLocal();
  ExpectUnchanged(kInvalid, "half a pair", [&] { return document_.Restore({1, 4}, 1); });
  ExpectRefused(RestoreOne({9, 0}, {1, 5}), "half a pair");
}

TEST_F(BadInput, UndoOfWhatIsNoWriteAndNoMove) {
  for (const Seq seq : {0u, 1u, 5u, 6u, 7u}) {
    ExpectUnchanged(kInvalid, "Undo of " + std::to_string(seq),
                    [&] { return document_.Undo({1, seq}); });
    ExpectRefused(UndoOne({9, 0}, {1, seq}), "an undo of " + std::to_string(seq));
  }
  ExpectUnchanged(StatusCode::kNotFound, "Undo of what comes next",
                  [&] { return document_.Undo({1, 13}); });
  ExpectUnchanged(StatusCode::kNotFound, "Undo of a stranger's",
                  [&] { return document_.Undo({77, 0}); });
  ExpectNotYet(UndoOne({9, 0}, {1, 13}), "an undo of what comes next");
  for (const uint32_t count : {0u, 2u}) {
    OperationSet set = PackObjects({UndoOne({9, 0}, {1, 10})});
    set.operations[0].count = count;
    ExpectRefused(set, "an undo counted " + std::to_string(count), kInvalid);
  }
}

// A user's undo never reaches what others did; an undo by id may, where the server lets it.
TEST_F(BadInput, UndoOfAnothersChange) {
  UndoManager undo(&document_);
  ObjectOperations others = {UnitOperation({8, 0}, kText, u'!'),
                             KeyOperation({8, 1}, ContainerId(ContainerKind::kMap, "map"), "k", 5)};
  Integrate(document_, PackObjects(others));
  const std::string before = Bytes();
  const Result<bool> done = undo.Undo();
  EXPECT_TRUE(done.ok() && !*done) << "there is nothing of this user's";
  EXPECT_TRUE(Bytes() == before);

  const AdmissionCheck no_undo = [](const AdmittedOperation& one) {
    return one.kind == OperationKind::kUndo ? FailedPrecondition("no") : OkStatus();
  };
  ExpectUnchanged(kMissing, "an undo that the policy refuses", [&] {
    return document_.Admit(PackObjects({UndoOne({9, 0}, {8, 1})}), no_undo).status();
  });
}

TEST_F(BadInput, VersionsThatAreNoState) {
  Document other(4);
  Sync(document_, other);
  EXPECT_OK(other.Text(kNote).Insert(1, "!"));  // after a unit of agent 1
  Sync(other, document_);
  const auto at = [](Agent agent, Counts counts) {
    Version version;
    version.Set(agent, counts);
    return version;
  };
  const std::vector<std::pair<Version, StatusCode>> bad = {
      {at(1, {14, 4}), kBeyond},   // more creations than there are
      {at(1, {13, 5}), kBeyond},   // more effects
      {at(77, {1, 0}), kInvalid},  // an agent that was never seen
      {at(1, {4, 1}), kInvalid},   // an effect before the creations that it came after
      {at(1, {13, 0}), kInvalid},  // creations before the effects that they came after
      {at(1, {2, 0}), kInvalid},   // half a pair
      {at(4, {1, 0}), kInvalid},   // a letter without the one that it stands behind
  };
  Document& document = document_;
  const Version now = document.version();
  for (const auto& [version, code] : bad) {
    const std::string what = version.ToString();
    const auto expect = [&](const char* call, const std::function<Status()>& ask) {
      ExpectUnchanged(code, std::string(call) + " " + what, ask);
    };
    expect("ForkAt", [&] { return document.ForkAt(version, 99).status(); });
    expect("ReadAt", [&] { return document.Text(kNote).ReadAt(version).status(); });
    expect("DeltaAt", [&] { return document.Text(kNote).DeltaAt(version).status(); });
    expect("Diff from", [&] { return document.Diff(version, now).status(); });
    expect("Diff to", [&] { return document.Diff(now, version).status(); });
    expect("RevertTo", [&] { return document.RevertTo(version); });
    expect("DropHistory", [&] { return DropHistory(document, version).status(); });
  }
}

}  // namespace
}  // namespace weft::testing
