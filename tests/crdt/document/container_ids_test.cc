// Containers by id: which ids there can be, and that asking makes nothing.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/document_state.h"
#include "crdt/document/timeline.h"
#include "crdt/wire/update.h"
#include "tests/support/documents.h"

namespace weft::testing {
namespace {

class ContainerIds : public ::testing::Test {
 protected:
  uint32_t Containers() { return document_.state().objects().containers().size(); }
  StatusCode Ask(const ContainerId& id) {
    switch (id.kind) {
      case ContainerKind::kMap:
        return document_.MapOf(id).status().code();
      case ContainerKind::kList:
        return document_.ListOf(id).status().code();
      case ContainerKind::kCounter:
        return document_.CounterOf(id).status().code();
      case ContainerKind::kTree:
        return document_.TreeOf(id).status().code();
      default:
        return document_.TextOf(id).status().code();
    }
  }

  Document document_{1};
};

TEST_F(ContainerIds, OfRootsWhoseNamesCannotTravelAreRefused) {
  Type(document_, 0, "a");
  const uint32_t had = Containers();
  for (uint32_t kind = 0; kind < kContainerKinds - 1; ++kind) {
    for (const std::string& name :
         {std::string("\xFF"), std::string(1025, 'x'), std::string("\xED\xA0\x80")}) {
      const ContainerId id(static_cast<ContainerKind>(kind), name);
      EXPECT_EQ(Ask(id), StatusCode::kInvalidArgument) << kind;
      EXPECT_EQ(document_.PathOf(id).status().code(), StatusCode::kInvalidArgument) << kind;
    }
  }
  EXPECT_EQ(Timeline::OfText(document_, ContainerId("\xFF")).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Containers(), had) << "and nothing was made";
  EXPECT_TRUE(EncodeUpdateSince(document_).ok());
}

TEST_F(ContainerIds, OfNoKindThereIsAreRefused) {
  const uint32_t had = Containers();
  const ContainerId unknown(static_cast<ContainerKind>(77), "name");
  EXPECT_EQ(document_.TextOf(unknown).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(document_.PathOf(unknown).status().code(), StatusCode::kInvalidArgument);
  const ContainerId node(ContainerKind::kNode, "name");
  EXPECT_EQ(document_.PathOf(node).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(document_.MapOf(node).status().code(), StatusCode::kInvalidArgument);
  const ContainerId beyond(ContainerKind::kText, Id{kMaxAgent + 1, 0});
  EXPECT_EQ(document_.TextOf(beyond).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Containers(), had);
}

TEST_F(ContainerIds, OfRootsThatNobodyNamedAreThere) {
  const ContainerId id("new");
  EXPECT_EQ(ToString(*document_.PathOf(id)), "new");
  EXPECT_EQ(Containers(), 0u) << "asking where it stands makes nothing";
  EXPECT_OK(document_.TextOf(id)->Insert(0, "here"));
  EXPECT_EQ(document_.Text("new").Read(), "here");
}

TEST_F(ContainerIds, OfTextsThatWereNeverSeenHaveNoTimeline) {
  Type(document_, 0, "a");
  const uint32_t had = Containers();
  EXPECT_EQ(Timeline::OfText(document_, "never").status().code(), StatusCode::kNotFound);
  const ContainerId nested(ContainerKind::kText, Id{7, 0});
  EXPECT_EQ(Timeline::OfText(document_, nested).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Containers(), had);
  EXPECT_EQ(Timeline::OfText(document_, kNote)->size(), 1u);
}

}  // namespace
}  // namespace weft::testing
