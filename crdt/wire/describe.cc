#include "crdt/wire/describe.h"

#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"

namespace weft {

namespace {

DescribedText DescribeText(DocumentState& document, const std::string& name) {
  DescribedText text{name, 0, 0, {}};
  std::u16string units;
  document.sequence().tree().Visit(document.FindText(name), [&](const Span& span) {
    if (span.visible) {
      document.sequence().arena().ReadUtf16({span.lv, span.count}, &units);
    } else {
      text.deleted += span.count;
    }
  });
  text.units = units.size();
  AppendUtf8(units, &text.visible);
  return text;
}

std::vector<DescribedContainer> DescribeContainers(DocumentState& document) {
  Objects& objects = document.objects();
  std::vector<DescribedContainer> all;
  for (ContainerNumber i = 0; i < objects.containers().size(); ++i) {
    DescribedContainer one{objects.IdOf(i), {}, 0, objects.SumOf(i)};
    const ContainerKind kind = one.id.kind;
    if ((kind == ContainerKind::kText && one.id.IsRoot()) || !objects.HadContent(i)) continue;
    const Result<Path> path = document.PathOf(i);
    if (path.ok()) one.path = ToString(*path);
    if (kind == ContainerKind::kMap) {
      for (const RegisterNumber of : objects.containers()[i].entries) {
        one.entries += objects.Winner(of) != kNoLv;
      }
    } else if (kind != ContainerKind::kCounter) {
      one.entries = document.CountItems(i);
    }
    all.push_back(std::move(one));
  }
  std::sort(all.begin(), all.end(), [](const DescribedContainer& a, const DescribedContainer& b) {
    return a.path != b.path ? a.path < b.path : a.id < b.id;
  });
  return all;
}

void DescribeAgents(const Document& document, Description* out) {
  const Version version = document.version();
  const Result<std::vector<Chain>> chains = AgentChains(document);
  for (size_t i = 0; i < version.entries().size(); ++i) {
    const auto& [agent, counts] = version.entries()[i];
    out->agents.push_back(DescribedAgent{agent, Counts{}, counts, std::nullopt});
    if (chains.ok()) out->agents.back().chain = (*chains)[i].digest;
    out->elements += counts.creations;
    out->effects += counts.effects;
  }
}

void CountPieces(Sequence& sequence, Description* out) {
  sequence.Flush();
  out->spans = sequence.tree().span_count();
  out->insertion_runs = sequence.insertions().size();
  for (AgentNumber agent = 0; agent < sequence.effects().agents(); ++agent) {
    out->effect_runs += sequence.effects().RunCount(agent);
  }
}

// Its operations, integrated anew, must give the same document. Only a history that was left out on
// saving is no fault.
Status Verify(const Document& document, const Digest& hash) {
  WEFT_RETURN_IF_ERROR(document.CheckInvariants());
  const Result<OperationSet> operations = document.OperationsSince({});
  if (!operations.ok()) {
    const bool left_out = operations.status().code() == StatusCode::kFailedPrecondition;
    return left_out ? OkStatus() : operations.status();
  }
  Document replayed(document.agent(), document.order());
  const Result<Integrated> integrated = replayed.Integrate(*operations);
  if (!integrated.ok()) return integrated.status();
  if (replayed.version() != document.version() || DocumentHash(replayed) != hash) {
    return DataLoss("the operations give another document: a place or a visibility differs");
  }
  return OkStatus();
}

}  // namespace

Description Describe(const Document& document) {
  Description out;
  out.order = document.order();
  Sequence& sequence = document.state().sequence();
  sequence.Flush();
  out.lacks_history = sequence.EnsureEffects().code() == StatusCode::kFailedPrecondition;
  out.lacks_deleted_text = sequence.lacks_any_text();
  for (const std::string& name : document.TextNames()) {
    out.texts.push_back(DescribeText(document.state(), name));
    out.deleted += out.texts.back().deleted;
  }
  out.containers = DescribeContainers(document.state());
  DescribeAgents(document, &out);
  CountPieces(sequence, &out);
  out.waiting = document.BacklogSize();
  out.missing = document.Missing();
  out.document_hash = DocumentHash(document);
  out.verdict = Verify(document, out.document_hash);
  return out;
}

}  // namespace weft
