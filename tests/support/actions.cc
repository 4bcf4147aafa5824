#include "tests/support/actions.h"

#include <algorithm>
#include <iterator>
#include <ostream>

namespace weft::testing {

namespace {

// How often each kind comes up, by repetition.
constexpr ActionKind kKinds[] = {
    ActionKind::kEdit,        ActionKind::kEdit,        ActionKind::kEdit,
    ActionKind::kEdit,        ActionKind::kEdit,        ActionKind::kEdit,
    ActionKind::kEdit,        ActionKind::kEdit,        ActionKind::kReload,
    ActionKind::kTransaction, ActionKind::kTransaction, ActionKind::kRestore,
    ActionKind::kRestore,     ActionKind::kDeliver,     ActionKind::kDeliver,
    ActionKind::kDeliver,     ActionKind::kDeliver,     ActionKind::kDeliver,
    ActionKind::kSync,        ActionKind::kSync,        ActionKind::kSync,
    ActionKind::kAdmit,       ActionKind::kForeign,     ActionKind::kForeign,
    ActionKind::kForeign,     ActionKind::kForeign,     ActionKind::kForeign,
    ActionKind::kObserve,     ActionKind::kRefusedSet,  ActionKind::kRefusedSet,
    ActionKind::kRefusedEdit, ActionKind::kStream,      ActionKind::kUndo,
    ActionKind::kUndo,        ActionKind::kUndo,        ActionKind::kUndo,
};
// Numbers from here on are these.
constexpr uint8_t kFirstOfHistory = 6 * std::size(kKinds);
constexpr ActionKind kHistoryKinds[] = {ActionKind::kRevert, ActionKind::kFork};

constexpr const char* kNames[] = {
    "Edit",    "Transaction", "Restore",     "Deliver", "Stream", "Sync",   "Admit", "Foreign",
    "Observe", "RefusedSet",  "RefusedEdit", "Undo",    "Reload", "Revert", "Fork",
};

constexpr TextActionKind kTextKinds[] = {
    TextActionKind::kType,          TextActionKind::kType,         TextActionKind::kType,
    TextActionKind::kType,          TextActionKind::kBackspace,    TextActionKind::kBackspace,
    TextActionKind::kDeleteForward, TextActionKind::kInsert,       TextActionKind::kInsert,
    TextActionKind::kInsert,        TextActionKind::kErase,        TextActionKind::kErase,
    TextActionKind::kTransaction,   TextActionKind::kTransaction,  TextActionKind::kRestore,
    TextActionKind::kRestore,       TextActionKind::kDeliver,      TextActionKind::kDeliver,
    TextActionKind::kDeliver,       TextActionKind::kDeliver,      TextActionKind::kDeliver,
    TextActionKind::kDeliver,       TextActionKind::kSync,         TextActionKind::kSync,
    TextActionKind::kForeignInsert, TextActionKind::kForeignErase, TextActionKind::kForeignInsert,
    TextActionKind::kForeignInsert, TextActionKind::kForeignErase, TextActionKind::kForeignRestore,
    TextActionKind::kStabilize,     TextActionKind::kRefusedSet,   TextActionKind::kRefusedEdit,
    TextActionKind::kStream,        TextActionKind::kStream,       TextActionKind::kStream,
    TextActionKind::kObserve,
};

constexpr const char* kTextNames[] = {
    "Type",           "Backspace", "DeleteForward", "Insert",     "Erase",         "Transaction",
    "Restore",        "Deliver",   "Sync",          "Stream",     "ForeignInsert", "ForeignErase",
    "ForeignRestore", "Observe",   "Stabilize",     "RefusedSet", "RefusedEdit",
};

}  // namespace

ActionKind Action::kind() const {
  if (kind_number < kFirstOfHistory) return kKinds[kind_number % std::size(kKinds)];
  return kHistoryKinds[(kind_number - kFirstOfHistory) % std::size(kHistoryKinds)];
}

TextActionKind Action::text_kind() const { return kTextKinds[kind_number % std::size(kTextKinds)]; }

uint8_t NumberOf(TextActionKind kind) {
  return static_cast<uint8_t>(std::find(std::begin(kTextKinds), std::end(kTextKinds), kind) -
                              kTextKinds);
}

uint8_t NumberOf(ActionKind kind) {
  uint8_t number = 0;
  while (Action{number}.kind() != kind) ++number;
  return number;
}

uint64_t Action::seed() const {
  uint64_t seed = flags >> 1;
  for (uint8_t number : {a, b, c, d, e}) seed = seed << 8 | number;
  return seed;
}

Unit Action::unit() const {
  constexpr Unit kUnits[] = {Unit::kUtf16, Unit::kUtf8, Unit::kCodePoint, Unit::kUtf16};
  return kUnits[(flags >> 2) & 3];
}

std::string ToString(const Action& action) {
  std::string out = kNames[static_cast<size_t>(action.kind())];
  out += std::string("|") + kTextNames[static_cast<size_t>(action.text_kind())] + "{";
  const uint8_t fields[] = {action.kind_number, action.replica, action.flags, action.a,
                            action.b,           action.c,       action.d,     action.e};
  for (uint8_t field : fields) out += std::to_string(field) + ", ";
  out.replace(out.size() - 2, 2, action.quiet() ? "} quiet" : "}");
  return out;
}

std::ostream& operator<<(std::ostream& stream, const Action& action) {
  return stream << ToString(action);
}

std::vector<Action> ActionsFrom(std::span<const uint8_t> bytes) {
  std::vector<Action> out;
  for (; bytes.size() >= kActionBytes; bytes = bytes.subspan(kActionBytes)) {
    out.push_back(
        Action{bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]});
  }
  return out;
}

Action RandomAction(Random& random) {
  uint8_t bytes[kActionBytes];
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.Next());
  return ActionsFrom(bytes).front();
}

std::u16string ContentFor(uint8_t seed, size_t points) {
  static const std::u16string_view kPoints[] = {
      u"a", u"b", u"c", u"d", u"e", u"f",      u"g",          u" ",
      u"x", u"y", u"z", u"0", u"é", u"\u4E2D", u"\U0001F600", u"\U0010FFFF",
  };
  std::u16string out;
  for (size_t k = 0; k < points; ++k) out += kPoints[(seed + k * 5 + (seed >> 4) * k) % 16];
  return out;
}

}  // namespace weft::testing
