// InsertionLog: the anchors of every element, in order of arrival; cold data, 12 bytes a run.
//
// One record per insertion run: inside it prev is the element before and next is the run's. Flags:
//   apart  prev and next were not neighbours when the run arrived: order had to decide;
//   left   in the tree of fugue-max the run's first element is a left child of next, otherwise a
//          right child of prev. (An adjacent arrival is a left child exactly when next is younger
//          than prev, or there is no prev: see Sequence::IsLeftChild.)
// After a load the log is not there until someone asks: anchors of what arrived adjacent are
// implied by the order of elements (LoadedAnchors), and most readers never ask.
//
// Cost: append O(1), look-up O(log runs).
#ifndef WEFT_CRDT_SEQUENCE_INSERTION_LOG_H_
#define WEFT_CRDT_SEQUENCE_INSERTION_LOG_H_

#include <cstdint>
#include <vector>

#include "crdt/core/check.h"
#include "crdt/core/find_run.h"
#include "crdt/core/order_kind.h"
#include "crdt/sequence/lv.h"

namespace weft {

struct Insertion {
  LvRange range;
  Lv prev;
  Lv next;
  bool apart;
  bool left;
};

// Whether an adjacent arrival is a left child, as far as its anchors alone can tell: true unless
// order had put `next` where it is.
inline bool ImpliedLeft(const Insertion& run, OrderKind order) {
  return order == OrderKind::kFugueMax && run.next != kNoLv &&
         (run.prev == kNoLv || run.next > run.prev);
}

class InsertionLog {
 public:
  // Adds the run that starts at `lv`, or goes on with the last one when it continues it.
  void Append(const Insertion& run) {
    if (!run.apart && WouldContinue(run.range.lv, run.prev, run.next)) {
      end_ = run.range.end();
      return;
    }
    records_.push_back(Record{run.range.lv, run.prev | (run.left ? kFlag : 0),
                              run.next | (run.apart ? kFlag : 0)});
    end_ = run.range.end();
  }
  // Whether an element `lv` with these anchors goes on with the last run.
  bool WouldContinue(Lv lv, Lv prev, Lv next) const {
    return !records_.empty() && prev + 1 == lv && lv == end_ &&
           (records_.back().next & ~kFlag) == next;
  }
  // The last run has grown.
  void Extend(uint32_t count) { end_ += count; }

  Lv begin() const { return records_.empty() ? end_ : records_.front().lv; }
  Lv end() const { return end_; }
  size_t size() const { return records_.size(); }

  Insertion at(size_t index) const {
    const Record& record = records_[index];
    const Lv end = index + 1 < records_.size() ? records_[index + 1].lv : end_;
    return Insertion{LvRange{record.lv, end - record.lv}, record.prev & ~kFlag,
                     record.next & ~kFlag, (record.next & kFlag) != 0, (record.prev & kFlag) != 0};
  }
  size_t IndexOf(Lv lv) const {
    WEFT_DCHECK(!records_.empty() && records_.front().lv <= lv && lv < end_);
    return FindRun(records_, &Record::lv, lv);
  }
  Insertion Find(Lv lv) const { return at(IndexOf(lv)); }

  // Puts `older`, which ends where this begins, in front.
  void Prepend(InsertionLog older) {
    if (!records_.empty()) {
      older.records_.insert(older.records_.end(), records_.begin(), records_.end());
      older.end_ = end_;
    }
    *this = std::move(older);
  }
  void Reserve(size_t runs) { records_.reserve(runs); }
  // For a log whose older part is elsewhere: the next run starts at `lv`.
  void StartAt(Lv lv) { end_ = lv; }

 private:
  static constexpr uint32_t kFlag = 0x80000000;

  struct Record {
    Lv lv;
    uint32_t prev;  // with kFlag: left
    uint32_t next;  // with kFlag: apart
  };
  static_assert(sizeof(Record) == 12);

  std::vector<Record> records_;
  Lv end_ = 0;
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_INSERTION_LOG_H_
