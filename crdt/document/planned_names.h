// PlannedNames: containers and registers that operations name while nothing is applied yet, by
// number: one the document has, or kNewName | its place here.
//
// Cost: O(1) expected. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_PLANNED_NAMES_H_
#define WEFT_CRDT_DOCUMENT_PLANNED_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/container_id.h"

namespace weft {

using ContainerRef = uint32_t;
using RegisterRef = uint32_t;
inline constexpr uint32_t kNewName = 0x80000000;
inline constexpr uint32_t kNoRef = 0xFFFFFFFF;

struct NewContainer {
  ContainerId id;
  uint32_t depth;
  ContainerRef forest;  // kTree: itself; kNode: its tree
};

struct NewRegister {
  Id item;  // null: a map's
  ContainerRef map;
  std::string key;
};

class PlannedNames {
 public:
  // kNoRef when it is not here.
  ContainerRef FindContainer(const ContainerId& id) const {
    const auto place = containers_.find(KeyOf(id));
    return place == containers_.end() ? kNoRef : place->second;
  }
  ContainerRef AddContainer(NewContainer container);
  NewContainer& container(ContainerRef ref) { return new_containers_[ref & ~kNewName]; }

  RegisterRef OfMap(ContainerRef map, std::string_view key);
  RegisterRef OfItem(const Id& item);
  const NewRegister& reg(RegisterRef ref) const { return new_registers_[ref & ~kNewName]; }

  void Clear() { *this = PlannedNames(); }

 private:
  static std::string KeyOf(const ContainerId& id);
  static std::string KeyOf(const Id& id);
  RegisterRef Add(const std::string& name, NewRegister one);

  std::vector<NewContainer> new_containers_;
  std::vector<NewRegister> new_registers_;
  absl::flat_hash_map<std::string, ContainerRef> containers_;
  absl::flat_hash_map<std::string, RegisterRef> registers_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_PLANNED_NAMES_H_
