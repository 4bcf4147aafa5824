// Plain values, and objects that stand in a text, as JSON; see delta_json.h.
#ifndef WEFT_CRDT_WIRE_EMBED_JSON_H_
#define WEFT_CRDT_WIRE_EMBED_JSON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crdt/core/value.h"
#include "crdt/wire/json_tree.h"

namespace weft::wire {

// How deep an object may nest, with the delta around it.
inline constexpr uint32_t kMaxEmbedDepth = 64;

void AppendPlainJson(const Value& value, std::string* out);
// nullopt for an array or an object, or what is too long for a value.
std::optional<Value> PlainOf(const JsonTree& tree, const JsonNode& node);

// As a JSON object.
void AppendEmbedJson(const Value& embed, std::string* out);
// The value that stands for the object `node`; nullopt when that would be too long.
std::optional<Value> EmbedOf(const JsonTree& tree, const JsonNode& node);
// The string under `key` of an object such as {"image":"https://..."}; nullopt when there is none.
std::optional<std::string> StringInEmbed(const Value& embed, std::string_view key);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_EMBED_JSON_H_
