// ObjectStream: the columns of a body of object_columns.h, yielding its runs one after the other.
//
// Scan finds every column, checks every value and adds up what the set will take; then Next gives
// an author's runs, each checked and known to be canonical. A copy of a scanned stream starts anew.
// With a set to fill, Next appends the contents of runs to its payload; without, it only checks.
#ifndef WEFT_CRDT_WIRE_OBJECT_STREAM_H_
#define WEFT_CRDT_WIRE_OBJECT_STREAM_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/column.h"
#include "crdt/wire/object_agents.h"
#include "crdt/wire/object_tables.h"
#include "crdt/wire/value_column.h"

namespace weft::wire {

// What the body says before its columns, and what reading them notes.
struct ObjectContext {
  // Where an agent's next ids are expected.
  struct Near {
    uint32_t anchor = 0;
    uint32_t target = 0;
    uint32_t replaced = 0;
  };

  uint32_t authors = 0;
  std::vector<Agent> agents;  // the authors, then the others; both ascend
  std::vector<Near> near;     // by agent
  std::vector<bool> used_agents;
  ReadTables tables;
  uint64_t runs = 0;
  uint64_t elements = 0;       // creations and effects
  uint64_t units = 0;          // of text
  uint64_t payload_bytes = 0;  // that the set will have
  uint64_t payload_ids = 0;
  std::u16string_view text;
  bool has_objects = false;  // more than root texts, erases and restores

  // Forgets where things are expected, so that the columns can be read again.
  void Rewind() { near.assign(agents.size(), Near()); }
};

class ObjectStream {
 public:
  explicit ObjectStream(ObjectContext* context) : context_(context) {}

  // Moves *body behind the columns of context.runs runs.
  bool Scan(ByteReader* body);
  // From now on payloads go there.
  void Fill(Payload* payload) { payload_ = payload; }
  void StartAuthor(uint32_t author);
  bool Next(Operation* run);

 private:
  // How many runs there are of each kind.
  using Kinds = uint64_t[kObjectRunKinds];

  uint32_t Alphabet(uint32_t further) const {
    return static_cast<uint32_t>(further + context_->agents.size());
  }
  bool ScanIds(ByteReader* body, Kinds* kinds);
  bool ScanCounts(ByteReader* body, const Kinds& kinds, uint64_t* items);
  bool ScanAnchors(ByteReader* body, uint64_t rows, uint64_t* edges);
  bool ScanReplaced(ByteReader* body, uint64_t writes, uint64_t* first_writes);
  bool ScanMore(ByteReader* body, uint64_t rows);
  bool ScanKeys(ByteReader* body, uint64_t rows);
  bool ScanOthers(ByteReader* body, uint64_t rows);

  bool ReadIds(Operation* run);
  bool ReadContent(uint32_t kind, Operation* run);
  bool ReadAnchors(Operation* run);
  bool ReadPrev(Operation* run);
  bool ReadNext(Operation* run);
  bool ReadAdjacent(Operation* run);
  bool ReadContainer(Operation* run);
  bool UseContainer(uint32_t index, ByteReader* column, Operation* run);
  bool ReadText(Operation* run);
  bool ReadTarget(Operation* run);
  bool ReadItems(Operation* run);
  bool ReadWrite(Operation* run);
  bool ReadReplaced(uint32_t agent, Operation* run);
  bool ReadMore(uint32_t agent, Operation* run);
  bool ReadKey(std::string_view* key);
  bool ReadMove(Operation* run);
  bool ReadMark(Operation* run);
  bool ReadAdd(Operation* run);
  bool ReadOther(Operation* run);
  bool Own(uint32_t back, const Operation& run, ByteReader* column, Id* id);
  bool Near(uint32_t code, uint32_t near, uint32_t agent, ByteReader* column, Id* id);
  uint32_t ContentOffset() const;
  std::string* PayloadBytes() { return payload_ == nullptr ? nullptr : &payload_->bytes; }

  ObjectContext* context_;
  Payload* payload_ = nullptr;

  SymbolReader kinds_;
  GapReader creation_gaps_;
  GapReader effect_gaps_;
  GapReader counts_;
  SymbolReader prev_symbols_;
  GapReader prevs_;
  SymbolReader next_symbols_;
  GapReader nexts_;
  SymbolReader containers_;
  SymbolReader target_symbols_;
  ByteReader targets_;
  SymbolReader replaced_symbols_;
  GapReader replaced_;
  GapReader more_counts_;
  SymbolReader more_steps_;
  ByteReader more_;
  GapReader stamps_;
  SymbolReader item_symbols_;
  ByteReader items_;
  SymbolReader sides_;
  SymbolReader key_symbols_;
  ByteReader written_keys_;
  ValueReader values_;
  ByteReader others_;
  ByteReader end_;  // where refusals that belong to no column point

  uint32_t author_ = 0;
  bool first_ = true;  // of the author
  LogState state_;     // after the author's last run
  uint32_t replaced_back_ = 0;
  Operation last_{};
  uint32_t text_offset_ = 0;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_OBJECT_STREAM_H_
