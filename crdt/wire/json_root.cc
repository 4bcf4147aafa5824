#include "crdt/wire/json_root.h"

#include <algorithm>
#include <map>

namespace weft::wire {

std::optional<ContainerKind> TakeKind(std::string_view* key) {
  for (uint32_t number = 0; number < kContainerKinds; ++number) {
    const auto kind = static_cast<ContainerKind>(number);
    const std::string_view name = ContainerKindName(kind);
    if (kind == ContainerKind::kNode || !key->starts_with(name)) continue;
    if (key->size() == name.size() || (*key)[name.size()] != ':') continue;
    key->remove_prefix(name.size() + 1);
    return kind;
  }
  return std::nullopt;
}

std::vector<JsonRoot> JsonRoots(const std::vector<ContainerId>& roots) {
  std::map<std::string_view, int> kinds;  // that have the name
  for (const ContainerId& root : roots) ++kinds[root.name];
  std::vector<JsonRoot> keyed;
  for (const ContainerId& root : roots) {
    std::string_view name = root.name;
    const bool alone = kinds[name] == 1 && !TakeKind(&name);
    const std::string kind = alone ? "" : std::string(ContainerKindName(root.kind)) + ":";
    keyed.push_back({kind + root.name, root});
  }
  std::sort(keyed.begin(), keyed.end(),
            [](const JsonRoot& a, const JsonRoot& b) { return a.key < b.key; });
  return keyed;
}

}  // namespace weft::wire
