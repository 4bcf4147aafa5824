// weft.h: counters and trees.
#include "bindings/c/c_document.h"
#include "bindings/c/packed.h"

using weft::c::ToC;

weft_status weft_counter_add(weft_document* doc, weft_container counter, int64_t amount) {
  WEFT_C_FIND(Counter, found, doc, counter);
  return doc->Answer(found->Add(amount));
}

weft_status weft_counter_value(weft_document* doc, weft_container counter, int64_t* out) {
  WEFT_C_FIND(Counter, found, doc, counter);
  *out = found->value();
  return WEFT_OK;
}

weft_status weft_tree_insert(weft_document* doc, weft_container tree, const weft_id* parent,
                             size_t index, weft_id* out) {
  WEFT_C_FIND(Tree, found, doc, tree);
  WEFT_C_ID(under, doc, parent);
  const weft::Result<weft::Id> node = found->Insert(under, index);
  if (!node.ok()) return doc->Answer(node.status());
  *out = ToC(*node);
  return WEFT_OK;
}

weft_status weft_tree_erase(weft_document* doc, weft_container tree, const weft_id* node) {
  WEFT_C_FIND(Tree, found, doc, tree);
  WEFT_C_ID(at, doc, node);
  return doc->Answer(found->Erase(at));
}

weft_status weft_tree_move(weft_document* doc, weft_container tree, const weft_id* node,
                           const weft_id* parent, size_t index) {
  WEFT_C_FIND(Tree, found, doc, tree);
  WEFT_C_ID(at, doc, node);
  WEFT_C_ID(under, doc, parent);
  return doc->Answer(found->Move(at, under, index));
}

weft_status weft_tree_children(weft_document* doc, weft_container tree, const weft_id* parent,
                               weft_bytes* out) {
  WEFT_C_FIND(Tree, found, doc, tree);
  WEFT_C_ID(under, doc, parent);
  doc->held.clear();
  weft::c::Packer pack(&doc->held);
  for (const weft::Id child : found->Children(under)) pack.OfId(child);
  return doc->Give(out);
}

weft_status weft_tree_parent(weft_document* doc, weft_container tree, const weft_id* node,
                             weft_id* out) {
  WEFT_C_FIND(Tree, found, doc, tree);
  WEFT_C_ID(at, doc, node);
  const weft::Result<weft::Id> parent = found->Parent(at);
  if (!parent.ok()) return doc->Answer(parent.status());
  *out = ToC(*parent);
  return WEFT_OK;
}

weft_status weft_tree_index(weft_document* doc, weft_container tree, const weft_id* node,
                            size_t* out) {
  WEFT_C_FIND(Tree, found, doc, tree);
  WEFT_C_ID(at, doc, node);
  const weft::Result<size_t> index = found->IndexOf(at);
  if (!index.ok()) return doc->Answer(index.status());
  *out = *index;
  return WEFT_OK;
}

weft_status weft_tree_data(weft_document* doc, weft_container tree, const weft_id* node,
                           weft_container* out) {
  WEFT_C_FIND(Tree, found, doc, tree);
  WEFT_C_ID(at, doc, node);
  const weft::Result<weft::Map> data = found->Data(at);
  if (!data.ok()) return doc->Answer(data.status());
  *out = doc->NumberOf(*data);
  return WEFT_OK;
}
