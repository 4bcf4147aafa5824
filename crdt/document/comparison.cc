#include "crdt/document/comparison.h"

#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/document/add_step.h"
#include "crdt/document/container_path.h"
#include "crdt/document/mark_sweep.h"

namespace weft {

namespace {

// Where a version's runs of what shows and what does not end, for whoever goes up through LVs in
// shorter steps: each run is measured once.
class RunEnds {
 public:
  RunEnds(const Past& past, Lv end) : past_(past), end_(end) {}

  Lv After(Lv lv) {
    if (lv >= run_end_) run_end_ = lv + past_.RunLength(lv, end_);
    return run_end_;
  }

 private:
  const Past& past_;
  Lv end_;
  Lv run_end_ = 0;
};

}  // namespace

Result<std::vector<Change>> Comparison::TellAll(Known kept) {
  const Containers& containers = state_.objects().containers();
  present_.assign(containers.size(), Known::kUnknown);
  kept_.assign(containers.size(), kept);
  for (ContainerNumber i = 0; i < containers.size(); ++i) {
    if (IsPresent(i)) Tell(i);
  }
  WEFT_RETURN_IF_ERROR(status_);
  Sort(told_.begin(), told_.end(), [](const Told& a, const Told& b) {
    return a.depth != b.depth ? a.depth < b.depth : a.change.container < b.change.container;
  });
  std::vector<Change> changes;
  for (Told& told : told_) changes.push_back(std::move(told.change));
  return changes;
}

Result<TextDelta> Comparison::RunText(ContainerNumber text, bool kept) {
  TextDelta delta = TextDeltaOf(text, kept);
  WEFT_RETURN_IF_ERROR(status_);
  return delta;
}

// Content that is told must be here.
void Comparison::Need(LvRange range) {
  Sequence& sequence = state_.sequence();
  if (!status_.ok() || !sequence.lacks_any_text() || !sequence.LacksText(range)) return;
  status_ = FailedPrecondition("the document was saved without what was deleted or replaced");
}

// Up from a container as long as it holds, to one that is known or a root. parent_of(creator): the
// container that the creator stands in, kNoContainer when it does not hold. (No recursion: nodes of
// trees may stand very deep.)
template <class ParentOf>
bool Comparison::Climb(ContainerNumber container, std::vector<Known>* known, ParentOf&& parent_of) {
  std::vector<ContainerNumber> climbed;
  Known answer = Known::kNo;
  while (container != kNoContainer) {
    answer = (*known)[container];
    if (answer != Known::kUnknown) break;
    climbed.push_back(container);
    const Lv creator = state_.objects().containers()[container].creator;
    answer = creator == kNoLv ? Known::kYes : Known::kNo;
    container = creator == kNoLv ? kNoContainer : parent_of(creator);
  }
  for (const ContainerNumber one : climbed) (*known)[one] = answer;
  return answer == Known::kYes;
}

bool Comparison::IsPresent(ContainerNumber container) {
  return Climb(container, &present_, [this](Lv creator) {
    return after_.ShowsCreation(creator) ? after_.ParentOf(creator) : kNoContainer;
  });
}

bool Comparison::IsKept(ContainerNumber container) {
  return IsPresent(container) && Climb(container, &kept_, [this](Lv creator) {
           if (!before_.ShowsCreation(creator)) return kNoContainer;
           const ContainerNumber parent = before_.ParentOf(creator);
           return IsPresent(parent) ? parent : kNoContainer;
         });
}

template <class Visitor>
void Comparison::ForEachStretch(TreeId tree, bool kept, Visitor&& visitor) {
  state_.sequence().tree().Visit(tree, [&](const Span& span) {
    const Lv end = span.lv + span.count;
    RunEnds before_ends(before_, end);
    RunEnds after_ends(after_, end);
    for (Lv lv = span.lv; lv < end;) {
      Lv next = after_ends.After(lv);
      if (kept) next = std::min(next, before_ends.After(lv));
      visitor(LvRange{lv, next - lv}, kept && before_.Shows(lv), after_.Shows(lv));
      lv = next;
    }
  });
}

TextDelta Comparison::TextDeltaOf(ContainerNumber text, bool kept) {
  const TreeId tree = state_.objects().containers()[text].tree;
  if (tree == kNoTree) return {};
  if (state_.objects().empty()) return PlainDeltaOf(tree, kept);
  TextDelta delta{RichStepsOf(text, kept)};
  AddSeveral(text, kept, &delta);
  return delta;
}

std::vector<DeltaStep> Comparison::RichStepsOf(ContainerNumber text, bool kept) {
  using Kind = DeltaStep::Kind;
  std::vector<DeltaStep> steps;
  MarkSweep marks(&state_, text, kept ? &before_ : nullptr, after_);
  const TreeId tree = state_.objects().containers()[text].tree;
  ForEachStretch(tree, kept, [&](const LvRange& range, bool before, bool after) {
    for (Lv lv = range.lv; lv < range.end();) {
      const uint32_t count = marks.Enter(lv, range.end());
      if (before && after) {
        AddRichStep({Kind::kKeep, count, {}, {}, marks.Changed()}, &steps);
      } else if (after) {
        AddInserted(LvRange{lv, count}, marks.After(), &steps);
      } else if (before) {
        AddRichStep({Kind::kErase, count}, &steps);
      }
      lv += count;
    }
  });
  while (!steps.empty() && steps.back().kind == Kind::kKeep && steps.back().attributes.empty()) {
    steps.pop_back();
  }
  return steps;
}

void Comparison::AddInserted(LvRange range, const Attributes& attributes,
                             std::vector<DeltaStep>* steps) {
  const Creations& creations = state_.objects().creations();
  Need(range);
  while (range.count > 0) {
    DeltaStep step{DeltaStep::Kind::kInsert, range.count, {}, {}, attributes};
    if (creations.AnyIn(range)) {
      step.count = creations.RunLength(range.lv, range.count);
      if (creations.KindOf(range.lv) == CreationKind::kItem) {
        step.count = 1;
        step.embed = state_.objects().ValueOf(range.lv);
      }
    }
    const LvRange part{range.lv, step.count};
    if (!step.embed) state_.sequence().arena().ReadUtf16(part, &step.text);
    range = LvRange{part.end(), range.count - part.count};
    AddRichStep(std::move(step), steps);
  }
}

// Marks that are several are told by id. What others hold is needed, too.
void Comparison::AddSeveral(ContainerNumber text, bool kept, TextDelta* delta) {
  const Marks& marks = state_.objects().marks();
  for (const MarkNumber number : marks.OfText(text)) {
    const Marks::Mark& mark = marks[number];
    const auto shows = [&](const Past& past) {
      return past.Has(mark.lv) && !past.IsDeleted(mark.lv);
    };
    const bool was = kept && shows(before_);
    const bool is = shows(after_);
    if (was || is) Need(LvRange{mark.lv, 1});
    if ((mark.sides & kSeveral) == 0 || was == is) continue;
    (is ? delta->marks_added : delta->marks_removed)
        .push_back(state_.sequence().agents().IdOf(mark.lv));
  }
  Sort(delta->marks_added.begin(), delta->marks_added.end());
  Sort(delta->marks_removed.begin(), delta->marks_removed.end());
}

TextDelta Comparison::PlainDeltaOf(TreeId tree, bool kept) {
  using Kind = DeltaStep::Kind;
  TextDelta delta;
  uint32_t kept_units = 0;
  ForEachStretch(tree, kept, [&](const LvRange& range, bool before, bool after) {
    if (!before && !after) return;
    if (before && after) {
      kept_units += range.count;
      return;
    }
    AddStep(Kind::kKeep, kept_units, &delta.steps);
    kept_units = 0;
    AddStep(after ? Kind::kInsert : Kind::kErase, range.count, &delta.steps);
    if (!after) return;
    Need(range);
    state_.sequence().arena().ReadUtf16(range, &delta.steps.back().text);
  });
  return delta;
}

bool Comparison::SameValue(Lv a, Lv b) const {
  if (a == b) return true;
  return !state_.sequence().LacksText(LvRange{a, 1}) && state_.objects().SameValue(a, b);
}

Value Comparison::ValueOf(Lv shown) {
  Need(LvRange{shown, 1});
  return state_.objects().ValueOf(shown);
}

// An item that was elsewhere in what is kept was erased there.
void Comparison::AddItems(LvRange places, bool came_in, ListStep* step) {
  const Objects& objects = state_.objects();
  for (Lv place = places.lv; place < places.end(); ++place) {
    const Lv item = objects.ItemAt(place);
    const bool moved =
        came_in && before_.Has(item) && before_.ShowsItem(item) && IsKept(before_.ParentOf(item));
    step->items.push_back(
        Item{state_.sequence().agents().IdOf(item), ValueOf(after_.ShownOf(item)), moved});
  }
}

ListDelta Comparison::ListDeltaOf(TreeId tree, bool kept) {
  using Kind = ListStep::Kind;
  const Objects& objects = state_.objects();
  ListDelta delta;
  uint32_t kept_items = 0;
  const auto add = [&](Kind kind, const LvRange& range) {
    AddStep(Kind::kKeep, kept_items, &delta.steps);
    kept_items = 0;
    AddStep(kind, range.count, &delta.steps);
    if (kind != Kind::kErase) AddItems(range, kind == Kind::kInsert, &delta.steps.back());
  };
  ForEachStretch(tree, kept, [&](const LvRange& range, bool before, bool after) {
    if (!before && !after) return;
    if (!before || !after) return add(after ? Kind::kInsert : Kind::kErase, range);
    if (!objects.registers().has_items()) {
      kept_items += range.count;
      return;
    }
    for (Lv place = range.lv; place < range.end(); ++place) {
      const Lv item = objects.ItemAt(place);
      if (SameValue(before_.ShownOf(item), after_.ShownOf(item))) {
        ++kept_items;
      } else {
        add(Kind::kSet, LvRange{place, 1});
      }
    }
  });
  return delta;
}

MapDelta Comparison::MapDeltaOf(const Container& map, bool kept) {
  const Registers& registers = state_.objects().registers();
  MapDelta delta;
  for (const RegisterNumber of : map.entries) {
    const Lv before = kept ? before_.Winner(of) : kNoLv;
    const Lv after = after_.Winner(of);
    if (before == after || (before != kNoLv && after != kNoLv && SameValue(before, after))) {
      continue;
    }
    MapDelta::Key key{std::string(registers.KeyAt(registers[of].key)), std::nullopt};
    if (after != kNoLv) key.value = ValueOf(after);
    delta.keys.push_back(std::move(key));
  }
  Sort(delta.keys.begin(), delta.keys.end(),
       [](const MapDelta::Key& a, const MapDelta::Key& b) { return a.key < b.key; });
  return delta;
}

void Comparison::Tell(ContainerNumber number) {
  const Container& container = state_.objects().containers()[number];
  const bool kept = IsKept(number);
  Change change;
  bool empty = true;
  if (container.kind == ContainerKind::kMap) {
    MapDelta delta = MapDeltaOf(container, kept);
    empty = delta.keys.empty();
    change.delta = std::move(delta);
  } else if (container.kind == ContainerKind::kCounter) {
    const int64_t before = kept ? before_.SumOf(number) : 0;
    const int64_t after = after_.SumOf(number);
    empty = before == after;
    change.delta = CounterDelta{
        static_cast<int64_t>(static_cast<uint64_t>(after) - static_cast<uint64_t>(before)), after};
  } else if (container.tree == kNoTree) {
    return;
  } else if (container.kind == ContainerKind::kText) {
    TextDelta delta = TextDeltaOf(number, kept);
    empty = delta.steps.empty() && delta.marks_added.empty() && delta.marks_removed.empty();
    change.delta = std::move(delta);
  } else {
    ListDelta delta = ListDeltaOf(container.tree, kept);
    empty = delta.steps.empty();
    change.delta = std::move(delta);
  }
  if (empty) return;
  change.container = state_.objects().IdOf(number);
  change.path = PathOf(number);
  told_.push_back(Told{DepthOf(number), std::move(change)});
}

size_t Comparison::DepthOf(ContainerNumber container) const {
  const Containers& containers = state_.objects().containers();
  size_t depth = 0;
  for (Lv creator; (creator = containers[container].creator) != kNoLv; ++depth) {
    container = after_.ParentOf(creator);
  }
  return depth;
}

uint64_t Comparison::IndexOf(ContainerNumber list, Lv item) {
  const auto [known, added] = indexes_.try_emplace(list);
  auto& indexes = known->second;  // a lambda may not capture the binding itself (clang before 16)
  if (added) {
    const Objects& objects = state_.objects();
    state_.sequence().tree().Visit(objects.containers()[list].tree, [&](const Span& span) {
      after_.ForEachShown(LvRange{span.lv, span.count}, [&](const LvRange& range) {
        for (Lv place = range.lv; place < range.end(); ++place) {
          indexes.emplace(objects.ItemAt(place), indexes.size());
        }
      });
    });
  }
  return indexes.at(item);
}

// As DocumentState::PathOf, of the version after.
Path Comparison::PathOf(ContainerNumber container) {
  return PathOfContainer(
      state_.objects(), state_.sequence().agents(), container,
      [this](Lv creation) { return after_.ParentOf(creation); },
      [this](ContainerNumber list, Lv item) { return IndexOf(list, item); });
}

}  // namespace weft
