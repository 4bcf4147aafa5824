// Attributes whose values compare as numbers otherwise than as what a document keeps.
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/document.h"

namespace weft {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

class AttributeValues : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(text_.Insert(0, "abcd").ok());
    document_.Observe([this](const Event& event) {
      for (const Change& change : event.changes) told_.push_back(change.text()->steps);
    });
  }
  void Mark(size_t position, size_t count, double value) {
    ASSERT_TRUE(text_.Mark(position, count, "size", value).ok());
  }

  Document document_{1};
  Text text_ = document_.Text("note");
  std::vector<std::vector<DeltaStep>> told_;
};

TEST_F(AttributeValues, NaNIsItself) {
  Mark(0, 4, kNan);
  ASSERT_EQ(told_.size(), 1u);
  Mark(1, 2, kNan);
  EXPECT_EQ(told_.size(), 1u) << "nothing that shows changed";
  EXPECT_EQ(text_.Delta().size(), 1u) << "letters of equal attributes are one step";
}

TEST_F(AttributeValues, ADeltaThatSaysNaNAgainMarksNothing) {
  Mark(0, 4, kNan);
  const Version before = document_.version();
  const std::vector<DeltaStep> delta = {{DeltaStep::Kind::kKeep, 2},
                                        {DeltaStep::Kind::kInsert, 1, u"x", {}, {{"size", kNan}}}};
  ASSERT_TRUE(text_.Apply(delta).ok());
  EXPECT_EQ(document_.version().Get(1).creations, before.Get(1).creations + 1);
}

TEST_F(AttributeValues, ReadingTheSameTwiceDiffersInNothing) {
  Mark(0, 2, kNan);
  const Version then = document_.version();
  Mark(0, 4, 1.5);
  ASSERT_TRUE(document_.RevertTo(then).ok());
  const Result<std::vector<Change>> changes = document_.Diff(then, document_.version());
  ASSERT_TRUE(changes.ok());
  EXPECT_TRUE(changes->empty());
}

TEST_F(AttributeValues, MinusZeroIsNotZero) {
  Mark(0, 4, 0.0);
  const Version then = document_.version();
  Mark(0, 2, -0.0);
  EXPECT_EQ(told_.size(), 2u);
  EXPECT_EQ(text_.Delta().size(), 2u);
  const Result<std::vector<Change>> changes = document_.Diff(then, document_.version());
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(changes->size(), 1u);
}

}  // namespace
}  // namespace weft
