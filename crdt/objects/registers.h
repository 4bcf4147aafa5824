// Registers: what maps' keys, and items of lists, were given as values.
//
// A write names the writes it replaces: those its author saw. What nobody has replaced and nobody
// deleted is live; of several live ones, written concurrently, the greatest (Lamport, agent) wins,
// and the others stay readable. An item without live writes has the value it was inserted with.
//
// Live writes of a register are a list, the winner first. 28 bytes a write, 12 a register, and
// about 8 for finding each. Cost: a write O(live writes), mostly one; look-up O(1), expected.
#ifndef WEFT_CRDT_OBJECTS_REGISTERS_H_
#define WEFT_CRDT_OBJECTS_REGISTERS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "crdt/core/id.h"
#include "crdt/core/status.h"
#include "crdt/objects/containers.h"
#include "crdt/sequence/lv.h"

namespace weft {

class Registers {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  struct Register {
    ContainerNumber map;  // kNoContainer: an item's
    uint32_t key;         // of the map; or the item's LV
    uint32_t first_live;  // a write, or kNone
  };
  struct Write {
    uint64_t lamport;
    Lv lv;
    uint32_t of;         // the register
    uint32_t stamp;      // as in the operation
    uint32_t next_live;
    Lv replaces;         // the first, or kNoLv
    bool replaced;
    bool live;
  };

  Registers();
  Registers(const Registers&) = delete;
  Registers& operator=(const Registers&) = delete;

  uint32_t InternKey(std::string_view key);
  uint32_t FindKey(std::string_view key) const;  // kNone
  std::string_view KeyAt(uint32_t key) const {
    const size_t end = key + 1 < key_starts_.size() ? key_starts_[key + 1] : key_bytes_.size();
    return std::string_view(key_bytes_).substr(key_starts_[key], end - key_starts_[key]);
  }

  uint32_t Find(ContainerNumber map, uint32_t key) const;  // kNone
  // The register, made when it is new (*made then).
  uint32_t At(ContainerNumber map, uint32_t key, bool* made);
  const Register& operator[](uint32_t number) const { return registers_[number]; }

  // A write that is not live yet; LVs ascend.
  uint32_t Append(Lv lv, uint32_t of, uint64_t lamport, uint32_t stamp,
                  std::span<const Lv> replaces);
  const Write& write(uint32_t number) const { return writes_[number]; }
  uint32_t WriteOf(Lv lv) const;
  // All that a write replaces, as its operation names them.
  std::vector<Lv> ReplacedBy(uint32_t write) const;
  void SetReplaced(uint32_t write) { writes_[write].replaced = true; }
  void Link(uint32_t write, Agent agent);
  void Unlink(uint32_t write);
  // For Link: whose a write is.
  std::vector<Agent>& agents() { return agents_; }

  uint32_t write_count() const { return static_cast<uint32_t>(writes_.size()); }
  uint32_t size() const { return static_cast<uint32_t>(registers_.size()); }

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
  struct RegisterHash {
    const Registers* registers;
    using is_transparent = void;
    size_t operator()(uint32_t number) const;
    size_t operator()(const Place& place) const;
  };
  struct RegisterEqual {
    const Registers* registers;
    using is_transparent = void;
    bool operator()(uint32_t a, uint32_t b) const { return a == b; }
    bool operator()(uint32_t a, const Place& b) const;
    bool operator()(const Place& a, uint32_t b) const { return (*this)(b, a); }
  };

  std::string key_bytes_;
  std::vector<uint32_t> key_starts_;
  absl::flat_hash_set<uint32_t, KeyHash, KeyEqual> keys_;
  std::vector<Register> registers_;
  absl::flat_hash_set<uint32_t, RegisterHash, RegisterEqual> by_place_;
  std::vector<Write> writes_;
  std::vector<Agent> agents_;
  absl::flat_hash_map<uint32_t, std::vector<Lv>> more_replaced_;
};

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_REGISTERS_H_
