#include "crdt/wire/json_scanner.h"

#include <charconv>
#include <cmath>

#include "crdt/core/decimal.h"
#include "crdt/core/utf.h"
#include "crdt/wire/json_digits.h"

namespace weft::wire {

namespace {

constexpr const char* kLoneHalf = "half of a surrogate pair";

JsonNumber Normal(double value) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (value >= -kLimit && value < kLimit && std::trunc(value) == value) {
    return {true, static_cast<int64_t>(value), 0};
  }
  return {false, 0, value};
}

}  // namespace

int JsonScanner::Next() {
  int byte = Peek();
  while (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t') {
    Skip();
    byte = Peek();
  }
  return byte;
}

bool JsonScanner::Take(char expected) {
  if (Next() != expected) return bytes_.Refuse("not JSON");
  Skip();
  return true;
}

bool JsonScanner::TakeWord(std::string_view word) {
  if (!bytes_.Rest().starts_with(word)) return bytes_.Refuse("not JSON");
  std::string_view taken;
  return bytes_.Bytes(word.size(), &taken);
}

bool JsonScanner::ReadString(std::string* utf8) {
  if (!Take('"')) return false;
  while (true) {
    if (!ReadPlain(utf8)) return false;
    const int byte = Peek();
    if (byte == '"') break;
    if (byte != '\\') {
      return bytes_.Refuse(byte < 0 ? "a string that does not end" : "a bare control character");
    }
    if (!ReadEscape(utf8)) return false;
  }
  Skip();
  return true;
}

bool JsonScanner::ReadPlain(std::string* utf8) {
  const uint8_t* const start = bytes_.position();
  const std::string_view rest = bytes_.Rest();
  size_t count = 0;
  while (count < rest.size() && rest[count] != '"' && rest[count] != '\\' &&
         static_cast<unsigned char>(rest[count]) >= 0x20) {
    ++count;
  }
  std::string_view plain;
  if (!bytes_.Bytes(count, &plain)) return false;
  if (!IsUtf8(plain)) return bytes_.Refuse("a string that is not UTF-8", start);
  *utf8 += plain;
  return true;
}

bool JsonScanner::ReadEscape(std::string* utf8) {
  static constexpr std::string_view kNames = "\"\\/bfnrt";
  static constexpr std::string_view kBytes = "\"\\/\b\f\n\r\t";
  const size_t start = position();
  Skip();
  const int name = Peek();
  if (name == 'u') return ReadUnits(utf8, start);
  const size_t place = name < 0 ? std::string_view::npos : kNames.find(static_cast<char>(name));
  if (place == std::string_view::npos) return RefuseAt("an unknown escape", start);
  Skip();
  *utf8 += kBytes[place];
  return true;
}

// Behind the backslash of one escape, or of a pair's two.
bool JsonScanner::ReadUnits(std::string* utf8, size_t start) {
  char16_t units[2];
  if (!ReadHex(&units[0])) return false;
  size_t count = 1;
  if (IsHighSurrogate(units[0]) && Peek() == '\\') {
    Skip();
    if (Peek() != 'u') return RefuseAt(kLoneHalf, start);
    if (!ReadHex(&units[1])) return false;
    count = 2;
  }
  const std::u16string_view read(units, count);
  if (!WellFormedUtf16(read)) return RefuseAt(kLoneHalf, start);
  AppendUtf8(read, utf8);
  return true;
}

bool JsonScanner::ReadHex(char16_t* unit) {
  Skip();  // the 'u'
  std::string_view digits;
  if (!bytes_.Bytes(4, &digits)) return false;
  int value = 0;
  for (const char c : digits) {
    const int digit = HexDigit(static_cast<uint8_t>(c));
    if (digit < 0) return bytes_.Refuse("an escape without four hexadecimal digits");
    value = value << 4 | digit;
  }
  *unit = static_cast<char16_t>(value);
  return true;
}

bool JsonScanner::ReadNumber(JsonNumber* number) {
  const size_t start = position();
  const std::string_view rest = bytes_.Rest();
  if (Peek() == '-') Skip();
  const bool zero = Peek() == '0';
  if (!SkipDigits()) return false;
  bool whole = true;
  const std::string_view digits = rest.substr(0, position() - start);
  if (zero && digits.size() > (digits[0] == '-' ? 2 : 1)) return RefuseAt("a leading zero", start);
  if (!SkipFraction(&whole)) return false;
  const std::string_view text = rest.substr(0, position() - start);
  if (whole) {
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number->integer);
    number->is_integer = error == std::errc();
    if (number->is_integer) return true;
  }
  double value = 0;
  if (!ParseDecimal(text, &value)) return RefuseAt("a number that no double holds", start);
  *number = Normal(value);
  return true;
}

bool JsonScanner::SkipDigits() {
  if (!IsDigit(Peek())) return bytes_.Refuse("not JSON");
  while (IsDigit(Peek())) Skip();
  return true;
}

bool JsonScanner::SkipFraction(bool* whole) {
  if (Peek() == '.') {
    *whole = false;
    Skip();
    if (!SkipDigits()) return false;
  }
  if (Peek() == 'e' || Peek() == 'E') {
    *whole = false;
    Skip();
    if (Peek() == '+' || Peek() == '-') Skip();
    if (!SkipDigits()) return false;
  }
  return true;
}

}  // namespace weft::wire
