// Replica: a document with the one container that a case is about.
#ifndef WEFT_BENCH_DOCUMENTS_REPLICA_H_
#define WEFT_BENCH_DOCUMENTS_REPLICA_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <weft/crdt.h>
#include "bench/documents/cases.h"
#include "bench/documents/edits.h"

namespace weft::bench {

// All there is in the container.
struct Content {
  std::vector<Value> items;
  std::vector<std::pair<std::string, Value>> entries;  // ascending
  std::vector<std::pair<std::string, Value>> nested;   // of the maps in the map
  std::vector<std::pair<Id, Id>> nodes;  // and their parents, a parent before its children
  std::string text;
  std::vector<DeltaStep> delta;  // a rich text's, with its marks

  friend bool operator==(const Content&, const Content&) = default;
};

class Replica {
 public:
  Replica(Agent agent, Part part) : Replica(Document(agent), part) {}
  Replica(Document document, Part part)
      : document_(std::move(document)),
        root_(RootOf(document_, part)),
        rich_(part == Part::kRichText) {}

  Document& document() { return document_; }

  // Throws Refused.
  void Make(const Transaction& transaction);
  Content Read() const;
  // Throws when it is not what it should be; only of the replica that made the nodes.
  void Check(const Content& content, const Expected& expected) const;

 private:
  using Root = std::variant<List, Map, Tree, Text>;

  static Root RootOf(Document& document, Part part);
  void Make(const InsertItems& edit);
  void Make(const MoveItem& edit);
  void Make(const SetKey& edit);
  void Make(const SetMap& edit);
  void Make(const AddNode& edit);
  void Make(const MoveNode& edit);
  void Make(const InsertText& edit);
  void Make(const EraseText& edit);
  void Make(const MarkText& edit);
  Id IdOf(Node node) const { return node == kTop ? kNullId : nodes_[node]; }

  Document document_;
  Root root_;              // a handle serves for ever, wherever the document is moved to
  bool rich_;              // its text is read with its marks
  std::vector<Id> nodes_;  // that were made here, by number
};

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_REPLICA_H_
