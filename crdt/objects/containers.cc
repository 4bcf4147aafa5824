#include "crdt/objects/containers.h"

namespace weft {

std::string Containers::RootKey(ContainerKind kind, std::string_view name) {
  std::string key(1, static_cast<char>(kind));
  key.append(name);
  return key;
}

ContainerNumber Containers::FindRoot(ContainerKind kind, std::string_view name) const {
  const auto place = roots_.find(RootKey(kind, name));
  return place == roots_.end() ? kNoContainer : place->second;
}

ContainerNumber Containers::FindNested(ContainerKind kind, Lv creator) const {
  const auto place = nested_.find(NestedKey(kind, creator));
  return place == nested_.end() ? kNoContainer : place->second;
}

ContainerNumber Containers::AddRoot(ContainerKind kind, std::string_view name) {
  const ContainerNumber number = size();
  const auto place = static_cast<uint32_t>(names_.size());
  names_.emplace_back(name);
  containers_.push_back(Container{kind, 1, place, kNoLv, kNoTree, number, 0, false, 0, {}});
  roots_.emplace(RootKey(kind, name), number);
  return number;
}

ContainerNumber Containers::AddNested(ContainerKind kind, Lv creator, uint32_t depth,
                                      ContainerNumber forest) {
  const ContainerNumber number = size();
  if (forest == kNoContainer) forest = number;
  containers_.push_back(
      Container{kind, static_cast<uint16_t>(depth), 0, creator, kNoTree, forest, 0, false, 0, {}});
  nested_.emplace(NestedKey(kind, creator), number);
  return number;
}

}  // namespace weft
