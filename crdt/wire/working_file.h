// The working file: spans in the order of the text, so that a load builds the tree from left to
// right and the anchors follow from the places.
//
// Places. A span begins where one to its left was interrupted, or it is a newer insertion. So its
// LV is told by the ends of the spans to the left, a stack: its returns say how many of them, all
// beyond the span's first LV, are dropped, its step how far the span begins after the one then on
// top (0: it goes on there, and that end is dropped too). Most spans are a byte and a bit this way:
// their shape (span_shape.h), and what does not fit in it.
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
  kShapes,  // of each span, see span_shape.h
  kReturns,
  kSteps,
  kLengths,
  kText,     // the units of all elements by LV; stand-ins for what is left out
  kApart,    // insertions whose anchors had drifted apart
  kEffects,  // the first of kEffectColumns
};
inline const std::vector<const char*> kWorkingSections = {
    "agents",  "texts", "who",   "turns",        "shapes",        "returns",      "steps",
    "lengths", "text",  "apart", "effects.when", "effects.count", "effects.kind", "effects.where"};

// Of texts alone, or, with the sections of crdt/wire/working_objects.h, of any document.
std::string WriteWorkingFile(DocumentState* document, const SaveOptions& options);

// Into a fresh document.
Status ReadWorkingFile(SavedReader* file, const Limits& limits, DocumentState* document);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_WORKING_FILE_H_
