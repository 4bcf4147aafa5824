#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/json_operations.h"
#include "crdt/wire/json_operations_reader.h"

namespace weft {

namespace wire {

bool OperationsReader::ReadAll() {
  while (true) {
    bool done = false;
    object_ = json_.position();
    if (!json_.NextObject(&fields_, &done)) return false;
    if (done) return true;
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
  } else if (kind->text == u"mark") {
    ok = ReadMark(&operation);
  } else if (kind->text == u"add") {
    ok = ReadAdd(&operation);
  } else if (kind->text == u"undo") {
    ok = ReadUndo(&operation);
  } else if (kind->text == u"other") {
    ok = ReadOther(&operation);
  } else {
    return json_.Refuse("an unknown operation", kind->where);
  }
  if (!ok || !CheckAllTaken()) return false;
  elements_ += operation.count;
  if (elements_ > limits_.elements) return Exceeds("more elements than the limit");
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

bool OperationsReader::ReadDelete(Operation* operation) {
  operation->kind = OperationKind::kErase;
  return FindId("delete_id", false, &operation->target) && ReadEffect(operation);
}

bool OperationsReader::ReadUndo(Operation* operation) {
  operation->kind = OperationKind::kUndo;
  return FindId("undo_id", false, &operation->target) && ReadEffect(operation);
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

namespace {

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
