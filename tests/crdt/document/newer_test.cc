// Operations of a newer version's kinds: what may be ignored is kept and passed on, what must be
// understood turns a document read-only.
#include <string>

#include <gtest/gtest.h>

#include "crdt/core/operation_payload.h"
#include "tests/support/documents.h"
#include "tests/support/object_operation.h"
#include "tests/support/show.h"

namespace weft::testing {
namespace {

const ContainerId kNewerMap(ContainerKind::kMap, "map");

ObjectOperation Newer(OperationKind kind, Id id, bool critical) {
  ObjectOperation out;
  out.kind = kind;
  out.agent = id.agent;
  out.index = id.seq;
  AppendOther(OtherContent{77, critical, "what only a newer version understands"}, &out.content);
  return out;
}
constexpr OperationKind kCreation = OperationKind::kOtherCreation;
constexpr OperationKind kEffect = OperationKind::kOtherEffect;

TEST(NewerKinds, ThatMayBeIgnoredAreKeptAndPassedOn) {
  Document document(1);
  ObjectOperations operations = {Newer(kCreation, {2, 0}, false), Newer(kEffect, {2, 0}, false),
                                 KeyOperation({2, 1}, kNewerMap, "k", 1)};
  operations[0].container = kNewerMap;
  operations[1].at = 1;
  operations[2].at = 1;
  Integrate(document, PackObjects(operations));
  EXPECT_FALSE(document.read_only());
  EXPECT_EQ(document.version().Get(2), (Counts{2, 1}));
  EXPECT_EQ(Show(document.Map("map")), "k=1");
  EXPECT_OK(document.Map("map").Set("k", 2));

  Document other(3);
  Sync(document, other);
  ObjectOperations passed = ExpandObjects(Everything(other));
  std::erase_if(passed, [](const ObjectOperation& o) { return o.agent != 2; });
  EXPECT_EQ(passed, operations);
  EXPECT_TRUE(other.CheckInvariants().ok());
}

TEST(NewerKinds, AreKnownTheSecondTime) {
  Document document(1);
  const OperationSet set = PackObjects({Newer(kCreation, {2, 0}, false)});
  EXPECT_EQ(document.Integrate(set)->applied, 1u);
  EXPECT_EQ(document.Integrate(set)->duplicate, 1u);
}

class MustBeUnderstood : public ::testing::TestWithParam<OperationKind> {};

TEST_P(MustBeUnderstood, TurnsReadOnlyAndEverythingElseWorksOn) {
  Document document(1);
  EXPECT_OK(document.Map("map").MakeList("list")->Append("item"));
  EXPECT_OK(document.Text("note").Insert(0, "hi"));
  (void)AddNamed(document.Tree("tree"), kNullId, 0, "A");
  (void)document.TakeLocal();
  EXPECT_FALSE(document.read_only());
  Integrate(document, PackObjects({Newer(GetParam(), {2, 0}, true)}));
  EXPECT_TRUE(document.read_only());

  constexpr StatusCode kNewer = StatusCode::kUnimplemented;
  EXPECT_EQ(document.Map("map").Set("k", 1).code(), kNewer);
  EXPECT_EQ(document.Map("map").MakeText("k").status().code(), kNewer);
  EXPECT_EQ(document.Map("map").Remove("list").code(), kNewer);
  EXPECT_EQ(document.ListAt("map/list")->Append(1).code(), kNewer);
  EXPECT_EQ(document.ListAt("map/list")->Erase(0).code(), kNewer);
  EXPECT_EQ(document.Counter("n").Add(1).code(), kNewer);
  EXPECT_EQ(document.Tree("tree").Insert(kNullId, 0).status().code(), kNewer);
  EXPECT_EQ(document.Text("note").Insert(2, "!").code(), kNewer);
  EXPECT_EQ(document.Text("note").Insert(0, "two").code(), kNewer);
  EXPECT_EQ(document.Text("note").Erase(0, 1).code(), kNewer);
  EXPECT_EQ(document.Text("note").Insert(0, u"x").code(), kNewer);
  EXPECT_TRUE(document.TakeLocal().operations.empty());

  Integrate(document, PackObjects({KeyOperation({3, 0}, kNewerMap, "k", 1)}));
  EXPECT_EQ(document.Map("map").Get("k"), Value(1)) << "others' edits still come in";
  EXPECT_EQ(Read(document), "hi");
  Document other(4);
  Sync(document, other);
  EXPECT_TRUE(other.read_only()) << "and are passed on";
  EXPECT_TRUE(document.CheckInvariants().ok());
}

INSTANTIATE_TEST_SUITE_P(NewerKinds, MustBeUnderstood, ::testing::Values(kCreation, kEffect));

TEST(NewerKinds, ThatWaitDoNotYetTurnReadOnly) {
  Document document(1);
  Integrate(document, PackObjects({Newer(kCreation, {2, 1}, true)}));
  EXPECT_EQ(document.BacklogSize(), 1u);
  Integrate(document, PackObjects({KeyOperation({2, 0}, kNewerMap, "k", 1)}));
  EXPECT_EQ(document.BacklogSize(), 0u);
  EXPECT_TRUE(document.read_only());
}

TEST(NewerKinds, AreRefusedByWhoeverAdmits) {
  for (const bool critical : {false, true}) {
    for (const OperationKind kind : {kCreation, kEffect}) {
      Document document(1);
      const OperationSet set =
          PackObjects({KeyOperation({3, 0}, kNewerMap, "k", 1), Newer(kind, {2, 0}, critical)});
      EXPECT_EQ(document.Admit(set).status().code(), StatusCode::kUnimplemented);
      EXPECT_EQ(document.version(), Version());
      EXPECT_FALSE(document.read_only());
    }
  }
}

}  // namespace
}  // namespace weft::testing
