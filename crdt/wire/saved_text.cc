#include "crdt/wire/saved_text.h"

#include <algorithm>

#include "crdt/core/utf.h"

namespace weft::wire {

void UnitWriter::Put(char32_t point) {
  if (point < 0x80) {
    out_.push_back(static_cast<char>(point));
    return;
  }
  int further = 1;
  char32_t lead = 0xC0;
  if (point >= 0x10000) {
    further = 3;
    lead = 0xF0;
  } else if (point >= 0x800) {
    further = 2;
    lead = 0xE0;
  }
  out_.push_back(static_cast<char>(lead | point >> 6 * further));
  for (int i = further - 1; i >= 0; --i) {
    out_.push_back(static_cast<char>(0x80 | (point >> 6 * i & 0x3F)));
  }
}

void UnitWriter::Add(std::u16string_view units) {
  for (char16_t unit : units) {
    if (high_ != 0) {
      const char32_t high = high_;
      high_ = 0;
      if (IsLowSurrogate(unit)) {
        Put(0x10000 + ((high & 0x3FF) << 10 | (unit & 0x3FF)));
        continue;
      }
      Put(high);
    }
    if (IsHighSurrogate(unit)) {
      high_ = unit;
    } else {
      Put(unit);
    }
  }
}

void SubstituteUnits(char16_t* units, size_t count) {
  for (; count > 0; ++units, --count) {
    *units = IsHighSurrogate(*units)  ? char16_t{0xD800}
             : IsLowSurrogate(*units) ? char16_t{0xDC00}
             : *units == kObjectUnit  ? kObjectUnit  // what stands for objects is no text
                                      : kSubstitute;
  }
}

std::string UnitWriter::Finish() {
  if (high_ != 0) Put(high_);
  high_ = 0;
  return std::move(out_);
}

// Strict, but for the halves: no over-long forms, nothing past U+10FFFF.
bool UnitReader::NextPoint(char32_t* point) {
  const auto left = static_cast<size_t>(end_ - at_);
  if (left == 0) return false;
  const uint8_t lead = *at_;
  size_t size = 1;
  char32_t least = 0;
  if (lead < 0x80) {
    *point = lead;
  } else if (lead >= 0xC2 && lead < 0xE0) {
    size = 2, least = 0x80, *point = lead & 0x1F;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    size = 3, least = 0x800, *point = lead & 0x0F;
  } else if (lead >= 0xF0 && lead < 0xF5) {
    size = 4, least = 0x10000, *point = lead & 0x07;
  } else {
    return false;
  }
  if (size > left) return false;
  for (size_t i = 1; i < size; ++i) {
    if ((at_[i] & 0xC0) != 0x80) return false;
    *point = *point << 6 | (at_[i] & 0x3F);
  }
  if (*point < least || *point > 0x10FFFF) return false;
  at_ += size;
  return true;
}

bool UnitReader::Fill(uint32_t units, std::unique_ptr<uint8_t[]> memory, TextArena* arena) {
  units_ = units;
  arena->StartFill(units, std::move(memory));
  for (Lv lv = 0; lv < units;) {
    const uint32_t n = std::min(units - lv, TextArena::kPageUnits);
    const bool whole = low_ == 0 && n <= static_cast<size_t>(end_ - at_);
    if (whole && arena->FillAsciiPage(n, at_)) [[likely]] {
      at_ += n;
    } else {
      arena->FillZeroPage(n);
      if (!FillPage(LvRange{lv, n}, arena)) return false;
    }
    lv += n;
  }
  arena->FinishFill();
  return true;
}

bool UnitReader::FillPage(LvRange range, TextArena* arena) {
  while (range.count > 0) {
    const auto left = static_cast<size_t>(end_ - at_);
    uint32_t n = left < range.count ? static_cast<uint32_t>(left) : range.count;
    n = n == 0 || low_ != 0 ? 0 : arena->FillAscii(LvRange{range.lv, n}, at_);
    at_ += n;
    range = LvRange{range.lv + n, range.count - n};
    if (n == 0 && !FillOther(&range, arena)) return false;
  }
  return true;
}

bool UnitReader::FillOther(LvRange* range, TextArena* arena) {
  const auto put = [&](char16_t unit) {
    arena->FillUnit(range->lv, unit);
    *range = LvRange{range->lv + 1, range->count - 1};
  };
  if (low_ != 0) {
    put(low_);
    low_ = 0;
    return true;
  }
  const uint8_t* const start = at_;
  char32_t point = 0;
  if (!NextPoint(&point)) return false;
  if (point < 0x10000) {
    if (whole_pairs_ && (point & 0xF800) == 0xD800) {
      at_ = start;
      return false;
    }
    put(static_cast<char16_t>(point));
    return true;
  }
  if (whole_pairs_ && range->lv + 1 == units_) {
    at_ = start;
    return false;
  }
  put(static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10)));
  low_ = static_cast<char16_t>(0xDC00 | (point & 0x3FF));
  return true;
}

}  // namespace weft::wire
