// weft.h: maps.
#include "bindings/c/c_document.h"
#include "bindings/c/made.h"
#include "bindings/c/packed.h"

using weft::c::View;

namespace {

struct MakeAtKey {
  weft::Map* map;
  std::string_view key;

  auto MakeText() const { return map->MakeText(key); }
  auto MakeMap() const { return map->MakeMap(key); }
  auto MakeList() const { return map->MakeList(key); }
  auto MakeCounter() const { return map->MakeCounter(key); }
  auto MakeTree() const { return map->MakeTree(key); }
};

}  // namespace

weft_status weft_map_set(weft_document* doc, weft_container map, const char* key, size_t size,
                         weft_value* value) {
  WEFT_C_FIND(Map, found, doc, map);
  WEFT_C_GIVEN(doc, key, size);
  WEFT_C_GIVEN(doc, value, 1);
  if (weft::c::IsContainer(*value)) {
    return weft::c::MakeContainer(doc, value, MakeAtKey{found, View(key, size)});
  }
  const std::optional<weft::Value> plain = weft::c::PlainValue(doc, *value);
  return plain.has_value() ? doc->Answer(found->Set(View(key, size), *plain))
                           : WEFT_INVALID_ARGUMENT;
}

weft_status weft_map_remove(weft_document* doc, weft_container map, const char* key, size_t size) {
  WEFT_C_FIND(Map, found, doc, map);
  WEFT_C_GIVEN(doc, key, size);
  return doc->Answer(found->Remove(View(key, size)));
}

weft_status weft_map_get(weft_document* doc, weft_container map, const char* key, size_t size,
                         weft_value* out) {
  WEFT_C_FIND(Map, found, doc, map);
  WEFT_C_GIVEN(doc, key, size);
  std::optional<weft::Value> value = found->Get(View(key, size));
  if (!value.has_value()) return doc->Refuse(weft::StatusCode::kNotFound, "no value at this key");
  return doc->Give(*std::move(value), out);
}

weft_status weft_map_get_all(weft_document* doc, weft_container map, const char* key, size_t size,
                             weft_bytes* out) {
  WEFT_C_FIND(Map, found, doc, map);
  WEFT_C_GIVEN(doc, key, size);
  const std::vector<weft::Value> values = found->GetAll(View(key, size));
  doc->held.clear();
  weft::c::Packer pack(&doc->held);
  for (const weft::Value& value : values) pack.OfValue(value, doc);
  return doc->Give(out);
}

weft_status weft_map_size(weft_document* doc, weft_container map, size_t* out) {
  WEFT_C_FIND(Map, found, doc, map);
  *out = found->size();
  return WEFT_OK;
}

weft_status weft_map_keys(weft_document* doc, weft_container map, weft_bytes* out) {
  WEFT_C_FIND(Map, found, doc, map);
  doc->held.clear();
  weft::c::Packer pack(&doc->held);
  for (const std::string& key : found->Keys()) pack.Bytes(key);
  return doc->Give(out);
}
