// weft.h: texts.
#include "bindings/c/c_document.h"

using weft::c::View;

weft_status weft_text_insert(weft_document* doc, weft_container text, size_t position,
                             const uint16_t* units, size_t count) {
  WEFT_C_FIND(Text, found, doc, text);
  WEFT_C_GIVEN(doc, units, count);
  if (count == 0) return doc->Answer(found->Insert(position, std::u16string_view()));
  return doc->Answer(found->Insert(
      position, std::u16string_view(reinterpret_cast<const char16_t*>(units), count)));
}

weft_status weft_text_insert_utf8(weft_document* doc, weft_container text, size_t position,
                                  const char* utf8, size_t size) {
  WEFT_C_FIND(Text, found, doc, text);
  WEFT_C_GIVEN(doc, utf8, size);
  return doc->Answer(found->Insert(position, View(utf8, size), weft::Unit::kUtf16));
}

weft_status weft_text_erase(weft_document* doc, weft_container text, size_t position,
                            size_t count) {
  WEFT_C_FIND(Text, found, doc, text);
  return doc->Answer(found->Erase(position, count, weft::Unit::kUtf16));
}

weft_status weft_text_length(weft_document* doc, weft_container text, size_t* out) {
  WEFT_C_FIND(Text, found, doc, text);
  *out = found->Length(weft::Unit::kUtf16);
  return WEFT_OK;
}

weft_status weft_text_read(weft_document* doc, weft_container text, weft_bytes* out) {
  WEFT_C_FIND(Text, found, doc, text);
  doc->held = found->Read();
  return doc->Give(out);
}

weft_status weft_text_slice(weft_document* doc, weft_container text, size_t position, size_t count,
                            weft_bytes* out) {
  WEFT_C_FIND(Text, found, doc, text);
  return doc->Give(found->Read(position, count, weft::Unit::kUtf16), out);
}

weft_status weft_text_stabilize(weft_document* doc, weft_container text, size_t position,
                                int32_t after, weft_id* out) {
  WEFT_C_FIND(Text, found, doc, text);
  const auto stable = found->Stabilize(
      position, after != 0 ? weft::Side::kAfter : weft::Side::kBefore, weft::Unit::kUtf16);
  if (!stable.ok()) return doc->Answer(stable.status());
  *out = weft::c::ToC(stable->id);
  return WEFT_OK;
}

weft_status weft_text_resolve(weft_document* doc, weft_container text, const weft_id* id,
                              int32_t after, size_t* out) {
  WEFT_C_FIND(Text, found, doc, text);
  WEFT_C_ID(element, doc, id);
  const weft::StablePosition stable{element, after != 0 ? weft::Side::kAfter : weft::Side::kBefore};
  const weft::Result<size_t> position = found->Resolve(stable, weft::Unit::kUtf16);
  if (!position.ok()) return doc->Answer(position.status());
  *out = *position;
  return WEFT_OK;
}
