// TextStates: which elements of one text show, while its history goes by, and where that is: the
// positions of a text that is no longer, or not yet, the document's.
//
// The elements stand in today's order, in pieces; a Fenwick tree counts what shows in each. Changes
// are collected until somebody asks what they come to.
//
// Cost: O(log pieces) for each stretch that changed; 16 bytes a piece and a few bits an element.
// Thread rule: the document's; good until the document changes.
#ifndef WEFT_CRDT_DOCUMENT_TEXT_STATES_H_
#define WEFT_CRDT_DOCUMENT_TEXT_STATES_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "crdt/core/node_sizes.h"
#include "crdt/document/event.h"
#include "crdt/sequence/lv_bits.h"
#include "crdt/sequence/sequence.h"

namespace weft {

class TextStates {
 public:
  // All that it is told is about this text. At first nothing shows; or, of a document
  // without the effects of a time before, what showed then.
  TextStates(Sequence* sequence, TreeId text);

  void Insert(LvRange elements);
  void Apply(const EffectRun& run);

  // What changed since the last call, in the positions of the text before and after.
  TextDelta TakeDelta();
  std::string Read() const;

 private:
  struct Piece {
    Lv lv;
    uint32_t count;
  };
  struct Place {
    Lv lv;
    uint32_t piece;
  };
  struct Flip {
    uint32_t piece;
    LvRange range;
  };

  // In elements, so that counting within one is short.
  static constexpr uint32_t kPiece = internal::kTinyNodes ? 4 : 1024;

  void AddPieces();
  void Erase(LvRange range);
  void TakeBack(Lv lv);
  void Show(LvRange range, bool shown);
  std::vector<LvRange> TakeFlipped();
  std::vector<Flip> TakeFlips();
  uint32_t PieceOf(Lv lv) const;
  void Count(uint32_t piece, int32_t by);
  uint64_t ShownBefore(uint32_t piece) const;

  Sequence& sequence_;
  TreeId text_;
  std::vector<Piece> pieces_;     // in the text's order
  std::vector<Place> places_;     // the same by LV
  std::vector<uint32_t> counts_;  // a Fenwick tree over pieces
  LvBits shown_;
  LvBits deleted_;
  absl::flat_hash_map<Lv, uint32_t> extra_;   // deletions beside the first
  absl::flat_hash_set<uint64_t> taken_back_;  // effects
  std::vector<LvRange> switched_;             // each time again
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_TEXT_STATES_H_
