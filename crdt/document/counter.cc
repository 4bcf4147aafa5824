#include "crdt/document/counter.h"

#include "crdt/document/document_state.h"

namespace weft {

Status Counter::Add(int64_t amount) { return state_->Add(container_, amount); }

int64_t Counter::value() const { return state_->objects().SumOf(container_); }

}  // namespace weft
