#include "tests/support/any_element.h"

#include <algorithm>
#include <tuple>

#include "crdt/core/operation_payload.h"
#include "crdt/core/value.h"

namespace weft::testing {

namespace {

bool IsInsertion(OperationKind kind) {
  return kind == OperationKind::kInsertText || kind == OperationKind::kInsertItems;
}

void TakeContent(const OperationSet& set, const Operation& run, uint32_t k, AnyElement* out) {
  std::string_view bytes = set.payload.bytes;
  switch (run.kind) {
    case OperationKind::kInsertItems: {
      bytes.remove_prefix(run.content);
      for (uint32_t i = 0; i < k; ++i) TakeValue(&bytes);
      out->content = TakeValue(&bytes);
      return;
    }
    case OperationKind::kMove:
      out->item = set.payload.ids[run.item];
      return;
    case OperationKind::kWrite:
      if (!run.replaced.IsNull()) out->replaced.push_back(run.replaced);
      for (uint64_t i = 0; i < run.more.count; ++i) {
        out->replaced.push_back(set.payload.ids[run.more.offset + i]);
      }
      [[fallthrough]];
    default:
      if (HasPayload(run.kind)) out->content = ContentOf(run, bytes);
  }
}

AnyElement ElementOf(const OperationSet& set, const Operation& run, uint32_t k) {
  AnyElement out;
  out.kind = run.kind;
  out.agent = run.id.agent;
  out.index = run.id.seq + k;
  out.at = run.at;
  out.stamp = run.stamp;
  if (IsOther(run.kind)) out.count = run.count;
  if (run.container != kImpliedContainer && k == 0) out.container = set.containers[run.container];
  if (IsInsertion(run.kind) || run.kind == OperationKind::kMove ||
      run.kind == OperationKind::kMark) {
    out.prev = k == 0 ? run.prev : Id{run.id.agent, run.id.seq + k - 1};
    out.next = run.next;
  }
  if (run.kind == OperationKind::kInsertText) out.unit = set.text[run.text_offset + k];
  if (run.kind == OperationKind::kErase || run.kind == OperationKind::kRestore) {
    out.target = {run.target.agent, run.target.seq + (run.backward ? run.count - 1 - k : k)};
  }
  TakeContent(set, run, k, &out);
  return out;
}

bool Extend(Operation* run, const AnyElement& next) {
  if (run->kind != next.kind || run->id.agent != next.agent) return false;
  if (run->id.seq + run->count != next.index || run->at != next.at) return false;
  if (IsInsertion(next.kind)) {
    const bool continues = next.prev == Id{next.agent, next.index - 1} && next.next == run->next;
    if (continues) ++run->count;
    return continues;
  }
  const bool targets = next.kind == OperationKind::kErase || next.kind == OperationKind::kRestore;
  if (!targets || run->target.agent != next.target.agent) return false;
  if (!run->backward && run->target.seq + run->count == next.target.seq) {
    ++run->count;
    return true;
  }
  const bool may_turn = next.kind == OperationKind::kErase && (run->backward || run->count == 1);
  if (may_turn && next.target.seq + 1 == run->target.seq) {
    run->backward = true;
    run->target = next.target;
    ++run->count;
    return true;
  }
  return false;
}

uint32_t IndexOf(const ContainerId& container, OperationSet* set) {
  auto it = std::find(set->containers.begin(), set->containers.end(), container);
  if (it == set->containers.end()) it = set->containers.insert(it, container);
  return static_cast<uint32_t>(it - set->containers.begin());
}

Operation RunOf(const AnyElement& element, OperationSet* set) {
  Operation run{};
  run.kind = element.kind;
  run.count = element.count;
  run.id = element.id();
  run.at = element.at;
  run.stamp = element.stamp;
  run.prev = run.next = kNullId;
  run.container = element.container ? IndexOf(*element.container, set) : kImpliedContainer;
  if (run.HasAnchors()) {
    run.prev = element.prev;
    run.next = element.next;
  }
  if (run.kind == OperationKind::kErase || run.kind == OperationKind::kRestore) {
    run.target = element.target;
  }
  if (run.kind == OperationKind::kInsertText) {
    run.text_offset = static_cast<uint32_t>(set->text.size());
  } else if (run.kind == OperationKind::kMove) {
    run.item = static_cast<uint32_t>(set->payload.ids.size());
    set->payload.ids.push_back(element.item);
  } else if (HasPayload(run.kind)) {
    run.content = static_cast<uint32_t>(set->payload.bytes.size());
  }
  if (run.kind != OperationKind::kWrite) return run;
  run.more = {0, 0};
  if (element.replaced.empty()) return run;
  run.replaced = element.replaced[0];
  run.more = {element.replaced.size() - 1, static_cast<uint32_t>(set->payload.ids.size())};
  set->payload.ids.insert(set->payload.ids.end(), element.replaced.begin() + 1,
                          element.replaced.end());
  return run;
}

}  // namespace

std::vector<AnyElement> ExpandAny(const OperationSet& set) {
  std::vector<AnyElement> out;
  for (const Operation& run : set.operations) {
    const uint32_t elements = IsOther(run.kind) ? 1 : run.count;
    for (uint32_t k = 0; k < elements; ++k) out.push_back(ElementOf(set, run, k));
  }
  return out;
}

OperationSet PackAny(const std::vector<AnyElement>& elements, bool cut) {
  OperationSet set;
  for (const AnyElement& element : elements) {
    const bool extended =
        !cut && !set.operations.empty() && Extend(&set.operations.back(), element);
    if (!extended) {
      const Operation run = RunOf(element, &set);
      set.operations.push_back(run);
    }
    if (element.kind == OperationKind::kInsertText) set.text.push_back(element.unit);
    set.payload.bytes += element.content;
  }
  return set;
}

void SortAny(std::vector<AnyElement>* elements) {
  std::sort(elements->begin(), elements->end(), [](const auto& a, const auto& b) {
    return std::tuple(a.agent, a.OwnOrder()) < std::tuple(b.agent, b.OwnOrder());
  });
}

namespace {

class AnyMaker {
 public:
  std::vector<AnyElement> Make(const std::vector<SetStep>& steps) {
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
    switch (step.kind % 17) {
      case 0:
      case 1:
        return Insert(step, length, OperationKind::kInsertText);
      case 2:
      case 3:
      case 4:
        return Insert(step, length, OperationKind::kInsertItems);
      case 5:
      case 6:
      case 7:
      case 8:
        return Write(step);
      case 9:
        return Move(step);
      case 10:
        return Add(step);
      case 11:
        return Erase(step, length, step.text % 2 == 0 ? 1 : -1);
      case 12:
        return Restore(step);
      case 13:
        return Other(step, length);
      case 16:
        return Mark(step);
      case 14:
        log_->creations += Far(step.length);
        return;
      default:
        log_->effects += Far(step.length);
        return;
    }
  }

  static uint32_t Far(uint8_t length) { return length % 4 == 0 ? 1u << (length % 23) : length % 4; }

  // An id that the author may name; null when it would be its own and newer.
  Id Named(uint8_t other, uint8_t place, uint32_t own_limit) const {
    const Agent agent = other % 3 == 0 ? agent_ : kSomeAgents[other % 4 == 0 ? other % 8 : 1];
    if (agent != agent_) return {agent, place % 7 == 0 ? 1000u * place : place % 16u};
    if (own_limit == 0) return kNullId;
    return {agent, own_limit - 1 - place % std::min(own_limit, 6u)};
  }

  AnyElement Creation(OperationKind kind) {
    AnyElement e;
    e.kind = kind;
    e.agent = agent_;
    e.index = log_->creations;
    e.at = log_->effects;
    return e;
  }
  AnyElement Effect(OperationKind kind) {
    AnyElement e;
    e.kind = kind;
    e.agent = agent_;
    e.index = log_->effects;
    e.at = log_->creations;
    return e;
  }

  void Place(const SetStep& step, AnyElement* e) const {
    if (step.place % 4 != 0) e->prev = Named(step.other, step.place, log_->creations);
    if (step.text % 4 == 0) return;
    const Id after{e->prev.agent, e->prev.seq + 1};
    const bool adjacent =
        !e->prev.IsNull() && (e->prev.agent != agent_ || after.seq < log_->creations);
    e->next =
        step.text % 4 == 1 && adjacent
            ? after
            : Named(step.text, static_cast<uint8_t>(step.place + step.other), log_->creations);
  }

  ContainerId Container(const SetStep& step, ContainerKind kind) const {
    const Id creator = Named(step.place, step.other, log_->creations);
    const bool named = kind != ContainerKind::kNode && step.length % 2 == 0;
    if (!named && !creator.IsNull()) return ContainerId(kind, creator);
    const ContainerKind root = kind == ContainerKind::kNode ? ContainerKind::kTree : kind;
    return ContainerId(root, std::string(step.other % 3, 'n') + "\xC3\xA9");
  }

  static ContainerKind SequenceKind(uint8_t choice) {
    constexpr ContainerKind kKinds[] = {ContainerKind::kList, ContainerKind::kTree,
                                        ContainerKind::kNode};
    return kKinds[choice % 3];
  }

  static std::string ValueOf(uint32_t n) {
    const Value values[] = {Value(),
                            true,
                            false,
                            0,
                            127,
                            128,
                            -1,
                            int64_t{INT64_MIN},
                            int64_t{INT64_MAX},
                            70000,
                            1.5,
                            -0.0,
                            "",
                            "text",
                            "\xC3\xA9",
                            std::string(63, 'x'),
                            std::string(64, 'y'),
                            std::string(200, 'z'),
                            Bytes{""},
                            Bytes{std::string("\0\xFF", 2)},
                            Value(ContainerId(ContainerKind::kMap, Id{1, 1})),
                            Value(ContainerId(ContainerKind::kText, Id{1, 1})),
                            5,
                            5,
                            5};
    std::string bytes;
    value_bytes::Append(values[n % std::size(values)], &bytes);
    return bytes;
  }

  void Insert(const SetStep& step, uint32_t length, OperationKind kind) {
    AnyElement e = Creation(kind);
    Place(step, &e);
    if (e.prev.IsNull() && e.next.IsNull()) {
      e.container = Container(step, kind == OperationKind::kInsertText ? ContainerKind::kText
                                                                       : SequenceKind(step.place));
    }
    for (uint32_t k = 0; k < length; ++k) {
      if (kind == OperationKind::kInsertItems) {
        e.content = ValueOf(step.length % 2 == 0 ? step.text : step.text + k);
        Append(&e);
        continue;
      }
      const bool pair = (step.text + k) % 5 == 0;
      e.unit = pair ? u'\xD83D' : k % 3 == 0 ? u'\u4E2D' : u'a';
      Append(&e);
      if (!pair) continue;
      e.unit = u'\xDE00';
      Append(&e);
    }
  }

  // Adds it, and lets the next one go on with it.
  void Append(AnyElement* e) {
    elements_.push_back(*e);
    e->prev = e->id();
    e->index = ++log_->creations;
    e->container.reset();
  }

  static std::string KeyOf(uint8_t n) {
    if (n % 13 == 0) return std::string(64 + n % 2, 'k');
    if (n % 17 == 0) return std::string(1024, 'l');
    return std::string(n % 4, 'k');
  }

  void Write(const SetStep& step) {
    AnyElement e = Creation(OperationKind::kWrite);
    const uint32_t count = step.length % 3 == 0 ? 0 : step.length % 7 == 0 ? step.length % 9 : 1;
    for (uint32_t i = 0; i < count; ++i) {
      const Id id = Named(static_cast<uint8_t>(step.other + i),
                          static_cast<uint8_t>(step.place + i * i), log_->creations);
      if (!id.IsNull()) e.replaced.push_back(id);
    }
    std::sort(e.replaced.begin(), e.replaced.end());
    e.replaced.erase(std::unique(e.replaced.begin(), e.replaced.end()), e.replaced.end());
    if (e.replaced.empty()) {
      e.container = Container(step, ContainerKind::kMap);
      value_bytes::AppendKey(KeyOf(step.text), &e.content);
    }
    e.content += ValueOf(step.place);
    e.stamp = step.text % 5 == 0 ? step.text : step.text % 23 == 0 ? 0xFFFFFFFF : 0;
    elements_.push_back(e);
    ++log_->creations;
  }

  void Move(const SetStep& step) {
    AnyElement e = Creation(OperationKind::kMove);
    e.item = Named(step.text, step.place, log_->creations);
    if (e.item.IsNull()) return;
    Place(step, &e);
    if (e.prev.IsNull() && e.next.IsNull()) e.container = Container(step, SequenceKind(step.other));
    e.stamp = step.length % 4 == 0 ? step.length : 0;
    elements_.push_back(e);
    ++log_->creations;
  }

  void Mark(const SetStep& step) {
    AnyElement e = Creation(OperationKind::kMark);
    Place(step, &e);
    if (step.length % 5 == 0) e.next = e.prev;  // one letter
    if (e.prev.IsNull() && e.next.IsNull()) e.container = Container(step, ContainerKind::kText);
    uint8_t sides = step.length % 8;
    if (e.prev.IsNull()) sides &= static_cast<uint8_t>(~kStartsAfter);
    if (e.next.IsNull()) sides &= static_cast<uint8_t>(~kEndsAfter);
    e.content.push_back(static_cast<char>(sides));
    const std::string key = KeyOf(step.text);
    value_bytes::AppendKey(key.empty() ? "b" : key, &e.content);
    const std::string value = ValueOf(step.place);
    const bool plain = !value_bytes::IsContainer(static_cast<uint8_t>(value[0]));
    e.content += plain ? value : ValueOf(1);
    e.stamp = step.other % 5 == 0 ? step.other : step.other % 23 == 0 ? 0xFFFFFFFF : 0;
    elements_.push_back(e);
    ++log_->creations;
  }

  void Add(const SetStep& step) {
    AnyElement e = Effect(OperationKind::kAdd);
    e.container = Container(step, ContainerKind::kCounter);
    value_bytes::AppendInt(step.text % 3 == 0 ? -step.place : step.place * 1000, &e.content);
    elements_.push_back(e);
    ++log_->effects;
  }

  void Other(const SetStep& step, uint32_t length) {
    const bool effect = step.place % 2 == 0;
    AnyElement e =
        effect ? Effect(OperationKind::kOtherEffect) : Creation(OperationKind::kOtherCreation);
    e.count = length;
    if (step.other % 2 == 0) e.container = Container(step, ContainerKind::kMap);
    const std::string bytes(step.text % 5, '\xFF');
    AppendOther(OtherContent{16u + step.place, step.text % 2 == 0, bytes}, &e.content);
    elements_.push_back(e);
    (effect ? log_->effects : log_->creations) += length;
  }

  void Erase(const SetStep& step, uint32_t length, int direction) {
    Id target = Named(step.other, step.place, log_->creations);
    if (target.IsNull()) return;
    for (uint32_t k = 0; k < length; ++k) {
      AnyElement e = Effect(OperationKind::kErase);
      e.target = target;
      elements_.push_back(e);
      ++log_->effects;
      if (direction < 0 && target.seq == 0) return;
      if (direction > 0 && target.agent == agent_ && target.seq + 1 == log_->creations) return;
      target.seq += static_cast<uint32_t>(direction);
    }
  }

  // Of one effect of another agent's: runs of one's own must not meet restores.
  void Restore(const SetStep& step) {
    AnyElement e = Effect(OperationKind::kRestore);
    e.target = Named(step.other, step.place, 0);
    if (e.target.IsNull()) return;
    elements_.push_back(e);
    ++log_->effects;
  }

  Agent agent_ = 0;
  Log* log_ = nullptr;
  std::array<Log, kSomeAgents.size()> logs_{};
  std::vector<AnyElement> elements_;
};

}  // namespace

std::vector<AnyElement> MakeAnyElements(const std::vector<SetStep>& steps) {
  return AnyMaker().Make(steps);
}

}  // namespace weft::testing
