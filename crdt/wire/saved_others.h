// Effects that hit no element, in a working file of more than text. A row for each addition and
// undo, and one for each effect of a kind to come, however many indexes it takes; in the order of
// their runs in the other effect columns:
//
//   2 * (the container's place + 1), or 0 for an implied one, + 1 for a kind to come; then of an
//   addition its amount as a value, of a kind to come how many effects it is, and its content
//   an undo: 1, 0, how many LVs before those that came after it
#ifndef WEFT_CRDT_WIRE_SAVED_OTHERS_H_
#define WEFT_CRDT_WIRE_SAVED_OTHERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crdt/objects/objects.h"
#include "crdt/sequence/effect_log.h"
#include "crdt/wire/saved_tables.h"

namespace weft::wire {

// `places`: the containers' places in the file, by number.
void AppendOtherEffects(const Objects& objects, const std::vector<uint32_t>& places,
                        const EffectRun& run, std::string* out);

// A whole number of 64 bits, written as a value.
bool ReadAmount(Column* column, int64_t* amount);
// Whether an effect by `agent`, which had made `at` elements, is about one it made later.
bool HitsOwnFuture(const AgentTable& agents, AgentNumber agent, LvRange target, uint32_t at);
// The content of a kind to come, at the front of what is left. Only a document that is `read_only`
// holds one that whoever does not know it must not edit.
bool ReadOtherContent(Column* column, bool read_only, std::string_view* content);

// What a load keeps of them until somebody asks for the effects.
struct KeptOthers {
  struct Counter {
    ContainerKind kind;
    Lv creator;  // kNoLv: a root
    bool added;
    int64_t sum;
  };
  SavedReader::Kept column;
  uint32_t effects = 0;                      // that hit no element
  absl::flat_hash_map<Lv, uint32_t> undone;  // how often, as it was loaded
  std::vector<Counter> containers;           // all, as they were loaded
  const Creations* creations = nullptr;
  bool read_only = false;
};

class OtherEffectReader {
 public:
  explicit OtherEffectReader(const KeptOthers& kept) : kept_(kept) {}

  Status Open(Decompressor* decompressor) { return column_.Open(kept_.column, decompressor); }
  // The effects of an agent's run, which gets their place.
  bool Read(AgentNumber agent, const AgentTable& agents, EffectRun* run);
  // Whether nothing is begun: where an agent ends, and before effects of other sorts.
  bool AtWhole() { return left_ == 0 || column_.Refuse("an effect in parts"); }
  bool Finished();
  // Restores take back additions and undos only; of those, what is left makes the counters' sums,
  // and what is undone.
  bool CheckSums(const EffectLog& log);
  Status Failure() const { return column_.Failure(); }
  Objects::LoadedOthers Take() { return std::move(loaded_); }

 private:
  bool ReadOne(AgentNumber agent, const AgentTable& agents, const EffectRun& run);
  bool ReadAddition(ContainerNumber container);
  bool ReadOther(ContainerNumber container);
  bool ReadUndo(AgentNumber agent, const AgentTable& agents, const EffectRun& run);
  bool CheckUndone(const std::vector<bool>& taken_back);
  bool TakeBack(const EffectLog& log, const EffectRun& restore, std::vector<bool>* taken_back);

  const KeptOthers& kept_;
  uint32_t left_ = 0;  // of the effect that was begun
  uint32_t at_ = 0;    // of its first part, and
  Lv arrived_ = 0;
  Column column_;
  Objects::LoadedOthers loaded_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_SAVED_OTHERS_H_
