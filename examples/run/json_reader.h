// JsonReader: walks JSON from front to back, each value read as what the caller expects there or
// skipped. After the first fault every call answers false and failed() is true.
#ifndef WEFT_EXAMPLES_RUN_JSON_READER_H_
#define WEFT_EXAMPLES_RUN_JSON_READER_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace demo {

class JsonReader {
 public:
  explicit JsonReader(std::string_view json) : json_(json) {}

  // while (reader.NextElement(&first)) ... ; the opening bracket is taken with the first call.
  bool NextElement(bool* first) { return Next('[', ']', first); }
  bool NextField(bool* first, std::string* name) {
    return Next('{', '}', first) && String(name) && Take(':');
  }
  bool String(std::string* out);  // as UTF-8
  bool Number(uint32_t* out);     // whole, not negative
  bool Skip(int depth = 0);       // any value
  bool AtEnd();

  bool Fail(std::string_view why);
  bool failed() const { return !why_.empty(); }
  // "at byte 12: why".
  std::string Fault() const { return "at byte " + std::to_string(at_) + ": " + why_; }

 private:
  bool Next(char open, char close, bool* first);
  bool Take(char c);
  char Peek();
  bool Escape(std::string* out);
  bool HexUnit(uint32_t* unit);

  std::string_view json_;
  size_t at_ = 0;
  std::string why_;
};

}  // namespace demo

#endif  // WEFT_EXAMPLES_RUN_JSON_READER_H_
