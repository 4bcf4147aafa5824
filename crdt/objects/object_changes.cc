// Objects: what operations, local or not, do.
#include "crdt/core/check.h"
#include "crdt/core/operation_payload.h"
#include "crdt/objects/objects.h"

namespace weft {

void Objects::NoteHome(ContainerNumber home, Lv lv) {
  if (containers_[home].kind != ContainerKind::kList) tree_homes_.emplace(lv, home);
}

void Objects::NoteItems(ContainerNumber list, Lv first, uint32_t count, std::string_view values) {
  creations_.AppendItems(first, count, values);
  if (containers_[list].kind == ContainerKind::kList) return;
  for (uint32_t i = 0; i < count; ++i) tree_homes_.emplace(first + i, list);
}

void Objects::InsertItemsAt(ContainerNumber list, uint64_t position, uint32_t count,
                            std::string_view values) {
  const TreeId tree = TreeOf(list);
  const Lv first = sequence_->agents().next_lv();
  sequence_->InsertElements(tree, position, count);
  NoteItems(list, first, count, values);
}

void Objects::InsertItems(AgentNumber agent, ContainerNumber list, Lv prev, Lv next, uint32_t count,
                          std::string_view values) {
  const TreeId tree = TreeOf(list);
  const Lv first = sequence_->agents().next_lv();
  if (containers_[list].kind == ContainerKind::kText) {
    sequence_->IntegrateObjects(agent, tree, prev, next, count);
    return creations_.AppendItems(first, count, values);
  }
  sequence_->IntegrateElements(agent, tree, prev, next, count);
  NoteItems(list, first, count, values);
}

void Objects::InsertObjectAt(TreeId text, uint64_t position, std::string_view value) {
  const Lv lv = sequence_->agents().next_lv();
  sequence_->InsertObject(text, position);
  creations_.AppendItems(lv, 1, value);
}

RegisterNumber Objects::OfMap(ContainerNumber map, std::string_view key) {
  const RegisterNumber known = registers_.FindOfMap(map, key);
  if (known != kNoRegister) return known;
  const RegisterNumber made = registers_.OfMap(map, key);
  containers_[map].entries.push_back(made);
  return made;
}

void Objects::SetLive(WriteNumber number, bool live) {
  const Registers::Write& write = registers_.write(number);
  if ((write.live != 0) == live) return;
  const Registers::Register& of = registers_[write.of];
  const bool showed = of.winner != kNoWrite;
  if (watched_ != nullptr) watched_->registers.try_emplace(write.of, of.winner);
  registers_.SetLive(number, live);
  if (of.map != kNoContainer && showed != (of.winner != kNoWrite)) {
    uint32_t& shown = containers_[of.map].shown_keys;
    shown = showed ? shown - 1 : shown + 1;
  }
}

void Objects::Write(AgentNumber agent, RegisterNumber of, Lamport lamport, uint32_t stamp,
                    std::span<const Lv> replaces, std::string_view value) {
  const Lv lv = sequence_->AppendLoose(agent);
  creations_.Append(lv, CreationKind::kWrite, value);
  const WriteNumber number = registers_.Append(lv, of, lamport, stamp, replaces);
  std::vector<WriteNumber> covered;
  for (const Lv replaced : replaces) {
    if (creations_.KindOf(replaced) != CreationKind::kWrite) continue;
    registers_.AddCover(registers_.WriteOf(replaced), &covered);
  }
  for (const WriteNumber before : covered) SetLive(before, false);
  SetLive(number, true);
  NoteClock(agent, lamport);
}

void Objects::MoveTo(Lv item, ContainerNumber home, uint64_t position) {
  const AgentNumber agent = sequence_->local();
  const TreeId tree = TreeOf(home);
  const Lv slot = sequence_->agents().next_lv();
  sequence_->InsertElements(tree, position, 1);
  Place(slot, item, agent, NextStamp(agent, {}));
}

void Objects::Move(AgentNumber agent, Lv item, ContainerNumber home, Lv prev, Lv next,
                   Lamport lamport, uint32_t stamp) {
  const TreeId tree = TreeOf(home);
  const Lv slot = sequence_->agents().next_lv();
  sequence_->IntegrateElements(agent, tree, prev, next, 1);
  Place(slot, item, agent, Stamp{lamport, stamp});
}

void Objects::Place(Lv slot, Lv item, AgentNumber number, Stamp stamp) {
  sequence_->Flush();
  creations_.Append(slot, CreationKind::kSlot, {});
  NoteHome(containers_.OfTree(sequence_->TextOf(slot)), slot);
  const Agent agent = sequence_->agents().AgentOf(number);
  const Places::Move move{slot, item, stamp.stamp, stamp.lamport};
  const Container& home = containers_[HomeOf(slot)];
  std::vector<Places::Changed> changed;
  if (home.kind == ContainerKind::kList) {
    places_.MoveInList(move, &changed);
  } else {
    places_.MoveInTree(home.forest, move, agent, &changed);
  }
  if (places_.Of(item) != slot) sequence_->SetVisible(slot, false);
  for (const Places::Changed& one : changed) PutWhereItStands(one);
  NoteClock(number, stamp.lamport);
}

void Objects::SettleMoves() {
  std::vector<Places::Changed> changed;
  places_.Settle(&changed);
  for (const Places::Changed& one : changed) PutWhereItStands(one);
}

void Objects::PutWhereItStands(const Places::Changed& changed) {
  const Lv item = changed.item;
  const Lv now = places_.Of(item);
  const bool deleted =
      changed.before == item ? !sequence_->IsVisible(item) : sequence_->HiddenTwice(item);
  if (changed.before == item) {
    sequence_->LosePlace(item);
  } else {
    sequence_->SetVisible(changed.before, false);
  }
  if (now == item) {
    sequence_->WinPlace(item);
  } else {
    sequence_->SetVisible(now, !deleted);
  }
}

void Objects::AddToSum(ContainerNumber counter, int64_t amount) {
  int64_t& sum = containers_[counter].sum;
  if (watched_ != nullptr) watched_->counters.try_emplace(counter, sum);
  containers_[counter].added = true;
  sum = static_cast<int64_t>(static_cast<uint64_t>(sum) + static_cast<uint64_t>(amount));
}

void Objects::Add(AgentNumber agent, uint32_t at, ContainerNumber counter, int64_t amount) {
  const auto place = static_cast<uint32_t>(others_.size());
  others_.push_back(OtherEffect{counter, 0, amount});
  sequence_->AppendOtherEffect(agent, at, place);
  AddToSum(counter, amount);
}

void Objects::TakeBackOther(uint32_t place) {
  const OtherEffect& effect = others_[place];
  if (effect.IsUndo()) {
    const auto undone = undone_.find(effect.target());
    if (--undone->second > 0) return;
    undone_.erase(undone);
    return SetUndone(effect.target(), false);
  }
  if (!effect.IsAddition()) return;
  AddToSum(effect.container, static_cast<int64_t>(-static_cast<uint64_t>(effect.amount)));
}

void Objects::Undo(AgentNumber agent, uint32_t at, Lv target) {
  const auto place = static_cast<uint32_t>(others_.size());
  others_.push_back(OtherEffect{kNoContainer, OtherEffect::kUndo, target});
  sequence_->AppendOtherEffect(agent, at, place);
  if (++undone_[target] == 1) SetUndone(target, true);
}

void Objects::SetUndone(Lv creation, bool undone) {
  sequence_->Flush();
  if (creations_.KindOf(creation) == CreationKind::kWrite) {
    std::vector<WriteNumber> changed;
    registers_.SetUndone(registers_.WriteOf(creation), undone, &changed);
    return RefreshWrites(changed);
  }
  const Container& home = containers_[HomeOf(creation)];
  const bool list = home.kind == ContainerKind::kList;
  std::vector<Places::Changed> changed;
  places_.SetUndone(list ? kNoContainer : home.forest, creation, undone, &changed);
  for (const Places::Changed& one : changed) PutWhereItStands(one);
}

bool Objects::ShouldBeLive(WriteNumber number) {
  const Registers::Write& write = registers_.write(number);
  return write.covers == 0 && !registers_.IsUndone(number) && sequence_->IsVisible(write.lv);
}

void Objects::RefreshWrites(const std::vector<WriteNumber>& writes) {
  for (const WriteNumber write : writes) SetLive(write, ShouldBeLive(write));
}

void Objects::CreateOther(AgentNumber agent, uint32_t count, ContainerNumber container,
                          std::string_view content) {
  for (uint32_t i = 0; i < count; ++i) {
    const Lv lv = sequence_->AppendLoose(agent);
    if (i == 0) other_creations_.push_back(OtherCreation{lv, count, container});
    creations_.Append(lv, CreationKind::kOther, i == 0 ? content : std::string_view());
  }
}

void Objects::EffectOther(AgentNumber agent, uint32_t at, uint32_t count, ContainerNumber container,
                          std::string_view content) {
  for (uint32_t i = 0; i < count; ++i) {
    const auto place = static_cast<uint32_t>(others_.size());
    if (i == 0) other_contents_[place] = content;
    others_.push_back(OtherEffect{container, count, i});
    sequence_->AppendOtherEffect(agent, at, place);
  }
}

void Objects::AddMark(AgentNumber agent, Marks::Mark mark, std::string_view content) {
  TreeOf(mark.text);  // which it may be the first to need
  mark.lv = sequence_->AppendLoose(agent);
  mark.shown = false;
  creations_.Append(mark.lv, CreationKind::kMark, content);
  const MarkContent parts = SplitMark(content);
  mark.key = marks_.InternKey(parts.key);
  mark.sides = parts.sides;
  if (mark.start != kNoLv && (mark.sides & kStartsAfter) != 0) sequence_->GoBehind(mark.start);
  if (mark.end != kNoLv && (mark.sides & kEndsAfter) != 0) sequence_->GoBehind(mark.end);
  marks_.Append(mark);
  ShowMark(marks_.size() - 1, true);
  NoteClock(agent, mark.lamport);
}

void Objects::ShowMark(MarkNumber mark, bool shown) {
  if (marks_[mark].shown == shown) return;
  if (watched_ != nullptr) watched_->marks.try_emplace(mark, !shown);
  marks_.SetShown(mark, shown);
  const auto index = mark_indexes_.find(marks_[mark].text);
  if (index != mark_indexes_.end()) index->second->NoteShown(mark);
}

void Objects::Refresh(LvRange range) {
  creations_.ForEach(range, [this](Lv lv, CreationKind kind) {
    if (kind == CreationKind::kWrite) {
      const WriteNumber write = registers_.WriteOf(lv);
      SetLive(write, ShouldBeLive(write));
    } else if (kind == CreationKind::kMark) {
      ShowMark(marks_.NumberOf(lv), sequence_->IsVisible(lv));
    } else if (kind == CreationKind::kItem && places_.Of(lv) != lv) {
      sequence_->SetVisible(places_.Of(lv), !sequence_->HiddenTwice(lv));
    }
  });
}

}  // namespace weft
