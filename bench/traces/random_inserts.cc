// BenchRandomInserts: does the length of a text, or the number of its spans, make an edit dearer?
#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "bench/traces/measurement.h"
#include "bench/traces/recording.h"
#include "bench/traces/scaling.h"
#include "bench/traces/stopwatch.h"

namespace weft::bench {
namespace {

constexpr size_t kInserts = 100'000;
constexpr size_t kShort = 10'000;
constexpr size_t kLong = 10'000'000;
// Each insertion in the middle of a span makes two more.
constexpr size_t kFragmentingInserts = 50'000;

// Positions for insertions of one character into a text of `length`.
std::vector<uint32_t> RandomPositions(size_t length, size_t count, uint64_t seed) {
  std::vector<uint32_t> positions(count);
  for (size_t i = 0; i < count; ++i) {
    positions[i] = static_cast<uint32_t>(AgentAt(seed + i) % (length + i + 1));
  }
  return positions;
}

struct Start {
  const char* name;
  size_t pasted;
  size_t fragmenting;

  size_t Length() const { return pasted + fragmenting; }
};

void InsertAt(const std::vector<uint32_t>& positions, weft::Text& text) {
  for (const uint32_t position : positions) Require(text.Insert(position, u"x"));
}

// Makes the text the insertions start from.
void Prepare(const Start& start, Document& document) {
  weft::Text text = document.Text(kTextName);
  Require(text.Insert(0, std::u16string(start.pasted, u'.')));
  InsertAt(RandomPositions(start.pasted, start.fragmenting, 1), text);
}

void ExpectLength(const Start& start, const weft::Text& text) {
  if (text.Length(Unit::kUtf16) != start.Length() + kInserts) {
    throw std::runtime_error("random insertions ended with another length");
  }
}

double InsertLocally(const Start& start) {
  const std::vector<uint32_t> positions =
      RandomPositions(start.Length(), kInserts, uint64_t{1} << 40);
  Document document(AgentAt(0));
  Prepare(start, document);
  weft::Text text = document.Text(kTextName);
  document.version();
  const Stopwatch stopwatch;
  InsertAt(positions, text);
  ExpectLength(start, text);
  return stopwatch.Milliseconds();
}

// The same insertions, each arriving as one operation.
double InsertRemotely(const Start& start) {
  Document author(AgentAt(0));
  Prepare(start, author);
  Document reader(ReaderAgent());
  Require(reader.Integrate(author.TakeLocal()));
  weft::Text text = author.Text(kTextName);
  Recording recording;
  for (const uint32_t position : RandomPositions(start.Length(), kInserts, uint64_t{1} << 40)) {
    Require(text.Insert(position, u"x"));
    recording.Add(author.TakeLocal());
  }
  const Stopwatch stopwatch;
  for (size_t i = 0; i < recording.OperationCount(); ++i) {
    Require(reader.Integrate(recording.OneOperation(i)));
  }
  ExpectLength(start, reader.Text(kTextName));
  return stopwatch.Milliseconds();
}

struct Way {
  const char* name;
  double (*run)(const Start&);
};

// Short and long alternate, so that each ratio pairs two runs made next to each other.
Json Compare(const Way& way, const Start& small, const Start& large, int runs) {
  Measurement measurement([&] { return way.run(small); });
  measurement.Add("large", [&] { return way.run(large); });
  const std::vector<Figure> figures = measurement.Run(runs);
  const double small_ms = figures[0].min_ms;
  const double large_ms = figures[1].min_ms;
  std::printf("  %-8s %-24s %10zu %10.3f %10zu %10.3f %8.2f\n", way.name, small.name, small.pasted,
              small_ms, large.pasted, large_ms, figures[1].median_ratio);
  std::fflush(stdout);
  return {{"way", way.name},
          {"start", small.name},
          {"short", small.pasted},
          {"short_ms", small_ms},
          {"long", large.pasted},
          {"long_ms", large_ms},
          {"ratio", figures[1].median_ratio}};
}

}  // namespace

Json BenchRandomInserts(const std::string& only, int runs) {
  constexpr char kPasted[] = "pasted in one piece";
  constexpr char kFragmented[] = "in 100,000 spans";
  constexpr Way kWays[] = {{"local", InsertLocally}, {"remote", InsertRemotely}};
  std::printf("\n%zu insertions at random places\n", kInserts);
  std::printf("  %-8s %-24s %10s %10s %10s %10s %8s\n", "way", "text", "short", "ms", "long", "ms",
              "ratio");
  Json all = Json::array();
  if (std::string("random").find(only) == std::string::npos) return all;
  for (const Way& way : kWays) {
    all.push_back(Compare(way, {kPasted, kShort, 0}, {kPasted, kLong, 0}, runs));
    all.push_back(Compare(way, {kFragmented, kShort, kFragmentingInserts},
                          {kFragmented, kLong, kFragmentingInserts}, runs));
  }
  return all;
}

}  // namespace weft::bench
