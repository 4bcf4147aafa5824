// An agent's chain over operations of all kinds: what it must not depend on, and what it must.
#include "crdt/wire/chain_hasher.h"

#include <functional>
#include <map>

#include <gtest/gtest.h>

#include "crdt/core/operation_payload.h"
#include "crdt/core/value.h"
#include "crdt/wire/update.h"
#include "tests/support/any_element.h"

namespace weft::testing {
namespace {

using Steps = std::vector<SetStep>;
using AnyElements = std::vector<AnyElement>;

// The elements renumbered so that nothing is missing between them, as a chain needs it.
AnyElements Dense(AnyElements elements) {
  std::map<Agent, std::pair<uint32_t, uint32_t>> counts;
  for (AnyElement& e : elements) {
    auto& [creations, effects] = counts[e.agent];
    e.index = e.IsEffect() ? effects : creations;
    e.at = e.IsEffect() ? creations : effects;
    (e.IsEffect() ? effects : creations) += e.count;
  }
  return elements;
}

std::map<Agent, Digest> Chains(const OperationSet& set) {
  std::map<Agent, ChainHasher> chains;
  for (const Operation& operation : set.operations) {
    chains.try_emplace(operation.id.agent, operation.id.agent).first->second.Add(operation, set);
  }
  std::map<Agent, Digest> digests;
  for (const auto& [agent, chain] : chains) digests.emplace(agent, chain.Finish());
  return digests;
}

TEST(ChainHasher, DoesNotDependOnHowOperationsAreCutIntoRuns) {
  CheckLaw(2000, 60, [](const Steps& steps) {
    const AnyElements elements = Dense(MakeAnyElements(steps));
    RC_ASSERT(Chains(PackAny(elements)) == Chains(PackAny(elements, /*cut=*/true)));
  });
}

TEST(ChainHasher, DependsOnEveryPartOfAnOperation) {
  AnyElement write;
  write.kind = OperationKind::kWrite;
  write.agent = 1;
  write.container = ContainerId(ContainerKind::kMap, "m");
  write.content = std::string("\1k\5", 3);
  AnyElement further = write;
  further.container.reset();
  further.content = "\5";
  further.replaced = {{2, 1}, {2, 5}};
  AnyElement move;
  move.kind = OperationKind::kMove;
  move.agent = 1;
  move.item = {2, 3};
  move.container = ContainerId(ContainerKind::kList, "l");
  AnyElement item = move;
  item.kind = OperationKind::kInsertItems;
  item.content = "\5";
  AnyElement text = item;
  text.kind = OperationKind::kInsertText;
  text.content.clear();
  text.unit = u'x';
  text.container = ContainerId(ContainerKind::kText, Id{2, 9});
  AnyElement add;
  add.kind = OperationKind::kAdd;
  add.agent = 1;
  add.content = "\5";
  add.container = ContainerId(ContainerKind::kCounter, "c");
  AnyElement other;
  other.kind = OperationKind::kOtherCreation;
  other.agent = 1;
  AppendOther({77, false, "abc"}, &other.content);
  AnyElement effect = other;
  effect.kind = OperationKind::kOtherEffect;

  AnyElements all{write, further, move, item, text, add, other, effect};
  const auto vary = [&](const AnyElement& from, const std::function<void(AnyElement*)>& change) {
    all.push_back(from);
    change(&all.back());
  };
  vary(write, [](AnyElement* e) { e->stamp = 1; });
  vary(write, [](AnyElement* e) { e->content = std::string("\1l\5", 3); });
  vary(write, [](AnyElement* e) { e->content = std::string("\1k\6", 3); });
  vary(write, [](AnyElement* e) { e->container->name = "n"; });
  vary(write, [](AnyElement* e) { e->container = ContainerId(ContainerKind::kMap, Id{2, 9}); });
  vary(further, [](AnyElement* e) { e->replaced = {{2, 1}}; });
  vary(further, [](AnyElement* e) { e->replaced = {{2, 1}, {2, 6}}; });
  vary(move, [](AnyElement* e) { e->item = {2, 4}; });
  vary(move, [](AnyElement* e) { e->stamp = 2; });
  vary(move, [](AnyElement* e) { e->container->kind = ContainerKind::kTree; });
  vary(item, [](AnyElement* e) { e->content = "\6"; });
  vary(item, [](AnyElement* e) { e->container->name = "k"; });
  vary(item, [](AnyElement* e) {
    e->container.reset();
    e->prev = {2, 1};
  });
  vary(text, [](AnyElement* e) { e->container->creator.seq = 8; });
  vary(text, [](AnyElement* e) { e->container = ContainerId("t"); });
  vary(add, [](AnyElement* e) { e->content = "\4"; });
  vary(add, [](AnyElement* e) { e->container->name = "d"; });
  vary(other, [](AnyElement* e) { e->count = 2; });
  vary(other, [](AnyElement* e) { e->container = ContainerId("t"); });
  vary(other, [](AnyElement* e) { e->content[0] ^= 1; });
  std::map<Digest, size_t> digests;
  for (size_t i = 0; i < all.size(); ++i) {
    const Digest digest = Chains(PackAny({all[i]})).at(1);
    const auto [place, is_new] = digests.emplace(digest, i);
    EXPECT_TRUE(is_new) << i << " as " << place->second;
  }
}

// What is decoded has the chain of what was encoded.
TEST(ChainHasher, SurvivesTheWire) {
  CheckLaw(500, 60, [](const Steps& steps) {
    const OperationSet set = PackAny(Dense(MakeAnyElements(steps)));
    const Result<std::string> bytes = EncodeUpdate(set);
    RC_PRE(bytes.ok());  // a renumbered id may have come to stand before what it names
    OperationSet decoded;
    RC_ASSERT(DecodeUpdate(*bytes, {}, &decoded).ok());
    RC_ASSERT(Chains(decoded) == Chains(set));
  });
}

}  // namespace
}  // namespace weft::testing
