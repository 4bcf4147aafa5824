#include "crdt/document/in_order.h"

#include <algorithm>
#include <span>

#include "crdt/core/container_id.h"
#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/document/last_start.h"

namespace weft {

bool InOrder::Check() {
  pairs_ = sequence_.order() == OrderKind::kFugueMax && sequence_.arena().has_surrogates();
  if (CheckAll()) return true;
  if (pairs_ || !met_pair_) return false;
  pairs_ = true;  // the set's own; once more, with an eye on them
  named_.clear();
  places_.clear();
  order_.clear();
  root_ = kImpliedContainer;
  return CheckAll();
}

bool InOrder::CheckAll() {
  author_ = other_ = nullptr;
  text_ = kNoTree;
  alone_ = objects_.empty() && state_->tree_count() <= 1;
  if (alone_ && state_->tree_count() == 1) text_ = 0;
  room_ = kMaxElements - sequence_.agents().next_lv();
  const std::span<const Operation> all = set_.operations;
  const bool of_one = std::all_of(all.begin(), all.end(), [&all](const Operation& operation) {
    return operation.id.agent == all[0].id.agent;
  });
  if (of_one) {
    Stretch whole{0, static_cast<uint32_t>(all.size())};
    Need need{};
    return CheckStretch(&whole, &need) && whole.from == whole.end;
  }
  std::vector<Stretch> stretches = StretchesOf(all);
  const auto check = [this](Stretch* stretch, Need* need) {
    const uint32_t from = stretch->from;
    const bool good = CheckStretch(stretch, need);
    if (stretch->from > from) order_.push_back(Stretch{from, stretch->from});
    return good;
  };
  return GoThrough(all, &stretches, check, [this](Agent agent) { return Of(agent).have; }) &&
         std::all_of(stretches.begin(), stretches.end(),
                     [](const Stretch& rest) { return rest.from == rest.end; });
}

bool InOrder::CheckStretch(Stretch* stretch, Need* need) {
  const Agent agent = set_.operations[stretch->from].id.agent;
  if (agent > kMaxAgent) return false;
  author_ = other_ = LookUp(agent);
  for (; stretch->from < stretch->end; ++stretch->from) {
    const Operation& operation = set_.operations[stretch->from];
    const bool due = operation.kind == OperationKind::kInsertText ? CheckInsertion(operation, need)
                     : operation.kind == OperationKind::kErase    ? CheckErase(operation, need)
                                                                  : false;
    if (!due) break;
  }
  return stretch->from == stretch->end || need->count > 0;
}

bool InOrder::CheckInsertion(const Operation& operation, Need* need) {
  const Counts have = author_->have;
  if (operation.count == 0 || operation.id.seq < have.creations || operation.count > room_ ||
      operation.text_offset > set_.text.size() ||
      operation.count > set_.text.size() - operation.text_offset || !IsWellFormed(operation)) {
    return false;
  }
  const Agent agent = operation.id.agent;
  if (operation.id.seq > have.creations) return Lacks({agent, false, operation.id.seq}, need);
  if (operation.at > have.effects) return Lacks({agent, true, operation.at}, need);
  if (operation.prev == kNullId && operation.next == kNullId) {
    if (!NamesTheText(operation)) return false;
  } else if (operation.container != kImpliedContainer || !IsKnown(operation.prev, need) ||
             !IsKnown(operation.next, need)) {
    return false;
  }
  if (pairs_ && CutsPair(operation)) return false;
  author_->have.creations += operation.count;
  room_ -= operation.count;
  return true;
}

bool InOrder::IsWellFormed(const Operation& insertion) {
  if (sequence_.order() != OrderKind::kFugueMax) return true;
  const std::u16string_view text = set_.text.substr(insertion.text_offset, insertion.count);
  if (pairs_) return WellFormedUtf16(text);
  met_pair_ = HasSurrogates(text);
  return !met_pair_;
}

// An insertion that is due takes its place in made_.
bool InOrder::CutsPair(const Operation& operation) {
  const Id& prev = operation.prev;
  const Id& next = operation.next;
  if (operation.kind == OperationKind::kInsertText) {
    if ((!prev.IsNull() && EndsWithin(prev)) || (!next.IsNull() && BeginsWithin(next))) return true;
    const auto place = static_cast<size_t>(author_ - named_.data());
    if (made_.size() <= place) made_.resize(place + 1);
    made_[place].push_back(static_cast<uint32_t>(&operation - set_.operations.data()));
    return false;
  }
  const Id& target = operation.target;
  return (operation.at > 0 && EndsWithin(Id{operation.id.agent, operation.at - 1})) ||
         BeginsWithin(target) || EndsWithin(Id{target.agent, target.seq + operation.count - 1});
}

// Of an element that is here or that the set has made by now; 0 for what is no text.
char16_t InOrder::UnitOf(const Id& id) {
  const Named& named = Of(id.agent);
  if (id.seq < named.start.creations) {
    return sequence_.arena().UnitAt(sequence_.agents().LvOf(named.number, id.seq));
  }
  const std::vector<uint32_t>& made = made_[static_cast<size_t>(&named - named_.data())];
  const auto start = [&](size_t i) { return set_.operations[made[i]].id.seq; };
  const Operation& insertion = set_.operations[made[LastStart(made.size(), id.seq, start)]];
  return set_.text[insertion.text_offset + (id.seq - insertion.id.seq)];
}

// A root text: the one that all of the set is about.
bool InOrder::NamesTheText(const Operation& operation) {
  if (operation.container >= set_.containers.size()) return false;
  const ContainerId& id = set_.containers[operation.container];
  if (id.kind != ContainerKind::kText || !id.IsRoot() || WhyNoContainer(id) != nullptr)
    return false;
  if (alone_ && text_ == kNoTree) {
    if (root_ == kImpliedContainer) root_ = operation.container;
    return set_.containers[root_] == id;
  }
  const ContainerNumber known = objects_.containers().FindRoot(id.kind, id.name);
  if (known == kNoContainer || objects_.containers()[known].tree == kNoTree) return false;
  if (text_ == kNoTree) text_ = objects_.containers()[known].tree;
  return text_ == objects_.containers()[known].tree;
}

bool InOrder::IsKnown(const Id& anchor, Need* need) {
  if (anchor.IsNull()) return anchor == kNullId;
  const Named& named = Of(anchor.agent);
  if (anchor.seq >= named.have.creations) {
    return anchor.seq < kMaxElements && Lacks({anchor.agent, false, anchor.seq + 1}, need);
  }
  return alone_ || IsInText(anchor, named);
}

// Of an element that the set does not make; what it makes stands where that does.
bool InOrder::IsInText(const Id& id, const Named& named) {
  if (id.seq >= named.start.creations) return true;
  const TreeId tree = sequence_.TextOf(sequence_.agents().LvOf(named.number, id.seq));
  if (text_ == kNoTree && objects_.containers().IsText(tree)) text_ = tree;
  return text_ == tree;
}

bool InOrder::CheckErase(const Operation& operation, Need* need) {
  const Counts have = author_->have;
  if (operation.count == 0 || operation.container != kImpliedContainer ||
      operation.id.seq < have.effects || operation.count > kMaxElements - have.effects) {
    return false;
  }
  const Agent agent = operation.id.agent;
  if (operation.id.seq > have.effects) return Lacks({agent, true, operation.id.seq}, need);
  if (operation.at > have.creations) return Lacks({agent, false, operation.at}, need);
  if (author_->last_at == kUnasked && author_->number != kNoNumber) {
    author_->last_at = sequence_.LastAt(author_->number);
  }
  if (author_->last_at != kUnasked && operation.at < author_->last_at) return false;
  const Id& target = operation.target;
  const bool own = target.agent == agent;
  const Named& of = Of(target.agent);
  const uint32_t known = own ? operation.at : of.have.creations;
  if (target.seq >= known || operation.count > known - target.seq) {
    const uint64_t end = uint64_t{target.seq} + operation.count;
    return !own && end <= kMaxElements &&
           Lacks({target.agent, false, static_cast<uint32_t>(end)}, need);
  }
  if (!alone_ && target.seq < of.start.creations) {
    const LvRange range = sequence_.agents().Locate(of.number, target.seq);
    if (range.count < operation.count ||
        objects_.creations().AnyIn(LvRange{range.lv, operation.count})) {
      return false;
    }
  }
  if (pairs_ && CutsPair(operation)) return false;
  author_->last_at = operation.at;
  author_->have.effects += operation.count;
  return true;
}

const Operation& InOrder::Apply() {
  if (text_ == kNoTree && root_ != kImpliedContainer) {
    const ContainerId& id = set_.containers[root_];
    text_ = objects_.TreeOf(objects_.Root(id.kind, id.name));
  }
  if (order_.empty()) {
    Apply(Stretch{0, static_cast<uint32_t>(set_.operations.size())});
    return set_.operations.back();
  }
  for (const Stretch& stretch : order_) Apply(stretch);
  return set_.operations[order_.back().end - 1];
}

void InOrder::Apply(const Stretch& stretch) {
  author_ = LookUp(set_.operations[stretch.from].id.agent);
  if (author_->number == kNoNumber) author_->number = sequence_.agents().Intern(author_->agent);
  for (uint32_t i = stretch.from; i < stretch.end; ++i) Apply(set_.operations[i]);
}

void InOrder::Apply(const Operation& operation) {
  const AgentNumber agent = author_->number;
  if (operation.kind == OperationKind::kErase) {
    const Id& target = operation.target;
    const AgentNumber of = Of(target.agent).number;
    const LvRange first = sequence_.agents().Locate(of, target.seq);
    if (!alone_ || first.count < operation.count) return state_->ApplyErase(agent, of, operation);
    return sequence_.IntegrateErase(agent, operation.at, LvRange{first.lv, operation.count},
                                    operation.backward);
  }
  sequence_.IntegrateInsertion(agent, text_, LvOf(operation.prev), LvOf(operation.next),
                               set_.text.substr(operation.text_offset, operation.count));
}

InOrder::Named* InOrder::LookUp(Agent agent) {
  if (author_ != nullptr && author_->agent == agent) return author_;
  if (named_.size() > kFew) {
    const auto place = places_.find(agent);
    return place == places_.end() ? Add(agent) : &named_[place->second];
  }
  for (Named& named : named_) {
    if (named.agent == agent) return &named;
  }
  return Add(agent);
}

InOrder::Named* InOrder::Add(Agent agent) {
  Named named{agent, sequence_.agents().Find(agent), {}, {}, kUnasked};
  if (named.number != kNoNumber) named.start = named.have = sequence_.CountsOf(named.number);
  const auto place = static_cast<uint32_t>(named_.size());
  const size_t author = author_ == nullptr ? 0 : static_cast<size_t>(author_ - named_.data());
  named_.push_back(named);
  if (author_ != nullptr) author_ = &named_[author];  // it may have moved
  if (named_.size() == kFew + 1) {
    for (uint32_t i = 0; i < place; ++i) places_.emplace(named_[i].agent, i);
  }
  if (named_.size() > kFew) places_.emplace(agent, place);
  return &named_[place];
}

}  // namespace weft
