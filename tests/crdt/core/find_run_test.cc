// RunTable (crdt/core/find_run.h) against going through the runs one by one.
#include "crdt/core/find_run.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <vector>

namespace weft {
namespace {

struct Run {
  uint32_t start;
  uint32_t number;
};

RC_GTEST_PROP(RunTable, FindsTheLastRunThatStartsAtOrBefore,
              (uint8_t first, const std::vector<uint8_t>& lengths)) {
  RunTable<Run, &Run::start> table;
  std::vector<uint32_t> starts;
  uint32_t start = first;
  const auto add = [&](uint32_t length) {
    table.Append(Run{start, static_cast<uint32_t>(starts.size())});
    starts.push_back(start);
    start += length;
  };
  add(1);
  for (const uint8_t length : lengths) add(length % 7 == 0 ? 1u + length : 1u + length % 3u);
  uint32_t expected = 0;
  for (uint32_t key = first; key < start + 100; ++key) {
    if (expected + 1 < starts.size() && starts[expected + 1] <= key) ++expected;
    RC_ASSERT(table.Find(key) == expected);
    RC_ASSERT(table[table.Find(key)].number == expected);
  }
}

}  // namespace
}  // namespace weft
