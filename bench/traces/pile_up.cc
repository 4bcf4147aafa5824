// BenchPileUps: the case that made the order's scan quadratic.
#include <algorithm>
#include <cstdio>
#include <numeric>
#include <stdexcept>

#include "bench/traces/made_up.h"
#include "bench/traces/recording.h"
#include "bench/traces/scaling.h"
#include "bench/traces/stopwatch.h"

namespace weft::bench {
namespace {

constexpr uint32_t kRivals = 4000;

// Base text: written by one agent, "abcdefgh" forward, then "12345678" before it character by
// character, so that 1 has the rest on its right but not below it.
constexpr Agent kBase = 1;
constexpr uint32_t kForward = 8;
constexpr uint32_t kBackward = 8;
constexpr Id kMiddlePrev{kBase, 3};
constexpr Id kMiddleNext{kBase, 4};
constexpr Id kLast{kBase, kForward - 1};
constexpr Id kFirst{kBase, kForward + kBackward - 1};

OperationSet BaseText() {
  OperationSet set;
  set.containers.emplace_back(kTextName);
  AddInsertion({kBase, 0}, kNullId, kNullId, u"abcdefgh", &set);
  Id next{kBase, 0};
  for (uint32_t i = 0; i < kBackward; ++i) {
    const Id id{kBase, kForward + i};
    AddInsertion(id, kNullId, next, std::u16string(1, static_cast<char16_t>(u'8' - i)), &set);
    next = id;
  }
  return set;
}

// What one rival does; `rival` counts from 0.
using Shape = void (*)(Agent agent, uint32_t rival, OperationSet* set);

void OneCharacter(Agent agent, uint32_t, OperationSet* set) {
  AddInsertion({agent, 0}, kMiddlePrev, kMiddleNext, u"x", set);
}

void OneCharacterAtTheEnd(Agent agent, uint32_t, OperationSet* set) {
  AddInsertion({agent, 0}, kLast, kNullId, u"x", set);
}

void FiveCharacters(Agent agent, uint32_t, OperationSet* set) {
  AddInsertion({agent, 0}, kMiddlePrev, kMiddleNext, u"12345", set);
}

void FiveCharactersAtTheEnd(Agent agent, uint32_t, OperationSet* set) {
  AddInsertion({agent, 0}, kLast, kNullId, u"12345", set);
}

// Three more operations: before, after and inside what it wrote.
void AddSubtree(Agent agent, Id prev, Id next, OperationSet* set) {
  AddInsertion({agent, 0}, prev, next, u"mn", set);
  AddInsertion({agent, 2}, prev, {agent, 0}, u"b", set);
  AddInsertion({agent, 3}, {agent, 1}, next, u"a", set);
  AddInsertion({agent, 4}, {agent, 0}, {agent, 1}, u"i", set);
}

void Subtree(Agent agent, uint32_t, OperationSet* set) {
  AddSubtree(agent, kMiddlePrev, kMiddleNext, set);
}

void SubtreeAtTheEnd(Agent agent, uint32_t, OperationSet* set) {
  AddSubtree(agent, kLast, kNullId, set);
}

// One prev, nine different nexts.
void MixedNext(Agent agent, uint32_t rival, OperationSet* set) {
  const uint32_t choice = rival % (kBackward + 1);
  const Id next = choice == kBackward ? kNullId
                  : choice == 0       ? Id{kBase, 4}
                                      : Id{kFirst.agent, kFirst.seq - choice};
  AddInsertion({agent, 0}, kFirst, next, u"x", set);
}

struct NamedShape {
  const char* name;
  Shape shape;
};

constexpr NamedShape kShapes[] = {
    {"one character", OneCharacter}, {"one character at the end", OneCharacterAtTheEnd},
    {"runs of 5", FiveCharacters},   {"runs of 5 at the end", FiveCharactersAtTheEnd},
    {"subtrees", Subtree},           {"subtrees at the end", SubtreeAtTheEnd},
    {"mixed nexts", MixedNext},
};

enum class Arrival { kAscending, kDescending, kRandom };
constexpr Arrival kArrivals[] = {Arrival::kAscending, Arrival::kDescending, Arrival::kRandom};

const char* NameOf(Arrival arrival) {
  if (arrival == Arrival::kAscending) return "ascending";
  return arrival == Arrival::kDescending ? "descending" : "random";
}

std::vector<uint32_t> RivalsInOrder(uint32_t count, Arrival arrival) {
  std::vector<uint32_t> rivals(count);
  std::iota(rivals.begin(), rivals.end(), 0);
  if (arrival == Arrival::kDescending) std::reverse(rivals.begin(), rivals.end());
  if (arrival != Arrival::kRandom) return rivals;
  for (uint32_t i = count; i > 1; --i) std::swap(rivals[i - 1], rivals[AgentAt(i) % i]);
  return rivals;
}

struct Outcome {
  double ms;
  std::string text;
};

Outcome PileUp(OrderKind order, Shape shape, uint32_t count, Arrival arrival) {
  Document document(ReaderAgent(), order);
  Require(document.Integrate(BaseText()));
  std::vector<OperationSet> sets;
  for (const uint32_t rival : RivalsInOrder(count, arrival)) {
    shape(kBase + 1 + rival, rival, &sets.emplace_back());
  }
  const weft::Text text = document.Text(kTextName);
  const Stopwatch stopwatch;
  for (const OperationSet& set : sets) Require(document.Integrate(set));
  const bool empty = text.Length(Unit::kUtf16) == 0;
  const double ms = stopwatch.Milliseconds();
  if (empty || document.BacklogSize() != 0) throw std::runtime_error("a pile-up did not pile up");
  return {ms, text.Read()};
}

// The minimum of the runs; `text` holds the text expected, or gets the first one seen.
double BestPileUp(OrderKind order, Shape shape, uint32_t count, Arrival arrival, int runs,
                  std::string* text) {
  double best = 0;
  for (int run = 0; run < runs; ++run) {
    const Outcome outcome = PileUp(order, shape, count, arrival);
    if (text->empty()) *text = outcome.text;
    if (*text != outcome.text) throw std::runtime_error("a pile-up depends on the arrival");
    best = run == 0 ? outcome.ms : std::min(best, outcome.ms);
  }
  return best;
}

Json BenchShape(OrderKind order, const NamedShape& shape, int runs) {
  Json cases = Json::array();
  std::string small_text;
  std::string large_text;
  for (const Arrival arrival : kArrivals) {
    const double small = BestPileUp(order, shape.shape, kRivals, arrival, runs, &small_text);
    const double large = BestPileUp(order, shape.shape, 2 * kRivals, arrival, runs, &large_text);
    std::printf("  %-10s %-26s %-11s %10.3f %10.3f %8.2f\n", OrderName(order), shape.name,
                NameOf(arrival), small, large, large / small);
    std::fflush(stdout);
    cases.push_back({{"order", OrderName(order)},
                     {"shape", shape.name},
                     {"arrival", NameOf(arrival)},
                     {"agents", kRivals},
                     {"ms", small},
                     {"doubled_ms", large},
                     {"doubled_ratio", large / small}});
  }
  return cases;
}

}  // namespace

Json BenchPileUps(const std::string& only, int runs) {
  std::printf("\nPile-ups: %u and %u agents at one place\n", kRivals, 2 * kRivals);
  std::printf("  %-10s %-26s %-11s %10s %10s %8s\n", "order", "each inserts", "arrival", "ms",
              "doubled ms", "ratio");
  Json all = Json::array();
  for (const OrderKind order : {OrderKind::kFugueMax, OrderKind::kYata}) {
    for (const NamedShape& shape : kShapes) {
      if (std::string(shape.name).find(only) == std::string::npos) continue;
      for (Json& one : BenchShape(order, shape, runs)) all.push_back(std::move(one));
    }
  }
  return all;
}

}  // namespace weft::bench
