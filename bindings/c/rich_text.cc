// weft.h: marks, objects and deltas of texts.
#include <optional>

#include "bindings/c/c_document.h"
#include "bindings/c/packed.h"
#include "bindings/c/unpacker.h"
#include "crdt/core/utf.h"

using weft::c::View;

namespace {

// False with the message set when there is no such way to expand.
bool ReadOptions(weft_document* doc, int32_t expand, int32_t several, weft::MarkOptions* options) {
  if (expand < WEFT_EXPAND_AFTER || expand > WEFT_EXPAND_NONE) {
    doc->Refuse(weft::StatusCode::kInvalidArgument, "no way for a mark to expand");
    return false;
  }
  *options = {static_cast<weft::Expand>(expand), several != 0};
  return true;
}

class DeltaReader {
 public:
  explicit DeltaReader(std::string_view packed) : packed_(packed) {}

  // nullopt when the bytes are no delta.
  std::optional<std::vector<weft::DeltaStep>> Read() {
    const std::optional<uint64_t> count = packed_.Number();
    std::vector<weft::DeltaStep> steps;
    for (uint64_t i = 0; count.has_value() && i < *count; ++i) {
      if (!ReadStep(&steps.emplace_back())) return std::nullopt;
    }
    if (!count.has_value() || !packed_.done()) return std::nullopt;
    return steps;
  }

 private:
  bool ReadStep(weft::DeltaStep* step) {
    const std::optional<uint64_t> head = packed_.Number();
    if (!head.has_value() || *head >> 2 > weft::kMaxElements) return false;
    step->count = static_cast<uint32_t>(*head >> 2);
    switch (*head & 3) {
      case 0:
        step->kind = weft::DeltaStep::Kind::kKeep;
        return ReadAttributes(step);
      case 1: {
        step->kind = weft::DeltaStep::Kind::kInsert;
        const std::optional<std::string_view> text = packed_.Bytes();
        if (!text.has_value() || !weft::DecodeUtf8(*text, &step->text)) return false;
        return step->text.size() == step->count && ReadAttributes(step);
      }
      case 2:
        step->kind = weft::DeltaStep::Kind::kErase;
        return true;
      default:
        step->kind = weft::DeltaStep::Kind::kInsert;
        step->embed = packed_.PlainValue();
        return step->embed.has_value() && step->count == 1 && ReadAttributes(step);
    }
  }

  bool ReadAttributes(weft::DeltaStep* step) {
    const std::optional<uint64_t> count = packed_.Number();
    for (uint64_t i = 0; count.has_value() && i < *count; ++i) {
      const std::optional<std::string_view> key = packed_.Bytes();
      std::optional<weft::Value> value = key.has_value() ? packed_.PlainValue() : std::nullopt;
      if (!value.has_value()) return false;
      step->attributes.push_back({std::string(*key), *std::move(value)});
    }
    return count.has_value();
  }

  weft::c::Unpacker packed_;
};

}  // namespace

weft_status weft_document_set_mark_kind(weft_document* doc, const char* key, size_t size,
                                        int32_t expand, int32_t several) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, key, size);
  weft::MarkOptions options;
  if (!ReadOptions(doc, expand, several, &options)) return WEFT_INVALID_ARGUMENT;
  doc->mark_kinds[std::string(View(key, size))] = options;
  doc->document().SetMarkKind(View(key, size), options);
  return WEFT_OK;
}

weft_status weft_text_mark(weft_document* doc, weft_container text, size_t position, size_t count,
                           const char* key, size_t size, const weft_value* value, int32_t expand,
                           int32_t several, weft_id* out) {
  WEFT_C_FIND(Text, found, doc, text);
  WEFT_C_GIVEN(doc, key, size);
  WEFT_C_GIVEN(doc, value, 1);
  weft::MarkOptions options;
  const std::optional<weft::Value> plain = weft::c::PlainValue(doc, *value);
  if (!plain.has_value() || !ReadOptions(doc, expand, several, &options)) {
    return WEFT_INVALID_ARGUMENT;
  }
  const weft::Result<weft::Id> mark =
      found->Mark(position, count, View(key, size), *plain, options, weft::Unit::kUtf16);
  if (mark.ok() && out != nullptr) *out = weft::c::ToC(*mark);
  return doc->Answer(mark.status());
}

weft_status weft_text_unmark(weft_document* doc, weft_container text, size_t position, size_t count,
                             const char* key, size_t size, int32_t expand) {
  WEFT_C_FIND(Text, found, doc, text);
  WEFT_C_GIVEN(doc, key, size);
  weft::MarkOptions options;
  if (!ReadOptions(doc, expand, 0, &options)) return WEFT_INVALID_ARGUMENT;
  return doc->Answer(found->Unmark(position, count, View(key, size), options, weft::Unit::kUtf16));
}

weft_status weft_text_remove_mark(weft_document* doc, weft_container text, const weft_id* mark) {
  WEFT_C_FIND(Text, found, doc, text);
  WEFT_C_ID(id, doc, mark);
  return doc->Answer(found->RemoveMark(id));
}

weft_status weft_text_marks(weft_document* doc, weft_container text, weft_bytes* out) {
  WEFT_C_FIND(Text, found, doc, text);
  doc->held.clear();
  weft::c::Packer pack(&doc->held);
  for (const weft::MarkedRange& mark : found->Marks()) {
    pack.OfId(mark.id);
    pack.Bytes(mark.key);
    pack.OfValue(mark.value, doc);
    pack.Number(mark.start);
    pack.Number(mark.end);
    pack.Number(mark.several ? 1 : 0);
  }
  return doc->Give(out);
}

weft_status weft_text_embed(weft_document* doc, weft_container text, size_t position,
                            const weft_value* value) {
  WEFT_C_FIND(Text, found, doc, text);
  WEFT_C_GIVEN(doc, value, 1);
  const std::optional<weft::Value> plain = weft::c::PlainValue(doc, *value);
  if (!plain.has_value()) return WEFT_INVALID_ARGUMENT;
  return doc->Answer(found->InsertEmbed(position, *plain, weft::Unit::kUtf16));
}

weft_status weft_text_delta(weft_document* doc, weft_container text, weft_bytes* out) {
  WEFT_C_FIND(Text, found, doc, text);
  doc->held.clear();
  weft::c::PackDelta(found->Delta(), doc, &doc->held);
  return doc->Give(out);
}

weft_status weft_text_apply_delta(weft_document* doc, weft_container text, const uint8_t* delta,
                                  size_t size) {
  WEFT_C_FIND(Text, found, doc, text);
  WEFT_C_GIVEN(doc, delta, size);
  const std::optional<std::vector<weft::DeltaStep>> steps = DeltaReader(View(delta, size)).Read();
  if (!steps.has_value()) {
    return doc->Refuse(weft::StatusCode::kInvalidArgument, "bytes that are no delta");
  }
  return doc->Answer(found->Apply(*steps));
}
