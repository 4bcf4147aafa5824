#include "tests/support/object_actions.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <ostream>

namespace weft::testing {

namespace {

// How often each kind comes up, by repetition.
constexpr ObjectActionKind kKinds[] = {
    ObjectActionKind::kEdit,        ObjectActionKind::kEdit,        ObjectActionKind::kEdit,
    ObjectActionKind::kEdit,        ObjectActionKind::kEdit,        ObjectActionKind::kEdit,
    ObjectActionKind::kEdit,        ObjectActionKind::kEdit,        ObjectActionKind::kReload,
    ObjectActionKind::kTransaction, ObjectActionKind::kTransaction, ObjectActionKind::kRestore,
    ObjectActionKind::kRestore,     ObjectActionKind::kDeliver,     ObjectActionKind::kDeliver,
    ObjectActionKind::kDeliver,     ObjectActionKind::kDeliver,     ObjectActionKind::kDeliver,
    ObjectActionKind::kSync,        ObjectActionKind::kSync,        ObjectActionKind::kSync,
    ObjectActionKind::kAdmit,       ObjectActionKind::kForeign,     ObjectActionKind::kForeign,
    ObjectActionKind::kForeign,     ObjectActionKind::kForeign,     ObjectActionKind::kForeign,
    ObjectActionKind::kObserve,     ObjectActionKind::kRefusedSet,  ObjectActionKind::kRefusedSet,
    ObjectActionKind::kRefusedEdit, ObjectActionKind::kStream,      ObjectActionKind::kUndo,
    ObjectActionKind::kUndo,        ObjectActionKind::kUndo,        ObjectActionKind::kUndo,
};

constexpr const char* kNames[] = {
    "Edit",    "Transaction", "Restore",    "Deliver",     "Stream", "Sync",   "Admit",
    "Foreign", "Observe",     "RefusedSet", "RefusedEdit", "Undo",   "Reload",
};

}  // namespace

ObjectActionKind ObjectAction::kind() const {
  return kKinds[numbers.kind_number % std::size(kKinds)];
}

uint64_t ObjectAction::seed() const {
  uint64_t seed = numbers.flags >> 1;
  for (uint8_t number : {numbers.a, numbers.b, numbers.c, numbers.d, numbers.e}) {
    seed = seed << 8 | number;
  }
  return seed;
}

uint8_t NumberOf(ObjectActionKind kind) {
  return static_cast<uint8_t>(std::find(std::begin(kKinds), std::end(kKinds), kind) - kKinds);
}

std::string ToString(const ObjectAction& action) {
  std::string out = kNames[static_cast<size_t>(action.kind())];
  const Action& n = action.numbers;
  const uint8_t fields[] = {n.kind_number, n.replica, n.flags, n.a, n.b, n.c, n.d, n.e};
  out += "{";
  for (uint8_t field : fields) out += std::to_string(field) + ", ";
  out.replace(out.size() - 2, 2, action.quiet() ? "} quiet" : "}");
  return out;
}

std::ostream& operator<<(std::ostream& stream, const ObjectAction& action) {
  return stream << ToString(action);
}

std::vector<ObjectAction> ObjectActionsFrom(std::span<const uint8_t> bytes) {
  std::vector<ObjectAction> out;
  for (const Action& numbers : ActionsFrom(bytes)) out.push_back(ObjectAction{numbers});
  return out;
}

ObjectAction RandomObjectAction(Random& random) { return ObjectAction{RandomAction(random)}; }

Value PlainValue(Random& random) {
  switch (random.Below(14)) {
    case 0:
      return nullptr;
    case 1:
      return random.OneIn(2);
    case 2:
      return std::numeric_limits<int64_t>::min();
    case 3:
      return static_cast<int64_t>(random.Next());
    case 4:
      return random.OneIn(2) ? 0.0 : -0.0;
    case 5:
      return std::numeric_limits<double>::quiet_NaN();
    case 6:
      return 1.5;
    case 7:
      return std::string(random.OneIn(2) ? 63 : 64, 's');
    case 8:
      return Bytes{std::string(random.Below(3), '\xFF')};
    case 9:
      return "";
    default:
      return random.Below(130);
  }
}

std::string KeyFor(Random& random) {
  static const char* const kKeys[] = {"a", "a", "b", "b", "c", "", "x/y", "~1", "\u00E9", "0"};
  return kKeys[random.Below(std::size(kKeys))];
}

ContainerKind KindOfNew(Random& random) {
  return static_cast<ContainerKind>(random.Below(kContainerKinds - 1));
}

}  // namespace weft::testing
