#include "sync/selection.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "crdt/wire/json_text.h"
#include "crdt/wire/json_tree.h"

namespace weft::sync {

namespace {

using wire::JsonKind;
using wire::JsonNode;
using wire::JsonTree;

constexpr std::string_view kSelections = "selections";
// Presence is some kilobytes (ServerOptions::max_presence_bytes).
constexpr size_t kMostBytes = 1u << 20;
constexpr uint32_t kDeepest = 32;

Status ReadObject(std::string_view json, JsonTree* tree) {
  Limits limits;
  limits.bytes = kMostBytes;
  wire::Refusal refusal;
  if (!ReadJsonTree(json, limits, kDeepest, &refusal, tree)) {
    return refusal.ToStatus("presence", reinterpret_cast<const uint8_t*>(json.data()));
  }
  return (*tree)[0].kind == JsonKind::kObject ? OkStatus()
                                              : InvalidArgument("presence is no JSON object");
}

const JsonNode* Member(const JsonTree& tree, const JsonNode& object, std::string_view key) {
  if (object.kind != JsonKind::kObject) return nullptr;
  for (const uint32_t child : tree.ChildrenOf(object)) {
    if (tree.KeyOf(tree[child]) == key) return &tree[child];
  }
  return nullptr;
}

template <class Number>
bool ReadNumber(std::string_view digits, Number most, Number* out) {
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, *out);
  const bool shortest = digits.size() == 1 || !digits.starts_with('0');
  return error == std::errc() && at == end && shortest && *out <= most;
}

bool ReadId(std::string_view text, Id* id) {
  const size_t colon = std::min(text.find(':'), text.size());
  return colon < text.size() && ReadNumber<Agent>(text.substr(0, colon), kMaxAgent, &id->agent) &&
         ReadNumber<Seq>(text.substr(colon + 1), kMaxElements - 1, &id->seq);
}

bool ReadPosition(const JsonTree& tree, const JsonNode* node, StablePosition* out) {
  if (node == nullptr) return false;
  const JsonNode* const id = Member(tree, *node, "id");
  const JsonNode* const side = Member(tree, *node, "side");
  if (id == nullptr || side == nullptr || side->kind != JsonKind::kString) return false;
  const std::string_view name = tree.StringOf(*side);
  if (name != "before" && name != "after") return false;
  out->side = name == "before" ? Side::kBefore : Side::kAfter;
  out->id = kNullId;
  if (id->kind == JsonKind::kNull) return true;
  return id->kind == JsonKind::kString && ReadId(tree.StringOf(*id), &out->id);
}

bool ReadSelection(const JsonTree& tree, const JsonNode& node, Selection* out) {
  const JsonNode* const text = Member(tree, node, "text");
  if (text == nullptr || text->kind != JsonKind::kString) return false;
  out->text = tree.StringOf(*text);
  return ReadPosition(tree, Member(tree, node, "anchor"), &out->anchor) &&
         ReadPosition(tree, Member(tree, node, "head"), &out->head);
}

void AppendPosition(std::string_view name, const StablePosition& position, std::string* out) {
  *out += ",\"" + std::string(name) + "\":{\"id\":";
  if (position.id.IsNull()) {
    *out += "null";
  } else {
    *out += '"' + std::to_string(position.id.agent) + ':' + std::to_string(position.id.seq) + '"';
  }
  *out += ",\"side\":";
  *out += position.side == Side::kBefore ? "\"before\"}" : "\"after\"}";
}

}  // namespace

Result<Selection> SelectIn(const Text& text, std::string_view name, size_t anchor, size_t head,
                           Unit unit) {
  const auto side = [](size_t one, size_t other) {
    return one < other ? Side::kAfter : Side::kBefore;
  };
  const Result<StablePosition> from = text.Stabilize(anchor, side(anchor, head), unit);
  if (!from.ok()) return from.status();
  const Result<StablePosition> to = text.Stabilize(head, side(head, anchor), unit);
  if (!to.ok()) return to.status();
  return Selection{std::string(name), *from, *to};
}

Result<SelectedRange> Resolve(const Text& text, const Selection& selection, Unit unit) {
  const Result<size_t> anchor = text.Resolve(selection.anchor, unit);
  if (!anchor.ok()) return anchor.status();
  const Result<size_t> head = text.Resolve(selection.head, unit);
  if (!head.ok()) return head.status();
  return SelectedRange{*anchor, *head};
}

Result<std::string> EncodePresence(std::span<const Selection> selections, std::string_view beside) {
  JsonTree tree;
  WEFT_RETURN_IF_ERROR(ReadObject(beside, &tree));
  if (Member(tree, tree[0], kSelections) != nullptr) {
    return InvalidArgument("what stands beside selections has selections");
  }
  std::string out(tree.TextOf(tree[0]));
  out.pop_back();
  if (!tree.ChildrenOf(tree[0]).empty()) out += ',';
  out += "\"selections\":[";
  for (const Selection& selection : selections) {
    if (out.back() == '}') out += ',';
    out += "{\"text\":";
    wire::AppendJsonString(selection.text, &out);
    AppendPosition("anchor", selection.anchor, &out);
    AppendPosition("head", selection.head, &out);
    out += '}';
  }
  out += "]}";
  return out;
}

Status DecodePresence(std::string_view presence, size_t most, std::vector<Selection>* out) {
  out->clear();
  JsonTree tree;
  WEFT_RETURN_IF_ERROR(ReadObject(presence, &tree));
  const JsonNode* const all = Member(tree, tree[0], kSelections);
  if (all == nullptr) return OkStatus();
  if (all->kind != JsonKind::kArray) return InvalidArgument("selections are no array");
  const std::span<const uint32_t> children = tree.ChildrenOf(*all);
  if (children.size() > most) {
    return ResourceExhausted("more than " + std::to_string(most) + " selections");
  }
  std::vector<Selection> selections(children.size());
  for (size_t i = 0; i < children.size(); ++i) {
    if (ReadSelection(tree, tree[children[i]], &selections[i])) continue;
    return InvalidArgument("selection " + std::to_string(i) + " is none");
  }
  *out = std::move(selections);
  return OkStatus();
}

}  // namespace weft::sync
