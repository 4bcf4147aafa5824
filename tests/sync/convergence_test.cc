// Laws over a hostile network: whatever is lost, repeated, reordered or cut, everybody ends with
// the same, and nothing that anybody did is missing. People edit everything, undo and redo, and
// revert to what they saw before (Actions, as everywhere).
#include <memory>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/hostile_network.h"
#include "tests/support/random_edit.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;

struct Case {
  size_t clients;
  size_t documents;
  size_t rounds;
  bool crash;
  sync::ServerOptions options;
};

void Converge(uint64_t seed, const Case& c) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  HostileNetwork network(seed, c.options);
  Random random(seed + 1);
  std::vector<std::pair<HostileNetwork::Client*, uint32_t>> open;
  for (size_t i = 0; i < c.clients; ++i) {
    HostileNetwork::Client& client = network.AddClient("user " + std::to_string(i));
    for (size_t d = 0; d < c.documents; ++d) {
      open.emplace_back(&client, network.Open(client, "document " + std::to_string(d)));
    }
  }
  std::vector<std::unique_ptr<Editor>> editors;
  for (const auto& [client, channel] : open) {
    editors.push_back(std::make_unique<Editor>(&client->session.document(channel)));
  }
  // Never erased: what was appended must all be there in the end, once.
  std::vector<int64_t> added(c.documents);
  for (size_t round = 0; round < c.rounds; ++round) {
    const size_t which = random.Below(open.size());
    const auto& [client, channel] = open[which];
    Document& document = client->session.document(channel);
    editors[which]->Do(RandomAction(random));
    if (random.OneIn(4)) {
      editors[which]->undo().Untracked(
          [&] { EXPECT_TRUE(document.List("kept").Append(added[which % c.documents]++).ok()); });
    }
    network.Run(random.Below(4), kStorm);
    if (c.crash && random.OneIn(40)) network.CrashServer();
  }
  network.Settle();
  for (size_t d = 0; d < c.documents; ++d) {
    network.ExpectSame("document " + std::to_string(d));
    std::set<int64_t> kept;
    const List list = open[d].first->session.document(open[d].second).List("kept");
    for (const Value& value : list.Read()) kept.insert(*value.AsInt());
    EXPECT_EQ(list.size(), static_cast<size_t>(added[d])) << "an edit was lost or made twice";
    EXPECT_EQ(kept.size(), static_cast<size_t>(added[d]));
  }
  for (const auto& client : network.clients()) {
    for (const Event never : {Event::kRejected, Event::kHealed, Event::kClosed}) {
      EXPECT_EQ(client->Count(never), 0u) << client->Last(never)->message;
    }
    EXPECT_EQ(client->Count(Event::kReplaced), 0u);
  }
}

TEST(Convergence, InAStorm) {
  const uint64_t seed = RunSeed();
  for (size_t i = 0; i < 20 * BudgetFactor(); ++i) Converge(seed + i, {3, 2, 60, false, {}});
}

TEST(Convergence, WithAServerThatCrashes) {
  const uint64_t seed = RunSeed();
  for (size_t i = 0; i < 15 * BudgetFactor(); ++i) Converge(seed + i, {3, 1, 80, true, {}});
}

TEST(Convergence, WithTinyWindowsTailsAndParts) {
  sync::ServerOptions options;
  options.window_bytes = 60;
  options.tail_bytes = 100;
  options.part_bytes = 200;
  options.snapshot_bytes = 500;
  const uint64_t seed = RunSeed();
  for (size_t i = 0; i < 15 * BudgetFactor(); ++i) Converge(seed + i, {3, 1, 80, true, options});
}

TEST(Convergence, SlowReadersAreResynchronised) {
  sync::ServerOptions options;
  options.max_queued_bytes = 100;
  const uint64_t seed = RunSeed();
  for (size_t i = 0; i < 10 * BudgetFactor(); ++i) Converge(seed + i, {4, 1, 80, false, options});
}

}  // namespace
}  // namespace weft::testing
