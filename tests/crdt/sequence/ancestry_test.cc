// Ancestry: climbs in trees of any shape against climbs step by step, and what a long one costs.
#include "crdt/sequence/ancestry.h"

#include <gtest/gtest.h>

#include "tests/support/random.h"

namespace weft::testing {
namespace {

// A tree of runs; `near` of 1 makes it nearly a chain, a larger one bushier.
InsertionLog MakeTree(size_t runs, uint32_t near, Random& random) {
  InsertionLog log;
  Lv lv = 0;
  for (size_t i = 0; i < runs; ++i) {
    const auto count = static_cast<uint32_t>(1 + random.Below(3));
    const bool root = lv == 0 || random.OneIn(40);
    const Lv parent = root ? kNoLv : lv - 1 - static_cast<Lv>(random.Below(std::min(near, lv)));
    const bool left = !root && random.OneIn(2);
    // Marked as apart, so that the log keeps each a run of its own.
    log.Append(left ? Insertion{{lv, count}, kNoLv, parent, true, true}
                    : Insertion{{lv, count}, parent, kNoLv, true, false});
    lv += count;
  }
  return log;
}

Lv ParentIn(const InsertionLog& log, Lv lv) {
  const Insertion run = log.Find(lv);
  return lv > run.range.lv ? lv - 1 : ParentOf(run);
}

Lv HighestStepByStep(const InsertionLog& log, Lv lv, Lv floor) {
  for (;;) {
    const Lv parent = ParentIn(log, lv);
    if (parent == kNoLv || (floor != kNoLv && parent <= floor)) return lv;
    lv = parent;
  }
}

bool IsBelowStepByStep(const InsertionLog& log, Lv lv, Lv ancestor) {
  while (lv != kNoLv && lv > ancestor) lv = ParentIn(log, lv);
  return lv == ancestor;
}

TEST(Ancestry, IsWhatClimbingStepByStepFinds) {
  Random random(RunSeed());
  for (const uint32_t near : {1, 3, 50, 1000}) {
    const InsertionLog log = MakeTree(150, near, random);
    Ancestry ancestry(&log);
    for (Lv lv = 0; lv < log.end(); ++lv) {
      ASSERT_EQ(ancestry.HighestAbove(lv, kNoLv), HighestStepByStep(log, lv, kNoLv));
      for (Lv other = 0; other < log.end(); ++other) {
        ASSERT_EQ(ancestry.IsBelow(lv, other), lv != other && IsBelowStepByStep(log, lv, other))
            << lv << " below " << other << "; repeat with WEFT_SEED=" << RunSeed();
        if (other >= lv) continue;
        ASSERT_EQ(ancestry.HighestAbove(lv, other), HighestStepByStep(log, lv, other))
            << lv << " above " << other << "; repeat with WEFT_SEED=" << RunSeed();
      }
    }
  }
}

// Jumps are made up for what came since; nothing else changes.
TEST(Ancestry, FollowsALogThatGrows) {
  Random random(RunSeed());
  const InsertionLog whole = MakeTree(400, 2, random);
  InsertionLog log;
  Ancestry ancestry(&log);
  for (size_t i = 0; i < whole.size(); ++i) {
    log.Append(whole.at(i));
    const Lv lv = log.end() - 1;
    const auto other = static_cast<Lv>(random.Below(log.end()));
    ASSERT_EQ(ancestry.HighestAbove(lv, kNoLv), HighestStepByStep(log, lv, kNoLv));
    ASSERT_EQ(ancestry.IsBelow(lv, other), lv != other && IsBelowStepByStep(log, lv, other));
  }
}

// Step by step this is 80 billion steps.
TEST(Ancestry, ADeepTreeIsClimbedInJumps) {
  constexpr Lv kDepth = 400000;
  InsertionLog log;
  for (Lv lv = 0; lv < kDepth; ++lv) {
    log.Append(Insertion{{lv, 1}, lv == 0 ? kNoLv : lv - 1, kNoLv, true, false});
  }
  Ancestry ancestry(&log);
  for (Lv lv = 1; lv < kDepth; ++lv) {
    ASSERT_EQ(ancestry.HighestAbove(kDepth - 1, lv - 1), lv);
    ASSERT_EQ(ancestry.HighestAbove(lv, kNoLv), 0u);
  }
}

}  // namespace
}  // namespace weft::testing
