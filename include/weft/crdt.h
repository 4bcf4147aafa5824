// The public umbrella of Weft's document layer. Start with crdt/document/document.h.
#ifndef WEFT_CRDT_H_
#define WEFT_CRDT_H_

#include "crdt/core/container_id.h"
#include "crdt/core/id.h"
#include "crdt/core/operation.h"
#include "crdt/core/order_kind.h"
#include "crdt/core/status.h"
#include "crdt/core/unit.h"
#include "crdt/core/value.h"
#include "crdt/core/version.h"
#include "crdt/document/counter.h"
#include "crdt/document/document.h"
#include "crdt/document/event.h"
#include "crdt/document/list.h"
#include "crdt/document/map.h"
#include "crdt/document/path.h"
#include "crdt/document/text.h"
#include "crdt/document/tree.h"
#include "crdt/document/undo_manager.h"
#include "crdt/wire/delta_json.h"
#include "crdt/wire/describe.h"
#include "crdt/wire/hash.h"
#include "crdt/wire/html.h"
#include "crdt/wire/json_diff.h"
#include "crdt/wire/json_document.h"
#include "crdt/wire/markdown.h"
#include "crdt/wire/positions.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/update.h"
#include "crdt/wire/versions.h"

#endif  // WEFT_CRDT_H_
