#include "crdt/wire/object_tables.h"

#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/core/value.h"
#include "crdt/wire/column.h"
#include "crdt/wire/object_layout.h"
#include "crdt/wire/text_column.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

constexpr uint32_t kContainerSymbols = 2 * kContainerKinds;
constexpr uint32_t kNamedNode = 2 * static_cast<uint32_t>(ContainerKind::kNode) + 1;

uint32_t SymbolOf(const ContainerId& container) {
  return 2 * static_cast<uint32_t>(container.kind) + (container.IsRoot() ? 1 : 0);
}

}  // namespace

ObjectTables::ObjectTables(const CanonicalRuns& runs, const std::vector<ContainerId>& containers)
    : places_(containers.size()) {
  std::vector<uint32_t> used;
  for (const Operation& run : runs.runs) {
    if (run.container != kImpliedContainer) used.push_back(run.container);
    std::string_view key;
    if (run.kind == OperationKind::kMark) {
      key = SplitMark(ContentOf(run, runs.payload.bytes)).key;
    } else if (run.kind == OperationKind::kWrite && run.replaced.IsNull()) {
      key = SplitWrite(run, runs.payload.bytes).key;
    } else {
      continue;
    }
    if (key.size() <= kMaxSharedKeyBytes) keys_.push_back(key);
  }
  Sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  Sort(used.begin(), used.end(),
       [&](uint32_t a, uint32_t b) { return containers[a] < containers[b]; });
  for (const uint32_t index : used) {
    const ContainerId& container = containers[index];
    if (containers_.empty() || *containers_.back() != container) containers_.push_back(&container);
    places_[index] = static_cast<uint32_t>(containers_.size() - 1);
  }
  Sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
}

uint32_t ObjectTables::IndexOf(std::string_view key) const {
  return static_cast<uint32_t>(std::lower_bound(keys_.begin(), keys_.end(), key) - keys_.begin());
}

void ObjectTables::AppendContainers(const ObjectAgents& agents, std::string* out) const {
  SymbolWriter symbols(kContainerSymbols);
  SymbolWriter creators(static_cast<uint32_t>(kStepFirstAgent + agents.size()));
  AgentSteps steps;
  std::string seqs;
  std::string names;
  const ContainerId* last = nullptr;
  for (const ContainerId* container : containers_) {
    symbols.Add(SymbolOf(*container));
    if (container->IsRoot()) {
      AppendVarint(container->name.size(), &names);
      names += container->name;
      continue;
    }
    const Id id = container->creator;
    const bool goes_on =
        last != nullptr && last->kind == container->kind && last->creator.agent == id.agent;
    creators.Add(steps.SymbolTo(agents.IndexOf(id.agent)));
    AppendVarint(goes_on ? id.seq - last->creator.seq - 1 : id.seq, &seqs);
    last = container;
  }
  *out += symbols.Finish();
  *out += creators.Finish();
  *out += seqs;
  *out += names;
}

void ObjectTables::AppendKeys(std::string* out) const {
  for (const std::string_view key : keys_) value_bytes::AppendKey(key, out);
}

bool ReadTables::ReadContainers(uint32_t count, const std::vector<Agent>& agents,
                                ByteReader* body) {
  // Each takes a byte at least: of its creator's seq or of its name.
  if (count > body->Left()) return body->Refuse("more containers than bytes");
  containers_.reserve(count);
  int64_t last = -1;
  const uint8_t* const start = body->position();
  bool ascend = true;
  bool known = true;
  if (!SymbolReader(*body, kContainerSymbols)
           .Scan(count, body, [&](uint32_t symbol, uint64_t length) {
             ascend &= int64_t{symbol} > last;
             last = symbol;
             known &= symbol != kNamedNode;
             const Container row{symbol & 15, 0, 0, 0};
             containers_.insert(containers_.end(), length, row);
           })) {
    return false;
  }
  if (!ascend) return body->Refuse("containers that do not ascend", start);
  if (!known) return body->Refuse("a container that cannot have a name", start);
  return ReadCreators(agents, body) && ReadNames(body);
}

bool ReadTables::ReadCreators(const std::vector<Agent>& agents, ByteReader* body) {
  uint64_t nested = 0;
  for (const Container& container : containers_) nested += container.root() ? 0 : 1;
  const auto alphabet = static_cast<uint32_t>(kStepFirstAgent + agents.size());
  SymbolReader symbols(*body, alphabet);
  if (!SymbolReader(symbols).Scan(nested, body, [](uint32_t, uint64_t) {})) return false;
  AgentSteps steps;
  const Container* last = nullptr;
  for (Container& container : containers_) {
    if (container.root()) continue;
    const uint8_t* const start = body->position();
    uint32_t symbol;
    uint32_t code;
    if (!symbols.Next(&symbol) || !body->Varint(&code)) return false;
    uint32_t agent;
    if (!steps.Follow(symbol, static_cast<uint32_t>(agents.size()), &agent)) {
      return body->Refuse("a step to an agent that is none, or not the shortest", start);
    }
    container.agent = agent & ((1u << kAgentBits) - 1);
    const bool same_kind = last != nullptr && last->symbol == container.symbol;
    const bool goes_on = same_kind && last->agent == container.agent;
    const uint64_t seq = goes_on ? uint64_t{last->seq} + 1 + code : code;
    if (seq >= kMaxElements) return body->Refuse("a container's id is out of range", start);
    if (same_kind && agents[container.agent] < agents[last->agent]) {
      return body->Refuse("containers that do not ascend", start);
    }
    container.seq = static_cast<Seq>(seq);
    last = &container;
  }
  return true;
}

bool ReadTables::ReadNames(ByteReader* body) {
  names_ = *body;
  const Container* last = nullptr;
  std::string_view last_name;
  for (const Container& container : containers_) {
    if (!container.root()) continue;
    const uint8_t* const start = body->position();
    std::string_view name;
    if (!ReadName(body, &name)) return false;
    if (last != nullptr && last->symbol == container.symbol && name <= last_name) {
      return body->Refuse("names that do not ascend", start);
    }
    ++roots_;
    last = &container;
    last_name = name;
  }
  return true;
}

bool ReadTables::ReadKeys(uint32_t count, ByteReader* body) {
  if (count > body->Left()) return body->Refuse("more keys than bytes");
  keys_.reserve(count);
  used_keys_.resize(count);
  keys_start_ = body->position();
  std::string_view last;
  for (uint32_t i = 0; i < count; ++i) {
    const uint8_t* const start = body->position();
    uint32_t size;
    std::string_view key;
    if (!body->Varint(&size)) return false;
    if (size > kMaxSharedKeyBytes) return body->Refuse("a key too long for the table", start);
    keys_.push_back(static_cast<uint32_t>(body->position() - keys_start_));
    if (!body->Bytes(size, &key)) return false;
    if (!IsName(key)) return body->Refuse("a key that is not UTF-8", start);
    if (i > 0 && key <= last) return body->Refuse("keys that do not ascend", start);
    last = key;
  }
  return true;
}

std::string_view ReadTables::key(uint32_t index) const {
  // Its length is the one byte before it.
  const uint8_t* const at = keys_start_ + keys_[index];
  return {reinterpret_cast<const char*>(at), at[-1]};
}

const char* ReadTables::WhyUnused() const {
  for (const Container& container : containers_) {
    if (!container.used) return "a container that nothing names";
  }
  const bool all = std::find(used_keys_.begin(), used_keys_.end(), false) == used_keys_.end();
  return all ? nullptr : "a key that nothing names";
}

void ReadTables::TakeContainers(const std::vector<Agent>& agents,
                                std::vector<ContainerId>* out) const {
  ByteReader names = names_;
  out->reserve(containers_.size());
  for (const Container& container : containers_) {
    std::string_view name;
    if (!container.root()) {
      out->emplace_back(container.kind(), Id{agents[container.agent], container.seq});
    } else if (ReadName(&names, &name)) {
      out->emplace_back(container.kind(), std::string(name));
    }
  }
}

}  // namespace weft::wire
