// DocumentState: local edits. Positions are checked and turned into UTF-16 units here; the sequence
// gets only edits that cannot fail.
#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"

namespace weft {

namespace {
[[gnu::cold]] Status BeyondEnd(uint64_t position, uint64_t length) {
  return OutOfRange("position " + std::to_string(position) + " is beyond the text's length " +
                    std::to_string(length));
}
[[gnu::cold]] Status InsideCodePoint(uint64_t position) {
  return InvalidArgument("position " + std::to_string(position) + " is inside a code point");
}
// Most insertions are one unit.
bool IsAsciiText(std::string_view utf8) {
  return utf8.size() == 1 ? static_cast<unsigned char>(utf8[0]) < 0x80 : IsAscii(utf8);
}
constexpr Measures kLoneHalf{1, 3, 1};

// What is visible, code point by code point, until visitor(Measures) says false.
template <class Visitor>
void ForEachPoint(Sequence* sequence, TreeId text, Visitor&& visitor) {
  const TextArena& arena = sequence->arena();
  bool high = false;  // the unit before, which was not told yet
  bool goes_on = true;
  const auto take = [&](char16_t unit) {
    if (high && IsLowSurrogate(unit)) {
      high = false;
      return visitor(Measures{2, 4, 1});
    }
    if (high && !visitor(kLoneHalf)) return false;
    high = IsHighSurrogate(unit);
    return high || visitor(IsSurrogate(unit) ? kLoneHalf : Measures{1, Utf8Bytes(unit), 1});
  };
  sequence->tree().VisitVisibleFrom(text, 0, [&](const Span& span) {
    for (Lv lv = span.lv; goes_on && lv < span.lv + span.count; ++lv) {
      goes_on = take(arena.UnitAt(lv));
    }
    return goes_on;
  });
  if (goes_on && high) visitor(kLoneHalf);
}

auto MeasureWith(const TextArena& arena) {
  return [&arena](LvRange range) { return arena.Measure(range); };
}
}  // namespace

bool DocumentState::InsidePair(TreeId text, uint64_t position) {
  if (!sequence_.arena().has_surrogates() || position == 0) return false;
  if (position >= sequence_.Length(text)) return false;
  sequence_.Flush();
  bool low = false;
  sequence_.tree().VisitVisibleFrom(text, position, [&](const Span& span) {
    low = IsLowSurrogate(sequence_.arena().UnitAt(span.lv));
    return false;
  });
  if (!low || sequence_.order() == OrderKind::kFugueMax) return low;
  // In yata order halves may stand alone.
  bool high = false;
  sequence_.tree().VisitVisibleFrom(text, position - 1, [&](const Span& span) {
    high = IsHighSurrogate(sequence_.arena().UnitAt(span.lv));
    return false;
  });
  return high;
}

Result<uint64_t> DocumentState::ToUnits(TreeId text, uint64_t position, Unit unit) {
  const TextArena& arena = sequence_.arena();
  const uint64_t length = sequence_.Length(text);
  const bool same = arena.ascii() || unit == Unit::kUtf16 ||
                    (unit == Unit::kCodePoint && !arena.has_surrogates());
  if (same) {
    if (position > length) return BeyondEnd(position, length);
    if (InsidePair(text, position)) return InsideCodePoint(position);
    return position;
  }
  if (sequence_.order() == OrderKind::kYata && arena.has_surrogates()) {
    return ToUnitsAmongLoneHalves(text, position, unit);
  }
  sequence_.Flush();
  const auto size = unit == Unit::kUtf8 ? &Measures::bytes : &Measures::points;
  const Measures before = sequence_.tree().LeavesWithin(text, position, size, MeasureWith(arena));
  uint64_t left = position - before.*size;
  uint64_t units = before.units;
  if (units == length) {
    return left == 0 ? Result<uint64_t>(units) : BeyondEnd(position, FromUnits(text, length, unit));
  }
  sequence_.tree().VisitVisibleFrom(text, units, [&](const Span& span) {
    const uint64_t all = arena.Measure({span.lv, span.count}).*size;
    if (all <= left) {
      left -= all;
      units += span.count;
      return true;
    }
    units += arena.FirstUnits({span.lv, span.count}, size, &left);
    return false;
  });
  if (left > 0 && units == length) return BeyondEnd(position, FromUnits(text, length, unit));
  if (left > 0 || InsidePair(text, units)) {
    // A code point count may stop before a low half that counts nothing.
    if (left == 0 && unit == Unit::kCodePoint) return units + 1;
    return InsideCodePoint(position);
  }
  return units;
}

// In yata order a half may have lost its other half, and then reads as U+FFFD: three bytes, one
// point. Only what stands beside it tells, so no sums are kept, and these walk.
Result<uint64_t> DocumentState::ToUnitsAmongLoneHalves(TreeId text, uint64_t position, Unit unit) {
  uint64_t units = 0;
  uint64_t reached = 0;
  sequence_.Flush();
  if (position > 0) {
    ForEachPoint(&sequence_, text, [&](const Measures& point) {
      units += point.units;
      reached += unit == Unit::kUtf8 ? point.bytes : point.points;
      return reached < position;
    });
  }
  if (reached == position) return units;
  return reached < position ? BeyondEnd(position, reached) : InsideCodePoint(position);
}

Measures DocumentState::MeasureLoneHalves(TreeId text, uint64_t position) {
  Measures sum;
  sequence_.Flush();
  ForEachPoint(&sequence_, text, [&](const Measures& point) {
    const bool cut = sum.units + point.units > position;  // between the halves of a pair
    sum += cut ? kLoneHalf : point;
    return sum.units < position;
  });
  return sum;
}

Measures DocumentState::MeasureBefore(TreeId text, uint64_t position) {
  if (sequence_.order() == OrderKind::kYata && sequence_.arena().has_surrogates()) {
    return MeasureLoneHalves(text, position);
  }
  sequence_.Flush();
  const TextArena& arena = sequence_.arena();
  Measures sum =
      sequence_.tree().LeavesWithin(text, position, &Measures::units, MeasureWith(arena));
  if (sum.units == position) return sum;
  sequence_.tree().VisitVisibleFrom(text, sum.units, [&](const Span& span) {
    const auto part = static_cast<uint32_t>(std::min<uint64_t>(span.count, position - sum.units));
    sum += arena.Measure({span.lv, part});
    return sum.units < position;
  });
  return sum;
}

uint64_t DocumentState::FromUnits(TreeId text, uint64_t position, Unit unit) {
  if (sequence_.arena().ascii() || unit == Unit::kUtf16 || position == 0) return position;
  const Measures before = MeasureBefore(text, position);
  return unit == Unit::kUtf8 ? before.bytes : before.points;
}

// The common case, without a call on the way: nothing has to be converted, and nothing is wrong.
Status DocumentState::Insert(TreeId text, size_t position, std::string_view utf8, Unit unit) {
  const uint64_t length = sequence_.Length(text);
  if (read_only_ || !sequence_.CountsInUnits(unit) || position > length || utf8.empty() ||
      utf8.size() > sequence_.ElementRoom() || !IsAsciiText(utf8)) [[unlikely]] {
    return InsertChecked(text, position, utf8, unit);
  }
  BeginChange();
  sequence_.InsertAscii(text, position, utf8);
  EndChange(Origin::kLocal);
  return OkStatus();
}

Status DocumentState::InsertChecked(TreeId text, size_t position, std::string_view utf8,
                                    Unit unit) {
  const Result<uint64_t> at = ToUnits(text, position, unit);
  if (!at.ok()) return at.status();
  const bool ascii = IsAscii(utf8);
  scratch_.clear();
  if (!ascii && !DecodeUtf8(utf8, &scratch_)) {
    return InvalidArgument("the text is not well-formed UTF-8");
  }
  if (utf8.empty()) return OkStatus();
  if (read_only_) return NeedsNewer();
  WEFT_RETURN_IF_ERROR(CheckRoom(ascii ? utf8.size() : scratch_.size()));
  BeginChange();
  if (ascii) {
    sequence_.InsertAscii(text, *at, utf8);
  } else {
    sequence_.Insert(text, *at, scratch_);
  }
  EndChange(Origin::kLocal);
  return OkStatus();
}

Status DocumentState::InsertUnits(TreeId text, uint64_t position, std::u16string_view units) {
  const Result<uint64_t> at = ToUnits(text, position, Unit::kUtf16);
  if (!at.ok()) return at.status();
  if (!WellFormedUtf16(units)) {
    return InvalidArgument("the text has an unpaired surrogate");
  }
  if (units.empty()) return OkStatus();
  if (read_only_) return NeedsNewer();
  WEFT_RETURN_IF_ERROR(CheckRoom(units.size()));
  BeginChange();
  sequence_.Insert(text, *at, units);
  EndChange(Origin::kLocal);
  return OkStatus();
}

Status DocumentState::Erase(TreeId text, size_t position, size_t count, Unit unit) {
  const uint64_t length = sequence_.Length(text);
  if (read_only_ || !sequence_.CountsInUnits(unit) || count == 0 || position > length ||
      count > length - position || count > sequence_.EffectRoom()) [[unlikely]] {
    return EraseChecked(text, position, count, unit);
  }
  BeginChange();
  sequence_.Erase(text, position, count);
  EndChange(Origin::kLocal);
  return OkStatus();
}

Status DocumentState::EraseChecked(TreeId text, size_t position, size_t count, Unit unit) {
  uint64_t end = 0;
  if (__builtin_add_overflow(position, count, &end)) {
    return OutOfRange("position plus count overflows");
  }
  const Result<uint64_t> from = ToUnits(text, position, unit);
  if (!from.ok()) return from.status();
  const Result<uint64_t> to = ToUnits(text, end, unit);
  if (!to.ok()) return to.status();
  if (*from == *to) return OkStatus();
  if (read_only_) return NeedsNewer();
  WEFT_RETURN_IF_ERROR(CheckEffectRoom(*to - *from));
  BeginChange();
  sequence_.Erase(text, *from, *to - *from);
  EndChange(Origin::kLocal);
  return OkStatus();
}

}  // namespace weft
