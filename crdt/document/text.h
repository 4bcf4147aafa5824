// Text: a handle on one text of a document.
//
// Positions and counts are in the unit the caller names: UTF-8 bytes (the default for std::string),
// UTF-16 code units (for std::u16string) or code points. While a text is ASCII the three are the
// same and cost the same. A position beyond the end is kOutOfRange; one inside a code point (inside
// a surrogate pair, for UTF-16) is kInvalidArgument; ill-formed UTF-8 or UTF-16 is
// kInvalidArgument. A failed edit changes nothing.
//
// Lifetime: a handle borrows the document and is cheap to copy. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_TEXT_H_
#define WEFT_CRDT_DOCUMENT_TEXT_H_

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/container_id.h"
#include "crdt/core/id.h"
#include "crdt/core/status.h"
#include "crdt/core/typing_lane.h"
#include "crdt/core/unit.h"
#include "crdt/core/version.h"
#include "crdt/document/blame.h"
#include "crdt/document/event.h"
#include "crdt/document/rich_text.h"

namespace weft {

class DocumentState;

// Which neighbour a stable position sticks to when text is inserted exactly at it.
enum class Side : uint8_t {
  kBefore,  // to the element before it: inserted text comes after the position
  kAfter,   // to the element after it: inserted text comes before the position
};

// A position that survives edits, its own element's deletion included. A null id is the text's
// start (kBefore) or end (kAfter).
struct StablePosition {
  Id id;
  Side side;

  friend bool operator==(const StablePosition&, const StablePosition&) = default;
};

// A run of consecutive elements as they stand in the text, tombstones included.
struct Piece {
  Id id;           // of the first; the others follow by seq
  uint32_t count;  // elements (UTF-16 units)
  bool visible;
  // Valid during the visit. Empty when the document was saved without the text of what is deleted.
  std::u16string_view text;
};

class Text {
 public:
  // Cost of an edit: O(log n), amortised O(1) when edits are near each other. But in yata order,
  // once the document has a surrogate pair, a position in bytes or code points is linear in the
  // text before it, here and in all that takes or gives one: halves may stand alone there.
  Status Insert(size_t position, std::string_view utf8, Unit unit = Unit::kUtf8) {
    if (utf8.size() == 1 &&
        lane_->Type(container_, position, static_cast<uint8_t>(utf8[0]), unit)) {
      return Status();
    }
    return InsertAnywhere(position, utf8, unit);
  }
  Status Insert(size_t position, std::u16string_view units) {
    if (units.size() == 1 && lane_->Type(container_, position, units[0], Unit::kUtf16)) {
      return Status();
    }
    return InsertUnits(position, units);
  }
  Status Erase(size_t position, size_t count, Unit unit = Unit::kUtf8) {
    if (count == 1 && lane_->Erase(container_, position, unit)) return Status();
    return EraseAnywhere(position, count, unit);
  }

  // Rich text (docs/rich-text.md) ---------------------------------------------------------------
  // Marks `count` from `position` on. `value` is plain; null takes marks of the key off. Gives the
  // mark's id. kInvalidArgument: nothing to mark, or no key. Cost: O(log n).
  Result<Id> Mark(size_t position, size_t count, std::string_view key, const Value& value,
                  MarkOptions options = {}, Unit unit = Unit::kUtf8);
  // Takes marks of the key off; `options` as they were made with.
  Status Unmark(size_t position, size_t count, std::string_view key, MarkOptions options = {},
                Unit unit = Unit::kUtf8);
  // Takes one mark away, wherever it is: a comment. kNotFound when the text has none of that id.
  Status RemoveMark(const Id& mark);
  // The marks that are on something and take nothing off, also those that a later one outdoes: by
  // start, then end, then id.
  std::vector<MarkedRange> Marks() const;
  // Puts an object there: one element, a plain value, U+FFFC when it is read as text.
  Status InsertEmbed(size_t position, const Value& value, Unit unit = Unit::kUtf8);
  // The whole text with its attributes and objects, as steps that all insert; marks that are
  // several are not among the attributes. Cost: linear in the text and the marks.
  std::vector<DeltaStep> Delta() const;
  // Does what a delta says, from the start on, as one transaction: all of it or nothing. Inserted
  // text has the step's attributes and no others. Attributes become marks as Document::SetMarkKind
  // said. kOutOfRange beyond the end.
  Status Apply(std::span<const DeltaStep> delta);

  size_t Length(Unit unit = Unit::kUtf8) const;
  // The whole text as UTF-8; in yata order a lone surrogate half reads as U+FFFD.
  std::string Read() const;
  Result<std::string> Read(size_t position, size_t count, Unit unit = Unit::kUtf8) const;
  std::u16string ReadUtf16() const;

  Result<StablePosition> Stabilize(size_t position, Side side, Unit unit = Unit::kUtf8) const;
  // kNotFound: an element this document has not seen; kFailedPrecondition: one of another text.
  Result<size_t> Resolve(const StablePosition& position, Unit unit = Unit::kUtf8) const;

  // The whole text as it was at a version of the document (see Document::ForkAt), without making
  // a document of it. Cost: linear in the runs of the history and in the text.
  Result<std::string> ReadAt(const Version& version) const;
  // The same with marks and objects, as Delta.
  Result<std::vector<DeltaStep>> DeltaAt(const Version& version) const;
  // Who wrote what, and who deleted it: every stretch of the text in its order, tombstones
  // included. kFailedPrecondition when the effects were dropped or not saved. Cost: linear.
  Status Blame(const std::function<void(const BlamedText&)>& visitor) const;

  // The id of the element at a position in UTF-16 units, whatever unit the others take: an id is
  // one unit's. kOutOfRange at the end and beyond. Cost: O(log n).
  Result<Id> IdAt(size_t position) const;

  // Every element in the text's order, tombstones included. The visitor may read the document, and
  // must not edit it.
  void Visit(const std::function<void(const Piece&)>& visitor) const;

  // Of a root text; empty for a nested one.
  const std::string& name() const;
  ContainerId id() const;

 private:
  friend class Document;
  friend class Handles;
  Text(DocumentState* state, TypingLane* lane, uint32_t container)
      : state_(state), lane_(lane), container_(container) {}

  Status InsertAnywhere(size_t position, std::string_view utf8, Unit unit);
  Status InsertUnits(size_t position, std::u16string_view units);
  Status EraseAnywhere(size_t position, size_t count, Unit unit);

  DocumentState* state_;
  TypingLane* lane_;  // see there: most keystrokes go no further
  uint32_t container_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_TEXT_H_
