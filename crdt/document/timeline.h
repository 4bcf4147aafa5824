// Timeline: the history of one text, or of a whole document, as steps: what a history panel shows
// and a slider moves through.
//
//   Result<Timeline> timeline = Timeline::OfText(document, "note");
//   for (TimelineStep step; timeline->Next(&step);) Show(step.authors, step.delta);
//
// Steps are in the order in which operations arrived at this replica, which is a possible order
// for everybody: each step's version is one that Text::ReadAt and Document::ForkAt take. A step
// never ends between the halves of a surrogate pair, so it may be an operation longer than asked
// for. What was typed and deleted within a step does not show in its delta.
//
// A timeline borrows the document and is good until the document changes. The history is streamed
// from the document's logs. Cost of all steps together: O(runs log runs) plus the agents for each
// step; 16 bytes for each stretch of the text beside a few bits an element. Of a document,
// and of a text with marks or objects, each step costs a Document::Diff. Thread rule: the
// document's.
#ifndef WEFT_CRDT_DOCUMENT_TIMELINE_H_
#define WEFT_CRDT_DOCUMENT_TIMELINE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/document/document.h"
#include "crdt/document/event.h"

namespace weft {

struct TimelineOptions {
  enum class By : uint8_t {
    kSteps,       // at most `count` steps of one length in all
    kOperations,  // steps of `count` operations: elements made, and effects
    kAuthors,     // a step as long as one agent goes on, at most `count` operations
  };
  By by = By::kSteps;
  uint64_t count = 1000;  // 0 is 1
};

struct TimelineStep {
  size_t number = 0;            // from 0
  Version version;              // after it
  uint64_t operations;          // that it is made of
  std::vector<Agent> authors;   // ascending
  TextDelta delta;              // of a text's timeline: from the step before
  std::vector<Change> changes;  // of a document's timeline: likewise
};

class Timeline {
 public:
  // When the history was dropped up to a version, or not saved, the timeline begins there, and its
  // first step has what was there then, too: when nothing was done since, that is the only step, of
  // no operations. kFailedPrecondition: the history is here, but not the content of what was
  // deleted or replaced (SaveOptions::deleted_text), which its steps would tell. kNotFound: no such
  // text was ever seen here.
  static Result<Timeline> OfText(const Document& document, const ContainerId& text,
                                 const TimelineOptions& options = {});
  static Result<Timeline> OfDocument(const Document& document, const TimelineOptions& options = {});
  Timeline(Timeline&&) noexcept;
  Timeline& operator=(Timeline&&) noexcept;
  ~Timeline();

  size_t size() const;  // steps
  // False after the last, and where a step cannot be told, which status() then says.
  bool Next(TimelineStep* step);
  // kOk unless Next could not go on: the document was changed meanwhile.
  Status status() const;
  // The next one is step `number`, or the end when there is none. Going back starts again.
  void Seek(size_t number);
  // A text's: as it is after the last step that Next gave.
  std::string Read() const;

 private:
  class Impl;
  explicit Timeline(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_TIMELINE_H_
