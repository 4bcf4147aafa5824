#include "tests/support/elements.h"

#include <algorithm>
#include <tuple>

namespace weft::testing {

std::string ToString(Id id) {
  if (id.IsNull()) return "null";
  return std::to_string(id.agent) + "-" + std::to_string(id.seq);
}

std::string ToString(const ElementOperation& operation) {
  const std::string id = ToString(operation.id());
  switch (operation.kind) {
    case OperationKind::kInsertText:
      return "insert " + id + " at " + std::to_string(operation.at) + " unit " +
             std::to_string(operation.unit) + " between " + ToString(operation.prev) + " and " +
             ToString(operation.next) +
             (operation.container.empty() ? "" : " in " + operation.container);
    case OperationKind::kErase:
      return "effect " + id + " at " + std::to_string(operation.at) + " erases " +
             ToString(operation.target);
    case OperationKind::kRestore:
      return "effect " + id + " at " + std::to_string(operation.at) + " restores effect " +
             ToString(operation.target);
    default:
      return "of no text";
  }
}

namespace {

ElementOperation TextElementOf(const OperationSet& set, const Operation& run, uint32_t k) {
  ElementOperation out;
  out.kind = run.kind;
  out.agent = run.id.agent;
  out.index = run.id.seq + k;
  out.at = run.at;
  if (run.kind == OperationKind::kInsertText) {
    out.prev = k == 0 ? run.prev : Id{run.id.agent, run.id.seq + k - 1};
    out.next = run.next;
    out.unit = set.text[run.text_offset + k];
    if (out.prev.IsNull() && out.next.IsNull()) out.container = set.containers[run.container].name;
    return out;
  }
  const bool backward = run.kind == OperationKind::kErase && run.backward;
  out.target = Id{run.target.agent, run.target.seq + (backward ? run.count - 1 - k : k)};
  return out;
}

// Adds `next` to the run, which holds `run->count` elements, when it goes on where the run ends.
bool Extend(Operation* run, const ElementOperation& next) {
  if (run->kind != next.kind || run->id.agent != next.agent) return false;
  if (run->id.seq + run->count != next.index || run->at != next.at) return false;
  if (next.kind == OperationKind::kInsertText) {
    const bool continues = next.prev == Id{next.agent, next.index - 1} && next.next == run->next;
    if (continues) ++run->count;
    return continues;
  }
  if (run->target.agent != next.target.agent) return false;
  if (!run->backward && run->target.seq + run->count == next.target.seq) {
    ++run->count;
    return true;
  }
  const bool may_turn = run->kind == OperationKind::kErase && (run->backward || run->count == 1);
  if (may_turn && next.target.seq + 1 == run->target.seq) {
    run->backward = true;
    run->target = next.target;
    ++run->count;
    return true;
  }
  return false;
}

Operation RunOf(OperationSet* set, const ElementOperation& element) {
  if (element.kind == OperationKind::kInsertText) {
    return InsertOperation(set, element.id(), element.prev, element.next, {}, element.container,
                           element.at);
  }
  Operation run = EraseOperation({element.agent, element.index}, element.at, element.target);
  run.kind = element.kind;
  return run;
}

}  // namespace

std::vector<ElementOperation> Expand(const OperationSet& set) {
  std::vector<ElementOperation> out;
  for (const Operation& run : set.operations) {
    for (uint32_t k = 0; k < run.count; ++k) out.push_back(TextElementOf(set, run, k));
  }
  return out;
}

OperationSet Pack(const std::vector<ElementOperation>& operations) {
  OperationSet set;
  for (const ElementOperation& element : operations) {
    const bool extended = !set.operations.empty() && Extend(&set.operations.back(), element);
    if (!extended) {
      Operation run = RunOf(&set, element);
      run.count = 1;
      set.operations.push_back(run);
    }
    if (!element.IsEffect()) set.text.push_back(element.unit);
  }
  return set;
}

void SortByAgent(std::vector<ElementOperation>* operations) {
  std::sort(operations->begin(), operations->end(), [](const auto& a, const auto& b) {
    return std::tuple(a.agent, a.OwnOrder()) < std::tuple(b.agent, b.OwnOrder());
  });
}

uint32_t ContainerIndex(OperationSet* set, const std::string& name) {
  auto it = std::find(set->containers.begin(), set->containers.end(), name);
  if (it == set->containers.end()) it = set->containers.insert(it, name);
  return static_cast<uint32_t>(it - set->containers.begin());
}

Operation InsertOperation(OperationSet* set, Id id, Id prev, Id next, std::u16string_view text,
                          const std::string& container, uint32_t at) {
  Operation run{};
  run.kind = OperationKind::kInsertText;
  run.count = static_cast<uint32_t>(text.size());
  run.id = id;
  run.prev = prev;
  run.next = next;
  run.at = at;
  run.text_offset = static_cast<uint32_t>(set->text.size());
  run.container = container.empty() ? kImpliedContainer : ContainerIndex(set, container);
  set->text += text;
  return run;
}

Operation EraseOperation(EffectId effect, uint32_t at, Id target, uint32_t count, bool backward) {
  Operation run{};
  run.kind = OperationKind::kErase;
  run.backward = backward;
  run.count = count;
  run.id = Id{effect.agent, effect.index};
  run.target = target;
  run.next = kNullId;
  run.at = at;
  run.container = kImpliedContainer;
  return run;
}

Operation RestoreOperation(EffectId effect, uint32_t at, EffectId first, uint32_t count) {
  Operation run = EraseOperation(effect, at, Id{first.agent, first.index}, count);
  run.kind = OperationKind::kRestore;
  return run;
}

OperationSet InsertSet(Id id, Id prev, Id next, std::u16string_view text,
                       const std::string& container, uint32_t at) {
  OperationSet set;
  set.operations.push_back(InsertOperation(&set, id, prev, next, text, container, at));
  return set;
}

OperationSet SetOf(const Operation& effect) {
  OperationSet set;
  set.operations.push_back(effect);
  return set;
}

}  // namespace weft::testing
