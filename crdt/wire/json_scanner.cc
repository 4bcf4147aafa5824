#include "crdt/wire/json_scanner.h"

#include <charconv>
#include <cmath>

#include "crdt/core/decimal.h"
#include "crdt/core/utf.h"
#include "crdt/wire/json_digits.h"

namespace weft::wire {

namespace {

constexpr const char* kNotUtf8 = "a string that is not UTF-8";

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

bool JsonScanner::TakeIf(char wanted) {
  if (Next() != wanted) return false;
  Skip();
  return true;
}

bool JsonScanner::ReadString(std::string* utf8) {
  if (!Take('"')) return false;
  while (true) {
    const size_t start = position();
    std::string_view plain;
    bool ended = false;
    if (!ReadPlain(&plain, &ended)) return false;
    if (!IsUtf8(plain)) return RefuseAt(kNotUtf8, start);
    *utf8 += plain;
    if (ended) return true;
    if (!ReadCharacter(utf8)) return false;
  }
}

bool JsonScanner::ReadUnits(std::u16string* units) {
  if (!Take('"')) return false;
  while (true) {
    const size_t start = position();
    std::string_view plain;
    bool ended = false;
    if (!ReadPlain(&plain, &ended)) return false;
    if (!DecodeUtf8(plain, units)) return RefuseAt(kNotUtf8, start);
    if (ended) return true;
    char16_t unit = 0;
    if (!ReadEscape(&unit)) return false;
    units->push_back(unit);
  }
}

bool JsonScanner::ReadPlain(std::string_view* plain, bool* ended) {
  const std::string_view rest = bytes_.Rest();
  size_t count = 0;
  while (count < rest.size() && rest[count] != '"' && rest[count] != '\\' &&
         static_cast<unsigned char>(rest[count]) >= 0x20) {
    ++count;
  }
  if (!bytes_.Bytes(count, plain)) return false;
  const int byte = Peek();
  *ended = byte == '"';
  if (*ended) {
    Skip();
  } else if (byte != '\\') {
    return bytes_.Refuse(byte < 0 ? "a string that does not end" : "a bare control character");
  }
  return true;
}

// One escape, or the two of a surrogate pair.
bool JsonScanner::ReadCharacter(std::string* utf8) {
  const size_t start = position();
  char16_t units[2];
  if (!ReadEscape(&units[0])) return false;
  const bool two = IsHighSurrogate(units[0]) && Peek() == '\\';
  if (two && !ReadEscape(&units[1])) return false;
  const std::u16string_view read(units, two ? 2 : 1);
  if (!WellFormedUtf16(read)) return RefuseAt("half of a surrogate pair", start);
  AppendUtf8(read, utf8);
  return true;
}

bool JsonScanner::ReadEscape(char16_t* unit) {
  static constexpr std::string_view kNames = "\"\\/bfnrt";
  static constexpr std::string_view kBytes = "\"\\/\b\f\n\r\t";
  const size_t start = position();
  Skip();
  const int name = Peek();
  if (name == 'u') return ReadHex(unit);
  const size_t place = name < 0 ? std::string_view::npos : kNames.find(static_cast<char>(name));
  if (place == std::string_view::npos) return RefuseAt("an unknown escape", start);
  Skip();
  *unit = static_cast<unsigned char>(kBytes[place]);
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
  std::string_view text;
  bool whole = false;
  if (!ReadNumberText(&text, &whole)) return false;
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

bool JsonScanner::ReadNumberText(std::string_view* text, bool* whole) {
  const size_t start = position();
  const std::string_view rest = bytes_.Rest();
  if (Peek() == '-') Skip();
  const size_t first = position();
  const bool zero = Peek() == '0';
  if (!SkipDigits()) return false;
  if (zero && position() - first > 1) return RefuseAt("a leading zero", start);
  *whole = true;
  if (!SkipFraction(whole)) return false;
  *text = rest.substr(0, position() - start);
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
