#include "crdt/document/handle.h"

#include "crdt/document/document_state.h"

namespace weft {

ContainerId Handle::id() const { return state_->objects().IdOf(container_); }

}  // namespace weft
