// Registers: what maps' keys, and items of lists, were given as values.
//
// A write names the writes it replaces: those its author saw. What nobody has replaced and nobody
// deleted is live; of several live ones, written concurrently, the greatest (Lamport, agent) wins,
// and the others stay readable. An item without live writes has the value it was inserted with.
//
// An undone write is as if it had never been made: it is not live, and covers what it replaces only
// where a write over it does. So each write counts the writes right over it that cover it: those
// that are not undone, or are covered themselves. Undoing costs O(undone writes that it uncovers).
//
// A register knows its winner; when more writes are live, a sorted set beside has all of them. 24
// bytes a write, 12 a register, and about 8 for finding each. Cost: O(1) expected, O(log live
// writes) among concurrent ones.
// Thread rule: the document's.
#ifndef WEFT_CRDT_OBJECTS_REGISTERS_H_
#define WEFT_CRDT_OBJECTS_REGISTERS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "crdt/objects/containers.h"
#include "crdt/objects/lamport.h"
#include "crdt/sequence/agent_table.h"
#include "crdt/sequence/lv.h"

namespace weft {

using RegisterNumber = uint32_t;
using WriteNumber = uint32_t;
inline constexpr RegisterNumber kNoRegister = 0xFFFFFFFF;
inline constexpr WriteNumber kNoWrite = 0xFFFFFFFF;

class Registers {
 public:
  struct Register {
    ContainerNumber map;  // kNoContainer: an item's
    uint32_t key;         // of the map; or the item's LV
    WriteNumber winner;   // or kNoWrite
  };
  struct Write {
    Lamport lamport;
    Lv lv;
    RegisterNumber of;
    uint32_t stamp;        // as in the operation
    Lv replaces;           // the first, or kNoLv; further ones are in more_replaced_
    uint32_t covers : 31;  // writes that replace it and count
    uint32_t live : 1;
  };

  explicit Registers(const AgentTable* agents);
  Registers(const Registers&) = delete;
  Registers& operator=(const Registers&) = delete;

  static constexpr uint32_t kNoKey = 0xFFFFFFFF;
  uint32_t FindKey(std::string_view key) const;  // kNoKey
  uint32_t key_count() const { return static_cast<uint32_t>(key_starts_.size()); }
  uint64_t key_bytes() const { return key_bytes_.size(); }
  std::string_view KeyAt(uint32_t key) const {
    const size_t end = key + 1 < key_starts_.size() ? key_starts_[key + 1] : key_bytes_.size();
    return std::string_view(key_bytes_).substr(key_starts_[key], end - key_starts_[key]);
  }

  RegisterNumber FindOfMap(ContainerNumber map, std::string_view key) const;
  RegisterNumber FindOfKey(ContainerNumber map, uint32_t key) const { return Find(map, key); }
  RegisterNumber FindOfItem(Lv item) const { return Find(kNoContainer, item); }
  // Made when they are new.
  uint32_t InternKey(std::string_view key);
  RegisterNumber OfKey(ContainerNumber map, uint32_t key) { return At(map, key); }
  RegisterNumber OfMap(ContainerNumber map, std::string_view key);
  RegisterNumber OfItem(Lv item) {
    has_items_ = true;
    return At(kNoContainer, item);
  }
  void Reserve(size_t keys, size_t registers, size_t writes);
  bool has_items() const { return has_items_; }  // whether any item ever had a register
  const Register& operator[](RegisterNumber number) const { return registers_[number]; }
  uint32_t size() const { return static_cast<uint32_t>(registers_.size()); }

  // A write that is not live yet; LVs ascend. `replaces` are LVs, ascending by id.
  WriteNumber Append(Lv lv, RegisterNumber of, Lamport lamport, uint32_t stamp,
                     std::span<const Lv> replaces);
  const Write& write(WriteNumber number) const { return writes_[number]; }
  uint32_t write_count() const { return static_cast<uint32_t>(writes_.size()); }
  WriteNumber WriteOf(Lv lv) const;  // `lv` is a write
  // All that a write replaces, as its operation names them.
  std::vector<Lv> ReplacedBy(WriteNumber write) const;
  bool IsUndone(WriteNumber write) const { return !undone_.empty() && undone_.contains(write); }
  // Both append the writes that may be live now and were not, or the other way round.
  // A write that is not undone replaces this one.
  void AddCover(WriteNumber write, std::vector<WriteNumber>* changed);
  // From now on it is undone, or not any more.
  void SetUndone(WriteNumber write, bool undone, std::vector<WriteNumber>* changed);
  bool CoversAreRight() const;  // linear; for tests
  // A register's live writes, the winner first.
  template <class Visitor>
  void ForEachLive(RegisterNumber of, Visitor&& visitor) const {
    const WriteNumber winner = registers_[of].winner;
    if (winner == kNoWrite) return;
    const auto crowd = crowds_.empty() ? crowds_.end() : crowds_.find(of);
    if (crowd == crowds_.end()) return visitor(writes_[winner]);
    for (const Live& live : crowd->second) visitor(writes_[live.write]);
  }
  // Puts a write among its register's live ones, or takes it away. (By Objects::SetLive, which
  // counts the keys that a map shows.)
  void SetLive(WriteNumber write, bool live);

 private:
  struct KeyHash {
    const Registers* registers;
    using is_transparent = void;
    size_t operator()(uint32_t key) const;
    size_t operator()(std::string_view key) const;
  };
  struct KeyEqual {
    const Registers* registers;
    using is_transparent = void;
    bool operator()(uint32_t a, uint32_t b) const { return a == b; }
    bool operator()(uint32_t a, std::string_view b) const { return registers->KeyAt(a) == b; }
    bool operator()(std::string_view a, uint32_t b) const { return registers->KeyAt(b) == a; }
  };
  struct Place {
    ContainerNumber map;
    uint32_t key;
  };
  struct PlaceHash {
    const Registers* registers;
    using is_transparent = void;
    size_t operator()(RegisterNumber number) const;
    size_t operator()(const Place& place) const;
  };
  struct PlaceEqual {
    const Registers* registers;
    using is_transparent = void;
    bool operator()(RegisterNumber a, RegisterNumber b) const { return a == b; }
    bool operator()(RegisterNumber a, const Place& b) const;
    bool operator()(const Place& a, RegisterNumber b) const { return (*this)(b, a); }
  };

  // Ordered so that the winner comes first.
  struct Live {
    Lamport lamport;
    Agent agent;
    WriteNumber write;

    friend bool operator<(const Live& a, const Live& b) {
      if (a.lamport != b.lamport) return a.lamport > b.lamport;
      return a.agent > b.agent;
    }
  };

  bool IsWrite(Lv lv) const;
  void Spread(WriteNumber number, bool covers, std::vector<WriteNumber>* changed);
  RegisterNumber Find(ContainerNumber map, uint32_t key) const;
  RegisterNumber At(ContainerNumber map, uint32_t key);
  Live LiveOf(WriteNumber write) const {
    return Live{writes_[write].lamport, agents_->AgentOfLv(writes_[write].lv), write};
  }

  const AgentTable* agents_;
  std::string key_bytes_;
  std::vector<uint32_t> key_starts_;
  absl::flat_hash_set<uint32_t, KeyHash, KeyEqual> keys_;
  std::vector<Register> registers_;
  absl::flat_hash_set<RegisterNumber, PlaceHash, PlaceEqual> by_place_;
  std::vector<Write> writes_;
  bool has_items_ = false;
  absl::flat_hash_map<WriteNumber, std::vector<Lv>> more_replaced_;
  absl::flat_hash_set<WriteNumber> undone_;
  absl::flat_hash_map<RegisterNumber, absl::btree_set<Live>> crowds_;  // of two live writes or more
};
static_assert(sizeof(Registers::Write) == 24 && sizeof(Registers::Register) == 12);

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_REGISTERS_H_
