// Splitting: nothing is lost, pieces are small, and those of one agent can be admitted in turn.
#include "sync/split.h"

#include <gtest/gtest.h>

#include "crdt/wire/update.h"
#include "tests/support/documents.h"
#include "tests/support/random_edit.h"

namespace weft::testing {
namespace {

void ExpectSplits(Document& document, size_t bytes) {
  const AgentNumbers numbers{kSeedAgent, document.agent()};
  const Result<std::vector<sync::Piece>> pieces = sync::Split(Everything(document), numbers, bytes);
  ASSERT_TRUE(pieces.ok()) << pieces.status().ToString();
  Document server(kMaxAgent);
  for (const sync::Piece& piece : *pieces) {
    EXPECT_LE(piece.body.size(), std::max<size_t>(bytes, 200));
    OperationSet set;
    EXPECT_OK(DecodeSessionUpdate(piece.body, numbers, {}, &set));
    const Result<Integrated> done = server.Admit(set);
    ASSERT_TRUE(done.ok()) << done.status().ToString();
    EXPECT_EQ(done->duplicate, 0u);
    EXPECT_EQ(server.version().Get(document.agent()), piece.end);
  }
  EXPECT_EQ(server.version(), document.version());
}

TEST(Split, LongTextIsCutBetweenPairs) {
  Document document(1);
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 3 == 0 ? "a" : "😀";
  Type(document, 0, text);
  for (const size_t bytes : {1u, 200u, 201u, 202u, 203u, 204u, 5000u, 1u << 20}) {
    ExpectSplits(document, bytes);
  }
}

TEST(Split, OperationsOfAllKinds) {
  Random random(RunSeed());
  for (size_t i = 0; i < 20 * BudgetFactor(); ++i) {
    Document document(1);
    for (size_t k = random.Below(60); k > 0; --k) EditAtRandom(document, random);
    ExpectSplits(document, random.Below(1000));
  }
}

TEST(Split, AnAgentWithoutANumberCannotBeSplit) {
  Document document(1);
  Type(document, 0, "x");
  EXPECT_EQ(sync::Split(Everything(document), AgentNumbers{kSeedAgent}, 100).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(Split, NothingIsNoPiece) {
  EXPECT_TRUE(sync::Split({}, AgentNumbers{kSeedAgent}, 100)->empty());
}

}  // namespace
}  // namespace weft::testing
