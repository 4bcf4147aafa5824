// ObjectsLoader: the objects of a fresh document from what was saved of them, element by element in
// the order of arrival.
//
// It checks whatever integrating the same elements checks (crdt/document/plan_objects.cc), so that
// no file makes an object that no operations make: values in the right containers, containers that
// their creators hold and that are older than what stands in them (hence none within itself), moves
// within one list or tree, stamps in range, and shown only what should. Clocks, winners and places
// of moved items are not saved; they follow.
//
// Use: all containers; the trees of the sequence; Start; every stretch of elements, in order;
// Finish. After a problem the document must not be used. Cost: O(n) expected, O(log n) for each
// write and move, and for a tree's moves their number times its height.
#ifndef WEFT_CRDT_OBJECTS_OBJECTS_LOADER_H_
#define WEFT_CRDT_OBJECTS_OBJECTS_LOADER_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "crdt/objects/objects.h"
#include "crdt/sequence/sequence.h"

namespace weft {

class ObjectsLoader {
 public:
  using Problem = const char*;  // what is wrong; null when nothing is

  ObjectsLoader(Sequence* sequence, Objects* objects) : sequence_(*sequence), objects_(*objects) {
    objects->loaded_ = true;
  }

  // Containers, numbered from 0: first the roots, then the nested ones by (creator, kind). Whether
  // it has a tree, which is the sequence's next then, depends on the kind.
  static bool HasTree(ContainerKind kind) {
    return kind != ContainerKind::kMap && kind != ContainerKind::kCounter;
  }
  Problem AddRoot(ContainerKind kind, std::string_view name);
  Problem AddNested(ContainerKind kind, Lv creator);
  // Of the last one, a counter that something was added to.
  void SetSum(int64_t sum);
  void AddLoose();  // the tree of what has no place

  // The trees have their spans, and the agents their elements. There are so many of these:
  struct Totals {
    size_t slots;
    size_t writes;
    size_t registers;
    size_t keys;
    size_t content;  // bytes
  };
  void Start(const Totals& totals);

  // A stretch of elements that are one tree's: kNoContainer for those without a place.
  Problem Enter(Lv first, ContainerNumber home);
  // Then each of its elements in order; `values` are valid, one for each item.
  Problem AddItems(Lv first, uint32_t count, std::string_view values);
  Problem AddSlot(Lv slot, Lv item, uint32_t stamp);
  struct Write {
    Lv lv;
    RegisterNumber of;
    uint32_t stamp;
    std::span<const Lv> replaces;  // below lv
    std::string_view value;        // valid
  };
  Problem AddWrite(const Write& write);
  // An object in the text that was entered.
  Problem AddObject(Lv lv, std::string_view value);
  struct Mark {
    Lv lv;
    ContainerNumber text;
    Lv start;  // below lv, or kNoLv
    Lv end;
    uint32_t stamp;
    std::string_view content;  // sides, a key, a valid value
  };
  Problem AddMark(const Mark& mark);
  // A write or slot that came before, ascending, and how often it is undone.
  Problem AddUndone(Lv lv, uint32_t count);
  Problem AddOther(Lv lv, uint32_t count, ContainerNumber container, std::string_view content);
  // Registers, before their first writes; keys have numbers from 0.
  Problem AddKey(std::string_view key);
  Problem AddRegister(ContainerNumber map, uint32_t key);
  Problem AddItemRegister(Lv item);

  // Everything was added. Notes what the sequence needs to know.
  Problem Finish(Sequence::Loaded* loaded);

 private:
  bool IsHidden(Lv lv) const { return (hidden_[lv / 64] >> (lv % 64) & 1) != 0; }
  bool IsOpen(ContainerNumber container) const { return container < opened_; }
  Problem OpenUpTo(Lv end);
  Problem CheckValue(std::string_view value, ContainerNumber home, bool node) const;
  Problem CheckEnd(const Mark& mark, Lv end, bool after) const;
  Problem CheckReplaced(const Write& write, Lamport* lamport) const;
  Problem Tick(Lv lv, Lamport least, uint32_t stamp, Lamport* lamport);
  Problem CheckPlaces(Sequence::Loaded* loaded) const;
  void SetUndoneWrites();
  void SetLiveWrites();

  Sequence& sequence_;
  Objects& objects_;
  ContainerNumber opened_ = 0;  // those before may hold something
  ContainerNumber home_ = kNoContainer;
  std::vector<Lv> undone_;
  std::vector<uint64_t> hidden_;  // a bit for each element that is no text
};

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_OBJECTS_LOADER_H_
