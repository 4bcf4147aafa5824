// Paths: where a container or value stands, and what a wrong step answers.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/object_operation.h"
#include "tests/support/show.h"

namespace weft::testing {
namespace {

constexpr StatusCode kNone = StatusCode::kNotFound;
constexpr StatusCode kWrong = StatusCode::kFailedPrecondition;

// todos: a list of a map with a text; plan: a tree; "a/b~": a map with odd keys; n: a counter.
class Paths : public ::testing::Test {
 protected:
  Paths() : document_(1) {
    List todos = document_.List("todos");
    EXPECT_OK(todos.Append("first"));
    Map todo = *todos.InsertMap(1);
    EXPECT_OK(todo.MakeText("text")->Insert(0, "buy milk"));
    EXPECT_OK(todo.Set("done", false));
    node_ = AddNamed(document_.Tree("plan"), kNullId, 0, "A");
    below_ = AddNamed(document_.Tree("plan"), node_, 0, "B");
    EXPECT_OK(document_.Map("a/b~").Set("c/~d", 1));
    EXPECT_OK(document_.Map("a/b~").Set("", 2));
    EXPECT_OK(document_.Map("a/b~").Set("12:3", 3));
    EXPECT_OK(document_.Counter("n").Add(5));
    EXPECT_OK(document_.Text("note").Insert(0, "hi"));
  }
  StatusCode CodeAt(std::string_view path) { return document_.At(path).status().code(); }
  std::string At(std::string_view path) {
    const Result<Value> value = document_.At(path);
    return value.ok() ? Show(*value) : value.status().ToString();
  }

  Document document_;
  Id node_ = kNullId;
  Id below_ = kNullId;
};

TEST_F(Paths, LeadToValuesAndContainers) {
  EXPECT_EQ(At("todos"), "list:todos");
  EXPECT_EQ(At("todos/0"), "first");
  EXPECT_EQ(At("todos/1"), "map:1-1");
  EXPECT_EQ(At("todos/1/done"), "false");
  EXPECT_EQ(document_.TextAt("todos/1/text")->Read(), "buy milk");
  EXPECT_EQ(document_.TextAt("note")->Read(), "hi");
  EXPECT_EQ(document_.CounterAt("n")->value(), 5);
  EXPECT_EQ(document_.MapAt("todos/1")->size(), 2u);
  EXPECT_EQ(document_.ListAt("todos")->size(), 2u);
  EXPECT_EQ(Show(*document_.TreeAt("plan")), "A(B)");
}

TEST_F(Paths, ANodeIsAStepByItsId) {
  const std::string node = "plan/" + ToString(PathStep(node_));
  const std::string below = "plan/" + ToString(PathStep(below_));
  EXPECT_EQ(At(node + "/name"), "A");
  EXPECT_EQ(At(below + "/name"), "B");
  EXPECT_EQ(document_.MapAt(below)->Get("name"), Value("B"));
  EXPECT_EQ(CodeAt("plan/77:7"), kNone);
  EXPECT_EQ(CodeAt("plan/nonsense"), kWrong);
  EXPECT_OK(document_.Tree("plan").Erase(node_));
  EXPECT_EQ(CodeAt(below), kNone);
}

TEST_F(Paths, EscapeWhatHasSlashesAndTildes) {
  EXPECT_EQ(At("a~1b~0/c~1~0d"), "1");
  EXPECT_EQ(At("a~1b~0/"), "2") << "an empty key is a key";
  EXPECT_EQ(At("a~1b~0/12:3"), "3") << "in a map, a key whatever it looks like";
  EXPECT_EQ(ToString(Path{std::string("a/b~"), std::string("c/~d")}), "a~1b~0/c~1~0d");
  EXPECT_EQ(SplitPath("a~1b~0/c~1~0d"), (std::vector<std::string>{"a/b~", "c/~d"}));
  EXPECT_EQ(SplitPath("a//b/"), (std::vector<std::string>{"a", "", "b", ""}));
  EXPECT_TRUE(SplitPath("").empty());
  EXPECT_EQ(SplitPath("~01"), (std::vector<std::string>{"~1"}));
}

TEST_F(Paths, StepsAreWrittenAsTheyAre) {
  EXPECT_EQ(ToString(PathStep(uint64_t{7})), "7");
  EXPECT_EQ(ToString(PathStep(Id{12, 3})), "12:3");
  Id id{};
  EXPECT_TRUE(ParseNode("9007199254740991:7", &id));
  EXPECT_EQ(id, (Id{kMaxAgent, 7}));
  for (const char* bad : {"", ":", "1:", ":1", "1", "a:1", "1:a", "1:2:3", "-1:0", "1:-1", " 1:2",
                          "01:2", "1:02", "9007199254740992:0", "1:2147483647",
                          "99999999999999999999999:1", "1:99999999999999999999999"}) {
    EXPECT_FALSE(ParseNode(bad, &id)) << bad;
  }
}

TEST_F(Paths, AStepThatDoesNotFitItsContainerSaysSo) {
  EXPECT_EQ(CodeAt("todos/x"), kWrong) << "a list has indexes";
  EXPECT_EQ(CodeAt("todos/-1"), kWrong);
  EXPECT_EQ(CodeAt("todos/01"), kWrong) << "one index, one name";
  EXPECT_EQ(CodeAt("todos/"), kWrong);
  EXPECT_EQ(CodeAt("todos/99999999999999999999999"), kNone) << "digits, but no such item";
  EXPECT_EQ(CodeAt("todos/2"), kNone);
  EXPECT_EQ(CodeAt("todos/0/x"), kWrong) << "a string has nothing inside";
  EXPECT_EQ(CodeAt("note/0"), kWrong) << "nor has a text";
  EXPECT_EQ(CodeAt("n/0"), kWrong) << "nor a counter";
  EXPECT_EQ(CodeAt("todos/1/none"), kNone);
  EXPECT_EQ(CodeAt("none"), kNone);
  EXPECT_EQ(CodeAt("none/x"), kNone);
  EXPECT_EQ(CodeAt(""), kNone);
}

TEST_F(Paths, TheContainerThereMustBeOfTheKindAskedFor) {
  EXPECT_EQ(document_.TextAt("todos").status().code(), kWrong);
  EXPECT_EQ(document_.MapAt("todos").status().code(), kWrong);
  EXPECT_EQ(document_.ListAt("plan").status().code(), kWrong);
  EXPECT_EQ(document_.CounterAt("note").status().code(), kWrong);
  EXPECT_EQ(document_.TreeAt("n").status().code(), kWrong);
  EXPECT_EQ(document_.TextAt("todos/0").status().code(), kWrong) << "a plain value";
  EXPECT_EQ(document_.TextAt("todos/7").status().code(), kNone);
  EXPECT_EQ(document_.MapOf(ContainerId(ContainerKind::kList, Id{1, 1})).status().code(), kNone);
  EXPECT_EQ(document_.MapOf(ContainerId(ContainerKind::kMap, Id{1, 0})).status().code(), kNone);
  EXPECT_EQ(document_.MapOf(ContainerId(ContainerKind::kMap, Id{9, 9})).status().code(), kNone);
  EXPECT_TRUE(document_.MapOf(ContainerId(ContainerKind::kMap, Id{1, 1})).ok());
}

TEST_F(Paths, RootsOfOneNameNeedTheirKind) {
  EXPECT_EQ(At("list:todos/0"), "first") << "the kind may always be told";
  EXPECT_EQ(CodeAt("map:todos"), kNone);
  EXPECT_OK(document_.Map("todos").Set("0", "in the map"));
  EXPECT_EQ(CodeAt("todos/0"), kWrong);
  EXPECT_EQ(At("list:todos/0"), "first");
  EXPECT_EQ(At("map:todos/0"), "in the map");
}

TEST_F(Paths, OfAContainerFollowItWhereItGoes) {
  const ContainerId text = *document_.At("todos/1/text")->AsContainer();
  EXPECT_EQ(ToString(*document_.PathOf(text)), "todos/1/text");
  EXPECT_OK(document_.List("todos").Move(1, 0));
  EXPECT_EQ(ToString(*document_.PathOf(text)), "todos/0/text");
  EXPECT_OK(document_.List("todos").Insert(0, 1));
  EXPECT_EQ(ToString(*document_.PathOf(text)), "todos/1/text");
  EXPECT_OK(document_.List("todos").Erase(1));
  EXPECT_EQ(document_.PathOf(text).status().code(), kNone);
  EXPECT_TRUE(document_.TextOf(text).ok());
  const ContainerId node(ContainerKind::kMap, below_);
  EXPECT_EQ(ToString(*document_.PathOf(node)), "plan/" + ToString(PathStep(below_)));
  EXPECT_EQ(document_.PathOf(ContainerId(ContainerKind::kMap, Id{9, 9})).status().code(), kNone);
}

TEST_F(Paths, RootsAreListedByKindAndName) {
  using enum ContainerKind;
  EXPECT_EQ(document_.Roots(), (std::vector<ContainerId>{{kText, "note"},
                                                         {ContainerKind::kMap, "a/b~"},
                                                         {kList, "todos"},
                                                         {kCounter, "n"},
                                                         {kTree, "plan"}}));
  (void)document_.Map("only a handle");
  EXPECT_EQ(document_.Roots().size(), 5u);
}

}  // namespace
}  // namespace weft::testing
