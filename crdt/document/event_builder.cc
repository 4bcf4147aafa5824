#include "crdt/document/event_builder.h"

#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/document/add_step.h"
#include "crdt/document/oddly_switched.h"

namespace weft {

void EventBuilder::AddPieces(LvRange range, bool fresh) {
  Sequence& sequence = state_->sequence();
  SpanTree& tree = sequence.tree();
  while (range.count > 0) {
    const Span span = tree.SpanFrom(range.lv);
    const LvRange part{range.lv, std::min(range.count, span.count)};
    const TreeId of = sequence.TextOf(part.lv);
    // New and already deleted again: nobody saw it.
    if ((span.visible || !fresh) && of != sequence.loose()) {
      const PieceKind kind = span.visible ? PieceKind::kInserted : PieceKind::kErased;
      pieces_.push_back(Piece{of, tree.PositionOf(tree.BeforeElement(part.lv)), part, kind});
    }
    range = LvRange{part.end(), range.count - part.count};
  }
}

void EventBuilder::AddItemChanges(const WatchedObjects& watched) {
  Objects& objects = state_->objects();
  for (const auto& [number, before] : watched.registers) {
    const Registers::Register& of = objects.registers()[number];
    if (of.map != kNoContainer || of.winner == before || objects.IsDeleted(of.key)) continue;
    if (objects.SameValue(before == kNoWrite ? of.key : objects.registers().write(before).lv,
                          objects.ShownOf(of.key))) {
      continue;
    }
    changed_.insert(of.key);
    const Lv place = objects.places().Of(of.key);
    pieces_.push_back(Piece{state_->sequence().TextOf(place), state_->IndexOf(of.key),
                            LvRange{place, 1}, PieceKind::kSet});
  }
}

void EventBuilder::AddMapChanges(const WatchedObjects& watched) {
  const Objects& objects = state_->objects();
  for (const auto& [number, before] : watched.registers) {
    const Registers::Register& of = objects.registers()[number];
    if (of.map == kNoContainer || of.winner == before) continue;
    if (before != kNoWrite && of.winner != kNoWrite &&
        objects.SameValue(objects.registers().write(before).lv, objects.Winner(number))) {
      continue;
    }
    Delta& delta = deltas_.try_emplace(of.map, Delta{MapDelta{}, {}}).first->second;
    MapDelta::Key key{std::string(objects.registers().KeyAt(of.key)), std::nullopt};
    if (of.winner != kNoWrite) {
      const Lv shown = objects.Winner(number);
      key.value = objects.ValueOf(shown);
      NoteCameIn(&delta, shown);
    }
    std::get<MapDelta>(delta.delta).keys.push_back(std::move(key));
  }
  for (auto& [container, delta] : deltas_) {
    if (MapDelta* map = std::get_if<MapDelta>(&delta.delta)) {
      Sort(map->keys.begin(), map->keys.end(),
           [](const MapDelta::Key& a, const MapDelta::Key& b) { return a.key < b.key; });
    }
  }
}

void EventBuilder::AddCounterChanges(const WatchedObjects& watched) {
  for (const auto& [counter, before] : watched.counters) {
    const int64_t now = state_->objects().SumOf(counter);
    if (now == before) continue;
    const auto by =
        static_cast<int64_t>(static_cast<uint64_t>(now) - static_cast<uint64_t>(before));
    deltas_.emplace(counter, Delta{CounterDelta{by, now}, {}});
  }
}

std::vector<ContainerNumber> EventBuilder::ContainersOf(Lv shown) {
  Objects& objects = state_->objects();
  std::vector<ContainerNumber> containers;
  if (objects.creations().KindOf(shown) == CreationKind::kText) return containers;
  const Value value = objects.ValueOf(shown);
  if (value.AsContainer() == nullptr) return containers;
  containers.push_back(objects.Nested(value.AsContainer()->kind, shown));
  if (objects.Holds(shown, ContainerKind::kNode)) {
    containers.push_back(objects.Nested(ContainerKind::kNode, shown));
  }
  return containers;
}

void EventBuilder::NoteCameIn(Delta* delta, Lv shown) {
  const std::vector<ContainerNumber> containers = ContainersOf(shown);
  if (containers.empty()) return;
  delta->came_in.push_back(shown);
  came_in_.insert(containers.begin(), containers.end());
}

Item EventBuilder::ItemOf(Lv item) const {
  const Objects& objects = state_->objects();
  return Item{state_->sequence().agents().IdOf(item), objects.ValueOf(objects.ShownOf(item)),
              left_.contains(item)};
}

void EventBuilder::SortMarkChanges(const WatchedObjects& watched) {
  const Marks& marks = state_->objects().marks();
  for (const auto& [number, before] : watched.marks) {
    const Marks::Mark& mark = marks[number];
    if (mark.shown == before) continue;
    MarkChanges& changes = marks_[mark.text];
    if ((mark.sides & kSeveral) == 0) {
      changes.attributes.emplace(number, before);
    } else {
      (before ? changes.removed : changes.added)
          .push_back(state_->sequence().agents().IdOf(mark.lv));
    }
  }
  for (auto& [text, changes] : marks_) {
    Sort(changes.added.begin(), changes.added.end());
    Sort(changes.removed.begin(), changes.removed.end());
  }
}

TextDelta EventBuilder::TextDeltaOf(ContainerNumber text, size_t begin, size_t end) {
  if (state_->objects().empty()) return PlainDeltaOf(begin, end);
  static const MarkChanges kNone;
  const auto changed = marks_.find(text);
  const MarkChanges& marks = changed == marks_.end() ? kNone : changed->second;
  RichDelta rich(state_, text, &marks.attributes);
  for (size_t i = begin; i < end; ++i) {
    const Piece& piece = pieces_[i];
    rich.KeepUpTo(piece.position);
    if (piece.kind == PieceKind::kErased) {
      rich.Erase(piece.range.count);
    } else {
      rich.Insert(piece.range);
    }
  }
  return TextDelta{rich.Finish(), marks.added, marks.removed};
}

// Of texts of which nothing else only marks changed.
void EventBuilder::AddDeltasOfMarks() {
  for (const auto& [text, changes] : marks_) {
    if (!deltas_.contains(text)) deltas_.emplace(text, Delta{TextDeltaOf(text, 0, 0), {}});
  }
}

TextDelta EventBuilder::PlainDeltaOf(size_t begin, size_t end) {
  using Kind = DeltaStep::Kind;
  TextDelta delta;
  uint64_t done = 0;
  for (size_t i = begin; i < end; ++i) {
    const Piece& piece = pieces_[i];
    AddStep(Kind::kKeep, static_cast<uint32_t>(piece.position - done), &delta.steps);
    done = piece.position;
    if (piece.kind == PieceKind::kErased) {
      AddStep(Kind::kErase, piece.range.count, &delta.steps);
      continue;
    }
    AddStep(Kind::kInsert, piece.range.count, &delta.steps);
    state_->sequence().arena().ReadUtf16(piece.range, &delta.steps.back().text);
    done += piece.range.count;
  }
  return delta;
}

EventBuilder::Delta EventBuilder::ListDeltaOf(size_t begin, size_t end) {
  using Kind = ListStep::Kind;
  const Objects& objects = state_->objects();
  Delta out{ListDelta{}, {}};
  std::vector<ListStep>& steps = std::get<ListDelta>(out.delta).steps;
  uint64_t done = 0;
  for (size_t i = begin; i < end; ++i) {
    const Piece& piece = pieces_[i];
    if (piece.position < done) continue;  // set, and just inserted: told already
    AddStep(Kind::kKeep, static_cast<uint32_t>(piece.position - done), &steps);
    done = piece.position;
    if (piece.kind == PieceKind::kErased) {
      AddStep(Kind::kErase, piece.range.count, &steps);
      continue;
    }
    AddStep(piece.kind == PieceKind::kSet ? Kind::kSet : Kind::kInsert, piece.range.count, &steps);
    for (Lv lv = piece.range.lv; lv < piece.range.end(); ++lv) {
      const Lv item = objects.ItemAt(lv);
      steps.back().items.push_back(ItemOf(item));
      if (piece.kind == PieceKind::kSet) steps.back().items.back().moved = false;
      if (ShowsAnew(steps.back().items.back(), item)) NoteCameIn(&out, objects.ShownOf(item));
    }
    done += piece.range.count;
  }
  return out;
}

void EventBuilder::AddDeltasOfPieces() {
  const Objects& objects = state_->objects();
  StableSort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) {
    if (a.tree != b.tree) return a.tree < b.tree;
    return a.position != b.position ? a.position < b.position : a.kind < b.kind;
  });
  for (const Piece& piece : pieces_) {
    if (piece.kind != PieceKind::kErased) continue;
    const ContainerNumber from = objects.containers().OfTree(piece.tree);
    if (objects.containers()[from].kind == ContainerKind::kText) continue;
    for (Lv lv = piece.range.lv; lv < piece.range.end(); ++lv) left_[objects.ItemAt(lv)] = from;
  }
  for (size_t begin = 0; begin < pieces_.size();) {
    size_t end = begin + 1;
    while (end < pieces_.size() && pieces_[end].tree == pieces_[begin].tree) ++end;
    const ContainerNumber container = objects.containers().OfTree(pieces_[begin].tree);
    if (objects.containers()[container].kind == ContainerKind::kText) {
      deltas_.emplace(container, Delta{TextDeltaOf(container, begin, end), {}});
    } else {
      deltas_.emplace(container, ListDeltaOf(begin, end));
    }
    begin = end;
  }
}

// Whether a container's delta is told: it is in the document, and was all the time. So from where
// it was up to the root nothing came in, and nothing left what is gone.
bool EventBuilder::IsTold(ContainerNumber container) {
  const Objects& objects = state_->objects();
  if (came_in_.contains(container) || !state_->IsPresent(container)) return false;
  while (!came_in_.contains(container)) {
    const Lv creator = objects.containers()[container].creator;
    if (creator == kNoLv) return true;
    const auto left = left_.find(objects.ItemOf(creator));
    if (left == left_.end()) {
      container = objects.ParentOf(creator);
    } else {
      container = left->second;
      if (!state_->IsPresent(container)) return false;
    }
  }
  return false;
}

void EventBuilder::SettleMoved() {
  Objects& objects = state_->objects();
  for (bool again = true; again;) {
    again = false;
    for (auto& [container, delta] : deltas_) {
      ListDelta* list = std::get_if<ListDelta>(&delta.delta);
      for (size_t s = 0; list != nullptr && s < list->steps.size(); ++s) {
        for (Item& item : list->steps[s].items) {
          const Lv lv = state_->Find(item.id);
          if (!item.moved || IsTold(left_.at(lv))) continue;
          const bool noted = ShowsAnew(item, lv);
          item.moved = false;
          if (!noted) NoteCameIn(&delta, objects.ShownOf(lv));
          again = true;
        }
      }
    }
  }
}

EventBuilder::Delta EventBuilder::WholeOf(ContainerNumber container) {
  const Container& whole = state_->objects().containers()[container];
  switch (whole.kind) {
    case ContainerKind::kText:
      return WholeText(container);
    case ContainerKind::kMap:
      return WholeMap(container);
    case ContainerKind::kCounter:
      return Delta{CounterDelta{whole.sum, whole.sum}, {}};
    default:
      return WholeList(container);
  }
}

EventBuilder::Delta EventBuilder::WholeText(ContainerNumber container) {
  const Marks& marks = state_->objects().marks();
  TextDelta delta{WholeDelta(state_, container)};
  for (const MarkNumber mark : marks.OfText(container)) {
    const Marks::Mark& one = marks[mark];
    if (!one.shown || (one.sides & kSeveral) == 0) continue;
    delta.marks_added.push_back(state_->sequence().agents().IdOf(one.lv));
  }
  Sort(delta.marks_added.begin(), delta.marks_added.end());
  return Delta{std::move(delta), {}};
}

EventBuilder::Delta EventBuilder::WholeMap(ContainerNumber container) {
  const Objects& objects = state_->objects();
  const Registers& registers = objects.registers();
  MapDelta map;
  Delta delta{MapDelta{}, {}};
  // What comes in may add containers, so none is held on to.
  const std::vector<RegisterNumber> entries = objects.containers()[container].entries;
  for (const RegisterNumber of : entries) {
    const Lv shown = objects.Winner(of);
    if (shown == kNoLv) continue;
    const std::string_view key = registers.KeyAt(registers[of].key);
    map.keys.push_back({std::string(key), objects.ValueOf(shown)});
    NoteCameIn(&delta, shown);
  }
  Sort(map.keys.begin(), map.keys.end(),
       [](const MapDelta::Key& a, const MapDelta::Key& b) { return a.key < b.key; });
  delta.delta = std::move(map);
  return delta;
}

EventBuilder::Delta EventBuilder::WholeList(ContainerNumber container) {
  ListDelta list;
  Delta delta{ListDelta{}, {}};
  ListStep step{ListStep::Kind::kInsert, 0, {}};
  state_->ForEachItem(container, [&](Lv item) {
    step.items.push_back(ItemOf(item));
    if (step.items.back().moved && !IsTold(left_.at(item))) step.items.back().moved = false;
    if (ShowsAnew(step.items.back(), item)) NoteCameIn(&delta, state_->objects().ShownOf(item));
  });
  step.count = static_cast<uint32_t>(step.items.size());
  if (step.count > 0) list.steps.push_back(std::move(step));
  delta.delta = std::move(list);
  return delta;
}

void EventBuilder::Tell(ContainerNumber container, Delta delta) {
  const bool empty = std::visit(
      [](const auto& one) {
        if constexpr (requires { one.steps; }) {
          if constexpr (requires { one.marks_added; }) {
            return one.steps.empty() && one.marks_added.empty() && one.marks_removed.empty();
          } else {
            return one.steps.empty();
          }
        } else if constexpr (requires { one.keys; }) {
          return one.keys.empty();
        } else {
          return one.by == 0;
        }
      },
      delta.delta);
  if (empty) return;
  told_.push_back(
      Told{DepthOf(container), Change{state_->objects().IdOf(container),
                                      state_->PathOfPresent(container), std::move(delta.delta)}});
}

// How many containers it stands in, nodes of trees included, which paths leave out.
size_t EventBuilder::DepthOf(ContainerNumber container) {
  const Objects& objects = state_->objects();
  std::vector<ContainerNumber> below;
  size_t depth = 0;
  for (;; container = objects.ParentOf(objects.containers()[container].creator)) {
    if (const auto known = depths_.find(container); known != depths_.end()) {
      depth = known->second + 1;
      break;
    }
    below.push_back(container);
    if (objects.containers()[container].creator == kNoLv) break;
  }
  for (; !below.empty(); below.pop_back()) depths_[below.back()] = depth++;
  return depth - 1;
}

Event EventBuilder::Build(Origin origin, const std::vector<LvRange>& touched,
                          const WatchedObjects& watched) {
  Sequence& sequence = state_->sequence();
  sequence.tree().EnsureIndex();
  sequence.tree().Settle();
  const Lv end = sequence.agents().next_lv();
  if (end > from_) AddPieces(LvRange{from_, end - from_}, true);
  for (const LvRange& range : OddlySwitched(touched, from_)) AddPieces(range, false);
  AddItemChanges(watched);
  SortMarkChanges(watched);
  AddDeltasOfPieces();
  AddDeltasOfMarks();
  AddMapChanges(watched);
  AddCounterChanges(watched);
  SettleMoved();
  std::vector<Lv> came_in;
  for (auto& [container, delta] : deltas_) {
    if (!IsTold(container)) continue;
    came_in.insert(came_in.end(), delta.came_in.begin(), delta.came_in.end());
    Tell(container, std::move(delta));
  }
  for (size_t i = 0; i < came_in.size(); ++i) {
    for (const ContainerNumber container : ContainersOf(came_in[i])) {
      Delta delta = WholeOf(container);
      came_in.insert(came_in.end(), delta.came_in.begin(), delta.came_in.end());
      Tell(container, std::move(delta));
    }
  }
  Event event{origin, {}};
  // Each after what it stands in: also what moved into a container that came in.
  Sort(told_.begin(), told_.end(), [](const Told& a, const Told& b) {
    return a.depth != b.depth ? a.depth < b.depth : a.change.container < b.change.container;
  });
  for (Told& told : told_) event.changes.push_back(std::move(told.change));
  return event;
}

}  // namespace weft
