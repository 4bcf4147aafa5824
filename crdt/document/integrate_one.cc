// DocumentState: one operation that is due: the common case of a session. What is checked is what
// Integration checks; whatever is not plainly due is left to it, and so is saying what is wrong.
// Several: crdt/document/in_order.h.
#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"
#include "crdt/document/operation_check.h"

namespace weft {

bool DocumentState::IntegrateOne(const OperationView& set) {
  const Operation& operation = set.operations[0];
  const AgentNumber agent = sequence_.agents().Find(operation.id.agent);
  if (agent == kNoNumber || operation.count == 0) return false;
  switch (operation.kind) {
    case OperationKind::kInsertText:
      return InsertOne(agent, operation, set.text);
    case OperationKind::kErase:
      return EraseOne(agent, operation);
    case OperationKind::kMark:
      return MarkOne(agent, set);
    default:
      return false;
  }
}

bool DocumentState::InsertOne(AgentNumber agent, const Operation& operation,
                              std::u16string_view all_text) {
  const Sequence& now = sequence_.Settled();
  const AgentTable& agents = now.agents();
  const Counts have = now.CountsOf(agent);
  Lv prev = kNoLv;
  Lv next = kNoLv;
  if (operation.id.seq != have.creations || operation.at > have.effects ||
      operation.container != kImpliedContainer || operation.text_offset > all_text.size() ||
      operation.count > all_text.size() - operation.text_offset ||
      operation.count > kMaxElements - agents.next_lv() ||
      !FindAnchor(agents, operation.prev, &prev) || !FindAnchor(agents, operation.next, &next) ||
      (prev == kNoLv && next == kNoLv)) {
    return false;
  }
  TreeId tree = 0;
  if (tree_count() > 1 || !objects_.empty()) {
    tree = now.TextOf(prev != kNoLv ? prev : next);
    if (next != kNoLv && now.TextOf(next) != tree) return false;
    if (!objects_.containers().IsText(tree)) return false;
  }
  const std::u16string_view text = all_text.substr(operation.text_offset, operation.count);
  if (now.order() == OrderKind::kFugueMax) {
    const TextArena& arena = now.arena();
    const bool cuts =
        arena.has_surrogates() && ((prev != kNoLv && IsHighSurrogate(arena.UnitAt(prev))) ||
                                   (next != kNoLv && IsLowSurrogate(arena.UnitAt(next))));
    if (cuts || (text.size() == 1 ? IsSurrogate(text[0]) : !WellFormedUtf16(text))) return false;
  }
  sequence_.IntegrateInsertion(agent, tree, prev, next, text);
  return true;
}

bool DocumentState::EraseOne(AgentNumber agent, const Operation& operation) {
  const Sequence& now = sequence_.Settled();
  const AgentTable& agents = now.agents();
  const Counts have = now.CountsOf(agent);
  const Id& target = operation.target;
  const bool own = target.agent == operation.id.agent;
  const AgentNumber of = own ? agent : agents.Find(target.agent);
  if (operation.id.seq != have.effects || operation.count > kMaxElements - have.effects ||
      operation.at > have.creations || operation.at < sequence_.LastAt(agent) || of == kNoNumber ||
      operation.container != kImpliedContainer || now.EndsInsidePair(agent, operation.at)) {
    return false;
  }
  const uint32_t known = own ? operation.at : agents.Creations(of);
  if (target.seq >= known || operation.count > known - target.seq) return false;
  const TextArena& arena = now.arena();
  if (arena.has_surrogates() && now.order() == OrderKind::kFugueMax &&
      (IsLowSurrogate(arena.UnitAt(agents.LvOf(of, target.seq))) ||
       IsHighSurrogate(arena.UnitAt(agents.LvOf(of, target.seq + operation.count - 1))))) {
    return false;
  }
  const LvRange first = agents.Locate(of, target.seq);
  if (!objects_.creations().empty() &&
      (first.count < operation.count ||
       objects_.creations().AnyIn(LvRange{first.lv, operation.count}))) {
    return false;
  }
  if (first.count >= operation.count) [[likely]] {
    sequence_.IntegrateErase(agent, operation.at, LvRange{first.lv, operation.count},
                             operation.backward);
  } else {
    ApplyErase(agent, of, operation);
  }
  return true;
}

// Beside two elements of one text.
bool DocumentState::MarkOne(AgentNumber agent, const OperationView& set) {
  const Operation& operation = set.operations[0];
  const Counts have = sequence_.CountsOf(agent);
  Lv start = kNoLv;
  Lv end = kNoLv;
  if (operation.id.seq != have.creations || operation.at > have.effects ||
      operation.prev.IsNull() || operation.next.IsNull() ||
      !FindAnchor(sequence_.agents(), operation.prev, &start) ||
      !FindAnchor(sequence_.agents(), operation.next, &end) ||
      !CheckShape(set, operation, sequence_.order()).ok() ||
      !CheckRoom(1, set.payload->bytes.size()).ok()) {
    return false;
  }
  const TreeId tree = sequence_.TextOf(start);
  if (sequence_.TextOf(end) != tree || !objects_.containers().IsText(tree)) return false;
  const std::string_view content = ContentOf(operation, set.payload->bytes);
  const TextArena& arena = sequence_.arena();
  if (arena.has_surrogates() && sequence_.order() == OrderKind::kFugueMax) {
    const uint8_t sides = SplitMark(content).sides;
    const auto inside = [&](Lv lv, bool after) {
      return after ? IsHighSurrogate(arena.UnitAt(lv)) : IsLowSurrogate(arena.UnitAt(lv));
    };
    if (inside(start, (sides & kStartsAfter) != 0) || inside(end, (sides & kEndsAfter) != 0)) {
      return false;
    }
  }
  const uint64_t lamport = uint64_t{objects_.LastLamport(agent)} + 1 + operation.stamp;
  if (lamport > kMaxLamport) return false;
  Marks::Mark mark{};
  mark.text = objects_.containers().OfTree(tree);
  mark.start = start;
  mark.end = end;
  mark.lamport = static_cast<Lamport>(lamport);
  mark.stamp = operation.stamp;
  objects_.AddMark(agent, mark, content);
  return true;
}

// The target's elements need not have consecutive LVs here.
void DocumentState::ApplyErase(AgentNumber agent, AgentNumber of, const Operation& operation) {
  const AgentTable& agents = sequence_.agents();
  uint32_t left = operation.count;
  while (left > 0) {
    if (!operation.backward) {
      const LvRange run = agents.Locate(of, operation.target.seq + (operation.count - left));
      const uint32_t part = std::min(left, run.count);
      EraseTargets(agent, operation.at, LvRange{run.lv, part}, false);
      left -= part;
    } else {
      const Lv last = agents.LvOf(of, operation.target.seq + left - 1);
      const AgentTable::LvRun& run = agents.RunOf(last);
      const uint32_t part = std::min(left, last - run.lv + 1);
      EraseTargets(agent, operation.at, LvRange{last + 1 - part, part}, true);
      left -= part;
    }
  }
}

// Text may stay pending; what is written or stands in a list shows at once whether it is deleted.
void DocumentState::EraseTargets(AgentNumber agent, uint32_t at, LvRange target, bool backward) {
  if (!objects_.creations().AnyIn(target)) [[likely]] {
    return sequence_.IntegrateErase(agent, at, target, backward);
  }
  sequence_.EraseElements(agent, at, target, backward);
  objects_.Refresh(target);
}

}  // namespace weft
