// Document: its older versions.
#include <utility>

#include "crdt/core/check.h"
#include "crdt/core/sort.h"
#include "crdt/document/comparison.h"
#include "crdt/document/document_state.h"
#include "crdt/document/past.h"
#include "crdt/document/reversal.h"

namespace weft {

Result<OperationSet> DocumentState::OperationsUpTo(const Version& version) {
  const Result<Past> past = Past::Of(this, version);
  if (!past.ok()) return past.status();
  const Status effects = sequence_.EnsureEffects();
  ForgetTakenContainers();
  OperationSet out;
  const AgentTable& agents = sequence_.agents();
  std::vector<std::pair<Agent, AgentNumber>> order;
  for (AgentNumber n = 0; n < agents.size(); ++n) order.emplace_back(agents.AgentOf(n), n);
  Sort(order.begin(), order.end());
  for (const auto& [agent, number] : order) {
    const Counts counts = past->CountsOf(number);
    WEFT_RETURN_IF_ERROR(CheckAllThere(number, Counts{}, counts, effects));
    AppendAgent(number, Counts{}, counts, &out);
  }
  return out;
}

Status DocumentState::RevertTo(const Version& version, const std::vector<std::string>& except) {
  const Result<Past> then = Past::Of(this, version);
  if (!then.ok()) return then.status();
  const Result<Past> now = Past::Of(this, CurrentVersion());
  if (!now.ok()) return now.status();
  return Reversal(this, *then, *now, except).Run();
}

Status Document::RevertTo(const Version& version, const std::vector<std::string>& except) {
  return state_->RevertTo(version, except);
}

Version DocumentState::HistoryStart() {
  std::vector<Version::Entry> start;
  const AgentTable& agents = sequence_.agents();
  for (AgentNumber n = 0; n < agents.size() && !sequence_.has_all_effects(); ++n) {
    const Counts counts{agents.CreationsBefore(n, sequence_.loaded_end()),
                        sequence_.effects().FirstKnown(n)};
    start.push_back(Version::Entry{agents.AgentOf(n), counts});
  }
  return Version::FromEntries(std::move(start));
}

Result<Document> Document::ForkAt(const Version& version, Agent agent) const {
  if (agent > kMaxAgent) return InvalidArgument("an agent is at most 2^53 - 1");
  if (agent == this->agent() || CountsOf(agent) != version.Get(agent)) {
    return InvalidArgument("agent " + std::to_string(agent) +
                           " goes on elsewhere; a fork needs one of its own");
  }
  const Result<OperationSet> operations = state_->OperationsUpTo(version);
  if (!operations.ok()) return operations.status();
  Document fork(agent, order());
  fork.CopySettings(*this);
  const Result<Integrated> integrated = fork.Integrate(*operations);
  if (!integrated.ok()) return integrated.status();
  WEFT_CHECK(integrated->waiting == 0);  // Past has checked that nothing is missing
  fork.state().TakenBeforeLoad();
  return fork;
}

Result<std::vector<Change>> Document::Diff(const Version& from, const Version& to) const {
  Result<Past> before = Past::Of(state_.get(), from);
  if (!before.ok()) return before.status();
  Result<Past> after = Past::Of(state_.get(), to);
  if (!after.ok()) return after.status();
  return Comparison(state_.get(), *before, *after).Run();
}

}  // namespace weft
