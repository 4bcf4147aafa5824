#include "crdt/wire/json_values.h"

#include <cmath>
#include <limits>

#include "crdt/core/decimal.h"
#include "crdt/core/utf.h"

namespace weft::wire {

namespace {

constexpr char kDigits[] = "0123456789abcdef";

void AppendEscape(char16_t unit, std::string* out) {
  *out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) *out += kDigits[unit >> shift & 0xF];
}

void AppendDouble(double value, std::string* out) {
  if (std::isnan(value)) {
    *out += "\"NaN\"";
  } else if (std::isinf(value)) {
    *out += value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
  } else {
    const size_t start = out->size();
    AppendDecimal(value, out);
    if (out->find_first_of(".e", start) == std::string::npos) *out += ".0";
  }
}

std::optional<double> DoubleOf(const JsonField& field) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (field.kind == JsonField::Kind::kDouble) return field.real;
  if (field.kind != JsonField::Kind::kString) return std::nullopt;
  if (field.text == u"NaN") return std::numeric_limits<double>::quiet_NaN();
  if (field.text == u"Infinity") return kInfinity;
  if (field.text == u"-Infinity") return -kInfinity;
  return std::nullopt;
}

// Of a field "value".
std::optional<Value> PlainValueOf(const JsonField& field) {
  switch (field.kind) {
    case JsonField::Kind::kNull:
      return Value();
    case JsonField::Kind::kBool:
      return Value(field.number != 0);
    case JsonField::Kind::kNumber:
    case JsonField::Kind::kInteger:
      return Value(field.integer);
    case JsonField::Kind::kString: {
      if (!WellFormedUtf16(field.text)) return std::nullopt;
      std::string utf8;
      AppendUtf8(field.text, &utf8);
      return Value(std::move(utf8));
    }
    default:
      return std::nullopt;
  }
}

std::optional<Value> ValueOf(const JsonField& field) {
  if (field.key == "value") return PlainValueOf(field);
  if (field.key == "double") {
    const std::optional<double> number = DoubleOf(field);
    return number ? std::optional<Value>(Value(*number)) : std::nullopt;
  }
  if (field.kind != JsonField::Kind::kString) return std::nullopt;
  std::string utf8;
  AppendUtf8(field.text, &utf8);
  if (field.key == "bytes") {
    Bytes bytes;
    return FromHexDigits(utf8, &bytes.data) ? std::optional<Value>(Value(std::move(bytes)))
                                            : std::nullopt;
  }
  const std::optional<ContainerKind> kind = ContainerKindOf(utf8);
  return kind ? std::optional<Value>(Value(ContainerId(*kind, Id{0, 0}))) : std::nullopt;
}

}  // namespace

void AppendJsonString(std::u16string_view units, std::string* out) {
  const bool halves = !WellFormedUtf16(units);
  *out += '"';
  for (size_t i = 0; i < units.size(); ++i) {
    const char16_t unit = units[i];
    const bool surrogate = IsSurrogate(unit);
    if (unit == u'"' || unit == u'\\') {
      *out += '\\';
      *out += static_cast<char>(unit);
    } else if (unit < 0x20 || unit == 0x7F || (surrogate && halves)) {
      AppendEscape(unit, out);
    } else {
      const size_t count = surrogate ? 2 : 1;
      AppendUtf8(units.substr(i, count), out);
      i += count - 1;
    }
  }
  *out += '"';
}

void AppendJsonUtf8(std::string_view utf8, std::string* out) {
  std::u16string units;
  (void)DecodeUtf8(utf8, &units);
  AppendJsonString(units, out);
}

std::string ToHexDigits(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    digits += kDigits[byte >> 4];
    digits += kDigits[byte & 15];
  }
  return digits;
}

bool FromHexDigits(std::string_view digits, std::string* bytes) {
  if (digits.size() % 2 != 0) return false;
  for (size_t i = 0; i < digits.size(); i += 2) {
    const size_t high = std::string_view(kDigits).find(digits[i]);
    const size_t low = std::string_view(kDigits).find(digits[i + 1]);
    if (high > 15 || low > 15) return false;
    bytes->push_back(static_cast<char>(high << 4 | low));
  }
  return true;
}

void AppendJsonValue(std::string_view bytes, std::string* out) {
  const Value value = value_bytes::Read(bytes, Id{0, 0});
  if (const double* number = value.AsDouble()) {
    *out += ",\"double\":";
    return AppendDouble(*number, out);
  }
  if (const Bytes* data = value.AsBytes()) {
    *out += ",\"bytes\":\"" + ToHexDigits(data->data) + "\"";
    return;
  }
  if (const ContainerId* container = value.AsContainer()) {
    *out += ",\"make\":\"";
    *out += ContainerKindName(container->kind);
    *out += '"';
    return;
  }
  *out += ",\"value\":";
  if (const std::string* text = value.AsString()) return AppendJsonUtf8(*text, out);
  if (const int64_t* number = value.AsInt()) {
    *out += std::to_string(*number);
  } else {
    const bool* truth = value.AsBool();
    *out += truth == nullptr ? "null" : *truth ? "true" : "false";
  }
}

bool ReadJsonValue(const JsonField& field, std::string* out) {
  const std::optional<Value> value = ValueOf(field);
  if (value) value_bytes::Append(*value, out);
  return value.has_value();
}

std::optional<ContainerKind> ContainerKindOf(std::string_view name) {
  for (uint32_t kind = 0; kind < kContainerKinds; ++kind) {
    const auto which = static_cast<ContainerKind>(kind);
    if (ContainerKindName(which) == name) return which;
  }
  return std::nullopt;
}

}  // namespace weft::wire
