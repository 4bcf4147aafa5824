#include "crdt/wire/hash.h"

#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/document/document_state.h"
#include "crdt/wire/hash_bytes.h"

namespace weft {

namespace {

using wire::HashBytes;

constexpr std::string_view kDocumentHead = "weft document 0";

enum DocumentTag : char { kText = 1, kVisible = 2, kDeleted = 3 };

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
    hash_->Add(HashBytes().Tag(visible_ ? kVisible : kDeleted).OfId(first_).Count(count_).view());
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
    hash.Add(HashBytes().Tag(kText).Count(name.size()).view());
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
