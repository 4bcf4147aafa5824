// Oracle: the naive, slow, obviously right replica that the engine is compared with.
//
// Everything is kept per element: its place (oracle_order.h), its unit, every deletion of it by
// author, and whether that was taken back. What cannot be integrated yet waits in a list that is
// searched again after each success. It trusts its input: hostile anchors are fine, ill-formed
// operations are not its business. Cost: whatever it takes; meant for hundreds of elements.
#ifndef WEFT_TESTS_SUPPORT_ORACLE_H_
#define WEFT_TESTS_SUPPORT_ORACLE_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/order_kind.h"
#include "crdt/core/version.h"
#include "crdt/document/document.h"
#include "tests/support/elements.h"
#include "tests/support/oracle_order.h"

namespace weft::testing {

class Oracle {
 public:
  struct Element {
    Id id;
    char16_t unit;
    bool visible;

    friend bool operator==(const Element&, const Element&) = default;
  };
  struct Anchors {
    Id prev;
    Id next;

    friend bool operator==(const Anchors&, const Anchors&) = default;
  };

  explicit Oracle(Agent agent, OrderKind order = OrderKind::kFugueMax);

  // Integrates what is ready, keeps the rest, drops what is known.
  void Integrate(const OperationSet& set);
  // The same in two steps, for a replica that may integrate less at a time (whole runs): takes
  // operations, and integrates what is ready up to a version.
  void Offer(const OperationSet& set);
  void AdvanceTo(const Version& version);

  // Honest local edits at UTF-16 positions, which must exist; what to tell the others.
  OperationSet Insert(const std::string& text, size_t position, std::u16string_view units);
  OperationSet Erase(const std::string& text, size_t position, size_t count);
  OperationSet Restore(EffectId first, uint32_t count);

  // Where a local insertion at `position` anchors: between neighbours, after the last visible
  // element before the position; but when tombstones of this agent's own immediately preceding
  // deletion are there, after those.
  Anchors LocalAnchors(const std::string& text, size_t position) const;
  // Whether this agent's insertion, which comes next, anchors as it should. (Which of several own
  // tombstones it anchors to is left open.)
  bool AnchorsWell(const ElementOperation& insertion) const;
  std::string TextFor(const ElementOperation& insertion) const;

  std::vector<Element> Elements(const std::string& text) const;  // tombstones included
  std::u16string Read(const std::string& text) const;            // what is visible
  std::vector<std::string> TextNames() const;
  std::vector<Deletion> DeletionsOf(Id element) const;
  bool Has(Id element) const { return elements_.contains(element); }
  bool IsVisible(Id element) const;
  char16_t UnitOf(Id element) const { return elements_.at(element).unit; }
  const std::string& TextOf(Id element) const { return elements_.at(element).text; }

  const Version& version() const { return version_; }
  size_t waiting() const { return waiting_.size(); }
  // Everything integrated, in that order.
  const std::vector<ElementOperation>& history() const { return history_; }

 private:
  struct State {
    std::string text;
    char16_t unit;
    std::set<EffectId> deletions;
  };
  struct Effect {
    Id element;  // kErase
    bool restored;
  };

  bool IsKnown(const ElementOperation& operation) const;
  bool IsReady(const ElementOperation& operation) const;
  template <class Wanted>
  void IntegrateReady(Wanted wanted);
  bool AnchorKnown(Id anchor) const { return anchor.IsNull() || elements_.contains(anchor); }
  void Apply(const ElementOperation& operation);
  void ApplyLocal(const std::vector<ElementOperation>& operations);
  void InsertElement(const ElementOperation& operation);
  void RememberDeletion(const ElementOperation& operation);
  // Of the tombstones around `place`, those of this agent's immediately preceding deletion.
  std::set<Id> OwnTombstones(const std::vector<Element>& elements, size_t place) const;

  Agent agent_;
  OrderKind order_;
  std::map<std::string, std::unique_ptr<OracleOrder>> texts_;
  std::map<Id, State> elements_;
  std::map<EffectId, Effect> effects_;
  Version version_;
  std::vector<ElementOperation> waiting_;
  std::vector<ElementOperation> history_;
  std::vector<Id> just_deleted_;  // by this agent since its last other operation, and undisturbed
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_ORACLE_H_
