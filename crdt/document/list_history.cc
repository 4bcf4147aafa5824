// List: who made its items.
#include "crdt/document/deletion_index.h"
#include "crdt/document/document_state.h"
#include "crdt/document/list.h"

namespace weft {

Status List::Blame(const std::function<void(const BlamedItem&)>& visitor) const {
  Sequence& sequence = state_->sequence();
  const Objects& objects = state_->objects();
  sequence.Flush();
  WEFT_RETURN_IF_ERROR(sequence.EnsureEffects());
  const TreeId tree = objects.containers()[container_].tree;
  if (tree == kNoTree) return OkStatus();
  DeletionIndex deletions(&sequence);
  const AgentTable& agents = sequence.agents();
  uint64_t index = 0;
  sequence.tree().Visit(tree, [&](const Span& span) {
    for (Lv place = span.lv; place < span.lv + span.count; ++place) {
      const Lv item = objects.ItemAt(place);
      if (objects.places().Of(item) != place) continue;  // it stood here once
      visitor(BlamedItem{agents.IdOf(item), agents.IdOf(objects.ShownOf(item)), agents.IdOf(place),
                         item, index, span.visible, deletions.From(LvRange{item, 1}).deletions});
      index += span.visible ? 1 : 0;
    }
  });
  return OkStatus();
}

Result<ItemOrigin> List::OriginOf(Id id) const {
  const Lv item = state_->Find(id);
  state_->sequence().Flush();
  const Objects& objects = state_->objects();
  const bool here = item != kNoLv && objects.creations().KindOf(item) == CreationKind::kItem &&
                    objects.HomeOf(item) == container_;
  if (!here) return NotFound("it is no item of the list");
  const AgentTable& agents = state_->sequence().agents();
  return ItemOrigin{agents.IdOf(objects.ShownOf(item)), agents.IdOf(objects.places().Of(item))};
}

}  // namespace weft
