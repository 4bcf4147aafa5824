// DocumentState: local edits of marks and objects in texts.
#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"

namespace weft {

namespace {

// How a mark that expands so is taken off: what was typed beside a link that went is no link
// either, and the other way round. (Loro does the same.)
Expand Opposite(Expand expand) {
  if (expand == Expand::kNone) return Expand::kBoth;
  return expand == Expand::kBoth ? Expand::kNone : expand;
}

}  // namespace

Lv DocumentState::VisibleAt(TreeId text, uint64_t position) {
  Lv lv = kNoLv;
  sequence_.tree().VisitVisibleFrom(text, position, [&](const Span& span) {
    lv = span.lv;
    return false;
  });
  return lv;
}

void DocumentState::SetEnds(TreeId text, uint64_t from, uint64_t to, const MarkOptions& options,
                            Marks::Mark* mark) {
  const Expand expand = options.expand;
  const bool grows_before = expand == Expand::kBefore || expand == Expand::kBoth;
  const bool grows_after = expand == Expand::kAfter || expand == Expand::kBoth;
  if (!grows_before) {
    mark->start = VisibleAt(text, from);
  } else if (from == 0) {
    mark->start = kNoLv;
  } else {
    mark->start = VisibleAt(text, from - 1);
    mark->sides |= kStartsAfter;
  }
  if (!grows_after) {
    mark->end = VisibleAt(text, to - 1);
    mark->sides |= kEndsAfter;
  } else {
    mark->end = to == sequence_.Length(text) ? kNoLv : VisibleAt(text, to);
  }
}

Result<Id> DocumentState::MarkText(TreeId text, uint64_t from, uint64_t to, std::string_view key,
                                   std::string_view value, MarkOptions options) {
  if (from == to) return InvalidArgument("a mark is on something: the range is empty");
  if (key.empty() || key.size() > kMaxKeyBytes || !IsUtf8(key)) {
    return InvalidArgument("a mark's key is well-formed UTF-8 of 1 to 1,024 bytes");
  }
  const ContainerNumber home = objects_.containers().OfTree(text);
  WEFT_RETURN_IF_ERROR(CheckEdit(value, home, 1));
  WEFT_RETURN_IF_ERROR(CheckRoom(1, value.size() + key.size() + 3, 1));
  if (value_bytes::Read(value, kNullId).IsNull()) options.expand = Opposite(options.expand);
  BeginChange();
  sequence_.Flush();
  Marks::Mark mark{};
  mark.sides = options.several ? kSeveral : 0;
  sequence_.tree().LookAround([&] { SetEnds(text, from, to, options, &mark); });
  const Objects::Stamp stamp = objects_.NextStamp(sequence_.local(), {});
  mark.text = home;
  mark.lamport = stamp.lamport;
  mark.stamp = stamp.stamp;
  std::string content(1, static_cast<char>(mark.sides));
  value_bytes::AppendKey(key, &content);
  content += value;
  objects_.AddMark(sequence_.local(), mark, content);
  const Id id{agent_, sequence_.CountsOf(sequence_.local()).creations - 1};
  EndChange(Origin::kLocal);
  return id;
}

Status DocumentState::InsertObject(TreeId text, uint64_t position, std::string_view value) {
  WEFT_RETURN_IF_ERROR(CheckEdit(value, objects_.containers().OfTree(text), 1));
  BeginChange();
  objects_.InsertObjectAt(text, position, value);
  EndChange(Origin::kLocal);
  return OkStatus();
}

Status DocumentState::RemoveMark(TreeId text, const Id& id) {
  if (read_only_) return NeedsNewer();
  const Lv lv = Find(id);
  const ContainerNumber home = objects_.containers().OfTree(text);
  if (lv == kNoLv || objects_.creations().KindOf(lv) != CreationKind::kMark ||
      objects_.HomeOf(lv) != home || !sequence_.IsVisible(lv)) {
    return NotFound("the text has no such mark");
  }
  WEFT_RETURN_IF_ERROR(CheckEffectRoom(1));
  BeginChange();
  EraseElements(LvRange{lv, 1});
  EndChange(Origin::kLocal);
  return OkStatus();
}

}  // namespace weft
