#include "crdt/wire/hash.h"

#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/document/document_state.h"

namespace weft {

namespace {

constexpr std::string_view kChainHead = "weft chain 0";
constexpr std::string_view kDocumentHead = "weft document 0";

enum ChainTag : char {
  kUnitFull = 1,
  kUnitNext = 2,  // prev is the agent's creation before, next that one's next
  kEraseFull = 3,
  kEraseAbove = 4,  // the agent's effect before deleted the element one below, in seqs
  kEraseBelow = 5,  // ... one above
  kRestoreFull = 6,
  kRestoreAbove = 7,  // the agent's effect before restored the effect one below
};

enum DocumentTag : char { kText = 1, kVisible = 2, kDeleted = 3 };

// The fixed-width, little-endian numbers of what is hashed, collected on the stack.
class Fields {
 public:
  Fields& Tag(char tag) { return Number(static_cast<uint8_t>(tag), 1); }
  Fields& Unit(char16_t unit) { return Number(unit, 2); }
  Fields& Count(uint64_t count) { return Number(count, 4); }
  Fields& OfAgent(Agent agent) { return Number(agent, 8); }
  // The edge of a text is eight bytes FF and four 00.
  Fields& OfId(const Id& id) { return OfAgent(id.agent).Count(id.seq); }
  std::string_view view() const { return {bytes_, size_}; }

 private:
  static constexpr size_t kRoom = 32;

  Fields& Number(uint64_t value, size_t size) {
    WEFT_DCHECK(size_ + size <= kRoom);
    for (size_t i = 0; i < size; ++i) bytes_[size_++] = static_cast<char>(value >> 8 * i);
    return *this;
  }

  char bytes_[kRoom];
  size_t size_ = 0;
};

// A text's elements in order, as maximal runs.
class RunsHasher {
 public:
  explicit RunsHasher(wire::Sha256* hash) : hash_(hash) {}

  void Add(const Id& first, uint32_t count, bool visible) {
    if (count_ > 0 && visible == visible_ && first == Id{first_.agent, first_.seq + count_}) {
      count_ += count;
      return;
    }
    Finish();
    first_ = first;
    count_ = count;
    visible_ = visible;
  }
  void Finish() {
    if (count_ == 0) return;
    hash_->Add(Fields().Tag(visible_ ? kVisible : kDeleted).OfId(first_).Count(count_).view());
    count_ = 0;
  }

 private:
  wire::Sha256* hash_;
  Id first_ = kNullId;
  uint32_t count_ = 0;
  bool visible_ = false;
};

void AddText(Sequence& sequence, TreeId text, wire::Sha256* hash) {
  const AgentTable& agents = sequence.agents();
  RunsHasher runs(hash);
  sequence.tree().Visit(text, [&](Span span) {
    while (span.count > 0) {
      const uint32_t part = std::min(span.count, agents.RunLength(span.lv));
      runs.Add(agents.IdOf(span.lv), part, span.visible);
      span.lv += part;
      span.count -= part;
    }
  });
  runs.Finish();
}

}  // namespace

ChainHasher::ChainHasher(Agent agent) : agent_(agent) {
  hash_.Add(kChainHead);
  hash_.Add(Fields().OfAgent(agent).view());
}

void ChainHasher::Add(const Operation& operation, const OperationSet& set) {
  WEFT_CHECK(operation.id.agent == agent_);
  const uint32_t expected = operation.IsEffect() ? counts_.effects : counts_.creations;
  WEFT_CHECK(operation.id.seq == expected);
  if (operation.IsEffect()) {
    AddEffects(operation);
  } else {
    AddUnits(operation, set);
  }
}

void ChainHasher::AddUnits(const Operation& run, const OperationSet& set) {
  const bool goes_on =
      run.id.seq > 0 && run.prev == Id{agent_, run.id.seq - 1} && run.next == next_;
  if (!goes_on) AddFullUnit(run, set);
  for (uint32_t k = goes_on ? 0 : 1; k < run.count; ++k) {
    hash_.Add(Fields().Tag(kUnitNext).Unit(set.text[run.text_offset + k]).view());
  }
  counts_.creations += run.count;
  next_ = run.next;
}

void ChainHasher::AddFullUnit(const Operation& run, const OperationSet& set) {
  hash_.Add(Fields().Tag(kUnitFull).Unit(set.text[run.text_offset]).OfId(run.prev).view());
  hash_.Add(Fields().OfId(run.next).view());
  if (!run.prev.IsNull() || !run.next.IsNull()) return;
  const std::string& name = set.containers[run.container].name;
  hash_.Add(Fields().Count(name.size()).view());
  hash_.Add(name);
}

void ChainHasher::AddEffects(const Operation& run) {
  const bool erases = run.kind == OperationKind::kErase;
  for (uint32_t k = 0; k < run.count; ++k) {
    const uint32_t offset = run.backward ? run.count - 1 - k : k;
    const Id target{run.target.agent, run.target.seq + offset};
    const bool same = kind_ == run.kind && target_.agent == target.agent;
    if (same && target_.seq + 1 == target.seq) {
      hash_.Add(Fields().Tag(erases ? kEraseAbove : kRestoreAbove).view());
    } else if (same && erases && target.seq + 1 == target_.seq) {
      hash_.Add(Fields().Tag(kEraseBelow).view());
    } else {
      hash_.Add(Fields().Tag(erases ? kEraseFull : kRestoreFull).OfId(target).view());
    }
    kind_ = run.kind;
    target_ = target;
  }
  counts_.effects += run.count;
}

Result<Digest> AgentChain(const Document& document, Agent agent) {
  Version others = document.version();
  others.Set(agent, Counts{});
  const Result<OperationSet> set = document.OperationsSince(others);
  if (!set.ok()) return set.status();
  ChainHasher chain(agent);
  for (const Operation& operation : set->operations) chain.Add(operation, *set);
  return chain.Finish();
}

Result<std::vector<Chain>> AgentChains(const Document& document) {
  const Result<OperationSet> set = document.OperationsSince({});
  if (!set.ok()) return set.status();
  std::vector<Chain> chains;
  auto operation = set->operations.begin();
  const Version version = document.version();
  for (const Version::Entry& entry : version.entries()) {
    ChainHasher chain(entry.agent);
    while (operation != set->operations.end() && operation->id.agent == entry.agent) {
      chain.Add(*operation++, *set);
    }
    WEFT_CHECK(chain.counts() == entry.counts);
    chains.push_back(Chain{entry.agent, chain.Finish()});
  }
  return chains;
}

Digest DocumentHash(const Document& document) {
  wire::Sha256 hash;
  hash.Add(kDocumentHead);
  Sequence& sequence = document.state().sequence();
  sequence.Flush();
  for (const std::string& name : document.TextNames()) {
    hash.Add(Fields().Tag(kText).Count(name.size()).view());
    hash.Add(name);
    AddText(sequence, document.state().FindText(name), &hash);
  }
  return hash.Finish();
}

std::string ToHex(const Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const uint8_t byte : digest) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace weft
