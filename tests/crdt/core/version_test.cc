#include "crdt/core/version.h"

#include <gtest/gtest.h>

namespace weft::testing {
namespace {

Version Make(std::initializer_list<Version::Entry> entries) {
  Version version;
  for (const Version::Entry& entry : entries) version.Set(entry.agent, entry.counts);
  return version;
}

TEST(Version, UnknownAgentsHaveCountsOfZero) {
  EXPECT_EQ(Version().Get(7), Counts{});
  EXPECT_EQ(Make({{7, {3, 1}}}).Get(8), Counts{});
}

TEST(Version, EntriesAreSortedByAgent) {
  const Version version = Make({{9, {1, 0}}, {3, {2, 5}}, {7, {0, 1}}});
  ASSERT_EQ(version.entries().size(), 3u);
  EXPECT_EQ(version.entries()[0], (Version::Entry{3, {2, 5}}));
  EXPECT_EQ(version.entries()[1], (Version::Entry{7, {0, 1}}));
  EXPECT_EQ(version.entries()[2], (Version::Entry{9, {1, 0}}));
}

TEST(Version, CountsOfZeroLeaveNoEntry) {
  Version version = Make({{3, {2, 5}}});
  version.Set(3, {});
  version.Set(4, {});
  EXPECT_EQ(version, Version());
}

TEST(Version, SettingAnAgentAgainReplacesItsCounts) {
  Version version = Make({{3, {2, 5}}});
  version.Set(3, {4, 5});
  EXPECT_EQ(version, Make({{3, {4, 5}}}));
}

TEST(Version, IsMadeOfEntriesInAnyOrder) {
  EXPECT_EQ(Version::FromEntries({{9, {1, 0}}, {3, {2, 5}}, {7, {0, 1}}}),
            Make({{3, {2, 5}}, {7, {0, 1}}, {9, {1, 0}}}));
  EXPECT_EQ(Version::FromEntries({}), Version());
}

TEST(Version, OfEntriesOfOneAgentTheGreatestCountsAreTaken) {
  EXPECT_EQ(Version::FromEntries({{3, {2, 5}}, {4, {}}, {3, {}}, {3, {4, 1}}, {2, {1, 0}}}),
            Make({{2, {1, 0}}, {3, {4, 5}}}));
}

TEST(Version, CoversComparesBothCountsOfEveryAgent) {
  const Version version = Make({{3, {2, 5}}, {7, {1, 0}}});
  EXPECT_TRUE(version.Covers({}));
  EXPECT_TRUE(version.Covers(version));
  EXPECT_TRUE(version.Covers(Make({{3, {2, 4}}})));
  EXPECT_TRUE(version.Covers(Make({{7, {1, 0}}})));
  EXPECT_FALSE(version.Covers(Make({{3, {3, 0}}})));
  EXPECT_FALSE(version.Covers(Make({{7, {0, 1}}})));
  EXPECT_FALSE(version.Covers(Make({{8, {1, 0}}})));
  EXPECT_FALSE(Version().Covers(version));
}

TEST(Version, IsShownAsCreationsPlusEffectsByAgent) {
  EXPECT_EQ(Make({{9, {4, 0}}, {7, {12, 3}}}).ToString(), "{7: 12+3, 9: 4+0}");
  EXPECT_EQ(Version().ToString(), "{}");
}

}  // namespace
}  // namespace weft::testing
