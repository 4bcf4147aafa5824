// BenchHostileAnchors: anchors that nobody honest has, in trees as deep as they are long.
#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "bench/traces/made_up.h"
#include "bench/traces/recording.h"
#include "bench/traces/scaling.h"
#include "bench/traces/stopwatch.h"

namespace weft::bench {
namespace {

constexpr uint32_t kLetters = 20000;
// The chain's two authors, writing in turn, and one whose letters stand behind theirs.
constexpr Agent kFirst = 1;
constexpr Agent kHostile = 3;
constexpr uint32_t kNothing = 0xFFFFFFFF;

// Where in a chain of n letters its i-th neighbours are that the i-th hostile letter names.
struct Anchors {
  uint32_t prev;
  uint32_t next;
};
struct Shape {
  const char* name;
  bool backwards;  // each letter of the chain in front of the one before it
  Anchors (*anchors)(uint32_t i, uint32_t n);
};

constexpr Shape kShapes[] = {
    {"behind ever earlier ones", false,
     [](uint32_t i, uint32_t n) { return Anchors{n - 1 - i, kNothing}; }},
    {"before ever later ones", true, [](uint32_t i, uint32_t) { return Anchors{kNothing, i}; }},
    {"from the middle to the end", false,
     [](uint32_t, uint32_t n) { return Anchors{n / 2, n - 1}; }},
    {"anywhere", false,
     [](uint32_t i, uint32_t n) { return Anchors{i * 7919 % n, i * 104729 % n}; }},
};

Id InChain(uint32_t i) { return i == kNothing ? kNullId : Id{kFirst + i % 2, i / 2}; }

OperationSet MakeSet(const Shape& shape, uint32_t count) {
  OperationSet set;
  set.containers.emplace_back(kTextName);
  for (uint32_t i = 0; i < count; ++i) {
    const Id before = i == 0 ? kNullId : InChain(i - 1);
    AddInsertion(InChain(i), shape.backwards ? kNullId : before, shape.backwards ? before : kNullId,
                 u"a", &set);
  }
  for (uint32_t i = 0; i < count; ++i) {
    Anchors anchors = shape.anchors(i, count);
    if (anchors.prev == anchors.next) anchors.next = kNothing;
    AddInsertion({kHostile, i}, InChain(anchors.prev), InChain(anchors.next), u"x", &set);
  }
  return set;
}

// One operation at a time.
double TakeIn(OrderKind order, const OperationSet& set, std::string* archive, std::string* text) {
  Recording recording;
  recording.Add(set);
  Document document(ReaderAgent(), order);
  const Stopwatch stopwatch;
  for (size_t i = 0; i < set.operations.size(); ++i) {
    Require(document.Integrate(recording.OneOperation(i)));
  }
  *text = document.Text(kTextName).Read();
  const double ms = stopwatch.Milliseconds();
  *archive = Require(SaveArchive(document));
  return ms;
}

// Opens it and adds one more that is not adjacent, for which all the places have to be known.
double OpenAndAdd(const std::string& archive, uint32_t count, const std::string& text) {
  OperationSet more;
  more.containers.emplace_back(kTextName);
  AddInsertion({kHostile, count}, InChain(0), InChain(count - 1), u"x", &more);
  const Stopwatch stopwatch;
  Document document = Require(LoadDocument(archive, ReaderAgent()));
  if (document.Text(kTextName).Read() != text) {
    throw std::runtime_error("an archive with hostile anchors opened as another text");
  }
  Require(document.Integrate(more));
  return stopwatch.Milliseconds();
}

struct Costs {
  double taken_in = 0;
  double opened = 0;
};

Costs Least(OrderKind order, const Shape& shape, uint32_t count, int runs) {
  const OperationSet set = MakeSet(shape, count);
  Costs least;
  for (int run = 0; run < runs; ++run) {
    std::string archive;
    std::string text;
    const double taken_in = TakeIn(order, set, &archive, &text);
    const double opened = OpenAndAdd(archive, count, text);
    least.taken_in = run == 0 ? taken_in : std::min(least.taken_in, taken_in);
    least.opened = run == 0 ? opened : std::min(least.opened, opened);
  }
  return least;
}

Json Report(OrderKind order, const Shape& shape, const char* way, double small, double large) {
  std::printf("  %-10s %-28s %-11s %10.3f %10.3f %8.2f\n", OrderName(order), shape.name, way, small,
              large, large / small);
  std::fflush(stdout);
  return {{"order", OrderName(order)},     {"shape", shape.name}, {"way", way},
          {"letters", kLetters},           {"ms", small},         {"doubled_ms", large},
          {"doubled_ratio", large / small}};
}

}  // namespace

Json BenchHostileAnchors(const std::string& only, int runs) {
  std::printf("\nHostile anchors: %u and %u letters in a chain as long\n", kLetters, 2 * kLetters);
  std::printf("  %-10s %-28s %-11s %10s %10s %8s\n", "order", "each names", "way", "ms",
              "doubled ms", "ratio");
  Json all = Json::array();
  for (const OrderKind order : {OrderKind::kFugueMax, OrderKind::kYata}) {
    for (const Shape& shape : kShapes) {
      if (std::string(shape.name).find(only) == std::string::npos) continue;
      const Costs small = Least(order, shape, kLetters, runs);
      const Costs large = Least(order, shape, 2 * kLetters, runs);
      all.push_back(Report(order, shape, "one by one", small.taken_in, large.taken_in));
      all.push_back(Report(order, shape, "opened", small.opened, large.opened));
    }
  }
  return all;
}

}  // namespace weft::bench
