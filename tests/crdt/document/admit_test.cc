// Admit: what a server takes, all or nothing: nothing waits, and nobody gets ahead of the clock.
#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/object_operation.h"
#include "tests/support/show.h"

namespace weft::testing {
namespace {

const ContainerId kAdmittedMap(ContainerKind::kMap, "map");
const ContainerId kAdmittedList(ContainerKind::kList, "list");

ObjectOperation Stamped(ObjectOperation operation, uint32_t stamp) {
  operation.stamp = stamp;
  return operation;
}
StatusCode CodeOf(Document& server, const ObjectOperations& operations) {
  const Version version = server.version();
  const Result<Integrated> result = server.Admit(PackObjects(operations));
  if (!result.ok()) {
    EXPECT_EQ(server.version(), version);
  }
  EXPECT_EQ(server.BacklogSize(), 0u);
  EXPECT_TRUE(server.CheckInvariants().ok());
  return result.status().code();
}
constexpr StatusCode kOk = StatusCode::kOk;
constexpr StatusCode kEarly = StatusCode::kFailedPrecondition;
constexpr StatusCode kAhead = StatusCode::kOutOfRange;

TEST(Admit, TakesWhatIsDue) {
  Document client(1), server(9);
  EXPECT_OK(client.Map("map").MakeList("list")->Append("x"));
  EXPECT_OK(client.Text("note").Insert(0, "hi"));
  const OperationSet set = Taken(client);
  const Result<Integrated> result = server.Admit(set);
  ASSERT_TRUE(result.ok()) << result.status().ToString();
  EXPECT_EQ(result->applied, 4u);
  EXPECT_EQ(result->waiting, 0u);
  EXPECT_EQ(server.Admit(set)->duplicate, 4u);
  EXPECT_EQ(Show(*server.ListAt("map/list")), "x");
  EXPECT_EQ(server.version(), client.version());
}

TEST(Admit, LetsNothingWait) {
  Document server(9);
  const ObjectOperation item = ItemOperation({1, 0}, kAdmittedList, "x");
  const ObjectOperation move = MoveOperation({2, 0}, {1, 0}, kAdmittedList);
  const ObjectOperation next = ItemOperation({3, 1}, kAdmittedList, "y");
  EXPECT_EQ(CodeOf(server, {move}), kEarly);
  EXPECT_EQ(CodeOf(server, {next}), kEarly) << "a gap in its author's own";
  EXPECT_EQ(CodeOf(server, {item, next}), kEarly) << "all or nothing";
  EXPECT_EQ(CodeOf(server, {ReplaceOperation({4, 0}, {{1, 0}}, 1)}), kEarly);
  EXPECT_EQ(CodeOf(server, {EraseOne({4, 0}, {1, 0})}), kEarly);
  EXPECT_EQ(CodeOf(server, {RestoreOne({4, 0}, {1, 0})}), kEarly);
  const ContainerId inner(ContainerKind::kMap, Id{1, 0});
  EXPECT_EQ(CodeOf(server, {KeyOperation({4, 0}, inner, "k", 1)}), kEarly);
  EXPECT_EQ(CodeOf(server, {move, item}), kOk) << "what comes with it is there";
}

TEST(Admit, RefusesStampsBeyondWhatExplainsThem) {
  Document server(9);
  EXPECT_EQ(CodeOf(server, {Stamped(KeyOperation({1, 0}, kAdmittedMap, "k", 1), 1)}), kAhead);
  EXPECT_EQ(CodeOf(server, {KeyOperation({1, 0}, kAdmittedMap, "k", 1)}), kOk);  // 1
  EXPECT_EQ(CodeOf(server, {Stamped(KeyOperation({2, 0}, kAdmittedMap, "k", 1), 2)}), kAhead);
  EXPECT_EQ(CodeOf(server, {Stamped(KeyOperation({2, 0}, kAdmittedMap, "k", 1), 1)}), kOk);  // 2
  EXPECT_EQ(CodeOf(server, {Stamped(ReplaceOperation({1, 1}, {{2, 0}}, 1), 1)}), kAhead);
  EXPECT_EQ(CodeOf(server, {ReplaceOperation({1, 1}, {{2, 0}}, 1)}), kOk);  // 3
  const ObjectOperation item = ItemOperation({3, 0}, kAdmittedList, "x");
  EXPECT_EQ(CodeOf(server, {item, Stamped(MoveOperation({3, 1}, {3, 0}, kAdmittedList), 4)}),
            kAhead)
      << "an insertion explains nothing";
  EXPECT_EQ(CodeOf(server, {item, Stamped(MoveOperation({3, 1}, {3, 0}, kAdmittedList), 3)}), kOk);
}

TEST(Admit, AllowsAsMuchAsTheSetHoldsWritesAndMoves) {
  Document server(9);
  // Three writes: the greatest stamp that is due is 3.
  ObjectOperations set = {KeyOperation({1, 0}, kAdmittedMap, "a", 1),
                          KeyOperation({1, 1}, kAdmittedMap, "b", 1),
                          Stamped(KeyOperation({1, 2}, kAdmittedMap, "c", 1), 1)};
  EXPECT_EQ(CodeOf(server, set), kAhead);
  set[2].stamp = 0;
  EXPECT_EQ(CodeOf(server, set), kOk);
}

TEST(Admit, TakesWhatAClientMadeWhoHasSeenWhatTheServerHas) {
  Document a(1), b(2), server(9);
  for (int i = 0; i < 20; ++i) EXPECT_OK(a.Map("map").Set("k", i));
  ASSERT_TRUE(server.Admit(Taken(a)).ok());
  Sync(server, b);
  EXPECT_OK(b.Map("map").Set("j", 1));  // replaces nothing, and yet is the newest
  EXPECT_OK(b.Map("map").Set("k", 100));
  const Result<Integrated> result = server.Admit(Taken(b));
  EXPECT_TRUE(result.ok()) << result.status().ToString();
  Sync(server, a);
  EXPECT_EQ(Show(a.Map("map")), "j=1 k=100");
}

TEST(Admit, AClientTakesAnyStamp) {
  Document client(1);
  Integrate(client,
            PackObjects({Stamped(KeyOperation({2, 0}, kAdmittedMap, "k", "far"), 1u << 30)}));
  EXPECT_OK(client.Map("map").Set("k", "mine"));
  EXPECT_EQ(client.Map("map").Get("k"), Value("mine"));
  EXPECT_OK(client.List("list").Append("a"));
  EXPECT_OK(client.List("list").Append("b"));
  EXPECT_OK(client.List("list").Move(0, 1));
  EXPECT_EQ(Show(client.List("list")), "b a");
}

// Whoever makes up stamps, again and again, must not bring anyone to where they cannot edit.
TEST(Admit, StampsCannotBeMadeToOverflow) {
  Document client(1);
  EXPECT_OK(client.List("list").Append("a"));
  EXPECT_OK(client.List("list").Append("b"));
  ObjectOperations far = {Stamped(KeyOperation({2, 0}, kAdmittedMap, "k", 0), 0xFFFFFFFF)};
  for (uint32_t i = 1; i < 4; ++i) {
    far.push_back(Stamped(ReplaceOperation({2, i}, {{2, i - 1}}, i), 0xFFFFFFFF));
  }
  (void)client.Integrate(PackObjects(far));  // taken or not
  const Status status = client.List("list").Move(0, 1);
  if (status.ok()) {
    EXPECT_EQ(Show(client.List("list")), "b a");
    Document other(3);
    Sync(client, other);
    EXPECT_EQ(Show(other.List("list")), "b a");
  } else {
    EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
  }
  EXPECT_TRUE(client.CheckInvariants().ok());
}

}  // namespace
}  // namespace weft::testing
