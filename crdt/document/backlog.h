// Backlog: operations that arrived before what they depend on. Replicas that only relay or store
// (servers) answer a gap instead and keep none.
//
// Per agent two sorted lists, creations and effects, without overlaps; each piece owns its text.
// The first of each list is the head; a head that is due leaves. One that is not waits for one need
// at a time, told once, and its agent's heads are looked at again only when that is met.
//
// What a peer sends may wait for ever: it is bounded in elements and effects, and in the memory
// that its pieces take.
//
// Cost: O(log pieces) a piece. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_BACKLOG_H_
#define WEFT_CRDT_DOCUMENT_BACKLOG_H_

#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/id.h"
#include "crdt/core/operation_view.h"
#include "crdt/document/cut_operation.h"
#include "crdt/document/wait_list.h"

namespace weft {

class Backlog {
 public:
  struct Piece {
    Operation operation;  // its offsets are into what follows; container 0 when it names one
    std::u16string text;
    ContainerId container;
    Payload payload;
  };
  struct Queue {
    std::map<uint32_t, Piece> creations;  // by seq
    std::map<uint32_t, Piece> effects;    // by index
    Need creations_need{};                // what the head of each waits for
    Need effects_need{};

    bool empty() const { return creations.empty() && effects.empty(); }
  };

  // The most elements and effects held, and the most bytes, by PieceBytes; what would exceed it is
  // refused whole.
  static constexpr uint64_t kMaxSize = uint64_t{1} << 28;
  static constexpr uint64_t kMaxBytes = uint64_t{1} << 30;

  bool empty() const { return queues_.empty(); }
  uint64_t size() const { return size_; }
  uint64_t bytes() const { return bytes_; }
  bool HasRoom(uint64_t size, uint64_t bytes) const {
    return size <= kMaxSize - size_ && bytes <= max_bytes_ && bytes_ <= max_bytes_ - bytes;
  }
  void LimitBytes(uint64_t most) { max_bytes_ = most; }  // below kMaxBytes, for tests
  // What a piece for all of the operation takes, its content included.
  static uint64_t PieceBytes(const OperationView& set, const Operation& operation);

  // Keeps the parts of the operation that are not there yet; returns their elements or effects.
  uint64_t Add(const OperationView& set, const Operation& operation);
  Queue* Find(Agent agent);
  const std::map<Agent, Queue>& queues() const { return queues_; }
  // Removes the head of a list, up to `to` (a seq or index; only runs of effects are cut).
  Piece TakeHead(Agent agent, bool effect, uint32_t to);
  void Drop(Agent agent);
  // The head of a list waits for what is not there yet.
  void Wait(Agent agent, bool effect, const Need& need);
  // Appends to `woken` the agents whose heads wait for no more than that of the agent.
  void Wake(Agent agent, Counts counts, std::vector<Agent>* woken) {
    waiting_.Wake(agent, counts, woken);
  }

 private:
  uint64_t AddPart(const OperationView& set, const Operation& whole, uint32_t from, uint32_t to,
                   std::map<uint32_t, Piece>* list);

  static uint64_t BytesOf(const Piece& piece);
  void Forget(const Piece& piece) {
    size_ -= piece.operation.count;
    bytes_ -= BytesOf(piece);
  }
  void Erase(std::map<Agent, Queue>::iterator queue);

  std::map<Agent, Queue> queues_;
  WaitList waiting_;  // agents
  uint64_t size_ = 0;
  uint64_t bytes_ = 0;
  uint64_t max_bytes_ = kMaxBytes;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_BACKLOG_H_
