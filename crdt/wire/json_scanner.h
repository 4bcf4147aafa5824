// JsonScanner: the words of JSON, strictly (RFC 8259). What it refuses is noted with its place in
// the Refusal.
//
// Strings become UTF-8, so an escaped half of a surrogate pair without the other is refused. A
// number is an int64 when its value is a whole number that int64 holds, however it is written (1,
// 1.0 and 1e0 are one number), else the nearest double; what a double can only hold as infinity or,
// not being zero, as zero is refused.
#ifndef WEFT_CRDT_WIRE_JSON_SCANNER_H_
#define WEFT_CRDT_WIRE_JSON_SCANNER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "crdt/wire/byte_reader.h"

namespace weft::wire {

struct JsonNumber {
  bool is_integer = false;
  int64_t integer = 0;
  double real = 0;
};

class JsonScanner {
 public:
  JsonScanner(std::string_view json, Refusal* refusal)
      : begin_(reinterpret_cast<const uint8_t*>(json.data())),
        bytes_(begin_, begin_ + json.size(), refusal) {}

  // The next byte that is no space, or -1 at the end.
  int Next();
  bool Take(char expected);
  bool TakeWord(std::string_view word);
  // Appends.
  bool ReadString(std::string* utf8);
  bool ReadNumber(JsonNumber* number);
  bool AtEnd() { return Next() == -1; }

  size_t position() const { return static_cast<size_t>(bytes_.position() - begin_); }
  bool Refuse(const char* what) { return bytes_.Refuse(what); }
  bool RefuseAt(const char* what, size_t position, StatusCode code = StatusCode::kInvalidArgument) {
    return bytes_.Refuse(what, begin_ + position, code);
  }

 private:
  int Peek() const { return bytes_.AtEnd() ? -1 : *bytes_.position(); }
  void Skip() {
    uint8_t byte;
    (void)bytes_.Byte(&byte);
  }
  bool ReadPlain(std::string* utf8);
  bool ReadEscape(std::string* utf8);
  bool ReadUnits(std::string* utf8, size_t start);
  bool ReadHex(char16_t* unit);
  bool SkipDigits();
  bool SkipFraction(bool* whole);

  const uint8_t* begin_;
  ByteReader bytes_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_JSON_SCANNER_H_
