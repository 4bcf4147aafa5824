#include "crdt/document/document.h"

#include <algorithm>
#include <utility>

#include "crdt/core/check.h"
#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"
#include "crdt/document/references.h"

namespace weft {

Document::Document(Agent agent, OrderKind order)
    : state_(std::make_unique<DocumentState>(agent, order)), lane_(state_->sequence().lane()) {
  WEFT_CHECK(agent <= kMaxAgent);
}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Agent Document::agent() const { return state_->agent(); }
OrderKind Document::order() const { return state_->sequence().order(); }

std::vector<std::string> Document::TextNames() const {
  Sequence& sequence = state_->sequence();
  sequence.Flush();
  std::vector<std::string> names;
  const Containers& containers = state_->objects().containers();
  for (TreeId tree = 0; tree < state_->tree_count(); ++tree) {
    const bool root_text =
        containers.IsText(tree) && containers[containers.OfTree(tree)].creator == kNoLv;
    if (root_text && state_->objects().HadContent(containers.OfTree(tree))) {
      names.push_back(state_->NameOf(tree));
    }
  }
  Sort(names.begin(), names.end());
  return names;
}

void Document::SetMarkKind(std::string_view key, MarkOptions options) {
  state_->SetMarkKind(std::string(key), options);
}

void Document::CopySettings(const Document& from) { state_->CopySettings(*from.state_); }

void Document::Begin() { state_->Begin(); }
void Document::Commit() { state_->Commit(); }
bool Document::InTransaction() const { return state_->InTransaction(); }

Status Document::Restore(EffectId first, uint32_t count) {
  if (count == 0) return OkStatus();
  return state_->Restore(first, count);
}

Status Document::Undo(Id creation) { return state_->Undo(creation); }

const OperationSet& Document::TakeAnyLocal() { return state_->TakeLocal(); }

Result<Integrated> Document::IntegrateAny(const OperationView& operations) {
  return state_->Integrate(operations);
}

Result<Integrated> Document::Admit(const OperationView& operations, const AdmissionCheck& check) {
  return state_->Admit(operations, check);
}
bool Document::read_only() const { return state_->read_only(); }

Result<OperationSet> Document::OperationsSince(const Version& since) const {
  return state_->OperationsSince(since);
}

Version Document::version() const { return state_->CurrentVersion(); }
Counts Document::CountsOf(Agent agent) const { return state_->CountsOf(agent); }
uint64_t Document::BacklogSize() const { return state_->backlog().size(); }

uint64_t Document::ContentBytes() const {
  const Objects& objects = state_->objects();
  return objects.creations().content_bytes() + objects.registers().key_bytes() +
         objects.containers().root_count() * kMaxKeyBytes;
}

// What each head of the backlog lacks: its agent's earlier operations, or what it refers to.
Version Document::Missing() const {
  std::vector<Version::Entry> missing;
  const auto need = [&](Agent agent, Counts counts) {
    const Counts known = CountsOf(agent);
    // What is here already, only waiting itself, is not missing.
    if (const Backlog::Queue* queue = state_->backlog().Find(agent); queue != nullptr) {
      const auto cap = [](const std::map<uint32_t, Backlog::Piece>& list, uint32_t* count) {
        if (!list.empty()) *count = std::min(*count, list.begin()->first);
      };
      cap(queue->creations, &counts.creations);
      cap(queue->effects, &counts.effects);
    }
    if (counts.creations <= known.creations) counts.creations = 0;
    if (counts.effects <= known.effects) counts.effects = 0;
    if (counts != Counts{}) missing.push_back(Version::Entry{agent, counts});
  };
  const auto need_of_head = [&](const std::map<uint32_t, Backlog::Piece>& list) {
    if (list.empty()) return;
    const Backlog::Piece& piece = list.begin()->second;
    const Operation& head = piece.operation;
    const Counts own =
        head.IsEffect() ? Counts{head.at, head.id.seq} : Counts{head.id.seq, head.at};
    need(head.id.agent, own);
    const uint32_t end = head.target.seq + head.count;
    if (head.kind == OperationKind::kErase) {
      need(head.target.agent, {end, 0});
    } else if (head.kind == OperationKind::kRestore) {
      need(head.target.agent, {0, end});
    } else {
      ForEachNamed(head, {{&head, 1}, piece.text, {&piece.container, 1}, &piece.payload},
                   [&](const Id& id) { need(id.agent, {id.seq + 1, 0}); });
    }
  };
  for (const auto& [agent, queue] : state_->backlog().queues()) {
    need_of_head(queue.creations);
    need_of_head(queue.effects);
  }
  return Version::FromEntries(std::move(missing));
}

Result<std::vector<Deletion>> Document::DeletionsOf(Id element) const {
  Sequence& sequence = state_->sequence();
  sequence.Flush();
  const Lv lv = state_->Find(element);
  if (lv == kNoLv) return NotFound("this document has not seen the element");
  WEFT_RETURN_IF_ERROR(sequence.EnsureEffects());
  std::vector<Deletion> deletions;
  const EffectLog& effects = sequence.effects();
  for (AgentNumber agent = 0; agent < effects.agents(); ++agent) {
    for (size_t i = 0; i < effects.RunCount(agent); ++i) {
      const EffectRun run = effects.At(agent, i);
      if (run.kind != EffectKind::kErase || lv < run.target || lv >= run.target + run.count)
        continue;
      const uint32_t offset = lv - run.target;
      const uint32_t index = run.index + (run.backward ? run.count - 1 - offset : offset);
      deletions.push_back(Deletion{EffectId{sequence.agents().AgentOf(agent), index},
                                   sequence.IsRestored(agent, index)});
    }
  }
  Sort(deletions.begin(), deletions.end(),
       [](const Deletion& a, const Deletion& b) { return a.effect < b.effect; });
  return deletions;
}

uint64_t Document::Observe(Observer observer) { return state_->Observe(std::move(observer)); }
void Document::StopObserving(uint64_t subscription) { state_->StopObserving(subscription); }

Status Document::CheckInvariants() const {
  WEFT_RETURN_IF_ERROR(state_->sequence().CheckInvariants());
  return state_->objects().CheckInvariants();
}

}  // namespace weft
