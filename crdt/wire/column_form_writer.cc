#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/wire/column.h"
#include "crdt/wire/column_form.h"
#include "crdt/wire/update_layout.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

// The agents of a body: the authors, then those that are only referred to; both ascend.
class AgentList {
 public:
  struct Entry {
    Agent agent;
    // Where its next anchor and its next target are expected.
    uint32_t anchor = 0;
    uint32_t target = 0;
  };

  explicit AgentList(const CanonicalRuns& runs) {
    for (const CanonicalRuns::Author& author : runs.authors) agents_.push_back({author.agent});
    authors_ = agents_.size();
    std::vector<Agent> others;
    Agent last = kNoAgent;
    const auto add = [&](Agent agent, Agent author) {
      if (agent == kNoAgent || agent == author || agent == last) return;
      last = agent;
      if (!Contains(0, authors_, agent)) others.push_back(agent);
    };
    for (const Operation& run : runs.runs) {
      add(run.prev.agent, run.id.agent);  // or the target's
      add(run.next.agent, run.id.agent);
    }
    Sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    for (const Agent agent : others) agents_.push_back({agent});
  }

  // `agent` is one of them.
  uint32_t IndexOf(Agent agent) {
    if (agent == last_agent_) return last_index_;
    const bool author = Contains(0, authors_, agent);
    const size_t index = author ? Place(0, authors_, agent) : Place(authors_, size(), agent);
    last_agent_ = agent;
    last_index_ = static_cast<uint32_t>(index);
    return last_index_;
  }
  size_t size() const { return agents_.size(); }
  size_t others() const { return agents_.size() - authors_; }
  Entry& operator[](uint32_t index) { return agents_[index]; }
  auto begin() const { return agents_.begin(); }
  auto end() const { return agents_.end(); }

 private:
  size_t Place(size_t from, size_t to, Agent agent) const {
    const auto begin = agents_.begin();
    const auto place =
        std::lower_bound(begin + static_cast<ptrdiff_t>(from), begin + static_cast<ptrdiff_t>(to),
                         agent, [](const Entry& entry, Agent of) { return entry.agent < of; });
    return static_cast<size_t>(place - begin);
  }
  bool Contains(size_t from, size_t to, Agent agent) const {
    const size_t place = Place(from, to, agent);
    return place < to && agents_[place].agent == agent;
  }

  absl::InlinedVector<Entry, 4> agents_;
  size_t authors_ = 0;
  Agent last_agent_ = kNoAgent;
  uint32_t last_index_ = 0;
};

// The names of the texts that insertions name, ascending.
class NameList {
 public:
  NameList(const CanonicalRuns& runs, const std::vector<ContainerId>& containers)
      : containers_(containers) {
    for (const Operation& run : runs.runs) {
      if (run.container != kImpliedContainer) names_.push_back(containers[run.container].name);
    }
    uses_ = names_.size();
    Sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
  }

  size_t IndexOf(uint32_t container) const {
    const std::string_view name = containers_[container].name;
    const auto place = std::lower_bound(names_.begin(), names_.end(), name);
    return static_cast<size_t>(place - names_.begin());
  }
  size_t uses() const { return uses_; }
  const std::vector<std::string_view>& names() const { return names_; }

 private:
  const std::vector<ContainerId>& containers_;
  std::vector<std::string_view> names_;
  size_t uses_ = 0;
};

// All columns side by side, a run at a time; RunStream reads them the same way.
class ColumnsWriter {
 public:
  ColumnsWriter(AgentList* agents, const NameList& names) : agents_(*agents), names_(names) {}

  void Add(const Operation& run);
  void AppendTo(std::string* out);

 private:
  void AddIds(const Operation& run);
  void AddPrev(const Operation& run);
  void AddNext(const Operation& run);
  void AddTarget(const Operation& run);

  AgentList& agents_;
  const NameList& names_;
  Agent author_ = kNoAgent;
  LogState state_;  // after the author's last run

  SymbolWriter kinds_{kRunKinds};
  GapWriter creation_gaps_;
  GapWriter effect_gaps_;
  ColumnBytes counts_;
  SymbolWriter prev_symbols_{static_cast<uint32_t>(kPrevFirstAgent + agents_.size())};
  ColumnBytes prevs_;
  SymbolWriter next_symbols_{static_cast<uint32_t>(kNextFirstAgent + agents_.size())};
  ColumnBytes nexts_;
  ColumnBytes name_indexes_;
  SymbolWriter target_symbols_{static_cast<uint32_t>(agents_.size())};
  ColumnBytes targets_;
};

uint32_t KindOf(const Operation& run) {
  if (!run.IsEffect()) return kInsertionRun;
  if (run.kind == OperationKind::kRestore) return kRestoreRun;
  return run.backward ? kEraseBackwardRun : kEraseForwardRun;
}

void ColumnsWriter::Add(const Operation& run) {
  AddIds(run);
  if (run.IsEffect()) return AddTarget(run);
  AddPrev(run);
  AddNext(run);
  if (run.container != kImpliedContainer) {
    name_indexes_.Add(names_.IndexOf(run.container));
  }
}

void ColumnsWriter::AddIds(const Operation& run) {
  if (run.id.agent != author_) state_ = {};
  author_ = run.id.agent;
  const LogState before = LogState::Before(run);
  kinds_.Add(KindOf(run));
  creation_gaps_.Add(before.creations - state_.creations);
  effect_gaps_.Add(before.effects - state_.effects);
  counts_.Add(run.count - 1);
  state_ = LogState::After(run);
}

void ColumnsWriter::AddPrev(const Operation& run) {
  if (run.prev.IsNull()) return prev_symbols_.Add(kAnchorNull);
  const uint32_t agent = agents_.IndexOf(run.prev.agent);
  prev_symbols_.Add(kPrevFirstAgent + agent);
  if (run.prev.agent == run.id.agent) {
    prevs_.Add(run.id.seq - 1 - run.prev.seq);
  } else {
    prevs_.Add(Zigzag(int64_t{run.prev.seq} - agents_[agent].anchor));
    agents_[agent].anchor = run.prev.seq + 1;
  }
}

void ColumnsWriter::AddNext(const Operation& run) {
  if (run.next.IsNull()) return next_symbols_.Add(kAnchorNull);
  if (run.next == Id{run.prev.agent, run.prev.seq + 1}) return next_symbols_.Add(kNextIsAdjacent);
  const uint32_t agent = agents_.IndexOf(run.next.agent);
  next_symbols_.Add(kNextFirstAgent + agent);
  if (run.next.agent == run.id.agent) {
    nexts_.Add(run.id.seq - 1 - run.next.seq);
  } else {
    nexts_.Add(Zigzag(int64_t{run.next.seq} - agents_[agent].anchor));
  }
}

void ColumnsWriter::AddTarget(const Operation& run) {
  const bool erase = run.kind == OperationKind::kErase;
  const uint32_t agent = agents_.IndexOf(run.target.agent);
  target_symbols_.Add(agent);
  if (run.target.agent == run.id.agent) {
    targets_.Add((erase ? run.at : run.id.seq) - run.count - run.target.seq);
  } else if (erase) {
    targets_.Add(Zigzag(int64_t{run.target.seq} - agents_[agent].target));
    agents_[agent].target = run.target.seq;
  } else {
    targets_.Add(run.target.seq);
  }
}

void ColumnsWriter::AppendTo(std::string* out) {
  AppendColumns({kinds_.Finish(), creation_gaps_.Finish(), effect_gaps_.Finish(), counts_.view(),
                 prev_symbols_.Finish(), prevs_.view(), next_symbols_.Finish(), nexts_.view(),
                 name_indexes_.view(), target_symbols_.Finish(), targets_.view()},
                out);
}

void AppendHead(const CanonicalRuns& runs, const AgentList& agents, const NameList& names,
                std::string* out) {
  uint8_t head = kColumns;
  if (agents.others() > 0) head |= kHasOthers;
  if (names.uses() > 0) head |= kHasNames;
  out->push_back(static_cast<char>(head));
  AppendVarint(runs.authors.size(), out);
  if (agents.others() > 0) AppendVarint(agents.others() - 1, out);
  if (names.uses() > 0) {
    AppendVarint(names.names().size() - 1, out);
    AppendVarint(names.uses() - names.names().size(), out);
  }
}

Status AppendAgents(const AgentList& agents, const AgentCoding& coding, std::string* out) {
  for (const AgentList::Entry& entry : agents) {
    uint8_t bytes[kMaxAgentBytes];
    uint8_t* end = bytes;
    if (!coding.Put(entry.agent, &end)) {
      return InvalidArgument("an agent without a number in this session");
    }
    out->append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(end - bytes));
  }
  return OkStatus();
}

}  // namespace

Status AppendColumnForm(const CanonicalRuns& runs, const std::vector<ContainerId>& containers,
                        const AgentCoding& coding, std::string* out) {
  AgentList agents(runs);
  const NameList names(runs, containers);
  AppendHead(runs, agents, names, out);
  WEFT_RETURN_IF_ERROR(AppendAgents(agents, coding, out));
  for (const std::string_view name : names.names()) {
    AppendVarint(name.size(), out);
    out->append(name);
  }
  for (const CanonicalRuns::Author& author : runs.authors) AppendVarint(author.runs, out);

  ColumnsWriter columns(&agents, names);
  for (const Operation& run : runs.runs) columns.Add(run);
  columns.AppendTo(out);
  AppendUtf8(runs.text, out);
  return OkStatus();
}

}  // namespace weft::wire
