#include "crdt/document/backlog.h"

#include <algorithm>

#include "crdt/core/operation_payload.h"

namespace weft {

Backlog::Queue* Backlog::Find(Agent agent) {
  auto it = queues_.find(agent);
  return it == queues_.end() ? nullptr : &it->second;
}

uint64_t Backlog::PieceBytes(const OperationView& set, const Operation& operation) {
  uint64_t bytes = sizeof(Piece);
  if (operation.container != kImpliedContainer) {
    bytes += set.containers[operation.container].name.size();
  }
  if (operation.kind == OperationKind::kInsertText) {
    bytes += uint64_t{operation.count} * sizeof(char16_t);
  } else if (operation.kind == OperationKind::kMove) {
    bytes += sizeof(Id);
  } else if (HasPayload(operation.kind)) {
    bytes += ContentOf(operation, set.payload->bytes).size();
    if (operation.kind == OperationKind::kWrite) bytes += operation.more.count * sizeof(Id);
  }
  return bytes;
}

uint64_t Backlog::BytesOf(const Piece& piece) {
  return sizeof(Piece) + piece.container.name.size() + piece.text.size() * sizeof(char16_t) +
         piece.payload.bytes.size() + piece.payload.ids.size() * sizeof(Id);
}

uint64_t Backlog::Add(const OperationView& set, const Operation& operation) {
  Queue& queue = queues_[operation.id.agent];
  auto& list = operation.IsEffect() ? queue.effects : queue.creations;
  uint64_t added = 0;
  uint32_t from = operation.id.seq;
  const uint32_t end = from + operation.count;
  auto it = list.upper_bound(from);
  if (it != list.begin()) {
    const Operation& before = std::prev(it)->second.operation;
    from = std::max(from, before.id.seq + before.count);
  }
  while (from < end) {
    it = list.lower_bound(from);
    const uint32_t to = it == list.end() ? end : std::min(end, it->first);
    if (to > from) added += AddPart(set, operation, from, to, &list);
    if (it == list.end()) break;
    from = std::max(to, it->first + it->second.operation.count);
    if (to == end) break;
  }
  size_ += added;
  return added;
}

uint64_t Backlog::AddPart(const OperationView& set, const Operation& whole, uint32_t from,
                          uint32_t to, std::map<uint32_t, Piece>* list) {
  Piece piece{CutOperation(set, whole, from, to), {}, {}, {}};
  Operation& part = piece.operation;
  if (part.kind == OperationKind::kInsertText) {
    piece.text = set.text.substr(part.text_offset, part.count);
    part.text_offset = 0;
  } else if (HasPayload(part.kind)) {
    CopyPayload(*set.payload, &part, &piece.payload);
  }
  if (part.container != kImpliedContainer) {
    piece.container = set.containers[part.container];
    part.container = 0;
  }
  bytes_ += BytesOf(piece);
  list->emplace(from, std::move(piece));
  return to - from;
}

Backlog::Piece Backlog::TakeHead(Agent agent, bool effect, uint32_t to) {
  auto it = queues_.find(agent);
  auto& list = effect ? it->second.effects : it->second.creations;
  Piece piece = std::move(list.begin()->second);
  list.erase(list.begin());
  Forget(piece);
  const Operation whole = piece.operation;
  const uint32_t end = whole.id.seq + whole.count;
  if (to < end) {
    piece.operation = CutOperation({}, whole, whole.id.seq, to);
    Piece rest{CutOperation({}, whole, to, end), {}, {}, {}};
    size_ += rest.operation.count;
    bytes_ += BytesOf(rest);
    list.emplace(to, std::move(rest));
  }
  if (it->second.empty()) Erase(it);
  return piece;
}

void Backlog::Drop(Agent agent) {
  auto it = queues_.find(agent);
  if (it == queues_.end()) return;
  for (const auto& [seq, piece] : it->second.creations) Forget(piece);
  for (const auto& [index, piece] : it->second.effects) Forget(piece);
  Erase(it);
}

// A head that still needs the same is still in the list: only what is met is taken out.
void Backlog::Wait(Agent agent, bool effect, const Need& need) {
  Queue& queue = queues_.at(agent);
  Need& last = effect ? queue.effects_need : queue.creations_need;
  if (last == need) return;
  last = need;
  waiting_.Add(agent, need);
}

void Backlog::Erase(std::map<Agent, Queue>::iterator queue) {
  queues_.erase(queue);
  if (queues_.empty()) waiting_ = {};
}

}  // namespace weft
