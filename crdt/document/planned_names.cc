#include "crdt/document/planned_names.h"

#include <utility>

namespace weft {

std::string PlannedNames::KeyOf(const Id& id) {
  return std::string(reinterpret_cast<const char*>(&id.agent), sizeof(id.agent)) +
         std::string(reinterpret_cast<const char*>(&id.seq), sizeof(id.seq));
}

std::string PlannedNames::KeyOf(const ContainerId& id) {
  std::string key(1, static_cast<char>(id.kind));
  if (!id.IsRoot()) return key + "n" + KeyOf(id.creator);
  return key + "r" + id.name;
}

ContainerRef PlannedNames::AddContainer(NewContainer container) {
  const ContainerRef ref = kNewName | static_cast<uint32_t>(new_containers_.size());
  if (container.forest == kNoRef) container.forest = ref;
  containers_.emplace(KeyOf(container.id), ref);
  new_containers_.push_back(std::move(container));
  return ref;
}

RegisterRef PlannedNames::Add(const std::string& name, NewRegister one) {
  const auto [place, added] =
      registers_.try_emplace(name, kNewName | static_cast<uint32_t>(new_registers_.size()));
  if (added) new_registers_.push_back(std::move(one));
  return place->second;
}

RegisterRef PlannedNames::OfMap(ContainerRef map, std::string_view key) {
  std::string name(1, 'm');
  name.append(reinterpret_cast<const char*>(&map), sizeof(map)).append(key);
  return Add(name, NewRegister{kNullId, map, std::string(key)});
}

RegisterRef PlannedNames::OfItem(const Id& item) {
  return Add("i" + KeyOf(item), NewRegister{item, kNoRef, {}});
}

}  // namespace weft
