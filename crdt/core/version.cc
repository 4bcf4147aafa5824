#include "crdt/core/version.h"

#include <algorithm>
#include <utility>

#include "crdt/core/sort.h"

namespace weft {

namespace {
auto Find(const std::vector<Version::Entry>& entries, Agent agent) {
  return std::lower_bound(entries.begin(), entries.end(), agent,
                          [](const Version::Entry& entry, Agent a) { return entry.agent < a; });
}
}  // namespace

Version Version::FromEntries(std::vector<Entry> entries) {
  Sort(entries.begin(), entries.end(),
       [](const Entry& a, const Entry& b) { return a.agent < b.agent; });
  size_t kept = 0;
  for (const Entry& entry : entries) {
    if (entry.counts == Counts{}) continue;
    if (kept == 0 || entries[kept - 1].agent != entry.agent) {
      entries[kept++] = entry;
      continue;
    }
    Counts& counts = entries[kept - 1].counts;
    counts.creations = std::max(counts.creations, entry.counts.creations);
    counts.effects = std::max(counts.effects, entry.counts.effects);
  }
  entries.resize(kept);
  Version version;
  version.entries_ = std::move(entries);
  return version;
}

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
