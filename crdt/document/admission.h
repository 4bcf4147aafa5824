// Admission: what Document::Admit tells about each operation of a set before any of them is done,
// so that an application can say no to some of them.
#ifndef WEFT_CRDT_DOCUMENT_ADMISSION_H_
#define WEFT_CRDT_DOCUMENT_ADMISSION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "crdt/core/container_id.h"
#include "crdt/core/id.h"
#include "crdt/core/operation.h"
#include "crdt/core/status.h"
#include "crdt/core/value.h"

namespace weft {

// A run of operations of one kind, by one author, in one container, of one key.
struct AdmittedOperation {
  OperationKind kind;
  Agent author;
  uint32_t count;  // creations or effects
  size_t bytes;    // of text (2 a unit), or of keys and values as an update has them
  ContainerId container;
  // Where the container was made, as a path (crdt/document/path.h) that has * for whatever item of
  // a list or node of a tree, however deep: "todos/*/name". With its kind where roots of several
  // kinds may have the name: never, so a rule about a name is one about all of them; see
  // container.kind.
  std::string path;
  // kInsertItems, kWrite, kMark: of what types the values are that it puts there. Else empty.
  ValueTypes values;
  // kWrite: the map's key; empty for an item's. kMark: the mark's. kErase, kRestore, kUndo: that of
  // the write or the mark that they hit. Else empty.
  std::string key;
};

// Not ok: the whole set is refused with that status.
using AdmissionCheck = std::function<Status(const AdmittedOperation&)>;

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_ADMISSION_H_
