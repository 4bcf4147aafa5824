#include "tests/support/world.h"

#include <algorithm>

#include "tests/support/plain_text.h"

namespace weft::testing {

World::World(OrderKind order, size_t replicas) : order_(order), all_(kNoAgent, order) {
  constexpr Agent kAgents[] = {2, kMaxAgent, kSeedAgent, 40};
  for (size_t i = 0; i < replicas; ++i) {
    replicas_.push_back(std::make_unique<Replica>(kAgents[i % 4], order));
    replicas_.back()->Observe(i % 2 == 0);
  }
}

void World::Run(OrderKind order, size_t replicas, const std::vector<Action>& actions) {
  World world(order, replicas);
  uint64_t seed = actions.size();
  for (const Action& action : actions) {
    world.Do(action);
    seed = seed * 31 + action.wide();
  }
  world.Settle(seed);
}

void World::Do(const Action& action) {
  Replica& replica = *replicas_[action.replica % replicas_.size()];
  switch (action.text_kind()) {
    case TextActionKind::kType:
      Type(replica, action);
      break;
    case TextActionKind::kBackspace:
    case TextActionKind::kDeleteForward:
      EraseBeside(replica, action, action.text_kind() == TextActionKind::kBackspace);
      break;
    case TextActionKind::kInsert:
      InsertAnywhere(replica, action);
      break;
    case TextActionKind::kErase:
      EraseAnywhere(replica, action);
      break;
    case TextActionKind::kTransaction:
      Transaction(replica, action);
      break;
    case TextActionKind::kRestore:
      Restore(replica, action);
      break;
    case TextActionKind::kDeliver:
      Deliver(replica, action);
      break;
    case TextActionKind::kSync:
      Sync(replica, *replicas_[action.a % replicas_.size()]);
      break;
    case TextActionKind::kStream:
      Stream(replica, action);
      break;
    case TextActionKind::kForeignInsert:
      order_ == OrderKind::kYata ? InsertAnywhere(replica, action) : ForeignInsert(action);
      break;
    case TextActionKind::kForeignErase:
      ForeignErase(action);
      break;
    case TextActionKind::kForeignRestore:
      ForeignRestore(action);
      break;
    case TextActionKind::kObserve:
      replica.Observe(!replica.observes());
      break;
    case TextActionKind::kStabilize: {
      Collect(replica);
      const std::string& text = Replica::TextNames()[action.text()];
      const std::vector<size_t> places = Boundaries(replica.plain(text));
      replica.Stabilize(text, places[action.wide() % places.size()],
                        action.c % 2 == 0 ? Side::kBefore : Side::kAfter);
      break;
    }
    case TextActionKind::kRefusedSet:
      RefusedSet(replica, action);
      break;
    case TextActionKind::kRefusedEdit:
      RefusedEdit(replica, action);
      break;
  }
  if (action.quiet()) return;
  Collect(replica);
  // Sometimes the operations are taken and nothing is read, so that what is pending stays so.
  if (action.e % 4 != 3) replica.Compare(action.wide());
}

void World::Type(Replica& replica, const Action& action) {
  const std::string& text = Replica::TextNames()[action.text()];
  const std::vector<size_t> places = Boundaries(replica.plain(text));
  replica.cursor = std::min(replica.cursor, places.size() - 1);
  const size_t points = action.b % 16 == 0 ? 12 : 1 + action.b % 2;
  replica.Insert(text, places[replica.cursor], ContentFor(action.c, points), action.unit());
  replica.cursor += points;
}

void World::EraseBeside(Replica& replica, const Action& action, bool before) {
  const std::string& text = Replica::TextNames()[action.text()];
  const std::vector<size_t> places = Boundaries(replica.plain(text));
  replica.cursor = std::min(replica.cursor, places.size() - 1);
  if (before && replica.cursor > 0) --replica.cursor;
  if (replica.cursor + 1 >= places.size()) return;
  const size_t from = places[replica.cursor];
  replica.Erase(text, from, places[replica.cursor + 1] - from, action.unit());
}

void World::InsertAnywhere(Replica& replica, const Action& action) {
  const std::string& text = Replica::TextNames()[action.text()];
  const std::vector<size_t> places = Boundaries(replica.plain(text));
  replica.cursor = action.wide() % places.size();
  const size_t points = 1 + action.d % 3;
  replica.Insert(text, places[replica.cursor], ContentFor(action.c, points), action.unit());
  replica.cursor += points;
}

// Every key is an operation taken at once, and what is taken goes out at once; now and then a key
// is late, or the other one types, too.
void World::Stream(Replica& from, const Action& action) {
  Replica& to = *replicas_[(action.replica + action.a) % replicas_.size()];
  if (action.b % 2 == 0 && &to != &from) Sync(to, from);
  Random random(action.c * size_t{256} + action.d);
  std::vector<OperationSet> late;
  bool erasing = random.OneIn(3);
  for (size_t keys = 2 + action.e % 16; keys > 0; --keys) {
    Action key = action;
    key.b = 1 + static_cast<uint8_t>(random.OneIn(4));
    key.c = static_cast<uint8_t>(random.Below(random.OneIn(8) ? 256 : 12));
    if (random.OneIn(4)) erasing = !erasing;
    if (random.OneIn(12)) {
      Type(to, key);
    } else if (erasing) {
      EraseBeside(from, key, !random.OneIn(8));
    } else {
      Type(from, key);
    }
    const size_t before = changes_.size();
    Collect(from);
    if (&to == &from || changes_.size() == before) continue;
    if (random.OneIn(10)) {
      late.push_back(changes_.back());
      continue;
    }
    IntegrateInto(to, changes_.back());
    if (late.empty() || random.OneIn(2)) continue;
    IntegrateInto(to, late.back());
    late.pop_back();
  }
}

void World::EraseAnywhere(Replica& replica, const Action& action) {
  const std::string& text = Replica::TextNames()[action.text()];
  const std::vector<size_t> places = Boundaries(replica.plain(text));
  replica.cursor = action.wide() % places.size();
  const size_t to = std::min(replica.cursor + 1 + action.c % 6, places.size() - 1);
  const size_t from = places[replica.cursor];
  if (places[to] > from) replica.Erase(text, from, places[to] - from, action.unit());
}

void World::Transaction(Replica& replica, const Action& action) {
  Random random((action.wide() << 16) + action.c * size_t{256} + action.d);
  replica.document().Transact([&] {
    for (size_t edits = 2 + action.e % 4; edits > 0; --edits) {
      Action edit = RandomAction(random);
      if (edit.d % 8 == 0) {
        Collect(replica);
      } else if (edit.d % 2 == 0) {
        InsertAnywhere(replica, edit);
      } else {
        EraseAnywhere(replica, edit);
      }
    }
  });
}

void World::Restore(Replica& replica, const Action& action) {
  Collect(replica);
  std::vector<EffectId> known;
  for (const auto& [effect, target] : erased_) {
    if (effect.index < replica.oracle().version().Get(effect.agent).effects) {
      known.push_back(effect);
    }
  }
  if (known.empty()) return;
  const auto [first, count] = WholeDeletions(known[action.wide() % known.size()], 1 + action.c % 3);
  const uint32_t have = replica.oracle().version().Get(first.agent).effects;
  Publish(replica.Restore(first, std::min(count, have - first.index)));
}

void World::RefusedEdit(Replica& replica, const Action& action) {
  const std::string& name = Replica::TextNames()[action.text()];
  const std::u16string& plain = replica.plain(name);
  Text text = replica.document().Text(name);
  const Unit unit = action.unit();
  const size_t length = LengthIn(unit, plain);
  auto expect = [](const Status& status, StatusCode code, const char* what) {
    Expect(status.code() == code, std::string(what) + ": " + status.ToString());
  };
  expect(text.Insert(length + 1 + action.a, "x", unit), StatusCode::kOutOfRange, "insert beyond");
  expect(text.Erase(length, 1 + action.b, unit), StatusCode::kOutOfRange, "erase beyond");
  expect(text.Erase(length / 2, ~size_t{0}, unit), StatusCode::kOutOfRange, "erase all and more");
  expect(text.Insert(0, "\xC0\x80", unit), StatusCode::kInvalidArgument, "over-long UTF-8");
  expect(text.Insert(0, u"\xD83D"), StatusCode::kInvalidArgument, "half a pair");
  for (std::u16string_view point : CodePoints(plain)) {
    if (LengthIn(unit, point) < 2) continue;
    const size_t start = LengthIn(unit, plain.substr(0, point.data() - plain.data()));
    expect(text.Insert(start + 1, "x", unit), StatusCode::kInvalidArgument, "insert inside");
    expect(text.Erase(start, 1, unit), StatusCode::kInvalidArgument, "erase half");
    break;
  }
}

void World::Settle(uint64_t seed) {
  for (auto& replica : replicas_) Collect(*replica);
  Random random(seed);
  for (auto& replica : replicas_) {
    std::vector<size_t> order(changes_.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    random.Shuffle(order);
    for (size_t change : order) {
      Action action = RandomAction(random);
      action.a = static_cast<uint8_t>(change / 256);
      action.b = static_cast<uint8_t>(change);
      Deliver(*replica, action);
    }
  }
  for (auto& replica : replicas_) CheckSettled(*replica);
}

void World::CheckSettled(Replica& replica) {
  replica.Compare(0);
  Expect(replica.document().BacklogSize() == 0, "something waits though everything was delivered");
  for (const std::string& text : Replica::TextNames()) {
    Expect(replica.oracle().Elements(text) == all_.Elements(text), "the oracles do not converge");
  }
  Elements expected = all_.history();
  SortByAgent(&expected);
  const Result<OperationSet> everything = replica.document().OperationsSince({});
  ExpectOk(everything.status(), "OperationsSince");
  Elements got = Expand(*everything);
  SortByAgent(&got);
  Expect(got == expected, "OperationsSince the start is not the whole history");

  Replica fresh(1000, order_);
  fresh.Observe(true);
  fresh.Integrate(*everything);
  fresh.Compare(0);
}

}  // namespace weft::testing
