#include "crdt/core/decimal.h"

#include <array>
#include <charconv>
#include <cmath>

namespace weft {

void AppendDecimal(double value, std::string* out) {
  std::array<char, 32> digits;  // the longest is "-2.2250738585072014e-308"
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out->append(digits.data(), result.ptr);
}

// Implementations of from_chars differ in how they tell what is too large or too small.
bool ParseDecimal(std::string_view text, double* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  if (error != std::errc() || !std::isfinite(*value)) return false;
  const std::string_view mantissa = text.substr(0, text.find_first_of("eE"));
  return *value != 0 || mantissa.find_first_of("123456789") == std::string_view::npos;
}

}  // namespace weft
