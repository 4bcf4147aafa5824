// What a program said of kinds of marks holds for whatever document takes the place of its own.
#include <string>

#include <gtest/gtest.h>

#include "crdt/document/new_generation.h"
#include "crdt/wire/delta_json.h"
#include "crdt/wire/drop_history.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

void MakeLinksThatDoNotGrow(Document& document) {
  document.SetMarkKind("link", {weft::Expand::kNone, false});
}

// Of a link that a delta makes; what is typed behind it is none.
std::string LinkAndWhatIsTypedBehindIt(Document& document) {
  Text text = document.Text("some other");
  EXPECT_OK(text.Apply(*DeltaFromJson(R"([{"insert":"a","attributes":{"link":true}}])")));
  EXPECT_OK(text.Insert(1, "x"));
  return DeltaToJson(text.Delta());
}
constexpr const char* kDoesNotGrow =
    R"([{"insert":"a","attributes":{"link":true}},{"insert":"x"}])";

TEST(MarkKinds, AreThoseOfTheDocumentBeforeARefusal) {
  Pair pair;
  MakeLinksThatDoNotGrow(pair.of_ann());
  pair.application().policy = [](std::string_view, const AdmittedOperation& operation) {
    return operation.path == "locked" ? FailedPrecondition("that is locked") : OkStatus();
  };
  EXPECT_OK(pair.of_ann().Map("locked").Set("k", 1));
  pair.Settle();
  ASSERT_EQ(pair.ann.Count(sync::ClientEvent::Kind::kRejected), 1u);
  EXPECT_EQ(LinkAndWhatIsTypedBehindIt(pair.of_ann()), kDoesNotGrow);
}

TEST(MarkKinds, AreThoseOfTheDocumentBeforeANewGeneration) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  MakeLinksThatDoNotGrow(pair.of_ann());
  pair.Settle();
  const size_t replaced = pair.ann.Count(sync::ClientEvent::Kind::kReplaced);
  pair.server().StartNewGeneration("list", [](const Status& status) { EXPECT_OK(status); });
  pair.Settle();
  EXPECT_GT(pair.ann.Count(sync::ClientEvent::Kind::kReplaced), replaced);
  EXPECT_EQ(LinkAndWhatIsTypedBehindIt(pair.of_ann()), kDoesNotGrow);
}

TEST(MarkKinds, AreThoseOfTheDocumentThatAnotherIsMadeOf) {
  Document document(1);
  Type(document, 0, "hello");
  MakeLinksThatDoNotGrow(document);
  Result<Document> fork = document.ForkAt(document.version(), 2);
  ASSERT_TRUE(fork.ok());
  EXPECT_EQ(LinkAndWhatIsTypedBehindIt(*fork), kDoesNotGrow);
  Result<Document> fresh = NewGeneration(document, 2);
  ASSERT_TRUE(fresh.ok());
  EXPECT_EQ(LinkAndWhatIsTypedBehindIt(*fresh), kDoesNotGrow);
  Result<Document> seed = NewGeneration(document, kSeedAgent);
  ASSERT_TRUE(seed.ok());
  EXPECT_EQ(LinkAndWhatIsTypedBehindIt(*seed), kDoesNotGrow);
  Result<Document> left = DropHistory(document, document.version());
  ASSERT_TRUE(left.ok());
  EXPECT_EQ(LinkAndWhatIsTypedBehindIt(*left), kDoesNotGrow);
}

TEST(MarkKinds, AreCopiedByWhoeverMakesTheOtherDocument) {
  Document document(1);
  MakeLinksThatDoNotGrow(document);
  Document other(2);
  EXPECT_NE(LinkAndWhatIsTypedBehindIt(other), kDoesNotGrow);
  Document copy(3);
  copy.CopySettings(document);
  EXPECT_EQ(LinkAndWhatIsTypedBehindIt(copy), kDoesNotGrow);
}

}  // namespace
}  // namespace weft::testing
