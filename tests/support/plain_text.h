// PlainText: text as a plain UTF-16 string, and positions in the three units by counting from the
// start: what Text's positions, and the deltas of its events, are compared with.
#ifndef WEFT_TESTS_SUPPORT_PLAIN_TEXT_H_
#define WEFT_TESTS_SUPPORT_PLAIN_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/unit.h"
#include "crdt/document/event.h"

namespace weft::testing {

bool IsHighHalf(char16_t unit);
bool IsLowHalf(char16_t unit);

// Code points; a lone surrogate half is one of its own.
std::vector<std::u16string_view> CodePoints(std::u16string_view text);
// A lone half becomes U+FFFD.
std::string ToUtf8(std::u16string_view text);
size_t LengthIn(Unit unit, std::u16string_view text);
// Every position between code points, 0 and the end included, in UTF-16 units.
std::vector<size_t> Boundaries(std::u16string_view text);
// A UTF-16 position, which must be a boundary, in another unit.
size_t PositionIn(Unit unit, std::u16string_view text, size_t utf16_position);

// The text after the delta, or nothing when a rule of crdt/document/event.h is broken.
std::optional<std::u16string> ApplyDelta(std::u16string_view text,
                                         const std::vector<DeltaStep>& steps);

inline constexpr Unit kAllUnits[] = {Unit::kUtf8, Unit::kUtf16, Unit::kCodePoint};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_PLAIN_TEXT_H_
