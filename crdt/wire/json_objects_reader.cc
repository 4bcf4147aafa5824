// What JSON operations beside those of root texts say: containers, values, and the fields of each.
#include <algorithm>
#include <optional>

#include "crdt/core/operation_payload.h"
#include "crdt/core/value.h"
#include "crdt/wire/json_operations_reader.h"
#include "crdt/wire/json_values.h"

namespace weft::wire {

// "<kind>:<name>" or "<kind>@<id>".
bool OperationsReader::ReadNamed(Operation* operation) {
  JsonField* field;
  if (!FindString("container", &field)) return false;
  const size_t end = field->text.find_first_of(u":@");
  if (end == std::u16string::npos || !WellFormedUtf16(field->text)) {
    return json_.Refuse("a container without a kind", field->where);
  }
  const std::optional<ContainerKind> kind =
      ContainerKindOf(Utf8(std::u16string_view(field->text).substr(0, end)));
  if (!kind) return json_.Refuse("a container without a kind", field->where);
  const std::u16string_view rest = std::u16string_view(field->text).substr(end + 1);
  if (field->text[end] == u':') return AddContainer(ContainerId(*kind, Utf8(rest)), operation);
  Id creator;
  return ParseId(*field, rest, &creator) && AddContainer(ContainerId(*kind, creator), operation);
}

bool OperationsReader::ReadPlace(Operation* operation) {
  if (!FindId("prev_id", true, &operation->prev) || !FindId("next_id", true, &operation->next)) {
    return false;
  }
  return !operation->prev.IsNull() || !operation->next.IsNull() || ReadNamed(operation);
}

// Exactly one of the fields that tell a value.
bool OperationsReader::ReadAnyValue() {
  for (const char* key : kJsonValueKeys) {
    const JsonField* field = Find(key);
    if (field == nullptr) continue;
    if (!ReadJsonValue(*field, &out_.payload.bytes)) {
      return json_.Refuse("not the value that is expected", field->where);
    }
    return out_.payload.bytes.size() <= limits_.payload ||
           Exceeds("more bytes of values than the limit");
  }
  return Refuse("an operation that lacks a field");
}

bool OperationsReader::ReadItem(Operation* operation) {
  operation->kind = OperationKind::kInsertItems;
  if (!FindId("id", false, &operation->id) || !ReadPlace(operation)) return false;
  operation->content = static_cast<uint32_t>(out_.payload.bytes.size());
  return ReadStampAndAt(operation) && ReadAnyValue();
}

bool OperationsReader::ReadSet(Operation* operation) {
  operation->kind = OperationKind::kWrite;
  operation->more = {0, 0};
  operation->content = static_cast<uint32_t>(out_.payload.bytes.size());
  if (!FindId("id", false, &operation->id) || !ReadStampAndAt(operation)) return false;
  if (Has("replaced")) return ReadReplaced(operation) && ReadAnyValue();
  JsonField* key;
  if (!ReadNamed(operation) || !FindString("key", &key)) return false;
  if (!WellFormedUtf16(key->text)) return json_.Refuse("an unpaired surrogate", key->where);
  value_bytes::AppendKey(Utf8(key->text), &out_.payload.bytes);
  return ReadAnyValue();
}

bool OperationsReader::ReadReplaced(Operation* operation) {
  const JsonField* field = Find("replaced");
  if (field->kind != JsonField::Kind::kStrings || field->texts.empty()) {
    return json_.Refuse("not the ids that are expected", field->where);
  }
  operation->more = {field->texts.size() - 1, static_cast<uint32_t>(out_.payload.ids.size())};
  if (!ParseId(*field, field->texts[0], &operation->replaced)) return false;
  for (size_t i = 1; i < field->texts.size(); ++i) {
    out_.payload.ids.emplace_back();
    if (!ParseId(*field, field->texts[i], &out_.payload.ids.back())) return false;
  }
  return true;
}

bool OperationsReader::ReadMove(Operation* operation) {
  operation->kind = OperationKind::kMove;
  Id item;
  if (!FindId("id", false, &operation->id) || !FindId("item_id", false, &item) ||
      !ReadPlace(operation)) {
    return false;
  }
  operation->item = static_cast<uint32_t>(out_.payload.ids.size());
  out_.payload.ids.push_back(item);
  return ReadStampAndAt(operation);
}

// "before" or "after" an element; the text's edges have no sides.
bool OperationsReader::ReadSide(const char* key, const Id& beside, uint8_t bit, uint8_t* sides) {
  JsonField* side;
  if (beside.IsNull()) return true;
  if (!FindString(key, &side)) return false;
  if (side->text == u"after") *sides |= bit;
  return side->text == u"after" || side->text == u"before" ||
         json_.Refuse("neither before nor after", side->where);
}

bool OperationsReader::ReadMark(Operation* operation) {
  operation->kind = OperationKind::kMark;
  operation->content = static_cast<uint32_t>(out_.payload.bytes.size());
  uint8_t sides = 0;
  if (!FindId("id", false, &operation->id) || !ReadPlace(operation) ||
      !ReadSide("start_side", operation->prev, kStartsAfter, &sides) ||
      !ReadSide("end_side", operation->next, kEndsAfter, &sides)) {
    return false;
  }
  const JsonField* several = Find("several");
  if (several == nullptr || several->kind != JsonField::Kind::kBool) {
    return Refuse("an operation that lacks a field");
  }
  if (several->number != 0) sides |= kSeveral;
  JsonField* key;
  if (!FindString("key", &key)) return false;
  if (!WellFormedUtf16(key->text)) return json_.Refuse("an unpaired surrogate", key->where);
  out_.payload.bytes.push_back(static_cast<char>(sides));
  value_bytes::AppendKey(Utf8(key->text), &out_.payload.bytes);
  return ReadAnyValue() && ReadStampAndAt(operation);
}

bool OperationsReader::ReadAdd(Operation* operation) {
  operation->kind = OperationKind::kAdd;
  operation->content = static_cast<uint32_t>(out_.payload.bytes.size());
  return ReadNamed(operation) && ReadAnyValue() && ReadEffect(operation);
}

bool OperationsReader::ReadOther(Operation* operation) {
  const bool effect = !Has("id");
  operation->kind = effect ? OperationKind::kOtherEffect : OperationKind::kOtherCreation;
  operation->content = static_cast<uint32_t>(out_.payload.bytes.size());
  OtherContent other;
  std::string bytes;
  JsonField* content;
  const JsonField* critical = Find("critical");
  if (critical == nullptr || critical->kind != JsonField::Kind::kBool || !Has("kind")) {
    return Refuse("an operation that lacks a field");
  }
  other.critical = critical->number != 0;
  if (!FindNumber("kind", &other.kind) || !FindNumber("count", &operation->count) ||
      !FindString("content", &content)) {
    return false;
  }
  if (other.kind > 0x7FFFFFFF || !FromHexDigits(Utf8(content->text), &bytes)) {
    return json_.Refuse("not the envelope that is expected", content->where);
  }
  other.bytes = bytes;
  AppendOther(other, &out_.payload.bytes);
  if (Has("container") && !ReadNamed(operation)) return false;
  if (effect) return ReadEffect(operation);
  return FindId("id", false, &operation->id) && ReadStampAndAt(operation);
}

bool OperationsReader::ReadStampAndAt(Operation* operation) {
  operation->at = states_[operation->id.agent].effects;
  return (!operation->IsStamped() || FindNumber("stamp", &operation->stamp)) &&
         FindNumber("at", &operation->at);
}

}  // namespace weft::wire
