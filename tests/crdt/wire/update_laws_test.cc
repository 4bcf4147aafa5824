// Laws of update bytes, on any well-formed set: equal sets have equal bytes, bytes are refused or
// are the ones that their set has.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/core/utf.h"
#include "crdt/wire/checksum.h"
#include "crdt/wire/update.h"
#include "fuzz/mutator.h"
#include "tests/crdt/wire/arbitrary_set.h"

namespace weft::testing {
namespace {

using Steps = std::vector<SetStep>;
using Elements = std::vector<ElementOperation>;

std::string Encoded(const Elements& elements) {
  Result<std::string> bytes = EncodeUpdate(Pack(elements));
  RC_ASSERT(bytes.ok());
  return *bytes;
}

OperationSet DecodedUpdate(std::string_view bytes) {
  OperationSet set;
  const Status status = DecodeUpdate(bytes, {}, &set);
  if (!status.ok()) RC_FAIL(status.ToString());
  return set;
}

Elements Sorted(Elements elements) {
  SortByAgent(&elements);
  return elements;
}

// Half of a pair is in no set without the other: they go the same way.
std::vector<Elements> Units(const Elements& elements) {
  std::vector<Elements> units;
  for (const ElementOperation& e : elements) {
    if (e.IsEffect() || !IsLowSurrogate(e.unit)) units.emplace_back();
    units.back().push_back(e);
  }
  return units;
}

Elements Joined(const std::vector<Elements>& units) {
  Elements all;
  for (const Elements& unit : units) all.insert(all.end(), unit.begin(), unit.end());
  return all;
}

TEST(UpdateLaws, DecodingGivesTheSetThatWasEncoded) {
  CheckLaw(3000, 60, [](const Steps& steps) {
    const Elements elements = MakeElements(steps);
    RC_ASSERT(Expand(DecodedUpdate(Encoded(elements))) == Sorted(elements));
  });
}

TEST(UpdateLaws, EncodingWhatWasDecodedGivesTheSameBytes) {
  CheckLaw(1000, 60, [](const Steps& steps) {
    const std::string bytes = Encoded(MakeElements(steps));
    const Result<std::string> again = EncodeUpdate(DecodedUpdate(bytes));
    RC_ASSERT(again.ok() && *again == bytes);
  });
}

TEST(UpdateLaws, DecodedRunsAreTheCanonicalOnes) {
  CheckLaw(1000, 60, [](const Steps& steps) {
    const OperationSet set = DecodedUpdate(Encoded(MakeElements(steps)));
    RC_ASSERT(Pack(Expand(set)).operations.size() == set.operations.size());
  });
}

TEST(UpdateLaws, BytesDoNotDependOnHowRunsAreCutAndAgentsMixed) {
  CheckLaw(1000, 60, [](const Steps& steps, uint64_t seed) {
    Random random(seed);
    const Elements elements = MakeElements(steps);
    // One element an operation, the agents dealt out anew, each one's order kept.
    std::map<Agent, Elements> by_agent;
    std::vector<Agent> deal;
    for (const ElementOperation& e : elements) {
      by_agent[e.agent].push_back(e);
      deal.push_back(e.agent);
    }
    random.Shuffle(deal);
    std::map<Agent, size_t> dealt;
    OperationSet cut;
    for (const Agent agent : deal) {
      OperationSet one = Pack({by_agent[agent][dealt[agent]++]});
      Operation operation = one.operations[0];
      operation.text_offset = static_cast<uint32_t>(cut.text.size());
      if (!one.containers.empty())
        operation.container = ContainerIndex(&cut, one.containers[0].name);
      cut.text += one.text;
      cut.operations.push_back(operation);
    }
    const Result<std::string> bytes = EncodeUpdate(cut);
    RC_ASSERT(bytes.ok());
    RC_ASSERT(*bytes == Encoded(elements));
  });
}

TEST(UpdateLaws, SessionFormHoldsTheSameSet) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  CheckLaw(1000, 60, [&](const Steps& steps) {
    const Elements elements = MakeElements(steps);
    const Result<std::string> bytes = EncodeSessionUpdate(Pack(elements), numbers);
    RC_ASSERT(bytes.ok());
    OperationSet set;
    RC_ASSERT(DecodeSessionUpdate(*bytes, numbers, {}, &set).ok());
    RC_ASSERT(Expand(set) == Sorted(elements));
    const Result<std::string> again = EncodeSessionUpdate(set, numbers);
    RC_ASSERT(again.ok() && *again == *bytes);
  });
}

TEST(UpdateLaws, EveryProperPrefixIsRefused) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  CheckLaw(200, 30, [&](const Steps& steps) {
    const std::string alone = Encoded(MakeElements(steps));
    OperationSet set;
    for (size_t size = 0; size < alone.size(); ++size) {
      RC_ASSERT(!DecodeUpdate(std::string_view(alone).substr(0, size), {}, &set).ok());
      RC_ASSERT(set.operations.empty() && set.text.empty() && set.containers.empty());
    }
  });
}

// Valid checksums over changed bytes, so that the change reaches the body.
TEST(UpdateLaws, ChangedBytesAreRefusedOrAreThoseOfAnotherSet) {
  CheckLaw(2000, 40, [](const Steps& steps, const Steps& others, uint64_t seed) {
    const auto body = [](const std::string& bytes) {
      return fuzz::Bytes(bytes.begin(), bytes.end() - wire::kChecksumBytes);
    };
    const std::vector<fuzz::Bytes> corpus = {body(Encoded(MakeElements(steps))),
                                             body(Encoded(MakeElements(others)))};
    fuzz::Mutator mutator(seed, &corpus);
    for (int i = 0; i < 20; ++i) {
      const fuzz::Bytes& changed = mutator.Next();
      std::string bytes(changed.begin(), changed.end());
      wire::AppendChecksum(0, &bytes);
      OperationSet set;
      if (!DecodeUpdate(bytes, {}, &set).ok()) continue;
      const Result<std::string> again = EncodeUpdate(set);
      if (!again.ok()) RC_FAIL(again.status().ToString());
      RC_ASSERT(*again == bytes);
    }
  });
}

TEST(UpdateLaws, ChangedSessionBytesAreRefusedOrAreThoseOfAnotherSet) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  CheckLaw(2000, 40, [&](const Steps& steps, uint64_t seed) {
    const std::string good = *EncodeSessionUpdate(Pack(MakeElements(steps)), numbers);
    const std::vector<fuzz::Bytes> corpus = {fuzz::Bytes(good.begin(), good.end())};
    fuzz::Mutator mutator(seed, &corpus);
    for (int i = 0; i < 20; ++i) {
      const fuzz::Bytes& changed = mutator.Next();
      const std::string bytes(changed.begin(), changed.end());
      OperationSet set;
      if (!DecodeSessionUpdate(bytes, numbers, {}, &set).ok()) continue;
      const Result<std::string> again = EncodeSessionUpdate(set, numbers);
      RC_ASSERT(again.ok() && *again == bytes);
    }
  });
}

// Parts that overlap and miss things, as updates from several places do.
std::vector<std::string> Parts(const Elements& elements, Random* random, size_t count) {
  std::vector<std::vector<Elements>> parts(count);
  for (const Elements& unit : Units(elements)) {
    const size_t one = random->Below(count);
    for (size_t part = 0; part < count; ++part) {
      if (part == one || random->OneIn(3)) parts[part].push_back(unit);
    }
  }
  std::vector<std::string> updates;
  for (const auto& part : parts) updates.push_back(Encoded(Joined(part)));
  return updates;
}

std::string Merged(const std::vector<std::string_view>& updates) {
  Result<std::string> merged = MergeUpdates(updates);
  if (!merged.ok()) RC_FAIL(merged.status().ToString());
  return *merged;
}

TEST(UpdateMergeLaws, MergingThePartsGivesTheWhole) {
  CheckLaw(1000, 60, [](const Steps& steps, uint64_t seed) {
    Random random(seed);
    const Elements elements = MakeElements(steps);
    const std::vector<std::string> parts = Parts(elements, &random, 1 + random.Below(5));
    RC_ASSERT(Merged({parts.begin(), parts.end()}) == Encoded(elements));
  });
}

TEST(UpdateMergeLaws, MergingIsCommutativeAssociativeAndIdempotent) {
  CheckLaw(500, 60, [](const Steps& steps, uint64_t seed) {
    Random random(seed);
    const std::vector<std::string> parts = Parts(MakeElements(steps), &random, 3);
    const std::string &a = parts[0], &b = parts[1], &c = parts[2];
    RC_ASSERT(Merged({a}) == a);
    RC_ASSERT(Merged({a, a}) == a);
    RC_ASSERT(Merged({a, b}) == Merged({b, a}));
    RC_ASSERT(Merged({Merged({a, b}), c}) == Merged({a, Merged({b, c})}));
    RC_ASSERT(Merged({Merged({a, b}), a}) == Merged({a, b}));
  });
}

// What one agent did twice, differently, is never united in silence.
TEST(UpdateMergeLaws, HistoriesOfOneAgentThatForkAreRefused) {
  CheckLaw(1000, 40, [](const Steps& steps, uint64_t seed) {
    Random random(seed);
    const Elements elements = MakeElements(steps);
    RC_PRE(!elements.empty());
    Elements forked = elements;
    ElementOperation& changed = forked[random.Below(forked.size())];
    if (changed.IsEffect()) {
      RC_PRE(changed.target.agent != changed.agent);
      changed.target.seq += 5000;
    } else {
      RC_PRE((changed.unit & 0xF800) != 0xD800);
      changed.unit = changed.unit == u'X' ? u'Y' : u'X';
    }
    const Result<std::string> merged = MergeUpdates({Encoded(elements), Encoded(forked)});
    RC_ASSERT(!merged.ok() && merged.status().code() == StatusCode::kAlreadyExists);
  });
}

}  // namespace
}  // namespace weft::testing
