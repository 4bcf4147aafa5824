// RecordConcurrent: lets replicas make a trace with its true concurrency.
//
// Who knew what is kept as one clock a transaction: of each replica, how many of its transactions
// are among the ancestors. That is exact, because a replica's transactions form a chain.
#include <algorithm>
#include <memory>
#include <stdexcept>

#include "bench/traces/recording.h"

namespace weft::bench {
namespace {

using Clock = std::vector<uint32_t>;  // by replica; what is missing is 0

uint32_t At(const Clock& clock, size_t replica) {
  return replica < clock.size() ? clock[replica] : 0;
}

void Join(const Clock& other, Clock& clock) {
  clock.resize(std::max(clock.size(), other.size()));
  for (size_t i = 0; i < other.size(); ++i) clock[i] = std::max(clock[i], other[i]);
}

struct Replica {
  explicit Replica(size_t index, uint32_t author)
      : author(author), document(AgentAt(index)), text(document.Text(kTextName)) {}

  uint32_t author;  // the trace's agent
  Document document;
  weft::Text text;
  Clock known;
  std::vector<uint32_t> transactions;  // made here
};

class Authors {
 public:
  Recording Record(const Trace& trace) {
    for (uint32_t i = 0; i < trace.transactions.size(); ++i) Make(trace.transactions[i], i);
    return std::move(recording_);
  }

 private:
  void Make(const TraceTransaction& transaction, uint32_t index) {
    Clock ancestors;
    for (const uint32_t parent : transaction.parents) Join(clocks_.at(parent), ancestors);
    const size_t number = ReplicaFor(transaction.agent, ancestors);
    Replica& replica = *replicas_[number];
    CatchUp(ancestors, replica);
    for (const TracePatch& patch : transaction.patches) Apply(patch, replica.text);
    recording_.Add(replica.document.TakeLocal());
    replica.transactions.push_back(index);
    replica.known.resize(replicas_.size());
    replica.known[number] = static_cast<uint32_t>(replica.transactions.size());
    clocks_.push_back(replica.known);
  }

  // The author's replica whose transactions all are ancestors, or a new one. What a replica knows
  // is what its last transaction knew, so then everything it knows is an ancestor.
  size_t ReplicaFor(uint32_t author, const Clock& ancestors) {
    for (size_t i = replicas_.size(); i-- > 0;) {
      const Replica& replica = *replicas_[i];
      if (replica.author == author && At(ancestors, i) == replica.transactions.size()) return i;
    }
    replicas_.push_back(std::make_unique<Replica>(replicas_.size(), author));
    return replicas_.size() - 1;
  }

  void CatchUp(const Clock& ancestors, Replica& replica) {
    std::vector<uint32_t> missing;
    for (size_t i = 0; i < ancestors.size(); ++i) {
      const auto& made = replicas_[i]->transactions;
      missing.insert(missing.end(), made.begin() + At(replica.known, i),
                     made.begin() + ancestors[i]);
    }
    std::sort(missing.begin(), missing.end());
    for (const uint32_t transaction : missing) {
      Require(replica.document.Integrate(recording_.Transaction(transaction)));
    }
    Join(ancestors, replica.known);
  }

  void Apply(const TracePatch& patch, weft::Text& text) {
    const size_t length = text.Length(Unit::kCodePoint);
    const size_t position = std::min<size_t>(patch.position, length);
    const size_t erased = std::min<size_t>(patch.erased, length - position);
    if (position != patch.position || erased != patch.erased) recording_.CountClamped();
    if (erased != 0) Require(text.Erase(position, erased, Unit::kCodePoint));
    if (patch.inserted.empty()) return;
    Require(text.Insert(position, patch.inserted, Unit::kCodePoint));
  }

  std::vector<std::unique_ptr<Replica>> replicas_;
  std::vector<Clock> clocks_;  // by transaction, itself included
  Recording recording_;
  OperationSet set_;
};

}  // namespace

Recording RecordConcurrent(const Trace& trace) { return Authors().Record(trace); }

}  // namespace weft::bench
