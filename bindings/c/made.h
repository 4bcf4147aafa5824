// Making a container of a kind that is known when the program runs.
#ifndef WEFT_BINDINGS_C_MADE_H_
#define WEFT_BINDINGS_C_MADE_H_

#include "bindings/c/c_document.h"

namespace weft::c {

template <class Made>
weft_status GiveMade(weft_document* doc, const Result<Made>& made, weft_container* out) {
  if (!made.ok()) return doc->Answer(made.status());
  *out = doc->NumberOf(*made);
  return WEFT_OK;
}

// `make` has one call for each kind; `value` says which, and gets the number.
template <class Make>
weft_status MakeContainer(weft_document* doc, weft_value* value, const Make& make) {
  switch (value->kind - WEFT_CONTAINER) {
    case WEFT_TEXT:
      return GiveMade(doc, make.MakeText(), &value->container);
    case WEFT_MAP:
      return GiveMade(doc, make.MakeMap(), &value->container);
    case WEFT_LIST:
      return GiveMade(doc, make.MakeList(), &value->container);
    case WEFT_COUNTER:
      return GiveMade(doc, make.MakeCounter(), &value->container);
    case WEFT_TREE:
      return GiveMade(doc, make.MakeTree(), &value->container);
    default:
      return doc->Refuse(StatusCode::kInvalidArgument, "no kind of container");
  }
}

}  // namespace weft::c

#endif  // WEFT_BINDINGS_C_MADE_H_
