#include "crdt/wire/hash.h"

#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/document/document_state.h"
#include "crdt/wire/hash_bytes.h"

namespace weft {

Result<Digest> AgentChain(const Document& document, Agent agent) {
  const Result<OperationSet> set = document.state().OperationsOf(agent);
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
