// TypingLane: the shortest way a keystroke takes. While edits go on where the last one ended, as
// most do, Text::Insert, Text::Erase, Document::TakeLocal and Document::Integrate only write here,
// inline; the sequence takes it over (Sequence::Settle) before it does anything else.
//
// Invariants: at most one way is open. Typing: `type_at` is the position of the next unit, and its
// place in the arena follows from it. Erasing: the pending deletion starts at `erase_at`, and may
// go down to `erase_floor`. Remote: the operation `coming`, of count 1, would go on with what is
// pending; its count is 0 when the way is closed (its units go where typing would, but then no text
// matches `text`). A deletion may go on downwards, from coming.target, or upwards, from coming_up;
// having gone one way it cannot go the other. Taking: `taken_set` holds what was taken last. While
// an edit of the lane may go on with its last operation, `taken_as_is` says so; once one has, that
// operation alone is left there, and typed_taken or erased_taken is where the edit was taken last.
#ifndef WEFT_CRDT_CORE_TYPING_LANE_H_
#define WEFT_CRDT_CORE_TYPING_LANE_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "crdt/core/operation_view.h"
#include "crdt/core/unit.h"
#include "crdt/core/version.h"

namespace weft {

struct TypingLane {
  static constexpr uint64_t kClosed = ~uint64_t{0};
  static constexpr uint32_t kNoText = ~uint32_t{0};

  // Local edits.
  uint64_t type_at = kClosed;
  uint64_t type_end = kClosed;  // where the room ends
  // Of the arena, were position 0 there: no pointer, as that may be outside of everything. A
  // two-byte store fits anywhere.
  uintptr_t base = 0;
  uint32_t shift = 0;                              // 1 where a unit takes two bytes
  uint32_t text[3] = {kNoText, kNoText, kNoText};  // that is edited, by Unit: kNoText in those that
                                                   // might differ from UTF-16; set by who opens
  uint64_t erase_at = kClosed;
  uint64_t erase_floor = 0;
  uint64_t length = 0;  // of the text, after the pending deletion
  uint32_t erased = 0;  // here since the last Settle, by whoever
  bool backward_ok = false;
  bool forward_ok = false;

  // Operations of others.
  static constexpr Seq kNoSeq = ~Seq{0};
  Operation coming{};
  Seq coming_floor = kNoSeq;  // deletion: the lowest target that may come downwards
  Seq coming_up = 0;
  Seq coming_ceiling = 0;  // those that may come upwards are below

  // Taking local operations out.
  static constexpr uint64_t kNotTaking = kClosed - 2;  // nor one more or less is any position
  OperationSet taken_set;
  uint64_t typed_taken = kNotTaking;   // type_at when it was taken
  uint64_t erased_taken = kNotTaking;  // or erase_at; then
  uint64_t taken_length = 0;           // `length`,
  Seq taken_floor = 0;                 // the lowest target that is known to go on,
  Seq taken_ceiling = 0;               // and the one behind the highest
  bool taken_as_is = false;            // taken_set is as it was handed out; then
  uint64_t as_is_at = 0;               // type_at or erase_at,
  Id taken_last;                       // and, of a deletion, the element that was hit last
  Counts taken;                        // in all, when taken_set was handed out

  void Close() {
    type_at = type_end = erase_at = kClosed;  // no room, so that not even kClosed is typed at
    backward_ok = forward_ok = false;
    coming.count = 0;
    typed_taken = erased_taken = kNotTaking;
    taken_as_is = false;
  }

  bool Type(uint32_t in_text, uint64_t position, char16_t unit, Unit counted_in) {
    if (position != type_at || in_text != text[static_cast<size_t>(counted_in)] || unit >= 0x80 ||
        position == type_end) {
      return false;
    }
    Write(unit);
    return true;
  }

  bool Erase(uint32_t in_text, uint64_t position, Unit counted_in) {
    if (in_text != text[static_cast<size_t>(counted_in)]) return false;
    if (backward_ok && erase_at > erase_floor && position == erase_at - 1) {
      erase_at = position;
      forward_ok = false;
    } else if (position == erase_at && forward_ok && position < length) {
      backward_ok = false;
    } else {
      return false;
    }
    --length;
    ++erased;
    return true;
  }

  // Makes taken_set the one unit typed, or the one element erased, since it was taken.
  bool Take() {
    if (type_at == typed_taken + 1) {
      Operation& operation = taken_set.operations[0];
      taken_set.text[0] = *Place(typed_taken);
      typed_taken = type_at;
      ++operation.prev.seq;
      ++operation.id.seq;
      return true;
    }
    return TakeErased();
  }
  // The same when taken_set is as it was handed out.
  bool TakeAfterFirst() {
    if (!taken_as_is) return false;
    taken_as_is = false;
    KeepLastTaken();
    (taken_set.operations[0].IsEffect() ? erased_taken : typed_taken) = as_is_at;
    return Take();
  }
  // What has been taken in all.
  Counts AllTaken() const {
    Counts all = taken;
    if (taken_set.operations.empty()) return all;
    const Operation& last = taken_set.operations.back();
    (last.IsEffect() ? all.effects : all.creations) = last.id.seq + last.count;
    return all;
  }

  // Takes in the view's one operation when it is what is expected.
  bool Integrate(const OperationView& view) {
    if (view.operations.size() != 1) return false;
    const Operation& operation = view.operations[0];
    if (operation.count != 1 || coming.count != 1 || operation.kind != coming.kind ||
        operation.id != coming.id || operation.at != coming.at ||
        operation.container != kImpliedContainer) {
      return false;
    }
    if (operation.kind == OperationKind::kInsertText) {
      if (operation.prev != coming.prev || operation.next != coming.next ||
          operation.text_offset >= view.text.size() || view.text[operation.text_offset] >= 0x80 ||
          type_at == type_end) {
        return false;
      }
      Write(view.text[operation.text_offset]);
      ++coming.prev.seq;
    } else {
      const Seq target = operation.target.seq;
      if (operation.target.agent != coming.target.agent) return false;
      if (target == coming.target.seq && target >= coming_floor && target < kMaxElements) {
        coming_ceiling = 0;
        --coming.target.seq;
      } else if (target == coming_up && target < coming_ceiling) {
        coming_floor = kNoSeq;
        ++coming_up;
      } else {
        return false;
      }
      ++erased;
    }
    ++coming.id.seq;
    return true;
  }

 private:
  bool TakeErased() {
    if (erase_at + 1 != erased_taken && (erase_at != erased_taken || length + 1 != taken_length)) {
      return false;
    }
    Operation& operation = taken_set.operations[0];
    if (!MoveTarget(&operation.target.seq)) return false;
    erased_taken = erase_at;
    --taken_length;
    ++operation.id.seq;
    return true;
  }
  // From the last target taken to the one erased since: the one before when the deletion moved
  // down, else the one behind.
  bool MoveTarget(Seq* target) const {
    if (erase_at != erased_taken) {
      if (*target <= taken_floor) return false;
      --*target;
    } else {
      if (*target + 1 >= taken_ceiling) return false;
      ++*target;
    }
    return true;
  }
  // Makes taken_set the last of its elements or effects, as if that had been taken alone.
  void KeepLastTaken() {
    std::vector<Operation>& operations = taken_set.operations;
    Operation& last = operations[0];
    if (operations.size() > 1) {
      last = operations.back();
      operations.resize(1);
    }
    last.id.seq += last.count - 1;
    last.count = 1;
    last.container = kImpliedContainer;
    if (last.IsEffect()) {
      last.target = taken_last;
      last.backward = false;
      taken_set.text.clear();
    } else {
      last.prev = Id{last.id.agent, last.id.seq - 1};
      last.text_offset = 0;
      taken_set.text.resize(1);
    }
    taken_set.containers.clear();
    taken_set.payload.Clear();
  }
  uint8_t* Place(uint64_t position) const {
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    return reinterpret_cast<uint8_t*>(base + static_cast<uintptr_t>(position << shift));
  }
  void Write(char16_t unit) {
    std::memcpy(Place(type_at), &unit, sizeof(unit));
    ++type_at;
  }
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_TYPING_LANE_H_
