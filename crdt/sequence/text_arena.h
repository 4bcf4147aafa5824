// TextArena: the units of all elements, by LV, in the order they arrived. Text never moves: the
// visible text is the concatenation of the live spans' slices of it.
//
// Pages of kPageUnits units, each 8 bits wide while its text is Latin-1 and 16 otherwise. The first
// page grows as it fills, so that a small document is small.
// Cost: append amortised O(units); Measure O(min(units, page)).
#ifndef WEFT_CRDT_SEQUENCE_TEXT_ARENA_H_
#define WEFT_CRDT_SEQUENCE_TEXT_ARENA_H_

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/block.h"
#include "crdt/core/node_sizes.h"
#include "crdt/core/utf.h"
#include "crdt/sequence/lv.h"

namespace weft {

static_assert(std::endian::native == std::endian::little, "units are stored low byte first");

class TextArena {
 public:
  static constexpr uint32_t kPageUnits = internal::kTinyNodes ? 16 : 4096;

  uint32_t size() const { return full_ + used(); }
  bool ascii() const { return ascii_; }                    // all of it, ever
  bool has_surrogates() const { return has_surrogates_; }  // any, ever

  void AppendUnit(char16_t unit) {
    if (write_ != write_end_ && unit < 0x80) [[likely]] {
      std::memcpy(write_, &unit, sizeof(unit));
      write_ += 1 + wide_;
    } else {
      Append(std::u16string_view(&unit, 1));
    }
  }
  // For a TypingLane, which writes ASCII into the last page itself: where, whether a unit takes two
  // bytes, how many fit; and how many it wrote.
  uint8_t* write() const { return write_; }
  uint32_t unit_shift() const { return wide_; }
  uint32_t room() const { return static_cast<uint32_t>(write_end_ - write_) >> wide_; }
  void NoteWritten(uint32_t units) { write_ += units << wide_; }
  void Append(std::u16string_view units);
  void AppendAscii(std::string_view bytes) {
    if (wide_ == 0 && bytes.size() <= room()) [[likely]] {
      CopyBytes(write_, bytes.data(), bytes.size());
      write_ += bytes.size();
    } else {
      AppendAsciiInParts(bytes);
    }
  }

  // A load: `units` units into an empty arena, page by page. Full pages of ASCII are left where
  // they are, in `memory`, if that is not null; it stays while there are enough of them.
  void StartFill(uint32_t units, std::unique_ptr<uint8_t[]> memory);
  // The next page, of these units if they are all ASCII; else false.
  bool FillAsciiPage(uint32_t units, const uint8_t* from);
  // The next page, of zeros, to be filled by the two below.
  void FillZeroPage(uint32_t units);
  // Copies from `from` as long as it is ASCII; returns how many units that were.
  uint32_t FillAscii(LvRange range, const uint8_t* from);
  void FillUnit(Lv lv, char16_t unit);
  void FinishFill();

  char16_t UnitAt(Lv lv) const {
    const Page& page = pages_[lv / kPageUnits];
    const uint32_t at = lv % kPageUnits;
    return page.wide ? page.units16()[at] : page.units8()[at];
  }
  void ReadUtf16(LvRange range, std::u16string* out) const;
  // Write to `to`, which has room for the units and kCopySlack more. CopyAscii returns the byte
  // after, or null, when they are not all ASCII.
  static constexpr size_t kCopySlack = 32;
  void CopyUtf16(LvRange range, char16_t* to) const;
  char* CopyAscii(LvRange range, char* to) const {
    // Short stretches are the rule, and copying a whole block is faster than asking how short.
    const size_t index = range.lv / kPageUnits;
    const Page& page = pages_[index];
    const uint32_t at = range.lv % kPageUnits;
    const uint32_t held = index + 1 < pages_.size() ? kPageUnits : used();
    if (!page.ascii || page.wide || range.count + kCopySlack > held - at) [[unlikely]] {
      return CopyAsciiInParts(range, to);
    }
    const uint8_t* const from = page.units8() + at;
    std::memcpy(to, from, kCopySlack);
    for (uint32_t i = kCopySlack; i < range.count; i += kCopySlack) {
      std::memcpy(to + i, from + i, kCopySlack);
    }
    return to + range.count;
  }
  // Pairs must not be cut by the range's ends (a lone half becomes U+FFFD).
  void ReadUtf8(LvRange range, std::string* out) const;
  Measures Measure(LvRange range) const;
  // How many of the range's first units *left bytes or points, which they are taken off, are enough
  // for; all of them measure more. O(page).
  uint32_t FirstUnits(LvRange range, size_t Measures::* size, uint64_t* left) const;

 private:
  struct Free {
    Free() : lent(false) {}
    explicit Free(bool is_lent) : lent(is_lent) {}
    void operator()(uint8_t* p) const;

    bool lent;  // by memory_
  };
  using PageBytes = std::unique_ptr<uint8_t, Free>;
  struct Page {
    PageBytes data;
    bool wide = false;
    bool ascii = true;

    uint8_t* units8() const { return data.get(); }
    char16_t* units16() const { return reinterpret_cast<char16_t*>(data.get()); }
  };

  uint32_t used() const { return static_cast<uint32_t>(write_ - page_start_) >> wide_; }
  // Bytes of a narrow page that may be read, whatever they hold.
  size_t Readable(size_t page) const {
    return page + 1 < pages_.size() ? kPageUnits : static_cast<size_t>(write_end_ - page_start_);
  }
  void AppendAsciiInParts(std::string_view bytes);
  void MakeRoom(bool wide);
  void NextPage(bool wide);
  void AddFilledPage(PageBytes data, uint32_t units);
  bool GrowPage();
  void WidenPage(size_t index);
  size_t AppendNarrow(std::u16string_view units);
  size_t AppendWide(std::u16string_view units);
  char* CopyAsciiInParts(LvRange range, char* to) const;
  Measures MeasureInPage(LvRange range) const;
  Measures Prefix(Lv lv) const;

  std::unique_ptr<uint8_t[]> memory_;  // of lent pages
  std::vector<Page> pages_;
  uint32_t full_ = 0;  // units before the last page
  // The last page. A unit is stored as two bytes at any place: on a narrow page the second is
  // overwritten by the next, and one byte more is allocated for the last.
  uint8_t* page_start_ = nullptr;
  uint8_t* write_ = nullptr;
  uint8_t* write_end_ = nullptr;
  uint32_t wide_ = 0;
  bool ascii_ = true;
  bool has_surrogates_ = false;
  mutable std::vector<Measures> prefix_;  // before each full page, as far as asked for
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_TEXT_ARENA_H_
