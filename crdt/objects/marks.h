// Marks: what ranges of texts are marked with, as it was said: each mark with its two ends, its
// stamp, and whether it shows. What a letter has of them is found in crdt/objects/mark_index.h.
//
// An end is a place beside an element, before or after it, for ever; kNoLv is the text's start, or
// its end. Of the marks of one key on a letter the greatest (Lamport, agent) shows, but for those
// that are several (Litt, Lim, Kleppmann, van Hardenberg, "Peritext").
//
// 32 bytes a mark, and 4 for finding those of a text; its key and value are in Creations. Cost:
// append O(1), look-up O(log marks). Thread rule: the document's.
#ifndef WEFT_CRDT_OBJECTS_MARKS_H_
#define WEFT_CRDT_OBJECTS_MARKS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/find_run.h"
#include "crdt/objects/containers.h"
#include "crdt/objects/lamport.h"
#include "crdt/sequence/lv.h"

namespace weft {

using MarkNumber = uint32_t;

class Marks {
 public:
  struct Mark {
    Lv lv;
    ContainerNumber text;
    Lv start;
    Lv end;
    Lamport lamport;
    uint32_t stamp;  // as in the operation
    uint32_t key;    // by number, see KeyOf
    uint8_t sides;   // MarkSides
    bool shown;
  };

  bool empty() const { return marks_.empty(); }
  uint32_t size() const { return static_cast<uint32_t>(marks_.size()); }
  const std::vector<Mark>& all() const { return marks_; }
  const Mark& operator[](MarkNumber number) const { return marks_[number]; }
  // Of an element that is a mark.
  MarkNumber NumberOf(Lv lv) const {
    return static_cast<MarkNumber>(FindRun(marks_, &Mark::lv, lv));
  }

  // In order of arrival.
  const std::vector<MarkNumber>& OfText(ContainerNumber text) const;
  uint32_t InternKey(std::string_view key);
  const std::string& KeyOf(uint32_t number) const { return keys_[number]; }
  bool HasKey(const std::string& key) const { return key_numbers_.contains(key); }
  // How many keys there are, and their bytes together.
  size_t key_count() const { return keys_.size(); }
  uint64_t key_bytes() const { return key_bytes_; }

  void Reserve(size_t marks) { marks_.reserve(marks); }
  // LVs ascend.
  void Append(const Mark& mark) {
    by_text_[mark.text].push_back(size());
    marks_.push_back(mark);
  }
  void SetShown(MarkNumber number, bool shown) { marks_[number].shown = shown; }

 private:
  std::vector<Mark> marks_;
  absl::flat_hash_map<ContainerNumber, std::vector<MarkNumber>> by_text_;
  std::vector<std::string> keys_;
  uint64_t key_bytes_ = 0;
  absl::flat_hash_map<std::string, uint32_t> key_numbers_;
};
static_assert(sizeof(Marks::Mark) == 32);

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_MARKS_H_
