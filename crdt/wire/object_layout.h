// The first byte of a body that holds more than root texts, and the codes in it. docs/format.md
// describes every byte.
//
// Bit 7 says that it is one; texts alone, and erases and restores alone, never have it
// (update_layout.h). As there, the lowest two bits say the form, and each set has exactly one.
#ifndef WEFT_CRDT_WIRE_OBJECT_LAYOUT_H_
#define WEFT_CRDT_WIRE_OBJECT_LAYOUT_H_

#include <cstddef>
#include <cstdint>

#include "crdt/wire/update_layout.h"

namespace weft::wire {

inline constexpr uint8_t kObjects = 0x80;
inline bool IsObjectForm(uint8_t head) { return (head & kObjects) != 0; }

enum ObjectForm : uint8_t {
  kObjectColumns = 0,
  kOneItems = 1,  // or a text's first units, in a text that is a value
  kOneWrite = 2,
  kOneOfOthers = 3,  // a move, an addition, a mark, an undo, or of a kind to come
};

// kOneItems and kOneOfOthers have the codes of one insertion, in its bits, and beyond them:
inline constexpr uint8_t kObjectNextMask = 0x07;
inline constexpr uint8_t kNextIsText = 5;      // kOneItems, with kPrevNull
inline constexpr uint8_t kNextIsAddition = 5;  // kOneOfOthers, with kPrevNull
inline constexpr uint8_t kNextIsOther = 6;  // kOneOfOthers; prev code 0: a creation, 1: an effect
inline constexpr uint8_t kNextIsUndo = 7;   // kOneOfOthers, with kPrevNull
inline constexpr uint8_t kPrevIsMark = 1;   // with that next code: a mark

// kOneItems: in place of one value, several in columns: their number less 2, heads and bodies.
inline constexpr uint8_t kManyValues = 0xFF;  // with which no value begins

// kOneWrite: bits 2-3 what it replaces, bit 4 a stamp follows.
enum ReplacedCode : uint8_t {
  kReplacesNothing = 0,
  kReplacesOwn = 1,
  kReplacesOther = 2,
  kReplacesMany = 3,
};
inline constexpr int kReplacedShift = 2;
inline constexpr uint8_t kReplacedMask = 0x03;
inline constexpr uint8_t kStamped = 0x10;
// A mark: after its ids a byte with the codes of its ends, and whether a stamp follows them.
inline constexpr int kMarkNextShift = 2;
inline constexpr uint8_t kMarkStamped = 0x20;
inline constexpr uint8_t kMarkBits = 0x3F;
inline constexpr uint8_t kWriteBits =
    kObjects | kFormMask | kReplacedMask << kReplacedShift | kStamped;

// How one operation tells its container: a byte, 3 * kind + one of these, and what it needs.
enum ContainerCode : uint8_t {
  kContainerRoot = 0,   // its name
  kContainerOwn = 1,    // the author's creation: how far back
  kContainerOther = 2,  // another agent's: its id
};
inline constexpr uint8_t kContainerCodes = 3;

// kObjectColumns.
inline constexpr uint8_t kObjectOthers = 0x04;      // agents that are only referred to
inline constexpr uint8_t kObjectContainers = 0x08;  // containers that operations name
inline constexpr uint8_t kObjectKeys = 0x10;        // keys of maps
inline constexpr uint8_t kObjectReserved = 0x60;    // as in kColumns: a signature, compression
inline constexpr uint8_t kObjectSignature = 0x20;

// Longer keys do not stand in the table but wherever they are written: what a few bytes can make of
// one key stays small.
inline constexpr size_t kMaxSharedKeyBytes = 64;

enum ObjectRunKind : uint32_t {
  kTextRows = 0,
  kEraseForwardRows = 1,
  kEraseBackwardRows = 2,
  kRestoreRows = 3,
  kItemsRows = 4,
  kWriteRows = 5,
  kMoveRows = 6,
  kAddRows = 7,
  kOtherCreationRows = 8,
  kOtherEffectRows = 9,
  kMarkRows = 10,
  kUndoRows = 11,
};
inline constexpr uint32_t kObjectRunKinds = 12;
// Whether rows of the kind may be several creations or effects; a count stands for each then.
inline bool IsCountedKind(uint32_t kind) {
  return kind <= kItemsRows || kind == kOtherCreationRows || kind == kOtherEffectRows;
}

// Steps through the table of agents.
enum StepSymbol : uint32_t {
  kSameAgent = 0,
  kNextAgent = 1,       // the one after the last
  kStepFirstAgent = 2,  // this and up are indexes
};

enum ValueSymbol : uint32_t {
  kSingleValue = 0,  // null, a boolean, a container: the value's own byte
  kIntValue = 1,     // 1 to 8: an integer in so many bytes
  kDoubleValue = 9,
  kStringValue = 10,
  kBytesValue = 11,
};
inline constexpr uint32_t kValueSymbols = 12;

// MarkSides (crdt/core/operation_payload.h) as symbols.
inline constexpr uint32_t kMarkSideSymbols = 8;

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_OBJECT_LAYOUT_H_
