// TypedRun against the text it stands for.
#include "crdt/sequence/typed_run.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
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

using Segments = std::vector<std::pair<LvRange, bool>>;

Segments SegmentsOf(const TypedRun& run) {
  Segments segments;
  run.ForEach([&](LvRange range, bool visible) { segments.emplace_back(range, visible); });
  return segments;
}

// "xx", one of them taken back, as often as the run takes it.
void FillUp(TypedRun* run) {
  for (int i = 0; i < 1000 && run->CanType(); ++i) {
    run->Type(2);
    run->Erase(1);
  }
}

TEST(TypedRun, FullRunHoldsWhatWasTypedAndTouchesNothingBehindIt) {
  std::array<TypedRun, 2> runs;
  runs[0].Start(10);
  runs[1].Start(77);
  FillUp(&runs[0]);
  ASSERT_FALSE(runs[0].CanType());
  EXPECT_EQ(runs[1].first(), 77u);
  EXPECT_EQ(runs[1].count(), 0u);
  EXPECT_EQ(runs[0].count(), 2 * runs[0].visible());
  Segments expected;
  for (Lv lv = 10; lv < runs[0].end(); ++lv) {
    expected.emplace_back(LvRange{lv, 1}, lv % 2 == 0);
  }
  EXPECT_EQ(SegmentsOf(runs[0]), expected);
}

TEST(TypedRun, FullRunCanStillBeErased) {
  TypedRun run;
  run.Start(0);
  FillUp(&run);
  const uint32_t count = run.count();
  while (run.visible() > 0) run.Erase(run.Tail().count);
  EXPECT_EQ(SegmentsOf(run), (Segments{{LvRange{0, count}, false}}));
  EXPECT_TRUE(run.CanType());
}

// Longer than a run takes, and nothing read in between; a peer takes it in keystroke by keystroke.
TEST(TypedRun, TypingAndBackspacingForLongGivesTheText) {
  Document writer(1);
  Document peer(2);
  for (size_t i = 0; i < 100; ++i) {
    Type(writer, i, "ab");
    Integrate(peer, Taken(writer));
    Delete(writer, i + 1, 1);
    Integrate(peer, Taken(writer));
  }
  EXPECT_EQ(Read(writer), std::string(100, 'a'));
  EXPECT_EQ(Read(peer), std::string(100, 'a'));
  EXPECT_TRUE(writer.CheckInvariants().ok());
  EXPECT_TRUE(peer.CheckInvariants().ok());
  EXPECT_EQ(Expand(Everything(writer)), Expand(Everything(peer)));
}

}  // namespace
}  // namespace weft::testing
