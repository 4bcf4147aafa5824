#include "crdt/wire/embed_json.h"

#include <cmath>

#include "crdt/wire/json_text.h"

namespace weft::wire {

namespace {

// False when the string is no JSON object.
bool ReadObject(const std::string& json, JsonTree* tree) {
  Refusal refusal;
  return !json.empty() && json[0] == '{' &&
         ReadJsonTree(json, Limits(), kMaxEmbedDepth, &refusal, tree) &&
         (*tree)[0].kind == JsonKind::kObject;
}

}  // namespace

void AppendPlainJson(const Value& value, std::string* out) {
  if (const bool* truth = value.AsBool()) {
    *out += *truth ? "true" : "false";
  } else if (const int64_t* integer = value.AsInt()) {
    AppendJsonInteger(*integer, out);
  } else if (const double* real = value.AsDouble()) {
    if (std::isfinite(*real)) return AppendJsonDouble(*real, out);
    *out += std::isnan(*real) ? "\"NaN\"" : *real > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else if (const std::string* string = value.AsString()) {
    AppendJsonString(*string, out);
  } else if (const Bytes* bytes = value.AsBytes()) {
    AppendJsonBase64(bytes->data, out);
  } else {
    *out += "null";
  }
}

std::optional<Value> PlainOf(const JsonTree& tree, const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::kNull:
      return Value();
    case JsonKind::kFalse:
    case JsonKind::kTrue:
      return Value(node.kind == JsonKind::kTrue);
    case JsonKind::kInteger:
      return Value(node.integer);
    case JsonKind::kDouble:
      return Value(node.real);
    case JsonKind::kString: {
      const std::string_view string = tree.StringOf(node);
      return string.size() <= kMaxValueBytes ? std::optional(Value(string)) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

void AppendEmbedJson(const Value& embed, std::string* out) {
  const std::string* const json = embed.AsString();
  JsonTree tree;
  if (json != nullptr && ReadObject(*json, &tree)) {
    *out += *json;
    return;
  }
  *out += "{\"value\":";
  AppendPlainJson(embed, out);
  *out += '}';
}

std::optional<Value> EmbedOf(const JsonTree& tree, const JsonNode& node) {
  const auto children = tree.ChildrenOf(node);
  if (children.size() == 1 && tree.KeyOf(tree[children[0]]) == "value") {
    if (std::optional<Value> plain = PlainOf(tree, tree[children[0]])) return plain;
  }
  const std::string_view json = tree.TextOf(node);
  return json.size() <= kMaxValueBytes ? std::optional(Value(json)) : std::nullopt;
}

std::optional<std::string> StringInEmbed(const Value& embed, std::string_view key) {
  const std::string* const json = embed.AsString();
  JsonTree tree;
  if (json == nullptr || !ReadObject(*json, &tree)) return std::nullopt;
  for (const uint32_t child : tree.ChildrenOf(tree[0])) {
    if (tree.KeyOf(tree[child]) != key || tree[child].kind != JsonKind::kString) continue;
    return std::string(tree.StringOf(tree[child]));
  }
  return std::nullopt;
}

}  // namespace weft::wire
