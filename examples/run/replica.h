// Pair: two replicas of one document and what travels between them.
//
// While connected, every keystroke is an update of its own: it crosses with the other's and arrives
// after both have typed. While one is offline nothing travels; on return each sends what the other
// lacks, in one update.
#ifndef WEFT_EXAMPLES_RUN_REPLICA_H_
#define WEFT_EXAMPLES_RUN_REPLICA_H_

#include <weft/crdt.h>

#include <cstdint>
#include <string>
#include <vector>

namespace demo {

struct Replica {
  Replica(std::string its_name, weft::Agent agent) : name(std::move(its_name)), document(agent) {}

  std::string name;
  weft::Document document;
  std::vector<std::string> outbox;  // updates on their way
  uint64_t edits = 0;
  uint64_t messages = 0;  // sent
  uint64_t bytes = 0;
};

class Pair {
 public:
  Pair(weft::Agent first, weft::Agent second)
      : ada_("Ada", first), ben_("Ben", second), numbers_{first, second} {}

  Replica& ada() { return ada_; }
  Replica& ben() { return ben_; }

  // Puts the replica's edits since the last call into its outbox.
  weft::Status Post(Replica& from);
  // Delivers both outboxes.
  weft::Status Deliver();
  // After a time apart: each sends what the other's version lacks.
  weft::Status Reconnect();

 private:
  weft::Status DeliverTo(Replica& to, Replica& from);
  static weft::Status CatchUp(Replica& from, Replica& to, const weft::Version& has);

  Replica ada_;
  Replica ben_;
  weft::AgentNumbers numbers_;  // both ends of the connection share them
  weft::OperationSet operations_;
};

}  // namespace demo

#endif  // WEFT_EXAMPLES_RUN_REPLICA_H_
