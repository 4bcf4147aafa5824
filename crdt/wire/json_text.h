// Pieces of JSON as the writers put them (RFC 8259). Thread rule: plain functions.
#ifndef WEFT_CRDT_WIRE_JSON_TEXT_H_
#define WEFT_CRDT_WIRE_JSON_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace weft::wire {

// With quotes. Escapes are the short ones and \u00XX for other control characters; the rest of the
// UTF-8 stands as it is.
void AppendJsonString(std::string_view utf8, std::string* out);
void AppendJsonInteger(int64_t value, std::string* out);
// The shortest text that reads as this double; null when it is infinite or no number.
void AppendJsonDouble(double value, std::string* out);
// With quotes; padded (RFC 4648, section 4).
void AppendJsonBase64(std::string_view bytes, std::string* out);

// Objects and arrays: the commas, and one line for each item when `indent` is not 0.
class JsonOutput {
 public:
  // Lines that are deeper start where those of this depth do: else a deep document's text would be
  // as long as its depth squared.
  static constexpr uint32_t kMaxIndentedDepth = 32;

  explicit JsonOutput(uint32_t indent) : indent_(indent) {}

  void Open(char bracket);
  void Close(char bracket);
  void Item();  // before a value in an array
  void Key(std::string_view key);
  std::string* text() { return &text_; }

 private:
  void NewLine();

  const uint32_t indent_;
  uint32_t depth_ = 0;
  bool first_ = true;
  std::string text_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_JSON_TEXT_H_
