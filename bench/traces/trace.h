// Recorded editing sessions: read from JSON (plain or gzip), and made ready to be replayed.
//
// A file holds txns[].patches[] = [position, erased, inserted], positions and lengths in code
// points, and endContent. Concurrent files add txns[].parents and txns[].agent. Whatever decoding
// costs is paid here, before anything is timed. Broken files throw std::runtime_error.
#ifndef WEFT_BENCH_TRACES_TRACE_H_
#define WEFT_BENCH_TRACES_TRACE_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace weft::bench {

struct TracePatch {
  uint32_t position;  // code points
  uint32_t erased;    // code points
  std::string inserted;
};

struct TraceTransaction {
  std::vector<TracePatch> patches;
  std::vector<uint32_t> parents;  // concurrent traces
  uint32_t agent = 0;             // concurrent traces
};

struct Trace {
  std::string name;
  bool concurrent = false;
  std::string start_content;
  std::string end_content;
  std::vector<TraceTransaction> transactions;

  size_t PatchCount() const;
};

// The .json and .json.gz files of a folder, by name.
std::vector<std::filesystem::path> FindTraces(const std::filesystem::path& folder);

Trace ReadTrace(const std::filesystem::path& file);

// Edits flat in memory, in the order they are applied to one text.
template <class Char>
struct BasicEdits {
  struct Edit {
    uint32_t position;
    uint32_t erased;
    uint32_t inserted_at;  // offset into `inserted`
    uint32_t inserted_count;
  };
  std::vector<Edit> edits;
  std::basic_string<Char> inserted;
  std::vector<uint32_t> transaction_ends;  // index one past a transaction's last edit

  void Add(uint32_t position, uint32_t erased, std::basic_string_view<Char> text) {
    edits.push_back({position, erased, static_cast<uint32_t>(inserted.size()),
                     static_cast<uint32_t>(text.size())});
    inserted += text;
  }
  void EndTransaction() { transaction_ends.push_back(static_cast<uint32_t>(edits.size())); }
  std::basic_string_view<Char> InsertedBy(const Edit& edit) const {
    return {inserted.data() + edit.inserted_at, edit.inserted_count};
  }
};

using Edits = BasicEdits<char16_t>;   // everything in UTF-16 units
using PointEdits = BasicEdits<char>;  // positions in code points, text in UTF-8

// A sequential trace's patches with positions counted in UTF-16 units.
Edits ToUtf16Edits(const Trace& trace);

// A sequential trace's patches as recorded.
PointEdits ToPointEdits(const Trace& trace);

std::u16string ToUtf16(std::string_view utf8);

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_TRACE_H_
