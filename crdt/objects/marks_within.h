// MarksWithin: the marks that a place in a text is within, for whoever goes along the text and is
// told which mark begins or ends.
//
// In one ordered set, by key, by whether the mark shows and showed before, and by rank, so that no
// number of marks that were taken away, or came at once, is stepped over to find the greatest that
// shows. Cost: a change O(log marks within), all keys O(keys * log marks within); a handful of
// marks is one small block of memory. Thread rule: the document's.
#ifndef WEFT_CRDT_OBJECTS_MARKS_WITHIN_H_
#define WEFT_CRDT_OBJECTS_MARKS_WITHIN_H_

#include <cstdint>

#include "absl/container/btree_set.h"
#include "crdt/core/id.h"
#include "crdt/objects/lamport.h"
#include "crdt/objects/marks.h"

namespace weft {

class MarksWithin {
 public:
  // Of marks on one place, the greatest (Lamport, agent) first.
  struct Rank {
    Agent agent;
    Lamport lamport;
    MarkNumber mark;

    friend bool operator<(const Rank& a, const Rank& b) {
      if (a.lamport != b.lamport) return a.lamport > b.lamport;
      return a.agent != b.agent ? a.agent > b.agent : a.mark > b.mark;
    }
  };
  // Whether it shows, and whether it did before.
  enum class State : uint8_t { kStays, kCame, kWent, kHidden };
  static State StateOf(bool before, bool now) {
    if (now) return before ? State::kStays : State::kCame;
    return before ? State::kWent : State::kHidden;
  }

  // Puts one in that is not there, or takes it out.
  void Switch(uint32_t key, State state, const Rank& rank) {
    const auto [it, added] = entries_.insert(Entry{PlaceOf(key, state), rank});
    if (!added) entries_.erase(it);
  }
  // Of one that may be there.
  void Move(uint32_t key, State from, State to, const Rank& rank) {
    if (entries_.erase(Entry{PlaceOf(key, from), rank}) == 0) return;
    entries_.insert(Entry{PlaceOf(key, to), rank});
  }
  // visitor(key, before, now) for each key of any that shows or did: the one that decided and the
  // one that decides; null for none. Pointers are good until the next change.
  template <class Visitor>
  void ForEachKey(Visitor&& visitor) const {
    for (auto it = entries_.begin(); it != entries_.end();) {
      const uint32_t key = it->place / kStates;
      const Rank* before = nullptr;
      const Rank* now = nullptr;
      for (; it != entries_.end() && it->place / kStates == key; it = BehindPlaceOf(it)) {
        const auto state = static_cast<State>(it->place % kStates);
        if (state == State::kStays || state == State::kCame) now = Greater(now, &it->rank);
        if (state == State::kStays || state == State::kWent) before = Greater(before, &it->rank);
      }
      if (before != nullptr || now != nullptr) visitor(key, before, now);
    }
  }

 private:
  static constexpr uint32_t kStates = 4;
  struct Entry {
    uint32_t place;  // by key (a mark takes 4 bytes of 2^32, so keys are below 2^30), then state
    Rank rank;

    friend bool operator<(const Entry& a, const Entry& b) {
      return a.place != b.place ? a.place < b.place : a.rank < b.rank;
    }
  };
  using Entries = absl::btree_set<Entry>;

  static uint32_t PlaceOf(uint32_t key, State state) {
    return key * kStates + static_cast<uint32_t>(state);
  }
  static const Rank* Greater(const Rank* a, const Rank* b) {
    return a == nullptr || *b < *a ? b : a;
  }
  // The first of another key or state.
  Entries::const_iterator BehindPlaceOf(Entries::const_iterator it) const {
    const uint32_t place = it->place;
    if (++it == entries_.end() || it->place != place) return it;
    return entries_.lower_bound(Entry{place + 1, Rank{~Agent{0}, ~Lamport{0}, ~MarkNumber{0}}});
  }

  Entries entries_;
};

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_MARKS_WITHIN_H_
