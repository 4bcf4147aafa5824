// DocumentState: the sequence's history as operations again.
#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"

namespace weft {

Version DocumentState::CurrentVersion() {
  Version version;
  const AgentTable& agents = sequence_.agents();
  for (AgentNumber agent = 0; agent < agents.size(); ++agent) {
    version.Set(agents.AgentOf(agent), sequence_.CountsOf(agent));
  }
  return version;
}

Lv DocumentState::Find(const Id& id) {
  if (id.IsNull()) return kNoLv;
  AgentTable& agents = sequence_.agents();
  const AgentNumber number = agents.Find(id.agent);
  if (number == kNoNumber || id.seq >= agents.Creations(number)) return kNoLv;
  return agents.LvOf(number, id.seq);
}

void DocumentState::TakeLocal(OperationSet* out) {
  out->Clear();
  sequence_.Flush();
  const Counts now = sequence_.CountsOf(sequence_.local());
  AppendAgent(sequence_.local(), taken_, now, out);
  taken_ = now;
}

Result<OperationSet> DocumentState::OperationsSince(const Version& since) {
  sequence_.Flush();
  sequence_.EnsureHistory();
  OperationSet out;
  AgentTable& agents = sequence_.agents();
  std::vector<std::pair<Agent, AgentNumber>> order;
  for (AgentNumber n = 0; n < agents.size(); ++n) order.emplace_back(agents.AgentOf(n), n);
  std::sort(order.begin(), order.end());
  for (const auto& [agent, number] : order) {
    const Counts now = sequence_.CountsOf(number);
    Counts from = since.Get(agent);
    WEFT_RETURN_IF_ERROR(CheckVersion(number, from));
    from.creations = std::min(from.creations, now.creations);
    from.effects = std::min(from.effects, now.effects);
    AppendAgent(number, from, now, &out);
  }
  return out;
}

// (i, e) was a version of the agent's only if at(e - 1) <= i <= at(e), and no pair is cut.
Status DocumentState::CheckVersion(AgentNumber number, Counts counts) {
  AgentTable& agents = sequence_.agents();
  const EffectLog& effects = sequence_.effects();
  const std::string name = "agent " + std::to_string(agents.AgentOf(number)) + ": ";
  const Counts now = sequence_.CountsOf(number);
  const auto at = [&](uint32_t e) { return effects.At(number, effects.RunOf(number, e)).at; };
  if (counts.effects > 0 && counts.effects <= now.effects &&
      at(counts.effects - 1) > counts.creations) {
    return InvalidArgument(name + "its effects are ahead of its creations; no such version");
  }
  if (counts.effects < now.effects && counts.creations > at(counts.effects)) {
    return InvalidArgument(name + "its creations are ahead of its effects; no such version");
  }
  if (counts.creations > 0 && counts.creations < now.creations &&
      sequence_.order() == OrderKind::kFugueMax) {
    const TextArena& arena = sequence_.arena();
    if (arena.has_surrogates() &&
        IsHighSurrogate(arena.UnitAt(agents.LvOf(number, counts.creations - 1)))) {
      return InvalidArgument(name + "the version ends inside a surrogate pair");
    }
  }
  return OkStatus();
}

// The agent's own order: creations up to an effect's `at`, then the effect.
void DocumentState::AppendAgent(AgentNumber agent, Counts from, Counts to, OperationSet* out) {
  const EffectLog& effects = sequence_.effects();
  while (from.effects < to.effects) {
    const size_t place = effects.RunOf(agent, from.effects);
    const EffectRun run = effects.At(agent, place);
    if (run.at > from.creations) {
      AppendInsertions(agent, from.creations, std::min(run.at, to.creations), from.effects, out);
      from.creations = std::min(run.at, to.creations);
    }
    const uint32_t end = std::min(run.end(), to.effects);
    AppendEffects(agent, run.Cut(from.effects, end), out);
    from.effects = end;
  }
  AppendInsertions(agent, from.creations, to.creations, from.effects, out);
}

void DocumentState::AppendInsertions(AgentNumber agent, uint32_t from, uint32_t to, uint32_t at,
                                     OperationSet* out) {
  AgentTable& agents = sequence_.agents();
  const InsertionLog& log = sequence_.insertions();
  while (from < to) {
    const LvRange here = agents.Locate(agent, from);
    const Insertion run = log.Find(here.lv);
    const bool first = run.range.lv == here.lv;
    Operation operation{};
    operation.kind = OperationKind::kInsertText;
    operation.count = std::min({to - from, here.count, run.range.end() - here.lv});
    operation.id = Id{agents.AgentOf(agent), from};
    operation.prev = agents.IdOf(first ? run.prev : here.lv - 1);
    operation.next = agents.IdOf(run.next);
    operation.at = at;
    operation.text_offset = static_cast<uint32_t>(out->text.size());
    operation.container = kImpliedContainer;
    if (operation.prev.IsNull() && operation.next.IsNull()) {
      operation.container = ContainerIn(out, names_[sequence_.TextOf(here.lv)]);
    }
    sequence_.arena().ReadUtf16(LvRange{here.lv, operation.count}, &out->text);
    from += operation.count;
    out->operations.push_back(operation);
  }
}

uint32_t DocumentState::ContainerIn(OperationSet* out, const std::string& name) {
  auto it = std::find(out->containers.begin(), out->containers.end(), name);
  const auto index = static_cast<uint32_t>(it - out->containers.begin());
  if (it == out->containers.end()) out->containers.push_back(name);
  return index;
}

// A run hits consecutive LVs; an operation names one agent's consecutive seqs.
void DocumentState::AppendEffects(AgentNumber agent, const EffectRun& run, OperationSet* out) {
  AgentTable& agents = sequence_.agents();
  Operation operation{};
  operation.id = Id{agents.AgentOf(agent), run.index};
  operation.at = run.at;
  operation.container = kImpliedContainer;
  operation.next = kNullId;
  if (run.kind == EffectKind::kRestore) {
    operation.kind = OperationKind::kRestore;
    operation.count = run.count;
    operation.target = Id{agents.AgentOf(run.restored_agent), run.restored_index};
    out->operations.push_back(operation);
    return;
  }
  operation.kind = OperationKind::kErase;
  LvRange left{run.target, run.count};
  while (left.count > 0) {
    uint32_t part = 0;
    if (run.backward) {
      const AgentTable::LvRun& of = agents.RunOf(left.end() - 1);
      part = std::min(left.count, left.end() - of.lv);
      operation.target = agents.IdOf(left.end() - part);
    } else {
      part = std::min(left.count, agents.RunLength(left.lv));
      operation.target = agents.IdOf(left.lv);
      left.lv += part;
    }
    operation.count = part;
    operation.backward = run.backward && part > 1;
    left.count -= part;
    out->operations.push_back(operation);
    operation.id.seq += part;
  }
}

Status DocumentState::Restore(EffectId first, uint32_t count) {
  sequence_.Flush();
  OperationSet set;
  Operation operation{};
  operation.kind = OperationKind::kRestore;
  operation.count = count;
  const Counts mine = sequence_.CountsOf(sequence_.local());
  operation.id = Id{agent_, mine.effects};
  operation.at = mine.creations;
  operation.target = Id{first.agent, first.index};
  operation.next = kNullId;
  operation.container = kImpliedContainer;
  set.operations.push_back(operation);
  return RestoreLocally(set);
}

}  // namespace weft
