#include <tuple>

#include "crdt/core/sort.h"
#include "crdt/core/value.h"
#include "crdt/wire/varint.h"
#include "crdt/wire/working_objects.h"

namespace weft::wire {

namespace {
constexpr uint32_t kNoPlace = 0xFFFFFFFF;
}

ObjectsWriter::ObjectsWriter(DocumentState* document, bool forget)
    : document_(document), objects_(document->objects()), forget_(forget) {
  Order();
  const Creations& creations = objects_.creations();
  slots_ = static_cast<uint32_t>(objects_.places().size());
  writes_ = objects_.registers().write_count();
  At(kValues).reserve(creations.content_bytes());
}

// Those that hold something, or are named by something; root texts as in a file of texts.
void ObjectsWriter::Order() {
  const class Containers& all = objects_.containers();
  std::vector<bool> wanted(all.size());
  for (ContainerNumber i = 0; i < all.size(); ++i) {
    const Container& one = all[i];
    wanted[i] = objects_.HadContent(i) || (one.creator == kNoLv && one.tree != kNoTree);
  }
  const auto want = [&](ContainerNumber named) {
    if (named != kNoContainer) wanted[named] = true;
  };
  for (const OtherCreation& other : objects_.other_creations()) want(other.container);
  for (uint32_t i = 0; i < objects_.other_effects(); ++i) want(objects_.other_effect(i).container);
  for (ContainerNumber i = 0; i < all.size(); ++i) {
    if (wanted[i]) order_.push_back(i);
  }
  const auto key = [&](ContainerNumber number) {
    const Container& one = all[number];
    const bool nested = one.creator != kNoLv;
    return std::tuple(nested, nested ? one.creator : number, nested ? one.kind : ContainerKind{});
  };
  Sort(order_.begin(), order_.end(),
       [&](ContainerNumber a, ContainerNumber b) { return key(a) < key(b); });
  places_.resize(all.size(), kNoPlace);
  for (uint32_t i = 0; i < order_.size(); ++i) places_[order_[i]] = i;
}

std::string ObjectsWriter::Containers(uint32_t other_effects,
                                      const std::function<uint32_t(TreeId)>& write_spans) {
  std::string rows;
  Lv creator = 0;
  for (const ContainerNumber number : order_) {
    const Container& one = objects_.containers()[number];
    const bool nested = one.creator != kNoLv;
    rows.push_back(static_cast<char>(static_cast<uint8_t>(one.kind) | (nested ? kNestedBit : 0) |
                                     (one.added ? kSumBit : 0)));
    if (nested) {
      AppendVarint(one.creator - creator, &rows);
      creator = one.creator;
    } else {
      const std::string& name = objects_.containers().NameOf(one);
      AppendVarint(name.size(), &rows);
      rows += name;
    }
    if (ObjectsLoader::HasTree(one.kind)) {
      AppendVarint(one.tree == kNoTree ? 0 : write_spans(one.tree), &rows);
    }
    if (one.added) value_bytes::AppendInt(one.sum, &rows);
  }
  const TreeId loose = document_->sequence().loose();
  std::string out;
  AppendVarint(document_->read_only() ? 1 : 0, &out);
  AppendVarint(loose == kNoTree ? 0 : write_spans(loose), &out);
  AppendVarint(other_effects, &out);
  AppendVarint(slots_, &out);
  AppendVarint(writes_, &out);
  AppendVarint(objects_.registers().size(), &out);
  AppendVarint(objects_.registers().key_count(), &out);
  return out + rows;
}

std::vector<std::string> ObjectsWriter::Elements() {
  registers_.resize(objects_.registers().size(), kNoPlace);
  keys_.resize(objects_.registers().key_count(), kNoPlace);
  const Creations& creations = objects_.creations();
  const LvRange all{0, document_->sequence().agents().next_lv()};
  creations.ForEach(all, [&](Lv lv, CreationKind kind) {
    if (kind == CreationKind::kSlot) return AddMove(lv);
    if (kind == CreationKind::kOther) return AddOther(lv);
    if (forget_ && objects_.MayForget(lv)) {
      value_bytes::Append(Value(), &At(kValues));
    } else {
      At(kValues) += creations.ContentOf(lv);
    }
    if (kind == CreationKind::kWrite) AddWrite(lv);
    if (kind == CreationKind::kMark) AddMark(lv);
    if (kind == CreationKind::kItem) AddObject(lv);
  });
  AddUndone();
  return std::move(sections_);
}

void ObjectsWriter::AddUndone() {
  std::vector<std::pair<Lv, uint32_t>> undone(objects_.undone().begin(), objects_.undone().end());
  Sort(undone.begin(), undone.end());
  Lv end = 0;
  for (const auto& [lv, count] : undone) {
    AppendVarint(lv - end, &At(kUndone));
    AppendVarint(count - 1, &At(kUndone));
    end = lv + 1;
  }
}

void ObjectsWriter::AddMove(Lv slot) {
  const Places::Move& move = objects_.places().MoveOf(slot);
  AppendVarint(slot - slot_end_, &At(kSlots));
  AppendVarint(slot - move.item, &At(kMovedItems));
  AppendVarint(move.stamp, &At(kMoveStamps));
  slot_end_ = slot + 1;
}

void ObjectsWriter::AddWrite(Lv lv) {
  const Registers& registers = objects_.registers();
  const WriteNumber number = registers.WriteOf(lv);
  const Registers::Write& write = registers.write(number);
  uint32_t& place = registers_[write.of];
  if (place != kNoPlace) {
    AppendVarint(last_.size() - place, &At(kWriteRegisters));
  } else {
    AppendVarint(0, &At(kWriteRegisters));
    place = static_cast<uint32_t>(last_.size());
    const Registers::Register& of = registers[write.of];
    const bool item = of.map == kNoContainer;
    last_.push_back(item ? of.key : kNoLv);
    AppendVarint(item ? 0 : uint64_t{places_[of.map]} + 1, &At(kWrittenPlaces));
    if (!item && keys_[of.key] == kNoPlace) {
      keys_[of.key] = key_count_++;
      value_bytes::AppendKey(registers.KeyAt(of.key), &At(kKeys));
    }
    AppendVarint(item ? lv - of.key : keys_[of.key], &At(kWrittenPlaces));
  }
  AppendVarint(write.stamp, &At(kWriteStamps));
  AddReplaced(lv, place, registers.ReplacedBy(number));
  last_[place] = lv;
}

void ObjectsWriter::AddReplaced(Lv lv, uint32_t file_register, const std::vector<Lv>& replaced) {
  std::string& out = At(kReplaced);
  const Lv last = last_[file_register];
  const bool as_expected =
      last == kNoLv ? replaced.empty() : replaced.size() == 1 && replaced[0] == last;
  AppendVarint(as_expected ? 0 : replaced.size() + 1, &out);
  for (size_t i = 0; !as_expected && i < replaced.size(); ++i) {
    AppendVarint(lv - replaced[i], &out);
  }
}

void ObjectsWriter::AddMark(Lv lv) {
  const Marks::Mark& mark = objects_.marks()[objects_.marks().NumberOf(lv)];
  std::string& out = At(kMarks);
  AppendVarint(lv - mark_end_, &out);
  AppendVarint(places_[mark.text], &out);
  AppendVarint(mark.start == kNoLv ? 0 : lv - mark.start, &out);
  AppendVarint(mark.end == kNoLv ? 0 : lv - mark.end, &out);
  AppendVarint(mark.stamp, &out);
  mark_end_ = lv + 1;
}

// An item that stands in a text.
void ObjectsWriter::AddObject(Lv lv) {
  if (!objects_.containers().IsText(document_->sequence().TextOf(lv))) return;
  AppendVarint(lv - object_end_, &At(kTextObjects));
  object_end_ = lv + 1;
}

void ObjectsWriter::AddOther(Lv lv) {
  const OtherCreation& other = objects_.OtherCreationOf(lv);
  if (other.lv != lv) return;  // a further element of it
  std::string& out = At(kOthers);
  AppendVarint(lv - other_end_, &out);
  AppendVarint(other.count, &out);
  AppendVarint(other.container == kNoContainer ? 0 : uint64_t{places_[other.container]} + 1, &out);
  out += objects_.creations().ContentOf(lv);
  other_end_ = lv + other.count;
}

}  // namespace weft::wire
