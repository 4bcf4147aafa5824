// Comparing JSON: whether two texts are equal, and what turns one into the other, as a JSON Patch
// (RFC 6902).
//
// Equal means what it means there: numbers by value (as int64, or else as double), objects by their
// members in any order. Texts are read strictly: RFC 8259, UTF-8, no key twice, no half surrogate
// pairs, at most 1,024 containers in each other. kInvalidArgument otherwise; kResourceExhausted
// beyond limits.bytes (of each text), limits.elements (values in each) or that depth. The message
// says which text and at which byte.
//
// The patch uses add, remove and replace; its values are spelled as in `after`. Items of an array
// are aligned by a longest common subsequence; those between two aligned ones are replaced or
// changed in order. No part of the patch is longer than replacing that part, so the whole is never
// longer than `after` and a few bytes.
//
// Cost: reading and comparing is linear (objects: sorted by key) and takes 100 to 200 bytes a value.
// Aligning takes at most 4 million steps and 16 more for each value, for all arrays together; an
// array that more than 2,048 edits lead to, or one met when the steps are used up, is aligned only
// at its two ends. Nothing recurses. Thread rule: plain functions.
#ifndef WEFT_CRDT_WIRE_JSON_DIFF_H_
#define WEFT_CRDT_WIRE_JSON_DIFF_H_

#include <string>
#include <string_view>

#include "crdt/core/status.h"
#include "crdt/wire/limits.h"

namespace weft {

Result<bool> EqualJson(std::string_view a, std::string_view b, const Limits& limits = {});

// "[]" when they are equal.
Result<std::string> DiffJson(std::string_view before, std::string_view after,
                             const Limits& limits = {});

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_JSON_DIFF_H_
