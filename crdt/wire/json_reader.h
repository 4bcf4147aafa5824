// JsonReader: as much of JSON as operations need, strictly (RFC 8259).
//
// A text is an array of objects, or objects one after the other. An object is flat: its values are
// strings, null, booleans, numbers, and arrays of strings. So nothing recurses.
#ifndef WEFT_CRDT_WIRE_JSON_READER_H_
#define WEFT_CRDT_WIRE_JSON_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/wire/json_scanner.h"

namespace weft::wire {

struct JsonField {
  // kNumber: whole, from 0 to 2^32 - 1; kInteger: another whole one of 64 bits; kDouble: written
  // with a '.' or an exponent.
  enum class Kind { kNull, kBool, kNumber, kInteger, kDouble, kString, kStrings };

  std::string key;
  Kind kind = Kind::kNull;
  uint32_t number = 0;  // kBool: 0 or 1
  int64_t integer = 0;  // kNumber, kInteger
  double real = 0;
  // Lone surrogates are allowed, as escapes.
  std::u16string text;
  std::vector<std::u16string> texts;
  const uint8_t* where = nullptr;  // the value
  bool taken = false;              // for the one who reads the object
};

class JsonReader {
 public:
  JsonReader(std::string_view json, Refusal* refusal)
      : begin_(reinterpret_cast<const uint8_t*>(json.data())), scanner_(json, refusal) {}

  // The next object's fields; *done instead when there is none. False: refused.
  bool NextObject(std::vector<JsonField>* fields, bool* done);

  const uint8_t* position() const { return begin_ + scanner_.position(); }
  bool Refuse(const char* what, const uint8_t* where,
              StatusCode code = StatusCode::kInvalidArgument) {
    return scanner_.RefuseAt(what, static_cast<size_t>(where - begin_), code);
  }

 private:
  bool StartNext(bool* done);
  bool ReadFields(std::vector<JsonField>* fields);
  bool ReadField(JsonField* field);
  bool ReadValue(int first, JsonField* field);
  bool ReadNumber(JsonField* field);
  bool ReadStrings(std::vector<std::u16string>* texts);

  const uint8_t* begin_;
  JsonScanner scanner_;
  bool started_ = false;
  bool in_array_ = false;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_JSON_READER_H_
