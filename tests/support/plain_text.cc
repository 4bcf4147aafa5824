#include "tests/support/plain_text.h"

#include "crdt/document/same_attributes.h"

namespace weft::testing {

bool IsHighHalf(char16_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsLowHalf(char16_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

std::vector<std::u16string_view> CodePoints(std::u16string_view text) {
  std::vector<std::u16string_view> out;
  for (size_t i = 0; i < text.size(); i += out.back().size()) {
    const bool pair = IsHighHalf(text[i]) && i + 1 < text.size() && IsLowHalf(text[i + 1]);
    out.push_back(text.substr(i, pair ? 2 : 1));
  }
  return out;
}

namespace {

uint32_t ValueOf(std::u16string_view point) {
  if (point.size() == 2) return 0x10000u + ((point[0] - 0xD800u) << 10) + (point[1] - 0xDC00u);
  return IsHighHalf(point[0]) || IsLowHalf(point[0]) ? 0xFFFDu : point[0];
}

std::string Utf8Of(uint32_t value) {
  auto tail = [value](int shift) { return static_cast<char>(0x80 | ((value >> shift) & 0x3F)); };
  if (value < 0x80) return {static_cast<char>(value)};
  if (value < 0x800) return {static_cast<char>(0xC0 | (value >> 6)), tail(0)};
  if (value < 0x10000) return {static_cast<char>(0xE0 | (value >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | (value >> 18)), tail(12), tail(6), tail(0)};
}

}  // namespace

std::string ToUtf8(std::u16string_view text) {
  std::string out;
  for (std::u16string_view point : CodePoints(text)) out += Utf8Of(ValueOf(point));
  return out;
}

size_t LengthIn(Unit unit, std::u16string_view text) {
  switch (unit) {
    case Unit::kUtf8:
      return ToUtf8(text).size();
    case Unit::kUtf16:
      return text.size();
    case Unit::kCodePoint:
      return CodePoints(text).size();
  }
  return 0;
}

std::vector<size_t> Boundaries(std::u16string_view text) {
  std::vector<size_t> out = {0};
  for (std::u16string_view point : CodePoints(text)) out.push_back(out.back() + point.size());
  return out;
}

size_t PositionIn(Unit unit, std::u16string_view text, size_t utf16_position) {
  return LengthIn(unit, text.substr(0, utf16_position));
}

std::optional<std::u16string> ApplyDelta(std::u16string_view text,
                                         const std::vector<DeltaStep>& steps) {
  std::u16string out;
  size_t at = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    const DeltaStep& step = steps[i];
    if (step.count == 0) return std::nullopt;
    const bool goes_on =
        i > 0 && steps[i - 1].kind == step.kind && !steps[i - 1].embed && !step.embed;
    if (goes_on && AreSame(steps[i - 1].attributes, step.attributes)) return std::nullopt;
    if (step.kind == DeltaStep::Kind::kInsert) {
      const std::u16string units = step.embed ? u"\uFFFC" : step.text;
      if (units.size() != step.count || (step.embed && !step.text.empty())) return std::nullopt;
      out += units;
      continue;
    }
    if (!step.text.empty() || step.count > text.size() - at) return std::nullopt;
    if (step.kind == DeltaStep::Kind::kKeep) {
      if (i + 1 == steps.size() && step.attributes.empty()) return std::nullopt;
      out += text.substr(at, step.count);
    }
    at += step.count;
  }
  return out.append(text.substr(at));
}

}  // namespace weft::testing
