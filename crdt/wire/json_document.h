// A document's content as JSON, and JSON as a document's first content.
//
// Written: a map is an object, its keys ascending; a list an array; a text a string; a counter a
// number; a tree an array of {"id":"agent:seq","data":{...},"children":[...]}. Integers are written
// with all their digits, doubles with as few as read back the same; infinities and NaN are null,
// bytes a base64 string. Equal content gives equal bytes on every replica. What JSON has no place
// for is lost: who wrote what, concurrent values, ids of items, which kind a value had.
//
// Read: see SeedFromJson.
//
// Neither recurses. Thread rule: the document's.
#ifndef WEFT_CRDT_WIRE_JSON_DOCUMENT_H_
#define WEFT_CRDT_WIRE_JSON_DOCUMENT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "crdt/core/status.h"
#include "crdt/document/document.h"
#include "crdt/wire/limits.h"

namespace weft {

struct JsonStyle {
  uint32_t indent = 0;  // spaces a level, at most to level 32; 0: no spaces and line breaks at all
};

// What stands at `path` (crdt/document/path.h); without one the whole document: an object of all
// roots that ever had content. A root's key is its name, or "kind:name" when roots of other kinds
// have that name too, or when the name itself begins with a kind and a colon.
// Cost: linear; a tree's node costs its depth, too. Answers what Document::At answers.
Result<std::string> WriteJson(const Document& document, std::string_view path = {},
                              const JsonStyle& style = {});

struct SeedOptions {
  // Not empty: the whole object becomes the root map of this name, and may have values of any kind.
  // Empty: each member becomes a root of its own, which must be an object (a map) or an array (a
  // list); "map:name" and "list:name" tell the kind and must fit.
  std::string root_map;
};

// Makes the object `json` the document's seed content: objects become maps, arrays lists; strings,
// true, false and null are values; numbers are integers when they are whole and int64 holds them,
// however they are written, else doubles.
//
// The operations are agent 0's, and equal JSON (EqualJson) gives equal ones on every machine: every
// replica may seed itself, and a server may do it again, without anything being there twice. A
// document has one seed: one that contradicts it is kAlreadyExists if it is noticed, so a new
// template is a new document.
//
// A root that is empty in `json` makes no operation. A string or a number can be no root: whether
// it is meant as a value, a text or a counter cannot be seen, and a root's kind is for ever.
//
// kInvalidArgument: not JSON (crdt/wire/json_diff.h), no object, what cannot be a root, a key that
// is there twice or longer than 1,024 bytes, a longer string than a value may be.
// kResourceExhausted: beyond limits.bytes, limits.elements (values) or 256 containers in each
// other. These say at which byte. Otherwise what Document::Integrate answers. A failed call changes
// nothing. Cost: as reading and integrating so many operations.
Result<Integrated> SeedFromJson(Document& document, std::string_view json,
                                const SeedOptions& options = {}, const Limits& limits = {});

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_JSON_DOCUMENT_H_
