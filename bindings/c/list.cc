// weft.h: lists.
#include "bindings/c/c_document.h"
#include "bindings/c/made.h"
#include "bindings/c/packed.h"

namespace {

struct MakeAtIndex {
  weft::List* list;
  size_t index;

  auto MakeText() const { return list->InsertText(index); }
  auto MakeMap() const { return list->InsertMap(index); }
  auto MakeList() const { return list->InsertList(index); }
  auto MakeCounter() const { return list->InsertCounter(index); }
  auto MakeTree() const { return list->InsertTree(index); }
};

}  // namespace

weft_status weft_list_insert(weft_document* doc, weft_container list, size_t index,
                             weft_value* values, size_t count) {
  WEFT_C_FIND(List, found, doc, list);
  WEFT_C_GIVEN(doc, values, count);
  if (count == 1 && weft::c::IsContainer(values[0])) {
    return weft::c::MakeContainer(doc, &values[0], MakeAtIndex{found, index});
  }
  std::vector<weft::Value> plain;
  for (size_t i = 0; i < count; ++i) {
    std::optional<weft::Value> value = weft::c::PlainValue(doc, values[i]);
    if (!value.has_value()) return WEFT_INVALID_ARGUMENT;
    plain.push_back(*std::move(value));
  }
  return doc->Answer(found->InsertAll(index, plain));
}

weft_status weft_list_set(weft_document* doc, weft_container list, size_t index,
                          const weft_value* value) {
  WEFT_C_FIND(List, found, doc, list);
  WEFT_C_GIVEN(doc, value, 1);
  const std::optional<weft::Value> plain = weft::c::PlainValue(doc, *value);
  return plain.has_value() ? doc->Answer(found->Set(index, *plain)) : WEFT_INVALID_ARGUMENT;
}

weft_status weft_list_erase(weft_document* doc, weft_container list, size_t index, size_t count) {
  WEFT_C_FIND(List, found, doc, list);
  return doc->Answer(found->Erase(index, count));
}

weft_status weft_list_move(weft_document* doc, weft_container list, size_t from, size_t to) {
  WEFT_C_FIND(List, found, doc, list);
  return doc->Answer(found->Move(from, to));
}

weft_status weft_list_size(weft_document* doc, weft_container list, size_t* out) {
  WEFT_C_FIND(List, found, doc, list);
  *out = found->size();
  return WEFT_OK;
}

weft_status weft_list_get(weft_document* doc, weft_container list, size_t index, weft_value* out) {
  WEFT_C_FIND(List, found, doc, list);
  return doc->Give(found->Get(index), out);
}

weft_status weft_list_read(weft_document* doc, weft_container list, weft_bytes* out) {
  WEFT_C_FIND(List, found, doc, list);
  const std::vector<weft::Value> values = found->Read();
  doc->held.clear();
  weft::c::Packer pack(&doc->held);
  for (const weft::Value& value : values) pack.OfValue(value, doc);
  return doc->Give(out);
}

weft_status weft_list_id(weft_document* doc, weft_container list, size_t index, weft_id* out) {
  WEFT_C_FIND(List, found, doc, list);
  const weft::Result<weft::Id> id = found->IdAt(index);
  if (!id.ok()) return doc->Answer(id.status());
  *out = weft::c::ToC(*id);
  return WEFT_OK;
}

weft_status weft_list_index(weft_document* doc, weft_container list, const weft_id* id,
                            size_t* out) {
  WEFT_C_FIND(List, found, doc, list);
  WEFT_C_ID(item, doc, id);
  const weft::Result<size_t> index = found->IndexOf(item);
  if (!index.ok()) return doc->Answer(index.status());
  *out = *index;
  return WEFT_OK;
}
