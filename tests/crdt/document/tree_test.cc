// Trees: nodes, children, and what becomes of concurrent moves. The cases are those of Kleppmann,
// Mulligan, Gomes and Beresford, "A highly-available move operation for replicated trees".
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/saved.h"
#include "tests/support/documents.h"
#include "tests/support/object_operation.h"
#include "tests/support/random.h"
#include "tests/support/show.h"

namespace weft::testing {
namespace {

constexpr const char* kTree = "tree";
const ContainerId kTreeId(ContainerKind::kTree, kTree);

class Trees : public ::testing::Test {
 protected:
  Trees() : a_(1), b_(2), c_(3) {}

  Tree a() { return a_.Tree(kTree); }
  Tree b() { return b_.Tree(kTree); }
  Tree c() { return c_.Tree(kTree); }
  Id Add(Id parent, const std::string& name) {
    return AddNamed(a(), parent, a().ChildCount(parent), name);
  }
  void MeetAll() {
    for (int round = 0; round < 2; ++round) {
      Meet(a_, b_);
      Meet(b_, c_);
      Meet(a_, c_);
    }
  }
  // What all show after they met.
  std::string All() {
    MeetAll();
    EXPECT_EQ(Show(a()), Show(b()));
    EXPECT_EQ(Show(a()), Show(c()));
    for (Document* document : {&a_, &b_, &c_}) {
      const Status status = document->CheckInvariants();
      EXPECT_TRUE(status.ok()) << status.ToString();
    }
    return Show(a());
  }

  Document a_, b_, c_;
};

TEST_F(Trees, NodesHaveDataAndOrderedChildren) {
  const Id top = Add(kNullId, "A");
  const Id first = Add(top, "B");
  const Id second = Add(top, "C");
  EXPECT_EQ(Show(a()), "A(B C)");
  const Id between = AddNamed(a(), top, 1, "X");
  EXPECT_EQ(Show(a()), "A(B X C)");
  EXPECT_EQ(a().Children(top), (std::vector<Id>{first, between, second}));
  EXPECT_EQ(a().ChildCount(top), 3u);
  EXPECT_EQ(*a().IndexOf(second), 2u);
  EXPECT_EQ(*a().Parent(second), top);
  EXPECT_EQ(*a().Parent(top), kNullId);
  EXPECT_TRUE(a().Contains(between));
  EXPECT_EQ(All(), "A(B X C)");
}

TEST_F(Trees, MovesBetweenParentsAndAmongSiblings) {
  const Id a_node = Add(kNullId, "A");
  const Id b_node = Add(kNullId, "B");
  const Id x = Add(a_node, "X");
  const Id y = Add(a_node, "Y");
  EXPECT_OK(a().Move(y, a_node, 0));
  EXPECT_EQ(Show(a()), "A(Y X) B");
  EXPECT_OK(a().Move(x, b_node, 0));
  EXPECT_EQ(Show(a()), "A(Y) B(X)");
  EXPECT_OK(a().Move(b_node, y, 0));
  EXPECT_EQ(Show(a()), "A(Y(B(X)))");
  EXPECT_OK(a().Move(x, kNullId, 1));
  EXPECT_EQ(Show(a()), "A(Y(B)) X");
  EXPECT_EQ(All(), "A(Y(B)) X");
}

// The paper's figure 1: both users move A, under B and under C.
TEST_F(Trees, ANodeThatTwoMoveHasOneParent) {
  const Id node = Add(kNullId, "A");
  const Id to_b = Add(kNullId, "B");
  const Id to_c = Add(kNullId, "C");
  Add(node, "below");
  MeetAll();
  EXPECT_OK(a().Move(node, to_b, 0));
  EXPECT_OK(b().Move(node, to_c, 0));
  EXPECT_EQ(All(), "B C(A(below))") << "equal stamps: the greater agent";
}

// Its figure 2: A is moved under B while B is moved under A.
TEST_F(Trees, TwoMovesThatWouldMakeACycleDoNot) {
  const Id first = Add(kNullId, "A");
  const Id second = Add(kNullId, "B");
  Add(first, "C");
  MeetAll();
  EXPECT_OK(a().Move(first, second, 0));
  EXPECT_OK(b().Move(second, first, 0));
  EXPECT_EQ(Show(a()), "B(A(C))");
  EXPECT_EQ(Show(b()), "A(B C)");
  EXPECT_EQ(All(), "B(A(C))") << "the first in the order of stamps counts";
}

TEST_F(Trees, ThreeMovesThatWouldMakeACycleDoNot) {
  const Id x = Add(kNullId, "X");
  const Id y = Add(kNullId, "Y");
  const Id z = Add(kNullId, "Z");
  MeetAll();
  EXPECT_OK(a().Move(x, y, 0));
  EXPECT_OK(b().Move(y, z, 0));
  EXPECT_OK(c().Move(z, x, 0));
  EXPECT_EQ(All(), "Z(Y(X))");
}

TEST_F(Trees, AMoveThatArrivesLateIsReplayedWhereItBelongs) {
  const Id x = Add(kNullId, "X");
  const Id y = Add(kNullId, "Y");
  const Id z = Add(kNullId, "Z");
  MeetAll();
  EXPECT_OK(a().Move(x, y, 0));  // stamp 1 of agent 1: below b's and c's
  EXPECT_OK(b().Move(y, x, 0));  // does nothing once a's is known
  Meet(b_, c_);
  EXPECT_EQ(Show(c()), "X(Y) Z");
  EXPECT_OK(c().Move(z, y, 0));
  EXPECT_EQ(Show(c()), "X(Y(Z))");
  EXPECT_EQ(All(), "Y(X Z)") << "where Z was put below Y";
}

// A move that does nothing must not come to life, nor one be lost, when others are replayed.
TEST_F(Trees, AMoveThatDidNothingCountsOnceItsObstacleIsGone) {
  const Id x = Add(kNullId, "X");
  const Id y = Add(x, "Y");
  MeetAll();
  // Greatest first: X below Y does nothing while Y is below X; then an earlier move of Y comes.
  ObjectOperation late = MoveOperation({9, 0}, x, ContainerId(ContainerKind::kNode, y));
  late.stamp = 100;
  Integrate(b_, PackObjects({late}));
  EXPECT_EQ(Show(b()), "X(Y)");
  Integrate(b_, PackObjects({MoveOperation({8, 0}, y, x, kNullId)}));
  EXPECT_EQ(Show(b()), "Y(X)");
  EXPECT_EQ(All(), "Y(X)");
}

TEST_F(Trees, ErasingTakesAllBelow) {
  const Id top = Add(kNullId, "A");
  const Id child = Add(top, "B");
  const Id grandchild = Add(child, "C");
  EXPECT_OK(a().Erase(top));
  EXPECT_EQ(Show(a()), "");
  for (Id id : {top, child, grandchild}) {
    EXPECT_FALSE(a().Contains(id));
    EXPECT_TRUE(a().Children(id).empty());
    EXPECT_EQ(a().ChildCount(id), 0u);
    EXPECT_EQ(a().Parent(id).status().code(), StatusCode::kNotFound);
    EXPECT_EQ(a().IndexOf(id).status().code(), StatusCode::kNotFound);
    EXPECT_EQ(Show(a().Data(id)->Get("name").value()).size(), 1u) << "data stays readable";
    EXPECT_EQ(a().Erase(id).code(), StatusCode::kNotFound);
    EXPECT_EQ(a().Move(id, kNullId, 0).code(), StatusCode::kNotFound);
    EXPECT_EQ(a().Insert(id, 0).status().code(), StatusCode::kNotFound);
  }
  EXPECT_OK(a_.Restore({1, 0}, 1));
  EXPECT_EQ(All(), "A(B(C))");
}

TEST_F(Trees, ANodeMovedAndErasedIsErased) {
  const Id node = Add(kNullId, "A");
  const Id other = Add(kNullId, "B");
  MeetAll();
  EXPECT_OK(a().Move(node, other, 0));
  EXPECT_OK(b().Erase(node));
  EXPECT_EQ(All(), "B");
  EXPECT_OK(c_.Restore({2, 0}, 1));
  EXPECT_EQ(All(), "B(A)") << "and comes back where it was moved";
}

TEST_F(Trees, AMoveSavesANodeFromItsParentsDeletion) {
  const Id parent = Add(kNullId, "A");
  const Id node = Add(parent, "B");
  MeetAll();
  EXPECT_OK(a().Erase(parent));
  EXPECT_OK(b().Move(node, kNullId, 1));
  EXPECT_EQ(All(), "B");
}

TEST_F(Trees, AMoveBelowADeletedNodeHides) {
  const Id parent = Add(kNullId, "A");
  const Id node = Add(kNullId, "B");
  MeetAll();
  EXPECT_OK(a().Erase(parent));
  EXPECT_OK(b().Move(node, parent, 0));
  EXPECT_EQ(All(), "");
  EXPECT_FALSE(c().Contains(node));
  EXPECT_OK(a_.Restore({1, 0}, 1));
  EXPECT_EQ(All(), "A(B)");
}

TEST_F(Trees, AMoveBelowItselfThroughADeletedNodeDoesNothingEither) {
  const Id x = Add(kNullId, "X");
  const Id y = Add(x, "Y");
  Add(y, "W");
  const Id z = Add(y, "Z");
  MeetAll();
  EXPECT_OK(a().Erase(y));
  EXPECT_EQ(Show(a()), "X");
  EXPECT_OK(b().Move(z, kNullId, 1));  // saved from the deletion
  EXPECT_OK(c().Move(z, y, 0));        // back below the deleted one: the greater agent
  EXPECT_EQ(All(), "X");
  ObjectOperation move = MoveOperation({9, 0}, x, ContainerId(ContainerKind::kNode, z));
  move.stamp = 100;
  Integrate(a_, PackObjects({move}));
  EXPECT_EQ(All(), "X") << "Z is below X, though nobody sees it";
}

TEST_F(Trees, ConcurrentInsertionsAndMovesToOnePlaceAllStay) {
  const Id parent = Add(kNullId, "A");
  const Id node = Add(kNullId, "N");
  MeetAll();
  AddNamed(a(), parent, 0, "X");
  AddNamed(b(), parent, 0, "Y");
  EXPECT_OK(c().Move(node, parent, 0));
  EXPECT_EQ(All(), "A(X Y N)");
}

TEST_F(Trees, DataIsEditedWhereverTheNodeGoes) {
  const Id parent = Add(kNullId, "A");
  const Id node = Add(kNullId, "B");
  EXPECT_OK(a().Data(node)->MakeText("body").status());
  MeetAll();
  EXPECT_OK(a().Move(node, parent, 0));
  EXPECT_OK(b().Data(node)->Set("done", true));
  EXPECT_OK(c().Data(node)->GetText("body")->Insert(0, "hi"));
  EXPECT_EQ(All(), "A(B)");
  EXPECT_EQ(Show(*a().Data(node)), "body=text:1-4 done=true name=B");
  EXPECT_EQ(a().Data(node)->GetText("body")->Read(), "hi");
}

TEST_F(Trees, ARefusedEditChangesNothing) {
  const Id top = Add(kNullId, "A");
  const Id child = Add(top, "B");
  const Id grandchild = Add(child, "C");
  (void)a_.TakeLocal();
  constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
  constexpr StatusCode kBeyond = StatusCode::kOutOfRange;
  constexpr StatusCode kNone = StatusCode::kNotFound;
  EXPECT_EQ(a().Move(top, top, 0).code(), kInvalid);
  EXPECT_EQ(a().Move(top, child, 0).code(), kInvalid);
  EXPECT_EQ(a().Move(top, grandchild, 0).code(), kInvalid);
  EXPECT_EQ(a().Move(child, top, 1).code(), kBeyond) << "it is the only child";
  EXPECT_EQ(a().Move(child, kNullId, 2).code(), kBeyond);
  EXPECT_EQ(a().Insert(top, 2).status().code(), kBeyond);
  EXPECT_EQ(a().Insert(Id{7, 7}, 0).status().code(), kNone);
  EXPECT_EQ(a().Move(Id{7, 7}, top, 0).code(), kNone);
  EXPECT_EQ(a().Move(child, Id{7, 7}, 0).code(), kNone);
  EXPECT_EQ(a().Erase(kNullId).code(), kNone);
  EXPECT_EQ(a().Data(Id{7, 7}).status().code(), kNone);
  EXPECT_TRUE(a_.TakeLocal().operations.empty());
  EXPECT_EQ(All(), "A(B(C))");
}

TEST_F(Trees, ANodeOfAnotherTreeIsNotInThisOne) {
  const Id node = Add(kNullId, "A");
  const Id other = AddNamed(a_.Tree("other"), kNullId, 0, "B");
  EXPECT_FALSE(a().Contains(other));
  EXPECT_TRUE(a().Children(other).empty());
  EXPECT_EQ(a().Move(other, node, 0).code(), StatusCode::kNotFound);
  EXPECT_EQ(a().Move(node, other, 0).code(), StatusCode::kNotFound);
  EXPECT_EQ(a().Insert(other, 0).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(a().Erase(other).code(), StatusCode::kNotFound);
  EXPECT_EQ(a().Data(other).status().code(), StatusCode::kNotFound);
}

TEST_F(Trees, ALongChainOfMovesEndsTheSameInEveryOrder) {
  std::vector<Id> nodes;
  for (int i = 0; i < 12; ++i) nodes.push_back(Add(kNullId, std::string(1, "ABCDEFGHIJKL"[i])));
  MeetAll();
  for (size_t i = 0; i + 1 < nodes.size(); ++i) EXPECT_OK(a().Move(nodes[i], nodes[i + 1], 0));
  for (size_t i = nodes.size() - 1; i > 0; --i) EXPECT_OK(b().Move(nodes[i], nodes[i - 1], 0));
  for (size_t i = 0; i < 6; ++i) EXPECT_OK(c().Move(nodes[i], nodes[11 - i], 0));
  All();
}

// Together they take back what comes after them once; each did so for itself, in the square of the
// moves and for each level.
TEST(TreesApart, ManyMovesMeetAtTheCostOfOne) {
  constexpr size_t kMoves = 20000;
  Random random(RunSeed());
  Document a(1);
  std::vector<Id> nodes = {kNullId};
  for (size_t i = 0; i < 500; ++i) {
    nodes.push_back(
        AddNamed(a.Tree(kTree), nodes[random.Below(nodes.size())], 0, std::to_string(i)));
  }
  Document b(2);
  Meet(a, b);
  const Version before = a.version();
  const std::string then = Show(a.Tree(kTree));
  for (Document* document : {&a, &b}) {
    for (size_t i = 0; i < kMoves; ++i) {
      const Id node = nodes[1 + random.Below(nodes.size() - 1)];
      (void)document->Tree(kTree).Move(node, nodes[random.Below(nodes.size())], 0);
    }
  }
  Meet(a, b);
  const std::string now = Show(a.Tree(kTree));
  EXPECT_EQ(Show(b.Tree(kTree)), now);
  EXPECT_TRUE(b.CheckInvariants().ok()) << "WEFT_SEED=" << RunSeed();
  Document loaded = *LoadDocument(*SaveArchive(b), 3);
  EXPECT_EQ(Show(loaded.Tree(kTree)), now);
  EXPECT_OK(loaded.RevertTo(before));
  EXPECT_EQ(Show(loaded.Tree(kTree)), then);
  Meet(loaded, a);
  EXPECT_EQ(Show(a.Tree(kTree)), then);
  EXPECT_TRUE(a.CheckInvariants().ok()) << "WEFT_SEED=" << RunSeed();
}

// One by one, in any order, they end as they do together.
TEST(TreesApart, MovesEndTheSameOneByOne) {
  Random random(RunSeed());
  for (size_t run = 0; run < 20 * BudgetFactor(); ++run) {
    SCOPED_TRACE("WEFT_SEED=" + std::to_string(RunSeed()));
    Document a(1);
    Document b(2);
    std::vector<Id> nodes = {kNullId};
    for (size_t i = 0; i < 8; ++i) {
      nodes.push_back(
          AddNamed(a.Tree(kTree), nodes[random.Below(nodes.size())], 0, std::to_string(i)));
    }
    Meet(a, b);
    Document single(3);
    Meet(single, a);
    const auto edit = [&](Document& document) {
      if (random.OneIn(4)) {
        const Agent agent = random.OneIn(2) ? 1 : 2;
        (void)document.Undo(Id{agent, static_cast<Seq>(random.Below(40))});
      } else {
        const Id node = nodes[1 + random.Below(8)];
        (void)document.Tree(kTree).Move(node, nodes[random.Below(9)], 0);
      }
    };
    std::vector<OperationSet> of_b;
    for (size_t i = 0; i < 30; ++i) {
      edit(a);
      edit(b);
      of_b.push_back(Taken(b));
    }
    Integrate(single, *a.OperationsSince(single.version()));
    for (const OperationSet& one : of_b) Integrate(single, one);
    Meet(a, b);
    ASSERT_EQ(Show(a.Tree(kTree)), Show(b.Tree(kTree)));
    ASSERT_EQ(Show(single.Tree(kTree)), Show(a.Tree(kTree)));
    for (Document* document : {&a, &b, &single}) {
      ASSERT_TRUE(document->CheckInvariants().ok());
    }
    Document loaded = *LoadDocument(SaveWorkingFile(a), 4);
    ASSERT_EQ(Show(loaded.Tree(kTree)), Show(a.Tree(kTree)));
  }
}

}  // namespace
}  // namespace weft::testing
