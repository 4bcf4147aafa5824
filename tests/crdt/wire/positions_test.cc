// Cursors as bytes, and where they are when what they stick to was deleted.
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/positions.h"
#include "tests/support/documents.h"

namespace weft::testing {
namespace {

using Positions = std::vector<StablePosition>;

StatusCode Decoded(std::string_view bytes, size_t most = 10) {
  Positions out;
  return DecodePositions(bytes, most, &out).code();
}

TEST(Positions, ComeBackFromTheirBytes) {
  const Positions all = {{kNullId, Side::kBefore},
                         {kNullId, Side::kAfter},
                         {{0, 0}, Side::kAfter},
                         {{kMaxAgent, kMaxElements - 1}, Side::kBefore}};
  const std::string bytes = EncodePositions(all);
  EXPECT_LE(bytes.size(), 1u + 1 + 3 + 14);
  Positions out;
  EXPECT_OK(DecodePositions(bytes, 4, &out));
  EXPECT_EQ(out, all);
  EXPECT_EQ(EncodePositions(out), bytes);
}

TEST(Positions, OtherBytesAreRefused) {
  const std::string good = EncodePositions(Positions{{{7, 300}, Side::kAfter}});
  for (size_t size = 1; size < good.size(); ++size) {
    EXPECT_EQ(Decoded(std::string_view(good).substr(0, size)), StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(Decoded("\x04"), StatusCode::kUnimplemented);
  EXPECT_EQ(Decoded(good, 0), StatusCode::kResourceExhausted);
  EXPECT_EQ(Decoded(std::string(good.substr(0, good.size() - 2)) + std::string("\x85\x00", 2)),
            StatusCode::kInvalidArgument)
      << "over-long";
  EXPECT_EQ(Decoded(good.substr(0, good.size() - 2) + "\xFF\xFF\xFF\xFF\x0F"),
            StatusCode::kInvalidArgument)
      << "beyond all seqs";
}

TEST(Positions, InWhatWasDeletedAreWhereThatWas) {
  Document a(1);
  Type(a, 0, "one two three");
  const StablePosition in_two = *a.Text(kNote).Stabilize(6, Side::kBefore);
  const StablePosition before_w = *a.Text(kNote).Stabilize(5, Side::kAfter);
  Delete(a, 3, 4);
  EXPECT_EQ(Read(a), "one three");
  EXPECT_EQ(*a.Text(kNote).Resolve(in_two), 3u);
  EXPECT_EQ(*a.Text(kNote).Resolve(before_w), 3u);
  EXPECT_OK(a.Restore({1, 0}, 4));
  EXPECT_EQ(*a.Text(kNote).Resolve(in_two), 6u) << "and back in it when it is back";
}

}  // namespace
}  // namespace weft::testing
