// What was done to things that do not show, because somebody else deleted what they are in, is made
// again like all else, or it is in the proposal: nothing disappears.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/undo_manager.h"
#include "crdt/wire/delta_json.h"
#include "crdt/wire/json_document.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/update.h"
#include "sync/rebuild.h"
#include "tests/support/documents.h"
#include "tests/support/random.h"
#include "tests/support/random_edit.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;

constexpr Agent kBen = 1;
constexpr Agent kAnn = 2;
constexpr Agent kNew = 7;

std::string WithoutIds(std::string json) {
  const std::string id = R"("id":")";
  for (size_t at = 0; (at = json.find(id, at)) != std::string::npos;) {
    at += id.size();
    json.erase(at, json.find('"', at) - at);
  }
  return json;
}

// Ann writes what is refused and goes on; Ben deletes at the same time, and takes it back after
// Ann's document was rebuilt.
struct Hidden {
  Hidden() {
    Map item = *ben.List("todos").InsertMap(0);
    EXPECT_OK(item.MakeText("name")->Insert(0, "milk"));
    EXPECT_OK(item.Set("gone", 1));
    EXPECT_OK(item.MakeList("parts").status());
    for (const char* part : {"a", "b", "c"}) {
      EXPECT_OK(ben.ListAt("todos/0/parts")->Append(part));
    }
    EXPECT_OK(item.MakeCounter("n").status());
    Tree tree = *item.MakeTree("steps");
    node = *tree.Insert(kNullId, 0);
    EXPECT_OK(tree.Insert(kNullId, 1).status());
    Sync(ben, ann);
    EXPECT_OK(ann.Map("locked").Set("k", 1));
    ann.Begin();
  }
  void BenDeletes(const EffectId& from, uint32_t count) {
    deletion = from;
    deletions = count;
    ann.Commit();
    const OperationSet bens = Everything(ben, ann.version());
    Integrate(ann, bens);
    rebuilt.emplace(*sync::Rebuild(ann, kAnn, {}, {1, 0}, kNew));
    EXPECT_OK(rebuilt->document.CheckInvariants());
  }
  void BenDeletesTheItem() {
    const EffectId from{kBen, ben.version().Get(kBen).effects};
    EXPECT_OK(ben.List("todos").Erase(0));
    BenDeletes(from, 1);
  }
  size_t Proposed() {
    OperationSet set;
    EXPECT_OK(DecodeUpdate(rebuilt->proposal.update, {}, &set));
    return set.operations.size();
  }
  // With the deletion taken back, both are the same but for what was refused.
  void ExpectAll() {
    EXPECT_EQ(Proposed(), 1u);
    EXPECT_OK(rebuilt->document.Restore(deletion, deletions));
    EXPECT_OK(ann.Restore(deletion, deletions));
    EXPECT_OK(ann.Map("locked").Remove("k"));
    std::string wanted = WithoutIds(*WriteJson(ann));
    wanted.erase(wanted.find(R"("locked":{},)"), 12);
    EXPECT_EQ(WithoutIds(*WriteJson(rebuilt->document)), wanted);
  }

  Document ben{kBen};
  Document ann{kAnn};
  Id node{};
  EffectId deletion{};
  uint32_t deletions = 0;
  std::optional<sync::Rebuilt> rebuilt;
};

TEST(RebuildHidden, WhatWasTypedMarkedAndErasedIsMadeAgain) {
  Hidden hidden;
  Text name = *hidden.ann.TextAt("todos/0/name");
  EXPECT_OK(name.Insert(4, " and \U0001F600 eggs"));
  EXPECT_OK(name.Mark(0, 4, "bold", true).status());
  EXPECT_OK(name.Erase(0, 1));
  EXPECT_OK(name.InsertEmbed(0, 5));
  hidden.BenDeletesTheItem();
  hidden.ExpectAll();
  EXPECT_EQ(DeltaToJson(hidden.rebuilt->document.TextAt("todos/0/name")->Delta()),
            DeltaToJson(name.Delta()));
}

TEST(RebuildHidden, WhatWasWrittenRemovedAndAddedIsMadeAgain) {
  Hidden hidden;
  Map item = *hidden.ann.MapAt("todos/0");
  EXPECT_OK(item.Set("done", true));
  EXPECT_OK(item.Set("done", "quite"));
  EXPECT_OK(item.Remove("gone"));
  EXPECT_OK(item.MakeMap("more")->Set("deep", 1));
  EXPECT_OK(item.GetCounter("n")->Add(5));
  hidden.BenDeletesTheItem();
  hidden.ExpectAll();
}

TEST(RebuildHidden, WhatWasDoneToListsAndTreesIsMadeAgain) {
  Hidden hidden;
  List parts = *hidden.ann.ListAt("todos/0/parts");
  EXPECT_OK(parts.Insert(1, "new"));
  EXPECT_OK(parts.Move(0, 3));
  EXPECT_OK(parts.Set(1, "b!"));
  EXPECT_OK(parts.Erase(2));
  EXPECT_OK(parts.InsertText(0)->Insert(0, "text"));
  Tree tree = *hidden.ann.TreeAt("todos/0/steps");
  const Id child = *tree.Insert(hidden.node, 0);
  EXPECT_OK(tree.Data(child)->Set("title", "child"));
  EXPECT_OK(tree.Move(child, tree.Children(kNullId)[1], 0));
  EXPECT_OK(tree.Insert(child, 0).status());
  EXPECT_OK(tree.Erase(hidden.node));
  hidden.BenDeletesTheItem();
  hidden.ExpectAll();
}

// No edit reaches what is deleted itself.
TEST(RebuildHidden, WhatWasDoneToTheDeletedItselfIsMadeAgain) {
  Hidden hidden;
  List parts = *hidden.ann.ListAt("todos/0/parts");
  EXPECT_OK(parts.Set(1, "b!"));
  EXPECT_OK(parts.Set(1, "b!!"));
  EXPECT_OK(parts.Move(1, 0));
  EXPECT_OK(parts.Insert(1, "behind it"));
  Text name = *hidden.ann.TextAt("todos/0/name");
  EXPECT_OK(name.Mark(0, 4, "bold", true).status());
  EXPECT_OK(name.Insert(2, "L"));
  Tree tree = *hidden.ann.TreeAt("todos/0/steps");
  EXPECT_OK(tree.Move(tree.Children(kNullId)[1], hidden.node, 0));
  EXPECT_OK(tree.Insert(hidden.node, 1).status());
  EXPECT_OK(tree.Data(hidden.node)->Set("title", "parent"));
  const EffectId from{kBen, hidden.ben.version().Get(kBen).effects};
  EXPECT_OK(hidden.ben.ListAt("todos/0/parts")->Erase(1));
  EXPECT_OK(hidden.ben.TextAt("todos/0/name")->Erase(0, 4));
  EXPECT_OK(hidden.ben.TreeAt("todos/0/steps")->Erase(hidden.node));
  hidden.BenDeletes(from, 6);
  EXPECT_EQ(hidden.rebuilt->document.TextAt("todos/0/name")->Read(), "L");
  hidden.ExpectAll();
  EXPECT_EQ(DeltaToJson(hidden.rebuilt->document.TextAt("todos/0/name")->Delta()),
            DeltaToJson(name.Delta()));
}

TEST(RebuildHidden, WhatBothHaveDeletedStaysDeletedWhenOneTakesItBack) {
  Hidden hidden;
  EXPECT_OK(hidden.ann.TextAt("todos/0/name")->Erase(1, 2));
  EXPECT_OK(hidden.ann.ListAt("todos/0/parts")->Erase(0));
  const EffectId from{kBen, hidden.ben.version().Get(kBen).effects};
  EXPECT_OK(hidden.ben.TextAt("todos/0/name")->Erase(0, 4));
  EXPECT_OK(hidden.ben.ListAt("todos/0/parts")->Erase(0));
  hidden.BenDeletes(from, 5);
  hidden.ExpectAll();
  EXPECT_EQ(hidden.rebuilt->document.TextAt("todos/0/name")->Read(), "mk");
}

// Made again now they would prevail.
TEST(RebuildHidden, AWriteOrMoveThatAnotherPrevailsOverIsInTheProposal) {
  Hidden hidden;
  for (int i = 0; i < 5; ++i) EXPECT_OK(hidden.ben.Map("other").Set("k", i));
  EXPECT_OK(hidden.ben.Map("facts").Set("k", "ben's"));
  EXPECT_OK(hidden.ben.ListAt("todos/0/parts")->Set(1, "ben's"));
  EXPECT_OK(hidden.ben.ListAt("todos/0/parts")->Move(0, 2));
  EXPECT_OK(hidden.ann.Map("facts").Set("k", "ann's"));
  EXPECT_OK(hidden.ann.ListAt("todos/0/parts")->Set(1, "ann's"));
  EXPECT_OK(hidden.ann.ListAt("todos/0/parts")->Move(0, 1));
  hidden.BenDeletes({}, 0);
  EXPECT_EQ(hidden.Proposed(), 4u);
  Document& document = hidden.rebuilt->document;
  EXPECT_EQ(*document.Map("facts").Get("k"), Value("ben's"));
  EXPECT_EQ(document.ListAt("todos/0/parts")->Read(), (std::vector<Value>{"ben's", "c", "a"}));
}

// The new agent's number would put it on the other side.
TEST(RebuildHidden, WhatStandsBesideOthersStaysOnItsSideOfThem) {
  for (const Agent bens : {Agent{5}, Agent{1}}) {
    Document ann(kAnn);
    EXPECT_OK(ann.Map("locked").Set("k", 1));
    Document ben(bens);
    for (Document* document : {&ann, &ben}) {
      Type(*document, 0, document == &ann ? "ann" : "ben");
      EXPECT_OK(document->List("l").Append(document == &ann ? "ann" : "ben"));
      EXPECT_OK(document->Tree("t").Insert(kNullId, 0).status());
    }
    const Id node = ann.Tree("t").Children(kNullId)[0];
    EXPECT_OK(ann.Tree("t").Data(node)->Set("title", "ann's"));
    Sync(ben, ann);
    for (const Agent agent : {Agent{3}, Agent{7}}) {
      Result<sync::Rebuilt> rebuilt = sync::Rebuild(ann, kAnn, {}, {1, 0}, agent);
      EXPECT_OK(rebuilt.status());
      std::string wanted = WithoutIds(*WriteJson(ann));
      wanted.replace(wanted.find(R"("locked":{"k":1},)"), 17, "");
      EXPECT_EQ(WithoutIds(*WriteJson(rebuilt->document)), wanted);
    }
  }
}

// They were in what was refused, or did something to it.
TEST(RebuildHidden, WhatWasDoneToTheRefusedIsInTheProposalWithIt) {
  Document document(kAnn);
  EXPECT_OK(document.Map("m").MakeText("note")->Insert(0, "abc"));
  const Counts drop = document.version().Get(kAnn);
  EXPECT_OK(document.TextAt("m/note")->Erase(1, 1));
  EXPECT_OK(document.TextAt("m/note")->Insert(2, "d"));
  EXPECT_OK(document.Map("m").Remove("note"));
  EXPECT_OK(document.Map("other").Set("k", 1));
  Result<sync::Rebuilt> rebuilt = sync::Rebuild(document, kAnn, {}, drop, kNew);
  EXPECT_OK(rebuilt.status());
  EXPECT_EQ(*WriteJson(rebuilt->document), R"({"other":{"k":1}})");
  OperationSet set;
  EXPECT_OK(DecodeUpdate(rebuilt->proposal.update, {}, &set));
  Document proposed(kNew);
  Integrate(proposed, set);
  EXPECT_EQ(*WriteJson(proposed), R"({"m":{}})");
}

// Ann hears of Ben's deletion before she hears that what she sent first is refused.
TEST(RebuildHidden, EditsInWhatAnotherClientDeletesComeBackWithIt) {
  Pair pair;
  EXPECT_OK(pair.of_ann().List("todos").InsertMap(0)->MakeText("name")->Insert(0, "milk"));
  pair.Settle();
  pair.application().policy = [](std::string_view, const AdmittedOperation& operation) {
    return operation.path == "locked" ? FailedPrecondition("no") : OkStatus();
  };
  EXPECT_OK(pair.of_ann().Map("locked").Set("k", 1));
  pair.ann.session.Tick(pair.now());
  EXPECT_OK(pair.of_ann().TextAt("todos/0/name")->Insert(4, " and eggs"));
  EXPECT_OK(pair.of_ann().MapAt("todos/0")->Set("done", true));
  EXPECT_OK(pair.of_ann().MapAt("todos/0")->MakeCounter("n")->Add(5));
  UndoManager undo(&pair.of_ben());
  EXPECT_OK(pair.of_ben().List("todos").Erase(0));
  pair.ben.session.Tick(pair.now());
  std::string frame;
  while (pair.ben.session.NextFrame(&frame)) pair.ben.link->Receive(frame, pair.now());
  while (pair.ann.link->NextFrame(&frame)) EXPECT_OK(pair.ann.session.Receive(frame, pair.now()));
  pair.Settle();
  ASSERT_EQ(pair.ann.Count(Event::kRejected), 1u);
  EXPECT_EQ(pair.ann.Last(Event::kRejected)->proposal.changes.size(), 1u);
  EXPECT_TRUE(*undo.Undo());
  pair.Settle();
  EXPECT_EQ(*WriteJson(pair.of_ben()), R"({"todos":[{"done":true,"n":5,"name":"milk and eggs"}]})");
  pair.ExpectSame("list");
}

// Looking at all of a node's children for each of them took seconds.
TEST(RebuildHidden, ManyChildrenOfOneParentAreMadeAgainInProportion) {
  const auto seconds = [](uint32_t count) {
    Document document(kAnn);
    EXPECT_OK(document.Map("locked").Set("k", 1));
    Tree tree = document.Tree("t");
    for (uint32_t i = 0; i < count; ++i) EXPECT_OK(tree.Insert(kNullId, i).status());
    const auto begun = std::chrono::steady_clock::now();
    const Result<sync::Rebuilt> rebuilt = sync::Rebuild(document, kAnn, {}, {1, 0}, kNew);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    EXPECT_OK(rebuilt.status());
    return took.count();
  };
  const double few = seconds(2000);
  EXPECT_LT(seconds(20000), 40 * few + 0.1);
}

// Looking at the whole list for each of them took most of a minute.
TEST(RebuildHidden, ManyWritesAndMovesOfDeletedItemsAreMadeAgainInProportion) {
  constexpr size_t kItems = 30000;
  Document ben(kBen);
  EXPECT_OK(ben.List("l").InsertAll(0, std::vector<Value>(kItems, Value("ben's"))));
  Document ann(kAnn);
  Sync(ben, ann);
  EXPECT_OK(ann.Map("locked").Set("k", 1));
  List list = ann.List("l");
  for (size_t i = 0; i < kItems; ++i) {
    EXPECT_OK(list.Set(i, static_cast<int64_t>(i)));
    if (i % 2 == 1) EXPECT_OK(list.Move(i, 0));
  }
  const std::vector<Value> wanted = list.Read();
  const EffectId deletion{kBen, ben.version().Get(kBen).effects};
  EXPECT_OK(ben.List("l").Erase(0, kItems));
  Sync(ben, ann);
  Result<sync::Rebuilt> rebuilt = sync::Rebuild(ann, kAnn, {}, {1, 0}, kNew);
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status().ToString();
  EXPECT_EQ(rebuilt->proposal.changes.size(), 1u);
  EXPECT_EQ(rebuilt->document.List("l").size(), 0u);
  EXPECT_OK(rebuilt->document.Restore(deletion, kItems));
  EXPECT_EQ(rebuilt->document.List("l").Read(), wanted);
}

// Stepping over all that was refused for each of them took most of a minute.
TEST(RebuildHidden, ManyItemsBehindManyRefusedOnesAreMadeAgainInProportion) {
  constexpr size_t kItems = 30000;
  Document document(kAnn);
  List list = document.List("l");
  EXPECT_OK(list.InsertAll(0, std::vector<Value>{"first", "last"}));
  const Counts keep = document.version().Get(kAnn);
  EXPECT_OK(list.InsertAll(1, std::vector<Value>(kItems, Value("refused"))));
  const Counts drop = document.version().Get(kAnn);
  std::vector<Value> wanted{"first"};
  for (size_t i = 0; i < kItems; ++i) {
    EXPECT_OK(list.Insert(1 + kItems, static_cast<int64_t>(i)));
    if (i % 3 == 0) EXPECT_OK(list.Move(1 + kItems, kItems));
  }
  for (const Value& value : list.Read()) {
    if (value.AsInt()) wanted.push_back(value);
  }
  wanted.emplace_back("last");
  Result<sync::Rebuilt> rebuilt = sync::Rebuild(document, kAnn, keep, drop, kNew);
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status().ToString();
  EXPECT_EQ(rebuilt->proposal.changes.size(), 1u);
  EXPECT_EQ(rebuilt->document.List("l").Read(), wanted);
  EXPECT_OK(rebuilt->document.CheckInvariants());
}

// Whoever edits, undoes and reverts alone has afterwards what there were without the refused edit.
void IsAsWithoutTheRefused(uint64_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  Document base(kBen);
  for (int i = 0; i < 15; ++i) EditAtRandom(base, random);
  const std::string file = SaveWorkingFile(base);
  Document document = *LoadDocument(file, kAnn);
  Document twin = *LoadDocument(file, kAnn);
  // Both have as many operations, so that a choice among versions is the same.
  EXPECT_OK(document.Map("refused").Set("k", 1));
  EXPECT_OK(twin.Map("taken").Set("k", 1));
  {
    Editor editor(&document);
    Editor other(&twin);
    for (int i = 0; i < 25; ++i) {
      const Action action = RandomAction(random);
      editor.Do(action);
      other.Do(action);
    }
  }
  Result<sync::Rebuilt> rebuilt = sync::Rebuild(document, kAnn, {}, {1, 0}, kNew);
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status().ToString();
  EXPECT_OK(rebuilt->document.Map("taken").Set("k", 1));
  if (!twin.Map("taken").Contains("k")) EXPECT_OK(twin.Map("taken").Set("k", 1));
  EXPECT_EQ(WithoutIds(*WriteJson(rebuilt->document)), WithoutIds(*WriteJson(twin)));
  EXPECT_EQ(DeltaToJson(rebuilt->document.Text(kNote).Delta()),
            DeltaToJson(twin.Text(kNote).Delta()));
  EXPECT_OK(rebuilt->document.CheckInvariants());
}

TEST(RebuildHidden, WhatIsRebuiltIsAsWithoutTheRefused) {
  const uint64_t seed = RunSeed();
  for (size_t i = 0; i < 150 * BudgetFactor() && !::testing::Test::HasFailure(); ++i) {
    IsAsWithoutTheRefused(seed + i);
  }
}

}  // namespace
}  // namespace weft::testing
