#include "crdt/sequence/placement.h"

#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/core/node_sizes.h"
#include "crdt/core/sort.h"

namespace weft {

namespace {
// An honest subtree grows a span or two between two looks.
constexpr int kSpansByStep = internal::kTinyNodes ? 1 : 4;
}  // namespace

bool Placement::Adjacent(TreeId tree, Lv prev, Lv next, Gap* gap) const {
  *gap = prev == kNoLv ? tree_->Start(tree) : tree_->After(prev);
  return tree_->Next(*gap) == next;
}

// A neighbour `next` younger than `prev` that itself arrived adjacent was inserted right after
// prev, hence in its right subtree; one that arrived apart may be there by order alone.
bool Placement::IsLeftChild(Lv prev, Lv next) {
  if (order_ == OrderKind::kYata || next == kNoLv) return false;
  if (prev == kNoLv) return true;
  if (next < prev) return false;
  if (!has_apart_) return true;
  const Insertion run = log_->Find(next);
  if (run.range.lv != next || !run.apart) return true;
  return ClimbTo(next, SiblingKey{prev, 0, TreeSide::kRight}) != kNoLv;
}

void Placement::AddAdjacent(TreeId tree, Lv prev, Lv next, Lv lv, AgentNumber agent) {
  auto it = lists_.find(SiblingKey{prev, prev == kNoLv ? tree : 0, TreeSide::kRight});
  if (it == lists_.end()) return;
  it->second.Insert(it->second.Begin(), Child{Rival{lv, next, agents_->AgentOf(agent)}, lv, lv});
}

Placement::Place Placement::Decide(TreeId tree, Lv prev, const Rival& newcomer) {
  return order_ == OrderKind::kYata ? DecideYata(tree, prev, newcomer)
                                    : DecideFugueMax(tree, prev, newcomer);
}

Placement::Place Placement::DecideFugueMax(TreeId tree, Lv prev, const Rival& newcomer) {
  has_apart_ = true;
  const Lv next = newcomer.next;
  const SiblingKey right{prev, prev == kNoLv ? tree : 0, TreeSide::kRight};
  const bool left = next != kNoLv && (prev == kNoLv || ClimbTo(next, right) != kNoLv);
  const SiblingKey key = left ? SiblingKey{next, 0, TreeSide::kLeft} : right;
  SiblingList* const list = ListFor(key);
  if (list == nullptr) return Place{left ? tree_->BeforeElement(next) : StartOf(key), true, left};
  const SiblingList::Place place = list->PartitionPoint(
      [&](const Rival& rival) { return RivalBefore(rival, newcomer, key.side); });
  Child* const before = list->Before(place);
  Child* const after = list->At(place);
  Gap gap;
  if (before != nullptr) {
    gap = tree_->After(TrueBack(*before, after));
  } else {
    gap = left ? tree_->BeforeElement(TrueFront(*after)) : StartOf(key);
  }
  list->Insert(place, Child{newcomer, newcomer.lv, newcomer.lv});
  return Place{gap, true, left};
}

bool Placement::RivalBefore(const Rival& a, const Rival& b, TreeSide side) const {
  if (side == TreeSide::kLeft) return LeftSiblingBefore(a, b);
  return RightSiblingBefore(a, b, [this](Lv x, Lv y) { return tree_->Compare(x, y); });
}

Placement::Place Placement::DecideYata(TreeId tree, Lv prev, const Rival& newcomer) {
  has_apart_ = true;
  const SiblingKey key{prev, prev == kNoLv ? tree : 0, TreeSide::kRight};
  SiblingList& list = lists_[key];
  FillYata(list, key, newcomer.next);
  const SiblingList::Place place = ScanYata(list, newcomer);
  Child* const before = list.Before(place);
  const Gap gap =
      before != nullptr ? tree_->After(TrueBack(*before, list.At(place))) : StartOf(key);
  list.Insert(place, Child{newcomer, newcomer.lv, newcomer.lv});
  return Place{gap, true, false};
}

// The place directly after the last sibling passed.
SiblingList::Place Placement::ScanYata(SiblingList& list, const Rival& newcomer) {
  if (list.empty()) return list.Begin();
  if (list.uniform() && list.At(list.Begin())->rival.next == newcomer.next) {
    return list.PartitionPoint([&](const Rival& r) { return r.agent < newcomer.agent; });
  }
  // Nothing behind next is looked at.
  const SiblingList::Place end =
      newcomer.next == kNoLv ? list.End() : list.PartitionPoint([&](const Rival& r) {
        return tree_->Compare(r.lv, newcomer.next) < 0;
      });
  return list.ScanYata(newcomer, end);
}

// Takes in the siblings between prev and `until`. In yata the first element of a child's subtree is
// the child; where hostile anchors made it otherwise, the list ends.
void Placement::FillYata(SiblingList& list, const SiblingKey& key, Lv until) {
  while (!list.complete) {
    Child* const last = list.Before(list.End());
    const Lv lv =
        tree_->Next(last == nullptr ? StartOf(key) : tree_->After(TrueBack(*last, nullptr)));
    if (lv == until && lv != kNoLv) return;
    if (lv == kNoLv || ClimbTo(lv, key) != lv) {
      list.complete = true;
      return;
    }
    list.Insert(list.End(), MakeChild(lv));
  }
}

Child Placement::MakeChild(Lv lv) const {
  return Child{Rival{lv, log_->Find(lv).next, agents_->AgentOfLv(lv)}, lv, lv};
}

// The list of a contested place; when there was none yet, the one child that arrived adjacent, if
// any, is found from the place's edge. Null when the place has no child at all.
SiblingList* Placement::ListFor(const SiblingKey& key) {
  auto it = lists_.find(key);
  if (it != lists_.end()) return &it->second;
  const Lv edge = key.side == TreeSide::kRight ? tree_->Next(StartOf(key))
                                               : tree_->Previous(tree_->BeforeElement(key.parent));
  const Lv child = edge == kNoLv ? kNoLv : ClimbTo(edge, key);
  if (child == kNoLv) return nullptr;
  SiblingList& list = lists_[key];
  list.Insert(list.Begin(), MakeChild(child));
  return &list;
}

Gap Placement::StartOf(const SiblingKey& key) const {
  return key.parent == kNoLv ? tree_->Start(key.tree) : tree_->After(key.parent);
}

Lv Placement::ClimbTo(Lv lv, const SiblingKey& key) {
  if (key.parent != kNoLv && lv <= key.parent) return kNoLv;
  const Lv child = ancestry_.HighestAbove(lv, key.parent);
  const Insertion run = log_->Find(child);
  const bool left = child == run.range.lv && run.left;
  const Lv parent = child == run.range.lv ? ParentOf(run) : child - 1;
  return parent == key.parent && left == (key.side == TreeSide::kLeft) ? child : kNoLv;
}

Lv Placement::TrueBack(Child& child, const Child* after) {
  const Lv top = child.rival.lv;
  for (int step = 0; step < kSpansByStep; ++step) {
    const Lv lv = tree_->Next(tree_->After(child.back));
    if (lv == kNoLv) return child.back;
    if (after != nullptr && (lv == after->front || lv == after->rival.lv)) return child.back;
    if (!ancestry_.IsBelow(lv, top)) return child.back;
    const Lv span_end = lv + tree_->SpanFrom(lv).count;
    child.back = std::min(span_end, log_->Find(lv).range.end()) - 1;
  }
  return child.back = EndOfSubtree(top, child.back, SpanTree::Side::kRight);
}

Lv Placement::TrueFront(Child& child) {
  const Lv top = child.rival.lv;
  for (int step = 0; step < kSpansByStep; ++step) {
    const Lv lv = tree_->Previous(tree_->BeforeElement(child.front));
    if (lv == kNoLv || !ancestry_.IsBelow(lv, top)) return child.front;
    child.front = std::max(tree_->SpanStart(lv), log_->Find(lv).range.lv);
  }
  return child.front = EndOfSubtree(top, child.front, SpanTree::Side::kLeft);
}

// `known`: a member of it.
Lv Placement::EndOfSubtree(Lv top, Lv known, SpanTree::Side side) {
  return tree_->Outermost(known, side, [&](Lv lv) { return ancestry_.IsBelow(lv, top); });
}

SiblingKey Placement::KeyOf(const Insertion& run) const {
  if (run.left) return SiblingKey{run.next, 0, TreeSide::kLeft};
  return SiblingKey{run.prev, run.prev == kNoLv ? tree_->TreeOf(run.range.lv) : 0,
                    TreeSide::kRight};
}

void Placement::RebuildLists() {
  if (order_ == OrderKind::kYata) return;
  absl::flat_hash_map<SiblingKey, std::vector<Lv>> children;
  for (size_t i = 0; i < log_->size(); ++i) {
    const Insertion run = log_->at(i);
    if (run.apart) children[KeyOf(run)].push_back(run.range.lv);
  }
  for (size_t i = 0; i < log_->size(); ++i) {
    const Insertion run = log_->at(i);
    if (run.apart) continue;
    auto it = children.find(KeyOf(run));
    if (it != children.end()) it->second.push_back(run.range.lv);
  }
  for (auto& [key, lvs] : children) {
    // An only child needs no list.
    if (key.side == TreeSide::kRight && key.parent != kNoLv &&
        key.parent + 1 < log_->Find(key.parent).range.end()) {
      lvs.push_back(key.parent + 1);
    }
    if (lvs.size() < 2) continue;
    std::vector<Child> sorted;
    for (Lv lv : lvs) sorted.push_back(MakeChild(lv));
    Sort(sorted.begin(), sorted.end(), [&, side = key.side](const Child& a, const Child& b) {
      return RivalBefore(a.rival, b.rival, side);
    });
    SiblingList& list = lists_[key];
    for (const Child& child : sorted) list.Insert(list.End(), child);
  }
}

}  // namespace weft
