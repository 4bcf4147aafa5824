#include "crdt/wire/chain_hasher.h"

#include "crdt/core/check.h"
#include "crdt/core/operation_payload.h"
#include "crdt/wire/hash_bytes.h"

namespace weft {

namespace {

using wire::HashBytes;

constexpr std::string_view kChainHead = "weft chain 1";

enum ChainTag : char {
  kUnitFull = 1,
  kUnitNext = 2,  // prev is the agent's creation before, next that one's next
  kEraseFull = 3,
  kEraseAbove = 4,  // the agent's effect before deleted the element one below, in seqs
  kEraseBelow = 5,  // ... one above
  kRestoreFull = 6,
  kRestoreAbove = 7,  // the agent's effect before restored the effect one below
  kUnitOfValue = 8,   // in full, the first of a text that is a value
  kItemFull = 9,
  kItemNext = 10,  // as kUnitNext
  kFirstWrite = 11,
  kFurtherWrite = 12,  // it replaces others
  kMove = 13,
  kAddition = 14,
  kOtherCreation = 15,  // of a kind to come
  kOtherEffect = 16,
  kUndone = 17,
  kMarked = 18,
};

}  // namespace

ChainHasher::ChainHasher(Agent agent) : agent_(agent) {
  hash_.Add(kChainHead);
  hash_.Add(HashBytes().OfAgent(agent).view());
}

void ChainHasher::Add(const Operation& operation, const OperationSet& set) {
  WEFT_CHECK(operation.id.agent == agent_);
  const uint32_t expected = operation.IsEffect() ? counts_.effects : counts_.creations;
  WEFT_CHECK(operation.id.seq == expected);
  if (operation.IsEffect()) {
    AddEffects(operation, set);
    counts_.effects += operation.count;
  } else {
    AddCreations(operation, set);
    next_ = operation.IsAnchored() ? operation.next : kNullId;
    counts_.creations += operation.count;
  }
}

void ChainHasher::AddCreations(const Operation& run, const OperationSet& set) {
  switch (run.kind) {
    case OperationKind::kInsertText:
      return AddUnits(run, set);
    case OperationKind::kInsertItems:
      return AddItems(run, set);
    case OperationKind::kWrite:
      return AddWrite(run, set);
    case OperationKind::kMove:
      return AddMove(run, set);
    case OperationKind::kMark:
      return AddMark(run, set);
    default:
      return AddOther(run, set);
  }
}

void ChainHasher::AddUnits(const Operation& run, const OperationSet& set) {
  const bool goes_on = GoesOn(run);
  if (!goes_on) AddFullUnit(run, set);
  for (uint32_t k = goes_on ? 0 : 1; k < run.count; ++k) {
    hash_.Add(HashBytes().Tag(kUnitNext).Unit(set.text[run.text_offset + k]).view());
  }
}

void ChainHasher::AddFullUnit(const Operation& run, const OperationSet& set) {
  const bool placed = !run.prev.IsNull() || !run.next.IsNull();
  const ContainerId* const text = placed ? nullptr : &set.containers[run.container];
  const bool root = placed || text->IsRoot();
  const char16_t unit = set.text[run.text_offset];
  hash_.Add(HashBytes().Tag(root ? kUnitFull : kUnitOfValue).Unit(unit).OfId(run.prev).view());
  hash_.Add(HashBytes().OfId(run.next).view());
  if (placed) return;
  if (root) return AddBytes(text->name);
  hash_.Add(HashBytes().OfId(text->creator).view());
}

void ChainHasher::AddItems(const Operation& run, const OperationSet& set) {
  std::string_view values = std::string_view(set.payload.bytes).substr(run.content);
  const bool goes_on = GoesOn(run);
  for (uint32_t k = 0; k < run.count; ++k) {
    const bool next = goes_on || k > 0;
    hash_.Add(HashBytes().Tag(next ? kItemNext : kItemFull).view());
    AddBytes(TakeValue(&values));
    if (!next) AddAnchors(run, set);
  }
}

void ChainHasher::AddWrite(const Operation& write, const OperationSet& set) {
  const WriteContent content = SplitWrite(write, set.payload.bytes);
  const bool first = write.replaced.IsNull();
  hash_.Add(HashBytes().Tag(first ? kFirstWrite : kFurtherWrite).Count(write.stamp).view());
  AddBytes(content.value);
  if (first) {
    AddContainer(set.containers[write.container]);
    return AddBytes(content.key);
  }
  hash_.Add(HashBytes().Count(1 + write.more.count).OfId(write.replaced).view());
  for (uint64_t i = 0; i < write.more.count; ++i) {
    hash_.Add(HashBytes().OfId(set.payload.ids[write.more.offset + i]).view());
  }
}

void ChainHasher::AddMove(const Operation& move, const OperationSet& set) {
  const Id item = set.payload.ids[move.item];
  hash_.Add(HashBytes().Tag(kMove).Count(move.stamp).OfId(item).view());
  AddAnchors(move, set);
}

void ChainHasher::AddMark(const Operation& mark, const OperationSet& set) {
  hash_.Add(HashBytes().Tag(kMarked).Count(mark.stamp).view());
  AddBytes(ContentOf(mark, set.payload.bytes));
  AddAnchors(mark, set);
}

void ChainHasher::AddOther(const Operation& run, const OperationSet& set) {
  const bool named = run.container != kImpliedContainer;
  const ChainTag tag = run.IsEffect() ? kOtherEffect : kOtherCreation;
  hash_.Add(HashBytes().Tag(tag).Count(run.count).Tag(named ? 1 : 0).view());
  if (named) AddContainer(set.containers[run.container]);
  AddBytes(ContentOf(run, set.payload.bytes));
}

void ChainHasher::AddEffects(const Operation& run, const OperationSet& set) {
  if (run.kind == OperationKind::kUndo) {
    kind_ = run.kind;
    hash_.Add(HashBytes().Tag(kUndone).OfId(run.target).view());
    return;
  }
  if (!HasPayload(run.kind)) return AddTargets(run);
  kind_ = run.kind;
  if (run.kind != OperationKind::kAdd) return AddOther(run, set);
  hash_.Add(HashBytes().Tag(kAddition).view());
  AddBytes(ContentOf(run, set.payload.bytes));
  AddContainer(set.containers[run.container]);
}

void ChainHasher::AddTargets(const Operation& run) {
  const bool erases = run.kind == OperationKind::kErase;
  for (uint32_t k = 0; k < run.count; ++k) {
    const uint32_t offset = run.backward ? run.count - 1 - k : k;
    const Id target{run.target.agent, run.target.seq + offset};
    const bool same = kind_ == run.kind && target_.agent == target.agent;
    if (same && target_.seq + 1 == target.seq) {
      hash_.Add(HashBytes().Tag(erases ? kEraseAbove : kRestoreAbove).view());
    } else if (same && erases && target.seq + 1 == target_.seq) {
      hash_.Add(HashBytes().Tag(kEraseBelow).view());
    } else {
      hash_.Add(HashBytes().Tag(erases ? kEraseFull : kRestoreFull).OfId(target).view());
    }
    kind_ = run.kind;
    target_ = target;
  }
}

void ChainHasher::AddAnchors(const Operation& run, const OperationSet& set) {
  hash_.Add(HashBytes().OfId(run.prev).OfId(run.next).view());
  if (run.prev.IsNull() && run.next.IsNull()) AddContainer(set.containers[run.container]);
}

// The null id says that a name follows.
void ChainHasher::AddContainer(const ContainerId& container) {
  hash_.Add(HashBytes().Tag(static_cast<char>(container.kind)).OfId(container.creator).view());
  if (container.IsRoot()) AddBytes(container.name);
}

void ChainHasher::AddBytes(std::string_view bytes) {
  hash_.Add(HashBytes().Count(bytes.size()).view());
  hash_.Add(bytes);
}

}  // namespace weft
