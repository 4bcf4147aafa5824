// DocumentState: the sequence's history as operations again.
#include <algorithm>
#include <utility>

#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"
#include "crdt/document/inverse.h"
#include "crdt/document/operation_runs.h"
#include "crdt/document/pairs.h"

namespace weft {

Version DocumentState::CurrentVersion() {
  const AgentTable& agents = sequence_.agents();
  std::vector<Version::Entry> entries(agents.size());
  for (AgentNumber n = 0; n < agents.size(); ++n) {
    entries[n] = Version::Entry{agents.AgentOf(n), sequence_.CountsOf(n)};
  }
  return Version::FromEntries(std::move(entries));
}

Counts DocumentState::CountsOf(Agent agent) {
  const AgentNumber number = sequence_.agents().Find(agent);
  return number == kNoNumber ? Counts{} : sequence_.CountsOf(number);
}

// What is in the logs, and then the pending edit, which stays pending when it is one operation.
const OperationSet& DocumentState::TakeLocal() {
  TypingLane& lane = *sequence_.lane();
  if (lane.TakeAfterFirst()) return lane.taken_set;
  lane.typed_taken = lane.erased_taken = TypingLane::kNotTaking;
  Counts from = lane.AllTaken();
  OperationSet& set = lane.taken_set;
  set.Clear();
  ForgetTakenContainers();
  const AgentNumber local = sequence_.local();
  const Counts now = sequence_.CountsOf(local);
  lane.taken = now;
  if (from == now) return set;
  Sequence::Peeked peeked;
  if (sequence_.PeekPending(from, now, &peeked)) {
    if (from != peeked.before) AppendAgent(local, from, peeked.before, &set);
    if (AppendPeeked(peeked, now, &set)) return set;
    from = peeked.before;
  }
  sequence_.Flush();
  AppendAgent(local, from, now, &set);
  return set;
}

// One operation of the pending edit. False when it takes more than one: a deletion whose targets
// are several agents'.
bool DocumentState::AppendPeeked(const Sequence::Peeked& peeked, Counts now, OperationSet* out) {
  if (peeked.insertion) {
    AppendPeekedInsertion(peeked, now, out);
    return true;
  }
  const AgentTable& agents = sequence_.agents();
  const AgentTable::LvRun& run = agents.RunOf(peeked.lv);
  if (peeked.lv + peeked.count > agents.RunEnd(run)) return false;
  Operation& operation = out->operations.emplace_back();
  operation.kind = OperationKind::kErase;
  operation.backward = peeked.backward;
  operation.count = peeked.count;
  operation.id = Id{agent_, now.effects - peeked.count};
  operation.target = agents.IdIn(run, peeked.lv);
  operation.next = kNullId;
  operation.at = now.creations;
  operation.container = kImpliedContainer;
  JoinLast(out);
  ExpectToTakeErased(peeked, run);
  return true;
}

void DocumentState::AppendPeekedInsertion(const Sequence::Peeked& peeked, Counts now,
                                          OperationSet* out) {
  const AgentTable& agents = sequence_.agents();
  const bool text = objects_.creations().KindOf(peeked.lv) == CreationKind::kText;
  Operation& operation = out->operations.emplace_back();
  operation.kind = text ? OperationKind::kInsertText : OperationKind::kInsertItems;
  operation.count = peeked.count;
  operation.id = Id{agent_, now.creations - peeked.count};
  operation.prev = agents.IdOf(peeked.prev);
  operation.next = agents.IdOf(peeked.next);
  operation.at = now.effects;
  operation.container = kImpliedContainer;
  if (operation.prev.IsNull() && operation.next.IsNull()) {
    operation.container = ContainerIn(out, objects_.containers().OfTree(sequence_.pending_text()));
  }
  AppendContent(LvRange{peeked.lv, peeked.count}, &operation, out);
  JoinLast(out);
  TypingLane& lane = *sequence_.lane();
  lane.taken_as_is = text;
  lane.as_is_at = lane.type_at;
}

// From here on the lane counts what is taken by itself, as long as the edit goes on, and the
// elements are one agent's with consecutive seqs: those of `run`, which holds the targets.
void DocumentState::ExpectToTakeErased(const Sequence::Peeked& peeked,
                                       const AgentTable::LvRun& run) {
  const AgentTable& agents = sequence_.agents();
  TypingLane& lane = *sequence_.lane();
  const auto seq_of = [&run](Lv lv) { return run.seq + (lv - run.lv); };
  lane.taken_last = agents.IdIn(run, peeked.last);
  lane.taken_floor = seq_of(std::max(peeked.floor, run.lv));
  lane.taken_ceiling = seq_of(std::min(peeked.ceiling, agents.RunEnd(run)));
  lane.taken_length = lane.length;
  lane.taken_as_is = true;
  lane.as_is_at = lane.erase_at;
}

Result<OperationSet> DocumentState::OperationsSince(const Version& since) {
  sequence_.Flush();
  const Status effects = sequence_.EnsureEffects();
  ForgetTakenContainers();
  OperationSet out;
  AgentTable& agents = sequence_.agents();
  std::vector<std::pair<Agent, AgentNumber>> order;
  for (AgentNumber n = 0; n < agents.size(); ++n) order.emplace_back(agents.AgentOf(n), n);
  Sort(order.begin(), order.end());
  for (const auto& [agent, number] : order) {
    const Counts now = sequence_.CountsOf(number);
    Counts from = since.Get(agent);
    WEFT_RETURN_IF_ERROR(CheckVersion(number, from));
    from.creations = std::min(from.creations, now.creations);
    from.effects = std::min(from.effects, now.effects);
    WEFT_RETURN_IF_ERROR(CheckAllThere(number, from, now, effects));
    AppendAgent(number, from, now, &out);
  }
  return out;
}

Result<OperationSet> DocumentState::OperationsOf(Agent agent) {
  sequence_.Flush();
  OperationSet out;
  const AgentNumber number = sequence_.agents().Find(agent);
  if (number == kNoNumber) return out;
  const Status effects = sequence_.EnsureEffects();
  ForgetTakenContainers();
  const Counts now = sequence_.CountsOf(number);
  WEFT_RETURN_IF_ERROR(CheckAllThere(number, {}, now, effects));
  AppendAgent(number, {}, now, &out);
  return out;
}

// A saved document may have left out old effects and the text of deleted elements.
Status DocumentState::CheckAllThere(AgentNumber number, Counts from, Counts to,
                                    const Status& effects) {
  if (from.effects < sequence_.effects().FirstKnown(number)) return effects;
  if (!sequence_.lacks_any_text()) return OkStatus();
  while (from.creations < to.creations) {
    LvRange range = sequence_.agents().Locate(number, from.creations);
    range.count = std::min(range.count, to.creations - from.creations);
    if (sequence_.LacksText(range)) {
      return FailedPrecondition("this document was saved without the text of deleted elements");
    }
    from.creations += range.count;
  }
  return OkStatus();
}

// (i, e) was a version of the agent's only if at(e - 1) <= i, and no pair is cut. That i <= at(e)
// is not asked: an agent that lied about `at` would part honest replicas.
Status DocumentState::CheckVersion(AgentNumber number, Counts counts) {
  AgentTable& agents = sequence_.agents();
  const EffectLog& effects = sequence_.effects();
  const auto refuse = [&](const char* why) {
    return InvalidArgument("agent " + std::to_string(agents.AgentOf(number)) + ": " + why);
  };
  const Counts now = sequence_.CountsOf(number);
  const auto at = [&](uint32_t e) { return effects.At(number, effects.RunOf(number, e)).at; };
  const uint32_t first = effects.FirstKnown(number);
  if (counts.effects > first && counts.effects <= now.effects &&
      at(counts.effects - 1) > counts.creations) {
    return refuse("its effects are ahead of its creations; no such version");
  }
  if (counts.creations < now.creations && sequence_.EndsInsidePair(number, counts.creations)) {
    return refuse("the version ends inside a surrogate pair");
  }
  return CheckEffectPairs(number, counts.effects);
}

Lv DocumentState::PairOfEffect(AgentNumber number, uint32_t index) {
  if (index < sequence_.effects().FirstKnown(number)) return kNoLv;
  const EffectRun run = sequence_.effects().At(number, sequence_.effects().RunOf(number, index));
  const Lv lv =
      run.kind == EffectKind::kRestore
          ? sequence_.ErasedBy(run.restored_agent, run.restored_index + (index - run.index))
          : sequence_.ErasedBy(number, index);
  if (lv == kNoLv) return kNoLv;
  const char16_t unit = sequence_.arena().UnitAt(lv);
  if (IsHighSurrogate(unit)) return lv;
  return IsLowSurrogate(unit) && lv > 0 ? lv - 1 : kNoLv;
}

bool DocumentState::CutsEffectsOfPair(AgentNumber number, uint32_t effects) {
  return sequence_.arena().has_surrogates() &&
         CutsPair(effects, kNoLv, [&](uint32_t index) { return PairOfEffect(number, index); });
}

Status DocumentState::CheckEffectPairs(AgentNumber number, uint32_t effects) {
  if (sequence_.order() != OrderKind::kFugueMax || effects >= sequence_.CountsOf(number).effects ||
      effects <= sequence_.effects().FirstKnown(number) || !CutsEffectsOfPair(number, effects)) {
    return OkStatus();
  }
  return InvalidArgument("agent " + std::to_string(sequence_.agents().AgentOf(number)) +
                         ": the version ends inside a surrogate pair's deletion or restoration");
}

// The agent's own order: creations up to an effect's `at`, then the effect.
void DocumentState::AppendAgent(AgentNumber agent, Counts from, Counts to, OperationSet* out) {
  const EffectLog& effects = sequence_.effects();
  size_t place = from.effects < to.effects ? effects.RunOf(agent, from.effects) : 0;
  for (; from.effects < to.effects; ++place) {
    EffectRun run = effects.At(agent, place);
    if (run.at > from.creations) {
      AppendCreations(agent, from.creations, std::min(run.at, to.creations), from.effects, out);
      from.creations = std::min(run.at, to.creations);
    }
    const uint32_t end = std::min(run.end(), to.effects);
    if (from.effects > run.index || end < run.end()) run = run.Cut(from.effects, end);
    AppendEffects(agent, run, out);
    from.effects = end;
  }
  AppendCreations(agent, from.creations, to.creations, from.effects, out);
}

// A run hits consecutive LVs; an operation names one agent's consecutive seqs.
void DocumentState::AppendEffects(AgentNumber agent, const EffectRun& run, OperationSet* out) {
  AgentTable& agents = sequence_.agents();
  if (run.kind == EffectKind::kOther) return AppendOtherEffects(agent, run, out);
  uint32_t index = run.index;
  const auto append = [&](OperationKind kind, uint32_t count, const Id& target) {
    Operation& operation = out->operations.emplace_back();
    operation.kind = kind;
    operation.backward = run.backward && kind == OperationKind::kErase;
    operation.count = count;
    operation.id = Id{agents.AgentOf(agent), index};
    operation.target = target;
    operation.next = kNullId;
    operation.at = run.at;
    operation.container = kImpliedContainer;
    index += count;
    JoinLast(out);
  };
  if (run.kind == EffectKind::kRestore) {
    const Id first{agents.AgentOf(run.restored_agent), run.restored_index};
    return append(OperationKind::kRestore, run.count, first);
  }
  LvRange left{run.target, run.count};
  while (left.count > 0) {
    if (run.backward) {
      const AgentTable::LvRun& of = agents.RunOf(left.end() - 1);
      const uint32_t part = std::min(left.count, left.end() - of.lv);
      left.count -= part;
      append(OperationKind::kErase, part, agents.IdIn(of, left.end()));
    } else {
      const AgentTable::LvRun& of = agents.RunOf(left.lv);
      const uint32_t part = std::min(left.count, agents.RunEnd(of) - left.lv);
      append(OperationKind::kErase, part, agents.IdIn(of, left.lv));
      left = LvRange{left.lv + part, left.count - part};
    }
  }
}

Status DocumentState::Restore(EffectId first, uint32_t count) {
  sequence_.Flush();
  if (read_only_) return NeedsNewer();
  const AgentNumber by = sequence_.agents().Find(first.agent);
  const uint32_t known = by == kNoNumber ? 0 : sequence_.CountsOf(by).effects;
  if (first.index > known || count > known - first.index) {
    return NotFound("names a deletion this document has not seen");
  }
  Inverse inverse(this);
  inverse.Restore(by, first.index, count);
  return inverse.Commit(Origin::kLocal);
}

Status DocumentState::Undo(const Id& creation) {
  sequence_.Flush();
  if (read_only_) return NeedsNewer();
  const Lv lv = Find(creation);
  if (lv == kNoLv) return NotFound("this document has not seen the write or move");
  Inverse inverse(this);
  inverse.Undo(lv);
  return inverse.Commit(Origin::kLocal);
}

bool DocumentState::AppendKnown(AgentNumber agent, const Operation& like, OperationSet* out) {
  const uint32_t from = like.id.seq;
  const uint32_t to = from + like.count;
  sequence_.Flush();
  sequence_.EnsureHistory();
  ForgetTakenContainers();
  const Counts now = sequence_.CountsOf(agent);
  if (like.IsEffect()) {
    if (!sequence_.EnsureEffect(agent, from).ok()) return false;
    AppendAgent(agent, {now.creations, from}, {now.creations, to}, out);
  } else {
    const Counts begin{from, now.effects};
    if (!CheckAllThere(agent, begin, {to, now.effects}, OkStatus()).ok()) return false;
    AppendCreations(agent, from, to, like.at, out);
  }
  ForgetTakenContainers();
  return true;
}

}  // namespace weft
