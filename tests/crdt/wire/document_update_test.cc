// Updates and documents together.
#include <string>

#include <gtest/gtest.h>

#include "crdt/wire/update.h"
#include "tests/support/elements.h"

namespace weft::testing {
namespace {

TEST(DocumentUpdate, CarriesWhatTheOtherLacks) {
  Document ann(1);
  Document bob(2);
  ASSERT_TRUE(ann.Text("note").Insert(0, "Hello").ok());
  ASSERT_TRUE(ApplyUpdate(bob, *EncodeUpdateSince(ann)).ok());
  ASSERT_TRUE(bob.Text("note").Insert(5, " World \xF0\x9F\x98\x80").ok());
  ASSERT_TRUE(bob.Text("note").Erase(0, 1).ok());
  const std::string delta = *EncodeUpdateSince(bob, ann.version());
  EXPECT_LT(delta.size(), EncodeUpdateSince(bob)->size());
  const Result<Integrated> integrated = ApplyUpdate(ann, delta);
  ASSERT_TRUE(integrated.ok());
  EXPECT_EQ(integrated->applied, 10u);
  EXPECT_EQ(ann.Text("note").Read(), "ello World \xF0\x9F\x98\x80");
  EXPECT_EQ(*EncodeUpdateSince(ann), *EncodeUpdateSince(bob));
}

TEST(DocumentUpdate, WholeHistoryIsTheMergeOfItsKeystrokes) {
  Document ann(1);
  std::vector<std::string> keystrokes;
  const auto taken = [&] {
    OperationSet local;
    local = ann.TakeLocal();
    keystrokes.push_back(*EncodeUpdate(local));
  };
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(ann.Text("note").Insert(static_cast<size_t>(i) / 2, "ab").ok());
    taken();
    ASSERT_TRUE(ann.Text("note").Erase(static_cast<size_t>(i) / 3, 1).ok());
    taken();
  }
  EXPECT_EQ(*MergeUpdates({keystrokes.rbegin(), keystrokes.rend()}), *EncodeUpdateSince(ann));
}

TEST(DocumentUpdate, RefusedUpdateLeavesTheDocumentAsItWas) {
  Document ann(1);
  ASSERT_TRUE(ann.Text("note").Insert(0, "Hello").ok());
  const std::string before = *EncodeUpdateSince(ann);
  std::string damaged = before;
  damaged[5] = static_cast<char>(damaged[5] ^ 1);
  EXPECT_EQ(ApplyUpdate(ann, damaged).status().code(), StatusCode::kDataLoss);
  const std::string forked = *EncodeUpdate(InsertSet({1, 0}, kNullId, kNullId, u"World", "note"));
  EXPECT_EQ(ApplyUpdate(ann, forked).status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(*EncodeUpdateSince(ann), before);
}

TEST(DocumentUpdate, LimitsReachTheDecoder) {
  Document ann(1);
  ASSERT_TRUE(ann.Text("note").Insert(0, "Hello").ok());
  Document bob(2);
  Limits limits;
  limits.elements = 4;
  EXPECT_EQ(ApplyUpdate(bob, *EncodeUpdateSince(ann), limits).status().code(),
            StatusCode::kResourceExhausted);
  EXPECT_EQ(bob.version(), Version());
}

}  // namespace
}  // namespace weft::testing
