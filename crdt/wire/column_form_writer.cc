#include <algorithm>
#include <string_view>
#include <vector>

#include "crdt/core/utf.h"
#include "crdt/wire/column.h"
#include "crdt/wire/column_form.h"
#include "crdt/wire/update_layout.h"

namespace weft::wire {

namespace {

uint32_t KindOf(const Operation& run) {
  if (!run.IsEffect()) return kInsertionRun;
  if (run.kind == OperationKind::kRestore) return kRestoreRun;
  return run.backward ? kEraseBackwardRun : kEraseForwardRun;
}

class Writer {
 public:
  Writer(const CanonicalRuns& runs, const std::vector<std::string>& containers,
         const AgentCoding& coding, std::string* out)
      : runs_(runs), containers_(containers), coding_(coding), out_(out) {}

  Status Write() {
    CollectAgents();
    CollectNames();
    WriteHead();
    WEFT_RETURN_IF_ERROR(WriteAgents());
    WriteNames();
    for (const CanonicalRuns::Author& author : runs_.authors) {
      Number(author.runs);
    }
    WriteIds();
    WritePrevs();
    WriteNexts();
    WriteContainers();
    WriteTargets();
    AppendUtf8(runs_.text, out_);
    return OkStatus();
  }

 private:
  void Number(uint64_t value) { AppendVarint(value, out_); }

  void CollectAgents();
  void CollectNames();
  void WriteHead();
  Status WriteAgents();
  void WriteNames();
  void WriteIds();
  void WriteGaps(uint32_t LogState::* log);
  void WritePrevs();
  void WriteNexts();
  void WriteContainers();
  void WriteTargets();

  bool IsAuthor(Agent agent) const;
  uint32_t IndexOf(Agent agent);
  uint32_t PrevSymbol(const Operation& run) {
    return run.prev.IsNull() ? kAnchorNull : kPrevFirstAgent + IndexOf(run.prev.agent);
  }
  static bool NextIsAdjacent(const Operation& run) {
    return run.next == Id{run.prev.agent, run.prev.seq + 1};
  }
  uint32_t NextSymbol(const Operation& run) {
    if (run.next.IsNull()) return kAnchorNull;
    return NextIsAdjacent(run) ? kNextIsAdjacent : kNextFirstAgent + IndexOf(run.next.agent);
  }
  // Calls each(run) for the insertions, or for the effects.
  template <class Each>
  void EachInsertion(Each&& each) const {
    for (const Operation& run : runs_.runs) {
      if (!run.IsEffect()) each(run);
    }
  }
  template <class Each>
  void EachEffect(Each&& each) const {
    for (const Operation& run : runs_.runs) {
      if (run.IsEffect()) each(run);
    }
  }

  const CanonicalRuns& runs_;
  const std::vector<std::string>& containers_;
  const AgentCoding& coding_;
  std::string* out_;

  std::vector<Agent> agents_;  // the authors, then the others; both ascend
  std::vector<std::string_view> names_;
  uint64_t named_ = 0;  // insertions with a container
  Agent last_agent_ = kNoAgent;  // IndexOf's memo
  uint32_t last_index_ = 0;
  std::vector<uint32_t> near_;  // by agent: where its next one is expected
};

bool Writer::IsAuthor(Agent agent) const {
  const auto place =
      std::lower_bound(runs_.authors.begin(), runs_.authors.end(), agent,
                       [](const CanonicalRuns::Author& a, Agent b) { return a.agent < b; });
  return place != runs_.authors.end() && place->agent == agent;
}

void Writer::CollectAgents() {
  Agent last = kNoAgent;
  const auto add = [&](Agent agent, Agent author) {
    if (agent == kNoAgent || agent == author || agent == last) return;
    last = agent;
    if (!IsAuthor(agent)) agents_.push_back(agent);
  };
  for (const Operation& run : runs_.runs) {
    add(run.prev.agent, run.id.agent);  // or the target's
    add(run.next.agent, run.id.agent);
  }
  std::sort(agents_.begin(), agents_.end());
  agents_.erase(std::unique(agents_.begin(), agents_.end()), agents_.end());
  std::vector<Agent> authors;
  for (const CanonicalRuns::Author& author : runs_.authors) authors.push_back(author.agent);
  agents_.insert(agents_.begin(), authors.begin(), authors.end());
}

void Writer::CollectNames() {
  for (const Operation& run : runs_.runs) {
    if (run.container == kImpliedContainer) continue;
    ++named_;
    names_.push_back(containers_[run.container]);
  }
  std::sort(names_.begin(), names_.end());
  names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
}

uint32_t Writer::IndexOf(Agent agent) {
  if (agent == last_agent_) return last_index_;
  const auto authors_end = agents_.begin() + static_cast<ptrdiff_t>(runs_.authors.size());
  auto place = std::lower_bound(agents_.begin(), authors_end, agent);
  if (place == authors_end || *place != agent) {
    place = std::lower_bound(authors_end, agents_.end(), agent);
  }
  last_agent_ = agent;
  last_index_ = static_cast<uint32_t>(place - agents_.begin());
  return last_index_;
}

void Writer::WriteHead() {
  const size_t others = agents_.size() - runs_.authors.size();
  uint8_t head = kColumns;
  if (others > 0) head |= kHasOthers;
  if (named_ > 0) head |= kHasNames;
  out_->push_back(static_cast<char>(head));
  Number(runs_.authors.size());
  if (others > 0) Number(others - 1);
  if (named_ > 0) {
    Number(names_.size() - 1);
    Number(named_ - names_.size());
  }
}

Status Writer::WriteAgents() {
  for (const Agent agent : agents_) {
    uint8_t bytes[kMaxAgentBytes];
    uint8_t* to = bytes;
    if (!coding_.Put(agent, &to)) {
      return InvalidArgument("an agent without a number in this session");
    }
    out_->append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(to - bytes));
  }
  return OkStatus();
}

void Writer::WriteNames() {
  for (const std::string_view name : names_) {
    Number(name.size());
    out_->append(name);
  }
}

void Writer::WriteIds() {
  SymbolWriter kinds(kRunKinds, out_);
  for (const Operation& run : runs_.runs) kinds.Add(KindOf(run));
  kinds.Finish();
  WriteGaps(&LogState::creations);
  WriteGaps(&LogState::effects);
  for (const Operation& run : runs_.runs) Number(run.count - 1);
}

// How much of one of the author's logs is missing before each run.
void Writer::WriteGaps(uint32_t LogState::* log) {
  GapWriter gaps(out_);
  Agent author = kNoAgent;
  LogState state;
  for (const Operation& run : runs_.runs) {
    if (run.id.agent != author) state = {};
    author = run.id.agent;
    gaps.Add(LogState::Before(run).*log - state.*log);
    state = LogState::After(run);
  }
  gaps.Finish();
}

// Another agent's anchor is said from the element after the last prev of that agent.
void Writer::WritePrevs() {
  SymbolWriter symbols(static_cast<uint32_t>(kPrevFirstAgent + agents_.size()), out_);
  EachInsertion([&](const Operation& run) { symbols.Add(PrevSymbol(run)); });
  symbols.Finish();
  near_.assign(agents_.size(), 0);
  EachInsertion([&](const Operation& run) {
    if (run.prev.IsNull()) return;
    if (run.prev.agent == run.id.agent) {
      Number(run.id.seq - 1 - run.prev.seq);
    } else {
      uint32_t& near = near_[IndexOf(run.prev.agent)];
      Number(Zigzag(int64_t{run.prev.seq} - near));
      near = run.prev.seq + 1;
    }
  });
}

void Writer::WriteNexts() {
  SymbolWriter symbols(static_cast<uint32_t>(kNextFirstAgent + agents_.size()), out_);
  EachInsertion([&](const Operation& run) { symbols.Add(NextSymbol(run)); });
  symbols.Finish();
  near_.assign(agents_.size(), 0);
  EachInsertion([&](const Operation& run) {
    if (!run.prev.IsNull() && run.prev.agent != run.id.agent) {
      near_[IndexOf(run.prev.agent)] = run.prev.seq + 1;
    }
    if (run.next.IsNull() || NextIsAdjacent(run)) return;
    if (run.next.agent == run.id.agent) {
      Number(run.id.seq - 1 - run.next.seq);
    } else {
      Number(Zigzag(int64_t{run.next.seq} - near_[IndexOf(run.next.agent)]));
    }
  });
}

void Writer::WriteContainers() {
  for (const Operation& run : runs_.runs) {
    if (run.container == kImpliedContainer) continue;
    const std::string_view name = containers_[run.container];
    const auto place = std::lower_bound(names_.begin(), names_.end(), name);
    Number(static_cast<uint64_t>(place - names_.begin()));
  }
}

void Writer::WriteTargets() {
  SymbolWriter symbols(static_cast<uint32_t>(agents_.size()), out_);
  EachEffect([&](const Operation& run) { symbols.Add(IndexOf(run.target.agent)); });
  symbols.Finish();
  near_.assign(agents_.size(), 0);
  EachEffect([&](const Operation& run) {
    const bool erase = run.kind == OperationKind::kErase;
    if (run.target.agent == run.id.agent) {
      Number((erase ? run.at : run.id.seq) - run.count - run.target.seq);
    } else if (erase) {
      uint32_t& near = near_[IndexOf(run.target.agent)];
      Number(Zigzag(int64_t{run.target.seq} - near));
      near = run.target.seq;
    } else {
      Number(run.target.seq);
    }
  });
}

}  // namespace

Status AppendColumnForm(const CanonicalRuns& runs, const std::vector<std::string>& containers,
                        const AgentCoding& agents, std::string* out) {
  return Writer(runs, containers, agents, out).Write();
}

}  // namespace weft::wire
