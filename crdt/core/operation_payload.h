// What operations beside those of texts hold in a Payload: how much, whether it is well-formed, and
// how to copy it.
#ifndef WEFT_CRDT_CORE_OPERATION_PAYLOAD_H_
#define WEFT_CRDT_CORE_OPERATION_PAYLOAD_H_

#include <cstddef>
#include <string_view>

#include "crdt/core/operation_view.h"

namespace weft {

// What is wrong with an operation of the kinds that have no text, looked at alone: ids, anchors,
// container and content; null when nothing is. (Kinds with text and effects on ids are not its
// business.) `newer`: set when a newer version may understand it.
const char* WhyMalformedObject(const Operation& operation, const OperationView& set, bool* newer);

// Why `container` is not one that an operation can name, or null.
const char* WhyNoContainer(const ContainerId& container);

// Of these and what follows: the bytes hold what WhyMalformedObject accepts, and are not checked
// again.
// The bytes of the operation's content in `bytes`.
std::string_view ContentOf(const Operation& operation, std::string_view bytes);

// A write's content in its parts; the key is there only when it replaces nothing.
struct WriteContent {
  std::string_view key;
  std::string_view value;
};
WriteContent SplitWrite(const Operation& write, std::string_view bytes);

// What stands at a mark's content: a byte, the key, the value.
enum MarkSides : uint8_t {
  kStartsAfter = 1,  // its start is after the element prev; else before it
  kEndsAfter = 2,    // its end is after the element next; else before it
  kSeveral = 4,      // marks of this key do not replace each other
  kAllMarkSides = 7,
};
struct MarkContent {
  uint8_t sides;
  std::string_view key;
  std::string_view value;
};
MarkContent SplitMark(std::string_view content);

// The first value's bytes at the front of `values`, which moves behind them.
std::string_view TakeValue(std::string_view* values);

inline bool HasPayload(OperationKind kind) {
  return kind > OperationKind::kRestore && kind != OperationKind::kUndo;
}
// Of another version's kind, in an envelope.
inline bool IsOther(OperationKind kind) {
  return kind == OperationKind::kOtherCreation || kind == OperationKind::kOtherEffect;
}

// Copies the operation's part of a payload to the end of `out`, and lets it point there.
void CopyPayload(const Payload& from, Operation* operation, Payload* out);

// Skips the first values of a run of items.
void SkipValues(uint32_t count, std::string_view bytes, Operation* items);

// Kinds below are this version's own, or reserved: they stand for themselves and never in an
// envelope.
inline constexpr uint32_t kFirstOtherKind = 16;

// What stands in an operation of another version's kind.
struct OtherContent {
  uint32_t kind = 0;
  bool critical = false;  // whoever does not know it must not edit
  std::string_view bytes;
};
// kOtherCreation and kOtherEffect: content is the varint 2 * kind + critical, a varint length, and
// so many bytes. False when it is not.
bool SplitOther(std::string_view content, OtherContent* out, size_t* size);
void AppendOther(const OtherContent& other, std::string* out);

}  // namespace weft

#endif  // WEFT_CRDT_CORE_OPERATION_PAYLOAD_H_
