#include "crdt/core/utf.h"

#include <cstdint>
#include <cstring>

namespace weft {

namespace {

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Decodes one non-ASCII code point at p; returns its length, or 0 when it is ill-formed.
size_t DecodeOne(const unsigned char* p, size_t left, char32_t* point) {
  const unsigned char lead = p[0];
  if (lead >= 0xC2 && lead <= 0xDF) {
    if (left < 2 || !IsContinuation(p[1])) return 0;
    *point = char32_t(lead & 0x1F) << 6 | (p[1] & 0x3F);
    return 2;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (left < 3 || !IsContinuation(p[1]) || !IsContinuation(p[2])) return 0;
    *point = char32_t(lead & 0x0F) << 12 | char32_t(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    return *point >= 0x800 && (*point & 0xF800) != 0xD800 ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (left < 4 || !IsContinuation(p[1]) || !IsContinuation(p[2]) || !IsContinuation(p[3]))
      return 0;
    *point = char32_t(lead & 0x07) << 18 | char32_t(p[1] & 0x3F) << 12 |
             char32_t(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    return *point >= 0x10000 && *point <= 0x10FFFF ? 4 : 0;
  }
  return 0;
}

void AppendPoint(char32_t point, std::u16string* out) {
  if (point < 0x10000) {
    out->push_back(static_cast<char16_t>(point));
    return;
  }
  point -= 0x10000;
  out->push_back(static_cast<char16_t>(0xD800 | point >> 10));
  out->push_back(static_cast<char16_t>(0xDC00 | (point & 0x3FF)));
}

void AppendEncoded(char32_t point, std::string* out) {
  if (point < 0x800) {
    out->push_back(static_cast<char>(0xC0 | point >> 6));
  } else if (point < 0x10000) {
    out->push_back(static_cast<char>(0xE0 | point >> 12));
    out->push_back(static_cast<char>(0x80 | (point >> 6 & 0x3F)));
  } else {
    out->push_back(static_cast<char>(0xF0 | point >> 18));
    out->push_back(static_cast<char>(0x80 | (point >> 12 & 0x3F)));
    out->push_back(static_cast<char>(0x80 | (point >> 6 & 0x3F)));
  }
  out->push_back(static_cast<char>(0x80 | (point & 0x3F)));
}

}  // namespace

bool IsAscii(std::string_view bytes) {
  const char* p = bytes.data();
  size_t left = bytes.size();
  for (; left >= 8; p += 8, left -= 8) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    if (word & 0x8080808080808080u) return false;
  }
  unsigned char any = 0;
  for (; left > 0; ++p, --left) any |= static_cast<unsigned char>(*p);
  return any < 0x80;
}

bool DecodeUtf8(std::string_view utf8, std::u16string* out) {
  const size_t before = out->size();
  if (IsAscii(utf8)) {
    out->resize(before + utf8.size());
    char16_t* to = out->data() + before;
    for (size_t i = 0; i < utf8.size(); ++i) to[i] = static_cast<unsigned char>(utf8[i]);
    return true;
  }
  const auto* p = reinterpret_cast<const unsigned char*>(utf8.data());
  size_t left = utf8.size();
  while (left > 0) {
    char32_t point = *p;
    const size_t length = point < 0x80 ? 1 : DecodeOne(p, left, &point);
    if (length == 0) {
      out->resize(before);
      return false;
    }
    AppendPoint(point, out);
    p += length;
    left -= length;
  }
  return true;
}

void AppendUtf8(std::u16string_view units, std::string* out) {
  for (size_t i = 0; i < units.size(); ++i) {
    const char16_t unit = units[i];
    if (unit < 0x80) {
      out->push_back(static_cast<char>(unit));
    } else if (IsHighSurrogate(unit) && i + 1 < units.size() && IsLowSurrogate(units[i + 1])) {
      AppendEncoded(0x10000 + (char32_t(unit & 0x3FF) << 10 | (units[++i] & 0x3FF)), out);
    } else {
      AppendEncoded((unit & 0xF800) == 0xD800 ? char32_t{0xFFFD} : char32_t{unit}, out);
    }
  }
}

bool WellFormedUtf16(std::u16string_view units) {
  for (size_t i = 0; i < units.size(); ++i) {
    if ((units[i] & 0xF800) != 0xD800) continue;
    if (!IsHighSurrogate(units[i]) || i + 1 == units.size() || !IsLowSurrogate(units[i + 1])) {
      return false;
    }
    ++i;
  }
  return true;
}

}  // namespace weft
