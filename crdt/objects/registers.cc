#include "crdt/objects/registers.h"

#include "absl/hash/hash.h"
#include "crdt/core/find_run.h"

namespace weft {

namespace {
size_t HashOf(std::string_view key) {
  return absl::HashOf(absl::string_view(key.data(), key.size()));
}
}  // namespace

size_t Registers::KeyHash::operator()(uint32_t key) const { return HashOf(registers->KeyAt(key)); }
size_t Registers::KeyHash::operator()(std::string_view key) const { return HashOf(key); }

size_t Registers::PlaceHash::operator()(RegisterNumber number) const {
  const Register& of = registers->registers_[number];
  return (*this)(Place{of.map, of.key});
}
size_t Registers::PlaceHash::operator()(const Place& place) const {
  return absl::HashOf(place.map, place.key);
}
bool Registers::PlaceEqual::operator()(RegisterNumber a, const Place& b) const {
  const Register& of = registers->registers_[a];
  return of.map == b.map && of.key == b.key;
}

Registers::Registers(const AgentTable* agents)
    : agents_(agents),
      keys_(0, KeyHash{this}, KeyEqual{this}),
      by_place_(0, PlaceHash{this}, PlaceEqual{this}) {}

uint32_t Registers::FindKey(std::string_view key) const {
  const auto place = keys_.find(key);
  return place == keys_.end() ? kNoKey : *place;
}

uint32_t Registers::InternKey(std::string_view key) {
  const uint32_t known = FindKey(key);
  if (known != kNoKey) return known;
  const auto number = static_cast<uint32_t>(key_starts_.size());
  key_starts_.push_back(static_cast<uint32_t>(key_bytes_.size()));
  key_bytes_.append(key);
  keys_.insert(number);
  return number;
}

RegisterNumber Registers::Find(ContainerNumber map, uint32_t key) const {
  const auto place = by_place_.find(Place{map, key});
  return place == by_place_.end() ? kNoRegister : *place;
}

RegisterNumber Registers::At(ContainerNumber map, uint32_t key) {
  const RegisterNumber known = Find(map, key);
  if (known != kNoRegister) return known;
  const RegisterNumber number = size();
  registers_.push_back(Register{map, key, kNoWrite});
  by_place_.insert(number);
  return number;
}

RegisterNumber Registers::FindOfMap(ContainerNumber map, std::string_view key) const {
  const uint32_t number = FindKey(key);
  return number == kNoKey ? kNoRegister : Find(map, number);
}

RegisterNumber Registers::OfMap(ContainerNumber map, std::string_view key) {
  return At(map, InternKey(key));
}

void Registers::Reserve(size_t keys, size_t registers, size_t writes) {
  key_starts_.reserve(keys);
  keys_.reserve(keys);
  registers_.reserve(registers);
  by_place_.reserve(registers);
  writes_.reserve(writes);
}

WriteNumber Registers::Append(Lv lv, RegisterNumber of, Lamport lamport, uint32_t stamp,
                              std::span<const Lv> replaces) {
  const WriteNumber number = write_count();
  const Lv first = replaces.empty() ? kNoLv : replaces[0];
  writes_.push_back(Write{lamport, lv, of, stamp, first, false, false});
  if (replaces.size() > 1) more_replaced_[number].assign(replaces.begin() + 1, replaces.end());
  return number;
}

WriteNumber Registers::WriteOf(Lv lv) const {
  return static_cast<WriteNumber>(FindRun(writes_, &Write::lv, lv));
}

std::vector<Lv> Registers::ReplacedBy(WriteNumber write) const {
  std::vector<Lv> all;
  if (writes_[write].replaces == kNoLv) return all;
  all.push_back(writes_[write].replaces);
  if (const auto more = more_replaced_.find(write); more != more_replaced_.end()) {
    all.insert(all.end(), more->second.begin(), more->second.end());
  }
  return all;
}

void Registers::SetLive(WriteNumber number, bool live) {
  Write& write = writes_[number];
  if (write.live == live) return;
  write.live = live;
  WriteNumber& winner = registers_[write.of].winner;
  if (live && winner == kNoWrite) {
    winner = number;
    return;
  }
  const auto crowd = crowds_.find(write.of);
  if (!live && crowd == crowds_.end()) {
    winner = kNoWrite;
    return;
  }
  absl::btree_set<Live>& all = crowd == crowds_.end() ? crowds_[write.of] : crowd->second;
  if (live) {
    if (all.empty()) all.insert(LiveOf(winner));
    all.insert(LiveOf(number));
  } else {
    all.erase(LiveOf(number));
  }
  winner = all.begin()->write;
  if (all.size() == 1) crowds_.erase(write.of);
}

}  // namespace weft
