#include "examples/run/typist.h"

#include <algorithm>
#include <array>

namespace demo {

using weft::Result;
using weft::Status;
using weft::Unit;

namespace {

constexpr std::array<std::u16string_view, 24> kWords = {
    u"thread",  u"shuttle", u"loom",  u"warp",   u"weave",   u"bobbin", u"selvedge", u"the",
    u"and",     u"over",    u"under", u"across", u"pattern", u"indigo", u"madder",   u"linen",
    u"woollen", u"a",       u"then",  u"façade", u"müslin",  u"30 €",   u"→",        u"knot",
};

}  // namespace

Status Typist::TypeWord() {
  Status status;
  if (random_.OneIn(12)) status = MoveAbout();
  if (status.ok() && random_.OneIn(9)) status = EraseSome();
  if (!status.ok()) return status;

  const Result<size_t> caret = text_.Resolve(caret_, Unit::kUtf16);
  if (!caret.ok()) return caret.status();
  size_t at = *caret;
  const std::u16string_view word = kWords[random_.Below(kWords.size())];
  for (size_t i = 0; status.ok() && i < word.size(); ++i) {
    if (random_.OneIn(25)) {  // the wrong key, taken back
      status = Type(&at, u"x");
      if (status.ok()) status = Erase(--at, 1);
    }
    if (status.ok()) status = Type(&at, word.substr(i, 1));
  }
  if (status.ok()) status = Type(&at, random_.OneIn(14) ? u"\n" : u" ");
  return status.ok() ? PutCaret(at) : status;
}

// Half of the time to the end, where the other one also likes to be.
Status Typist::MoveAbout() {
  const size_t length = text_.Length(Unit::kUtf16);
  return PutCaret(random_.OneIn(2) ? length : random_.Below(length + 1));
}

Status Typist::EraseSome() {
  const Result<size_t> caret = text_.Resolve(caret_, Unit::kUtf16);
  if (!caret.ok()) return caret.status();
  const size_t count = std::min<size_t>(1 + random_.Below(8), *caret);
  return count == 0 ? Status() : Erase(*caret - count, count);
}

Status Typist::Type(size_t* at, std::u16string_view key) {
  Status status = text_.Insert(*at, key);
  if (!status.ok()) return status;
  *at += key.size();
  ++replica_.edits;
  return after_key_();
}

Status Typist::Erase(size_t at, size_t count) {
  Status status = text_.Erase(at, count, Unit::kUtf16);
  if (!status.ok()) return status;
  ++replica_.edits;
  return after_key_();
}

Status Typist::PutCaret(size_t at) {
  const Result<weft::StablePosition> caret = text_.Stabilize(at, weft::Side::kBefore, Unit::kUtf16);
  if (!caret.ok()) return caret.status();
  caret_ = *caret;
  return Status();
}

}  // namespace demo
