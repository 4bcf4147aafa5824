// BenchHoles: does what is deleted make the edits and reads beside it dearer?
#include <cstdio>
#include <stdexcept>

#include "bench/traces/measurement.h"
#include "bench/traces/recording.h"
#include "bench/traces/scaling.h"
#include "bench/traces/stopwatch.h"

namespace weft::bench {
namespace {

constexpr size_t kVisits = 10'000;
constexpr size_t kSmall = 10'000;
constexpr size_t kLarge = 100'000;

struct Character {
  const char* name;
  const char* bytes;
};
constexpr Character kCharacters[] = {{"ASCII", "x"}, {"emoji", "\U0001F600"}};

// As many characters, each put at a random place, and then deleted; a letter on either side.
weft::Text Dig(size_t deleted, const Character& character, Document* document) {
  weft::Text text = document->Text(kTextName);
  Require(text.Insert(0, "ab"));
  for (size_t i = 0; i < deleted; ++i) {
    Require(text.Insert(1 + AgentAt(i) % (i + 1), character.bytes, Unit::kCodePoint));
  }
  Require(text.Erase(1, deleted, Unit::kCodePoint));
  document->version();
  return text;
}

// Types and deletes on either side.
double Edit(size_t deleted, const Character& character) {
  Document document(AgentAt(0));
  weft::Text text = Dig(deleted, character, &document);
  const Stopwatch stopwatch;
  for (size_t i = 0; i < kVisits; ++i) {
    Require(text.Insert(1, "c", Unit::kCodePoint));
    Require(text.Erase(2, 1, Unit::kCodePoint));
    Require(text.Insert(2, "b", Unit::kCodePoint));
    Require(text.Erase(1, 1, Unit::kCodePoint));
  }
  if (text.Read() != "ab") throw std::runtime_error("edits beside a hole ended in another text");
  return stopwatch.Milliseconds();
}

// Reads what is behind it, and names it.
double Look(size_t deleted, const Character& character) {
  Document document(AgentAt(0));
  weft::Text text = Dig(deleted, character, &document);
  const Stopwatch stopwatch;
  for (size_t i = 0; i < kVisits; ++i) {
    const StablePosition there = Require(text.Stabilize(1, Side::kAfter, Unit::kCodePoint));
    if (Require(text.Read(1, 1, Unit::kCodePoint)) != "b" ||
        Require(text.Resolve(there, Unit::kCodePoint)) != 1) {
      throw std::runtime_error("another letter stands behind a hole");
    }
  }
  return stopwatch.Milliseconds();
}

struct Way {
  const char* name;
  double (*run)(size_t deleted, const Character&);
};

Json Compare(const Way& way, const Character& character, int runs) {
  Measurement measurement([&] { return way.run(kSmall, character); });
  measurement.Add("large", [&] { return way.run(kLarge, character); });
  const std::vector<Figure> figures = measurement.Run(runs);
  std::printf("  %-28s %-8s %10.3f %10.3f %8.2f\n", way.name, character.name, figures[0].min_ms,
              figures[1].min_ms, figures[1].median_ratio);
  std::fflush(stdout);
  return {{"way", way.name},
          {"characters", character.name},
          {"short_ms", figures[0].min_ms},
          {"long_ms", figures[1].min_ms},
          {"ratio", figures[1].median_ratio}};
}

}  // namespace

Json BenchHoles(const std::string& only, int runs) {
  constexpr Way kWays[] = {{"two insertions, two deletions", Edit},
                           {"reads, stable positions", Look}};
  std::printf("\n%zu times beside %zu and %zu deleted characters, each in a span of its own\n",
              kVisits, kSmall, kLarge);
  std::printf("  %-28s %-8s %10s %10s %8s\n", "what", "deleted", "short ms", "long ms", "ratio");
  Json all = Json::array();
  if (std::string("holes").find(only) == std::string::npos) return all;
  for (const Way& way : kWays) {
    for (const Character& character : kCharacters) all.push_back(Compare(way, character, runs));
  }
  return all;
}

}  // namespace weft::bench
