#include "crdt/wire/keystroke.h"

#include <cstddef>
#include <cstdint>

#include "crdt/wire/update_layout.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

constexpr uint8_t kTyped = kOneInsertion | kPrevAdjacent << kPrevShift;
constexpr uint8_t kTypedBefore = kTyped | kNextOwn << kNextShift;
constexpr uint8_t kTypedLast = kTyped | kNextNull << kNextShift;
constexpr uint8_t kErased = kOneErase | kTargetOwn;
constexpr uint32_t kMaxNumber = (1u << 21) - 1;
constexpr uint32_t kMaxAgentNumber = 0x7F;
constexpr size_t kMaxBytes = 2 + 3 * 3 + 1;

// A varint of at most three bytes, which no count or id is too small for. The body's last byte is
// known to end one, so none passes its end. Null when it has ended, or the varint is another one.
const uint8_t* ReadNumber(const uint8_t* at, const uint8_t* end, uint32_t* value) {
  if (at >= end) [[unlikely]]
    return nullptr;
  if (at[0] < 0x80) {
    *value = at[0];
    return at + 1;
  }
  if (at[1] < 0x80) {
    *value = (at[0] & 0x7Fu) | uint32_t{at[1]} << 7;
    return at[1] != 0 ? at + 2 : nullptr;
  }
  *value = (at[0] & 0x7Fu) | uint32_t{at[1] & 0x7Fu} << 7 | uint32_t{at[2]} << 14;
  return at[2] - 1u < 0x7F ? at + 3 : nullptr;
}

}  // namespace

bool ReadKeystroke(std::string_view body, const AgentNumbers& numbers, const Limits& limits,
                   OperationSet* out) {
  const auto* at = reinterpret_cast<const uint8_t*>(body.data());
  const uint8_t* const end = at + body.size();
  if (body.size() < 4 || end[-1] >= 0x80 || limits.runs == 0 || limits.agents == 0 ||
      limits.elements == 0) {
    return false;
  }
  const uint8_t head = at[0];
  const uint8_t number = at[1];  // of two bytes, it has no agent here
  if (number > kMaxAgentNumber || number >= numbers.size()) return false;
  uint32_t seq = 0;
  uint32_t other = 0;  // of the author's other log
  uint32_t back = 0;
  at = ReadNumber(at + 2, end, &seq);
  if (at == nullptr || (at = ReadNumber(at, end, &other)) == nullptr) return false;
  const bool erases = head == kErased;
  if (head != kTypedLast) {
    if ((head != kTypedBefore && !erases) || (at = ReadNumber(at, end, &back)) == nullptr) {
      return false;
    }
  }
  // The author's elements that it can name.
  const uint32_t known = erases ? other : seq;
  if (at + (erases ? 0 : 1) != end || back >= known) return false;

  const Agent author = numbers.AgentOf(number);
  const Id named{author, known - 1 - back};
  Operation& operation = out->operations.emplace_back(Operation::Unset());
  operation.kind = erases ? OperationKind::kErase : OperationKind::kInsertText;
  operation.count = 1;
  operation.id = Id{author, seq};
  operation.at = other;
  operation.container = kImpliedContainer;
  operation.prev = erases ? named : Id{author, seq - 1};  // or the target
  operation.next = head == kTypedBefore ? named : kNullId;
  operation.backward = false;
  operation.stamp = 0;
  operation.text_offset = erases ? 0 : static_cast<uint32_t>(out->text.size());
  if (erases) return true;
  out->text.push_back(*at);
  return true;
}

bool AppendKeystroke(const OperationSet& set, const AgentNumbers& numbers, std::string* out) {
  if (set.operations.size() != 1) return false;
  const Operation& run = set.operations[0];
  const auto [author, seq] = run.id;
  if (run.count != 1 || seq > kMaxNumber || run.at > kMaxNumber) return false;
  const int64_t number = numbers.NumberOf(author);
  if (number < 0 || number > kMaxAgentNumber) return false;
  uint8_t bytes[kMaxBytes];
  uint8_t* to = PutVarint(PutVarint(bytes + 2, seq), run.at);
  bytes[1] = static_cast<uint8_t>(number);
  if (run.kind == OperationKind::kErase) {
    if (run.target.agent != author || run.target.seq >= run.at) return false;
    bytes[0] = kErased;
    to = PutVarint(to, run.at - 1 - run.target.seq);
  } else {
    if (run.kind != OperationKind::kInsertText || seq == 0 || run.prev != Id{author, seq - 1} ||
        run.text_offset >= set.text.size() || set.text[run.text_offset] >= 0x80) {
      return false;
    }
    bytes[0] = kTypedLast;
    if (run.next != kNullId) {
      if (run.next.agent != author || run.next.seq >= seq) return false;
      bytes[0] = kTypedBefore;
      to = PutVarint(to, seq - 1 - run.next.seq);
    }
    *to++ = static_cast<uint8_t>(set.text[run.text_offset]);
  }
  out->append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(to - bytes));
  return true;
}

}  // namespace weft::wire
