// The yata order against Yjs itself, in both directions: histories that Yjs edits, replayed here by
// their ids and anchors, and histories that Weft edits, given to Yjs as updates. (Positions alone
// could not be compared: among tombstones Yjs anchors where it pleases, and so does Weft.)
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/core/utf.h"
#include "tests/support/actions.h"
#include "tests/support/documents.h"
#include "tests/support/oracle.h"
#include "tests/support/plain_text.h"
#include "tests/support/random.h"
#include "tests/yjs/yjs_process.h"

namespace weft::testing {
namespace {

using Json = nlohmann::json;

constexpr size_t kHistories = 250;

#define SKIP_WITHOUT_YJS(yjs)                                  \
  if (const std::string why = (yjs).Missing(); !why.empty()) { \
    GTEST_SKIP() << "NOT COMPARED WITH YJS: " << why;          \
  }                                                            \
  static_assert(true)

Json ToJson(Id id) { return id.IsNull() ? Json() : Json{id.agent, id.seq}; }
Id ToId(const Json& json) {
  return json.is_null() ? kNullId : Id{json[0].get<Agent>(), json[1].get<Seq>()};
}
std::u16string ToUtf16(const std::string& utf8) {
  std::u16string out;
  EXPECT_TRUE(DecodeUtf8(utf8, &out));
  return out;
}

// A history of random edits and syncs; at its end everybody knows everything.
Json RandomHistory(Random& random) {
  const size_t clients = 2 + random.Below(4);
  Json history = {{"clients", Json::array()}, {"steps", Json::array()}};
  std::vector<Agent> ids = {3, 11, 12, 40, 4000000000};
  random.Shuffle(ids);
  for (size_t i = 0; i < clients; ++i) history["clients"].push_back(ids[i]);
  Json& steps = history["steps"];
  const size_t length = 5 + random.Below(60);
  const size_t sync_one_in = 2 + random.Below(8);
  while (steps.size() < length) {
    const size_t client = random.Below(clients);
    const auto place = static_cast<uint32_t>(random.OneIn(3) ? random.Next() : random.Below(3));
    if (random.OneIn(sync_one_in)) {
      steps.push_back({"sync", client, random.Below(clients)});
    } else if (random.OneIn(3)) {
      steps.push_back({"erase", client, place, 1 + random.Below(4)});
    } else {
      const std::u16string text = ContentFor(random.Next(), 1 + random.Below(3));
      steps.push_back({"insert", client, place, ToUtf8(text)});
    }
  }
  for (size_t i = 1; i < clients; ++i) steps.push_back({"sync", 0, i});
  for (size_t i = 1; i < clients; ++i) steps.push_back({"sync", i, 0});
  return history;
}

// What Yjs said a step did, as operations of that client.
OperationSet OperationsOf(const Json& step, Agent client, Counts* counts) {
  std::vector<ElementOperation> operations;
  for (const Json& item : step["inserted"]) {
    const OperationSet run =
        InsertSet({client, item[1].get<Seq>()}, ToId(item[3]), ToId(item[4]), ToUtf16(item[2]),
                  item[3].is_null() && item[4].is_null() ? kNote : "", counts->effects);
    for (ElementOperation& operation : Expand(run)) operations.push_back(operation);
    counts->creations += run.operations[0].count;
  }
  for (const Json& range : step["erased"]) {
    const OperationSet run = SetOf(EraseOperation({client, counts->effects}, counts->creations,
                                                  {range[0].get<Agent>(), range[1].get<Seq>()},
                                                  range[2].get<uint32_t>()));
    for (ElementOperation& operation : Expand(run)) operations.push_back(operation);
    counts->effects += run.operations[0].count;
  }
  return Pack(operations);
}

struct Replay {
  std::string failure;
  std::string yata;
  std::string fugue_max;
};

// Every client's text must be Yjs's after every step, in the engine and in the oracle.
Replay ReplayHere(const Json& history, const Json& result) {
  const size_t clients = history["clients"].size();
  std::vector<Document> documents;
  std::vector<Oracle> oracles;
  std::vector<Counts> counts(clients);
  Oracle fugue_max(1);
  for (size_t i = 0; i < clients; ++i) {
    documents.emplace_back(1000 + i, OrderKind::kYata);
    oracles.emplace_back(1000 + i, OrderKind::kYata);
  }
  Replay replay;
  for (size_t s = 0; s < history["steps"].size(); ++s) {
    const Json& step = history["steps"][s];
    const size_t client = step[1];
    if (step[0] == "sync") {
      const OperationSet news =
          Everything(documents[step[2].get<size_t>()], documents[client].version());
      Integrate(documents[client], news);
      oracles[client].Integrate(news);
    } else {
      const OperationSet made =
          OperationsOf(result["steps"][s], history["clients"][client], &counts[client]);
      Integrate(documents[client], made);
      oracles[client].Integrate(made);
      fugue_max.Integrate(made);
    }
    const std::string expected = result["steps"][s]["text"];
    if (Read(documents[client]) != expected) replay.failure = "the engine differs from Yjs";
    if (ToUtf8(oracles[client].Read(kNote)) != expected) {
      replay.failure = "the oracle differs from Yjs";
    }
    if (!replay.failure.empty()) {
      replay.failure +=
          " after step " + std::to_string(s) + ": " + Read(documents[client]) + "; not " + expected;
      return replay;
    }
  }
  replay.yata = Read(documents[0]);
  replay.fugue_max = ToUtf8(fugue_max.Read(kNote));
  return replay;
}

TEST(Yjs, WhatYjsEditsReadsTheSameHere) {
  const YjsProcess yjs;
  SKIP_WITHOUT_YJS(yjs);
  Random random(RunSeed());
  std::vector<Json> histories;
  for (size_t i = 0; i < kHistories * BudgetFactor(); ++i) {
    histories.push_back(RandomHistory(random));
  }
  const std::vector<Json> results = yjs.Run(histories);
  size_t differ = 0;
  for (size_t i = 0; i < histories.size(); ++i) {
    const Replay replay = ReplayHere(histories[i], results[i]);
    ASSERT_EQ(replay.failure, "") << "history " << i << ", WEFT_SEED=" << RunSeed() << "\n"
                                  << histories[i].dump();
    if (replay.yata != replay.fugue_max) ++differ;
  }
  std::printf("fugue-max and yata differ on %zu of %zu histories (%.1f %%)\n", differ,
              histories.size(), 100.0 * static_cast<double>(differ) / histories.size());
  RecordProperty("histories", static_cast<int>(histories.size()));
  RecordProperty("orders_differ", static_cast<int>(differ));
  EXPECT_GT(differ, 0u) << "histories this tame compare nothing";
}

// Weft's own edits and anchors; each replica's operations in the order it integrated them.
struct Writers {
  explicit Writers(Random& random) {
    std::vector<Agent> agents = {3, 11, 12, 40, 4000000000};
    random.Shuffle(agents);
    const size_t count = 2 + random.Below(3);
    for (size_t i = 0; i < count; ++i) documents.emplace_back(agents[i], OrderKind::kYata);
    delivered.resize(count);
  }

  void Edit(size_t who, Random& random) {
    Text text = documents[who].Text(kNote);
    const std::vector<size_t> places = Boundaries(text.ReadUtf16());
    const size_t from = random.OneIn(3) ? random.Below(places.size())
                                        : random.Below(std::min<size_t>(3, places.size()));
    if (places.size() < 6 || !random.OneIn(3)) {
      EXPECT_TRUE(text.Insert(places[from], ContentFor(random.Next(), 1 + random.Below(3))).ok());
    } else {
      const size_t to = std::min(from + 1 + random.Below(3), places.size() - 1);
      EXPECT_TRUE(text.Erase(places[from], places[to] - places[from], Unit::kUtf16).ok());
    }
    Append(who, Taken(documents[who]));
  }
  void Tell(size_t from, size_t to) {
    if (from == to) return;
    const OperationSet news = Everything(documents[from], documents[to].version());
    Integrate(documents[to], news);
    Append(to, news);
  }
  void Append(size_t who, const OperationSet& set) {
    for (const Operation& operation : set.operations) {
      if (operation.IsEffect()) {
        delivered[who].push_back(
            {"erase", operation.target.agent, operation.target.seq, operation.count});
      } else {
        const auto text =
            std::u16string_view(set.text).substr(operation.text_offset, operation.count);
        delivered[who].push_back({"insert", operation.id.agent, operation.id.seq, ToUtf8(text),
                                  ToJson(operation.prev), ToJson(operation.next)});
      }
    }
  }

  std::vector<Document> documents;
  std::vector<Json> delivered;
};

TEST(Yjs, WhatWeftEditsReadsTheSameInYjs) {
  const YjsProcess yjs;
  SKIP_WITHOUT_YJS(yjs);
  Random random(RunSeed() + 1);
  std::vector<Json> replays;
  std::vector<std::string> expected;
  while (replays.size() < kHistories * BudgetFactor()) {
    Writers writers(random);
    const size_t count = writers.documents.size();
    const size_t sync_one_in = 2 + random.Below(8);
    for (size_t steps = 5 + random.Below(60); steps > 0; --steps) {
      if (random.OneIn(sync_one_in)) {
        writers.Tell(random.Below(count), random.Below(count));
      } else {
        writers.Edit(random.Below(count), random);
      }
    }
    for (size_t i = 1; i < count; ++i) writers.Tell(i, 0);
    for (size_t i = 1; i < count; ++i) writers.Tell(0, i);
    for (size_t i = 0; i < count; ++i) {
      if (writers.delivered[i].empty()) continue;
      replays.push_back({{"replay", writers.delivered[i]}});
      expected.push_back(Read(writers.documents[i]));
    }
  }
  const std::vector<Json> results = yjs.Run(replays);
  for (size_t i = 0; i < replays.size(); ++i) {
    ASSERT_EQ(results[i]["text"].get<std::string>(), expected[i])
        << "WEFT_SEED=" << RunSeed() << "\n"
        << replays[i].dump();
  }
}

}  // namespace
}  // namespace weft::testing
