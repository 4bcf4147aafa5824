// Counters: a sum that replicas add to.
#include <limits>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/object_operation.h"

namespace weft::testing {
namespace {

constexpr const char* kCount = "count";
const ContainerId kCountId(ContainerKind::kCounter, kCount);

int64_t Sum(Document& document) { return document.Counter(kCount).value(); }

TEST(Counter, IsNothingUntilSomebodyAdds) {
  Document document(1);
  EXPECT_EQ(Sum(document), 0);
  EXPECT_OK(document.Counter(kCount).Add(5));
  EXPECT_OK(document.Counter(kCount).Add(-7));
  EXPECT_EQ(Sum(document), -2);
}

TEST(Counter, ConcurrentAdditionsAllCount) {
  Document a(1), b(2), c(3);
  EXPECT_OK(a.Counter(kCount).Add(1));
  EXPECT_OK(b.Counter(kCount).Add(10));
  EXPECT_OK(c.Counter(kCount).Add(100));
  Meet(a, b);
  Meet(b, c);
  Meet(a, c);
  EXPECT_EQ(Sum(a), 111);
  EXPECT_EQ(Sum(b), 111);
  EXPECT_EQ(Sum(c), 111);
}

TEST(Counter, AnAdditionThatComesTwiceCountsOnce) {
  Document a(1), b(2);
  EXPECT_OK(a.Counter(kCount).Add(3));
  const OperationSet set = Taken(a);
  Integrate(b, set);
  Integrate(b, set);
  EXPECT_EQ(Sum(b), 3);
  EXPECT_EQ(b.Integrate(set)->duplicate, 1u);
}

TEST(Counter, AnAdditionTakenBackDoesNotCountHoweverOften) {
  Document a(1), b(2);
  EXPECT_OK(a.Counter(kCount).Add(3));
  EXPECT_OK(a.Counter(kCount).Add(4));
  Meet(a, b);
  EXPECT_OK(a.Restore({1, 0}, 1));
  EXPECT_OK(b.Restore({1, 0}, 1));
  EXPECT_EQ(Sum(a), 4);
  Meet(a, b);
  EXPECT_EQ(Sum(a), 4);
  EXPECT_EQ(Sum(b), 4);
}

TEST(Counter, ASumWrapsAroundAt64Bits) {
  Document a(1), b(2);
  EXPECT_OK(a.Counter(kCount).Add(std::numeric_limits<int64_t>::max()));
  EXPECT_OK(b.Counter(kCount).Add(1));
  Meet(a, b);
  EXPECT_EQ(Sum(a), std::numeric_limits<int64_t>::min());
  EXPECT_OK(a.Counter(kCount).Add(std::numeric_limits<int64_t>::min()));
  Meet(a, b);
  EXPECT_EQ(Sum(b), 0);
}

TEST(Counter, ThatIsOverwrittenKeepsCountingUnseen) {
  Document a(1), b(2);
  Counter inner = *a.Map("map").MakeCounter("n");
  EXPECT_OK(inner.Add(1));
  Meet(a, b);
  EXPECT_OK(a.Map("map").Set("n", 7));
  EXPECT_OK(b.Map("map").GetCounter("n")->Add(2));
  Meet(a, b);
  EXPECT_EQ(b.Map("map").Get("n"), Value(7));
  EXPECT_EQ(a.CounterOf(inner.id())->value(), 3);
}

TEST(Counter, AnAdditionThatArrivesBeforeItsCounterWaits) {
  Document a(1);
  const ContainerId inner(ContainerKind::kCounter, Id{2, 0});
  Integrate(a, PackObjects({AddOperation({3, 0}, inner, 5)}));
  EXPECT_EQ(a.BacklogSize(), 1u);
  EXPECT_EQ(a.CounterOf(inner).status().code(), StatusCode::kNotFound);
  Integrate(a, PackObjects({KeyOperation({2, 0}, {ContainerKind::kMap, "map"}, "n", inner)}));
  EXPECT_EQ(a.BacklogSize(), 0u);
  EXPECT_EQ(a.CounterAt("map/n")->value(), 5);
}

}  // namespace
}  // namespace weft::testing
