#include "crdt/core/version.h"

#include <algorithm>

namespace weft {

namespace {
auto Find(const std::vector<Version::Entry>& entries, Agent agent) {
  return std::lower_bound(entries.begin(), entries.end(), agent,
                          [](const Version::Entry& entry, Agent a) { return entry.agent < a; });
}
}  // namespace

Counts Version::Get(Agent agent) const {
  auto it = Find(entries_, agent);
  return it != entries_.end() && it->agent == agent ? it->counts : Counts{};
}

void Version::Set(Agent agent, Counts counts) {
  auto it = entries_.begin() + (Find(entries_, agent) - entries_.cbegin());
  const bool present = it != entries_.end() && it->agent == agent;
  if (counts == Counts{}) {
    if (present) entries_.erase(it);
  } else if (present) {
    it->counts = counts;
  } else {
    entries_.insert(it, Entry{agent, counts});
  }
}

bool Version::Covers(const Version& other) const {
  auto mine = entries_.begin();
  for (const Entry& entry : other.entries_) {
    while (mine != entries_.end() && mine->agent < entry.agent) ++mine;
    if (mine == entries_.end() || mine->agent != entry.agent) return false;
    if (mine->counts.creations < entry.counts.creations) return false;
    if (mine->counts.effects < entry.counts.effects) return false;
  }
  return true;
}

std::string Version::ToString() const {
  std::string out = "{";
  for (const Entry& entry : entries_) {
    if (out.size() > 1) out += ", ";
    out += std::to_string(entry.agent) + ": " + std::to_string(entry.counts.creations) + "+" +
           std::to_string(entry.counts.effects);
  }
  return out + "}";
}

}  // namespace weft
