#include "crdt/sequence/text_arena.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "crdt/core/check.h"

namespace weft {

void TextArena::Free::operator()(uint8_t* p) const {
  if (!lent) std::free(p);
}

namespace {
uint8_t* Allocate(void* old, size_t bytes) {
  auto* p = static_cast<uint8_t*>(std::realloc(old, bytes));
  WEFT_CHECK(p != nullptr);
  return p;
}
constexpr uint32_t kFirstUnits = 16;
}  // namespace

// The last page is full, for now or for good.
void TextArena::MakeRoom(bool wide) {
  if (!GrowPage()) NextPage(wide);
}

// Only the first page of a document, and the last of a loaded one, are ever smaller than
// kPageUnits; both narrow.
bool TextArena::GrowPage() {
  const uint32_t units = used();
  if (pages_.empty() || wide_ != 0 || units >= kPageUnits) return false;
  const uint32_t larger = std::min(units * 2, kPageUnits);
  page_start_ = Allocate(pages_.back().data.release(), larger + 1);
  pages_.back().data.reset(page_start_);
  write_ = page_start_ + units;
  write_end_ = page_start_ + larger;
  return true;
}

void TextArena::NextPage(bool wide) {
  full_ = size();
  const uint32_t units = pages_.empty() && !wide ? kFirstUnits : kPageUnits;
  Page page;
  page.wide = wide;
  page.data.reset(Allocate(nullptr, wide ? units * 2 : units + 1));
  wide_ = wide ? 1 : 0;
  page_start_ = write_ = page.data.get();
  write_end_ = write_ + (units << wide_);
  pages_.push_back(std::move(page));
}

void TextArena::WidenPage(size_t index) {
  Page& page = pages_[index];
  const bool last = index + 1 == pages_.size();
  const uint32_t units = last ? used() : kPageUnits;
  auto* wide = reinterpret_cast<char16_t*>(Allocate(nullptr, kPageUnits * 2));
  std::copy(page.data.get(), page.data.get() + units, wide);
  page.data = PageBytes(reinterpret_cast<uint8_t*>(wide));
  page.wide = true;
  if (!last) return;
  wide_ = 1;
  page_start_ = page.data.get();
  write_ = page_start_ + 2 * units;
  write_end_ = page_start_ + 2 * kPageUnits;
}

void TextArena::StartFill(uint32_t units, std::unique_ptr<uint8_t[]> memory) {
  WEFT_DCHECK(pages_.empty());
  memory_ = std::move(memory);
  pages_.reserve(units / kPageUnits + 1);
}

void TextArena::AddFilledPage(PageBytes data, uint32_t units) {
  if (!pages_.empty()) full_ += kPageUnits;
  page_start_ = data.get();
  write_ = write_end_ = page_start_ + units;
  wide_ = 0;
  pages_.push_back(Page{std::move(data)});
}

// The last page is not lent: it grows. (Most pages are ASCII, so that looking for the first byte
// that is not, rather than for any, would only be slower.)
bool TextArena::FillAsciiPage(uint32_t units, const uint8_t* from) {
  uint8_t any = 0;
  for (uint32_t i = 0; i < units; ++i) any |= from[i];
  if (any >= 0x80) return false;
  if (memory_ != nullptr && units == kPageUnits) {
    AddFilledPage(PageBytes(memory_.get() + (from - memory_.get()), Free{true}), units);
    return true;
  }
  PageBytes data(Allocate(nullptr, units + 1));
  std::memcpy(data.get(), from, units);
  AddFilledPage(std::move(data), units);
  return true;
}

void TextArena::FillZeroPage(uint32_t units) {
  PageBytes data(Allocate(nullptr, units + 1));
  std::memset(data.get(), 0, units);
  AddFilledPage(std::move(data), units);
}

// Memory of which little is used is not worth keeping.
void TextArena::FinishFill() {
  const auto lent = [](const Page& page) { return page.data.get_deleter().lent; };
  if (2 * std::count_if(pages_.begin(), pages_.end(), lent) >= std::ssize(pages_)) return;
  for (Page& page : pages_) {
    if (!lent(page)) continue;
    uint8_t* const own = Allocate(nullptr, kPageUnits + 1);
    std::memcpy(own, page.data.get(), kPageUnits);
    if (&page == &pages_.back()) write_ = write_end_ = (page_start_ = own) + kPageUnits;
    page.data = PageBytes(own);
  }
  memory_.reset();
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

void TextArena::AppendAsciiInParts(std::string_view bytes) {
  while (!bytes.empty()) {
    if (write_ == write_end_) MakeRoom(false);
    const size_t n = std::min<size_t>(bytes.size(), room());
    if (wide_ != 0) {
      std::copy_n(bytes.data(), n, reinterpret_cast<char16_t*>(write_));
    } else {
      std::memcpy(write_, bytes.data(), n);
    }
    write_ += n << wide_;
    bytes.remove_prefix(n);
  }
}

void TextArena::Append(std::u16string_view units) {
  while (!units.empty()) {
    if (write_ == write_end_) MakeRoom(units[0] >= 0x100);
    if (wide_ == 0 && units[0] >= 0x100) WidenPage(pages_.size() - 1);
    units.remove_prefix(wide_ != 0 ? AppendWide(units) : AppendNarrow(units));
  }
}

// Those that fit, up to the first that needs 16 bits.
size_t TextArena::AppendNarrow(std::u16string_view units) {
  const size_t count = std::min<size_t>(units.size(), room());
  const char16_t* const from = units.data();
  uint8_t* const to = write_;
  size_t n = 0;
  uint16_t any = 0;
  for (; n + kBlock <= count; n += kBlock) {
    const uint64_t bits = BitsOfBlock(from + n);
    if (!BlockIsLatin1(bits)) break;
    if (!BlockIsAscii(bits)) any = 0xFF;
    NarrowBlock(from + n, to + n);
  }
  for (; n < count && from[n] < 0x100; ++n) {
    any |= from[n];
    to[n] = static_cast<uint8_t>(from[n]);
  }
  if (any >= 0x80) ascii_ = pages_.back().ascii = false;
  write_ += n;
  return n;
}

size_t TextArena::AppendWide(std::u16string_view units) {
  const size_t count = std::min<size_t>(units.size(), room());
  uint16_t any = 0;
  uint16_t surrogates = 0;
  for (const char16_t unit : units.substr(0, count)) {
    any |= unit;
    surrogates |= IsSurrogate(unit) ? 1 : 0;
  }
  if (any >= 0x80) ascii_ = pages_.back().ascii = false;
  if (surrogates != 0) has_surrogates_ = true;
  std::memcpy(write_, units.data(), 2 * count);
  write_ += 2 * count;
  return count;
}

void TextArena::ReadUtf16(LvRange range, std::u16string* out) const {
  if (range.count == 1) return out->push_back(UnitAt(range.lv));
  while (range.count > 0) {
    const Page& page = pages_[range.lv / kPageUnits];
    const uint32_t at = range.lv % kPageUnits;
    const uint32_t n = std::min(range.count, kPageUnits - at);
    if (page.wide) {
      out->append(page.units16() + at, n);
    } else if (n <= kBlock && at + kBlock <= Readable(range.lv / kPageUnits)) {
      char16_t block[kBlock];
      WidenBlock(page.units8() + at, block);
      out->append(block, n);
    } else {
      const size_t before = out->size();
      out->resize(before + n);
      std::copy_n(page.units8() + at, n, out->data() + before);
    }
    range = {range.lv + n, range.count - n};
  }
}

void TextArena::CopyUtf16(LvRange range, char16_t* to) const {
  static_assert(kCopySlack >= kBlock);
  while (range.count > 0) {
    const Page& page = pages_[range.lv / kPageUnits];
    const uint32_t at = range.lv % kPageUnits;
    const uint32_t n = std::min(range.count, kPageUnits - at);
    if (page.wide) {
      std::copy_n(page.units16() + at, n, to);
    } else if (n <= kBlock && at + kBlock <= Readable(range.lv / kPageUnits)) {
      WidenBlock(page.units8() + at, to);
    } else {
      std::copy_n(page.units8() + at, n, to);
    }
    to += n;
    range = {range.lv + n, range.count - n};
  }
}

namespace {

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

char* TextArena::CopyAsciiInParts(LvRange range, char* to) const {
  while (range.count > 0) {
    const Page& page = pages_[range.lv / kPageUnits];
    const uint32_t at = range.lv % kPageUnits;
    const uint32_t n = std::min(range.count, kPageUnits - at);
    if (page.ascii && !page.wide) [[likely]] {
      std::memcpy(to, page.units8() + at, n);
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

uint32_t TextArena::FirstUnits(LvRange range, size_t Measures::* size, uint64_t* left) const {
  Lv at = range.lv;
  const uint32_t page = at / kPageUnits;
  const uint32_t last = (range.end() - 1) / kPageUnits;
  if (page != last) {
    // On to the last page that begins within.
    const uint64_t wanted = Prefix(at).*size + *left;
    (void)Prefix(range.end());
    const auto first = prefix_.begin() + page + 1;
    const auto beyond =
        std::partition_point(first, prefix_.begin() + last + 1,
                             [&](const Measures& before) { return before.*size < wanted; });
    if (beyond != first) {
      at = static_cast<Lv>(beyond - 1 - prefix_.begin()) * kPageUnits;
      const Measures& before = *(beyond - 1);
      *left = wanted - before.*size;
    }
  }
  for (; *left > 0; ++at) {
    const char16_t unit = UnitAt(at);
    const size_t one = size == &Measures::bytes ? Utf8Bytes(unit) : PointsAt(unit);
    if (one > *left) break;
    *left -= one;
  }
  return at - range.lv;
}

}  // namespace weft
