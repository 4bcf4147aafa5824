// Events: what a transaction did, in the user's positions.
//
// One Event per transaction (local) or per Integrate call (remote), after it is complete; never
// from inside it. For each text that changed it holds a delta that turns the text before into the
// text after: keep, insert and erase steps from the start, in UTF-16 units, no step empty, no two
// equal kinds in a row, no keep at the end. What was inserted and deleted again within the
// transaction does not show.
#ifndef WEFT_CRDT_DOCUMENT_EVENT_H_
#define WEFT_CRDT_DOCUMENT_EVENT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace weft {

struct DeltaStep {
  enum class Kind : uint8_t { kKeep, kInsert, kErase };
  Kind kind;
  uint32_t count;       // UTF-16 units
  std::u16string text;  // kInsert

  friend bool operator==(const DeltaStep&, const DeltaStep&) = default;
};

struct TextDelta {
  std::string text;  // the name of the root text
  std::vector<DeltaStep> steps;
};

enum class Origin : uint8_t { kLocal, kRemote };

struct Event {
  Origin origin;
  std::vector<TextDelta> deltas;  // by name of the text
};

using Observer = std::function<void(const Event&)>;

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_EVENT_H_
