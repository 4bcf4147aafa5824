// The working file of a document of more than text: a working file whose trees are those of all
// containers, with sections for what their elements hold.
//
//   containers   `read only`, spans of the elements without a place, effects that hit no element,
//                slots, writes, registers, keys; then each container: kind, + 8 when it is nested,
//                + 16 when it is a counter with a sum; its name, or how much its creator's LV is
//                above the one before; its spans when it has a tree; its sum
//   values       of items and writes, by LV; of a mark its sides, key and value
//   moves.*      slots: LVs since the one before; slot less item; stamp
//   keys         of maps, in the order of their first uses: length, UTF-8
//   places       what registers are of, in the order of their first writes: container's place + 1
//                and the key's place; or 0 and how far the item is below the write
//   writes.*     the register: 0 for the next of `places`, or how far back; stamp; what it
//                replaces: 0 for the last write there (without one the item), 1 for nothing, else
//                how many, + 1, and how far below they are
//   marks        marks: LVs since the one before; the text's place; how far below it the elements
//                are that its start and its end are beside, 0 for none; stamp
//   objects      objects in texts: LVs since the one before
//   others       creations of kinds to come: LVs since the one before, how many, container's place
//                + 1 or 0, content
//   undone       writes and slots that are undone: LVs since the one before, how often, less 1
//
// Elements without a place stand in a tree of their own behind all others. Which elements are of
// what sort follows: those of lists are items unless they are slots, those without a place writes
// unless they are marks or others. Clocks, winners, depths and live writes follow, too
// (ObjectsLoader).
#ifndef WEFT_CRDT_WIRE_WORKING_OBJECTS_H_
#define WEFT_CRDT_WIRE_WORKING_OBJECTS_H_

#include <functional>
#include <string>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/document/document_state.h"
#include "crdt/objects/objects_loader.h"
#include "crdt/wire/limits.h"
#include "crdt/wire/saved_effects.h"
#include "crdt/wire/saved_others.h"
#include "crdt/wire/saved_tables.h"
#include "crdt/wire/working_file.h"

namespace weft::wire {

enum ObjectSection : size_t {
  kContainers = kTexts,  // stands in its place
  kOtherEffects = kEffects + kEffectColumns,
  kValues,
  kSlots,
  kMovedItems,
  kMoveStamps,
  kKeys,
  kWrittenPlaces,
  kWriteRegisters,
  kWriteStamps,
  kReplaced,
  kMarks,
  kTextObjects,
  kOthers,
  kUndone,
  kObjectSectionsEnd,
};
inline const std::vector<const char*> kWorkingObjectSections = {
    "agents",       "containers",    "who",           "turns",
    "shapes",       "returns",       "steps",         "lengths",
    "text",         "apart",         "effects.when",  "effects.count",
    "effects.kind", "effects.where", "effects.other", "values",
    "moves.slot",   "moves.item",    "moves.stamp",   "keys",
    "places",       "writes.of",     "writes.stamp",  "writes.replaced",
    "marks",        "objects",       "others",        "undone"};

inline constexpr uint8_t kNestedBit = 8;
inline constexpr uint8_t kSumBit = 16;

class ObjectsWriter {
 public:
  ObjectsWriter(DocumentState* document, bool forget);

  // Containers in the order of the file; the tree of elements without a place comes last.
  // write_spans(tree): how many.
  std::string Containers(uint32_t other_effects,
                         const std::function<uint32_t(TreeId)>& write_spans);
  uint32_t containers() const { return static_cast<uint32_t>(order_.size()); }
  uint32_t rows() const { return slots_ + writes_; }
  const std::vector<uint32_t>& places() const { return places_; }
  // The sections from kValues on.
  std::vector<std::string> Elements();

 private:
  void Order();
  std::string& At(ObjectSection section) { return sections_[section - kValues]; }
  void AddMove(Lv slot);
  void AddWrite(Lv lv);
  void AddReplaced(Lv lv, uint32_t file_register, const std::vector<Lv>& replaced);
  void AddMark(Lv lv);
  void AddObject(Lv lv);
  void AddOther(Lv lv);
  void AddUndone();

  DocumentState* document_;
  Objects& objects_;
  bool forget_;  // values that show nowhere
  std::vector<ContainerNumber> order_;
  std::vector<uint32_t> places_;  // by number
  uint32_t slots_ = 0;
  uint32_t writes_ = 0;
  std::vector<std::string> sections_{kObjectSectionsEnd - kValues};
  // While writing elements:
  std::vector<uint32_t> registers_;  // by number: the place in the file
  std::vector<Lv> last_;             // of those in the file: the last write, or the item
  std::vector<uint32_t> keys_;       // by number
  uint32_t key_count_ = 0;
  Lv slot_end_ = 0;
  Lv mark_end_ = 0;
  Lv object_end_ = 0;
  Lv other_end_ = 0;
};

class ObjectsReader {
 public:
  ObjectsReader(SavedReader* file, DocumentState* document)
      : file_(file),
        document_(document),
        sequence_(document->sequence()),
        loader_(&document->sequence(), &document->objects()) {}

  // The containers and their trees, whose spans come later.
  Status ReadContainers(const Limits& limits, std::vector<TextEntry>* trees);
  uint32_t rows() const { return slots_ + writes_; }
  KeptOthers KeepOthers() const;
  // What the elements are; every tree has its spans.
  Status ReadElements();
  Status Finish(Sequence::Loaded* loaded);

 private:
  bool ReadCounts(Column* column);
  bool ReadContainer(Column* column, const Limits& limits, std::vector<TextEntry>* trees);
  Status OpenColumns();
  Status ReadKeys();
  Status CheckLoose() const;
  bool ReadStretch(LvRange range, TreeId tree);
  bool ReadPlaced(LvRange range);
  bool ReadLoose(LvRange range);
  bool ReadMove(Lv slot);
  bool ReadWrite(Lv lv);
  bool ReadRegister(Lv lv, RegisterNumber* of);
  bool ReadReplaced(Lv lv, RegisterNumber of, std::vector<Lv>* replaced);
  bool ReadMark(Lv lv);
  bool ReadEnd(Lv mark, Lv* end);
  bool ReadObjects(LvRange range);
  bool ReadOther(Lv lv, Lv end, uint32_t* count);
  bool ReadUndone();
  bool NextSlot();
  // The next of those that tell LVs since the one before.
  bool NextIn(ObjectSection section, Lv* next);
  bool TakeValues(uint32_t count, std::string_view* values);
  bool TakeMark(std::string_view* content);
  // Refuses when there is a problem.
  bool Good(ObjectsLoader::Problem problem, Column* column) {
    return problem == nullptr || column->Refuse(problem);
  }
  Column& At(ObjectSection section) { return columns_[section - kValues]; }

  SavedReader* file_;
  DocumentState* document_;
  Sequence& sequence_;
  ObjectsLoader loader_;
  uint32_t read_only_ = 0;
  uint32_t loose_spans_ = 0;
  uint32_t others_ = 0;  // effects
  uint32_t slots_ = 0;
  uint32_t writes_ = 0;
  uint32_t registers_ = 0;
  uint32_t keys_ = 0;
  uint32_t roots_ = 0;
  Lv last_creator_ = 0;
  Column columns_[kObjectSectionsEnd - kValues];
  Lv slot_ = 0;  // the next one, or kNoLv
  Lv mark_ = 0;
  Lv object_ = 0;
  Lv other_ = 0;
  uint32_t slots_left_ = 0;
  uint32_t writes_left_ = 0;
  uint32_t used_keys_ = 0;
  std::vector<Lv> last_;  // by register
  std::vector<Lv> replaced_;
  std::u16string units_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_WORKING_OBJECTS_H_
