// A version: how many creations and effects of each agent a replica has integrated.
//
// Entries are sorted by agent and never (0, 0). Versions form a lattice: Covers is its order.
// Cost: Get O(log agents), Covers linear. Set moves the entries of all greater agents: whoever has
// many to set, in no order, gathers them for FromEntries, which sorts once.
#ifndef WEFT_CRDT_CORE_VERSION_H_
#define WEFT_CRDT_CORE_VERSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "crdt/core/id.h"

namespace weft {

struct Counts {
  uint32_t creations = 0;
  uint32_t effects = 0;

  friend bool operator==(const Counts&, const Counts&) = default;
};

// Whether `a` counts anything that `b` does not.
inline bool Beyond(Counts a, Counts b) {
  return a.creations > b.creations || a.effects > b.effects;
}

class Version {
 public:
  struct Entry {
    Agent agent;
    Counts counts;

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  // Entries in any order; of an agent that has several the greatest counts. O(n log n).
  static Version FromEntries(std::vector<Entry> entries);

  Counts Get(Agent agent) const;
  // Counts of zero remove the entry.
  void Set(Agent agent, Counts counts);
  // True when every count of `other` is at most this one's.
  bool Covers(const Version& other) const;
  const std::vector<Entry>& entries() const { return entries_; }
  // "{7: 12+3, 9: 4+0}": creations+effects by agent.
  std::string ToString() const;

  friend bool operator==(const Version&, const Version&) = default;

 private:
  std::vector<Entry> entries_;
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_VERSION_H_
