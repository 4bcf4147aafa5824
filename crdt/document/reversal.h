// Reversal: the net inverse of all that lies between what a document was and what it is.
//
//   elements and marks shown now and not then    are deleted
//   elements and marks shown then and not now    their deletions are taken back
//   writes and moves made since                  are undone; undos made since are taken back
//   additions made since                         are taken back
//   what was taken back since                    is done again
//
// All are effects, so nothing that others made is made twice, and two reverts at once come to one.
// Cost: linear in the history. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_REVERSAL_H_
#define WEFT_CRDT_DOCUMENT_REVERSAL_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/document/inverse.h"
#include "crdt/document/past.h"

namespace weft {

class Reversal {
 public:
  // `except`: names of roots that are left alone.
  Reversal(DocumentState* state, const Past& then, const Past& now,
           const std::vector<std::string>& except);

  // As one transaction of the local agent; see Inverse::Commit.
  Status Run();

 private:
  void ReverseElements();
  void ReverseStretch(LvRange range, bool shown_then);
  void ReverseWrite(Lv creation);  // or a move
  void ReverseEffects();
  void ReverseOther(AgentNumber agent, uint32_t index, const OtherEffect& effect);
  bool IsExcepted(ContainerNumber container);
  bool IsExceptedHome(Lv creation);
  void TakeBack(AgentNumber agent, uint32_t index);
  void FlushTakenBack();

  DocumentState& state_;
  const Past& then_;
  const Past& now_;
  const std::vector<std::string>& except_;
  Inverse inverse_;
  absl::flat_hash_map<ContainerNumber, bool> excepted_;
  LvBits to_show_;  // elements and marks whose deletions are taken back
  LvBits to_redo_;  // writes and moves whose undos are
  // Effects to be taken back that go on one after the other: the halves of a pair as one.
  AgentNumber taken_by_ = 0;
  uint32_t taken_from_ = 0;
  uint32_t taken_count_ = 0;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_REVERSAL_H_
