// Outboxes: what an author sends and a reader receives, transaction by transaction, in two ways of
// equal shape: as a session's updates, and as operations that never become bytes.
#ifndef WEFT_BENCH_DOCUMENTS_OUTBOX_H_
#define WEFT_BENCH_DOCUMENTS_OUTBOX_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <weft/crdt.h>
#include "bench/traces/require.h"

namespace weft::bench {

class UpdateOutbox {
 public:
  // `numbers`: the agents that both ends know.
  explicit UpdateOutbox(const AgentNumbers& numbers) : numbers_(&numbers) {}

  void Send(const OperationSet& operations) {
    Require(AppendSessionUpdate(operations, *numbers_, &bytes_));
    ends_.push_back(bytes_.size());
  }
  size_t size() const { return ends_.size(); }
  size_t ByteCount() const { return bytes_.size(); }
  // All of them, in order, to `reader`.
  void Deliver(Document& reader) const {
    OperationSet received;
    size_t begin = 0;
    for (const size_t end : ends_) {
      const std::string_view update = std::string_view(bytes_).substr(begin, end - begin);
      Require(DecodeSessionUpdate(update, *numbers_, Limits(), &received));
      Require(reader.Integrate(received));
      begin = end;
    }
  }

 private:
  const AgentNumbers* numbers_;
  std::string bytes_;  // of all updates, back to back
  std::vector<size_t> ends_;
};

class OperationOutbox {
 public:
  explicit OperationOutbox(const AgentNumbers&) {}

  void Send(const OperationSet& operations) { sets_.push_back(operations); }
  size_t size() const { return sets_.size(); }
  // As updates that stand alone.
  size_t ByteCountAlone() const {
    std::string bytes;
    for (const OperationSet& set : sets_) Require(AppendUpdate(set, &bytes));
    return bytes.size();
  }
  void Deliver(Document& reader) const {
    for (const OperationSet& set : sets_) Require(reader.Integrate(set));
  }

 private:
  std::vector<OperationSet> sets_;
};

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_OUTBOX_H_
