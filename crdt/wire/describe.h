// Describe: what is in a document, a saved document or an update, for people and tools; the whole
// of it is decoded and verified on the way.
//
// Bytes that cannot be read are answered with a Status that says what is wrong and where: the
// section and its bytes in the file when a checksum does not match, the byte otherwise.
//
// Cost: linear, several times that of loading: the history is brought in, replayed and hashed.
#ifndef WEFT_CRDT_WIRE_DESCRIBE_H_
#define WEFT_CRDT_WIRE_DESCRIBE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/container_id.h"
#include "crdt/core/id.h"
#include "crdt/core/order_kind.h"
#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/document/document.h"
#include "crdt/wire/hash.h"
#include "crdt/wire/limits.h"

namespace weft {

enum class DescribedForm : uint8_t { kDocument, kWorkingFile, kArchive, kOperations, kUpdate };

struct DescribedText {
  std::string name;
  uint64_t units = 0;  // visible UTF-16 units
  uint64_t deleted = 0;
  std::string visible;  // UTF-8
};

// A container that is no root text and ever had content.
struct DescribedContainer {
  ContainerId id;
  std::string path;      // empty when it is not in the document any more
  uint64_t entries = 0;  // keys, items, children, or visible UTF-16 units
  int64_t sum = 0;       // a counter's
};

struct DescribedAgent {
  Agent agent = 0;
  // Where in its two logs its operations begin and end: an update may begin anywhere, and may leave
  // some out between.
  Counts from;
  Counts to;
  std::optional<Digest> chain;  // none when part of its history is missing
};

// A stretch of the bytes.
struct DescribedSection {
  std::string name;
  uint64_t offset = 0;
  uint64_t stored_bytes = 0;
  uint64_t raw_bytes = 0;  // not compressed
};

struct Description {
  DescribedForm form = DescribedForm::kDocument;
  int format_version = 0;
  uint64_t bytes = 0;
  OrderKind order = OrderKind::kFugueMax;
  bool lacks_deleted_text = false;  // left out on saving
  bool lacks_history = false;

  std::vector<DescribedText> texts;            // root texts that have elements, by name
  std::vector<DescribedContainer> containers;  // by path; those that are gone first
  std::vector<DescribedAgent> agents;          // ascending
  std::vector<DescribedSection> sections;

  uint64_t elements = 0;
  uint64_t deleted = 0;  // of the elements
  uint64_t effects = 0;
  // Pieces in memory: of the texts, of the history of insertions and of effects (of an update: its
  // own runs).
  uint64_t spans = 0;
  uint64_t insertion_runs = 0;
  uint64_t effect_runs = 0;

  // What waits for operations that are not there, and for which.
  uint64_t waiting = 0;
  Version missing;

  Digest document_hash{};
  // Ok when the invariants hold and a replay of the operations gives the same document (invariants
  // alone when part of the history was left out on saving).
  Status verdict;
};

Description Describe(const Document& document);

// A saved document in any form, or an update that stands alone. An update is put into an empty
// document of the default order; what cannot stand alone is counted as waiting.
Result<Description> Describe(std::string_view bytes, const Limits& limits = {});

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_DESCRIBE_H_
