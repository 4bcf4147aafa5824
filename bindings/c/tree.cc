// weft.h: counters and trees.
#include "bindings/c/c_document.h"
#include "bindings/c/packed.h"

using weft::c::FromC;
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
  const weft::Result<weft::Id> node = found->Insert(FromC(parent), index);
  if (!node.ok()) return doc->Answer(node.status());
  *out = ToC(*node);
  return WEFT_OK;
}

weft_status weft_tree_erase(weft_document* doc, weft_container tree, const weft_id* node) {
  WEFT_C_FIND(Tree, found, doc, tree);
  return doc->Answer(found->Erase(FromC(node)));
}

weft_status weft_tree_move(weft_document* doc, weft_container tree, const weft_id* node,
                           const weft_id* parent, size_t index) {
  WEFT_C_FIND(Tree, found, doc, tree);
  return doc->Answer(found->Move(FromC(node), FromC(parent), index));
}

weft_status weft_tree_children(weft_document* doc, weft_container tree, const weft_id* parent,
                               weft_bytes* out) {
  WEFT_C_FIND(Tree, found, doc, tree);
  doc->held.clear();
  weft::c::Packer pack(&doc->held);
  for (const weft::Id child : found->Children(FromC(parent))) pack.OfId(child);
  return doc->Give(out);
}

weft_status weft_tree_parent(weft_document* doc, weft_container tree, const weft_id* node,
                             weft_id* out) {
  WEFT_C_FIND(Tree, found, doc, tree);
  const weft::Result<weft::Id> parent = found->Parent(FromC(node));
  if (!parent.ok()) return doc->Answer(parent.status());
  *out = ToC(*parent);
  return WEFT_OK;
}

weft_status weft_tree_index(weft_document* doc, weft_container tree, const weft_id* node,
                            size_t* out) {
  WEFT_C_FIND(Tree, found, doc, tree);
  const weft::Result<size_t> index = found->IndexOf(FromC(node));
  if (!index.ok()) return doc->Answer(index.status());
  *out = *index;
  return WEFT_OK;
}

weft_status weft_tree_data(weft_document* doc, weft_container tree, const weft_id* node,
                           weft_container* out) {
  WEFT_C_FIND(Tree, found, doc, tree);
  const weft::Result<weft::Map> data = found->Data(FromC(node));
  if (!data.ok()) return doc->Answer(data.status());
  *out = doc->NumberOf(*data);
  return WEFT_OK;
}
