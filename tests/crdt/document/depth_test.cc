// A container stands in at most 256 others, so that nothing that walks down runs out of stack.
#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/object_operation.h"
#include "tests/support/show.h"

namespace weft::testing {
namespace {

constexpr uint32_t kMost = 256;  // containers in each other, the root included
const ContainerId kRoot(ContainerKind::kMap, "map");

ContainerId Nested(ContainerKind kind, uint32_t seq) { return ContainerId(kind, Id{2, seq}); }
Value New(ContainerKind kind) { return ContainerId(kind, Id{0, 0}); }

// Maps in each other under key k, `count` of them beside the root, by agent 2.
ObjectOperations Maps(uint32_t count) {
  ObjectOperations out;
  for (uint32_t seq = 0; seq < count; ++seq) {
    const ContainerId in = seq == 0 ? kRoot : Nested(ContainerKind::kMap, seq - 1);
    out.push_back(KeyOperation({2, seq}, in, "k", New(ContainerKind::kMap)));
  }
  return out;
}

TEST(Depth, LocalEditsEndWhereTheLimitIs) {
  Document document(1);
  Map map = document.Map("map");
  uint32_t depth = 1;
  for (; depth < 2 * kMost; ++depth) {
    const Result<Map> inner = map.MakeMap("k");
    if (!inner.ok()) {
      EXPECT_EQ(inner.status().code(), StatusCode::kFailedPrecondition);
      break;
    }
    map = *inner;
  }
  EXPECT_EQ(depth, kMost);
  EXPECT_FALSE(map.Contains("k"));
  EXPECT_OK(map.Set("k", "a plain value"));
  EXPECT_EQ(map.MakeText("k").status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(map.MakeTree("k").status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(document.PathOf(map.id())->size(), kMost);
  EXPECT_TRUE(document.CheckInvariants().ok());
  Document other(3);
  Sync(document, other);
  EXPECT_EQ(other.MapOf(map.id())->Get("k"), Value("a plain value"));
}

TEST(Depth, OperationsBeyondItAreRefused) {
  Document document(1);
  Integrate(document, PackObjects(Maps(kMost - 1)));
  EXPECT_EQ(document.version().Get(2).creations, kMost - 1);
  const ContainerId last = Nested(ContainerKind::kMap, kMost - 2);
  for (const ContainerKind kind :
       {ContainerKind::kMap, ContainerKind::kText, ContainerKind::kTree}) {
    const Result<Integrated> result =
        document.Integrate(PackObjects({KeyOperation({2, kMost - 1}, last, "k", New(kind))}));
    EXPECT_FALSE(result.ok());
  }
  Document fresh(4);
  EXPECT_FALSE(fresh.Integrate(PackObjects(Maps(kMost))).ok()) << "all or nothing";
  EXPECT_EQ(fresh.version(), Version());
  EXPECT_TRUE(document.CheckInvariants().ok());
}

TEST(Depth, ManyOperationsInOneSetAreNoWayAround) {
  Document document(1);
  EXPECT_FALSE(document.Integrate(PackObjects(Maps(100'000))).ok());
  EXPECT_EQ(document.version(), Version());
}

TEST(Depth, ATreeCountsOnceHoweverDeepItsNodes) {
  Document document(1);
  Tree tree = document.Tree("tree");
  Id node = kNullId;
  for (int i = 0; i < 2000; ++i) node = AddNamed(tree, node, 0, "x");
  EXPECT_TRUE(tree.Contains(node));
  EXPECT_TRUE(tree.Data(node)->MakeMap("k").ok());
  EXPECT_OK(document.CheckInvariants());
  Document other(3);
  Sync(document, other);
  EXPECT_TRUE(other.Tree("tree").Contains(node));
  EXPECT_EQ(other.PathOf(ContainerId(ContainerKind::kMap, node))->size(), 2u);
  EXPECT_OK(other.CheckInvariants());
}

TEST(Depth, MovesOfDeepTreesAreNoProblem) {
  Document document(1), other(2);
  Tree tree = document.Tree("tree");
  std::vector<Id> chain = {AddNamed(tree, kNullId, 0, "x")};
  for (int i = 0; i < 2000; ++i) chain.push_back(AddNamed(tree, chain.back(), 0, "x"));
  const Id top = AddNamed(tree, kNullId, 1, "top");
  Meet(document, other);
  EXPECT_OK(tree.Move(chain[1000], top, 0));
  EXPECT_OK(other.Tree("tree").Move(chain[0], top, 0));
  EXPECT_OK(other.Tree("tree").Erase(chain[500]));
  Meet(document, other);
  EXPECT_TRUE(tree.Contains(chain[1999]));
  EXPECT_FALSE(tree.Contains(chain[999]));
  EXPECT_OK(document.CheckInvariants());
  EXPECT_OK(other.CheckInvariants());
}

TEST(Depth, AListOfListsReachesTheLimitToo) {
  Document document(1);
  List list = document.List("list");
  uint32_t depth = 1;
  for (Result<List> inner = list.InsertList(0); inner.ok() && depth < 2 * kMost; ++depth) {
    list = *inner;
    inner = list.InsertList(0);
  }
  EXPECT_EQ(depth, kMost);
  EXPECT_OK(document.CheckInvariants());
}

}  // namespace
}  // namespace weft::testing
