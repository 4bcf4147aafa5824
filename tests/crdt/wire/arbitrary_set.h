// SetStep and MakeElements: any well-formed set of operations, from a list of small steps.
//
// Each step is a few bytes, so rapidcheck's shrinking works on it; the interpretation never fails.
// The sets are honest about form (anchors and targets of the author's own are older, pairs are
// whole) and about nothing else: anchors need not be neighbours, targets need not exist, and parts
// of an agent's logs may be missing.
#ifndef WEFT_TESTS_CRDT_WIRE_ARBITRARY_SET_H_
#define WEFT_TESTS_CRDT_WIRE_ARBITRARY_SET_H_

#include <array>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "crdt/wire/agent_numbers.h"
#include "tests/support/arbitrary.h"
#include "tests/support/elements.h"

namespace weft::testing {

struct SetStep {
  uint8_t kind, author, other, place, length, text;

  friend std::ostream& operator<<(std::ostream& out, const SetStep& s) {
    return out << "{" << int{s.kind} << "," << int{s.author} << "," << int{s.other} << ","
               << int{s.place} << "," << int{s.length} << "," << int{s.text} << "}";
  }
};

// Those whose lengths on the wire differ, and the ones at the edges.
inline constexpr std::array<Agent, 8> kSomeAgents = {
    0, 1, 31, 32, 8191, 0x1234567890ABC, kMaxAgent - 1, kMaxAgent};

inline AgentNumbers NumbersOfSomeAgents() {
  return {kMaxAgent, 1, 0, 32, 8191, 31, 0x1234567890ABC, kMaxAgent - 1};
}

class SetMaker {
 public:
  std::vector<ElementOperation> Make(const std::vector<SetStep>& steps) {
    for (const SetStep& step : steps) Take(step);
    return elements_;
  }

 private:
  struct Log {
    uint32_t creations = 0;
    uint32_t effects = 0;
  };

  void Take(const SetStep& step) {
    const size_t author = step.author % 3 == 0 ? step.author % 8u : step.author % 2u;
    agent_ = kSomeAgents[author];
    log_ = &logs_[author];
    const uint32_t length = step.length % 5 == 0 ? step.length % 40 + 1u : step.length % 3 + 1u;
    switch (step.kind % 9) {
      case 0:
      case 1:
      case 2:
        return Insert(step, length);
      case 3:
      case 4:
        return Erase(step, length, 1);
      case 5:
        return Erase(step, length, -1);
      case 6:
        return Restore(step, length);
      case 7:
        log_->creations += Far(step.length);
        return;
      case 8:
        log_->effects += Far(step.length);
        return;
    }
  }

  // Mostly near, sometimes where a varint gets longer.
  static uint32_t Far(uint8_t length) { return length % 4 == 0 ? 1u << (length % 23) : length % 4; }

  // An id that the author may name; null when it would be its own and newer.
  Id Named(uint8_t other, uint8_t place, uint32_t own_limit) const {
    const Agent agent = other % 3 == 0 ? agent_ : kSomeAgents[other % 4 == 0 ? other % 8 : 1];
    if (agent != agent_) return {agent, place % 7 == 0 ? 1000u * place : place % 16u};
    if (own_limit == 0) return kNullId;
    return {agent, own_limit - 1 - place % std::min(own_limit, 6u)};
  }

  Id Prev(const SetStep& step) const {
    if (step.place % 5 == 0) return kNullId;
    return Named(step.other, step.place, log_->creations);
  }
  Id Next(const SetStep& step, Id prev) const {
    if (step.text % 4 == 0) return kNullId;
    const Id after{prev.agent, prev.seq + 1};
    const bool can_be_adjacent =
        !prev.IsNull() && (prev.agent != agent_ || after.seq < log_->creations);
    if (step.text % 4 == 1 && can_be_adjacent) return after;
    return Named(step.text, static_cast<uint8_t>(step.place + step.other), log_->creations);
  }

  void Insert(const SetStep& step, uint32_t length) {
    Id prev = Prev(step);
    const Id next = Next(step, prev);
    const std::string name =
        prev.IsNull() && next.IsNull() ? std::string(step.other % 3, 'n') + "\xC3\xA9" : "";
    for (uint32_t k = 0; k < length; ++k) {
      for (const char16_t unit : Point(step.text + k)) {
        ElementOperation e;
        e.agent = agent_;
        e.index = log_->creations;
        e.prev = prev;
        e.next = next;
        e.unit = unit;
        e.at = log_->effects;
        if (prev.IsNull() && next.IsNull()) e.container = name;
        elements_.push_back(e);
        prev = {agent_, log_->creations++};
      }
    }
  }

  static std::u16string Point(uint32_t n) {
    static const std::u16string kPoints[] = {u"a",          u"b",  u"\u00E9", u"\u4E2D",
                                             u"\U0001F600", u"\0", u"\uFFFF"};
    if (n % 11 == 0) return std::u16string(1, u'\0');
    return n % 3 == 0 ? kPoints[n % 7] : kPoints[n % 2];
  }

  void Erase(const SetStep& step, uint32_t length, int direction) {
    Id target = Named(step.other, step.place, log_->creations);
    if (target.IsNull()) return;
    for (uint32_t k = 0; k < length; ++k) {
      Effect(OperationKind::kErase, target);
      if (direction < 0 && target.seq == 0) return;
      if (direction > 0 && target.agent == agent_ && target.seq + 1 == log_->creations) return;
      target.seq += static_cast<uint32_t>(direction);
    }
  }

  void Restore(const SetStep& step, uint32_t length) {
    const uint32_t known = log_->effects;
    Id target = Named(step.other, step.place, known);
    if (target.IsNull()) return;
    for (uint32_t k = 0; k < length; ++k) {
      if (target.agent == agent_ && !(target.seq < known && Restorable(target.seq))) return;
      Effect(OperationKind::kRestore, target);
      ++target.seq;
    }
  }

  // Runs of restores of one's own must not meet restores: those never make sense.
  bool Restorable(uint32_t effect) const {
    for (const ElementOperation& e : elements_) {
      if (e.kind == OperationKind::kRestore && e.agent == agent_ && e.index == effect) return false;
    }
    return true;
  }

  void Effect(OperationKind kind, Id target) {
    ElementOperation e;
    e.kind = kind;
    e.agent = agent_;
    e.index = log_->effects++;
    e.target = target;
    e.at = log_->creations;
    elements_.push_back(e);
  }

  Agent agent_ = 0;
  Log* log_ = nullptr;
  std::array<Log, kSomeAgents.size()> logs_{};
  std::vector<ElementOperation> elements_;
};

inline std::vector<ElementOperation> MakeElements(const std::vector<SetStep>& steps) {
  return SetMaker().Make(steps);
}

}  // namespace weft::testing

namespace rc {

template <>
struct Arbitrary<weft::testing::SetStep> {
  static Gen<weft::testing::SetStep> arbitrary() {
    using weft::testing::SetStep;
    const auto byte = gen::resize(kNominalSize, gen::arbitrary<uint8_t>());
    return gen::build<SetStep>(gen::set(&SetStep::kind, byte), gen::set(&SetStep::author, byte),
                               gen::set(&SetStep::other, byte), gen::set(&SetStep::place, byte),
                               gen::set(&SetStep::length, byte), gen::set(&SetStep::text, byte));
  }
};

}  // namespace rc

#endif  // WEFT_TESTS_CRDT_WIRE_ARBITRARY_SET_H_
