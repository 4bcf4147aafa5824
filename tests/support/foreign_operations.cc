#include "tests/support/foreign_operations.h"

#include <algorithm>
#include <set>

#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "tests/support/object_replica.h"
#include "tests/support/random_values.h"

namespace weft::testing {

namespace {

// What the operations of one agent are made from.
class Foreigner {
 public:
  Foreigner(const ObjectOracle& oracle, Agent agent, Random& random,
            std::optional<ContainerKind> focus)
      : oracle_(oracle), agent_(agent), random_(random), focus_(focus) {
    counts_ = oracle.version().Get(agent);
  }

  ObjectOperations Make() {
    const bool honest = oracle_.order() == OrderKind::kYata;
    const size_t which = honest ? 6 + random_.Below(7) : random_.Below(17);
    switch (honest && which == 12 ? 14 : which) {
      case 0:
      case 1:
        return Items();
      case 2:
        return Units();
      case 3:
      case 4:
      case 5:
      case 13:
        return Move();
      case 6:
      case 7:
      case 12:
        return Write();
      case 8:
        return Erase();
      case 9:
        return Restore();
      case 10:
        return Add();
      case 14:
        return Undo();
      case 15:
        return Mark();
      default:
        return random_.OneIn(2) ? Mark() : Other();
    }
  }

 private:
  bool IsInFocus(const ContainerId& container) const {
    if (!focus_) return true;
    const ContainerId forest = oracle_.ForestOf(container);
    return forest.IsRoot() && forest.kind == *focus_;
  }
  template <class Wanted>
  std::optional<ContainerId> AnyContainer(Wanted wanted) {
    std::set<ContainerId> all = ObjectReplica::Roots();
    all.insert(oracle_.Containers().begin(), oracle_.Containers().end());
    std::vector<ContainerId> fitting;
    std::copy_if(all.begin(), all.end(), std::back_inserter(fitting),
                 [&](const ContainerId& id) { return IsInFocus(id) && wanted(id); });
    if (fitting.empty()) return std::nullopt;
    return fitting[random_.Below(fitting.size())];
  }
  std::optional<ContainerId> AnyOf(ContainerKind kind) {
    return AnyContainer([kind](const ContainerId& container) { return container.kind == kind; });
  }
  template <class Wanted>
  std::optional<Id> AnyCreation(Wanted wanted) {
    std::vector<Id> fitting;
    for (const auto& [id, creation] : oracle_.creations()) {
      if (IsInFocus(creation.container) && wanted(creation)) fitting.push_back(id);
    }
    if (fitting.empty()) return std::nullopt;
    return fitting[random_.Below(fitting.size())];
  }

  ObjectOperation Next(OperationKind kind) {
    ObjectOperation out;
    out.kind = kind;
    out.agent = agent_;
    const bool effect = out.IsEffect();
    out.index = effect ? counts_.effects++ : counts_.creations++;
    out.at = effect ? counts_.creations : counts_.effects;
    return out;
  }

  // Between any two elements that are there, next before prev included.
  void Anchor(const ContainerId& container, ObjectOperation* operation) {
    const std::vector<Id> elements = oracle_.Elements(container);
    const auto pick = [&](size_t place) {
      return place >= elements.size() ? kNullId : elements[place];
    };
    const size_t place = random_.Below(elements.size() + 1);
    operation->prev = pick(place);
    operation->next =
        pick(random_.OneIn(3) ? place + random_.Below(3) : random_.Below(elements.size() + 1));
    if (operation->prev.IsNull() && operation->next.IsNull()) operation->container = container;
  }

  ObjectOperations Run(ObjectOperation first, size_t count) {
    ObjectOperations out = {first};
    while (out.size() < count) {
      ObjectOperation next = first;
      next.index = counts_.creations++;
      next.prev = out.back().id();
      next.container.reset();
      out.push_back(next);
    }
    return out;
  }

  ObjectOperations Items() {
    const auto container = AnyContainer([](const ContainerId& id) {
      return IsSequence(id.kind) || id.kind == ContainerKind::kText;
    });
    if (!container) return {};
    ObjectOperation first = Next(OperationKind::kInsertItems);
    Anchor(*container, &first);
    ObjectOperations out = Run(first, 1 + random_.Below(3));
    for (ObjectOperation& operation : out) {
      operation.content = ContentIn(container->kind);
    }
    return out;
  }

  ObjectOperations Units() {
    const auto text = AnyOf(ContainerKind::kText);
    if (!text) return {};
    ObjectOperation first = Next(OperationKind::kInsertText);
    Anchor(*text, &first);
    ObjectOperations out = Run(first, 1 + random_.Below(3));
    for (ObjectOperation& operation : out) {
      operation.unit = static_cast<char16_t>(u'A' + random_.Below(26));
    }
    return out;
  }

  ObjectOperations Move() {
    const auto item = AnyCreation([](const ObjectOracle::Creation& creation) {
      return creation.operation.kind == OperationKind::kInsertItems &&
             IsSequence(creation.container.kind);
    });
    if (!item) return {};
    const ContainerId home = oracle_.creations().at(*item).container;
    const ContainerId forest = oracle_.ForestOf(home);
    const ContainerId container = *AnyContainer([&](const ContainerId& id) {
      return id == home || (IsSequence(id.kind) && oracle_.ForestOf(id) == forest);
    });
    ObjectOperation move = Next(OperationKind::kMove);
    move.item = *item;
    move.stamp = AnyStamp();
    Anchor(container, &move);
    return {move};
  }

  // A key as if nobody had written it, or any of a register's writes, which may have been replaced
  // already.
  ObjectOperations Write() {
    ObjectOperation write = Next(OperationKind::kWrite);
    write.content = AnyContent();
    write.stamp = AnyStamp();
    const auto first = AnyCreation([](const ObjectOracle::Creation& creation) {
      const bool item = creation.operation.kind == OperationKind::kInsertItems &&
                        creation.container.kind == ContainerKind::kList;
      return item || creation.operation.kind == OperationKind::kWrite;
    });
    const auto map = AnyOf(ContainerKind::kMap);
    if (!first && !map) return {};
    if (map && (!first || random_.OneIn(3))) {
      write.container = map;
      write.key = KeyFor(random_);
      return {write};
    }
    ObjectOperation probe = write;
    probe.replaced = {*first};
    const ObjectOracle::Register of = oracle_.RegisterOf(probe);
    std::set<Id> replaced = {*first};
    const auto others = oracle_.writes().find(of);
    if (others != oracle_.writes().end()) {
      for (Id id : others->second) {
        if (random_.OneIn(2)) replaced.insert(id);
      }
    }
    if (!of.item.IsNull() && random_.OneIn(3)) replaced.insert(of.item);
    write.replaced.assign(replaced.begin(), replaced.end());
    return {write};
  }

  ObjectOperations Erase() {
    const auto erasable = [](const ObjectOracle::Creation& creation) {
      return creation.operation.kind == OperationKind::kInsertText ||
             creation.operation.kind == OperationKind::kInsertItems ||
             creation.operation.kind == OperationKind::kWrite ||
             creation.operation.kind == OperationKind::kMark;
    };
    const auto first = AnyCreation(erasable);
    if (!first) return {};
    ObjectOperations out;
    for (uint32_t k = 0; k < 1 + random_.Below(3); ++k) {
      const auto creation = oracle_.creations().find(Id{first->agent, first->seq + k});
      if (creation == oracle_.creations().end() || !erasable(creation->second)) break;
      out.push_back(Next(OperationKind::kErase));
      out.back().target = creation->first;
    }
    if (random_.OneIn(2)) {
      for (size_t i = 0; i < out.size() / 2; ++i) {
        std::swap(out[i].target, out[out.size() - 1 - i].target);
      }
    }
    return out;
  }

  ObjectOperations Restore() {
    std::vector<EffectId> known;
    for (const auto& [effect, operation] : oracle_.effects()) {
      const bool can = operation.kind == OperationKind::kErase ||
                       operation.kind == OperationKind::kAdd ||
                       operation.kind == OperationKind::kUndo;
      if (can) known.push_back(effect);
    }
    if (known.empty()) return {};
    const EffectId effect = known[random_.Below(known.size())];
    ObjectOperation restore = Next(OperationKind::kRestore);
    restore.target = {effect.agent, effect.index};
    return {restore};
  }

  // Beside any two elements, the end before the start included, but never inside a pair.
  ObjectOperations Mark() {
    const auto text = AnyOf(ContainerKind::kText);
    if (!text) return {};
    ObjectOperation mark = Next(OperationKind::kMark);
    Anchor(*text, &mark);
    if (random_.OneIn(4)) mark.next = mark.prev;
    if (mark.prev.IsNull() && mark.next.IsNull()) mark.container = text;
    const uint8_t sides = static_cast<uint8_t>((EndsAfter(mark.prev) ? kStartsAfter : 0) |
                                               (EndsAfter(mark.next) ? kEndsAfter : 0) |
                                               (random_.OneIn(4) ? kSeveral : 0));
    mark.content.push_back(static_cast<char>(sides));
    value_bytes::AppendKey(random_.OneIn(3) ? "b" : "link", &mark.content);
    mark.content += BytesOf(random_.OneIn(3) ? Value() : PlainValue(random_));
    mark.stamp = AnyStamp();
    return {mark};
  }
  bool EndsAfter(Id element) {
    if (element.IsNull()) return false;
    const char16_t unit = oracle_.creations().at(element).operation.unit;
    if (IsHighSurrogate(unit)) return false;
    return IsLowSurrogate(unit) || random_.OneIn(2);
  }

  // Any write or move, whoever made it, also one that is undone or was replaced.
  ObjectOperations Undo() {
    const auto what = AnyCreation([](const ObjectOracle::Creation& creation) {
      return creation.operation.kind == OperationKind::kWrite ||
             creation.operation.kind == OperationKind::kMove;
    });
    if (!what) return {};
    ObjectOperation undo = Next(OperationKind::kUndo);
    undo.target = *what;
    return {undo};
  }

  ObjectOperations Add() {
    const auto counter = AnyOf(ContainerKind::kCounter);
    if (!counter) return {};
    ObjectOperation add = Next(OperationKind::kAdd);
    add.container = counter;
    add.content = BytesOf(static_cast<int64_t>(random_.OneIn(3) ? random_.Next() : 1));
    return {add};
  }

  // Of a kind to come, which whoever does not know it may ignore.
  ObjectOperations Other() {
    ObjectOperation other =
        Next(random_.OneIn(2) ? OperationKind::kOtherCreation : OperationKind::kOtherEffect);
    AppendOther(OtherContent{static_cast<uint32_t>(40 + random_.Below(3)), false,
                             std::string_view("?!").substr(random_.Below(3))},
                &other.content);
    if (random_.OneIn(2)) other.container = AnyOf(ContainerKind::kMap);
    return {other};
  }

  std::string AnyContent() {
    if (!random_.OneIn(3)) return BytesOf(PlainValue(random_));
    return BytesOf(ContainerId(KindOfNew(random_), Id{0, 0}));
  }
  std::string ContentIn(ContainerKind kind) {
    if (kind == ContainerKind::kText) return BytesOf(PlainValue(random_));
    return kind == ContainerKind::kList ? AnyContent() : NodeContent();
  }
  static std::string NodeContent() { return BytesOf(ContainerId(ContainerKind::kMap, Id{0, 0})); }
  uint32_t AnyStamp() {
    constexpr uint32_t kStamps[] = {0, 0, 0, 1, 2, 5, 1000, 1u << 20};
    return kStamps[random_.Below(std::size(kStamps))];
  }

  const ObjectOracle& oracle_;
  Agent agent_;
  Random& random_;
  std::optional<ContainerKind> focus_;
  Counts counts_;
};

}  // namespace

ObjectOperations ForeignChange(const ObjectOracle& oracle, Agent agent, Random& random,
                               std::optional<ContainerKind> focus) {
  return Foreigner(oracle, agent, random, focus).Make();
}

}  // namespace weft::testing
