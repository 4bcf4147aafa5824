// Replica: a Document beside everything it is compared with: an Oracle that gets the same
// operations, the plain strings that local edits and remote operations should give, and mirrors
// that only the events keep up to date.
//
// Every comparison that fails throws Mismatch, which names what differs.
#ifndef WEFT_TESTS_SUPPORT_REPLICA_H_
#define WEFT_TESTS_SUPPORT_REPLICA_H_

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "crdt/document/document.h"
#include "tests/support/oracle.h"

namespace weft::testing {

class Mismatch : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

void Expect(bool condition, const std::string& what);
void ExpectOk(const Status& status, const std::string& what);

// "2-0 a, 2-1 b (deleted)", for messages.
std::string ToString(const std::vector<Oracle::Element>& elements);
// A text's elements as Text::Visit gives them.
std::vector<Oracle::Element> ElementsOf(const Text& text);

class Replica {
 public:
  Replica(Agent agent, OrderKind order);
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;

  static const std::vector<std::string>& TextNames();

  Document& document() { return document_; }
  const Oracle& oracle() const { return oracle_; }
  const std::u16string& plain(const std::string& text) { return plain_[text]; }
  size_t cursor = 0;  // in code points of the text last typed into

  // Local edits at UTF-16 positions between code points, said to the document in `unit`.
  void Insert(const std::string& text, size_t position, std::u16string_view units, Unit unit);
  void Erase(const std::string& text, size_t position, size_t count, Unit unit);
  // Everything must be collected before, and is after; returns the operations.
  OperationSet Restore(EffectId first, uint32_t count);

  // The operations of the edits since the last call, which the oracle gets too.
  OperationSet Collect();
  // Local edits may be pending, so that the two meet; returns the operations of those.
  OperationSet Integrate(const OperationSet& set);
  // Expects a refusal; that it changes nothing, Compare shows.
  void Refuse(const OperationSet& set, const std::string& why);

  // While it observes, its events are checked; for that the engine has to compute them.
  void Observe(bool on);
  bool observes() const { return subscription_ != 0; }
  void Stabilize(const std::string& text, size_t boundary, Side side);

  // Everything must be collected. `probe` chooses the positions that are read.
  void Compare(size_t probe);

 private:
  struct Stable {
    std::string text;
    StablePosition position;
  };

  void OnEvent(const Event& event);
  void IntegrateOwn(const ElementOperation& operation);
  void RefreshPlain();
  void CompareText(const std::string& name, size_t probe);
  void CompareUnits(const std::string& name, size_t probe);
  void CompareDeletions();
  void CompareBacklog();
  void CompareStable();
  size_t OracleResolve(const Stable& stable) const;

  Document document_;
  Oracle oracle_;
  uint64_t subscription_ = 0;
  bool edited_ = false;  // since the last Collect
  std::map<std::string, std::u16string> plain_;
  std::map<std::string, std::u16string> mirror_;
  std::string event_error_;
  std::vector<Stable> stable_;
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_REPLICA_H_
