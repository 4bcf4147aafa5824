#include "crdt/wire/run_stream.h"

#include "crdt/core/utf.h"
#include "crdt/wire/update_layout.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

// Passes a column of symbols and the numbers that go with those from `first_written` on.
bool ScanWritten(ByteReader* body, uint64_t rows, uint32_t alphabet, uint32_t first_written,
                 SymbolReader* symbols, ByteReader* numbers) {
  uint64_t written = rows;
  *symbols = SymbolReader(*body, alphabet);
  if (!SymbolReader(*symbols).Scan(rows, body, [&](uint32_t symbol, uint64_t length) {
        if (symbol < first_written) written -= length;
      })) {
    return false;
  }
  *numbers = *body;
  return body->SkipVarints(written);
}

}  // namespace

bool RunStream::Scan(ByteReader* body) {
  const uint64_t rows = context_->runs;
  uint64_t insertions = 0;
  kinds_ = SymbolReader(*body, kRunKinds);
  if (!SymbolReader(kinds_).Scan(rows, body, [&](uint32_t symbol, uint64_t length) {
        if (symbol == kInsertionRun) insertions += length;
      })) {
    return false;
  }
  creation_gaps_ = GapReader(*body);
  if (!GapReader(creation_gaps_).Scan(rows, body)) return false;
  effect_gaps_ = GapReader(*body);
  if (!GapReader(effect_gaps_).Scan(rows, body)) return false;
  if (!ScanCounts(body) || !ScanAnchors(body, insertions)) return false;
  const auto agents = static_cast<uint32_t>(context_->agents.size());
  return ScanWritten(body, rows - insertions, agents, 0, &target_symbols_, &targets_);
}

bool RunStream::ScanCounts(ByteReader* body) {
  counts_ = *body;
  SymbolReader kinds = kinds_;
  for (uint64_t rows = context_->runs; rows > 0; --rows) {
    uint32_t further;
    uint32_t kind;
    if (!body->Varint(&further) || !kinds.Next(&kind)) return false;
    const uint64_t count = uint64_t{further} + 1;
    context_->elements += count;
    if (kind == kInsertionRun) context_->units += count;
  }
  return true;
}

bool RunStream::ScanAnchors(ByteReader* body, uint64_t insertions) {
  const auto agents = static_cast<uint32_t>(context_->agents.size());
  if (!ScanWritten(body, insertions, kPrevFirstAgent + agents, kPrevFirstAgent, &prev_symbols_,
                   &prevs_) ||
      !ScanWritten(body, insertions, kNextFirstAgent + agents, kNextFirstAgent, &next_symbols_,
                   &nexts_)) {
    return false;
  }
  containers_ = *body;
  named_left_ = context_->named;
  return body->SkipVarints(context_->named);
}

void RunStream::StartAuthor(uint32_t author) {
  author_ = author;
  state_ = {};
}

bool RunStream::Next(const Operation* last, Operation* run) {
  if (!ReadIds(run)) return false;
  if (!(run->IsEffect() ? ReadTarget(run) : ReadInsertion(run))) return false;
  if (last != nullptr && Continues(*last, *run)) [[unlikely]] {
    return counts_.Refuse("a run that should be part of the one before it");
  }
  state_ = LogState::After(*run);
  return true;
}

bool RunStream::Finish() {
  return named_left_ == 0 || containers_.Refuse("more names than insertions need");
}

bool RunStream::ReadIds(Operation* run) {
  uint32_t kind;
  uint32_t creation_gap;
  uint32_t effect_gap;
  uint32_t further;
  if (!kinds_.Next(&kind) || !creation_gaps_.Next(&creation_gap) ||
      !effect_gaps_.Next(&effect_gap) || !counts_.Varint(&further)) {
    return false;
  }
  const uint64_t creations = uint64_t{state_.creations} + creation_gap;
  const uint64_t effects = uint64_t{state_.effects} + effect_gap;
  const bool insertion = kind == kInsertionRun;
  if (creations > kMaxElements || effects > kMaxElements ||
      (insertion ? creations : effects) + further >= kMaxElements) [[unlikely]] {
    return counts_.Refuse("ids out of range");
  }
  run->count = further + 1;
  run->id.agent = context_->agents[author_].agent;
  run->id.seq = static_cast<uint32_t>(insertion ? creations : effects);
  run->at = static_cast<uint32_t>(insertion ? effects : creations);
  return SetKind(kind, run);
}

bool RunStream::SetKind(uint32_t kind, Operation* run) {
  run->kind = kind == kInsertionRun ? OperationKind::kInsertText
              : kind == kRestoreRun ? OperationKind::kRestore
                                    : OperationKind::kErase;
  run->backward = kind == kEraseBackwardRun;
  run->text_offset = 0;
  run->stamp = 0;
  run->container = kImpliedContainer;
  if (run->backward && run->count == 1) [[unlikely]] {
    return counts_.Refuse("one deletion cannot run backward");
  }
  return true;
}

bool RunStream::ReadInsertion(Operation* run) {
  if (!ReadPrev(run) || !ReadNext(run)) return false;
  if (run->prev.IsNull() && run->next.IsNull() && !ReadContainer(run)) return false;
  return ReadText(run);
}

bool RunStream::ReadOwn(ByteReader* column, const Operation& run, Id* anchor) {
  uint32_t back;
  if (!column->Varint(&back)) return false;
  if (back >= run.id.seq) [[unlikely]]
    return column->Refuse("an anchor that is not older");
  *anchor = {run.id.agent, run.id.seq - 1 - back};
  return true;
}

bool RunStream::ReadNear(ByteReader* column, uint32_t agent, Id* anchor) {
  ColumnContext::Entry& entry = context_->agents[agent];
  uint32_t code;
  if (!column->Varint(&code)) return false;
  const int64_t seq = int64_t{entry.near_anchor} + Unzigzag(code);
  if (seq < 0 || seq >= kMaxElements) [[unlikely]]
    return column->Refuse("anchor out of range");
  entry.used = true;
  *anchor = {entry.agent, static_cast<uint32_t>(seq)};
  return true;
}

bool RunStream::ReadPrev(Operation* run) {
  uint32_t symbol;
  if (!prev_symbols_.Next(&symbol)) return false;
  run->prev = kNullId;
  if (symbol < kPrevFirstAgent) return true;
  const uint32_t agent = symbol - kPrevFirstAgent;
  if (agent == author_) return ReadOwn(&prevs_, *run, &run->prev);
  if (!ReadNear(&prevs_, agent, &run->prev)) return false;
  context_->agents[agent].near_anchor = run->prev.seq + 1;
  return true;
}

bool RunStream::ReadNext(Operation* run) {
  uint32_t symbol;
  if (!next_symbols_.Next(&symbol)) return false;
  run->next = kNullId;
  if (symbol == kAnchorNull) return true;
  if (symbol == kNextIsAdjacent) return ReadAdjacent(run);
  const uint32_t agent = symbol - kNextFirstAgent;
  const bool ok =
      agent == author_ ? ReadOwn(&nexts_, *run, &run->next) : ReadNear(&nexts_, agent, &run->next);
  if (!ok) return false;
  if (run->next == Id{run->prev.agent, run->prev.seq + 1}) [[unlikely]] {
    return nexts_.Refuse("next is adjacent but written out");
  }
  return true;
}

bool RunStream::ReadAdjacent(Operation* run) {
  run->next = {run->prev.agent, run->prev.seq + 1};
  const uint32_t limit = run->prev.agent == run->id.agent ? run->id.seq : kMaxElements;
  if (run->prev.IsNull() || run->next.seq >= limit) [[unlikely]] {
    return nexts_.Refuse("nothing can be adjacent to prev");
  }
  return true;
}

bool RunStream::ReadContainer(Operation* run) {
  if (named_left_ == 0) return containers_.Refuse("fewer names than insertions need");
  --named_left_;
  if (!containers_.Varint(&run->container)) return false;
  if (run->container >= context_->used_names.size()) {
    return containers_.Refuse("a name that is not in the table");
  }
  context_->used_names[run->container] = true;
  return true;
}

bool RunStream::ReadText(Operation* run) {
  run->text_offset = text_offset_;
  text_offset_ += run->count;
  if (IsLowSurrogate(context_->text[run->text_offset])) [[unlikely]] {
    return counts_.Refuse("a surrogate pair that is cut at a run's end");
  }
  return true;
}

bool RunStream::ReadTarget(Operation* run) {
  uint32_t agent;
  uint32_t code;
  if (!target_symbols_.Next(&agent) || !targets_.Varint(&code)) return false;
  ColumnContext::Entry& entry = context_->agents[agent];
  entry.used = true;
  const bool erase = run->kind == OperationKind::kErase;
  int64_t seq = code;
  int64_t limit = kMaxElements;
  if (agent == author_) {
    limit = erase ? run->at : run->id.seq;
    seq = limit - run->count - code;
  } else if (erase) {
    seq = entry.near_target + Unzigzag(code);
  }
  if (seq < 0 || seq + run->count > limit) [[unlikely]] {
    return targets_.Refuse("target out of range");
  }
  run->target = {entry.agent, static_cast<uint32_t>(seq)};
  run->next = kNullId;
  if (agent != author_ && erase) entry.near_target = run->target.seq;
  return true;
}

}  // namespace weft::wire
