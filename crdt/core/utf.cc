#include "crdt/core/utf.h"

#include <cstdint>
#include <cstring>

#include "crdt/core/block.h"

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

char16_t* PutPoint(char32_t point, char16_t* to) {
  if (point < 0x10000) {
    *to++ = static_cast<char16_t>(point);
    return to;
  }
  point -= 0x10000;
  *to++ = static_cast<char16_t>(0xD800 | point >> 10);
  *to++ = static_cast<char16_t>(0xDC00 | (point & 0x3FF));
  return to;
}

// Writes the units, at most as many as there are bytes; returns where they end, or null.
char16_t* DecodeTo(const unsigned char* p, size_t left, char16_t* to) {
  while (left > 0) {
    if (left >= kBlock && BlockIsAscii(p)) {
      WidenBlock(p, to);
      p += kBlock, to += kBlock, left -= kBlock;
      continue;
    }
    // To the end of what is not ASCII.
    do {
      char32_t point = *p;
      const size_t length = point < 0x80 ? 1 : DecodeOne(p, left, &point);
      if (length == 0) return nullptr;
      to = PutPoint(point, to);
      p += length, left -= length;
    } while (left > 0 && (*p >= 0x80 || left < kBlock));
  }
  return to;
}

// How many units stand before the first half of a pair.
size_t BeforeSurrogates(std::u16string_view units) {
  const char16_t* const p = units.data();
  size_t n = 0;
  while (n + kBlock <= units.size() && BlockIsBelow8000(BitsOfBlock(p + n))) n += kBlock;
  while (n + 4 <= units.size() && BlockIsBelow8000(EightBytes(p + n))) n += 4;
  while (n < units.size() && !IsSurrogate(p[n])) ++n;
  return n;
}

size_t AsciiPrefix(std::u16string_view units) {
  const char16_t* const p = units.data();
  size_t n = 0;
  while (n + kBlock <= units.size() && BlockIsAscii(BitsOfBlock(p + n))) n += kBlock;
  while (n < units.size() && p[n] < 0x80) ++n;
  return n;
}

void AppendAscii(std::u16string_view units, std::string* out) {
  const size_t before = out->size();
  out->resize(before + units.size());
  auto* to = reinterpret_cast<unsigned char*>(out->data()) + before;
  size_t n = 0;
  for (; n + kBlock <= units.size(); n += kBlock) NarrowBlock(units.data() + n, to + n);
  for (; n < units.size(); ++n) to[n] = static_cast<unsigned char>(units[n]);
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
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  size_t left = bytes.size();
  if (left < 8) {
    // The first and the last four, or two, which may overlap.
    if (left >= 4) return ((FourBytes(p) | FourBytes(p + left - 4)) & 0x80808080) == 0;
    return left == 0 || (p[0] | p[left / 2] | p[left - 1]) < 0x80;
  }
  for (; left >= kBlock; p += kBlock, left -= kBlock) {
    if (!BlockIsAscii(p)) return false;
  }
  if (left > 8 && !EightAreAscii(p)) return false;
  // The last eight, of which some may have been seen.
  return EightAreAscii(p + left - 8);
}

bool DecodeUtf8(std::string_view utf8, std::u16string* out) {
  const size_t before = out->size();
  out->resize(before + utf8.size());
  const char16_t* const end = DecodeTo(reinterpret_cast<const unsigned char*>(utf8.data()),
                                       utf8.size(), out->data() + before);
  out->resize(end == nullptr ? before : static_cast<size_t>(end - out->data()));
  return end != nullptr;
}

void AppendUtf8(std::u16string_view units, std::string* out) {
  for (;;) {
    const size_t ascii = AsciiPrefix(units);
    AppendAscii(units.substr(0, ascii), out);
    if (ascii == units.size()) return;
    const char16_t unit = units[ascii];
    units.remove_prefix(ascii + 1);
    if (IsHighSurrogate(unit) && !units.empty() && IsLowSurrogate(units[0])) {
      AppendEncoded(0x10000 + (char32_t(unit & 0x3FF) << 10 | (units[0] & 0x3FF)), out);
      units.remove_prefix(1);
    } else {
      AppendEncoded(IsSurrogate(unit) ? char32_t{0xFFFD} : char32_t{unit}, out);
    }
  }
}

bool IsUtf8(std::string_view bytes) {
  if (IsAscii(bytes)) return true;
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  for (size_t left = bytes.size(); left > 0;) {
    if (left >= kBlock && BlockIsAscii(p)) {
      p += kBlock, left -= kBlock;
      continue;
    }
    do {
      char32_t point = 0;
      const size_t length = *p < 0x80 ? 1 : DecodeOne(p, left, &point);
      if (length == 0) return false;
      p += length, left -= length;
    } while (left > 0 && (*p >= 0x80 || left < kBlock));
  }
  return true;
}

bool HasSurrogates(std::u16string_view units) { return BeforeSurrogates(units) < units.size(); }

bool WellFormedUtf16(std::u16string_view units) {
  for (;;) {
    units.remove_prefix(BeforeSurrogates(units));
    if (units.empty()) return true;
    if (!IsHighSurrogate(units[0]) || units.size() == 1 || !IsLowSurrogate(units[1])) return false;
    units.remove_prefix(2);
  }
}

}  // namespace weft
