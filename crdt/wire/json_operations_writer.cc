#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/json_operations.h"
#include "crdt/wire/json_values.h"

namespace weft {

namespace wire {

namespace {

class OperationsWriter {
 public:
  OperationsWriter(const OperationSet& set, const AgentNames& names, JsonForm form,
                   JsonLayout layout)
      : set_(set),
        names_(names),
        exact_(form == JsonForm::kExact),
        array_(layout == JsonLayout::kArray) {}

  Result<std::string> Write() {
    for (const Operation& run : set_.operations) {
      if (const char* why = WhyMalformed(run, set_)) return InvalidArgument(why);
      if (!exact_ && !IsPlain(run)) {
        return InvalidArgument("the plain form has only insertions and deletions of texts");
      }
      WriteRun(run);
    }
    if (unnamed_ != kNoAgent) return NotFound("no name for agent " + std::to_string(unnamed_));
    if (array_) json_ += json_.empty() ? "[]\n" : "\n]\n";
    return std::move(json_);
  }

 private:
  // Inserts into root texts, and deletions.
  bool IsPlain(const Operation& run) const {
    if (run.kind == OperationKind::kErase) return true;
    const bool named = run.container != kImpliedContainer && IsAtEdges(run);
    return run.kind == OperationKind::kInsertText &&
           (!named || set_.containers[run.container].IsRoot());
  }
  static bool IsAtEdges(const Operation& run) { return run.prev.IsNull() && run.next.IsNull(); }

  void WriteRun(const Operation& run) {
    if (run.kind > OperationKind::kInsertItems) return WriteOne(run);
    Operation items = run;
    for (uint32_t k = 0; k < run.count; ++k) {
      if (run.kind == OperationKind::kInsertItems) {
        // A value at a time: passing all that come before would take forever.
        WriteOne(SliceOf(items, 0, 1));
        if (k + 1 < run.count) items = SliceOf(items, 1, items.count - 1, set_.payload.bytes);
      } else {
        WriteOne(SliceOf(run, k, 1));
      }
    }
  }

  void WriteOne(const Operation& operation) {
    if (array_) json_ += json_.empty() ? "[\n" : ",\n";
    switch (operation.kind) {
      case OperationKind::kInsertText:
        WriteInsert(operation);
        break;
      case OperationKind::kErase:
        WriteDelete(operation);
        break;
      case OperationKind::kRestore:
        WriteRestore(operation);
        break;
      case OperationKind::kInsertItems:
        WriteItem(operation);
        break;
      case OperationKind::kWrite:
        WriteSet(operation);
        break;
      case OperationKind::kMove:
        WriteMove(operation);
        break;
      case OperationKind::kMark:
        WriteMark(operation);
        break;
      case OperationKind::kAdd:
        WriteAdd(operation);
        break;
      case OperationKind::kUndo:
        WriteUndo(operation);
        break;
      case OperationKind::kOtherCreation:
      case OperationKind::kOtherEffect:
        WriteOther(operation);
        break;
    }
    json_ += array_ ? "}" : "}\n";
  }

  void WriteInsert(const Operation& operation) {
    json_ += R"({"operation":"insert")";
    WriteId("id", operation.id);
    WriteId("prev_id", operation.prev);
    WriteId("next_id", operation.next);
    json_ += R"(,"value":)";
    AppendJsonString(std::u16string_view(set_.text).substr(operation.text_offset, 1), &json_);
    if (!exact_) return;
    WriteNumber("at", operation.at);
    if (!IsAtEdges(operation)) return;
    const ContainerId& text = set_.containers[operation.container];
    if (!text.IsRoot()) return WriteContainer(text);
    json_ += R"(,"text":)";
    WriteString(text.name);
  }

  void WriteAnchors(const Operation& operation) {
    WriteId("prev_id", operation.prev);
    WriteId("next_id", operation.next);
    if (IsAtEdges(operation)) WriteContainer(set_.containers[operation.container]);
  }

  void WriteItem(const Operation& operation) {
    json_ += R"({"operation":"insert_item")";
    WriteId("id", operation.id);
    WriteAnchors(operation);
    std::string_view values = std::string_view(set_.payload.bytes).substr(operation.content);
    AppendJsonValue(TakeValue(&values), &json_);
    WriteNumber("at", operation.at);
  }

  void WriteSet(const Operation& operation) {
    const WriteContent content = SplitWrite(operation, set_.payload.bytes);
    json_ += R"({"operation":"set")";
    WriteId("id", operation.id);
    if (operation.replaced.IsNull()) {
      WriteContainer(set_.containers[operation.container]);
      json_ += R"(,"key":)";
      WriteString(content.key);
    }
    AppendJsonValue(content.value, &json_);
    if (!operation.replaced.IsNull()) WriteReplaced(operation);
    WriteStampAndAt(operation);
  }

  void WriteReplaced(const Operation& write) {
    json_ += R"(,"replaced":[)";
    WriteString(TextOf(write.replaced));
    for (uint64_t i = 0; i < write.more.count; ++i) {
      json_ += ',';
      WriteString(TextOf(set_.payload.ids[write.more.offset + i]));
    }
    json_ += ']';
  }

  void WriteMove(const Operation& operation) {
    json_ += R"({"operation":"move")";
    WriteId("id", operation.id);
    WriteId("item_id", set_.payload.ids[operation.item]);
    WriteAnchors(operation);
    WriteStampAndAt(operation);
  }

  void WriteSide(const char* key, bool after) {
    json_ += std::string(",\"") + key + (after ? R"(":"after")" : R"(":"before")");
  }

  void WriteMark(const Operation& operation) {
    const MarkContent content = SplitMark(ContentOf(operation, set_.payload.bytes));
    json_ += R"({"operation":"mark")";
    WriteId("id", operation.id);
    WriteAnchors(operation);
    if (!operation.prev.IsNull()) WriteSide("start_side", (content.sides & kStartsAfter) != 0);
    if (!operation.next.IsNull()) WriteSide("end_side", (content.sides & kEndsAfter) != 0);
    json_ += (content.sides & kSeveral) != 0 ? R"(,"several":true,"key":)"
                                             : R"(,"several":false,"key":)";
    WriteString(content.key);
    AppendJsonValue(content.value, &json_);
    WriteStampAndAt(operation);
  }

  void WriteAdd(const Operation& operation) {
    json_ += R"({"operation":"add")";
    WriteContainer(set_.containers[operation.container]);
    AppendJsonValue(ContentOf(operation, set_.payload.bytes), &json_);
    WriteEffect(operation);
  }

  void WriteUndo(const Operation& operation) {
    json_ += R"({"operation":"undo")";
    WriteId("undo_id", operation.target);
    WriteEffect(operation);
  }

  void WriteOther(const Operation& operation) {
    OtherContent other;
    size_t size = 0;
    SplitOther(std::string_view(set_.payload.bytes).substr(operation.content), &other, &size);
    json_ += R"({"operation":"other")";
    if (!operation.IsEffect()) WriteId("id", operation.id);
    WriteNumber("count", operation.count);
    WriteNumber("kind", other.kind);
    json_ +=
        other.critical ? R"(,"critical":true,"content":")" : R"(,"critical":false,"content":")";
    json_ += ToHexDigits(other.bytes) + "\"";
    if (operation.container != kImpliedContainer) {
      WriteContainer(set_.containers[operation.container]);
    }
    if (operation.IsEffect()) {
      WriteEffect(operation);
    } else {
      WriteNumber("at", operation.at);
    }
  }

  void WriteStampAndAt(const Operation& operation) {
    if (operation.stamp != 0) WriteNumber("stamp", operation.stamp);
    WriteNumber("at", operation.at);
  }

  void WriteContainer(const ContainerId& container) {
    json_ += R"(,"container":)";
    const std::string kind(ContainerKindName(container.kind));
    WriteString(container.IsRoot() ? kind + ":" + container.name
                                   : kind + "@" + TextOf(container.creator));
  }

  void WriteDelete(const Operation& operation) {
    json_ += R"({"operation":"delete")";
    WriteId("delete_id", operation.target);
    if (exact_) WriteEffect(operation);
  }

  void WriteRestore(const Operation& operation) {
    json_ += R"({"operation":"restore","restore_agent":)";
    WriteString(NameOf(operation.target.agent));
    WriteNumber("restore_index", operation.target.seq);
    WriteEffect(operation);
  }

  void WriteEffect(const Operation& operation) {
    json_ += R"(,"agent":)";
    WriteString(NameOf(operation.id.agent));
    WriteNumber("index", operation.id.seq);
    WriteNumber("at", operation.at);
  }

  void WriteId(std::string_view key, Id id) {
    json_ += ",\"";
    json_ += key;
    json_ += "\":";
    if (id.IsNull()) {
      json_ += "null";
    } else {
      WriteString(TextOf(id));
    }
  }

  std::string TextOf(Id id) {
    return NameOf(id.agent) + "-" + std::to_string(uint64_t{id.seq} + 1);
  }

  void WriteNumber(std::string_view key, uint32_t number) {
    json_ += ",\"";
    json_ += key;
    json_ += "\":";
    json_ += std::to_string(number);
  }

  // Names are checked where they are given.
  void WriteString(std::string_view utf8) { AppendJsonUtf8(utf8, &json_); }

  std::string NameOf(Agent agent) {
    const std::string* name = names_.NameOf(agent);
    if (name != nullptr) return *name;
    unnamed_ = agent;
    return {};
  }

  const OperationSet& set_;
  const AgentNames& names_;
  const bool exact_;
  const bool array_;
  Agent unnamed_ = kNoAgent;
  std::string json_;
};

}  // namespace

}  // namespace wire

Status AgentNames::Add(Agent agent, std::string_view name) {
  if (agent > kMaxAgent || name.empty() || !IsUtf8(name)) {
    return InvalidArgument("not an agent and its name");
  }
  if (names_.contains(agent) || agents_.contains(name)) {
    return AlreadyExists("the agent or the name is taken");
  }
  names_.emplace(agent, name);
  agents_.emplace(name, agent);
  return OkStatus();
}

const std::string* AgentNames::NameOf(Agent agent) const {
  const auto place = names_.find(agent);
  return place == names_.end() ? nullptr : &place->second;
}

Agent AgentNames::AgentOf(std::string_view name) const {
  const auto place = agents_.find(name);
  return place == agents_.end() ? kNoAgent : place->second;
}

Result<std::string> WriteJsonOperations(const OperationSet& operations, const AgentNames& names,
                                        JsonForm form, JsonLayout layout) {
  return wire::OperationsWriter(operations, names, form, layout).Write();
}

}  // namespace weft
