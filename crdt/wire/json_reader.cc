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

bool JsonReader::NextObject(std::vector<JsonField>* fields, bool* done) {
  fields->clear();
  if (!StartNext(done)) return false;
  return *done || ReadFields(fields);
}

// Goes to the next object, past a comma, or behind the end of the text.
bool JsonReader::StartNext(bool* done) {
  const bool first = !started_;
  if (first) {
    started_ = true;
    in_array_ = scanner_.TakeIf('[');
  }
  *done = scanner_.Next() == (in_array_ ? ']' : -1);
  if (!*done) return first || !in_array_ || scanner_.Take(',');
  if (!in_array_) return true;
  (void)scanner_.Take(']');
  return scanner_.AtEnd() || scanner_.Refuse("something after the array");
}

bool JsonReader::ReadFields(std::vector<JsonField>* fields) {
  if (!scanner_.TakeIf('{')) return scanner_.Refuse("not an object");
  if (scanner_.TakeIf('}')) return true;
  do {
    if (fields->size() == kMaxFields) return scanner_.Refuse("too many fields");
    fields->emplace_back();
    if (!ReadField(&fields->back())) return false;
  } while (scanner_.TakeIf(','));
  return scanner_.Take('}');
}

bool JsonReader::ReadField(JsonField* field) {
  std::u16string key;
  if (!scanner_.ReadUnits(&key) || !scanner_.Take(':')) return false;
  AppendUtf8(key, &field->key);
  const int first = scanner_.Next();
  field->where = position();
  return ReadValue(first, field);
}

bool JsonReader::ReadValue(int first, JsonField* field) {
  if (first == '"') {
    field->kind = JsonField::Kind::kString;
    return scanner_.ReadUnits(&field->text);
  }
  if (first == '[') {
    field->kind = JsonField::Kind::kStrings;
    return ReadStrings(&field->texts);
  }
  if (IsDigit(first) || first == '-') return ReadNumber(field);
  if (first == 'n') return scanner_.TakeWord("null");
  if (first != 't' && first != 'f') return scanner_.Refuse("no value that operations have");
  field->kind = JsonField::Kind::kBool;
  field->number = first == 't' ? 1 : 0;
  return scanner_.TakeWord(first == 't' ? "true" : "false");
}

bool JsonReader::ReadStrings(std::vector<std::u16string>* texts) {
  (void)scanner_.Take('[');
  if (scanner_.TakeIf(']')) return true;
  do {
    if (scanner_.Next() != '"') return scanner_.Refuse("not a string");
    texts->emplace_back();
    if (!scanner_.ReadUnits(&texts->back())) return false;
  } while (scanner_.TakeIf(','));
  return scanner_.Take(']');
}

bool JsonReader::ReadNumber(JsonField* field) {
  constexpr const char* kTooLarge = "a number that is too large";
  std::string_view text;
  bool whole = false;
  if (!scanner_.ReadNumberText(&text, &whole)) return false;
  if (!whole) {
    field->kind = JsonField::Kind::kDouble;
    return ParseDecimal(text, &field->real) || Refuse(kTooLarge, field->where);
  }
  const char* const end = text.data() + text.size();
  if (std::from_chars(text.data(), end, field->integer).ec != std::errc()) {
    return Refuse(kTooLarge, field->where);
  }
  const bool small = field->integer >= 0 && field->integer <= 0xFFFFFFFF && text[0] != '-';
  field->kind = small ? JsonField::Kind::kNumber : JsonField::Kind::kInteger;
  field->number = small ? static_cast<uint32_t>(field->integer) : 0;
  return true;
}

}  // namespace weft::wire
