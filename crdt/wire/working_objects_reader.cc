#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/value.h"
#include "crdt/wire/text_column.h"
#include "crdt/wire/working_objects.h"

namespace weft::wire {

Status ObjectsReader::ReadContainers(const Limits& limits, std::vector<TextEntry>* trees) {
  Column column;
  WEFT_RETURN_IF_ERROR(column.Open(file_, kContainers));
  bool good = ReadCounts(&column);
  for (uint32_t i = 0; good && i < file_->head().texts; ++i) {
    good = ReadContainer(&column, limits, trees);
  }
  if (!good || !column.Finished()) return column.Failure();
  trees->push_back(TextEntry{loose_spans_, false});
  loader_.AddLoose();
  if (read_only_ != 0) document_->SetReadOnly();
  return OkStatus();
}

bool ObjectsReader::ReadCounts(Column* column) {
  if (!column->Varint(&read_only_) || !column->Varint(&loose_spans_) || !column->Varint(&others_) ||
      !column->Varint(&slots_) || !column->Varint(&writes_) || !column->Varint(&registers_) ||
      !column->Varint(&keys_)) {
    return false;
  }
  const SavedHead& head = file_->head();
  if (read_only_ > 1) return column->Refuse("neither read-only nor not");
  if (others_ > head.effects || (others_ > 0 && head.lacks_history)) {
    return column->Refuse("more effects than stated");
  }
  if (slots_ > head.elements || writes_ > head.elements - slots_) {
    return column->Refuse("more moves and writes than elements");
  }
  return (registers_ <= writes_ && keys_ <= registers_) ||
         column->Refuse("more keys, or places, than writes");
}

bool ObjectsReader::ReadContainer(Column* column, const Limits& limits,
                                  std::vector<TextEntry>* trees) {
  const uint8_t* const start = column->position();
  uint8_t first = 0;
  if (!column->Byte(&first)) return false;
  const auto kind = static_cast<ContainerKind>(first & (kNestedBit - 1));
  const bool has_sum = (first & kSumBit) != 0;
  if (static_cast<uint32_t>(kind) >= kContainerKinds || first >= 2 * kSumBit ||
      (has_sum && kind != ContainerKind::kCounter)) {
    return column->Refuse("an unknown kind of container", start);
  }
  ObjectsLoader::Problem problem = nullptr;
  if ((first & kNestedBit) != 0) {
    uint32_t later = 0;
    if (!column->Varint(&later)) return false;
    if (later >= file_->head().elements - last_creator_) {
      return column->Refuse("a creator beyond all elements", start);
    }
    last_creator_ += later;
    problem = loader_.AddNested(kind, last_creator_);
  } else {
    std::string_view name;
    if (!ReadName(column, &name)) return false;
    if (++roots_ > limits.containers) return column->Exceeds("more root containers than the limit");
    problem = loader_.AddRoot(kind, name);
  }
  if (problem != nullptr) return column->Refuse(problem, start);
  if (ObjectsLoader::HasTree(kind)) {
    TextEntry tree{0, kind == ContainerKind::kText};
    if (!column->Varint(&tree.rows)) return false;
    trees->push_back(tree);
  }
  int64_t sum = 0;
  if (has_sum && !ReadAmount(column, &sum)) return false;
  if (has_sum && file_->head().effects == 0) return column->Refuse("a sum of nothing", start);
  if (has_sum) loader_.SetSum(sum);
  return true;
}

KeptOthers ObjectsReader::KeepOthers() const {
  KeptOthers kept;
  kept.column = file_->Keep(kOtherEffects);
  kept.effects = others_;
  kept.read_only = read_only_ != 0;
  kept.undone = document_->objects().undone();
  kept.creations = &document_->objects().creations();
  const Containers& containers = document_->objects().containers();
  for (ContainerNumber i = 0; i < containers.size(); ++i) {
    const Container& one = containers[i];
    kept.containers.push_back({one.kind, one.creator, one.added, one.sum});
  }
  document_->objects().ReserveOthers(others_);
  return kept;
}

Status ObjectsReader::OpenColumns() {
  for (size_t i = kValues; i < kObjectSectionsEnd; ++i) {
    WEFT_RETURN_IF_ERROR(columns_[i - kValues].Open(file_, i));
  }
  slots_left_ = slots_;
  writes_left_ = writes_;
  return OkStatus();
}

Status ObjectsReader::ReadKeys() {
  Column& keys = At(kKeys);
  for (uint32_t i = 0; i < keys_; ++i) {
    std::string_view left = keys.Rest();
    std::string_view key;
    std::string_view taken;
    if (!value_bytes::TakeKey(&left, &key)) {
      keys.Refuse("a key that is none");
    } else if (Good(loader_.AddKey(key), &keys)) {
      keys.Bytes(keys.Left() - left.size(), &taken);
    }
    WEFT_RETURN_IF_ERROR(keys.Failure());
  }
  return OkStatus();
}

Status ObjectsReader::ReadElements() {
  WEFT_RETURN_IF_ERROR(OpenColumns());
  last_.reserve(registers_);
  loader_.Start({slots_, writes_, registers_, keys_, At(kValues).Left()});
  WEFT_RETURN_IF_ERROR(ReadKeys());
  WEFT_RETURN_IF_ERROR(CheckLoose());
  bool good = NextSlot() && NextIn(kOthers, &other_) && NextIn(kMarks, &mark_) &&
              NextIn(kTextObjects, &object_);
  const auto& runs = sequence_.text_runs();
  for (size_t i = 0; good && i < runs.size(); ++i) {
    const Lv end = i + 1 < runs.size() ? runs[i + 1].lv : sequence_.agents().next_lv();
    good = ReadStretch(LvRange{runs[i].lv, end - runs[i].lv}, runs[i].text);
  }
  if (good && (slots_left_ > 0 || slot_ != kNoLv)) good = At(kSlots).Refuse("a slot in no list");
  if (good && writes_left_ > 0) good = At(kWriteRegisters).Refuse("fewer writes than stated");
  if (good && last_.size() < registers_) good = At(kWrittenPlaces).Refuse("fewer than stated");
  if (good && used_keys_ < keys_) good = At(kKeys).Refuse("a key that nothing uses");
  if (good && other_ != kNoLv) good = At(kOthers).Refuse("an element with a place");
  if (good && mark_ != kNoLv) good = At(kMarks).Refuse("a mark with a place");
  if (good && object_ != kNoLv) good = At(kTextObjects).Refuse("an object in no text");
  good = good && ReadUndone();
  for (Column& column : columns_) {
    if (good && !column.Finished()) good = false;
    WEFT_RETURN_IF_ERROR(column.Failure());
  }
  return OkStatus();
}

// What has no place stands where it arrived.
Status ObjectsReader::CheckLoose() const {
  Lv end = 0;
  bool ascending = true;
  sequence_.tree().Visit(sequence_.loose(), [&](const Span& span) {
    ascending = ascending && span.lv >= end;
    end = span.lv + span.count;
  });
  if (ascending) return OkStatus();
  return InvalidArgument("saved document, section shapes: writes that are out of order at byte 0");
}

bool ObjectsReader::ReadStretch(LvRange range, TreeId tree) {
  const ContainerNumber home = document_->objects().containers().OfTree(tree);
  if (!Good(loader_.Enter(range.lv, home), &At(kValues))) return false;
  if (home != kNoContainer && document_->objects().containers().IsText(tree)) {
    return ReadObjects(range);
  }
  units_.clear();
  sequence_.arena().ReadUtf16(range, &units_);
  const auto is_unit = [](char16_t unit) { return unit != 0; };
  if (std::any_of(units_.begin(), units_.end(), is_unit)) {
    return At(kValues).Refuse("text where there is none");
  }
  return home == kNoContainer ? ReadLoose(range) : ReadPlaced(range);
}

bool ObjectsReader::ReadUndone() {
  Column& column = At(kUndone);
  const Lv all = sequence_.agents().next_lv();
  Lv end = 0;
  uint64_t undos = 0;
  while (!column.AtEnd()) {
    uint32_t later = 0;
    uint32_t further = 0;
    if (!column.Varint(&later) || !column.Varint(&further)) return false;
    if (later >= all - end) return column.Refuse("an element beyond all");
    undos += uint64_t{further} + 1;
    if (undos > file_->head().effects) return column.Refuse("more undos than effects");
    if (!Good(loader_.AddUndone(end + later, further + 1), &column)) return false;
    end += later + 1;
  }
  return true;
}

bool ObjectsReader::NextSlot() {
  if (slots_left_ == 0) {
    slot_ = kNoLv;
    return true;
  }
  uint32_t later = 0;
  if (!At(kSlots).Varint(&later)) return false;
  const Lv all = sequence_.agents().next_lv();
  if (later >= all - slot_) return At(kSlots).Refuse("a slot beyond all elements");
  slot_ += later;
  --slots_left_;
  return true;
}

bool ObjectsReader::NextIn(ObjectSection section, Lv* next) {
  Column& column = At(section);
  if (column.AtEnd()) {
    *next = kNoLv;
    return true;
  }
  uint32_t later = 0;
  if (!column.Varint(&later)) return false;
  if (later >= sequence_.agents().next_lv() - *next) {
    return column.Refuse("an element beyond all");
  }
  *next += later;
  return true;
}

bool ObjectsReader::TakeValues(uint32_t count, std::string_view* values) {
  Column& column = At(kValues);
  std::string_view left = column.Rest();
  for (; count > 0; --count) {
    value_bytes::Check check{};
    const size_t size = value_bytes::Measure(left, &check);
    if (check == value_bytes::Check::kNewer) return column.NeedsNewer("a value of another version");
    if (check != value_bytes::Check::kOk) return column.Refuse("a value that is none");
    left.remove_prefix(size);
  }
  return column.Bytes(column.Left() - left.size(), values);
}

bool ObjectsReader::TakeMark(std::string_view* content) {
  Column& column = At(kValues);
  std::string_view left = column.Rest();
  std::string_view key;
  value_bytes::Check check{};
  if (left.empty()) return column.Refuse("a mark that is none");
  left.remove_prefix(1);
  if (!value_bytes::TakeKey(&left, &key)) return column.Refuse("a key that is none");
  const size_t size = value_bytes::Measure(left, &check);
  if (check == value_bytes::Check::kNewer) return column.NeedsNewer("a value of another version");
  if (check != value_bytes::Check::kOk) return column.Refuse("a value that is none");
  return column.Bytes(column.Left() - left.size() + size, content);
}

bool ObjectsReader::ReadPlaced(LvRange range) {
  for (Lv lv = range.lv; lv < range.end();) {
    if (lv == slot_) {
      if (!ReadMove(lv++)) return false;
      continue;
    }
    if (slot_ < lv) return At(kSlots).Refuse("a slot in no list");
    const uint32_t count = std::min(slot_, range.end()) - lv;
    std::string_view values;
    if (!TakeValues(count, &values)) return false;
    if (!Good(loader_.AddItems(lv, count, values), &At(kValues))) return false;
    lv += count;
  }
  return true;
}

bool ObjectsReader::ReadMove(Lv slot) {
  uint32_t back = 0;
  uint32_t stamp = 0;
  if (!At(kMovedItems).Varint(&back) || !At(kMoveStamps).Varint(&stamp)) return false;
  if (back == 0 || back > slot) return At(kMovedItems).Refuse("an item that does not exist");
  if (!Good(loader_.AddSlot(slot, slot - back, stamp), &At(kMovedItems))) return false;
  ++slot_;
  return NextSlot();
}

bool ObjectsReader::ReadLoose(LvRange range) {
  for (Lv lv = range.lv; lv < range.end();) {
    uint32_t count = 1;
    const bool good = lv == other_  ? ReadOther(lv, range.end(), &count)
                      : lv == mark_ ? ReadMark(lv)
                                    : ReadWrite(lv);
    if (!good) return false;
    lv += count;
  }
  return true;
}

bool ObjectsReader::ReadOther(Lv lv, Lv end, uint32_t* count) {
  Column& column = At(kOthers);
  uint32_t place = 0;
  std::string_view content;
  if (!column.Varint(count) || !column.Varint(&place) ||
      !ReadOtherContent(&column, read_only_ != 0, &content)) {
    return false;
  }
  if (*count > end - lv) return column.Refuse("an element with a place");
  const ContainerNumber container = place == 0 ? kNoContainer : place - 1;
  if (!Good(loader_.AddOther(lv, *count, container, content), &column)) return false;
  other_ += *count;
  return NextIn(kOthers, &other_);
}

// How far below the mark the element is that an end is beside.
bool ObjectsReader::ReadEnd(Lv mark, Lv* end) {
  uint32_t back = 0;
  if (!At(kMarks).Varint(&back)) return false;
  if (back > mark) return At(kMarks).Refuse("an end beside what does not exist");
  *end = back == 0 ? kNoLv : mark - back;
  return true;
}

bool ObjectsReader::ReadMark(Lv lv) {
  Column& column = At(kMarks);
  ObjectsLoader::Mark mark{lv, kNoContainer, kNoLv, kNoLv, 0, {}};
  if (!column.Varint(&mark.text) || !ReadEnd(lv, &mark.start) || !ReadEnd(lv, &mark.end) ||
      !column.Varint(&mark.stamp) || !TakeMark(&mark.content) ||
      !Good(loader_.AddMark(mark), &column)) {
    return false;
  }
  ++mark_;
  return NextIn(kMarks, &mark_);
}

// Those among a text's units.
bool ObjectsReader::ReadObjects(LvRange range) {
  if (object_ != kNoLv && object_ < range.lv) {
    return At(kTextObjects).Refuse("an object in no text");
  }
  while (object_ < range.end()) {
    std::string_view value;
    if (!TakeValues(1, &value) || !Good(loader_.AddObject(object_, value), &At(kTextObjects))) {
      return false;
    }
    ++object_;
    if (!NextIn(kTextObjects, &object_)) return false;
  }
  return true;
}

bool ObjectsReader::ReadWrite(Lv lv) {
  RegisterNumber of = 0;
  uint32_t stamp = 0;
  if (writes_left_ == 0) return At(kWriteRegisters).Refuse("more writes than stated");
  --writes_left_;
  if (!ReadRegister(lv, &of) || !At(kWriteStamps).Varint(&stamp)) return false;
  if (!ReadReplaced(lv, of, &replaced_)) return false;
  std::string_view value;
  if (!TakeValues(1, &value)) return false;
  last_[of] = lv;
  return Good(loader_.AddWrite({lv, of, stamp, replaced_, value}), &At(kWriteRegisters));
}

bool ObjectsReader::ReadRegister(Lv lv, RegisterNumber* of) {
  uint32_t back = 0;
  if (!At(kWriteRegisters).Varint(&back)) return false;
  const auto known = static_cast<uint32_t>(last_.size());
  if (back > known) return At(kWriteRegisters).Refuse("a write to an unknown place");
  *of = known - back;
  if (back > 0) return true;
  Column& places = At(kWrittenPlaces);
  if (known == registers_) return places.Refuse("more places than stated");
  uint32_t container = 0;
  uint32_t which = 0;
  if (!places.Varint(&container) || !places.Varint(&which)) return false;
  if (container > 0) {
    if (which > used_keys_) return places.Refuse("keys that are out of order");
    used_keys_ += which == used_keys_;
    last_.push_back(kNoLv);
    return Good(loader_.AddRegister(container - 1, which), &places);
  }
  if (which == 0 || which > lv) return places.Refuse("an item that does not exist");
  last_.push_back(lv - which);
  return Good(loader_.AddItemRegister(lv - which), &places);
}

bool ObjectsReader::ReadReplaced(Lv lv, RegisterNumber of, std::vector<Lv>* replaced) {
  Column& column = At(kReplaced);
  replaced->clear();
  uint32_t coded = 0;
  if (!column.Varint(&coded)) return false;
  if (coded == 0 && last_[of] != kNoLv) replaced->push_back(last_[of]);
  if (coded > column.Left() + 1) return column.Refuse("more replaced values than are stored");
  for (; coded > 1; --coded) {
    uint32_t back = 0;
    if (!column.Varint(&back)) return false;
    if (back == 0 || back > lv) return column.Refuse("a value that does not exist");
    replaced->push_back(lv - back);
  }
  return true;
}

Status ObjectsReader::Finish(Sequence::Loaded* loaded) {
  loaded->only_text = false;
  const ObjectsLoader::Problem problem = loader_.Finish(loaded);
  if (problem == nullptr) return OkStatus();
  return InvalidArgument(std::string("saved document, section containers: ") + problem +
                         " at byte 0");
}

}  // namespace weft::wire
