// RunStream: the columns of a body, yielding its runs one after the other.
//
// Scan finds every column and checks the totals; then Next gives an author's runs, each checked
// and known to be canonical. A copy of a scanned stream starts anew.
#ifndef WEFT_CRDT_WIRE_RUN_STREAM_H_
#define WEFT_CRDT_WIRE_RUN_STREAM_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "crdt/core/operation.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/column.h"

namespace weft::wire {

// What the body says before its columns, and what reading them notes.
struct ColumnContext {
  struct Entry {
    Agent agent;
    uint32_t near_anchor = 0;  // where the agent's next anchor is expected
    uint32_t near_target = 0;
    bool used = false;  // an anchor or a target names it
  };

  uint32_t authors = 0;
  absl::InlinedVector<Entry, 4> agents;  // the authors, then the others; both ascend
  std::vector<bool> used_names;          // by name
  uint64_t named = 0;                    // insertions with a container
  uint64_t runs = 0;
  uint64_t elements = 0;  // creations and effects
  uint64_t units = 0;     // creations
  std::u16string_view text;

  // Forgets where things are expected, so that the columns can be read again.
  void Rewind() {
    for (Entry& entry : agents) entry.near_anchor = entry.near_target = 0;
  }
};

class RunStream {
 public:
  explicit RunStream(ColumnContext* context) : context_(context) {}

  // Moves *body behind the columns of context.runs runs; adds up elements and units.
  bool Scan(ByteReader* body);
  void StartAuthor(uint32_t author);
  // `last`: the author's run before it, null when it is the first.
  bool Next(const Operation* last, Operation* run);
  // After the last author: the names were as many as stated.
  bool Finish();

 private:
  bool ScanCounts(ByteReader* body);
  bool ScanAnchors(ByteReader* body, uint64_t insertions);

  bool ReadIds(Operation* run);
  bool SetKind(uint32_t kind, Operation* run);
  bool ReadInsertion(Operation* run);
  bool ReadPrev(Operation* run);
  bool ReadNext(Operation* run);
  bool ReadOwn(ByteReader* column, const Operation& run, Id* anchor);
  bool ReadNear(ByteReader* column, uint32_t agent, Id* anchor);
  bool ReadAdjacent(Operation* run);
  bool ReadContainer(Operation* run);
  bool ReadText(Operation* run);
  bool ReadTarget(Operation* run);

  ColumnContext* context_;
  SymbolReader kinds_;
  GapReader creation_gaps_;
  GapReader effect_gaps_;
  ByteReader counts_;
  SymbolReader prev_symbols_;
  ByteReader prevs_;
  SymbolReader next_symbols_;
  ByteReader nexts_;
  ByteReader containers_;
  SymbolReader target_symbols_;
  ByteReader targets_;

  uint32_t author_ = 0;
  LogState state_;  // after the author's last run
  uint32_t text_offset_ = 0;
  uint64_t named_left_ = 0;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_RUN_STREAM_H_
