// TypingLane: the shortest way a keystroke takes. While edits go on where the last one ended, as
// most do, Text::Insert, Text::Erase, Document::TakeLocal and Document::Integrate only write here,
// inline; the sequence takes it over (Sequence::Settle) before it does anything else.
//
// Invariants: at most one way is open. Typing: `type_at` is the position of the next unit, and its
// place in the arena follows from it. Erasing: the pending deletion starts at `erase_at`, and may
// go down to `erase_floor`. Remote: the operation `coming`, of count 1, would go on with what is
// pending; its count is 0 when the way is closed (its units go where typing would, but then no text
// matches `text`). A deletion may go on downwards, from coming.target, or upwards, from coming_up;
// having gone one way it cannot go the other. Taking: `taken_set` holds what was taken last; as
// long as `taken_edit` is `edit`, that is one operation, and one of count 1 may go on with it.
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
  uint8_t* base = nullptr;  // of the arena, were position 0 there; a two-byte store fits anywhere
  uint32_t shift = 0;       // 1 where a unit takes two bytes
  uint32_t text[3] = {kNoText, kNoText, kNoText};  // that is edited, by Unit: kNoText in those that
                                                   // might differ from UTF-16; set by who opens
  uint64_t erase_at = kClosed;
  uint64_t erase_floor = 0;
  uint64_t length = 0;  // of the text, after the pending deletion
  uint32_t erased = 0;  // here since the last Settle, by whoever
  bool backward_ok = false;
  bool forward_ok = false;
  uint64_t edit = 1;  // goes up with every edit made elsewhere

  // Operations of others.
  static constexpr Seq kNoSeq = ~Seq{0};
  Operation coming{};
  Seq coming_floor = kNoSeq;  // deletion: the lowest target that may come downwards
  Seq coming_up = 0;
  Seq coming_ceiling = 0;  // those that may come upwards are below

  // Taking local operations out.
  Counts taken;  // what had been taken before taken_set's
  OperationSet taken_set;
  Id taken_last;              // deletion: the element that was hit last
  bool taken_as_is = true;    // taken_set is as it was handed out, not yet its last alone
  uint64_t taken_edit = 0;    // 0: nothing goes on
  uint64_t taken_at = 0;      // type_at or erase_at when it was taken
  uint64_t taken_length = 0;  // deletion: `length` then,
  Seq taken_floor = 0;        // the lowest target that is known to go on,
  Seq taken_ceiling = 0;      // and the one behind the highest

  void Close() {
    type_at = type_end = erase_at = kClosed;  // no room, so that not even kClosed is typed at
    backward_ok = forward_ok = false;
    coming.count = 0;
    ++edit;
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
    if (edit != taken_edit) return false;
    if (taken_as_is) [[unlikely]]
      KeepLastTaken();
    Operation& operation = taken_set.operations[0];
    if (operation.kind == OperationKind::kInsertText) {
      if (type_at != taken_at + 1) return false;
      taken_set.text[0] = base[taken_at << shift];
      ++operation.prev.seq;
      ++taken_at;
    } else {
      if (length + 1 != taken_length || !MoveTarget(&operation.target.seq)) return false;
      taken_at = erase_at;
      --taken_length;
    }
    ++operation.id.seq;
    return true;
  }
  // What has been taken in all.
  Counts AllTaken() const {
    Counts all = taken;
    if (taken_edit == 0) return all;
    const Operation& last = taken_set.operations[0];
    (last.IsEffect() ? all.effects : all.creations) = last.id.seq + last.count;
    return all;
  }

  // Takes in the view's one operation when it is what is expected.
  bool Integrate(const OperationView& view) {
    if (view.operations.size() != 1) return false;
    const Operation& operation = view.operations[0];
    if (operation.count != coming.count || operation.kind != coming.kind ||
        operation.id != coming.id || operation.at != coming.at) {
      return false;
    }
    if (operation.kind == OperationKind::kInsertText) {
      if (operation.prev != coming.prev || operation.next != coming.next ||
          operation.container != kImpliedContainer || operation.text_offset >= view.text.size() ||
          view.text[operation.text_offset] >= 0x80 || type_at == type_end) {
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
  // Makes taken_set the last of its elements or effects, as if that had been taken alone.
  void KeepLastTaken() {
    taken_as_is = false;
    Operation& last = taken_set.operations[0];
    last.id.seq += last.count - 1;
    last.count = 1;
    if (last.IsEffect()) {
      last.target = taken_last;
      last.backward = false;
    } else {
      taken_set.text.resize(1);
      last.text_offset = 0;
      last.prev = Id{last.id.agent, last.id.seq - 1};
      taken_set.containers.clear();
      last.container = kImpliedContainer;
    }
  }
  // From the last target taken to the one erased since: the one before when the deletion moved
  // down, else the one behind.
  bool MoveTarget(Seq* target) const {
    if (erase_at + 1 == taken_at) {
      if (*target <= taken_floor) return false;
      --*target;
    } else {
      if (erase_at != taken_at || *target + 1 >= taken_ceiling) return false;
      ++*target;
    }
    return true;
  }
  void Write(char16_t unit) {
    std::memcpy(base + (type_at << shift), &unit, sizeof(unit));
    ++type_at;
  }
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_TYPING_LANE_H_
