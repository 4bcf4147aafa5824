// SavedHistory: random histories for the laws of saved documents, from a list of small steps.
//
// Three replicas edit two texts, merge, take deletions back, and are now and then saved and loaded
// in the middle of it. A foreign agent inserts between any two elements (fugue-max only) and
// deletes what may be deleted already; it speaks to the first replica alone, so that its order is
// one. SetOf, Expand and the like are in tests/support/elements.h.
#ifndef WEFT_TESTS_CRDT_WIRE_SAVED_HISTORY_H_
#define WEFT_TESTS_CRDT_WIRE_SAVED_HISTORY_H_

#include <array>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "crdt/document/document.h"
#include "crdt/wire/saved.h"
#include "tests/support/arbitrary.h"

namespace weft::testing {

struct SavedStep {
  uint8_t kind, who, place, length, text;

  friend std::ostream& operator<<(std::ostream& out, const SavedStep& s) {
    return out << "{" << int{s.kind} << "," << int{s.who} << "," << int{s.place} << ","
               << int{s.length} << "," << int{s.text} << "}";
  }
};

enum class Form { kWorkingFile, kArchive };

std::string Save(const Document& document, Form form);
Document Load(const std::string& bytes, Agent agent);

// Throws Mismatch unless both hold the same replica: elements, LVs, anchors, effects.
void ExpectSameReplica(Document& a, Document& b);
// Unless both have merged the same, in whatever order.
void ExpectSameContent(Document& a, Document& b);

class SavedHistory {
 public:
  explicit SavedHistory(OrderKind order);

  void Do(const SavedStep& step);
  Document& replica(size_t i) { return replicas_[i % replicas_.size()]; }
  size_t size() const { return replicas_.size(); }
  void MergeAll();

 private:
  void Insert(Document& document, const SavedStep& step);
  void Erase(Document& document, const SavedStep& step);
  void Restore(Document& document, const SavedStep& step);
  void Merge(Document& into, const Document& from);
  void ForeignInsert(const SavedStep& step);
  void ForeignErase(const SavedStep& step);
  void Reload(size_t i, const SavedStep& step);

  OrderKind order_;
  std::vector<Document> replicas_;
};

}  // namespace weft::testing

namespace rc {

template <>
struct Arbitrary<weft::testing::SavedStep> {
  static Gen<weft::testing::SavedStep> arbitrary() {
    using weft::testing::SavedStep;
    const auto byte = gen::resize(kNominalSize, gen::arbitrary<uint8_t>());
    return gen::build<SavedStep>(gen::set(&SavedStep::kind, byte), gen::set(&SavedStep::who, byte),
                                 gen::set(&SavedStep::place, byte),
                                 gen::set(&SavedStep::length, byte),
                                 gen::set(&SavedStep::text, byte));
  }
};

}  // namespace rc

#endif  // WEFT_TESTS_CRDT_WIRE_SAVED_HISTORY_H_
