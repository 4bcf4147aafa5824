// The working file: spans in the order of the text, so that a load builds the tree from left to
// right and the anchors follow from the places.
//
// Places. A span begins where one to its left was interrupted, or it is a newer insertion. So its
// LV is told by the ends of the spans to the left, a stack: `returns` says how many of them, all
// beyond the span's first LV, are dropped, `steps` how far the span begins after the one then on
// top (0: it goes on there, and that end is dropped too). Half the spans cost two bits this way.
//
// Elements have one place each: the starts and ends of all spans cancel out but for 0 and the
// number of elements, and the lengths add up to it. That is checked; so is whatever else would make
// the document say one thing here and another thing to its peers.
#ifndef WEFT_CRDT_WIRE_WORKING_FILE_H_
#define WEFT_CRDT_WIRE_WORKING_FILE_H_

#include <memory>
#include <string>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/document/document_state.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/saved_frame.h"

namespace weft::wire {

enum WorkingSection : size_t {
  kAgents,  // each: agent, effects, runs of effects
  kTexts,   // each: name, spans
  kWho,     // runs of elements by one agent, by LV: the agent
  kTurns,   // and how many, less 1
  kReturns,
  kSteps,
  kLengths,  // (elements - 1) * 2 + deleted
  kText,     // the units of all elements by LV; stand-ins for what is left out
  kApart,    // insertions whose anchors had drifted apart
  kEffects,  // the first of kEffectColumns
};
inline const std::vector<const char*> kWorkingSections = {
    "agents", "texts", "who",          "turns",         "returns",      "steps",        "lengths",
    "text",   "apart", "effects.when", "effects.count", "effects.kind", "effects.where"};

class OpenEnds {
 public:
  explicit OpenEnds(size_t spans) : ends_(new Lv[spans + 1]), top_(ends_.get()) { *top_ = 0; }

  // Telling a span.
  void Tell(LvRange span, uint32_t* returns, uint32_t* step) {
    *returns = 0;
    while (top_ != ends_.get() && *top_ > span.lv) {
      --top_;
      ++*returns;
    }
    *step = span.lv - *top_;
    Push(span, *step);
  }
  // Reading it: Drop, then the span begins at top() + step, then Push. False: not so many.
  bool Drop(uint32_t returns) {
    if (returns > static_cast<size_t>(top_ - ends_.get())) [[unlikely]]
      return false;
    top_ -= returns;
    return true;
  }
  Lv top() const { return *top_; }
  void Push(LvRange span, uint32_t step) {
    top_ += step != 0;
    *top_ = span.end();
  }

 private:
  std::unique_ptr<Lv[]> ends_;  // never empty
  Lv* top_;
};

std::string WriteWorkingFile(DocumentState* document, const SaveOptions& options);

// Into a fresh document.
Status ReadWorkingFile(SavedReader* file, const Limits& limits, DocumentState* document);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_WORKING_FILE_H_
