// The first pass over the columns: where each begins, and what they add up to.
#include "crdt/wire/object_stream.h"

namespace weft::wire {

namespace {

bool ScanGaps(uint64_t rows, ByteReader* body, GapReader* gaps) {
  *gaps = GapReader(*body);
  return GapReader(*gaps).Scan(rows, body);
}

// Passes a column of symbols; says in *below how many are below `limit`.
bool ScanSymbols(uint64_t rows, uint32_t alphabet, uint32_t limit, ByteReader* body,
                 SymbolReader* symbols, uint64_t* below) {
  *symbols = SymbolReader(*body, alphabet);
  *below = 0;
  return SymbolReader(*symbols).Scan(rows, body, [&](uint32_t symbol, uint64_t length) {
    if (symbol < limit) *below += length;
  });
}

// A column of symbols, of agents from `first_written` on, and the gaps that go with those.
bool ScanWritten(uint64_t rows, uint32_t alphabet, uint32_t first_written, ByteReader* body,
                 SymbolReader* symbols, GapReader* gaps) {
  uint64_t unwritten;
  return ScanSymbols(rows, alphabet, first_written, body, symbols, &unwritten) &&
         ScanGaps(rows - unwritten, body, gaps);
}

// Symbols of agents, and a varint for each.
bool ScanNamed(uint64_t rows, uint32_t agents, ByteReader* body, SymbolReader* symbols,
               ByteReader* numbers) {
  uint64_t none;
  if (!ScanSymbols(rows, agents, 0, body, symbols, &none)) return false;
  *numbers = *body;
  return body->SkipVarints(rows);
}

bool SkipLong(ByteReader* body, uint32_t* size) {
  std::string_view bytes;
  return body->Varint(size) && body->Bytes(*size, &bytes);
}

}  // namespace

bool ObjectStream::Scan(ByteReader* body) {
  Kinds kinds = {};
  uint64_t items = 0;
  if (!ScanIds(body, &kinds) || !ScanCounts(body, kinds, &items)) return false;
  const uint64_t writes = kinds[kWriteRows];
  const uint64_t moves = kinds[kMoveRows];
  const uint64_t adds = kinds[kAddRows];
  const uint64_t marks = kinds[kMarkRows];
  const uint64_t targets =
      kinds[kEraseForwardRows] + kinds[kEraseBackwardRows] + kinds[kRestoreRows] + kinds[kUndoRows];
  uint64_t named;
  uint64_t first_writes;
  if (!ScanAnchors(body, kinds[kTextRows] + kinds[kItemsRows] + moves + marks, &named) ||
      !ScanNamed(targets, Alphabet(0), body, &target_symbols_, &targets_) ||
      !ScanReplaced(body, writes, &first_writes)) {
    return false;
  }
  named += first_writes + adds;
  uint64_t none;
  if (!ScanSymbols(named, context_->tables.containers(), 0, body, &containers_, &none) ||
      !ScanGaps(writes + moves + marks, body, &stamps_) ||
      !ScanNamed(moves, Alphabet(0), body, &item_symbols_, &items_) ||
      !ScanSymbols(marks, kMarkSideSymbols, 0, body, &sides_, &none) ||
      !ScanKeys(body, first_writes + marks)) {
    return false;
  }
  const uint64_t values = items + writes + adds + marks;
  if (values > body->Left()) return body->Refuse("more values than bytes");
  context_->payload_ids += moves;
  context_->payload_bytes += marks;  // their sides
  if (!values_.Scan(values, body, &context_->payload_bytes)) return false;
  const uint64_t others = kinds[kOtherCreationRows] + kinds[kOtherEffectRows];
  context_->has_objects = items + writes + moves + adds + marks + others + kinds[kUndoRows] > 0;
  if (!ScanOthers(body, others)) return false;
  end_ = *body;
  return true;
}

bool ObjectStream::ScanIds(ByteReader* body, Kinds* kinds) {
  const uint64_t rows = context_->runs;
  kinds_ = SymbolReader(*body, kObjectRunKinds);
  if (!SymbolReader(kinds_).Scan(
          rows, body, [&](uint32_t symbol, uint64_t length) { (*kinds)[symbol] += length; })) {
    return false;
  }
  return ScanGaps(rows, body, &creation_gaps_) && ScanGaps(rows, body, &effect_gaps_);
}

bool ObjectStream::ScanCounts(ByteReader* body, const Kinds& kinds, uint64_t* items) {
  uint64_t single = 0;
  for (uint32_t kind = 0; kind < kObjectRunKinds; ++kind) {
    if (!IsCountedKind(kind)) single += kinds[kind];
  }
  context_->elements += single;
  if (!ScanGaps(context_->runs - single, body, &counts_)) return false;
  GapReader counts = counts_;
  SymbolReader rows = kinds_;
  for (uint64_t row = 0; row < context_->runs; ++row) {
    uint32_t kind;
    uint32_t further;
    if (!rows.Next(&kind)) return false;
    if (!IsCountedKind(kind)) continue;
    if (!counts.Next(&further)) return false;
    const uint64_t count = uint64_t{further} + 1;
    context_->elements += count;
    if (kind == kTextRows) context_->units += count;
    if (kind == kItemsRows) *items += count;
  }
  return true;
}

// `edges`: runs with two null anchors, which name a container.
bool ObjectStream::ScanAnchors(ByteReader* body, uint64_t rows, uint64_t* edges) {
  if (!ScanWritten(rows, Alphabet(kPrevFirstAgent), kPrevFirstAgent, body, &prev_symbols_,
                   &prevs_) ||
      !ScanWritten(rows, Alphabet(kNextFirstAgent), kNextFirstAgent, body, &next_symbols_,
                   &nexts_)) {
    return false;
  }
  *edges = 0;
  SymbolReader prevs = prev_symbols_;
  SymbolReader nexts = next_symbols_;
  for (; rows > 0; --rows) {
    uint32_t prev;
    uint32_t next;
    if (!prevs.Next(&prev) || !nexts.Next(&next)) return false;
    *edges += prev == kAnchorNull && next == kAnchorNull ? 1 : 0;
  }
  return true;
}

bool ObjectStream::ScanReplaced(ByteReader* body, uint64_t writes, uint64_t* first_writes) {
  if (!ScanSymbols(writes, Alphabet(1), 1, body, &replaced_symbols_, first_writes) ||
      !ScanGaps(writes - *first_writes, body, &replaced_) ||
      !ScanGaps(writes - *first_writes, body, &more_counts_)) {
    return false;
  }
  GapReader counts = more_counts_;
  uint64_t more = 0;
  for (uint64_t row = *first_writes; row < writes; ++row) {
    uint32_t count;
    if (!counts.Next(&count)) return false;
    more += count;
  }
  // Each takes a byte at least.
  if (more > body->Left()) return body->Refuse("more replaced writes than bytes");
  context_->payload_ids += more;
  return ScanNamed(more, Alphabet(kStepFirstAgent), body, &more_steps_, &more_);
}

bool ObjectStream::ScanKeys(ByteReader* body, uint64_t rows) {
  uint64_t written = 0;
  const ReadTables& tables = context_->tables;
  key_symbols_ = SymbolReader(*body, 1 + tables.keys());
  if (!SymbolReader(key_symbols_).Scan(rows, body, [&](uint32_t symbol, uint64_t length) {
        if (symbol == 0) {
          written += length;
        } else {
          context_->payload_bytes += length * (1 + tables.key(symbol - 1).size());
        }
      })) {
    return false;
  }
  written_keys_ = *body;
  for (; written > 0; --written) {
    uint32_t size;
    if (!SkipLong(body, &size)) return false;
    context_->payload_bytes += 2 + uint64_t{size};  // the longest have two bytes of length
  }
  return true;
}

bool ObjectStream::ScanOthers(ByteReader* body, uint64_t rows) {
  others_ = *body;
  for (; rows > 0; --rows) {
    uint32_t number;
    uint32_t size;
    if (!body->Varint(&number)) return false;
    const size_t left = body->Left();
    if (!body->Varint(&number) || !SkipLong(body, &size)) return false;
    context_->payload_bytes += left - body->Left();
  }
  return true;
}

}  // namespace weft::wire
