#include "crdt/wire/json_tree.h"

#include <algorithm>
#include <limits>

#include "crdt/wire/json_scanner.h"

namespace weft::wire {

class JsonTreeReader {
 public:
  JsonTreeReader(std::string_view json, const Limits& limits, uint32_t max_depth, Refusal* refusal,
                 JsonTree* tree)
      : scanner_(json, refusal),
        limits_(limits),
        max_depth_(max_depth),
        max_bytes_(std::min<size_t>(limits.bytes, std::numeric_limits<uint32_t>::max())),
        json_(json),
        tree_(tree) {}

  bool Read() {
    if (json_.size() > max_bytes_) return Exceeds("too many bytes", max_bytes_);
    tree_->text_ = json_;
    do {
      if (!ReadValue()) return false;
      bool more = false;
      while (!open_.empty() && !more) {
        if (!ReadSeparator(&more)) return false;
      }
    } while (!open_.empty());
    return scanner_.AtEnd() || scanner_.Refuse("something after the value");
  }

 private:
  // An array or object whose end was not seen yet.
  struct Open {
    uint32_t node;
    size_t first;  // of its children in pending_
  };

  bool Exceeds(const char* limit, size_t where) {
    return scanner_.RefuseAt(limit, where, StatusCode::kResourceExhausted);
  }
  uint32_t Position() const { return static_cast<uint32_t>(scanner_.position()); }
  JsonNode& Node(uint32_t node) { return tree_->nodes_[node]; }
  bool InObject() { return Node(open_.back().node).kind == JsonKind::kObject; }

  // Starts at a value; an array or object is only opened.
  bool ReadValue() {
    const int first = scanner_.Next();
    if (tree_->size() >= limits_.elements) return Exceeds("too many values", Position());
    const uint32_t number = tree_->size();
    JsonNode node{};
    node.begin = Position();
    node.key = key_;
    node.key_begin = key_begin_;
    if (!open_.empty()) pending_.push_back(number);
    if (first == '{' || first == '[') return OpenContainer(first, node);
    if (!ReadScalar(first, &node)) return false;
    node.end = Position();
    tree_->nodes_.push_back(node);
    return true;
  }

  bool OpenContainer(int bracket, JsonNode node) {
    if (open_.size() >= max_depth_) return Exceeds("nested too deep", Position());
    node.kind = bracket == '{' ? JsonKind::kObject : JsonKind::kArray;
    open_.push_back({tree_->size(), pending_.size()});
    tree_->nodes_.push_back(node);
    return scanner_.Take(static_cast<char>(bracket));
  }

  bool ReadScalar(int first, JsonNode* node) {
    switch (first) {
      case '"':
        node->kind = JsonKind::kString;
        return ReadString(&node->slice);
      case 'n':
        node->kind = JsonKind::kNull;
        return scanner_.TakeWord("null");
      case 't':
        node->kind = JsonKind::kTrue;
        return scanner_.TakeWord("true");
      case 'f':
        node->kind = JsonKind::kFalse;
        return scanner_.TakeWord("false");
      default:
        return ReadNumber(node);
    }
  }

  bool ReadNumber(JsonNode* node) {
    JsonNumber number;
    if (!scanner_.ReadNumber(&number)) return false;
    node->kind = number.is_integer ? JsonKind::kInteger : JsonKind::kDouble;
    if (number.is_integer) {
      node->integer = number.integer;
    } else {
      node->real = number.real;
    }
    return true;
  }

  bool ReadString(JsonSlice* slice) {
    const size_t start = tree_->strings_.size();
    if (!scanner_.ReadString(&tree_->strings_)) return false;
    *slice = {static_cast<uint32_t>(start), static_cast<uint32_t>(tree_->strings_.size() - start)};
    return true;
  }

  // Behind a bracket that opens or a value: goes to the next value (*more), or closes the innermost
  // container.
  bool ReadSeparator(bool* more) {
    const bool object = InObject();
    const int next = scanner_.Next();
    *more = next != (object ? '}' : ']');
    if (!*more) return scanner_.Take(static_cast<char>(next)) && Close();
    if (pending_.size() > open_.back().first && !scanner_.Take(',')) return false;
    return !object || ReadKey();
  }

  bool ReadKey() {
    (void)scanner_.Next();
    key_begin_ = Position();
    return ReadString(&key_) && scanner_.Take(':');
  }

  bool Close() {
    const Open closed = open_.back();
    open_.pop_back();
    JsonNode& node = Node(closed.node);
    node.end = Position();
    const auto first = pending_.begin() + static_cast<ptrdiff_t>(closed.first);
    if (node.kind == JsonKind::kObject && !SortMembers(first, pending_.end())) return false;
    node.slice = {static_cast<uint32_t>(tree_->children_.size()),
                  static_cast<uint32_t>(pending_.end() - first)};
    tree_->children_.insert(tree_->children_.end(), first, pending_.end());
    pending_.erase(first, pending_.end());
    return true;
  }

  bool SortMembers(std::vector<uint32_t>::iterator first, std::vector<uint32_t>::iterator last) {
    const auto key = [this](uint32_t member) { return tree_->KeyOf(Node(member)); };
    std::sort(first, last, [&key](uint32_t a, uint32_t b) {
      const int order = key(a).compare(key(b));
      return order != 0 ? order < 0 : a < b;
    });
    const auto twice = std::adjacent_find(
        first, last, [&key](uint32_t a, uint32_t b) { return key(a) == key(b); });
    return twice == last ||
           scanner_.RefuseAt("a key that was there already", Node(twice[1]).key_begin);
  }

  JsonScanner scanner_;
  const Limits& limits_;
  const uint32_t max_depth_;
  const size_t max_bytes_;
  const std::string_view json_;
  JsonTree* const tree_;
  std::vector<Open> open_;
  std::vector<uint32_t> pending_;  // children of what is open, outermost first
  JsonSlice key_{};                // of the next value
  uint32_t key_begin_ = 0;
};

bool ReadJsonTree(std::string_view json, const Limits& limits, uint32_t max_depth, Refusal* refusal,
                  JsonTree* tree) {
  *tree = JsonTree();
  return JsonTreeReader(json, limits, max_depth, refusal, tree).Read();
}

}  // namespace weft::wire
