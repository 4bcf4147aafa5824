#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/core/value.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/json_operations.h"
#include "crdt/wire/json_reader.h"
#include "crdt/wire/json_values.h"

namespace weft {

namespace wire {

namespace {

class OperationsReader {
 public:
  OperationsReader(std::string_view json, const AgentNames& names, const Limits& limits,
                   const PlainDefaults& defaults, OperationSet* out)
      : json_(json, &refusal_), names_(names), limits_(limits), defaults_(defaults), out_(*out) {
    if (defaults.deleter != kNoAgent) {
      states_[defaults.deleter] = {defaults.counts.creations, defaults.counts.effects};
    }
  }

  Status Read(std::string_view json) {
    if (ReadAll()) return OkStatus();
    return refusal_.ToStatus("operations", reinterpret_cast<const uint8_t*>(json.data()));
  }

 private:
  bool ReadAll();
  bool ReadOperation();
  bool ReadInsert(Operation* operation);
  bool ReadDelete(Operation* operation);
  bool ReadRestore(Operation* operation);
  bool ReadItem(Operation* operation);
  bool ReadSet(Operation* operation);
  bool ReadReplaced(Operation* operation);
  bool ReadMove(Operation* operation);
  bool ReadAdd(Operation* operation);
  bool ReadOther(Operation* operation);
  bool ReadPlace(Operation* operation);
  bool ReadStampAndAt(Operation* operation);
  bool ReadAnyValue();
  bool ReadNamed(Operation* operation);
  bool AddContainer(const ContainerId& container, Operation* operation);
  bool ReadEffect(Operation* operation);
  bool ReadAt(Operation* operation);
  bool ReadValue();
  bool ReadContainer(Operation* operation);

  bool Has(std::string_view key) const;
  // The field of that key, which is then taken; null when there is none.
  JsonField* Find(const char* key);
  bool FindString(const char* key, JsonField** field);
  // Leaves *number alone when there is no such field.
  bool FindNumber(const char* key, uint32_t* number);
  bool FindAgent(const char* key, Agent* agent);
  bool FindId(const char* key, bool may_be_null, Id* id);
  bool ParseId(const JsonField& field, std::u16string_view text, Id* id);
  bool CheckAllTaken();
  bool Refuse(const char* what) { return json_.Refuse(what, object_); }
  bool Exceeds(const char* limit) {
    return json_.Refuse(limit, object_, StatusCode::kResourceExhausted);
  }

  Refusal refusal_;
  JsonReader json_;
  const AgentNames& names_;
  const Limits& limits_;
  const PlainDefaults& defaults_;
  OperationSet& out_;
  std::vector<JsonField> fields_;
  const uint8_t* object_ = nullptr;
  std::map<Agent, LogState> states_;  // after what has been read
  std::map<ContainerId, uint32_t> containers_;
  uint32_t roots_ = 0;
  uint32_t nested_ = 0;
};

std::string Utf8(std::u16string_view units) {
  std::string utf8;
  AppendUtf8(units, &utf8);
  return utf8;
}

bool OperationsReader::ReadAll() {
  while (true) {
    bool done = false;
    object_ = json_.position();
    if (!json_.NextObject(&fields_, &done)) return false;
    if (done) return true;
    if (out_.operations.size() >= limits_.elements) return Exceeds("more elements than the limit");
    if (!ReadOperation()) return false;
  }
}

bool OperationsReader::ReadOperation() {
  JsonField* kind;
  if (!FindString("operation", &kind)) return false;
  Operation operation{};
  operation.count = 1;
  operation.prev = operation.next = kNullId;
  operation.container = kImpliedContainer;
  bool ok = false;
  if (kind->text == u"insert") {
    ok = ReadInsert(&operation);
  } else if (kind->text == u"delete") {
    ok = ReadDelete(&operation);
  } else if (kind->text == u"restore") {
    ok = ReadRestore(&operation);
  } else if (kind->text == u"insert_item") {
    ok = ReadItem(&operation);
  } else if (kind->text == u"set") {
    ok = ReadSet(&operation);
  } else if (kind->text == u"move") {
    ok = ReadMove(&operation);
  } else if (kind->text == u"add") {
    ok = ReadAdd(&operation);
  } else if (kind->text == u"other") {
    ok = ReadOther(&operation);
  } else {
    return json_.Refuse("an unknown operation", kind->where);
  }
  if (!ok || !CheckAllTaken()) return false;
  if (const char* why = WhyMalformed(operation, out_)) return Refuse(why);
  states_[operation.id.agent] = LogState::After(operation);
  out_.operations.push_back(operation);
  return true;
}

bool OperationsReader::ReadInsert(Operation* operation) {
  operation->kind = OperationKind::kInsertText;
  if (!FindId("id", false, &operation->id) || !FindId("prev_id", true, &operation->prev) ||
      !FindId("next_id", true, &operation->next)) {
    return false;
  }
  operation->at = states_[operation->id.agent].effects;
  return ReadAt(operation) && ReadValue() && ReadContainer(operation);
}

bool OperationsReader::ReadAt(Operation* operation) {
  operation->text_offset = static_cast<uint32_t>(out_.text.size());
  return FindNumber("at", &operation->at);
}

bool OperationsReader::ReadValue() {
  JsonField* value;
  if (!FindString("value", &value)) return false;
  if (value->text.size() != 1) {
    return json_.Refuse("a value that is not one UTF-16 unit", value->where);
  }
  out_.text += value->text;
  return true;
}

bool OperationsReader::ReadContainer(Operation* operation) {
  JsonField* name = Find("text");
  const bool at_edges = operation->prev.IsNull() && operation->next.IsNull();
  if (at_edges && name == nullptr && Has("container")) return ReadNamed(operation);
  if (!operation->prev.IsNull() || !operation->next.IsNull()) {
    return name == nullptr || json_.Refuse("a text that the anchors imply", name->where);
  }
  if (name != nullptr && name->kind != JsonField::Kind::kString) {
    return json_.Refuse("a text's name that is no string", name->where);
  }
  if (name != nullptr && !WellFormedUtf16(name->text)) {
    return json_.Refuse("an unpaired surrogate in a name", name->where);
  }
  const std::string utf8 = name != nullptr ? Utf8(name->text) : defaults_.text;
  return AddContainer(utf8, operation);
}

bool OperationsReader::AddContainer(const ContainerId& container, Operation* operation) {
  const auto [place, is_new] =
      containers_.emplace(container, static_cast<uint32_t>(out_.containers.size()));
  if (is_new) {
    uint32_t& of_kind = container.IsRoot() ? roots_ : nested_;
    if (of_kind >= (container.IsRoot() ? limits_.containers : limits_.nested)) {
      return Exceeds("more containers than the limit");
    }
    ++of_kind;
    out_.containers.push_back(container);
  }
  operation->container = place->second;
  return true;
}

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
  const bool stamped =
      operation->kind == OperationKind::kWrite || operation->kind == OperationKind::kMove;
  return (!stamped || FindNumber("stamp", &operation->stamp)) && FindNumber("at", &operation->at);
}

bool OperationsReader::ReadDelete(Operation* operation) {
  operation->kind = OperationKind::kErase;
  return FindId("delete_id", false, &operation->target) && ReadEffect(operation);
}

bool OperationsReader::ReadRestore(Operation* operation) {
  operation->kind = OperationKind::kRestore;
  operation->target.agent = kNoAgent;
  uint32_t index = kMaxElements;
  if (!FindAgent("restore_agent", &operation->target.agent) ||
      !FindNumber("restore_index", &index)) {
    return false;
  }
  if (operation->target.agent == kNoAgent || index == kMaxElements) {
    return Refuse("a restore that does not say of what");
  }
  operation->target.seq = index;
  return ReadEffect(operation);
}

bool OperationsReader::ReadEffect(Operation* operation) {
  operation->id.agent = defaults_.deleter;
  if (!FindAgent("agent", &operation->id.agent)) return false;
  if (operation->id.agent == kNoAgent) return Refuse("an effect that does not say whose it is");
  const LogState& state = states_[operation->id.agent];
  operation->id.seq = state.effects;
  operation->at = state.creations;
  return FindNumber("index", &operation->id.seq) && FindNumber("at", &operation->at);
}

bool OperationsReader::Has(std::string_view key) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const JsonField& field) { return !field.taken && field.key == key; });
}

JsonField* OperationsReader::Find(const char* key) {
  for (JsonField& field : fields_) {
    if (field.taken || field.key != key) continue;
    field.taken = true;
    return &field;
  }
  return nullptr;
}

bool OperationsReader::FindString(const char* key, JsonField** field) {
  *field = Find(key);
  if (*field == nullptr) return Refuse("an operation that lacks a field");
  return (*field)->kind == JsonField::Kind::kString ||
         json_.Refuse("not the string that is expected", (*field)->where);
}

bool OperationsReader::FindNumber(const char* key, uint32_t* number) {
  const JsonField* field = Find(key);
  if (field == nullptr) return true;
  *number = field->number;
  return field->kind == JsonField::Kind::kNumber ||
         json_.Refuse("not the number that is expected", field->where);
}

bool OperationsReader::FindAgent(const char* key, Agent* agent) {
  const JsonField* field = Find(key);
  if (field == nullptr) return true;
  *agent = kNoAgent;
  if (WellFormedUtf16(field->text)) *agent = names_.AgentOf(Utf8(field->text));
  return *agent != kNoAgent || json_.Refuse("an unknown agent", field->where);
}

bool OperationsReader::FindId(const char* key, bool may_be_null, Id* id) {
  const JsonField* field = Find(key);
  if (field == nullptr) return Refuse("an operation that lacks a field");
  if (field->kind == JsonField::Kind::kString) return ParseId(*field, field->text, id);
  *id = kNullId;
  return (may_be_null && field->kind == JsonField::Kind::kNull) ||
         json_.Refuse("not the id that is expected", field->where);
}

// "<name>-<n>"; the name may have a '-' itself.
bool OperationsReader::ParseId(const JsonField& field, std::u16string_view units, Id* id) {
  const std::string text = Utf8(units);
  const size_t dash = text.rfind('-');
  const size_t digits = dash == std::string::npos ? 0 : text.size() - dash - 1;
  if (digits < 1 || digits > 10 || !WellFormedUtf16(units)) {
    return json_.Refuse("an id without a number", field.where);
  }
  uint64_t number = 0;
  for (const char c : std::string_view(text).substr(dash + 1)) {
    if (c < '0' || c > '9') return json_.Refuse("an id without a number", field.where);
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  if (text[dash + 1] == '0' || number > kMaxElements) {
    return json_.Refuse("an id's number that is out of range", field.where);
  }
  id->agent = names_.AgentOf(std::string_view(text).substr(0, dash));
  id->seq = static_cast<uint32_t>(number - 1);
  return id->agent != kNoAgent || json_.Refuse("an unknown agent", field.where);
}

bool OperationsReader::CheckAllTaken() {
  for (const JsonField& field : fields_) {
    if (!field.taken) return json_.Refuse("a field that is unknown or given twice", field.where);
  }
  return true;
}

// Replaces the elements in *set by the runs they make.
Status MakeRuns(OperationSet* set) {
  CanonicalRuns runs;
  WEFT_RETURN_IF_ERROR(Canonicalize(*set, &runs));
  std::u16string text(runs.text);
  set->operations = std::move(runs.runs);
  set->text = std::move(text);
  set->payload = std::move(runs.payload);
  return OkStatus();
}

}  // namespace

}  // namespace wire

Status ReadJsonOperations(std::string_view json, const AgentNames& names, const Limits& limits,
                          const PlainDefaults& defaults, OperationSet* out) {
  out->Clear();
  if (json.size() > limits.bytes) return ResourceExhausted("operations: more bytes than the limit");
  Status status = wire::OperationsReader(json, names, limits, defaults, out).Read(json);
  if (status.ok()) status = wire::MakeRuns(out);
  if (!status.ok()) out->Clear();
  return status;
}

}  // namespace weft
