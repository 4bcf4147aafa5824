// The laws of update_laws_test.cc, on sets of all kinds of operations.
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/wire/checksum.h"
#include "crdt/wire/update.h"
#include "fuzz/mutator.h"
#include "tests/support/any_element.h"

namespace weft::testing {
namespace {

using Steps = std::vector<SetStep>;
using Elements = std::vector<AnyElement>;

std::string Encoded(const Elements& elements) {
  Result<std::string> bytes = EncodeUpdate(PackAny(elements));
  if (!bytes.ok()) RC_FAIL(bytes.status().ToString());
  return *bytes;
}

OperationSet DecodedObjects(std::string_view bytes) {
  OperationSet set;
  const Status status = DecodeUpdate(bytes, {}, &set);
  if (!status.ok()) RC_FAIL(status.ToString());
  return set;
}

Elements Sorted(Elements elements) {
  SortAny(&elements);
  return elements;
}

TEST(ObjectLaws, DecodingGivesTheSetThatWasEncoded) {
  CheckLaw(5000, 60, [](const Steps& steps) {
    const Elements elements = MakeAnyElements(steps);
    RC_ASSERT(ExpandAny(DecodedObjects(Encoded(elements))) == Sorted(elements));
  });
}

TEST(ObjectLaws, EncodingWhatWasDecodedGivesTheSameBytes) {
  CheckLaw(2000, 60, [](const Steps& steps) {
    const std::string bytes = Encoded(MakeAnyElements(steps));
    const Result<std::string> again = EncodeUpdate(DecodedObjects(bytes));
    RC_ASSERT(again.ok());
    RC_ASSERT(*again == bytes);
  });
}

TEST(ObjectLaws, DecodedRunsAreTheCanonicalOnesAndTheirPayloadHasNoGaps) {
  CheckLaw(1000, 60, [](const Steps& steps) {
    const OperationSet set = DecodedObjects(Encoded(MakeAnyElements(steps)));
    const OperationSet packed = PackAny(ExpandAny(set));
    RC_ASSERT(packed.operations.size() == set.operations.size());
    RC_ASSERT(packed.payload.bytes == set.payload.bytes);
    RC_ASSERT(packed.payload.ids == set.payload.ids);
  });
}

TEST(ObjectLaws, BytesDoNotDependOnHowRunsAreCutAndAgentsMixed) {
  CheckLaw(1000, 60, [](const Steps& steps, uint64_t seed) {
    Random random(seed);
    const Elements elements = MakeAnyElements(steps);
    std::map<Agent, Elements> by_agent;
    std::vector<Agent> deal;
    for (const AnyElement& e : elements) {
      by_agent[e.agent].push_back(e);
      deal.push_back(e.agent);
    }
    random.Shuffle(deal);
    std::map<Agent, size_t> dealt;
    Elements mixed;
    for (const Agent agent : deal) mixed.push_back(by_agent[agent][dealt[agent]++]);
    const Result<std::string> bytes = EncodeUpdate(PackAny(mixed, /*cut=*/true));
    RC_ASSERT(bytes.ok());
    RC_ASSERT(*bytes == Encoded(elements));
  });
}

TEST(ObjectLaws, SessionFormHoldsTheSameSet) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  CheckLaw(2000, 60, [&](const Steps& steps) {
    const Elements elements = MakeAnyElements(steps);
    const Result<std::string> bytes = EncodeSessionUpdate(PackAny(elements), numbers);
    RC_ASSERT(bytes.ok());
    OperationSet set;
    const Status status = DecodeSessionUpdate(*bytes, numbers, {}, &set);
    if (!status.ok()) RC_FAIL(status.ToString());
    RC_ASSERT(ExpandAny(set) == Sorted(elements));
  });
}

TEST(ObjectLaws, EveryOperationAloneIsReadBack) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  CheckLaw(1000, 40, [&](const Steps& steps) {
    for (const AnyElement& element : MakeAnyElements(steps)) {
      if (IsSurrogate(element.unit)) continue;
      const Result<std::string> bytes = EncodeSessionUpdate(PackAny({element}), numbers);
      if (!bytes.ok()) RC_FAIL(bytes.status().ToString());
      OperationSet set;
      const Status status = DecodeSessionUpdate(*bytes, numbers, {}, &set);
      if (!status.ok()) RC_FAIL(status.ToString());
      RC_ASSERT(ExpandAny(set) == Elements{element});
      RC_ASSERT(*EncodeSessionUpdate(set, numbers) == *bytes);
    }
  });
}

TEST(ObjectLaws, EveryProperPrefixIsRefused) {
  CheckLaw(200, 30, [](const Steps& steps) {
    const std::string alone = Encoded(MakeAnyElements(steps));
    OperationSet set;
    for (size_t size = 0; size < alone.size(); ++size) {
      RC_ASSERT(!DecodeUpdate(std::string_view(alone).substr(0, size), {}, &set).ok());
      RC_ASSERT(set.operations.empty() && set.containers.empty() && set.payload.bytes.empty());
    }
  });
}

TEST(ObjectLaws, ChangedBytesAreRefusedOrAreThoseOfAnotherSet) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  CheckLaw(4000, 40, [&](const Steps& steps, const Steps& others, uint64_t seed) {
    const auto body = [&](const Steps& some) {
      const std::string bytes = *EncodeSessionUpdate(PackAny(MakeAnyElements(some)), numbers);
      return fuzz::Bytes(bytes.begin(), bytes.end());
    };
    const std::vector<fuzz::Bytes> corpus = {body(steps), body(others)};
    fuzz::Mutator mutator(seed, &corpus);
    for (int i = 0; i < 20; ++i) {
      const fuzz::Bytes& changed = mutator.Next();
      const std::string bytes(changed.begin(), changed.end());
      OperationSet set;
      if (!DecodeSessionUpdate(bytes, numbers, {}, &set).ok()) continue;
      const Result<std::string> again = EncodeSessionUpdate(set, numbers);
      if (!again.ok()) RC_FAIL(again.status().ToString());
      RC_ASSERT(*again == bytes);
    }
  });
}

// Single operations, whose every byte counts, are hit by few mutations of whole sets.
TEST(ObjectLaws, ChangedBytesOfOneOperationAreRefusedOrAreThoseOfAnother) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  CheckLaw(4000, 40, [&](const SetStep& step, const Steps& before, uint64_t seed) {
    Steps steps = before;
    steps.push_back(step);
    const Elements elements = MakeAnyElements(steps);
    RC_PRE(!elements.empty());
    RC_PRE(!IsSurrogate(elements.back().unit));
    const std::string one = *EncodeSessionUpdate(PackAny({elements.back()}), numbers);
    const std::vector<fuzz::Bytes> corpus = {fuzz::Bytes(one.begin(), one.end())};
    fuzz::Mutator mutator(seed, &corpus);
    for (int i = 0; i < 50; ++i) {
      const fuzz::Bytes& changed = mutator.Next();
      const std::string bytes(changed.begin(), changed.end());
      OperationSet set;
      if (!DecodeSessionUpdate(bytes, numbers, {}, &set).ok()) continue;
      const Result<std::string> again = EncodeSessionUpdate(set, numbers);
      if (!again.ok()) RC_FAIL(again.status().ToString());
      RC_ASSERT(*again == bytes);
    }
  });
}

// Halves of a pair go the same way.
std::vector<Elements> Units(const Elements& elements) {
  std::vector<Elements> units;
  for (const AnyElement& e : elements) {
    if (!IsLowSurrogate(e.unit)) units.emplace_back();
    units.back().push_back(e);
  }
  return units;
}

std::vector<std::string> Parts(const Elements& elements, Random* random, size_t count) {
  std::vector<Elements> parts(count);
  for (const Elements& unit : Units(elements)) {
    const size_t one = random->Below(count);
    for (size_t part = 0; part < count; ++part) {
      if (part != one && !random->OneIn(3)) continue;
      parts[part].insert(parts[part].end(), unit.begin(), unit.end());
    }
  }
  std::vector<std::string> updates;
  for (const Elements& part : parts) updates.push_back(Encoded(part));
  return updates;
}

std::string Merged(const std::vector<std::string_view>& updates) {
  Result<std::string> merged = MergeUpdates(updates);
  if (!merged.ok()) RC_FAIL(merged.status().ToString());
  return *merged;
}

TEST(ObjectMergeLaws, MergingThePartsGivesTheWhole) {
  CheckLaw(2000, 60, [](const Steps& steps, uint64_t seed) {
    Random random(seed);
    const Elements elements = MakeAnyElements(steps);
    const std::vector<std::string> parts = Parts(elements, &random, 1 + random.Below(5));
    RC_ASSERT(Merged({parts.begin(), parts.end()}) == Encoded(elements));
  });
}

TEST(ObjectMergeLaws, MergingIsCommutativeAssociativeAndIdempotent) {
  CheckLaw(1000, 60, [](const Steps& steps, uint64_t seed) {
    Random random(seed);
    const std::vector<std::string> parts = Parts(MakeAnyElements(steps), &random, 3);
    const std::string &a = parts[0], &b = parts[1], &c = parts[2];
    RC_ASSERT(Merged({a}) == a);
    RC_ASSERT(Merged({a, a}) == a);
    RC_ASSERT(Merged({a, b}) == Merged({b, a}));
    RC_ASSERT(Merged({Merged({a, b}), c}) == Merged({a, Merged({b, c})}));
  });
}

// Changes what the element says so that it stays well-formed; false when this one cannot.
bool Change(AnyElement* element, uint64_t choice) {
  switch (element->kind) {
    case OperationKind::kInsertText:
      if (IsSurrogate(element->unit)) return false;
      element->unit = element->unit == u'X' ? u'Y' : u'X';
      return true;
    case OperationKind::kErase:
    case OperationKind::kRestore:
    case OperationKind::kUndo:
      if (element->target.agent == element->agent) return false;
      element->target.seq += 5000;
      return true;
    case OperationKind::kWrite:
      if (choice % 2 == 0) {
        element->stamp ^= 1;
        return true;
      }
      if (element->replaced.empty() || element->replaced.back().agent == element->agent) {
        return false;
      }
      element->replaced.back().seq += 5000;
      return true;
    case OperationKind::kMove:
      if (choice % 2 == 0 || element->item.agent == element->agent) {
        element->stamp ^= 1;
      } else {
        element->item.seq += 5000;
      }
      return true;
    case OperationKind::kMark:
      element->content[0] ^= kSeveral;
      return true;
    default:
      if (choice % 2 == 0 && element->container && element->container->IsRoot()) {
        element->container->name += "other";
        return true;
      }
      if (element->kind == OperationKind::kOtherCreation ||
          element->kind == OperationKind::kOtherEffect) {
        element->content[0] ^= 1;  // critical or not
        return true;
      }
      element->content = element->content == "\x01" ? "\x02" : "\x01";
      return true;
  }
}

TEST(ObjectMergeLaws, HistoriesOfOneAgentThatForkAreRefused) {
  CheckLaw(2000, 40, [](const Steps& steps, uint64_t seed) {
    Random random(seed);
    const Elements elements = MakeAnyElements(steps);
    RC_PRE(!elements.empty());
    Elements forked = elements;
    RC_PRE(Change(&forked[random.Below(forked.size())], random.Below(2)));
    const Result<std::string> merged = MergeUpdates({Encoded(elements), Encoded(forked)});
    RC_ASSERT(merged.status().code() == StatusCode::kAlreadyExists);
  });
}

}  // namespace
}  // namespace weft::testing
