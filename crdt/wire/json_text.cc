#include "crdt/wire/json_text.h"

#include <algorithm>
#include <cmath>

#include "crdt/core/decimal.h"

namespace weft::wire {

namespace {

// The escape of a byte, or 0 when it stands as it is; 'u' when it has no short one.
char EscapeOf(char c) {
  static constexpr std::string_view kBytes = "\"\\\b\f\n\r\t";
  static constexpr std::string_view kNames = "\"\\bfnrt";
  const size_t place = kBytes.find(c);
  if (place != std::string_view::npos) return kNames[place];
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? 'u' : 0;
}

void AppendHex(char c, std::string* out) {
  static constexpr char kDigits[] = "0123456789abcdef";
  *out += "00";
  *out += kDigits[static_cast<unsigned char>(c) >> 4];
  *out += kDigits[c & 0xF];
}

}  // namespace

void AppendJsonString(std::string_view utf8, std::string* out) {
  *out += '"';
  size_t start = 0;
  for (size_t i = 0; i < utf8.size(); ++i) {
    const char name = EscapeOf(utf8[i]);
    if (name == 0) continue;
    out->append(utf8, start, i - start);
    *out += '\\';
    *out += name;
    if (name == 'u') AppendHex(utf8[i], out);
    start = i + 1;
  }
  out->append(utf8, start);
  *out += '"';
}

void AppendJsonInteger(int64_t value, std::string* out) { *out += std::to_string(value); }

void AppendJsonDouble(double value, std::string* out) {
  if (std::isfinite(value)) {
    AppendDecimal(value, out);
  } else {
    *out += "null";
  }
}

void AppendJsonBase64(std::string_view bytes, std::string* out) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  *out += '"';
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(bytes.size() - i, 3);
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (size_t k = 0; k < 4; ++k) {
      *out += k <= count ? kDigits[group >> (18 - 6 * k) & 0x3F] : '=';
    }
  }
  *out += '"';
}

void JsonOutput::Open(char bracket) {
  text_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonOutput::Close(char bracket) {
  --depth_;
  if (!first_) NewLine();
  text_ += bracket;
  first_ = false;
}

void JsonOutput::Item() {
  if (!first_) text_ += ',';
  first_ = false;
  NewLine();
}

void JsonOutput::Key(std::string_view key) {
  Item();
  AppendJsonString(key, &text_);
  text_ += indent_ > 0 ? ": " : ":";
}

void JsonOutput::NewLine() {
  if (indent_ == 0) return;
  text_ += '\n';
  text_.append(size_t{indent_} * std::min(depth_, kMaxIndentedDepth), ' ');
}

}  // namespace weft::wire
