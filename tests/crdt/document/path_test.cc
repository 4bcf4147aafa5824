#include "crdt/document/path.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/arbitrary.h"

namespace weft::testing {
namespace {

using Steps = std::vector<std::string>;

TEST(Path, IsWrittenAsNamesIndexesAndNodes) {
  EXPECT_EQ(ToString(Path{"todos", uint64_t{3}, "text"}), "todos/3/text");
  EXPECT_EQ(ToString(Path{"outline", Id{12, 3}, "title"}), "outline/12:3/title");
  EXPECT_EQ(ToString(Path{}), "");
}

TEST(Path, StepsAreEscaped) {
  EXPECT_EQ(ToString(Path{"a/b", "c~d", "~1"}), "a~1b/c~0d/~01");
  EXPECT_EQ(SplitPath("a~1b/c~0d/~01"), (Steps{"a/b", "c~d", "~1"}));
  EXPECT_EQ(ToString(PathStep("~/")), "~0~1");
}

TEST(Path, EmptyTextHasNoStepsAndStepsCanBeEmpty) {
  EXPECT_EQ(SplitPath(""), Steps());
  EXPECT_EQ(SplitPath("a/"), (Steps{"a", ""}));
  EXPECT_EQ(SplitPath("/"), (Steps{"", ""}));
}

TEST(Path, TildeThatBeginsNoEscapeStandsForItself) {
  EXPECT_EQ(SplitPath("~/a~2/b~"), (Steps{"~", "a~2", "b~"}));
}

TEST(Path, NodeIsTwoNumbersInTheOneWayToWriteThem) {
  Id node{};
  EXPECT_TRUE(ParseNode("12:3", &node));
  EXPECT_EQ(node, (Id{12, 3}));
  EXPECT_TRUE(ParseNode("0:0", &node));
  EXPECT_EQ(node, (Id{0, 0}));
  EXPECT_TRUE(ParseNode("9007199254740991:2147483646", &node));
  EXPECT_EQ(node, (Id{kMaxAgent, kMaxElements - 1}));
  for (const char* text : {"", ":", "1:", ":1", "1", "01:1", "1:01", "+1:1", "-1:1", "1:-1", " 1:1",
                           "1:1 ", "1:1:1", "9007199254740992:0", "1:2147483647", "1:4294967296",
                           "18446744073709551616:0", "a:b", "1:0x1"}) {
    node = {7, 7};
    EXPECT_FALSE(ParseNode(text, &node)) << text;
    EXPECT_EQ(node, (Id{7, 7})) << text;
  }
}

// All but the path of one empty name, whose text is that of no steps.
TEST(PathLaws, WhatIsWrittenIsReadBack) {
  const auto name = rc::gen::container<std::string>(rc::gen::elementOf(std::string("~/01:a")));
  CheckLaw(200, 20, [&name] {
    const Steps names = *rc::gen::container<Steps>(name);
    RC_PRE(names != Steps{""});
    const Path path(names.begin(), names.end());
    RC_ASSERT(SplitPath(ToString(path)) == names);
  });
  CheckLaw(100, 100, [](uint64_t agent, uint32_t seq) {
    const Id node{agent & kMaxAgent, seq % kMaxElements};
    Id parsed{};
    RC_ASSERT(ParseNode(ToString(PathStep(node)), &parsed));
    RC_ASSERT(parsed == node);
  });
}

}  // namespace
}  // namespace weft::testing
