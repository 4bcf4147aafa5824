#include "crdt/wire/delta_json.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "crdt/core/utf.h"
#include "crdt/wire/embed_json.h"
#include "crdt/wire/json_text.h"
#include "crdt/wire/json_tree.h"

namespace weft {

namespace {

using wire::JsonKind;
using wire::JsonNode;
using wire::JsonTree;
using Kind = DeltaStep::Kind;

void AppendAttributes(const Attributes& attributes, std::string* out) {
  if (attributes.empty()) return;
  *out += ",\"attributes\":{";
  for (size_t i = 0; i < attributes.size(); ++i) {
    if (i > 0) *out += ',';
    wire::AppendJsonString(attributes[i].key, out);
    *out += ':';
    wire::AppendPlainJson(attributes[i].value, out);
  }
  *out += '}';
}

void AppendStep(const DeltaStep& step, std::string* out) {
  if (step.kind == Kind::kErase) {
    *out += "{\"delete\":" + std::to_string(step.count) + "}";
    return;
  }
  if (step.kind == Kind::kKeep) {
    *out += "{\"retain\":" + std::to_string(step.count);
  } else if (step.embed.has_value()) {
    *out += "{\"insert\":";
    wire::AppendEmbedJson(*step.embed, out);
  } else {
    std::string utf8;
    AppendUtf8(step.text, &utf8);
    *out += "{\"insert\":";
    wire::AppendJsonString(utf8, out);
  }
  AppendAttributes(step.attributes, out);
  *out += '}';
}

class DeltaReader {
 public:
  explicit DeltaReader(const JsonTree& tree) : tree_(tree) {}

  Result<std::vector<DeltaStep>> Read();

 private:
  Status Refuse(const char* what, const JsonNode& where) const {
    return InvalidArgument("delta: " + std::string(what) + " at byte " +
                           std::to_string(where.begin));
  }
  const JsonNode* Member(const JsonNode& object, std::string_view key) const;
  Status ReadStep(const JsonNode& node, DeltaStep* step) const;
  Status ReadInsert(const JsonNode& insert, DeltaStep* step) const;
  Status ReadCount(const JsonNode& count, DeltaStep* step) const;
  Status ReadAttributes(const JsonNode& attributes, DeltaStep* step) const;

  const JsonTree& tree_;
};

const JsonNode* DeltaReader::Member(const JsonNode& object, std::string_view key) const {
  for (const uint32_t child : tree_.ChildrenOf(object)) {
    if (tree_.KeyOf(tree_[child]) == key) return &tree_[child];
  }
  return nullptr;
}

Status DeltaReader::ReadInsert(const JsonNode& insert, DeltaStep* step) const {
  step->kind = Kind::kInsert;
  if (insert.kind == JsonKind::kString) {
    if (!DecodeUtf8(tree_.StringOf(insert), &step->text)) return Refuse("a broken string", insert);
    step->count = static_cast<uint32_t>(step->text.size());
    return step->count > 0 ? OkStatus() : Refuse("an insertion of nothing", insert);
  }
  if (insert.kind != JsonKind::kObject) return Refuse("what is inserted is no string", insert);
  std::optional<Value> embed = wire::EmbedOf(tree_, insert);
  if (!embed.has_value()) return Refuse("an object of more than 16 MiB", insert);
  step->embed = *std::move(embed);
  step->count = 1;
  return OkStatus();
}

Status DeltaReader::ReadCount(const JsonNode& count, DeltaStep* step) const {
  if (count.kind != JsonKind::kInteger || count.integer < 1 || count.integer > 0xFFFFFFFF) {
    return Refuse("a count that is no whole number from 1 on", count);
  }
  step->count = static_cast<uint32_t>(count.integer);
  return OkStatus();
}

Status DeltaReader::ReadAttributes(const JsonNode& attributes, DeltaStep* step) const {
  if (attributes.kind != JsonKind::kObject) return Refuse("attributes that are none", attributes);
  for (const uint32_t child : tree_.ChildrenOf(attributes)) {
    const JsonNode& node = tree_[child];
    std::optional<Value> value = wire::PlainOf(tree_, node);
    if (!value.has_value()) return Refuse("an attribute that is no plain value", node);
    const std::string_view key = tree_.KeyOf(node);
    if (key.empty() || key.size() > kMaxKeyBytes) {
      return Refuse("an attribute's key is 1 to 1,024 bytes; it is not", node);
    }
    step->attributes.push_back({std::string(key), *std::move(value)});
  }
  return OkStatus();
}

Status DeltaReader::ReadStep(const JsonNode& node, DeltaStep* step) const {
  if (node.kind != JsonKind::kObject) return Refuse("an operation that is no object", node);
  const JsonNode* const insert = Member(node, "insert");
  const JsonNode* const retain = Member(node, "retain");
  const JsonNode* const erase = Member(node, "delete");
  const JsonNode* const attributes = Member(node, "attributes");
  const int kinds = (insert != nullptr) + (retain != nullptr) + (erase != nullptr);
  const size_t known = static_cast<size_t>(kinds) + (attributes != nullptr ? 1 : 0);
  if (kinds != 1 || tree_.ChildrenOf(node).size() != known) {
    return Refuse("an operation is one of insert, retain and delete; this is not", node);
  }
  if (insert != nullptr) {
    WEFT_RETURN_IF_ERROR(ReadInsert(*insert, step));
  } else {
    step->kind = retain != nullptr ? Kind::kKeep : Kind::kErase;
    WEFT_RETURN_IF_ERROR(ReadCount(retain != nullptr ? *retain : *erase, step));
  }
  if (attributes == nullptr) return OkStatus();
  if (erase != nullptr) return Refuse("a deletion with attributes", *attributes);
  return ReadAttributes(*attributes, step);
}

Result<std::vector<DeltaStep>> DeltaReader::Read() {
  const JsonNode* operations = &tree_[0];
  if (operations->kind == JsonKind::kObject) operations = Member(*operations, "ops");
  if (operations == nullptr || operations->kind != JsonKind::kArray) {
    return Refuse("it is neither an array nor an object with \"ops\"", tree_[0]);
  }
  std::vector<DeltaStep> steps;
  for (const uint32_t child : tree_.ChildrenOf(*operations)) {
    WEFT_RETURN_IF_ERROR(ReadStep(tree_[child], &steps.emplace_back()));
  }
  return steps;
}

}  // namespace

std::string DeltaToJson(std::span<const DeltaStep> delta) {
  std::string out = "[";
  for (size_t i = 0; i < delta.size(); ++i) {
    if (i > 0) out += ',';
    AppendStep(delta[i], &out);
  }
  out += ']';
  return out;
}

Result<std::vector<DeltaStep>> DeltaFromJson(std::string_view json, const Limits& limits) {
  wire::Refusal refusal;
  JsonTree tree;
  if (!wire::ReadJsonTree(json, limits, wire::kMaxEmbedDepth, &refusal, &tree)) {
    return refusal.ToStatus("delta", reinterpret_cast<const uint8_t*>(json.data()));
  }
  return DeltaReader(tree).Read();
}

}  // namespace weft
