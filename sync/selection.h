// Selection: where somebody's cursor is, or what they have selected, as presence tells it
// (ClientSession::SendPresence). The same form as the npm package's, so that a page and a program
// see each other.
//
//   const Selection selection = *SelectIn(note, "note", 3, 7);
//   session.SendPresence(channel, *EncodePresence({&selection, 1}, R"({"name":"Ada"})"), 30'000);
//
// Presence is a JSON object: "selections", and beside it whatever the program has to tell. A
// selection names its text as the program likes, a root's name or a path or an id of its own, and
// its two ends as stable positions: they stay where they were, whoever edits meanwhile, also on
// what was deleted.
//
// Thread rule: plain functions. Cost: linear.
#ifndef WEFT_SYNC_SELECTION_H_
#define WEFT_SYNC_SELECTION_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/document/text.h"

namespace weft::sync {

struct Selection {
  std::string text;       // whatever names it for the program, UTF-8
  StablePosition anchor;  // where selecting began
  StablePosition head;    // where the cursor is; a cursor alone: as anchor

  friend bool operator==(const Selection&, const Selection&) = default;
};

// From one position to the other, which may be the smaller one. What others type at its edges is
// outside of it, and what they type at a cursor comes after it. kOutOfRange, kInvalidArgument: as
// Text::Stabilize.
Result<Selection> SelectIn(const Text& text, std::string_view name, size_t anchor, size_t head,
                           Unit unit = Unit::kUtf8);

struct SelectedRange {
  size_t anchor;
  size_t head;

  friend bool operator==(const SelectedRange&, const SelectedRange&) = default;
};
// Where it is now. Errors as Text::Resolve: kNotFound when it names what has not come in yet.
Result<SelectedRange> Resolve(const Text& text, const Selection& selection,
                              Unit unit = Unit::kUtf8);

// `beside`: a JSON object, whose members the presence has, too. kInvalidArgument when it is none,
// or has "selections" itself.
Result<std::string> EncodePresence(std::span<const Selection> selections,
                                   std::string_view beside = "{}");

// The selections in somebody's presence; none where it has no "selections". What stands beside them
// is the program's to read. kInvalidArgument: no JSON object, or selections that are none;
// kResourceExhausted: more than `most`, or far too much of anything. *out is empty then. What they
// name need not exist.
Status DecodePresence(std::string_view presence, size_t most, std::vector<Selection>* out);

}  // namespace weft::sync

#endif  // WEFT_SYNC_SELECTION_H_
