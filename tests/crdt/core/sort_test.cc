// The one sort (crdt/core/sort.h) against the standard library's: the builds with tiny nodes use
// it.
#include "crdt/core/sort.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace weft {
namespace {

template <class Key>
struct Numbered {
  Key key;
  uint32_t number;  // where it was
  bool operator==(const Numbered&) const = default;
};

template <class Key>
void ExpectStable(const std::vector<Key>& keys) {
  std::vector<Numbered<Key>> sorted;
  for (const Key& key : keys) sorted.push_back({key, static_cast<uint32_t>(sorted.size())});
  std::vector<Numbered<Key>> expected = sorted;
  const auto by_key = [](const auto& a, const auto& b) { return a.key < b.key; };
  std::stable_sort(expected.begin(), expected.end(), by_key);
  StableSort(sorted.begin(), sorted.end(), by_key);
  RC_ASSERT(sorted == expected);
}

RC_GTEST_PROP(Sort, StableAsTheStandardOne, (const std::vector<uint8_t>& keys)) {
  ExpectStable<uint32_t>(std::vector<uint32_t>(keys.begin(), keys.end()));
  ExpectStable<uint64_t>(std::vector<uint64_t>(keys.begin(), keys.end()));
  std::vector<std::array<uint32_t, 9>> large;
  for (const uint8_t key : keys) large.push_back({key % 3u, 7, key});
  ExpectStable(large);
  std::vector<std::string> texts;  // not moved as words
  for (const uint8_t key : keys) texts.push_back(std::string(key % 40u, 'x') + std::to_string(key));
  ExpectStable(texts);
  ExpectStable<uint16_t>(std::vector<uint16_t>(keys.begin(), keys.end()));
}

RC_GTEST_PROP(Sort, NumbersAndPairs, (std::vector<std::pair<uint32_t, uint64_t>> pairs)) {
  std::vector<uint32_t> numbers;
  for (const auto& [number, other] : pairs) numbers.push_back(number);
  Sort(pairs.begin(), pairs.end());
  Sort(numbers.begin(), numbers.end(), std::greater<>());
  RC_ASSERT(std::is_sorted(pairs.begin(), pairs.end()));
  RC_ASSERT(std::is_sorted(numbers.begin(), numbers.end(), std::greater<>()));
}

// More than any generator draws: what is merged does not fit in the spare place on the stack.
TEST(Sort, Thousands) {
  for (const uint32_t step : {1u, 7'919u, 99'990u}) {
    std::vector<std::pair<uint32_t, uint32_t>> pairs;
    for (uint32_t i = 0; i < 100'000; ++i) pairs.emplace_back(i * step % 100'000 / 10, i);
    std::vector<std::pair<uint32_t, uint32_t>> expected = pairs;
    std::sort(expected.begin(), expected.end());
    StableSort(pairs.begin(), pairs.end(),
               [](const auto& a, const auto& b) { return a.first < b.first; });
    EXPECT_EQ(pairs, expected) << step;
  }
}

TEST(Sort, NothingAndOne) {
  std::vector<uint32_t> none;
  Sort(none.begin(), none.end());
  std::vector<uint32_t> one = {3};
  Sort(one.begin(), one.end());
  EXPECT_EQ(one, std::vector<uint32_t>{3});
}

}  // namespace
}  // namespace weft
