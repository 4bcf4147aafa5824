// Refusals: nothing is lost silently, and everybody goes on.
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/json_document.h"
#include "crdt/wire/update.h"
#include "sync/codec.h"
#include "tests/support/documents.h"
#include "tests/support/random_edit.h"
#include "tests/support/raw_client.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using Client = HostileNetwork::Client;
using sync::Refusal;
using sync::Rights;

std::string Without(std::string text, const std::string& part) {
  const size_t at = text.find(part);
  return at == std::string::npos ? text : text.erase(at, part.size());
}

TEST(Recovery, WhatThePolicyRefusesIsHandedBack) {
  Pair pair;
  pair.application().policy = [](std::string_view, const AdmittedOperation& operation) {
    return operation.path == "locked" ? FailedPrecondition("that is locked") : OkStatus();
  };
  const Agent agent = pair.of_ann().agent();
  EXPECT_OK(pair.of_ann().Map("locked").Set("k", 1));
  pair.Settle();
  ASSERT_EQ(pair.ann.Count(Event::kRejected), 1u);
  const sync::ClientEvent& event = *pair.ann.Last(Event::kRejected);
  EXPECT_EQ(event.refusal, Refusal::kPolicy);
  EXPECT_EQ(event.message, "that is locked");
  ASSERT_EQ(event.proposal.changes.size(), 1u);
  EXPECT_EQ(event.proposal.changes[0].map()->keys[0].key, "k");
  OperationSet refused;
  EXPECT_TRUE(DecodeUpdate(event.proposal.update, {}, &refused).ok());
  EXPECT_EQ(refused.operations.size(), 1u);
  EXPECT_NE(pair.of_ann().agent(), agent);
  EXPECT_FALSE(pair.of_ann().Map("locked").Contains("k"));
  Type(pair.of_ann(), 0, "goes on");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "goes on");
  pair.ExpectSame("list");
}

// The failure seen elsewhere: one refused update left all later characters pending for ever.
TEST(Recovery, WhatCameAfterTheRefusedUpdateStands) {
  Pair pair;
  Type(pair.of_ann(), 0, "[]");
  pair.Settle();
  bool first = true;
  pair.application().policy = [&](std::string_view, const AdmittedOperation&) {
    return std::exchange(first, false) ? FailedPrecondition("not this one") : OkStatus();
  };
  Type(pair.of_ann(), 1, "abc");
  pair.ann.session.Tick(pair.now());
  for (int i = 0; i < 997; ++i) {
    Type(pair.of_ann(), 4 + i, "x");
    pair.ann.session.Tick(pair.now());
  }
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ann()), "[" + std::string(997, 'x') + "]");
  EXPECT_EQ(Read(pair.of_ben()), Read(pair.of_ann()));
  ASSERT_EQ(pair.ann.Count(Event::kRejected), 1u);
  EXPECT_EQ(InsertedText(pair.ann.Last(Event::kRejected)->proposal), "abc");
  pair.ExpectSame("list");
}

TEST(Recovery, EveryKindOfEditIsMadeAgain) {
  Pair pair;
  EXPECT_OK(pair.of_ann().List("l").Append("base"));
  EXPECT_OK(pair.of_ann().List("l").Append("second"));
  const Id node = *pair.of_ann().Tree("t").Insert(kNullId, 0);
  pair.Settle();
  bool first = true;
  pair.application().policy = [&](std::string_view, const AdmittedOperation&) {
    return std::exchange(first, false) ? FailedPrecondition("not this one") : OkStatus();
  };
  Document& doc = pair.of_ann();
  EXPECT_OK(doc.List("l").Append("refused"));
  pair.ann.session.Tick(pair.now());  // goes alone; the rest while it is on its way
  EXPECT_OK(doc.List("l").Move(0, 1));
  EXPECT_OK(doc.List("l").Set(0, "second!"));
  Map item = *doc.List("l").InsertMap(0);
  EXPECT_OK(item.MakeText("name")->Insert(0, "milk"));
  EXPECT_OK(doc.TextAt("l/0/name")->Erase(0, 1));
  EXPECT_OK(item.Set("k", 1));
  EXPECT_OK(item.Set("k", 2));
  EXPECT_OK(item.Set("gone", 2));
  EXPECT_OK(item.Remove("gone"));
  EXPECT_OK(doc.Counter("c").Add(5));
  const Id child = *doc.Tree("t").Insert(node, 0);
  EXPECT_OK(doc.Tree("t").Data(child)->Set("title", "child"));
  EXPECT_OK(doc.Tree("t").Insert(kNullId, 1).status());
  EXPECT_OK(doc.Tree("t").Move(child, doc.Tree("t").Children(kNullId)[1], 0));
  const std::string wanted = *WriteJson(doc);
  pair.Settle();
  EXPECT_EQ(*WriteJson(pair.of_ben()), *WriteJson(pair.of_ann()));
  pair.ExpectSame("list");
  ASSERT_EQ(pair.ann.Count(Event::kRejected), 1u);
  // What was made again has ids of the new agent; all else is as it was.
  std::string expected = Without(wanted, ",\"refused\"");
  for (const auto& [was, is] : {std::pair("1001:17", "1003:13"), std::pair("1001:15", "1003:11")}) {
    expected.replace(expected.find(was), 7, is);
  }
  EXPECT_EQ(*WriteJson(pair.of_ann()), expected);
}

// A reject says what was accepted before it: not before that is durable.
TEST(Recovery, ARefusalIsNotToldBeforeWhatWasAcceptedIsDurable) {
  HostileNetwork network(1);
  RawClient eve(&network.server(), network.now());
  eve.Enter("eve", "list", 7);
  network.Settle();
  eve.Take();
  network.storage().HoldBack(true);
  Document document(7);
  Type(document, 0, "good");
  eve.SendUpdate(Taken(document));
  network.application().policy = [](std::string_view, const AdmittedOperation&) {
    return FailedPrecondition("enough");
  };
  Type(document, 4, "bad");
  eve.SendUpdate(Taken(document));
  EXPECT_EQ(eve.Last<sync::Reject>(), nullptr);
  network.storage().Complete();
  eve.Take();
  const auto* reject = eve.Last<sync::Reject>();
  ASSERT_NE(reject, nullptr);
  EXPECT_EQ(reject->accepted, (Counts{4, 0}));
}

// What was refused is sent again after another open, and may have been accepted since.
TEST(Recovery, ARejectOfAnEarlierAttemptSaysNothing) {
  sync::ClientSession session{sync::ClientOptions()};
  const uint32_t note = session.Add("list", Document(1));
  const auto hear = [&](sync::Body body) {
    EXPECT_OK(session.Receive(sync::Encode({note, std::move(body)}), 0));
  };
  session.Connected(0);
  EXPECT_OK(session.Receive(
      sync::Encode({0, sync::Welcome{sync::kProtocolVersion, 0, 9, 1 << 20, 1 << 20, {}}}), 0));
  hear(sync::Opened{1, 1, {}, 1, 0, 1, Rights::kEdit, {1}});
  ASSERT_TRUE(session.state(note).live());
  Type(session.document(note), 0, "hello");
  session.Tick(0);
  hear(sync::Resynchronise{});
  hear(sync::Reject{1, {}, {5, 0}, Refusal::kPolicy, "no", 1});
  EXPECT_EQ(session.document(note).agent(), 1u);
  EXPECT_EQ(Read(session.document(note)), "hello");
  hear(sync::Reject{1, {}, {5, 0}, Refusal::kPolicy, "no", 2});
  EXPECT_NE(session.document(note).agent(), 1u);
  EXPECT_EQ(Read(session.document(note)), "");
}

// In a storm, with a policy that refuses at random: what was appended is in the document once, or
// in one proposal.
void NothingIsLost(uint64_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  HostileNetwork network(seed);
  Random random(seed + 1);
  network.application().policy = [&](std::string_view, const AdmittedOperation&) {
    return random.OneIn(15) ? FailedPrecondition("a bad day") : OkStatus();
  };
  std::vector<std::pair<Client*, uint32_t>> open;
  std::vector<std::unique_ptr<Editor>> editors;
  for (size_t i = 0; i < 3; ++i) {
    Client& client = network.AddClient("user " + std::to_string(i));
    open.emplace_back(&client, network.Open(client, "list"));
    editors.push_back(std::make_unique<Editor>(&client.session.document(open.back().second)));
  }
  int64_t next = 0;
  for (size_t round = 0; round < 80; ++round) {
    const size_t which = random.Below(open.size());
    const auto& [client, channel] = open[which];
    Document& document = client->session.document(channel);
    editors[which]->Do(RandomAction(random));
    if (random.OneIn(2)) {
      editors[which]->undo().Untracked([&] { EXPECT_OK(document.List("kept").Append(next++)); });
    }
    network.Run(random.Below(4), kStorm);
  }
  network.application().policy = nullptr;
  network.Settle();
  network.ExpectSame("list");
  std::multiset<int64_t> found;
  const auto add = [&](const std::vector<Value>& values) {
    for (const Value& value : values) found.insert(*value.AsInt());
  };
  add(open[0].first->session.document(open[0].second).List("kept").Read());
  for (const auto& client : network.clients()) {
    EXPECT_EQ(client->Count(Event::kHealed), 0u) << client->Last(Event::kHealed)->message;
    for (const sync::ClientEvent& event : client->events) {
      for (const Change& change : event.proposal.changes) {
        if (change.list() == nullptr || change.container.name != "kept") continue;
        for (const ListStep& step : change.list()->steps) {
          for (const Item& item : step.items) add({item.value});
        }
      }
    }
  }
  EXPECT_EQ(found.size(), static_cast<size_t>(next));
  EXPECT_EQ(std::set<int64_t>(found.begin(), found.end()).size(), static_cast<size_t>(next));
}

TEST(Recovery, NothingIsLostInAStormOfRefusals) {
  const uint64_t seed = RunSeed();
  for (size_t i = 0; i < 25 * BudgetFactor(); ++i) NothingIsLost(seed + i);
}

}  // namespace
}  // namespace weft::testing
