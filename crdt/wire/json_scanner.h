// JsonScanner: the words of JSON, strictly (RFC 8259). What it refuses is noted with its place in
// the Refusal.
//
// As UTF-8 a string must not have half of a surrogate pair, escaped, without the other; as UTF-16
// it may. A number is an int64 when its value is a whole number that int64 holds, however it is
// written (1, 1.0 and 1e0 are one number), else the nearest double; what a double can only hold as
// infinity or, not being zero, as zero is refused.
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
  // Takes it if it is what comes next.
  bool TakeIf(char wanted);
  bool TakeWord(std::string_view word);
  // These append.
  bool ReadString(std::string* utf8);
  bool ReadUnits(std::u16string* units);
  bool ReadNumber(JsonNumber* number);
  // As it is written; `whole`: without a fraction or an exponent.
  bool ReadNumberText(std::string_view* text, bool* whole);
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
  // A string's bytes up to an escape, which is next then, or its end, which is taken.
  bool ReadPlain(std::string_view* plain, bool* ended);
  bool ReadEscape(char16_t* unit);
  bool ReadCharacter(std::string* utf8);
  bool ReadHex(char16_t* unit);
  bool SkipDigits();
  bool SkipFraction(bool* whole);

  const uint8_t* begin_;
  ByteReader bytes_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_JSON_SCANNER_H_
