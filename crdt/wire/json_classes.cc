#include "crdt/wire/json_classes.h"

#include <cstring>

namespace weft::wire {

namespace {

template <class Scalar>
void AppendRaw(Scalar value, std::string* out) {
  char bytes[sizeof(value)];
  std::memcpy(bytes, &value, sizeof(value));
  out->append(bytes, sizeof(value));
}

}  // namespace

// Backwards, so that what a value holds is classified before it.
std::vector<uint32_t> JsonClasses::Classify(const JsonTree& tree) {
  std::vector<uint32_t> classes(tree.size());
  for (uint32_t number = tree.size(); number-- > 0;) {
    const JsonNode& node = tree[number];
    std::string content(1, static_cast<char>(node.kind));
    if (node.kind == JsonKind::kInteger) {
      AppendRaw(node.integer, &content);
    } else if (node.kind == JsonKind::kDouble) {
      AppendRaw(node.real, &content);  // no zero, no NaN: equal ones have equal bytes
    } else if (node.kind == JsonKind::kString) {
      content += tree.StringOf(node);
    } else if (IsContainer(node.kind)) {
      for (const uint32_t child : tree.ChildrenOf(node)) {
        if (node.kind == JsonKind::kObject) {
          AppendRaw(ClassOf(std::string(tree.KeyOf(tree[child]))), &content);
        }
        AppendRaw(classes[child], &content);
      }
    }
    classes[number] = ClassOf(content);
  }
  return classes;
}

uint32_t JsonClasses::ClassOf(const std::string& content) {
  return classes_.try_emplace(content, static_cast<uint32_t>(classes_.size())).first->second;
}

}  // namespace weft::wire
