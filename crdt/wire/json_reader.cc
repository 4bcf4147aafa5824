#include "crdt/wire/json_reader.h"

#include <charconv>
#include <system_error>

#include "crdt/core/decimal.h"
#include "crdt/core/utf.h"
#include "crdt/wire/json_digits.h"

namespace weft::wire {

namespace {

constexpr size_t kMaxFields = 16;  // more than any operation has

}  // namespace

JsonReader::JsonReader(std::string_view json, Refusal* refusal)
    : bytes_(reinterpret_cast<const uint8_t*>(json.data()),
             reinterpret_cast<const uint8_t*>(json.data()) + json.size(), refusal) {}

bool JsonReader::NextObject(std::vector<JsonField>* fields, bool* done) {
  fields->clear();
  if (!StartNext(done)) return false;
  return *done || ReadFields(fields);
}

void JsonReader::SkipSpace() {
  for (int byte = Peek(); byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';) {
    Skip();
    byte = Peek();
  }
}

bool JsonReader::Take(char expected) {
  SkipSpace();
  if (Peek() != expected) return bytes_.Refuse("not the JSON that is expected");
  Skip();
  return true;
}

bool JsonReader::TakeWord(std::string_view word) {
  for (const char c : word) {
    if (Peek() != c) return bytes_.Refuse("neither a string, a number nor null");
    Skip();
  }
  return true;
}

// Goes to the next object, past a comma, or behind the end of the text.
bool JsonReader::StartNext(bool* done) {
  SkipSpace();
  const bool first = !started_;
  if (first) {
    started_ = true;
    in_array_ = Peek() == '[';
    if (in_array_) Skip();
    SkipSpace();
  }
  *done = Peek() == (in_array_ ? ']' : -1);
  if (!*done) return first || !in_array_ || Take(',');
  if (!in_array_) return true;
  Skip();
  SkipSpace();
  return bytes_.AtEnd() || bytes_.Refuse("something after the array");
}

bool JsonReader::ReadFields(std::vector<JsonField>* fields) {
  if (!Take('{')) return false;
  SkipSpace();
  if (Peek() == '}') {
    Skip();
    return true;
  }
  while (true) {
    if (fields->size() == kMaxFields) return bytes_.Refuse("too many fields");
    fields->emplace_back();
    if (!ReadField(&fields->back())) return false;
    SkipSpace();
    if (Peek() != ',') return Take('}');
    Skip();
  }
}

bool JsonReader::ReadField(JsonField* field) {
  std::u16string key;
  SkipSpace();
  if (!ReadString(&key) || !Take(':')) return false;
  AppendUtf8(key, &field->key);
  SkipSpace();
  field->where = bytes_.position();
  return ReadValue(field);
}

bool JsonReader::ReadValue(JsonField* field) {
  const int first = Peek();
  if (first == '"') {
    field->kind = JsonField::Kind::kString;
    return ReadString(&field->text);
  }
  if (first == '[') {
    field->kind = JsonField::Kind::kStrings;
    return ReadStrings(&field->texts);
  }
  if (IsDigit(first) || first == '-') return ReadNumber(field);
  if (first != 't' && first != 'f') return TakeWord("null");
  field->kind = JsonField::Kind::kBool;
  field->number = first == 't' ? 1 : 0;
  return TakeWord(first == 't' ? "true" : "false");
}

bool JsonReader::ReadStrings(std::vector<std::u16string>* texts) {
  Skip();
  SkipSpace();
  if (Peek() == ']') {
    Skip();
    return true;
  }
  while (true) {
    SkipSpace();
    texts->emplace_back();
    if (!ReadString(&texts->back())) return false;
    SkipSpace();
    if (Peek() != ',') return Take(']');
    Skip();
  }
}

namespace {

// How many characters of a number there are, by the grammar of JSON; 0 when it is none.
size_t MeasureNumber(std::string_view text, bool* real) {
  size_t at = text[0] == '-' ? 1 : 0;
  const auto digits = [&] {
    const size_t start = at;
    while (at < text.size() && IsDigit(static_cast<unsigned char>(text[at]))) ++at;
    return at - start;
  };
  const bool zero = at < text.size() && text[at] == '0';
  const size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return 0;
  *real = false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    *real = true;
    if (digits() == 0) return 0;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    *real = true;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return 0;
  }
  return at;
}

}  // namespace

bool JsonReader::ReadNumber(JsonField* field) {
  const uint8_t* const start = bytes_.position();
  bool real = false;
  const size_t size = MeasureNumber(bytes_.Rest(), &real);
  std::string_view text;
  if (size == 0) return bytes_.Refuse("a malformed number", start);
  if (!bytes_.Bytes(size, &text)) return false;
  const char* const end = text.data() + text.size();
  if (real) {
    field->kind = JsonField::Kind::kDouble;
    return ParseDecimal(text, &field->real) || bytes_.Refuse("a number that is too large", start);
  }
  if (std::from_chars(text.data(), end, field->integer).ec != std::errc()) {
    return bytes_.Refuse("a number that is too large", start);
  }
  const bool small = field->integer >= 0 && field->integer <= 0xFFFFFFFF && text[0] != '-';
  field->kind = small ? JsonField::Kind::kNumber : JsonField::Kind::kInteger;
  field->number = small ? static_cast<uint32_t>(field->integer) : 0;
  return true;
}

bool JsonReader::ReadString(std::u16string* text) {
  if (!Take('"')) return false;
  while (true) {
    const uint8_t* const start = bytes_.position();
    const std::string_view rest = bytes_.Rest();
    size_t plain = 0;
    while (plain < rest.size() && rest[plain] != '"' && rest[plain] != '\\' &&
           static_cast<unsigned char>(rest[plain]) >= 0x20) {
      ++plain;
    }
    std::string_view bytes;
    if (!bytes_.Bytes(plain, &bytes)) return false;
    if (!DecodeUtf8(bytes, text)) return bytes_.Refuse("a string that is not UTF-8", start);
    if (Peek() == '"') break;
    if (Peek() != '\\') return bytes_.Refuse("a string that does not end");
    if (!ReadEscape(text)) return false;
  }
  Skip();
  return true;
}

bool JsonReader::ReadEscape(std::u16string* text) {
  static constexpr std::string_view kNames = "\"\\/bfnrt";
  static constexpr std::u16string_view kUnits = u"\"\\/\b\f\n\r\t";
  const uint8_t* const start = bytes_.position();
  Skip();
  const int name = Peek();
  if (name == 'u') {
    char16_t unit = 0;
    Skip();
    if (!ReadHex(&unit)) return false;
    text->push_back(unit);
    return true;
  }
  const size_t place = name < 0 ? std::string_view::npos : kNames.find(static_cast<char>(name));
  if (place == std::string_view::npos) return bytes_.Refuse("an unknown escape", start);
  Skip();
  text->push_back(kUnits[place]);
  return true;
}

bool JsonReader::ReadHex(char16_t* unit) {
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

}  // namespace weft::wire
