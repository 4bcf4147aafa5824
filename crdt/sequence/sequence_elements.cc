// Sequence: elements that are no text.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "crdt/core/check.h"
#include "crdt/sequence/sequence.h"

namespace weft {

void Sequence::AppendZeros(uint32_t count) {
  static constexpr std::array<char, 256> kZeros{};
  for (uint32_t left = count; left > 0;) {
    const uint32_t part = std::min<uint32_t>(left, kZeros.size());
    arena_.AppendAscii(std::string_view(kZeros.data(), part));
    left -= part;
  }
  only_text_ = false;
}

void Sequence::IntegrateElements(AgentNumber agent, TreeId list, Lv prev, Lv next, uint32_t count) {
  BeginIntegrateInsertion(agent, list, prev, next);
  agents_.Append(agent, count);
  AppendZeros(count);
  pending_.run.Type(count);
  lengths_[list] += count;
}

void Sequence::InsertObject(TreeId text, uint64_t position) {
  Flush();
  Insert(text, position, std::u16string_view(&kObjectUnit, 1));
  Flush();
  only_text_ = false;
}

void Sequence::IntegrateObjects(AgentNumber agent, TreeId text, Lv prev, Lv next, uint32_t count) {
  Flush();
  IntegrateInsertion(agent, text, prev, next, std::u16string(count, kObjectUnit));
  Flush();
  only_text_ = false;
}

Lv Sequence::AppendLoose(AgentNumber agent) {
  Flush();
  if (loose_ == kNoTree) AddLoose();
  const LvRange range{agents_.next_lv(), 1};
  NoteText(range.lv, loose_);
  agents_.Append(agent, 1);
  AppendZeros(1);
  const Lv last = tree_.Previous(tree_.End(loose_));
  insertions_.Append(Insertion{range, last, kNoLv, false, false});
  tree_.Append(loose_, range);
  ++lengths_[loose_];
  own_.valid = false;
  return range.lv;
}

void Sequence::LosePlace(Lv lv) {
  Flush();
  tree_.EnsureIndex();
  Hide(LvRange{lv, 1});
  own_.valid = false;
  tree_.Unpark();
}

void Sequence::WinPlace(Lv lv) {
  Flush();
  tree_.EnsureIndex();
  TakeBackDeletion(lv);
  own_.valid = false;
  tree_.Unpark();
}

void Sequence::SetVisible(Lv lv, bool visible) {
  Flush();
  tree_.EnsureIndex();
  const Gap before = tree_.InSpan(lv);
  if (tree_.SpanAt(before).visible == visible) return;
  tree_.SetState(before, 1, visible);
  lengths_[TextOf(lv)] += visible ? uint64_t{1} : ~uint64_t{0};
  Touch(LvRange{lv, 1});
  own_.valid = false;
  tree_.Unpark();
}

void Sequence::AppendOtherEffect(AgentNumber agent, uint32_t at, uint32_t place) {
  Flush();
  EffectRun run{};
  run.kind = EffectKind::kOther;
  run.count = 1;
  run.restored_index = place;
  run.at = at;
  run.arrived = agents_.next_lv();
  effects_.Append(agent, run);
}

}  // namespace weft
