// Maps: what a person sees, and what becomes of concurrent writes.
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/object_operation.h"
#include "tests/support/show.h"

namespace weft::testing {
namespace {

constexpr const char* kMapName = "map";

void Set(Document& document, std::string_view key, const Value& value) {
  const Status status = document.Map(kMapName).Set(key, value);
  EXPECT_TRUE(status.ok()) << status.ToString();
}
std::string All(Document& document, std::string_view key) {
  return Show(document.Map(kMapName).GetAll(key));
}

TEST(Map, HoldsValuesOfEveryType) {
  Document document(1);
  Map map = document.Map(kMapName);
  const std::vector<Value> values = {nullptr,
                                     true,
                                     false,
                                     0,
                                     127,
                                     128,
                                     -1,
                                     std::numeric_limits<int64_t>::min(),
                                     std::numeric_limits<int64_t>::max(),
                                     1.5,
                                     std::numeric_limits<double>::infinity(),
                                     "",
                                     std::string(63, 'x'),
                                     std::string(64, 'x'),
                                     "\u4E2D\U0001F600",
                                     Bytes{""},
                                     Bytes{std::string("\0\xFF", 2)}};
  for (size_t i = 0; i < values.size(); ++i) Set(document, std::to_string(i), values[i]);
  Document other(2);
  Sync(document, other);
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(map.Get(std::to_string(i)), values[i]) << Show(values[i]);
    EXPECT_EQ(other.Map(kMapName).Get(std::to_string(i)), values[i]) << Show(values[i]);
  }
  EXPECT_EQ(map.size(), values.size());
}

TEST(Map, SetsAndRemovesKeys) {
  Document document(1);
  Map map = document.Map(kMapName);
  EXPECT_EQ(map.size(), 0u);
  EXPECT_EQ(map.Get("a"), std::nullopt);
  Set(document, "b", 1);
  Set(document, "a", 2);
  Set(document, "", 3);
  Set(document, "b", 4);
  EXPECT_EQ(map.Keys(), (std::vector<std::string>{"", "a", "b"}));
  EXPECT_EQ(Show(map), "=3 a=2 b=4");
  EXPECT_TRUE(map.Remove("a").ok());
  EXPECT_FALSE(map.Contains("a"));
  EXPECT_EQ(map.Remove("a").code(), StatusCode::kNotFound);
  EXPECT_EQ(Show(map), "=3 b=4");
}

TEST(Map, OfConcurrentSetsOneShowsAndAllCanBeRead) {
  Document a(1), b(2), c(3);
  Set(a, "k", "of a");
  Set(b, "k", "of b");
  Meet(a, b);
  Sync(a, c);
  for (Document* document : {&a, &b, &c}) {
    EXPECT_EQ(document->Map(kMapName).Get("k"), Value("of b")) << "equal stamps: the greater agent";
    EXPECT_EQ(All(*document, "k"), "of b of a");
    EXPECT_EQ(document->Map(kMapName).size(), 1u);
  }
  Set(c, "k", "of c");
  Sync(c, a);
  EXPECT_EQ(All(a, "k"), "of c") << "whoever writes replaces all that there was to see";
}

TEST(Map, WhoSawMoreWritesWins) {
  Document a(1), b(2);
  Set(a, "other", 1);
  Set(a, "k", "late");
  Set(b, "k", "early");
  Meet(a, b);
  EXPECT_EQ(All(a, "k"), "late early");
  EXPECT_EQ(All(b, "k"), "late early");
}

TEST(Map, ASetConcurrentWithARemovalStays) {
  Document a(1), b(2);
  Set(a, "k", "old");
  Meet(a, b);
  EXPECT_TRUE(a.Map(kMapName).Remove("k").ok());
  Set(b, "k", "new");
  Meet(a, b);
  EXPECT_EQ(All(a, "k"), "new");
  EXPECT_EQ(All(b, "k"), "new");
}

TEST(Map, ARemovalTakesAwayAllThatWasThereToSee) {
  Document a(1), b(2);
  Set(a, "k", "of a");
  Set(b, "k", "of b");
  Meet(a, b);
  EXPECT_TRUE(a.Map(kMapName).Remove("k").ok());
  EXPECT_FALSE(a.Map(kMapName).Contains("k"));
  Meet(a, b);
  EXPECT_FALSE(b.Map(kMapName).Contains("k"));
}

TEST(Map, AWriteThatIsDeletedGivesWayToTheNext) {
  Document a(1);
  Integrate(a, PackObjects({KeyOperation({2, 0}, {ContainerKind::kMap, kMapName}, "k", "two"),
                            KeyOperation({3, 0}, {ContainerKind::kMap, kMapName}, "k", "three")}));
  EXPECT_EQ(All(a, "k"), "three two");
  Integrate(a, PackObjects({EraseOne({4, 0}, {3, 0})}));
  EXPECT_EQ(All(a, "k"), "two");
  Integrate(a, PackObjects({RestoreOne({4, 1}, {4, 0})}));
  EXPECT_EQ(All(a, "k"), "three two");
}

TEST(Map, ARemovalTakenBackBringsTheValueBack) {
  Document a(1), b(2);
  Set(a, "k", "old");
  EXPECT_TRUE(a.Map(kMapName).Remove("k").ok());
  Meet(a, b);
  EXPECT_TRUE(a.Restore({1, 0}, 1).ok());
  Set(b, "k", "new");
  EXPECT_EQ(All(a, "k"), "old");
  Meet(a, b);
  // The new value was written where nothing was to see, so it replaced nothing.
  EXPECT_EQ(All(a, "k"), All(b, "k"));
  EXPECT_EQ(All(a, "k"), "new old");
}

TEST(Map, ARemovedContainerIsGoneWithWhatIsWrittenInIt) {
  Document a(1), b(2);
  Map inner = *a.Map(kMapName).MakeMap("inner");
  EXPECT_TRUE(inner.Set("x", 1).ok());
  Meet(a, b);
  EXPECT_TRUE(a.Map(kMapName).Remove("inner").ok());
  EXPECT_TRUE(b.Map(kMapName).GetMap("inner")->Set("y", 2).ok());
  Meet(a, b);
  EXPECT_FALSE(a.Map(kMapName).Contains("inner"));
  EXPECT_FALSE(b.Map(kMapName).Contains("inner"));
  EXPECT_EQ(b.PathOf(inner.id()).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Show(inner), "x=1 y=2") << "by its handle it can still be read, and written";
  EXPECT_TRUE(inner.Set("z", 3).ok());
  EXPECT_TRUE(a.Restore({1, 0}, 1).ok());
  Meet(a, b);
  EXPECT_EQ(Show(*b.Map(kMapName).GetMap("inner")), "x=1 y=2 z=3");
}

TEST(Map, OfTwoContainersMadeAtOnceOneShows) {
  Document a(1), b(2);
  Map of_a = *a.Map(kMapName).MakeMap("k");
  Map of_b = *b.Map(kMapName).MakeMap("k");
  EXPECT_TRUE(of_a.Set("x", "a").ok());
  EXPECT_TRUE(of_b.Set("x", "b").ok());
  Meet(a, b);
  for (Document* document : {&a, &b}) {
    EXPECT_EQ(Show(*document->MapAt("map/k")), "x=b");
    EXPECT_EQ(All(*document, "k"), "map:2-0 map:1-0");
    EXPECT_EQ(Show(*document->MapOf(of_a.id())), "x=a");
  }
}

TEST(Map, HoldsContainersOfEveryKindInEachOther) {
  Document a(1), b(2);
  Map map = a.Map(kMapName);
  EXPECT_TRUE(map.MakeText("text")->Insert(0, "hi").ok());
  List list = *map.MakeList("list");
  EXPECT_TRUE(list.Append(1).ok());
  EXPECT_TRUE(list.InsertMap(1)->MakeCounter("n")->Add(3).ok());
  Tree tree = *map.MakeTree("tree");
  const Id node = AddNamed(tree, kNullId, 0, "A");
  EXPECT_TRUE(tree.Data(node)->MakeText("body")->Insert(0, "deep").ok());
  Sync(a, b);
  EXPECT_EQ(b.TextAt("map/text")->Read(), "hi");
  EXPECT_EQ(b.CounterAt("map/list/1/n")->value(), 3);
  EXPECT_EQ(Show(*b.TreeAt("map/tree")), "A");
  EXPECT_EQ(b.TextAt("map/tree/" + ToString(PathStep(node)) + "/body")->Read(), "deep");
  EXPECT_TRUE(b.CheckInvariants().ok());
}

TEST(Map, TypedGettersSayWhetherItIsNothingOrSomethingElse) {
  Document document(1);
  Map map = document.Map(kMapName);
  Set(document, "number", 1);
  EXPECT_TRUE(map.MakeList("list").ok());
  EXPECT_EQ(map.GetText("none").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(map.GetText("number").status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(map.GetText("list").status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(map.GetMap("list").status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(map.GetCounter("list").status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(map.GetTree("list").status().code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(map.GetList("list").ok());
}

TEST(Map, ARefusedWriteChangesNothing) {
  Document document(1);
  Map map = document.Map(kMapName);
  Set(document, "k", 1);
  (void)document.TakeLocal();
  constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
  EXPECT_EQ(map.Set("\xC3", 2).code(), kInvalid);
  EXPECT_EQ(map.Set(std::string(kMaxKeyBytes + 1, 'k'), 2).code(), kInvalid);
  EXPECT_EQ(map.Set("k", "\xC3").code(), kInvalid);
  EXPECT_EQ(map.Set("k", std::string(kMaxValueBytes + 1, 'v')).code(), kInvalid);
  EXPECT_EQ(map.Set("k", Bytes{std::string(kMaxValueBytes + 1, 'v')}).code(), kInvalid);
  EXPECT_EQ(map.Set("k", map.id()).code(), kInvalid) << "a container is made where it belongs";
  EXPECT_EQ(map.MakeText("\xC3").status().code(), kInvalid);
  EXPECT_FALSE(map.Remove("\xC3").ok());
  EXPECT_TRUE(document.TakeLocal().operations.empty());
  EXPECT_EQ(Show(map), "k=1");
  EXPECT_TRUE(map.Set(std::string(kMaxKeyBytes, 'k'), 2).ok());
}

TEST(Map, ANumberThatIsNoneIsAValueAsAnyOther) {
  Document document(1);
  Set(document, "nan", std::numeric_limits<double>::quiet_NaN());
  Set(document, "zero", -0.0);
  const Value nan = *document.Map(kMapName).Get("nan");
  ASSERT_NE(nan.AsDouble(), nullptr);
  EXPECT_TRUE(*nan.AsDouble() != *nan.AsDouble());
  EXPECT_EQ(BytesOf(*document.Map(kMapName).Get("zero")), BytesOf(-0.0));
}

// size() went through all keys that were ever written.
TEST(Map, ItsSizeIsKnownWhateverWasRemoved) {
  constexpr size_t kKeys = 50000;
  Document document(1);
  Map map = document.Map(kMapName);
  for (size_t i = 0; i < kKeys; ++i) {
    EXPECT_OK(map.Set(std::to_string(i), 1));
    ASSERT_EQ(map.size(), i + 1);
  }
  for (size_t i = 1; i < kKeys; ++i) {
    EXPECT_OK(map.Remove(std::to_string(i)));
    ASSERT_EQ(map.size(), kKeys - i);
  }
  EXPECT_EQ(map.Keys(), std::vector<std::string>{"0"});
  EXPECT_OK(document.Restore({1, 0}, 10));
  EXPECT_EQ(map.size(), 11u);
  EXPECT_EQ(map.Keys().size(), 11u);
}

}  // namespace
}  // namespace weft::testing
