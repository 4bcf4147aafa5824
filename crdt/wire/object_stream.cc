#include "crdt/wire/object_stream.h"

#include "crdt/core/utf.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

void ObjectStream::StartAuthor(uint32_t author) {
  author_ = author;
  first_ = true;
  state_ = {};
  replaced_back_ = 0;
}

bool ObjectStream::Next(Operation* run) {
  *run = Operation{};
  run->prev = run->next = kNullId;
  run->container = kImpliedContainer;
  if (!ReadIds(run)) return false;
  if (!first_ && Continues(last_, *run)) [[unlikely]] {
    return end_.Refuse("a run that should be part of the one before it");
  }
  first_ = false;
  state_ = LogState::After(*run);
  last_ = *run;
  return true;
}

bool ObjectStream::ReadIds(Operation* run) {
  uint32_t kind;
  uint32_t creation_gap;
  uint32_t effect_gap;
  uint32_t further = 0;
  if (!kinds_.Next(&kind) || !creation_gaps_.Next(&creation_gap) ||
      !effect_gaps_.Next(&effect_gap)) {
    return false;
  }
  if (IsCountedKind(kind) && !counts_.Next(&further)) return false;
  const bool effect = kind == kEraseForwardRows || kind == kEraseBackwardRows ||
                      kind == kRestoreRows || kind == kAddRows || kind == kOtherEffectRows ||
                      kind == kUndoRows;
  const uint64_t creations = uint64_t{state_.creations} + creation_gap;
  const uint64_t effects = uint64_t{state_.effects} + effect_gap;
  if (creations > kMaxElements || effects > kMaxElements ||
      (effect ? effects : creations) + further >= kMaxElements) [[unlikely]] {
    return end_.Refuse("ids out of range");
  }
  run->count = further + 1;
  run->id.agent = context_->agents[author_];
  run->id.seq = static_cast<uint32_t>(effect ? effects : creations);
  run->at = static_cast<uint32_t>(effect ? creations : effects);
  return ReadContent(kind, run);
}

bool ObjectStream::ReadContent(uint32_t kind, Operation* run) {
  run->kind = static_cast<OperationKind>(kind);
  switch (kind) {
    case kTextRows:
      run->kind = OperationKind::kInsertText;
      return ReadAnchors(run) && ReadText(run);
    case kEraseForwardRows:
    case kEraseBackwardRows:
      run->kind = OperationKind::kErase;
      run->backward = kind == kEraseBackwardRows;
      if (run->backward && run->count == 1) return end_.Refuse("one deletion cannot run backward");
      return ReadTarget(run);
    case kRestoreRows:
      run->kind = OperationKind::kRestore;
      return ReadTarget(run);
    case kUndoRows:
      return ReadTarget(run);
    case kItemsRows:
      return ReadAnchors(run) && ReadItems(run);
    case kWriteRows:
      return ReadWrite(run);
    case kMoveRows:
      return ReadAnchors(run) && ReadMove(run);
    case kAddRows:
      return ReadAdd(run);
    case kMarkRows:
      return ReadAnchors(run) && ReadMark(run);
    case kOtherCreationRows:
    case kOtherEffectRows:
      return ReadOther(run);
    default:
      return end_.NeedsNewer("a kind of operation that needs a newer version");
  }
}

// The author's own creation that is `back` before its newest.
bool ObjectStream::Own(uint32_t back, const Operation& run, ByteReader* column, Id* id) {
  if (back >= run.id.seq) [[unlikely]]
    return column->Refuse("refers to an id of the author's own that is not older");
  *id = {run.id.agent, run.id.seq - 1 - back};
  return true;
}

// Another agent's, by how far it is from where it is expected.
bool ObjectStream::Near(uint32_t code, uint32_t near, uint32_t agent, ByteReader* column, Id* id) {
  const int64_t seq = int64_t{near} + Unzigzag(code);
  if (seq < 0 || seq >= kMaxElements) [[unlikely]]
    return column->Refuse("id out of range");
  context_->used_agents[agent] = true;
  *id = {context_->agents[agent], static_cast<uint32_t>(seq)};
  return true;
}

bool ObjectStream::ReadAnchors(Operation* run) {
  if (!ReadPrev(run) || !ReadNext(run)) return false;
  if (!run->prev.IsNull() || !run->next.IsNull()) return true;
  return ReadContainer(run);
}

bool ObjectStream::ReadPrev(Operation* run) {
  uint32_t symbol;
  uint32_t code;
  if (!prev_symbols_.Next(&symbol)) return false;
  if (symbol < kPrevFirstAgent) return true;
  if (!prevs_.Next(&code)) return false;
  const uint32_t agent = symbol - kPrevFirstAgent;
  if (agent == author_) return Own(code, *run, &end_, &run->prev);
  uint32_t& near = context_->near[agent].anchor;
  if (!Near(code, near, agent, &end_, &run->prev)) return false;
  near = run->prev.seq + 1;
  return true;
}

bool ObjectStream::ReadNext(Operation* run) {
  uint32_t symbol;
  uint32_t code;
  if (!next_symbols_.Next(&symbol)) return false;
  if (symbol == kAnchorNull) return true;
  if (symbol == kNextIsAdjacent) return ReadAdjacent(run);
  if (!nexts_.Next(&code)) return false;
  const uint32_t agent = symbol - kNextFirstAgent;
  const bool ok = agent == author_
                      ? Own(code, *run, &end_, &run->next)
                      : Near(code, context_->near[agent].anchor, agent, &end_, &run->next);
  if (!ok) return false;
  if (run->next == Id{run->prev.agent, run->prev.seq + 1}) [[unlikely]] {
    return end_.Refuse("next is adjacent but written out");
  }
  return true;
}

bool ObjectStream::ReadAdjacent(Operation* run) {
  run->next = {run->prev.agent, run->prev.seq + 1};
  const uint32_t limit = run->prev.agent == run->id.agent ? run->id.seq : kMaxElements;
  if (run->prev.IsNull() || run->next.seq >= limit) [[unlikely]] {
    return end_.Refuse("nothing can be adjacent to prev");
  }
  return true;
}

bool ObjectStream::ReadContainer(Operation* run) {
  uint32_t index;
  return containers_.Next(&index) && UseContainer(index, &end_, run);
}

bool ObjectStream::UseContainer(uint32_t index, ByteReader* column, Operation* run) {
  const ReadTables::Container& container = context_->tables.container(index);
  const ContainerKind kind = container.kind();
  bool fits = true;
  switch (run->kind) {
    case OperationKind::kInsertText:
      fits = kind == ContainerKind::kText;
      context_->has_objects |= !container.root();
      break;
    case OperationKind::kMark:
      fits = kind == ContainerKind::kText;
      break;
    case OperationKind::kInsertItems:
      fits = kind != ContainerKind::kMap && kind != ContainerKind::kCounter;
      break;
    case OperationKind::kMove:
      fits = kind == ContainerKind::kList || kind == ContainerKind::kTree ||
             kind == ContainerKind::kNode;
      break;
    case OperationKind::kWrite:
      fits = kind == ContainerKind::kMap;
      break;
    case OperationKind::kAdd:
      fits = kind == ContainerKind::kCounter;
      break;
    default:
      break;
  }
  if (!fits) return column->Refuse("a container of another kind");
  if (!container.root()) {
    const uint32_t known = run->IsEffect() ? run->at : run->id.seq;
    if (container.agent == author_ && container.seq >= known) {
      return column->Refuse("a container that is not older");
    }
    context_->used_agents[container.agent] = true;
  }
  context_->tables.UseContainer(index);
  run->container = index;
  return true;
}

bool ObjectStream::ReadText(Operation* run) {
  run->text_offset = text_offset_;
  text_offset_ += run->count;
  if (IsLowSurrogate(context_->text[run->text_offset])) [[unlikely]] {
    return end_.Refuse("a surrogate pair that is cut at a run's end");
  }
  return true;
}

bool ObjectStream::ReadTarget(Operation* run) {
  uint32_t agent;
  uint32_t code;
  if (!target_symbols_.Next(&agent) || !targets_.Varint(&code)) return false;
  uint32_t& near = context_->near[agent].target;
  context_->used_agents[agent] = true;
  const bool restore = run->kind == OperationKind::kRestore;
  int64_t seq = code;
  int64_t limit = kMaxElements;
  if (agent == author_) {
    limit = restore ? run->id.seq : run->at;
    seq = limit - run->count - code;
  } else if (!restore) {
    seq = near + Unzigzag(code);
  }
  if (seq < 0 || seq + run->count > limit) [[unlikely]] {
    return targets_.Refuse("target out of range");
  }
  run->target = {context_->agents[agent], static_cast<uint32_t>(seq)};
  if (agent != author_ && !restore) near = run->target.seq;
  return true;
}

bool ObjectStream::ReadMove(Operation* run) {
  uint32_t agent;
  uint32_t code;
  if (!stamps_.Next(&run->stamp) || !item_symbols_.Next(&agent) || !items_.Varint(&code)) {
    return false;
  }
  Id item;
  uint32_t& near = context_->near[agent].target;
  if (agent == author_) {
    if (!Own(code, *run, &items_, &item)) return false;
  } else {
    if (!Near(code, near, agent, &items_, &item)) return false;
    near = item.seq;
  }
  if (payload_ == nullptr) return true;
  run->item = static_cast<uint32_t>(payload_->ids.size());
  payload_->ids.push_back(item);
  return true;
}

}  // namespace weft::wire
