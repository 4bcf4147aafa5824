// TypedRun against the text it stands for.
#include "crdt/sequence/typed_run.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/random.h"

namespace weft::testing {
namespace {

// "++-+": two visible, one deleted, one visible.
std::string Shape(const TypedRun& run) {
  std::string shape(run.count(), '?');
  run.ForEach([&](LvRange range, bool visible) {
    for (Lv lv = range.lv; lv < range.end(); ++lv) shape[lv - run.first()] = visible ? '+' : '-';
  });
  return shape;
}

TEST(TypedRun, TypingAfterBackspacingLeavesTheTombstonesBetween) {
  TypedRun run;
  run.Start(100);
  run.Type(3);
  EXPECT_EQ(run.Erase(1), (LvRange{102, 1}));
  run.Type(2);
  EXPECT_EQ(Shape(run), "++-++");
  EXPECT_EQ(run.visible(), 4u);
  EXPECT_FALSE(run.ends_deleted());
  EXPECT_EQ(run.Tail(), (LvRange{103, 2}));
}

TEST(TypedRun, BackspacingThroughASegmentReachesTheOneBefore) {
  TypedRun run;
  run.Start(0);
  run.Type(2);
  run.Erase(1);
  run.Type(1);
  run.Erase(1);
  EXPECT_EQ(Shape(run), "+--");
  EXPECT_EQ(run.Tail(), (LvRange{0, 1}));
  EXPECT_EQ(run.Erase(1), (LvRange{0, 1}));
  EXPECT_EQ(Shape(run), "---");
  EXPECT_EQ(run.Tail().count, 0u);
  EXPECT_TRUE(run.CanType());
}

TEST(TypedRun, StandsForAnyTypingAndErasing) {
  Random random(20261123);
  for (int round = 0; round < 2000; ++round) {
    TypedRun run;
    run.Start(7);
    std::string shape;
    for (int step = 0; step < 40; ++step) {
      const LvRange tail = run.Tail();
      if (random.OneIn(2) && tail.count > 0) {
        const auto count = static_cast<uint32_t>(1 + random.Below(tail.count));
        ASSERT_EQ(shape.find_last_of('+') + 1 + 7, tail.end());
        const LvRange erased = run.Erase(count);
        ASSERT_EQ(erased.end(), tail.end());
        for (Lv lv = erased.lv; lv < erased.end(); ++lv) {
          ASSERT_EQ(shape[lv - 7], '+');
          shape[lv - 7] = '-';
        }
      } else if (run.CanType()) {
        const auto count = static_cast<uint32_t>(1 + random.Below(4));
        run.Type(count);
        shape.append(count, '+');
      }
      ASSERT_EQ(Shape(run), shape);
      ASSERT_EQ(run.visible(), static_cast<uint32_t>(std::count(shape.begin(), shape.end(), '+')));
    }
  }
}

}  // namespace
}  // namespace weft::testing
