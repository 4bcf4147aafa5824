// Objects: containers, values and clocks. Changes are in object_changes.cc.
#include "crdt/objects/objects.h"
#include "absl/container/flat_hash_set.h"

#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/core/operation_payload.h"
#include "crdt/core/value.h"

namespace weft {

// The node whose child whoever stands at `place` is.
Objects::Objects(Sequence* sequence)
    : sequence_(sequence),
      registers_(&sequence->agents()),
      places_([this](Lv place) { return ParentNodeOf(tree_homes_.at(place)); },
              [this](Lv slot) { return sequence_->agents().AgentOfLv(slot); }) {
  sequence->set_displaced([this](std::vector<Lv>* lost, std::vector<Lv>* nameless) {
    for (const Places::Move& move : places_.moves()) {
      nameless->push_back(move.slot);
      if (places_.Of(move.item) == move.slot) lost->push_back(move.item);
    }
  });
}

ContainerNumber Objects::Root(ContainerKind kind, std::string_view name) {
  const ContainerNumber known = containers_.FindRoot(kind, name);
  return known != kNoContainer ? known : containers_.AddRoot(kind, name);
}

ContainerNumber Objects::Nested(ContainerKind kind, Lv creator) {
  const ContainerNumber known = containers_.FindNested(kind, creator);
  if (known != kNoContainer) return known;
  WEFT_DCHECK(Holds(creator, kind));
  const ContainerNumber home = HomeOf(creator);
  const bool node = kind == ContainerKind::kNode;
  return containers_.AddNested(kind, creator, DepthIn(home, kind),
                               node ? containers_[home].forest : kNoContainer);
}

// A tree and its nodes are one level, what a node holds is the next.
uint32_t Objects::DepthIn(ContainerNumber home, ContainerKind kind) const {
  const Container& in = containers_[home];
  return kind == ContainerKind::kNode ? in.depth : in.depth + 1u;
}

bool Objects::Holds(Lv creator, ContainerKind kind) const {
  const CreationKind creation = creations_.KindOf(creator);
  if (creation != CreationKind::kItem && creation != CreationKind::kWrite) return false;
  const auto first = static_cast<uint8_t>(creations_.ContentOf(creator)[0]);
  if (!value_bytes::IsContainer(first)) return false;
  const auto held = static_cast<ContainerKind>(first - value_bytes::kContainer);
  if (kind != ContainerKind::kNode) return held == kind;
  if (creation != CreationKind::kItem) return false;
  return IsTreeLevel(containers_[HomeOf(creator)].kind);
}

ContainerNumber Objects::HomeOf(Lv creation) const {
  if (const auto home = tree_homes_.find(creation); home != tree_homes_.end()) return home->second;
  const CreationKind kind = creations_.KindOf(creation);
  if (kind == CreationKind::kMark) return marks_[marks_.NumberOf(creation)].text;
  if (kind != CreationKind::kWrite) {
    return containers_.OfTree(sequence_->TextOf(creation));
  }
  const Registers::Register& of = registers_[registers_.write(registers_.WriteOf(creation)).of];
  return of.map != kNoContainer ? of.map : containers_.OfTree(sequence_->TextOf(of.key));
}

ContainerNumber Objects::ParentOf(Lv creation) const {
  const CreationKind kind = creations_.KindOf(creation);
  if (kind == CreationKind::kMark) return HomeOf(creation);
  if (kind != CreationKind::kWrite) return HomeOf(places_.Of(creation));
  const Registers::Register& of = registers_[registers_.write(registers_.WriteOf(creation)).of];
  return of.map != kNoContainer ? of.map : HomeOf(places_.Of(of.key));
}

Lv Objects::ItemOf(Lv creation) const {
  if (creations_.KindOf(creation) != CreationKind::kWrite) return creation;
  const Registers::Register& of = registers_[registers_.write(registers_.WriteOf(creation)).of];
  return of.map != kNoContainer ? creation : of.key;
}

ContainerId Objects::IdOf(ContainerNumber number) const {
  const Container& container = containers_[number];
  if (container.creator == kNoLv) {
    return ContainerId(container.kind, containers_.NameOf(container));
  }
  return ContainerId(container.kind, sequence_->agents().IdOf(container.creator));
}

bool Objects::HadContent(ContainerNumber number) const {
  const Container& container = containers_[number];
  if (container.kind == ContainerKind::kCounter) return container.added;
  if (container.kind == ContainerKind::kMap) return !container.entries.empty();
  if (!marks_.OfText(number).empty()) return true;
  if (container.tree == kNoTree) return false;
  const SpanTree& tree = sequence_->tree();
  return tree.Next(tree.Start(container.tree)) != kNoLv;
}

TreeId Objects::TreeOf(ContainerNumber number) {
  if (containers_[number].tree == kNoTree) containers_.NoteTree(number, sequence_->AddText());
  return containers_[number].tree;
}

MarkIndex* Objects::IndexOfMarks(ContainerNumber text) {
  const std::vector<MarkNumber>& marks = marks_.OfText(text);
  if (marks.empty()) return nullptr;
  std::unique_ptr<MarkIndex>& index = mark_indexes_[text];
  if (index == nullptr)
    index = std::make_unique<MarkIndex>(sequence_, &marks_, text, containers_[text].tree);
  index->Update();
  return index.get();
}

Value Objects::ValueOf(Lv creation) const {
  return value_bytes::Read(creations_.ContentOf(creation), sequence_->agents().IdOf(creation));
}

bool Objects::SameValue(Lv a, Lv b) const {
  const std::string_view value = creations_.ContentOf(a);
  return a == b || (value == creations_.ContentOf(b) &&
                    !value_bytes::IsContainer(static_cast<uint8_t>(value[0])));
}

std::vector<Lv> Objects::LiveWrites(RegisterNumber of) const {
  std::vector<Lv> live;
  registers_.ForEachLive(of, [&](const Registers::Write& write) { live.push_back(write.lv); });
  return live;
}

Lv Objects::Winner(RegisterNumber of) const {
  const WriteNumber write = registers_[of].winner;
  return write == kNoWrite ? kNoLv : registers_.write(write).lv;
}

Lv Objects::ShownOf(Lv item) const {
  if (!registers_.has_items()) return item;
  const RegisterNumber of = registers_.FindOfItem(item);
  const Lv winner = of == kNoRegister ? kNoLv : Winner(of);
  return winner == kNoLv ? item : winner;
}

Lv Objects::ItemAt(Lv place) const {
  if (places_.empty()) return place;
  return creations_.KindOf(place) == CreationKind::kSlot ? places_.MoveOf(place).item : place;
}

bool Objects::IsDeleted(Lv item) {
  return places_.Of(item) == item ? !sequence_->IsVisible(item) : sequence_->HiddenTwice(item);
}

Lamport Objects::LamportOf(Lv lv) const {
  if (creations_.KindOf(lv) != CreationKind::kWrite) return 0;
  return registers_.write(registers_.WriteOf(lv)).lamport;
}

Objects::Stamp Objects::NextStamp(AgentNumber agent, std::span<const Lv> replaces) const {
  Lamport before = LastLamport(agent);
  for (const Lv lv : replaces) before = std::max(before, LamportOf(lv));
  return Stamp{max_lamport_ + 1, max_lamport_ - before};
}

void Objects::NoteClock(AgentNumber agent, Lamport lamport) {
  if (agent >= last_lamport_.size()) last_lamport_.resize(agent + 1);
  last_lamport_[agent] = lamport;
  max_lamport_ = std::max(max_lamport_, lamport);
}

void Objects::SetOthers(LoadedOthers loaded) {
  std::copy(loaded.effects.begin(), loaded.effects.end(), others_.begin());
  other_contents_.merge(loaded.contents);
}

bool Objects::MayForget(Lv creation) {
  const CreationKind kind = creations_.KindOf(creation);
  if (kind != CreationKind::kItem && kind != CreationKind::kWrite) return false;
  if (value_bytes::IsContainer(static_cast<uint8_t>(creations_.ContentOf(creation)[0]))) {
    return false;
  }
  if (kind == CreationKind::kItem) return IsDeleted(creation);
  return registers_.write(registers_.WriteOf(creation)).live == 0;
}

std::vector<Lv> Objects::UncoveredBy(Lv write) const {
  std::vector<Lv> uncovered;
  absl::flat_hash_set<Lv> met;  // there may be many ways down to one
  std::vector<Lv> from{write};
  while (!from.empty()) {
    const Lv over = from.back();
    from.pop_back();
    for (const Lv lv : registers_.ReplacedBy(registers_.WriteOf(over))) {
      if (!met.insert(lv).second) continue;
      uncovered.push_back(lv);
      if (creations_.KindOf(lv) == CreationKind::kWrite && UndosOf(lv) > 0) from.push_back(lv);
    }
  }
  return uncovered;
}

std::vector<LvRange> Objects::Forgettable() {
  std::vector<LvRange> ranges;
  creations_.ForEach(LvRange{0, sequence_->agents().next_lv()}, [&](Lv lv, CreationKind) {
    if (!MayForget(lv)) return;
    if (!ranges.empty() && ranges.back().end() == lv) {
      ++ranges.back().count;
    } else {
      ranges.push_back(LvRange{lv, 1});
    }
  });
  return ranges;
}

Status Objects::CheckInvariants() {
  const auto broken = [](const char* what) { return Status(StatusCode::kInternal, what); };
  sequence_->Flush();
  if (!registers_.CoversAreRight()) return broken("a write is covered by too many, or too few");
  for (WriteNumber i = 0; i < registers_.write_count(); ++i) {
    const bool undone = UndosOf(registers_.write(i).lv) > 0;
    if (registers_.IsUndone(i) != undone || (registers_.write(i).live != 0) != ShouldBeLive(i)) {
      return broken("a write is live that should not be, or the other way round");
    }
  }
  for (ContainerNumber i = 0; i < containers_.size(); ++i) {
    const std::vector<uint32_t>& keys = containers_[i].entries;
    const auto shows = [this](RegisterNumber of) { return Winner(of) != kNoLv; };
    const auto shown = std::count_if(keys.begin(), keys.end(), shows);
    if (containers_[i].shown_keys != static_cast<uint32_t>(shown)) {
      return broken("a map counts keys that it does not show, or the other way round");
    }
  }
  for (const Marks::Mark& mark : marks_.all()) {
    if (mark.shown != sequence_->IsVisible(mark.lv)) {
      return broken("a mark shows that should not, or the other way round");
    }
  }
  for (const Places::Move& move : places_.moves()) {
    if (places_.IsUndone(move.slot) != (UndosOf(move.slot) > 0)) {
      return broken("a move is undone that should not be, or the other way round");
    }
    const bool stands = places_.Of(move.item) == move.slot;
    if (sequence_->IsVisible(move.slot) != (stands && !IsDeleted(move.item))) {
      return broken("a slot shows that should not, or the other way round");
    }
    if (places_.Of(move.item) != move.item && sequence_->IsVisible(move.item)) {
      return broken("a moved item shows where it was inserted");
    }
  }
  return OkStatus();
}

}  // namespace weft
