// Values and containers as fields of JSON operations.
//
// A value is one field: "value" with null, a boolean, a string or a whole number of 64 bits;
// "double" with a number that has a '.' or an exponent, or "NaN", "Infinity", "-Infinity"; "bytes"
// with hexadecimal digits; "make" with the kind of a new container. A container is a string: its
// kind, and ':' and a root's name, or '@' and the id of a nested one's creator.
#ifndef WEFT_CRDT_WIRE_JSON_VALUES_H_
#define WEFT_CRDT_WIRE_JSON_VALUES_H_

#include <optional>
#include <string>
#include <string_view>

#include "crdt/core/value.h"
#include "crdt/wire/json_reader.h"

namespace weft::wire {

// Halves of pairs become escapes when `units` holds only one of them.
void AppendJsonString(std::u16string_view units, std::string* out);
// `utf8` is well-formed.
void AppendJsonUtf8(std::string_view utf8, std::string* out);
std::string ToHexDigits(std::string_view bytes);
// False when they are not pairs of digits, small letters.
bool FromHexDigits(std::string_view digits, std::string* bytes);

// The field, with a comma before; `value` is a value's bytes.
void AppendJsonValue(std::string_view value, std::string* out);
inline constexpr const char* kJsonValueKeys[] = {"value", "double", "bytes", "make"};
// Appends the value of a field of that key; false when it is none.
bool ReadJsonValue(const JsonField& field, std::string* out);

std::optional<ContainerKind> ContainerKindOf(std::string_view name);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_JSON_VALUES_H_
