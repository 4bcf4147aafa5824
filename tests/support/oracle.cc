#include "tests/support/oracle.h"

#include <algorithm>

namespace weft::testing {

Oracle::Oracle(Agent agent, OrderKind order) : agent_(agent), order_(order) {}

bool Oracle::IsKnown(const ElementOperation& operation) const {
  const Counts counts = version_.Get(operation.agent);
  return operation.index < (operation.IsEffect() ? counts.effects : counts.creations);
}

// Due in its agent's own order, and what it names is here.
bool Oracle::IsReady(const ElementOperation& operation) const {
  const Counts counts = version_.Get(operation.agent);
  const bool effect = operation.IsEffect();
  if (operation.index != (effect ? counts.effects : counts.creations)) return false;
  if (operation.at > (effect ? counts.creations : counts.effects)) return false;
  switch (operation.kind) {
    case OperationKind::kInsertText:
      return AnchorKnown(operation.prev) && AnchorKnown(operation.next);
    case OperationKind::kErase:
      return elements_.contains(operation.target);
    case OperationKind::kRestore:
      return effects_.contains(EffectId{operation.target.agent, operation.target.seq});
    default:
      return false;  // the oracle is of texts
  }
}

void Oracle::Offer(const OperationSet& set) {
  for (const ElementOperation& operation : Expand(set)) {
    if (IsKnown(operation)) continue;
    const bool waits = std::find(waiting_.begin(), waiting_.end(), operation) != waiting_.end();
    if (!waits) waiting_.push_back(operation);
  }
}

template <class Wanted>
void Oracle::IntegrateReady(Wanted wanted) {
  for (;;) {
    auto ready = std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& operation) {
      return IsReady(operation) && wanted(operation);
    });
    if (ready == waiting_.end()) return;
    const ElementOperation operation = *ready;
    waiting_.erase(ready);
    Apply(operation);
  }
}

void Oracle::Integrate(const OperationSet& set) {
  Offer(set);
  IntegrateReady([](const ElementOperation&) { return true; });
}

void Oracle::AdvanceTo(const Version& version) {
  IntegrateReady([&version](const ElementOperation& operation) {
    const Counts counts = version.Get(operation.agent);
    return operation.index < (operation.IsEffect() ? counts.effects : counts.creations);
  });
}

void Oracle::Apply(const ElementOperation& operation) {
  Counts counts = version_.Get(operation.agent);
  const EffectId effect{operation.agent, operation.index};
  switch (operation.kind) {
    case OperationKind::kInsertText:
      InsertElement(operation);
      ++counts.creations;
      break;
    case OperationKind::kErase:
      effects_[effect] = Effect{operation.target, false};
      elements_.at(operation.target).deletions.insert(effect);
      ++counts.effects;
      break;
    case OperationKind::kRestore:
      effects_[effect] = Effect{kNullId, false};
      effects_.at(EffectId{operation.target.agent, operation.target.seq}).restored = true;
      ++counts.effects;
      break;
    default:
      return;
  }
  version_.Set(operation.agent, counts);
  history_.push_back(operation);
  RememberDeletion(operation);
}

std::string Oracle::TextFor(const ElementOperation& insertion) const {
  if (!insertion.prev.IsNull()) return TextOf(insertion.prev);
  if (!insertion.next.IsNull()) return TextOf(insertion.next);
  return insertion.container;
}

void Oracle::InsertElement(const ElementOperation& operation) {
  const std::string text = TextFor(operation);
  std::unique_ptr<OracleOrder>& order = texts_[text];
  if (order == nullptr) order = OracleOrder::Make(order_);
  order->Insert(operation.id(), operation.prev, operation.next);
  elements_[operation.id()] = State{text, operation.unit, {}};
}

void Oracle::RememberDeletion(const ElementOperation& operation) {
  if (operation.agent == agent_ && operation.kind == OperationKind::kErase) {
    just_deleted_.push_back(operation.target);
  } else {
    just_deleted_.clear();
  }
}

// Backspacing is one deletion, however many operations it made: so all of just_deleted_ counts that
// no visible element separates from the last one.
std::set<Id> Oracle::OwnTombstones(const std::vector<Element>& elements, size_t place) const {
  std::set<Id> gap;
  for (size_t i = place; i < elements.size() && !elements[i].visible; ++i)
    gap.insert(elements[i].id);
  for (size_t i = place; i > 0 && !elements[i - 1].visible; --i) gap.insert(elements[i - 1].id);
  std::set<Id> own;
  if (just_deleted_.empty() || !gap.contains(just_deleted_.back())) return own;
  for (Id id : just_deleted_) {
    if (gap.contains(id)) own.insert(id);
  }
  return own;
}

bool Oracle::AnchorsWell(const ElementOperation& insertion) const {
  const std::vector<Element> elements = Elements(TextFor(insertion));
  size_t place = 0;
  if (!insertion.prev.IsNull()) {
    while (elements[place].id != insertion.prev) ++place;
    ++place;
  }
  const Id next = place == elements.size() ? kNullId : elements[place].id;
  if (insertion.next != next) return false;
  const std::set<Id> own = OwnTombstones(elements, place);
  const bool after_visible = place == 0 || elements[place - 1].visible;
  return after_visible ? own.empty() : own.contains(insertion.prev);
}

bool Oracle::IsVisible(Id element) const {
  const std::set<EffectId>& deletions = elements_.at(element).deletions;
  return std::all_of(deletions.begin(), deletions.end(),
                     [this](EffectId effect) { return effects_.at(effect).restored; });
}

std::vector<Oracle::Element> Oracle::Elements(const std::string& text) const {
  std::vector<Element> out;
  auto it = texts_.find(text);
  if (it == texts_.end()) return out;
  for (Id id : it->second->Elements()) {
    out.push_back(Element{id, elements_.at(id).unit, IsVisible(id)});
  }
  return out;
}

std::u16string Oracle::Read(const std::string& text) const {
  std::u16string out;
  for (const Element& element : Elements(text)) {
    if (element.visible) out.push_back(element.unit);
  }
  return out;
}

std::vector<std::string> Oracle::TextNames() const {
  std::vector<std::string> names;
  for (const auto& [name, order] : texts_) names.push_back(name);
  return names;
}

std::vector<Deletion> Oracle::DeletionsOf(Id element) const {
  std::vector<Deletion> out;
  for (EffectId effect : elements_.at(element).deletions) {
    out.push_back(Deletion{effect, effects_.at(effect).restored});
  }
  return out;
}

Oracle::Anchors Oracle::LocalAnchors(const std::string& text, size_t position) const {
  const std::vector<Element> elements = Elements(text);
  size_t place = 0;  // the insertion goes in front of elements[place]
  for (size_t before = 0; before < position; ++place) {
    if (elements[place].visible) ++before;
  }
  const std::set<Id> own = OwnTombstones(elements, place);
  for (size_t i = place; i < elements.size() && !elements[i].visible; ++i) {
    if (own.contains(elements[i].id)) place = i + 1;
  }
  return Anchors{place == 0 ? kNullId : elements[place - 1].id,
                 place == elements.size() ? kNullId : elements[place].id};
}

void Oracle::ApplyLocal(const std::vector<ElementOperation>& operations) {
  for (const ElementOperation& operation : operations) Apply(operation);
}

OperationSet Oracle::Insert(const std::string& text, size_t position, std::u16string_view units) {
  const Anchors anchors = LocalAnchors(text, position);
  const Counts counts = version_.Get(agent_);
  const uint32_t first = counts.creations;
  std::vector<ElementOperation> operations;
  for (uint32_t k = 0; k < units.size(); ++k) {
    ElementOperation operation;
    operation.agent = agent_;
    operation.index = first + k;
    operation.at = counts.effects;
    operation.prev = k == 0 ? anchors.prev : Id{agent_, first + k - 1};
    operation.next = anchors.next;
    operation.unit = units[k];
    if (operation.prev.IsNull() && operation.next.IsNull()) operation.container = text;
    operations.push_back(operation);
  }
  ApplyLocal(operations);
  return Pack(operations);
}

OperationSet Oracle::Erase(const std::string& text, size_t position, size_t count) {
  const Counts counts = version_.Get(agent_);
  std::vector<ElementOperation> operations;
  size_t visible = 0;
  for (const Element& element : Elements(text)) {
    if (!element.visible) continue;
    if (visible++ < position || visible > position + count) continue;
    ElementOperation operation;
    operation.kind = OperationKind::kErase;
    operation.agent = agent_;
    operation.index = counts.effects + static_cast<uint32_t>(operations.size());
    operation.target = element.id;
    operation.at = counts.creations;
    operations.push_back(operation);
  }
  ApplyLocal(operations);
  return Pack(operations);
}

OperationSet Oracle::Restore(EffectId first, uint32_t count) {
  const Counts counts = version_.Get(agent_);
  std::vector<ElementOperation> operations;
  for (uint32_t k = 0; k < count; ++k) {
    ElementOperation operation;
    operation.kind = OperationKind::kRestore;
    operation.agent = agent_;
    operation.index = counts.effects + k;
    operation.target = Id{first.agent, first.index + k};
    operation.at = counts.creations;
    operations.push_back(operation);
  }
  ApplyLocal(operations);
  return Pack(operations);
}

}  // namespace weft::testing
