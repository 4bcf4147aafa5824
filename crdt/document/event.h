// Events: what a transaction did, in the user's positions, enough to keep an interface up to date
// without reading the document again.
//
// One Event per transaction (local) or per Integrate call (remote), after it is complete; never
// from inside it. A transaction with an Integrate inside is told in parts, each an event: the edits
// before, what came in, the edits after. An Event holds a Change for each container that changed
// and can be reached: what it was turned into what it is. What was made and deleted again within
// the transaction does not show, nor do the insides of a container that is no longer in the
// document. A container that came in has changes of its own for its content. Containers come before
// those nested in them.
#ifndef WEFT_CRDT_DOCUMENT_EVENT_H_
#define WEFT_CRDT_DOCUMENT_EVENT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crdt/core/container_id.h"
#include "crdt/core/value.h"
#include "crdt/document/path.h"

namespace weft {

// What a mark gives the text it is on; see docs/rich-text.md. By key, ascending.
struct Attribute {
  std::string key;
  Value value;  // plain; null in a change: taken off

  friend bool operator==(const Attribute&, const Attribute&) = default;
};
using Attributes = std::vector<Attribute>;

// A text. Steps from the start; none is empty, no two in a row could be one, no keep at the end
// that changes nothing.
struct DeltaStep {
  enum class Kind : uint8_t { kKeep, kInsert, kErase };
  Kind kind;
  uint32_t count;                   // UTF-16 units
  std::u16string text = {};         // kInsert, but for an object
  std::optional<Value> embed = {};  // kInsert: an object, of length 1
  Attributes attributes = {};       // kInsert: all of them; kKeep: those that change

  friend bool operator==(const DeltaStep&, const DeltaStep&) = default;
};
struct TextDelta {
  std::vector<DeltaStep> steps;
  // Marks that are several, which are no attributes: those that were put on or came back, and those
  // taken off. One whose text is all deleted stays, though Text::Marks has it only while some of it
  // is there.
  std::vector<Id> marks_added = {};
  std::vector<Id> marks_removed = {};
};

// A list, or the children of a tree or of one of its nodes. Steps likewise.
struct Item {
  Id id;  // for ever, wherever it moves
  Value value;
  // It was in the document before; where it was, it is erased. Not of one that left a parent which
  // this transaction took out of the document: that comes in whole, as if it were new.
  bool moved = false;

  friend bool operator==(const Item&, const Item&) = default;
};
struct ListStep {
  enum class Kind : uint8_t { kKeep, kInsert, kErase, kSet };
  Kind kind;
  uint32_t count;
  std::vector<Item> items;  // kInsert: what came in; kSet: the items with their new values

  friend bool operator==(const ListStep&, const ListStep&) = default;
};
struct ListDelta {
  std::vector<ListStep> steps;
};

// A map: its keys that have another value now, ascending.
struct MapDelta {
  struct Key {
    std::string key;
    std::optional<Value> value;  // none: removed

    friend bool operator==(const Key&, const Key&) = default;
  };
  std::vector<Key> keys;
};

struct CounterDelta {
  int64_t by;
  int64_t value;  // after it
};

// By container.kind: kText TextDelta; kMap MapDelta; kList, kTree, kNode ListDelta; kCounter
// CounterDelta. A change of kTree is one of the top nodes, one of kNode of that node's children.
struct Change {
  ContainerId container;
  Path path;  // as it is after the transaction
  std::variant<TextDelta, ListDelta, MapDelta, CounterDelta> delta;

  const TextDelta* text() const { return std::get_if<TextDelta>(&delta); }
  const ListDelta* list() const { return std::get_if<ListDelta>(&delta); }
  const MapDelta* map() const { return std::get_if<MapDelta>(&delta); }
  const CounterDelta* counter() const { return std::get_if<CounterDelta>(&delta); }
};

enum class Origin : uint8_t { kLocal, kRemote, kUndo };

struct Event {
  Origin origin;
  std::vector<Change> changes;
};

using Observer = std::function<void(const Event&)>;

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_EVENT_H_
