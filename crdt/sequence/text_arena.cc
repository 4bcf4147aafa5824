#include "crdt/sequence/text_arena.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "crdt/core/check.h"

namespace weft {

void TextArena::Free::operator()(uint8_t* p) const { std::free(p); }

namespace {
uint8_t* Allocate(void* old, size_t bytes) {
  auto* p = static_cast<uint8_t*>(std::realloc(old, bytes));
  WEFT_CHECK(p != nullptr);
  return p;
}
constexpr uint32_t kFirstUnits = 16;
}  // namespace

// Only the first page is ever smaller than kPageUnits.
void TextArena::Grow() {
  const auto used = static_cast<uint32_t>(write_ - page_start_);
  const auto capacity = static_cast<uint32_t>(write_end_ - page_start_);
  if (!pages_.empty() && capacity < kPageUnits && !pages_.back().wide) {
    const uint32_t larger = std::min(capacity * 2, kPageUnits);
    page_start_ = Allocate(pages_.back().data.release(), larger);
    pages_.back().data.reset(page_start_);
    write_ = page_start_ + used;
    write_end_ = page_start_ + larger;
    return;
  }
  NextPage(false);
}

// The last narrow page is full, for now or for good.
void TextArena::StartRoom(bool narrow) {
  const bool small = !pages_.empty() && write_ - page_start_ < kPageUnits;
  if (narrow) {
    Grow();
  } else if (small) {
    Widen();
  } else {
    NextPage(true);
  }
}

void TextArena::NextPage(bool wide) {
  full_ = size();
  const uint32_t units = pages_.empty() && !wide ? kFirstUnits : kPageUnits;
  Page page;
  page.wide = wide;
  page.data.reset(Allocate(nullptr, wide ? units * 2 : units));
  page_start_ = write_ = page.data.get();
  write_end_ = wide ? write_ : write_ + units;
  pages_.push_back(std::move(page));
}

void TextArena::WidenPage(size_t index) {
  Page& page = pages_[index];
  const bool last = index + 1 == pages_.size();
  const uint32_t used = last ? static_cast<uint32_t>(write_ - page_start_) : kPageUnits;
  auto* wide = reinterpret_cast<char16_t*>(Allocate(nullptr, kPageUnits * 2));
  std::copy(page.data.get(), page.data.get() + used, wide);
  page.data.reset(reinterpret_cast<uint8_t*>(wide));
  page.wide = true;
  if (!last) return;
  page_start_ = page.data.get();
  write_ = write_end_ = page_start_ + used;
}

void TextArena::StartFill(uint32_t units) {
  WEFT_DCHECK(pages_.empty());
  pages_.reserve(units / kPageUnits + 1);
  while (units > 0) {
    const uint32_t n = std::min(units, kPageUnits);
    Page page;
    page.data.reset(Allocate(nullptr, n));
    std::memset(page.data.get(), 0, n);
    if (!pages_.empty()) full_ += kPageUnits;
    page_start_ = page.data.get();
    write_ = write_end_ = page_start_ + n;
    pages_.push_back(std::move(page));
    units -= n;
  }
}

uint32_t TextArena::FillAscii(LvRange range, const uint8_t* from) {
  const uint32_t at = range.lv % kPageUnits;
  const Page& page = pages_[range.lv / kPageUnits];
  const uint32_t room = std::min(range.count, kPageUnits - at);
  uint32_t n = 0;
  if (page.wide) {
    char16_t* to = page.units16() + at;
    for (; n < room && from[n] < 0x80; ++n) to[n] = from[n];
    return n;
  }
  uint8_t* to = page.units8() + at;
  for (; n + 8 <= room; n += 8) {
    uint64_t word;
    std::memcpy(&word, from + n, 8);
    if ((word & 0x8080808080808080u) != 0) break;
    std::memcpy(to + n, &word, 8);
  }
  for (; n < room && from[n] < 0x80; ++n) to[n] = from[n];
  return n;
}

void TextArena::FillUnit(Lv lv, char16_t unit) {
  const size_t index = lv / kPageUnits;
  if (unit >= 0x100 && !pages_[index].wide) WidenPage(index);
  Page& page = pages_[index];
  if (unit >= 0x80) ascii_ = page.ascii = false;
  if ((unit & 0xF800) == 0xD800) has_surrogates_ = true;
  if (page.wide) {
    page.units16()[lv % kPageUnits] = unit;
  } else {
    page.units8()[lv % kPageUnits] = static_cast<uint8_t>(unit);
  }
}

void TextArena::AppendAscii(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!pages_.empty() && pages_.back().wide) {
      const std::u16string units(bytes.begin(), bytes.end());
      return Append(units);
    }
    if (write_ == write_end_) Grow();
    const size_t n = std::min<size_t>(bytes.size(), write_end_ - write_);
    std::memcpy(write_, bytes.data(), n);
    write_ += n;
    bytes.remove_prefix(n);
  }
}

void TextArena::Append(std::u16string_view units) {
  while (!units.empty()) {
    if (!pages_.empty() && pages_.back().wide &&
        static_cast<uint32_t>(write_ - page_start_) < kPageUnits) {
      const size_t room = kPageUnits - (write_ - page_start_);
      const std::u16string_view part = units.substr(0, room);
      AppendWide(part);
      units.remove_prefix(part.size());
      continue;
    }
    if (write_ == write_end_) {
      StartRoom(units[0] < 0x100);
      continue;
    }
    size_t n = 0;
    const size_t room = write_end_ - write_;
    uint16_t any = 0;
    while (n < units.size() && n < room && units[n] < 0x100) {
      any |= units[n];
      *write_++ = static_cast<uint8_t>(units[n++]);
    }
    if (any >= 0x80) ascii_ = pages_.back().ascii = false;
    units.remove_prefix(n);
    if (!units.empty() && units[0] >= 0x100 && write_ != write_end_) Widen();
  }
}

void TextArena::AppendWide(std::u16string_view units) {
  char16_t* to = pages_.back().units16() + (write_ - page_start_);
  for (char16_t unit : units) {
    *to++ = unit;
    if (unit >= 0x80) ascii_ = pages_.back().ascii = false;
    if ((unit & 0xF800) == 0xD800) has_surrogates_ = true;
  }
  write_ += units.size();
  write_end_ = write_;
}

void TextArena::ReadUtf16(LvRange range, std::u16string* out) const {
  while (range.count > 0) {
    const Page& page = pages_[range.lv / kPageUnits];
    const uint32_t at = range.lv % kPageUnits;
    const uint32_t n = std::min(range.count, kPageUnits - at);
    if (page.wide) {
      out->append(page.units16() + at, n);
    } else {
      out->append(page.units8() + at, page.units8() + at + n);
    }
    range = {range.lv + n, range.count - n};
  }
}

namespace {

// Short stretches are the rule, and copying whole blocks is faster than branching on their lengths.
// `readable` bytes may be read from `from`.
void CopyBlocks(const uint8_t* from, size_t readable, size_t n, char* to) {
  constexpr size_t kBlock = TextArena::kCopySlack;
  if (n + kBlock > readable) {
    std::memcpy(to, from, n);
    return;
  }
  for (size_t i = 0; i < n; i += kBlock) std::memcpy(to + i, from + i, kBlock);
}

template <class Unit>
bool CopyIfAscii(const Unit* from, size_t n, char* to) {
  uint32_t any = 0;
  for (size_t i = 0; i < n; ++i) {
    any |= from[i];
    to[i] = static_cast<char>(from[i]);
  }
  return any < 0x80;
}

}  // namespace

char* TextArena::CopyAscii(LvRange range, char* to) const {
  while (range.count > 0) {
    const size_t index = range.lv / kPageUnits;
    const Page& page = pages_[index];
    const uint32_t at = range.lv % kPageUnits;
    const uint32_t n = std::min(range.count, kPageUnits - at);
    if (page.ascii && !page.wide) [[likely]] {
      const size_t used = index + 1 < pages_.size() ? kPageUnits : write_ - page_start_;
      CopyBlocks(page.units8() + at, used - at, n, to);
    } else if (page.wide ? !CopyIfAscii(page.units16() + at, n, to)
                         : !CopyIfAscii(page.units8() + at, n, to)) {
      return nullptr;
    }
    to += n;
    range = {range.lv + n, range.count - n};
  }
  return to;
}

void TextArena::ReadUtf8(LvRange range, std::string* out) const {
  while (range.count > 0) {
    const Page& page = pages_[range.lv / kPageUnits];
    const uint32_t at = range.lv % kPageUnits;
    uint32_t n = std::min(range.count, kPageUnits - at);
    if (page.ascii && !page.wide) {
      out->append(reinterpret_cast<const char*>(page.units8() + at), n);
    } else {
      std::u16string units;
      ReadUtf16({range.lv, n}, &units);
      // A pair may stand across two pages.
      if (n < range.count && IsHighSurrogate(units.back())) {
        units.push_back(UnitAt(range.lv + n));
        ++n;
      }
      AppendUtf8(units, out);
    }
    range = {range.lv + n, range.count - n};
  }
}

Measures TextArena::MeasureInPage(LvRange range) const {
  const Page& page = pages_[range.lv / kPageUnits];
  Measures sum{range.count, range.count, range.count};
  if (page.ascii) return sum;
  const uint32_t at = range.lv % kPageUnits;
  sum = Measures{range.count, 0, 0};
  for (uint32_t i = at; i < at + range.count; ++i) {
    const char16_t unit = page.wide ? page.units16()[i] : page.units8()[i];
    sum.bytes += Utf8Bytes(unit);
    sum.points += PointsAt(unit);
  }
  return sum;
}

Measures TextArena::Prefix(Lv lv) const {
  const uint32_t page = lv / kPageUnits;
  if (prefix_.empty()) prefix_.push_back(Measures{});
  while (prefix_.size() <= page) {
    const auto done = static_cast<uint32_t>(prefix_.size() - 1);
    Measures next = prefix_.back();
    next += MeasureInPage({done * kPageUnits, kPageUnits});
    prefix_.push_back(next);
  }
  Measures sum = prefix_[page];
  if (lv % kPageUnits != 0) sum += MeasureInPage({page * kPageUnits, lv % kPageUnits});
  return sum;
}

Measures TextArena::Measure(LvRange range) const {
  if (range.count == 0) return Measures{};
  if (ascii_) return Measures{range.count, range.count, range.count};
  if (range.lv / kPageUnits == (range.end() - 1) / kPageUnits) return MeasureInPage(range);
  Measures sum = Prefix(range.end());
  sum -= Prefix(range.lv);
  return sum;
}

}  // namespace weft
