// The first byte of an update's body, and the codes in it. docs/format.md describes every byte.
//
// The lowest two bits say the form: a set that is one run has a form of its own, everything else
// is columns. With bit 7 it is one of object_layout.h: of sets that hold more than root texts.
#ifndef WEFT_CRDT_WIRE_UPDATE_LAYOUT_H_
#define WEFT_CRDT_WIRE_UPDATE_LAYOUT_H_

#include <cstddef>
#include <cstdint>

namespace weft::wire {

enum Form : uint8_t {
  kColumns = 0,
  kOneInsertion = 1,
  kOneErase = 2,
  kOneRestore = 3,
};
inline constexpr uint8_t kFormMask = 0x03;

// kOneInsertion: bits 2-3 prev, bits 4-6 next.
enum PrevCode : uint8_t {
  kPrevNull = 0,
  kPrevAdjacent = 1,  // the author's element just before
  kPrevOwn = 2,       // another one of the author
  kPrevOther = 3,     // another agent's
};
enum NextCode : uint8_t {
  kNextNull = 0,
  kNextAdjacent = 1,   // (prev.agent, prev.seq + 1)
  kNextOwn = 2,        // another one of the author
  kNextPrevAgent = 3,  // another one of prev's agent, who is not the author
  kNextOther = 4,      // a further agent's
};
inline constexpr int kPrevShift = 2;
inline constexpr uint8_t kPrevMask = 0x03;
inline constexpr int kNextShift = 4;
inline constexpr uint8_t kNextMask = 0x0F;  // with bit 7, which no code above has

// kOneErase and kOneRestore.
inline constexpr uint8_t kTargetOwn = 0x04;
inline constexpr uint8_t kMany = 0x08;  // more than one effect: a count follows
inline constexpr uint8_t kBackward = 0x10;
inline constexpr uint8_t kEraseBits = kFormMask | kTargetOwn | kMany | kBackward;
inline constexpr uint8_t kRestoreBits = kFormMask | kTargetOwn | kMany;

// kColumns.
inline constexpr uint8_t kHasOthers = 0x04;     // agents that are only referred to
inline constexpr uint8_t kHasNames = 0x08;      // names of root texts
inline constexpr uint8_t kHasLamport = 0x10;    // reserved: kinds that advance the Lamport clock
inline constexpr uint8_t kHasSignature = 0x20;  // reserved: a foreign agent's grant and signature
inline constexpr uint8_t kIsCompressed = 0x40;  // reserved: what follows is compressed

// The codes of the columns that hold symbols.
enum AnchorSymbol : uint32_t {
  kAnchorNull = 0,
  kNextIsAdjacent = 1,  // in the column of nexts only
  kPrevFirstAgent = 1,  // prev: this and up are indexes into the table of agents
  kNextFirstAgent = 2,  // next: likewise
};
enum RunKind : uint32_t {
  kInsertionRun = 0,
  kEraseForwardRun = 1,
  kEraseBackwardRun = 2,
  kRestoreRun = 3,
};
inline constexpr uint32_t kRunKinds = 4;

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_UPDATE_LAYOUT_H_
