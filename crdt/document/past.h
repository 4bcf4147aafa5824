// Past: what a document showed at an older version, found in the document as it is, without making
// another one of it.
//
//   elements   a bit for each LV: not there yet, or deleted by an effect of the version
//   values     the write that won each register, among those of the version
//   places     where moved items stood: the version's moves, replayed
//   sums       of counters
//
// Order needs nothing: elements never move, so a text at a version is the spans of today's in
// their order, cut to what showed then.
//
// It is a snapshot of numbers of this replica: good until the document changes. Cost: linear in
// the runs of the whole history plus n / 32 bytes for n elements; of more than text also in the
// writes and moves. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_PAST_H_
#define WEFT_CRDT_DOCUMENT_PAST_H_

#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/document/document_state.h"
#include "crdt/objects/places.h"
#include "crdt/sequence/lv_bits.h"

namespace weft {

class Past {
 public:
  // kInvalidArgument: a version that never was (an agent's effects past its creations or the other
  // way round, inside a surrogate pair, an operation without what it depends on, an agent never
  // heard of). kOutOfRange: one this document has not reached. kFailedPrecondition: the history it
  // takes was dropped, or left out when the document was saved.
  static Result<Past> Of(DocumentState* state, const Version& version);

  // The counts of the version, by the agent's number.
  Counts CountsOf(AgentNumber agent) const { return counts_[agent]; }
  bool Has(Lv creation) const;  // whether the version holds it
  // Of an element that is there: whether an effect of the version hid it. Also of writes.
  bool IsDeleted(Lv lv) const { return gone_[lv]; }
  bool IsRestored(AgentNumber agent, uint32_t effect) const {
    return !restored_.empty() && restored_.contains(EffectKey(agent, effect));
  }

  // Of a write or a slot that is there: whether it was as if it had never been made.
  bool IsUndone(Lv creation) const { return !undone_.empty() && undone_.contains(creation); }
  // How many from `lv` on, up to `end`, are alike: deleted or not there, or neither.
  uint32_t DeletedRunLength(Lv lv, Lv end) const { return gone_.RunLength(lv, end); }

  // Elements with a place: units, items, slots. An item that was moved shows in its slot.
  bool Shows(Lv lv) const { return !hidden()[lv]; }
  // How many from `lv` on, up to `end`, are in the state of the first.
  uint32_t RunLength(Lv lv, Lv end) const { return hidden().RunLength(lv, end); }
  template <class Visitor>
  void ForEachShown(LvRange range, Visitor&& visitor) const {
    for (Lv lv = range.lv; lv < range.end();) {
      const uint32_t count = RunLength(lv, range.end());
      if (Shows(lv)) visitor(LvRange{lv, count});
      lv += count;
    }
  }

  // Of more than text ---------------------------------------------------------------------------
  Lv Winner(RegisterNumber of) const { return of < winners_.size() ? winners_[of] : kNoLv; }
  Lv PlaceOf(Lv item) const { return places_.has_value() ? places_->Of(item) : item; }
  bool ShowsItem(Lv item) const { return Shows(PlaceOf(item)); }
  Lv ShownOf(Lv item) const;  // the write that gave an item its value, or itself
  int64_t SumOf(ContainerNumber counter) const {
    return counter < sums_.size() ? sums_[counter] : 0;
  }
  // The container that an item or write stood in.
  ContainerNumber ParentOf(Lv creation) const;
  // Whether an item with the value it was inserted with, or a write, showed where it stood.
  bool ShowsCreation(Lv creation) const;

 private:
  explicit Past(DocumentState* state) : state_(state) {}

  const LvBits& hidden() const { return places_.has_value() ? hidden_ : gone_; }
  // visitor(agent, run) for the effects of the version that are known, in each agent's order.
  template <class Visitor>
  void ForEachEffect(Visitor&& visitor) const {
    const EffectLog& log = state_->sequence().effects();
    for (AgentNumber agent = 0; agent < log.agents(); ++agent) {
      for (size_t i = 0; i < log.RunCount(agent); ++i) {
        const EffectRun run = log.At(agent, i);
        if (run.index >= counts_[agent].effects) break;
        if (run.end() <= counts_[agent].effects) {
          visitor(agent, run);
        } else {
          visitor(agent, run.Cut(run.index, counts_[agent].effects));
        }
      }
    }
  }
  Status CheckReached(const Version& version) const;
  Status CheckOwnOrder(AgentNumber agent, const Status& effects) const;
  // That nothing in it lacks what it depends on (past_check.cc).
  Status CheckClosed() const;
  bool HasTargets(const EffectRun& run) const;
  bool HasContainerOf(Lv creation) const;
  bool HasCreator(ContainerNumber container) const;
  Status CheckInsertionsClosed() const;
  Status CheckObjectsClosed() const;
  void CollectRestored();
  void FillElements();
  void FillUndone();
  void FillRegisters();
  void FillPlaces();
  void FillSums();

  DocumentState* state_;
  std::vector<Counts> counts_;
  absl::flat_hash_set<uint64_t> restored_;
  LvBits gone_;    // not there, or deleted
  LvBits hidden_;  // likewise, or moved away, or a slot where nothing stands; only with places_
  absl::flat_hash_map<Lv, uint32_t> undone_;  // writes and slots: how often
  std::vector<Lv> winners_;
  std::optional<Places> places_;
  std::vector<int64_t> sums_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_PAST_H_
