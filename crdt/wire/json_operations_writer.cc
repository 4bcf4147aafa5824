#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/json_operations.h"

namespace weft {

namespace wire {

namespace {

void AppendHex(char16_t unit, std::string* out) {
  static constexpr char kDigits[] = "0123456789abcdef";
  *out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) *out += kDigits[unit >> shift & 0xF];
}

// Halves of pairs become escapes when `units` holds only one of them.
void AppendJsonString(std::u16string_view units, std::string* out) {
  const bool halves = !WellFormedUtf16(units);
  *out += '"';
  for (size_t i = 0; i < units.size(); ++i) {
    const char16_t unit = units[i];
    const bool surrogate = (unit & 0xF800) == 0xD800;
    if (unit == u'"' || unit == u'\\') {
      *out += '\\';
      *out += static_cast<char>(unit);
    } else if (unit < 0x20 || unit == 0x7F || (surrogate && halves)) {
      AppendHex(unit, out);
    } else {
      const size_t count = surrogate ? 2 : 1;
      AppendUtf8(units.substr(i, count), out);
      i += count - 1;
    }
  }
  *out += '"';
}

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
      if (HasPayload(run.kind) || IsNestedText(run)) {
        return Unimplemented("operations beside those of root texts have no JSON yet");
      }
      if (!exact_ && run.kind == OperationKind::kRestore) {
        return InvalidArgument("the plain form has no restores");
      }
      for (uint32_t k = 0; k < run.count; ++k) WriteOne(SliceOf(run, k, 1));
    }
    if (unnamed_ != kNoAgent) return NotFound("no name for agent " + std::to_string(unnamed_));
    if (array_) json_ += json_.empty() ? "[]\n" : "\n]\n";
    return std::move(json_);
  }

 private:
  bool IsNestedText(const Operation& run) const {
    const bool named = !run.IsEffect() && run.prev.IsNull() && run.next.IsNull();
    return named && !set_.containers[run.container].IsRoot();
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
      default:
        break;  // refused before
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
    if (!operation.prev.IsNull() || !operation.next.IsNull()) return;
    json_ += R"(,"text":)";
    WriteString(set_.containers[operation.container].name);
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
      WriteString(NameOf(id.agent) + "-" + std::to_string(uint64_t{id.seq} + 1));
    }
  }

  void WriteNumber(std::string_view key, uint32_t number) {
    json_ += ",\"";
    json_ += key;
    json_ += "\":";
    json_ += std::to_string(number);
  }

  void WriteString(std::string_view utf8) {
    std::u16string units;
    (void)DecodeUtf8(utf8, &units);  // names are checked where they are given
    AppendJsonString(units, &json_);
  }

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
  std::u16string units;
  if (agent > kMaxAgent || name.empty() || !DecodeUtf8(name, &units)) {
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
