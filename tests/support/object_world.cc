#include "tests/support/object_world.h"

#include <set>

#include "crdt/wire/hash.h"
#include "tests/support/foreign_operations.h"
#include "tests/support/object_edits.h"
#include "tests/support/past_check.h"

namespace weft::testing {

ObjectWorld::ObjectWorld(OrderKind order, size_t replicas, std::optional<ContainerKind> focus)
    : order_(order), focus_(focus), all_(order) {
  constexpr Agent kAgents[] = {2, kMaxAgent, kSeedAgent, 40};
  for (size_t i = 0; i < replicas; ++i) {
    replicas_.push_back(std::make_unique<ObjectReplica>(kAgents[i % 4], order));
    replicas_.back()->Observe(i % 2 == 0);
  }
}

void ObjectWorld::Run(OrderKind order, size_t replicas, const std::vector<ObjectAction>& actions,
                      std::optional<ContainerKind> focus) {
  ObjectWorld(order, replicas, focus).DoAll(actions);
}

void ObjectWorld::RunAskingForThePast(OrderKind order, size_t replicas,
                                      const std::vector<ObjectAction>& actions,
                                      std::optional<ContainerKind> focus) {
  ObjectWorld world(order, replicas, focus);
  world.asks_for_the_past_ = true;
  world.DoAll(actions);
}

void ObjectWorld::DoAll(const std::vector<ObjectAction>& actions) {
  uint64_t seed = actions.size();
  for (const ObjectAction& action : actions) {
    Do(action);
    seed = seed * 31 + action.wide();
  }
  Settle(seed);
}

void ObjectWorld::Do(const ObjectAction& action) {
  ObjectReplica& replica = *replicas_[action.replica() % replicas_.size()];
  Random random(action.seed());
  switch (action.kind()) {
    case ObjectActionKind::kEdit:
      EditAnything(replica, random, focus_);
      break;
    case ObjectActionKind::kTransaction:
      Transaction(replica, action);
      break;
    case ObjectActionKind::kRestore:
      Restore(replica, action);
      break;
    case ObjectActionKind::kDeliver:
      Deliver(replica, action.wide(), action.mode(), random);
      break;
    case ObjectActionKind::kStream:
      Stream(replica, action);
      break;
    case ObjectActionKind::kSync:
      Sync(replica, *replicas_[action.numbers.a % replicas_.size()], random);
      break;
    case ObjectActionKind::kAdmit:
      Collect(replica);
      if (!changes_.empty()) replica.Admit(changes_[action.wide() % changes_.size()]);
      break;
    case ObjectActionKind::kForeign: {
      constexpr Agent kAgents[] = {1, 30, kMaxAgent - 1};
      Publish(ForeignChange(all_, kAgents[action.replica() % 3], random, focus_));
      break;
    }
    case ObjectActionKind::kObserve:
      Collect(replica);
      replica.Observe(!replica.observes());
      break;
    case ObjectActionKind::kRefusedSet:
      RefusedSet(replica, action);
      break;
    case ObjectActionKind::kRefusedEdit:
      EditInVain(replica, random);
      break;
    case ObjectActionKind::kUndo:
      Undo(replica, action);
      break;
    case ObjectActionKind::kReload:
      Collect(replica);
      replica.Reload(action.mode() % 4 != 0);
      break;
  }
  if (action.quiet()) return;
  Collect(replica);
  // Sometimes the operations are taken and nothing is read, so that what is pending stays so.
  if (action.numbers.e % 4 != 3) replica.Compare();
  if (!asks_for_the_past_ || action.numbers.d % 4 != 0) return;
  CheckPast(replica, *replicas_[action.numbers.b % replicas_.size()], random);
  CheckAnyVersion(replica, random);
}

void ObjectWorld::Transaction(ObjectReplica& replica, const ObjectAction& action) {
  Random random(action.seed());
  replica.document().Transact([&] {
    for (size_t edits = 2 + random.Below(5); edits > 0; --edits) {
      if (random.OneIn(8)) Collect(replica);
      EditAnything(replica, random, focus_);
    }
  });
}

void ObjectWorld::Restore(ObjectReplica& replica, const ObjectAction& action) {
  Collect(replica);
  std::vector<EffectId> known;
  for (const auto& [effect, operation] : replica.oracle().effects()) {
    const bool can =
        operation.kind == OperationKind::kErase || operation.kind == OperationKind::kAdd;
    if (can) known.push_back(effect);
  }
  if (known.empty()) return;
  const size_t place = action.wide() % known.size();
  uint32_t count = 1;
  while (count < 1u + action.numbers.c % 3 && place + count < known.size() &&
         known[place + count] == EffectId{known[place].agent, known[place].index + count}) {
    ++count;
  }
  Publish(replica.Restore(known[place], count));
}

void ObjectWorld::Undo(ObjectReplica& replica, const ObjectAction& action) {
  if (action.mode() % 2 == 0) return UndoAndRedo(replica, action);
  Collect(replica);
  const bool redo = action.numbers.b % 3 == 0;
  for (size_t steps = 1 + action.numbers.a % 3; steps > 0; --steps) Publish(replica.Undo(redo));
}

// When nothing comes between, what was done is gone, and then there again.
void ObjectWorld::UndoAndRedo(ObjectReplica& replica, const ObjectAction& action) {
  Collect(replica);
  const auto expect = [&](const Picture& picture, const char* what) {
    const std::string difference = Difference(WhatShows(replica.plain()), WhatShows(picture));
    Expect(difference.empty(), std::string(what) + ": " + difference);
  };
  const Picture before = replica.plain();
  replica.undo().Separate();
  const size_t steps = replica.undo().UndoSteps();
  Transaction(replica, action);
  Collect(replica);
  const Picture after = replica.plain();
  if (replica.undo().UndoSteps() == steps) return;  // nothing was done, or the oldest was forgotten
  const ObjectOperations undone = replica.Undo(false);
  Publish(undone);
  // A step that left nothing is passed over, and one before it undone.
  if (undone.empty() || replica.undo().UndoSteps() != steps) return;
  expect(before, "undone");
  Publish(replica.Undo(true));
  expect(after, "redone");
  if (action.numbers.b % 2 == 0) return;
  Publish(replica.Undo(false));
  expect(before, "undone again");
}

// Every key is taken at once, and what is taken goes out at once; now and then one is late.
void ObjectWorld::Stream(ObjectReplica& from, const ObjectAction& action) {
  Random random(action.seed());
  ObjectReplica& to = *replicas_[(action.replica() + action.mode()) % replicas_.size()];
  if (&to != &from) Sync(to, from, random);
  std::vector<ContainerId> texts;
  for (const auto& [container, shown] : from.plain()) {
    if (container.kind == ContainerKind::kText) texts.push_back(container);
  }
  const ContainerId text = texts[random.Below(texts.size())];
  size_t cursor = random.Below(from.plain()[text].text.size() + 1);
  std::vector<ObjectOperations> late;
  for (size_t keys = 4 + random.Below(16); keys > 0; --keys) {
    if (!Keystroke(from, text, &cursor, random)) continue;
    if (random.OneIn(4)) continue;  // several keys are taken together
    const size_t before = changes_.size();
    Collect(from);
    if (&to == &from || changes_.size() == before) continue;
    late.push_back(changes_.back());
    for (; !late.empty() && !random.OneIn(6); late.pop_back()) IntegrateInto(to, late.back());
  }
}

// Beside an insertion that anyone could make.
void ObjectWorld::RefusedSet(ObjectReplica& replica, const ObjectAction& action) {
  Collect(replica);
  Random random(action.seed());
  const Impossible impossible = ImpossibleOperation(replica.oracle(), 78, random);
  ObjectOperations operations = {impossible.operation};
  const ObjectOperation good =
      ItemOperation({77, 0}, ContainerId(ContainerKind::kList, "list"), "good");
  operations.insert(random.OneIn(2) ? operations.begin() : operations.end(), good);
  replica.Refuse(PackObjects(operations), impossible.why + ": " + ToString(impossible.operation));
}

void ObjectWorld::Publish(const ObjectOperations& change) {
  if (change.empty()) return;
  changes_.push_back(change);
  all_.Integrate(change);
  Expect(all_.waiting() == 0, "an operation was made from what does not exist");
}

void ObjectWorld::IntegrateInto(ObjectReplica& replica, const ObjectOperations& operations) {
  Publish(replica.Integrate(operations));
}

void ObjectWorld::Deliver(ObjectReplica& replica, size_t change, size_t mode, Random& random) {
  if (changes_.empty()) return;
  const size_t index = change % changes_.size();
  const ObjectOperations operations = changes_[index];
  if (mode < 6) {
    IntegrateInto(replica, operations);
    if (mode == 0) IntegrateInto(replica, operations);
    return;
  }
  if (mode < 11) return DeliverInPieces(replica, operations, random);
  std::set<size_t> chosen = {index};
  for (size_t k = random.Below(4); k > 0; --k) chosen.insert(random.Below(changes_.size()));
  ObjectOperations together;
  for (size_t i : chosen) {
    together.insert(together.end(), changes_[i].begin(), changes_[i].end());
  }
  if (mode % 2 == 0) SortByAgent(&together);
  IntegrateInto(replica, together);
}

void ObjectWorld::DeliverInPieces(ObjectReplica& replica, const ObjectOperations& change,
                                  Random& random) {
  std::vector<ObjectOperations> pieces;
  for (const ObjectOperation& operation : change) {
    if (pieces.empty() || random.OneIn(3)) pieces.emplace_back();
    pieces.back().push_back(operation);
  }
  random.Shuffle(pieces);
  for (const ObjectOperations& piece : pieces) IntegrateInto(replica, piece);
}

// What `replica` has beyond `since` is what it says it has.
void ObjectWorld::CheckSince(const ObjectReplica& replica, const Document& document,
                             const Version& since) {
  const Result<OperationSet> news = document.OperationsSince(since);
  ExpectOk(news.status(), "OperationsSince");
  ObjectOperations expected;
  for (const ObjectOperation& operation : replica.oracle().history()) {
    const Counts counts = since.Get(operation.agent);
    const uint32_t have = operation.IsEffect() ? counts.effects : counts.creations;
    if (operation.index >= have) expected.push_back(operation);
  }
  SortByAgent(&expected);
  const ObjectOperations got = ExpandObjects(*news);
  for (size_t i = 0; i < std::min(got.size(), expected.size()); ++i) {
    Expect(got[i] == expected[i], "OperationsSince " + since.ToString() + ": " + ToString(got[i]) +
                                      "; not " + ToString(expected[i]));
  }
  Expect(got.size() == expected.size(), "OperationsSince " + since.ToString() + ": the length");
}

void ObjectWorld::Sync(ObjectReplica& to, ObjectReplica& from, Random& random) {
  Collect(from);
  // Any version that ever was: a part of the history.
  Version past;
  const ObjectOperations& history = from.oracle().history();
  const size_t part = random.Below(history.size() + 1);
  for (size_t i = 0; i < part; ++i) {
    Counts counts = past.Get(history[i].agent);
    ++(history[i].IsEffect() ? counts.effects : counts.creations);
    past.Set(history[i].agent, counts);
  }
  CheckSince(from, from.document(), past);
  const Version since = to.document().version();
  CheckSince(from, from.document(), since);
  if (&to == &from) return;
  const Result<OperationSet> news = from.document().OperationsSince(since);
  IntegrateInto(to, ExpandObjects(*news));
  Expect(to.document().version().Covers(from.document().version()), "a version after a sync");
}

void ObjectWorld::Settle(uint64_t seed) {
  for (auto& replica : replicas_) Collect(*replica);
  Random random(seed);
  for (auto& replica : replicas_) {
    std::vector<size_t> order(changes_.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    random.Shuffle(order);
    for (size_t change : order) Deliver(*replica, change, random.Below(16), random);
  }
  for (auto& replica : replicas_) {
    CheckSettled(*replica);
    Expect(DocumentHash(replica->document()) == DocumentHash(replicas_[0]->document()),
           "the documents' hashes differ");
  }
}

void ObjectWorld::CheckSettled(ObjectReplica& replica) {
  replica.Compare();
  Expect(replica.document().BacklogSize() == 0, "something waits though everything was delivered");
  const std::string difference = Difference(replica.oracle().Show(), all_.Show());
  Expect(difference.empty(), "the oracles do not converge: " + difference);
  CheckSince(replica, replica.document(), Version());

  ObjectReplica fresh(1000, order_);
  fresh.Observe(true);
  const Result<OperationSet> everything = replica.document().OperationsSince({});
  fresh.Integrate(ExpandObjects(*everything));
  fresh.Compare();
}

}  // namespace weft::testing
