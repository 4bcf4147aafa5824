// The path of a container from its root, of any version: who asks says where things stand.
#ifndef WEFT_CRDT_DOCUMENT_CONTAINER_PATH_H_
#define WEFT_CRDT_DOCUMENT_CONTAINER_PATH_H_

#include <algorithm>
#include <string>

#include "crdt/document/path.h"
#include "crdt/objects/objects.h"

namespace weft {

// parent_of(creation): the container it stands in; index_of(list, item): where in it.
template <class ParentOf, class IndexOf>
Path PathOfContainer(const Objects& objects, const AgentTable& agents, ContainerNumber container,
                     ParentOf&& parent_of, IndexOf&& index_of) {
  Path path;
  for (;;) {
    const Container& at = objects.containers()[container];
    if (at.creator == kNoLv) {
      path.emplace_back(objects.containers().NameOf(at));
      break;
    }
    const Lv item = objects.ItemOf(at.creator);
    const ContainerNumber home = parent_of(item);
    if (objects.creations().KindOf(item) == CreationKind::kWrite) {
      const Registers& registers = objects.registers();
      const Registers::Register& of = registers[registers.write(registers.WriteOf(item)).of];
      path.emplace_back(std::string(registers.KeyAt(of.key)));
      container = home;
    } else if (objects.containers()[home].kind == ContainerKind::kList) {
      path.emplace_back(index_of(home, item));
      container = home;
    } else {
      // A node's path is its tree's and its id, wherever in the tree it stands.
      path.emplace_back(agents.IdOf(item));
      container = objects.containers()[home].forest;
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_CONTAINER_PATH_H_
