// Steps of deltas, of texts and of lists alike, one after the other.
#ifndef WEFT_CRDT_DOCUMENT_ADD_STEP_H_
#define WEFT_CRDT_DOCUMENT_ADD_STEP_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "crdt/document/event.h"
#include "crdt/document/same_attributes.h"

namespace weft {

// Adds so much of a kind: the last step grows when it is of that kind.
template <class Step>
void AddStep(typename Step::Kind kind, uint32_t count, std::vector<Step>* steps) {
  if (count == 0) return;
  if (!steps->empty() && steps->back().kind == kind) {
    steps->back().count += count;
  } else {
    steps->push_back(Step{kind, count, {}});
  }
}

// Adds a text's step, as part of the last one where the two can be one.
inline void AddRichStep(DeltaStep step, std::vector<DeltaStep>* steps) {
  if (step.count == 0) return;
  if (!steps->empty()) {
    DeltaStep& last = steps->back();
    if (last.kind == step.kind && !last.embed && !step.embed &&
        AreSame(last.attributes, step.attributes)) {
      last.count += step.count;
      last.text += step.text;
      return;
    }
  }
  steps->push_back(std::move(step));
}

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_ADD_STEP_H_
