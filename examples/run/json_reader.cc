#include "examples/run/json_reader.h"

#include <charconv>

namespace demo {

namespace {

constexpr int kMaxDepth = 64;  // a file of brackets must not exhaust the stack

void AppendUtf8(uint32_t point, std::string* out) {
  const auto tail = [&](int shift) { *out += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    *out += static_cast<char>(point);
  } else if (point < 0x800) {
    *out += static_cast<char>(0xC0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    *out += static_cast<char>(0xE0 | point >> 12);
    tail(6), tail(0);
  } else {
    *out += static_cast<char>(0xF0 | point >> 18);
    tail(12), tail(6), tail(0);
  }
}

}  // namespace

bool JsonReader::Fail(std::string_view why) {
  if (!failed()) why_ = why;
  return false;
}

char JsonReader::Peek() {
  while (at_ < json_.size() && std::string_view(" \t\r\n").find(json_[at_]) != std::string::npos) {
    ++at_;
  }
  return at_ < json_.size() ? json_[at_] : '\0';
}

bool JsonReader::Take(char c) {
  if (failed()) return false;
  if (Peek() != c || at_ == json_.size()) return Fail(std::string("expected '") + c + "'");
  ++at_;
  return true;
}

bool JsonReader::AtEnd() {
  Peek();
  return !failed() && at_ == json_.size();
}

bool JsonReader::Next(char open, char close, bool* first) {
  if (failed()) return false;
  const bool opening = *first;
  *first = false;
  if (opening && !Take(open)) return false;
  if (Peek() == close) {
    ++at_;
    return false;
  }
  return opening || Take(',');
}

bool JsonReader::String(std::string* out) {
  out->clear();
  if (!Take('"')) return false;
  while (at_ < json_.size() && json_[at_] != '"') {
    if (json_[at_] != '\\') {
      *out += json_[at_++];
    } else if (!Escape(out)) {
      return false;
    }
  }
  return Take('"');
}

bool JsonReader::Escape(std::string* out) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  ++at_;
  const char letter = at_ < json_.size() ? json_[at_++] : '\0';
  if (letter == 'u') {
    uint32_t point = 0;
    if (!HexUnit(&point)) return false;
    if (point >= 0xD800 && point < 0xDC00 && json_.substr(at_, 2) == "\\u") {
      at_ += 2;
      uint32_t low = 0;
      if (!HexUnit(&low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return Fail("an unpaired surrogate");
      point = 0x10000 + (point - 0xD800) * 0x400 + (low - 0xDC00);
    }
    if (point >= 0xD800 && point < 0xE000) return Fail("an unpaired surrogate");
    AppendUtf8(point, out);
    return true;
  }
  const size_t which = kLetters.find(letter);
  if (letter == '\0' || which == std::string_view::npos) return Fail("an unknown escape");
  *out += kMeanings[which];
  return true;
}

bool JsonReader::HexUnit(uint32_t* unit) {
  const std::string_view digits = json_.substr(at_, 4);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), *unit, 16);
  if (digits.size() < 4 || error != std::errc() || end != digits.data() + 4) {
    return Fail("\\u needs four hexadecimal digits");
  }
  at_ += 4;
  return true;
}

bool JsonReader::Number(uint32_t* out) {
  if (failed()) return false;
  Peek();
  const char* const end = json_.data() + json_.size();
  const auto [after, error] = std::from_chars(json_.data() + at_, end, *out);
  if (error != std::errc()) return Fail("expected a number from 0 to 4294967295");
  at_ = static_cast<size_t>(after - json_.data());
  return true;
}

bool JsonReader::Skip(int depth) {
  if (failed()) return false;
  if (depth > kMaxDepth) return Fail("nested too deeply");
  bool first = true;
  std::string ignored;
  switch (Peek()) {
    case '"':
      return String(&ignored);
    case '[':
      while (NextElement(&first)) Skip(depth + 1);
      return !failed();
    case '{':
      while (NextField(&first, &ignored)) Skip(depth + 1);
      return !failed();
    default:
      break;
  }
  // A number, true, false or null: taken as one word.
  const size_t end = json_.find_first_of(" \t\r\n,]}", at_);
  const size_t after = end == std::string_view::npos ? json_.size() : end;
  if (after == at_) return Fail("expected a value");
  at_ = after;
  return true;
}

}  // namespace demo
