// ObjectTables: what operations in columns name, each once: containers, and keys of maps and marks.
//
// Containers stand in the order of ContainerId: by kind, nested ones by id, then roots by name.
// Keys ascend as bytes; those longer than kMaxSharedKeyBytes are not there.
#ifndef WEFT_CRDT_WIRE_OBJECT_TABLES_H_
#define WEFT_CRDT_WIRE_OBJECT_TABLES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/object_agents.h"

namespace weft::wire {

// Those of some runs, to be written.
class ObjectTables {
 public:
  ObjectTables(const CanonicalRuns& runs, const std::vector<ContainerId>& containers);

  // Of a container that a run names, by its index in the set.
  uint32_t IndexOf(uint32_t container) const { return places_[container]; }
  // Of a key that is not too long.
  uint32_t IndexOf(std::string_view key) const;
  const std::vector<const ContainerId*>& containers() const { return containers_; }
  const std::vector<std::string_view>& keys() const { return keys_; }

  void AppendContainers(const ObjectAgents& agents, std::string* out) const;
  void AppendKeys(std::string* out) const;

 private:
  std::vector<const ContainerId*> containers_;
  std::vector<uint32_t> places_;  // by index in the set
  std::vector<std::string_view> keys_;
};

// Tables while they are read: a few bytes a row, until everything has been checked.
class ReadTables {
 public:
  static constexpr int kAgentBits = 27;
  struct Container {
    uint32_t symbol : 4;  // twice the kind, + 1 for a root
    uint32_t used : 1;
    uint32_t agent : kAgentBits;  // nested: index of the creator's agent
    Seq seq;

    ContainerKind kind() const { return static_cast<ContainerKind>(symbol / 2); }
    bool root() const { return symbol % 2 == 1; }
  };

  bool ReadContainers(uint32_t count, const std::vector<Agent>& agents, ByteReader* body);
  bool ReadKeys(uint32_t count, ByteReader* body);

  const Container& container(uint32_t index) const { return containers_[index]; }
  uint32_t containers() const { return static_cast<uint32_t>(containers_.size()); }
  uint32_t roots() const { return roots_; }
  std::string_view key(uint32_t index) const;
  uint32_t keys() const { return static_cast<uint32_t>(keys_.size()); }
  void UseContainer(uint32_t index) { containers_[index].used = 1; }
  void UseKey(uint32_t index) { used_keys_[index] = true; }
  // Null, or what is in a table although nothing names it.
  const char* WhyUnused() const;

  // Appends the containers as a set has them.
  void TakeContainers(const std::vector<Agent>& agents, std::vector<ContainerId>* out) const;

 private:
  bool ReadCreators(const std::vector<Agent>& agents, ByteReader* body);
  bool ReadNames(ByteReader* body);

  std::vector<Container> containers_;
  uint32_t roots_ = 0;
  ByteReader names_;
  std::vector<uint32_t> keys_;  // where each key is, from keys_start_
  std::vector<bool> used_keys_;
  const uint8_t* keys_start_ = nullptr;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_OBJECT_TABLES_H_
