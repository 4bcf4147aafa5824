// Workload: everything one trace's replays need, prepared before anything is timed: the edits, the
// operations and the bytes of each transaction, the whole history in every form, and the text that
// has to come out.
#ifndef WEFT_BENCH_TRACES_WORKLOAD_H_
#define WEFT_BENCH_TRACES_WORKLOAD_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <weft/crdt.h>
#include "bench/traces/recording.h"
#include "bench/traces/trace.h"

namespace weft::bench {

// Many short byte strings, one after the other in memory.
class Packets {
 public:
  void Add(std::string_view packet) {
    bytes_ += packet;
    ends_.push_back(bytes_.size());
  }
  size_t size() const { return ends_.size(); }
  std::string_view operator[](size_t index) const {
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
  }
  double MeanSize() const {
    return ends_.empty() ? 0 : static_cast<double>(bytes_.size()) / static_cast<double>(size());
  }

 private:
  std::string bytes_;
  std::vector<size_t> ends_;
};

struct Workload {
  explicit Workload(const Trace& trace);

  // A replica of `agent` that has integrated everything, built transaction by transaction.
  Document Replay(Agent agent) const;

  bool concurrent;
  Edits edits;             // of a concurrent trace: as they arrive at a replica
  PointEdits point_edits;  // of a sequential trace
  Recording recording;
  AgentNumbers numbers;
  Packets session_updates;  // one a transaction
  Packets alone_updates;
  OperationSet whole;        // as one set
  std::string whole_update;  // as one update
  std::string working_file;
  std::string archive;
  std::string file_without_deleted;  // text
  std::string file_without_history;  // nor that
  std::string expected;              // the text after all
};

// The bytes of a session in which the agents have been introduced.
AgentNumbers NumbersOf(const std::vector<Agent>& agents);

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_WORKLOAD_H_
