// Operations that can never be valid (foreign_operations.h).
#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "tests/support/foreign_operations.h"
#include "tests/support/random_values.h"

namespace weft::testing {

namespace {

constexpr OperationKind kUnit = OperationKind::kInsertText;
constexpr OperationKind kItem = OperationKind::kInsertItems;
constexpr OperationKind kWrite = OperationKind::kWrite;
constexpr OperationKind kMove = OperationKind::kMove;
constexpr OperationKind kMark = OperationKind::kMark;
constexpr OperationKind kOther = OperationKind::kOtherCreation;  // nobody knows what it cannot be

using Creation = ObjectOracle::Creation;

class Liar {
 public:
  Liar(const ObjectOracle& oracle, Agent agent, Random& random)
      : oracle_(oracle), id_{agent, 0}, effect_{agent, 0}, random_(random) {}

  Impossible Make() {
    static constexpr bool (Liar::* kLies[])() = {
        &Liar::AnchorsApart,     &Liar::AnchorsOfAnotherKind, &Liar::MoveElsewhere,
        &Liar::MoveOfNoItem,     &Liar::EraseOfSlot,          &Liar::ReplacedApart,
        &Liar::ReplacedNoValue,  &Liar::ContainerOfOtherKind, &Liar::RestoreOfRestore,
        &Liar::KnownIdOtherwise, &Liar::NodeThatIsNoMap,      &Liar::ChildrenOfNoNode,
        &Liar::MarkBesideItems,  &Liar::MarkBesideNoPlace,    &Liar::UnitBesideMark,
        &Liar::MarkApart,        &Liar::MarkOfNoText,         &Liar::UndoOfElement,
        &Liar::MoveOfObject,     &Liar::UndoOfMark,           &Liar::MarkOfContainer,
        &Liar::MarkWithoutKey,   &Liar::MarkOfOtherSides,     &Liar::RestoreOfOther,
    };
    const size_t first = random_.Below(std::size(kLies));
    if ((this->*kLies[first])()) return out_;
    const ContainerId text(ContainerKind::kText, "note");
    return {ItemOperation(id_, text, Node()), "a container in a text"};
  }

 private:
  bool Lie(const ObjectOperation& operation, const char* why) {
    out_ = {operation, why};
    return true;
  }

  template <class Wanted>
  std::optional<Id> Any(Wanted wanted) {
    std::vector<Id> fitting;
    for (const auto& [id, creation] : oracle_.creations()) {
      if (wanted(creation)) fitting.push_back(id);
    }
    if (fitting.empty()) return std::nullopt;
    return fitting[random_.Below(fitting.size())];
  }
  std::optional<Id> AnyOf(OperationKind kind) {
    return Any([kind](const Creation& creation) { return creation.operation.kind == kind; });
  }
  const Creation& At(Id id) const { return oracle_.creations().at(id); }
  bool IsListItem(const Creation& creation) const {
    return creation.operation.kind == kItem && creation.container.kind == ContainerKind::kList;
  }

  bool AnchorsApart() {
    const auto prev = Any([](const Creation& c) { return c.operation.IsAnchored(); });
    if (!prev) return false;
    const auto next = Any([&](const Creation& c) {
      return c.operation.IsAnchored() && c.container != At(*prev).container;
    });
    if (!next) return false;
    if (At(*prev).container.kind != ContainerKind::kText) {
      const Value node(ContainerId(ContainerKind::kMap, Id{0, 0}));
      return Lie(ItemOperation(id_, *prev, *next, node), "anchors apart");
    }
    ObjectOperation unit = UnitOperation(id_, {}, u'x');
    unit.container.reset();
    unit.prev = *prev;
    unit.next = *next;
    return Lie(unit, "anchors apart");
  }

  bool AnchorsOfAnotherKind() {
    const bool units = random_.OneIn(2);
    const auto prev = Any([units](const Creation& c) {
      return c.operation.IsAnchored() && (c.container.kind == ContainerKind::kText) == units;
    });
    if (!prev) return false;
    const Value node(ContainerId(ContainerKind::kMap, Id{0, 0}));
    if (units) return Lie(ItemOperation(id_, *prev, kNullId, node), "an item beside units");
    ObjectOperation unit = UnitOperation(id_, {}, u'x');
    unit.container.reset();
    unit.prev = *prev;
    return Lie(unit, "a unit beside items");
  }

  bool MarkBesideItems() {
    const auto item = Any([](const Creation& c) {
      return c.operation.IsAnchored() && c.container.kind != ContainerKind::kText;
    });
    if (!item) return false;
    if (random_.OneIn(2)) {
      return Lie(MarkOperation(id_, *item, kNullId, 1, "b", true), "a mark beside an item");
    }
    return Lie(MarkOperation(id_, kNullId, *item, 0, "b", true), "a mark beside an item");
  }

  bool MarkBesideNoPlace() {
    const auto loose = Any(
        [](const Creation& c) { return c.operation.kind == kWrite || c.operation.kind == kMark; });
    return loose &&
           Lie(MarkOperation(id_, *loose, *loose, 2, "b", true), "a mark beside what has no place");
  }

  bool UnitBesideMark() {
    const auto mark = AnyOf(kMark);
    if (!mark) return false;
    ObjectOperation unit = UnitOperation(id_, {}, u'x');
    unit.container.reset();
    unit.prev = *mark;
    return Lie(unit, "a unit beside a mark");
  }

  bool MarkApart() {
    const auto start = Any([](const Creation& c) {
      return c.operation.kind == kUnit && !IsLowSurrogate(c.operation.unit);
    });
    if (!start) return false;
    const auto end = Any([&](const Creation& c) {
      return c.operation.IsAnchored() && c.container != At(*start).container;
    });
    return end && Lie(MarkOperation(id_, *start, *end, 0, "b", true), "a mark of two texts");
  }

  bool MarkOfNoText() {
    const ContainerId list(ContainerKind::kList, "list");
    return Lie(MarkOperation(id_, list, "b", true), "a mark in a list");
  }

  bool MoveElsewhere() {
    const auto item = AnyOf(kItem);
    if (!item) return false;
    const ContainerId home = oracle_.ForestOf(At(*item).container);
    const auto prev = Any([&](const Creation& c) {
      return c.operation.IsAnchored() && oracle_.ForestOf(c.container) != home;
    });
    if (prev && random_.OneIn(2)) {
      return Lie(MoveOperation(id_, *item, *prev, kNullId), "a move between containers");
    }
    const char* name = home == ContainerId(ContainerKind::kList, "list") ? "other" : "list";
    return Lie(MoveOperation(id_, *item, ContainerId(ContainerKind::kList, name)),
               "a move to another container");
  }

  bool MoveOfNoItem() {
    const auto what = Any(
        [](const Creation& c) { return c.operation.kind != kItem && c.operation.kind != kOther; });
    if (!what) return false;
    return Lie(MoveOperation(id_, *what, ContainerId(ContainerKind::kList, "list")),
               "a move of what is no item");
  }

  bool EraseOfSlot() {
    const auto slot = AnyOf(kMove);
    return slot && Lie(EraseOne(effect_, *slot), "a deletion of a slot");
  }

  bool ReplacedApart() {
    const auto first = AnyOf(kWrite);
    if (!first) return false;
    const auto second = Any([&](const Creation& c) {
      if (IsListItem(c)) return c.operation.id() != At(*first).written.item;
      return c.operation.kind == kWrite && c.written != At(*first).written;
    });
    if (!second) return false;
    std::vector<Id> replaced = {*first, *second};
    std::sort(replaced.begin(), replaced.end());
    return Lie(ReplaceOperation(id_, replaced, 1), "a write that replaces two registers'");
  }

  bool ReplacedNoValue() {
    const auto what = Any([this](const Creation& c) {
      return c.operation.kind != kWrite && c.operation.kind != kOther && !IsListItem(c);
    });
    return what && Lie(ReplaceOperation(id_, {*what}, 1), "a write that replaces no value");
  }

  bool ContainerOfOtherKind() {
    const auto what = Any([this](const Creation& c) {
      if (c.operation.kind == kUnit || c.operation.kind == kMove || c.operation.kind == kMark) {
        return true;
      }
      const bool holds = c.operation.kind == kItem || c.operation.kind == kWrite;
      if (!holds) return false;
      const uint8_t first = static_cast<uint8_t>(c.operation.content[0]);
      return first != value_bytes::kContainer + static_cast<uint8_t>(kind_);
    });
    if (!what) return false;
    const ContainerId container(kind_, *what);
    switch (kind_) {
      case ContainerKind::kText:
        return Lie(UnitOperation(id_, container, u'x'), "a unit in no text");
      case ContainerKind::kMap:
        return Lie(KeyOperation(id_, container, "k", 1), "a key of no map");
      case ContainerKind::kCounter:
        return Lie(AddOperation(effect_, container, 1), "an addition to no counter");
      default:
        return Lie(ItemOperation(id_, container, Node()), "an item in no list or tree");
    }
  }

  bool ChildrenOfNoNode() {
    const auto what = Any([this](const Creation& c) {
      return c.operation.kind != kOther && !oracle_.IsNode(c.operation.id());
    });
    if (!what) return false;
    const ContainerId container(ContainerKind::kNode, *what);
    return Lie(ItemOperation(id_, container, Node()), "a child of what is no node");
  }

  bool UndoOfElement() {
    const auto what = Any(
        [](const Creation& c) { return c.operation.kind == kUnit || c.operation.kind == kItem; });
    return what && Lie(UndoOne(effect_, *what), "an undo of what is neither a write nor a move");
  }

  bool MoveOfObject() {
    const auto object = Any([](const Creation& c) {
      return c.operation.kind == kItem && c.container.kind == ContainerKind::kText;
    });
    return object && Lie(MoveOperation(id_, *object, *object, kNullId), "a move of an object");
  }

  bool UndoOfMark() {
    const auto mark = AnyOf(kMark);
    return mark && Lie(UndoOne(effect_, *mark), "an undo of a mark");
  }

  bool MarkOfContainer() {
    const ContainerId text(ContainerKind::kText, "note");
    return Lie(MarkOperation(id_, text, "b", Node()), "a mark whose value is a container");
  }

  bool MarkWithoutKey() {
    const ContainerId text(ContainerKind::kText, "note");
    static const char* const kKeys[] = {"", "\xC3"};
    return Lie(MarkOperation(id_, text, kKeys[random_.Below(2)], true), "a mark without a key");
  }

  bool MarkOfOtherSides() {
    ObjectOperation mark = MarkOperation(id_, ContainerId(ContainerKind::kText, "note"), "b", true);
    // Beside no element there is no side; and the other bits mean nothing.
    static constexpr uint8_t kSides[] = {kStartsAfter, kEndsAfter, kAllMarkSides, 8, 0x80, 0xFF};
    mark.content[0] = static_cast<char>(kSides[random_.Below(std::size(kSides))]);
    return Lie(mark, "a mark with sides that are none");
  }

  bool RestoreOfOther() {
    for (const auto& [effect, operation] : oracle_.effects()) {
      if (operation.kind != OperationKind::kOtherEffect) continue;
      return Lie(RestoreOne(effect_, effect), "a restore of an effect of a kind to come");
    }
    return false;
  }

  bool RestoreOfRestore() {
    for (const auto& [effect, operation] : oracle_.effects()) {
      if (operation.kind != OperationKind::kRestore) continue;
      return Lie(RestoreOne(effect_, effect), "a restore of a restore");
    }
    return false;
  }

  bool KnownIdOtherwise() {
    const auto what = Any([](const Creation& c) {
      return c.operation.kind == kUnit || c.operation.kind == kItem || c.operation.kind == kWrite ||
             c.operation.kind == kMark;
    });
    if (!what) return false;
    ObjectOperation operation = At(*what).operation;
    if (operation.kind == kUnit) {
      operation.unit = operation.unit == u'#' ? u'!' : u'#';
    } else if (operation.kind == kMark) {
      operation.content[0] = static_cast<char>(operation.content[0] ^ kSeveral);
    } else {
      operation.content = BytesOf(operation.content == BytesOf(99) ? 98 : 99);
    }
    return Lie(operation, "a known id with other content");
  }

  bool NodeThatIsNoMap() {
    const ContainerId tree(ContainerKind::kTree, "tr~ee");
    const std::vector<Id> elements = oracle_.Elements(tree);
    if (elements.empty()) return Lie(ItemOperation(id_, tree, 1), "a node that is no map");
    return Lie(ItemOperation(id_, elements.front(), kNullId, 1), "a node that is no map");
  }

  static Value Node() { return ContainerId(ContainerKind::kMap, Id{0, 0}); }

  const ObjectOracle& oracle_;
  Id id_;
  EffectId effect_;
  Random& random_;
  ContainerKind kind_ = KindOfNew(random_);
  Impossible out_;
};

}  // namespace

Impossible ImpossibleOperation(const ObjectOracle& oracle, Agent agent, Random& random) {
  return Liar(oracle, agent, random).Make();
}

}  // namespace weft::testing
