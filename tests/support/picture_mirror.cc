#include "tests/support/picture_mirror.h"

#include "tests/support/elements.h"
#include "tests/support/object_operation.h"
#include "tests/support/plain_text.h"

namespace weft::testing {

namespace {

// What a step of insertion has, or what one that keeps makes of what was there.
std::string ApplyAttributes(const DeltaStep& step, Format* format) {
  std::string wrong;
  for (const Attribute& one : step.attributes) {
    const auto had = format->attributes.find(one.key);
    const std::string before = had == format->attributes.end() ? BytesOf({}) : had->second;
    if (before == BytesOf(one.value)) wrong = "an attribute set to what it is: " + one.key;
    format->attributes[one.key] = BytesOf(one.value);
    if (one.value.IsNull()) format->attributes.erase(one.key);
  }
  return wrong;
}

}  // namespace

std::string ApplySteps(const std::vector<DeltaStep>& steps, Shown* text) {
  const auto units = ApplyDelta(text->text, steps);
  if (!units) return "a text's delta does not fit the text before, or breaks a rule";
  std::string wrong;
  std::vector<Format> after;
  auto from = text->formats.begin();
  for (const DeltaStep& step : steps) {
    for (uint32_t i = 0; i < step.count; ++i) {
      Format format = step.kind == DeltaStep::Kind::kInsert ? Format() : *from++;
      if (step.kind == DeltaStep::Kind::kErase) continue;
      if (step.embed) format.object = BytesOf(*step.embed);
      if (const std::string why = ApplyAttributes(step, &format); !why.empty()) wrong = why;
      after.push_back(std::move(format));
    }
  }
  after.insert(after.end(), from, text->formats.end());
  text->text = *units;
  text->formats = std::move(after);
  return wrong;
}

void PictureMirror::Check(bool condition, const std::string& what) {
  if (!condition && error_.empty()) error_ = what;
}

void PictureMirror::Apply(const Event& event) {
  Check(!event.changes.empty(), "an event without a change");
  items_before_.clear();
  inserted_.clear();
  for (const auto& [container, shown] : picture_) {
    for (const PictureItem& item : shown.items) items_before_.emplace(item.id, container);
  }
  ForgetWhatComesIn(event);
  for (const Change& change : event.changes) ApplyChange(change);
  CheckMoved();
  CheckOrder(event);
  picture_ = WhatShows(picture_);  // what is gone would come in anew
}

// What comes in, and did not only move, is told whole, also when it had been there: a container
// that goes takes all with it that does not move away.
void PictureMirror::ForgetWhatComesIn(const Event& event) {
  came_in_.clear();
  const auto comes_in = [this](const Value& value, Id item) {
    if (value.AsContainer() == nullptr) return;
    came_in_.insert(*value.AsContainer());
    if (!item.IsNull()) came_in_.insert(ContainerId(ContainerKind::kNode, item));
  };
  for (const Change& change : event.changes) {
    for (size_t i = 0; change.map() != nullptr && i < change.map()->keys.size(); ++i) {
      const MapDelta::Key& key = change.map()->keys[i];
      if (key.value.has_value()) comes_in(*key.value, kNullId);
    }
    for (size_t i = 0; change.list() != nullptr && i < change.list()->steps.size(); ++i) {
      for (const Item& item : change.list()->steps[i].items) {
        if (!item.moved) comes_in(item.value, item.id);
      }
    }
  }
  for (const ContainerId& container : came_in_) picture_.erase(container);
}

// An item has moved when it was there before and its leaving was told, not when it went with what
// it stood in.
void PictureMirror::CheckMoved() {
  const std::set<ContainerId> reachable = Reachable(picture_);
  for (const auto& [id, moved] : inserted_) {
    const auto before = items_before_.find(id);
    const bool left = before != items_before_.end() && reachable.contains(before->second) &&
                      !came_in_.contains(before->second);
    Check(moved == left, "`moved` of item " + ToString(id));
  }
}

void PictureMirror::ApplyChange(const Change& change) {
  Shown& shown = picture_[change.container];
  const std::string what = ToString(change.container);
  if (change.container.kind == ContainerKind::kText) {
    Check(change.text() != nullptr, "no delta of a text: " + what);
    if (change.text() != nullptr) ApplyText(*change.text(), &shown);
  } else if (IsSequence(change.container.kind)) {
    Check(change.list() != nullptr, "no delta of a list: " + what);
    if (change.list() != nullptr) ApplyList(change.container, *change.list(), &shown);
  } else if (change.container.kind == ContainerKind::kMap) {
    Check(change.map() != nullptr, "no delta of a map: " + what);
    if (change.map() != nullptr) ApplyMap(*change.map(), &shown);
  } else {
    Check(change.counter() != nullptr, "no delta of a counter: " + what);
    if (change.counter() != nullptr) ApplyCounter(*change.counter(), &shown);
  }
}

void PictureMirror::ApplyText(const TextDelta& delta, Shown* shown) {
  const bool marks = !delta.marks_added.empty() || !delta.marks_removed.empty();
  Check(marks || !delta.steps.empty(), "a delta without a step");
  const std::string wrong = ApplySteps(delta.steps, shown);
  Check(wrong.empty(), wrong);
  for (const Id& mark : delta.marks_added) {
    Check(shown->comments.insert(mark).second, "a mark that is there already is told");
  }
  for (const Id& mark : delta.marks_removed) {
    Check(shown->comments.erase(mark) == 1, "a mark that is not there is told as gone");
  }
}

void PictureMirror::CheckItem(const ContainerId& container, const Item& item) {
  Check(inserted_.emplace(item.id, item.moved).second, "an item comes in twice");
  if (container.kind == ContainerKind::kList) return;
  Check(Value(ContainerId(ContainerKind::kMap, item.id)) == item.value, "a node's value");
}

void PictureMirror::ApplyList(const ContainerId& container, const ListDelta& delta, Shown* shown) {
  using Kind = ListStep::Kind;
  Check(!delta.steps.empty(), "a delta without a step");
  std::vector<PictureItem> after;
  size_t from = 0;
  for (size_t i = 0; i < delta.steps.size(); ++i) {
    const ListStep& step = delta.steps[i];
    Check(step.count > 0, "an empty step");
    Check(i == 0 || delta.steps[i - 1].kind != step.kind, "two equal kinds of steps in a row");
    const bool has_items = step.kind == Kind::kInsert || step.kind == Kind::kSet;
    Check(step.items.size() == (has_items ? step.count : 0), "a step's items");
    if (step.kind == Kind::kInsert) {
      for (const Item& item : step.items) {
        CheckItem(container, item);
        after.push_back(PictureItem{item.id, {CellOf(item.value)}});
      }
      continue;
    }
    Check(step.count <= shown->items.size() - from,
          "a step beyond the end of " + ToString(container));
    if (!error_.empty()) return;
    for (uint32_t k = 0; k < step.count; ++k, ++from) {
      PictureItem item = shown->items[from];
      if (step.kind == Kind::kErase) continue;
      if (step.kind == Kind::kSet) {
        Check(step.items[k].id == item.id, "kSet of another item");
        Check(!step.items[k].moved, "kSet of a moved item");
        const Cell cell = CellOf(step.items[k].value);
        Check(cell != item.cells.front(), "kSet to the same value");
        item.cells = {cell};
      }
      after.push_back(item);
    }
  }
  Check(delta.steps.empty() || delta.steps.back().kind != Kind::kKeep, "a keep at the end");
  after.insert(after.end(), shown->items.begin() + static_cast<ptrdiff_t>(from),
               shown->items.end());
  shown->items = after;
}

void PictureMirror::ApplyMap(const MapDelta& delta, Shown* shown) {
  Check(!delta.keys.empty(), "a map's delta without a key");
  const std::string* last = nullptr;
  for (const MapDelta::Key& key : delta.keys) {
    Check(last == nullptr || *last < key.key, "keys do not ascend");
    last = &key.key;
    const auto before = shown->keys.find(key.key);
    const bool had = before != shown->keys.end();
    if (!key.value.has_value()) {
      Check(had, "a key removed that was not there: " + key.key);
      shown->keys.erase(key.key);
      continue;
    }
    const std::vector<Cell> cells = {CellOf(*key.value)};
    Check(!had || before->second != cells, "a key set to the value it has: " + key.key);
    shown->keys[key.key] = cells;
  }
}

void PictureMirror::ApplyCounter(const CounterDelta& delta, Shown* shown) {
  Check(delta.by != 0, "a counter's change by nothing");
  const auto sum =
      static_cast<int64_t>(static_cast<uint64_t>(shown->sum) + static_cast<uint64_t>(delta.by));
  Check(delta.value == sum, "a counter's value after its change");
  shown->sum = sum;
}

// Each container once, after the one that holds it, and none that cannot be reached.
void PictureMirror::CheckOrder(const Event& event) {
  std::map<ContainerId, ContainerId> holder;
  for (const auto& [container, shown] : picture_) {
    for (const auto& [key, cells] : shown.keys) {
      if (cells.front().container) holder[*cells.front().container] = container;
    }
    for (const PictureItem& item : shown.items) {
      if (item.cells.front().container) holder[*item.cells.front().container] = container;
      holder[ContainerId(ContainerKind::kNode, item.id)] = container;
    }
  }
  const std::set<ContainerId> reachable = Reachable(picture_);
  std::map<ContainerId, size_t> place;
  for (size_t i = 0; i < event.changes.size(); ++i) {
    const ContainerId& container = event.changes[i].container;
    Check(place.emplace(container, i).second, "two changes of " + ToString(container));
    Check(reachable.contains(container),
          "a change of what cannot be reached: " + ToString(container));
  }
  for (const auto& [container, i] : place) {
    const auto held = holder.find(container);
    if (held == holder.end() || !place.contains(held->second)) continue;
    Check(place[held->second] < i, ToString(container) + " comes before what holds it");
  }
}

}  // namespace weft::testing
