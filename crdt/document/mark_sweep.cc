#include "crdt/document/mark_sweep.h"

#include <algorithm>
#include <string>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/core/value.h"
#include "crdt/document/same_attributes.h"

namespace weft {

MarkSweep::MarkSweep(DocumentState* state, ContainerNumber text, const Past* before,
                     const Past& after)
    : state_(*state), was_(before), is_(after) {
  const Marks& marks = state_.objects().marks();
  for (const MarkNumber number : marks.OfText(text)) {
    const Marks::Mark& mark = marks[number];
    if ((mark.sides & kSeveral) != 0 || (!Shows(was_, mark) && !Shows(&is_, mark))) continue;
    const auto beside = [](Lv lv, bool behind) { return uint64_t{lv} * 2 + (behind ? 1 : 0); };
    if (mark.start == kNoLv) {
      Switch(number, true);
    } else {
      ends_.push_back(End{beside(mark.start, (mark.sides & kStartsAfter) != 0), number, true});
    }
    if (mark.end == kNoLv) continue;
    ends_.push_back(End{beside(mark.end, (mark.sides & kEndsAfter) != 0), number, false});
  }
  Sort(ends_.begin(), ends_.end(), [](const End& a, const End& b) {
    return a.place != b.place ? a.place < b.place : a.start > b.start;
  });
}

bool MarkSweep::Shows(const Past* past, const Marks::Mark& mark) const {
  return past != nullptr && past->Has(mark.lv) && !past->IsDeleted(mark.lv);
}

void MarkSweep::Switch(MarkNumber number, bool on) {
  const Marks::Mark& mark = state_.objects().marks()[number];
  const Rank rank{state_.sequence().agents().AgentOfLv(mark.lv), mark.lamport, number};
  const auto change = [&](InForce* marks) {
    if (on) {
      (*marks)[mark.key].insert(rank);
      return;
    }
    const auto key = marks->find(mark.key);
    if (key == marks->end()) return;
    key->second.erase(rank);
    if (key->second.empty()) marks->erase(key);
  };
  if (Shows(was_, mark)) change(&before_);
  if (Shows(&is_, mark)) change(&after_);
}

void MarkSweep::Pass(uint64_t place) {
  auto end = std::lower_bound(ends_.begin(), ends_.end(), place,
                              [](const End& one, uint64_t at) { return one.place < at; });
  for (; end != ends_.end() && end->place == place; ++end) {
    if (!end->start) over_.insert(end->mark);
    if (!end->start || !over_.contains(end->mark)) Switch(end->mark, end->start);
  }
}

uint32_t MarkSweep::Enter(Lv lv, Lv end) {
  if (ends_.empty()) return end - lv;
  Pass(behind_);
  const uint64_t here = uint64_t{lv} * 2;
  Pass(here);
  const auto next = std::upper_bound(ends_.begin(), ends_.end(), here,
                                     [](uint64_t at, const End& one) { return at < one.place; });
  if (next != ends_.end()) end = std::min<uint64_t>(end, (next->place + 1) / 2);
  behind_ = uint64_t{end} * 2 - 1;
  return end - lv;
}

Value MarkSweep::ValueOf(MarkNumber mark) const {
  const Objects& objects = state_.objects();
  const std::string_view content = objects.creations().ContentOf(objects.marks()[mark].lv);
  return value_bytes::Read(SplitMark(content).value, kNullId);
}

Attributes MarkSweep::AttributesOf(const InForce& marks) const {
  Attributes attributes;
  for (const auto& [key, ranks] : marks) {
    Value value = ValueOf(ranks.begin()->mark);
    if (value.IsNull()) continue;
    attributes.push_back({state_.objects().marks().KeyOf(key), std::move(value)});
  }
  Sort(attributes.begin(), attributes.end(),
       [](const Attribute& a, const Attribute& b) { return a.key < b.key; });
  return attributes;
}

Attributes MarkSweep::Changed() const {
  if (before_.empty() && after_.empty()) return {};
  const Attributes was = AttributesOf(before_);
  const Attributes is = AttributesOf(after_);
  Attributes changed;
  auto old = was.begin();
  for (const Attribute& one : is) {
    for (; old != was.end() && old->key < one.key; ++old) changed.push_back({old->key, Value()});
    const bool same = old != was.end() && IsSame(*old, one);
    if (old != was.end() && old->key == one.key) ++old;
    if (!same) changed.push_back(one);
  }
  for (; old != was.end(); ++old) changed.push_back({old->key, Value()});
  return changed;
}

}  // namespace weft
