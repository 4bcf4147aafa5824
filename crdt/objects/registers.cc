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
  writes_.push_back(Write{lamport, lv, of, stamp, first, 0, 0});
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

void Registers::AddCover(WriteNumber number, std::vector<WriteNumber>* changed) {
  if (writes_[number].covers++ > 0) return;
  changed->push_back(number);
  if (IsUndone(number)) Spread(number, true, changed);
}

void Registers::SetUndone(WriteNumber number, bool undone, std::vector<WriteNumber>* changed) {
  if (undone) {
    undone_.insert(number);
  } else {
    undone_.erase(number);
  }
  changed->push_back(number);
  // While something covers it, so does it, undone or not.
  if (writes_[number].covers == 0) Spread(number, !undone, changed);
}

// A write covers what it replaces from now on, or not any more: through those that are undone.
void Registers::Spread(WriteNumber number, bool covers, std::vector<WriteNumber>* changed) {
  std::vector<WriteNumber> from{number};
  while (!from.empty()) {
    const WriteNumber over = from.back();
    from.pop_back();
    for (const Lv lv : ReplacedBy(over)) {
      if (!IsWrite(lv)) continue;
      const WriteNumber under = WriteOf(lv);
      Write& write = writes_[under];
      if (covers) {
        if (write.covers++ > 0) continue;
      } else {
        if (--write.covers > 0) continue;
      }
      changed->push_back(under);
      if (IsUndone(under)) from.push_back(under);
    }
  }
}

// Those over a write come after it.
bool Registers::CoversAreRight() const {
  std::vector<uint32_t> covers(writes_.size());
  for (WriteNumber i = write_count(); i-- > 0;) {
    if (covers[i] != writes_[i].covers) return false;
    if (IsUndone(i) && covers[i] == 0) continue;
    for (const Lv lv : ReplacedBy(i)) {
      if (IsWrite(lv)) ++covers[WriteOf(lv)];
    }
  }
  return true;
}

// An item's value is replaced, too, and is none.
bool Registers::IsWrite(Lv lv) const {
  const size_t at = FindRun(writes_, &Write::lv, lv);
  return writes_[at].lv == lv;
}

void Registers::SetLive(WriteNumber number, bool live) {
  Write& write = writes_[number];
  if ((write.live != 0) == live) return;
  write.live = live ? 1 : 0;
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
