#include "tests/support/naive_marks.h"

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "crdt/core/operation_payload.h"

namespace weft::testing {

namespace {

using Kind = DeltaStep::Kind;

struct Element {
  Id id;
  bool visible;
  char16_t unit;
  std::optional<Value> embed;
};

struct Mark {
  int64_t start;  // twice an element's place, + 1 behind it
  int64_t end;
  std::pair<uint64_t, Agent> rank;
  std::string key;
  Value value;
};

bool IsHidden(const Document& document, const Id& id) {
  const auto deletions = document.DeletionsOf(id);
  if (!deletions.ok()) throw std::runtime_error(deletions.status().ToString());
  return std::ranges::any_of(*deletions, [](const Deletion& one) { return !one.restored; });
}

void Push(DeltaStep step, std::vector<DeltaStep>* steps) {
  if (step.count == 0) return;
  if (!steps->empty() && steps->back().kind == step.kind && !steps->back().embed && !step.embed &&
      steps->back().attributes == step.attributes) {
    steps->back().count += step.count;
    steps->back().text += step.text;
  } else {
    steps->push_back(std::move(step));
  }
}

std::vector<Element> ElementsOf(const Text& text, const OperationSet& all) {
  std::map<Id, Value> embeds;
  for (const Operation& operation : all.operations) {
    if (operation.kind != OperationKind::kInsertItems) continue;
    std::string_view values = std::string_view(all.payload.bytes).substr(operation.content);
    for (uint32_t i = 0; i < operation.count; ++i) {
      const Id id{operation.id.agent, operation.id.seq + i};
      embeds[id] = value_bytes::Read(TakeValue(&values), id);
    }
  }
  std::vector<Element> elements;
  text.Visit([&](const Piece& piece) {
    for (uint32_t i = 0; i < piece.count; ++i) {
      const Id id{piece.id.agent, piece.id.seq + i};
      const auto embed = embeds.find(id);
      elements.push_back({id, piece.visible, piece.text[i],
                          embed == embeds.end() ? std::nullopt : std::optional(embed->second)});
    }
  });
  return elements;
}

std::vector<Mark> MarksOf(const Document& document, const OperationSet& all,
                          const std::vector<Element>& elements) {
  const auto place_of = [&](const Id& id) -> std::optional<int64_t> {
    const auto it = std::ranges::find(elements, id, &Element::id);
    if (it == elements.end()) return std::nullopt;
    return it - elements.begin();
  };
  std::vector<Mark> marks;
  std::map<Agent, uint64_t> clocks;
  for (const Operation& operation : all.operations) {
    if (operation.kind != OperationKind::kMark) continue;
    // Only marks have clocks in these histories.
    const uint64_t lamport = clocks[operation.id.agent] += 1 + uint64_t{operation.stamp};
    const MarkContent content =
        SplitMark(std::string_view(all.payload.bytes).substr(operation.content));
    if ((content.sides & kSeveral) != 0 || IsHidden(document, operation.id)) continue;
    const auto start =
        operation.prev.IsNull() ? std::optional<int64_t>(0) : place_of(operation.prev);
    const auto end = operation.next.IsNull() ? std::optional<int64_t>(elements.size())
                                             : place_of(operation.next);
    if (!start || !end) continue;  // another text's
    marks.push_back(
        {operation.prev.IsNull() ? -1 : 2 * *start + ((content.sides & kStartsAfter) != 0),
         2 * *end + (!operation.next.IsNull() && (content.sides & kEndsAfter) != 0),
         {lamport, operation.id.agent},
         std::string(content.key),
         value_bytes::Read(content.value, kNullId)});
  }
  return marks;
}

Attributes AttributesAt(int64_t place, const std::vector<Mark>& marks) {
  std::map<std::string, const Mark*> winners;
  for (const Mark& mark : marks) {
    // The element is from 2 * place to 2 * place + 1.
    if (mark.start > 2 * place || mark.end < 2 * place + 1) continue;
    const Mark*& winner = winners[mark.key];
    if (winner == nullptr || winner->rank < mark.rank) winner = &mark;
  }
  Attributes attributes;
  for (const auto& [key, mark] : winners) {
    if (!mark->value.IsNull()) attributes.push_back({key, mark->value});
  }
  return attributes;
}

// One step a unit.
std::vector<DeltaStep> InUnits(const std::vector<DeltaStep>& content) {
  std::vector<DeltaStep> units;
  for (const DeltaStep& step : content) {
    for (uint32_t i = 0; i < step.count; ++i) {
      DeltaStep unit = step;
      unit.count = 1;
      if (!step.embed) unit.text = step.text.substr(i, 1);
      units.push_back(std::move(unit));
    }
  }
  return units;
}

}  // namespace

std::vector<DeltaStep> NaiveDelta(const Document& document, const Text& text) {
  const auto all = document.OperationsSince(Version());
  if (!all.ok()) throw std::runtime_error(all.status().ToString());
  const std::vector<Element> elements = ElementsOf(text, *all);
  const std::vector<Mark> marks = MarksOf(document, *all, elements);
  std::vector<DeltaStep> steps;
  for (size_t i = 0; i < elements.size(); ++i) {
    if (!elements[i].visible) continue;
    DeltaStep step{
        Kind::kInsert, 1, {}, elements[i].embed, AttributesAt(static_cast<int64_t>(i), marks)};
    if (!step.embed) step.text = elements[i].unit;
    Push(std::move(step), &steps);
  }
  return steps;
}

std::vector<DeltaStep> AppliedDelta(const std::vector<DeltaStep>& content,
                                    const std::vector<DeltaStep>& delta) {
  const std::vector<DeltaStep> units = InUnits(content);
  std::vector<DeltaStep> result;
  size_t at = 0;
  for (const DeltaStep& step : delta) {
    if (step.kind == Kind::kInsert) {
      Push(step, &result);
      continue;
    }
    for (uint32_t i = 0; i < step.count; ++i) {
      DeltaStep unit = units.at(at++);
      if (step.kind == Kind::kErase) continue;
      for (const Attribute& changed : step.attributes) {
        std::erase_if(unit.attributes,
                      [&](const Attribute& one) { return one.key == changed.key; });
        if (!changed.value.IsNull()) unit.attributes.push_back(changed);
      }
      std::ranges::sort(unit.attributes, {}, &Attribute::key);
      Push(std::move(unit), &result);
    }
  }
  for (; at < units.size(); ++at) Push(units[at], &result);
  return result;
}

}  // namespace weft::testing
