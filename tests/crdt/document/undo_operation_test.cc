// kUndo as an operation: a write or move as if it had never been made, whoever undoes it, until all
// who did take that back.
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/hash.h"
#include "crdt/wire/json_operations.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/update.h"
#include "tests/support/documents.h"
#include "tests/support/object_operation.h"

namespace weft::testing {
namespace {

std::vector<Value> Values(Document& document, std::string_view key = "k") {
  return document.Map("m").GetAll(key);
}

TEST(UndoOperation, OfAWriteShowsWhatItReplaced) {
  Document a(1);
  EXPECT_OK(a.Map("m").Set("k", 1));
  EXPECT_OK(a.Map("m").Set("k", 2));
  EXPECT_OK(a.Undo({1, 1}));
  EXPECT_EQ(Values(a), (std::vector<Value>{1}));
  EXPECT_OK(a.Undo({1, 0}));
  EXPECT_FALSE(a.Map("m").Contains("k"));
  EXPECT_OK(a.Restore({1, 0}, 2));
  EXPECT_EQ(Values(a), (std::vector<Value>{2}));
  EXPECT_OK(a.CheckInvariants());
}

// 1 <- 2 <- 3: while 3 stands, undoing 2 shows nothing else.
TEST(UndoOperation, OfAWriteInTheMiddleShowsNothing) {
  Document a(1);
  for (int i = 1; i <= 3; ++i) EXPECT_OK(a.Map("m").Set("k", i));
  EXPECT_OK(a.Undo({1, 1}));
  EXPECT_EQ(Values(a), (std::vector<Value>{3}));
  EXPECT_OK(a.Undo({1, 2}));
  EXPECT_EQ(Values(a), (std::vector<Value>{1})) << "through the undone one";
  EXPECT_OK(a.Restore({1, 0}, 1));
  EXPECT_EQ(Values(a), (std::vector<Value>{2}));
  EXPECT_OK(a.CheckInvariants());
}

// Who replaced it had not heard of the undo: then it covers what the undone one had covered.
TEST(UndoOperation, AWriteOverAnUndoneOneCoversWhatThatReplaced) {
  Document a(1);
  EXPECT_OK(a.Map("m").Set("k", 1));
  EXPECT_OK(a.Map("m").Set("k", 2));
  Document b(2);
  Sync(a, b);
  EXPECT_OK(a.Undo({1, 1}));
  EXPECT_OK(b.Map("m").Set("k", 3));
  Meet(a, b);
  for (Document* one : {&a, &b}) {
    EXPECT_EQ(Values(*one), (std::vector<Value>{3}));
    EXPECT_OK(one->CheckInvariants());
  }
  EXPECT_OK(b.Undo({2, 0}));
  Meet(a, b);
  EXPECT_EQ(Values(a), (std::vector<Value>{1}));
}

TEST(UndoOperation, OfTwoAgentsStandsUntilBothTookItBack) {
  Document a(1);
  EXPECT_OK(a.Map("m").Set("k", 1));
  Document b(2);
  Sync(a, b);
  EXPECT_OK(a.Undo({1, 0}));
  EXPECT_OK(b.Undo({1, 0}));
  Meet(a, b);
  EXPECT_OK(a.Restore({1, 0}, 1));
  Meet(a, b);
  EXPECT_FALSE(b.Map("m").Contains("k"));
  EXPECT_OK(a.Restore({2, 0}, 1));
  Meet(a, b);
  EXPECT_EQ(Values(b), (std::vector<Value>{1}));
}

TEST(UndoOperation, OfAnItemsWriteShowsTheItemAsItWasInserted) {
  Document a(1);
  EXPECT_OK(a.List("l").Append("was"));
  EXPECT_OK(a.List("l").Set(0, "is"));
  EXPECT_OK(a.Undo({1, 1}));
  EXPECT_EQ(*a.List("l").Get(0), Value("was"));
}

TEST(UndoOperation, OfAMoveLetsTheNextGreatestWin) {
  Document a(1);
  for (const char* item : {"a", "b", "c", "d"}) EXPECT_OK(a.List("l").Append(item));
  Document b(2);
  Sync(a, b);
  EXPECT_OK(a.List("l").Move(0, 3));
  EXPECT_OK(b.List("l").Move(0, 1));
  Meet(a, b);
  const std::vector<Value> of_b = {"b", "a", "c", "d"};
  EXPECT_EQ(a.List("l").Read(), of_b) << "the greater agent's";
  EXPECT_OK(a.Undo({2, 0}));
  Meet(a, b);
  EXPECT_EQ(b.List("l").Read(), (std::vector<Value>{"b", "c", "d", "a"})) << "the other move";
  EXPECT_OK(b.Undo({1, 4}));
  Meet(a, b);
  EXPECT_EQ(a.List("l").Read(), (std::vector<Value>{"a", "b", "c", "d"})) << "where it was made";
  EXPECT_OK(a.Restore({1, 0}, 1));
  Meet(a, b);
  EXPECT_EQ(a.List("l").Read(), of_b);
  EXPECT_OK(b.CheckInvariants());
}

TEST(UndoOperation, OfTheGreatestOfThreeMovesLetsTheSecondWin) {
  Document a(1);
  for (const char* item : {"a", "b", "c", "d"}) EXPECT_OK(a.List("l").Append(item));
  for (const size_t to : {1u, 2u, 3u}) {
    EXPECT_OK(a.List("l").Move(*a.List("l").IndexOf({1, 0}), to));
  }
  EXPECT_OK(a.Undo({1, 6}));
  EXPECT_EQ(*a.List("l").IndexOf({1, 0}), 2u);
  EXPECT_OK(a.Undo({1, 4}));
  EXPECT_EQ(*a.List("l").IndexOf({1, 0}), 2u);
  EXPECT_OK(a.Restore({1, 0}, 1));
  EXPECT_EQ(*a.List("l").IndexOf({1, 0}), 3u);
  EXPECT_OK(a.CheckInvariants());
}

// Two moves that make a cycle: the later does nothing, until the earlier is undone.
TEST(UndoOperation, OfAMoveInATreeReplaysTheOthersWithoutIt) {
  Document a(1);
  const Id x = *a.Tree("t").Insert(kNullId, 0);
  const Id y = *a.Tree("t").Insert(kNullId, 1);
  Document b(2);
  Sync(a, b);
  EXPECT_OK(a.Tree("t").Move(x, y, 0));
  EXPECT_OK(b.Tree("t").Move(y, x, 0));
  Meet(a, b);
  EXPECT_EQ(*a.Tree("t").Parent(x), y);
  EXPECT_EQ(*a.Tree("t").Parent(y), kNullId);
  EXPECT_OK(a.Undo({1, 2}));
  Meet(a, b);
  for (Document* one : {&a, &b}) {
    EXPECT_EQ(*one->Tree("t").Parent(x), kNullId);
    EXPECT_EQ(*one->Tree("t").Parent(y), x);
    EXPECT_OK(one->CheckInvariants());
  }
  EXPECT_OK(b.Restore({1, 0}, 1));
  Meet(a, b);
  EXPECT_EQ(*b.Tree("t").Parent(x), y);
}

// A deleted item that moved, and whose move is undone, stays deleted; then it is where it was.
TEST(UndoOperation, OfADeletedItemsMove) {
  Document a(1);
  for (const char* item : {"a", "b", "c"}) EXPECT_OK(a.List("l").Append(item));
  EXPECT_OK(a.List("l").Move(0, 2));
  EXPECT_OK(a.List("l").Erase(2));
  EXPECT_OK(a.Undo({1, 3}));
  EXPECT_EQ(a.List("l").Read(), (std::vector<Value>{"b", "c"}));
  EXPECT_OK(a.Restore({1, 0}, 1));
  EXPECT_EQ(a.List("l").Read(), (std::vector<Value>{"a", "b", "c"}));
  EXPECT_OK(a.CheckInvariants());
}

TEST(UndoOperation, ThatComesEarlyWaitsForItsTarget) {
  Document a(1);
  EXPECT_OK(a.Map("m").Set("k", 1));
  const OperationSet write = Taken(a);
  Document b(2);
  Integrate(b, write);
  EXPECT_OK(b.Undo({1, 0}));
  const OperationSet undo = Taken(b);
  Document late(3);
  EXPECT_EQ(late.Integrate(undo)->waiting, 1u);
  EXPECT_EQ(late.Missing().Get(1).creations, 1u);
  EXPECT_EQ(late.Admit(undo).status().code(), StatusCode::kFailedPrecondition);
  Integrate(late, write);
  EXPECT_EQ(late.BacklogSize(), 0u);
  EXPECT_FALSE(late.Map("m").Contains("k"));
}

TEST(UndoOperation, OfWhatIsNeitherAWriteNorAMoveIsRefused) {
  Document a(1);
  Type(a, 0, "x");
  EXPECT_OK(a.List("l").Append(1));
  EXPECT_EQ(a.Undo({1, 0}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(a.Undo({1, 1}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(a.Undo({1, 2}).code(), StatusCode::kNotFound);
  EXPECT_EQ(a.version().Get(1), (Counts{2, 0})) << "nothing changed";
}

TEST(UndoOperation, IsToldToAnAdmissionCheckWithItsContainerAndKey) {
  Document a(1);
  EXPECT_OK(a.Map("m").Set("k", 1));
  EXPECT_OK(a.Undo({1, 0}));
  EXPECT_OK(a.Restore({1, 0}, 1));
  Document server(2);
  std::vector<std::string> told;
  const Result<Integrated> done =
      server.Admit(Everything(a), [&](const AdmittedOperation& operation) {
        told.push_back(std::to_string(static_cast<int>(operation.kind)) + " " + operation.path +
                       " " + operation.key);
        return OkStatus();
      });
  EXPECT_OK(done.status());
  EXPECT_EQ(told, (std::vector<std::string>{"5 m k", "11 m k", "3 m k"}));
}

Document WithUndos() {
  Document a(1);
  for (int i = 0; i < 4; ++i) EXPECT_OK(a.Map("m").Set("k", i));
  for (const char* item : {"a", "b", "c"}) EXPECT_OK(a.List("l").Append(item));
  EXPECT_OK(a.List("l").Move(0, 2));
  const Id x = *a.Tree("t").Insert(kNullId, 0);
  const Id y = *a.Tree("t").Insert(kNullId, 1);
  EXPECT_OK(a.Tree("t").Move(x, y, 0));
  for (Seq seq : {3u, 2u, 7u, 10u, 3u}) EXPECT_OK(a.Undo({1, seq}));
  EXPECT_OK(a.Counter("c").Add(5));
  EXPECT_OK(a.Restore({1, 1}, 1));
  return a;
}

TEST(UndoOperation, TravelsInEveryForm) {
  Document a = WithUndos();
  const OperationSet all = Everything(a);
  const Digest hash = DocumentHash(a);
  const auto same = [&](const OperationSet& set) {
    Document other(2);
    Integrate(other, set);
    EXPECT_EQ(DocumentHash(other), hash);
    EXPECT_OK(other.CheckInvariants());
  };
  const Result<std::string> update = EncodeUpdate(all);
  ASSERT_TRUE(update.ok());
  OperationSet decoded;
  EXPECT_OK(DecodeUpdate(*update, Limits(), &decoded));
  same(decoded);
  EXPECT_EQ(*MergeUpdates({*update, *update}), *update);

  AgentNames names;
  EXPECT_OK(names.Add(1, "ann"));
  const Result<std::string> json = WriteJsonOperations(all, names);
  ASSERT_TRUE(json.ok());
  EXPECT_NE(json->find(R"({"operation":"undo","undo_id":"ann-4","agent":"ann","index":0,)"),
            std::string::npos)
      << *json;
  EXPECT_OK(ReadJsonOperations(*json, names, Limits(), {}, &decoded));
  same(decoded);

  // One by one: the form of one operation.
  Document other(2);
  for (Operation operation : all.operations) {
    OperationSet one = all;
    one.operations = {operation};
    const Result<std::string> bytes = EncodeUpdate(one);
    ASSERT_TRUE(bytes.ok()) << bytes.status().ToString();
    EXPECT_OK(DecodeUpdate(*bytes, Limits(), &decoded));
    Integrate(other, decoded);
  }
  EXPECT_EQ(DocumentHash(other), hash);
}

TEST(UndoOperation, OutlivesASaveWithAndWithoutTheHistory) {
  Document a = WithUndos();
  for (const bool history : {true, false}) {
    SaveOptions options;
    options.history = history;
    Result<Document> loaded = LoadDocument(SaveWorkingFile(a, options), 2);
    ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
    EXPECT_EQ(DocumentHash(*loaded), DocumentHash(a));
    EXPECT_OK(loaded->CheckInvariants());
    // Write 3 was undone twice; 2 once, which was taken back.
    EXPECT_EQ(*loaded->Map("m").Get("k"), Value(2));
    const Status restored = loaded->Restore({1, 0}, 1);
    EXPECT_EQ(restored.code(), history ? StatusCode::kOk : StatusCode::kFailedPrecondition);
    if (!history) continue;
    EXPECT_EQ(*loaded->Map("m").Get("k"), Value(2)) << "undone twice";
    EXPECT_OK(loaded->Restore({1, 4}, 1));
    EXPECT_EQ(*loaded->Map("m").Get("k"), Value(3));
    EXPECT_OK(loaded->CheckInvariants());
  }
}

// A value that a save left out can not come back.
TEST(UndoOperation, OfWhatCoversAForgottenValueIsRefused) {
  Document a(1);
  EXPECT_OK(a.Map("m").Set("k", 1));
  EXPECT_OK(a.Map("m").Set("k", 2));
  SaveOptions options;
  options.deleted_text = false;
  Result<Document> loaded = LoadDocument(SaveWorkingFile(a, options), 2);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->Undo({1, 1}).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(*loaded->Map("m").Get("k"), Value(2));
  EXPECT_OK(loaded->Undo({1, 0}));  // which shows nothing
}

// Of writes that all replace each other, in layers of two, there are 2^64 ways down.
TEST(UndoOperation, OfWhatReplacesInManyWaysIsLinear) {
  Document a(1);
  EXPECT_OK(a.Map("m").Set("k", 1));
  EXPECT_OK(a.Map("m").Set("k", 2));
  SaveOptions options;
  options.deleted_text = false;  // so that undoing has to look for what was forgotten
  Result<Document> loaded = LoadDocument(SaveWorkingFile(a, options), 9);
  ASSERT_TRUE(loaded.ok());
  constexpr uint32_t kLayers = 64;
  const ContainerId map(ContainerKind::kMap, "n");
  ObjectOperations all{KeyOperation({7, 0}, map, "k", 1), KeyOperation({7, 1}, map, "k", 2)};
  for (uint32_t seq = 2; seq < 2 * kLayers; ++seq) {
    const uint32_t below = seq / 2 * 2 - 2;
    all.push_back(ReplaceOperation({7, seq}, {{7, below}, {7, below + 1}}, 3));
  }
  for (uint32_t seq = 0; seq < 2 * kLayers; ++seq) {
    all.push_back(UndoOne({7, seq}, {7, seq}));
    all.back().at = 2 * kLayers;
  }
  Integrate(*loaded, PackObjects(all));
  EXPECT_OK(loaded->Undo({7, 2 * kLayers - 1}));
  EXPECT_FALSE(loaded->Map("n").Contains("k"));
  EXPECT_OK(loaded->CheckInvariants());
}

}  // namespace
}  // namespace weft::testing
