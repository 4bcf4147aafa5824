// Pair: two clients of one server who have one document open, for named tests.
#ifndef WEFT_TESTS_SUPPORT_TWO_CLIENTS_H_
#define WEFT_TESTS_SUPPORT_TWO_CLIENTS_H_

#include <string>

#include "crdt/core/utf.h"
#include "tests/support/documents.h"
#include "tests/support/hostile_network.h"

namespace weft::testing {

struct Pair : HostileNetwork {
  explicit Pair(sync::ServerOptions options = {}, uint64_t seed = 1)
      : HostileNetwork(seed, options) {
    Settle();
  }
  Client& ann = AddClient("ann");
  Client& ben = AddClient("ben");
  uint32_t ann_note = Open(ann, "list");
  uint32_t ben_note = Open(ben, "list");
  Document& of_ann() { return ann.session.document(ann_note); }
  Document& of_ben() { return ben.session.document(ben_note); }
  void GoOffline(Client& client) {
    client.wants = false;
    Cut(client);
  }
  // Types "hello", which arrives, and " unsent", offline; returns Ann's state then.
  std::string LeaveUnsent() {
    Type(of_ann(), 0, "hello");
    Settle();
    GoOffline(ann);
    Type(of_ann(), 5, " unsent");
    ann.session.Tick(now());
    return ann.session.SaveState(ann_note);
  }
};

// What was typed of what is handed back.
inline std::string InsertedText(const sync::Proposal& proposal) {
  std::string text;
  for (const Change& change : proposal.changes) {
    if (change.text() == nullptr) continue;
    for (const DeltaStep& step : change.text()->steps) AppendUtf8(step.text, &text);
  }
  return text;
}

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_TWO_CLIENTS_H_
