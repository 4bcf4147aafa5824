#include "tests/support/object_world.h"

#include <set>

#include "crdt/wire/hash.h"
#include "crdt/wire/saved.h"
#include "tests/support/foreign_operations.h"
#include "tests/support/forget_check.h"
#include "tests/support/naive_undo.h"
#include "tests/support/object_edits.h"
#include "tests/support/text_edits.h"

namespace weft::testing {

ObjectWorld::ObjectWorld(OrderKind order, size_t replicas, std::optional<ContainerKind> focus)
    : order_(order), focus_(focus), all_(order) {
  constexpr Agent kAgents[] = {2, kMaxAgent, kSeedAgent, 40};
  for (size_t i = 0; i < replicas; ++i) {
    replicas_.push_back(std::make_unique<ObjectReplica>(kAgents[i % 4], order));
    replicas_.back()->Observe(i % 2 == 0);
  }
}

void ObjectWorld::Run(OrderKind order, size_t replicas, const std::vector<Action>& actions,
                      std::optional<ContainerKind> focus) {
  ObjectWorld(order, replicas, focus).DoAll(actions);
}

void ObjectWorld::RunAskingForThePast(OrderKind order, size_t replicas,
                                      const std::vector<Action>& actions,
                                      std::optional<ContainerKind> focus) {
  ObjectWorld world(order, replicas, focus);
  world.asks_for_the_past_ = true;
  world.DoAll(actions);
}

void ObjectWorld::DoAll(const std::vector<Action>& actions) {
  uint64_t seed = actions.size();
  for (const Action& action : actions) {
    Do(action);
    seed = seed * 31 + action.wide();
  }
  Settle(seed);
}

void ObjectWorld::Do(const Action& action) {
  ObjectReplica& replica = *replicas_[action.replica % replicas_.size()];
  Random random(action.seed());
  switch (action.kind()) {
    case ActionKind::kEdit:
      EditAnything(replica, random, focus_);
      break;
    case ActionKind::kTransaction:
      Transaction(replica, action);
      break;
    case ActionKind::kRestore:
      Restore(replica, action);
      break;
    case ActionKind::kDeliver:
      Deliver(replica, action.wide(), action.mode(), random);
      break;
    case ActionKind::kStream:
      Stream(replica, action);
      break;
    case ActionKind::kSync:
      Sync(replica, *replicas_[action.a % replicas_.size()], random);
      break;
    case ActionKind::kAdmit:
      Collect(replica);
      if (!changes_.empty()) replica.Admit(changes_[action.wide() % changes_.size()]);
      break;
    case ActionKind::kForeign: {
      constexpr Agent kAgents[] = {1, 30, kMaxAgent - 1};
      Publish(ForeignChange(all_, kAgents[action.replica % 3], random, focus_));
      break;
    }
    case ActionKind::kObserve:
      Collect(replica);
      replica.Observe(!replica.observes());
      break;
    case ActionKind::kRefusedSet:
      RefusedSet(replica, action);
      break;
    case ActionKind::kRefusedEdit:
      EditInVain(replica, random);
      break;
    case ActionKind::kUndo:
      Undo(replica, action);
      break;
    case ActionKind::kReload:
      Collect(replica);
      replica.Reload(action.mode() % 4 != 0);
      break;
    case ActionKind::kRevert:
      Revert(replica, action, random);
      break;
    case ActionKind::kFork:
      Fork(replica, random);
      break;
  }
  if (action.quiet()) return;
  Collect(replica);
  // Sometimes the operations are taken and nothing is read, so that what is pending stays so.
  if (action.e % 4 != 3) replica.Compare();
  if (asks_for_the_past_) AskForThePast(replica, action, random);
}

void ObjectWorld::AskForThePast(ObjectReplica& replica, const Action& action, Random& random) {
  if (action.e % 4 != 3 && action.c % 4 == 0) {
    remembered_.push_back({replica.document().version(), replica.plain()});
  }
  if (action.d % 4 != 0) return;
  CheckPast(replica, *replicas_[action.b % replicas_.size()], random);
  CheckAnyVersion(replica, random);
  CheckNewGeneration(replica.document());
  CheckDropHistory(replica.document(),
                   RandomPast(replica.oracle(), replica.document().version(), random),
                   replica.plain());
  if (remembered_.empty()) return;
  CheckRemembered(replica.document(), remembered_[random.Below(remembered_.size())]);
}

void ObjectWorld::Revert(ObjectReplica& replica, const Action& action, Random& random) {
  Collect(replica);
  ObjectReplica& other = *replicas_[action.mode() % replicas_.size()];
  Publish(replica.RevertTo(OracleOfThePast(other.oracle(), replica.document().version(), random)));
}

// Somebody takes the document as it was, and sends what they made of it.
void ObjectWorld::Fork(ObjectReplica& replica, Random& random) {
  Collect(replica);
  const Version version =
      RandomPast(replica.oracle(), replica.document().version(), random).version;
  const std::unique_ptr<ObjectReplica> fork = replica.Fork(version, next_fork_++);
  fork->Observe(random.OneIn(2));
  for (size_t edits = 1 + random.Below(6); edits > 0; --edits) {
    EditAnything(*fork, random, focus_);
    if (random.OneIn(3)) Publish(fork->Collect());
  }
  Publish(fork->Collect());
  fork->Compare();
}

void ObjectWorld::Transaction(ObjectReplica& replica, const Action& action) {
  Random random(action.seed());
  replica.document().Transact([&] {
    for (size_t edits = 2 + random.Below(5); edits > 0; --edits) {
      if (random.OneIn(8)) Collect(replica);
      EditAnything(replica, random, focus_);
    }
  });
}

void ObjectWorld::Restore(ObjectReplica& replica, const Action& action) {
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
  while (count < 1u + action.c % 3 && place + count < known.size() &&
         known[place + count] == EffectId{known[place].agent, known[place].index + count}) {
    ++count;
  }
  Publish(replica.Restore(known[place], count));
}

void ObjectWorld::Undo(ObjectReplica& replica, const Action& action) {
  if (action.mode() % 2 == 0) return UndoAndRedo(replica, action);
  Collect(replica);
  const bool redo = action.b % 3 == 0;
  for (size_t steps = 1 + action.a % 3; steps > 0; --steps) Publish(replica.Undo(redo));
}

// When nothing comes between, what was done is gone, and then there again.
void ObjectWorld::UndoAndRedo(ObjectReplica& replica, const Action& action) {
  Collect(replica);
  const auto expect = [&](const Picture& picture, const char* what) {
    const std::string difference = Difference(WhatShows(replica.plain()), WhatShows(picture));
    Expect(difference.empty(), std::string(what) + ": " + difference);
  };
  const Picture before = replica.plain();
  replica.undo().Separate();
  const size_t steps = replica.undo().UndoSteps();
  const Version made = replica.document().version();
  Transaction(replica, action);
  Collect(replica);
  const Picture after = replica.plain();
  if (replica.undo().UndoSteps() == steps) return;  // nothing was done, or the oldest was forgotten
  if (action.c % 3 == 0) return UndoAfterOthers(replica, action, OwnSince(replica, made));
  const ObjectOperations undone = replica.Undo(false);
  Publish(undone);
  // A step that left nothing is passed over, and one before it undone.
  if (undone.empty() || replica.undo().UndoSteps() != steps) return;
  expect(before, "undone");
  Publish(replica.Undo(true));
  expect(after, "redone");
  if (action.b % 2 == 0) return;
  Publish(replica.Undo(false));
  expect(before, "undone again");
}

ObjectOperations ObjectWorld::OwnSince(const ObjectReplica& replica, const Version& since) {
  const Agent agent = replica.NextId().agent;
  ObjectOperations own;
  for (const ObjectOperation& operation : replica.oracle().history()) {
    const Counts counts = since.Get(agent);
    const uint32_t have = operation.IsEffect() ? counts.effects : counts.creations;
    if (operation.agent == agent && operation.index >= have) own.push_back(operation);
  }
  return own;
}

// Whatever others did in between, the last step's operations alone lose their effect.
void ObjectWorld::UndoAfterOthers(ObjectReplica& replica, const Action& action,
                                  const ObjectOperations& step) {
  Random random(action.seed() + 1);
  const auto others = [&] {
    for (size_t k = random.Below(6); k > 0; --k) {
      Deliver(replica, random.Below(changes_.size() + 1), random.Below(16), random);
    }
  };
  const auto expect = [&](const ObjectOperations& of, const ObjectOperations& all, bool redo) {
    const Picture expected = WithoutStep(order_, all, of);
    const std::string difference = Difference(WhatShows(replica.plain()), WhatShows(expected));
    Expect(difference.empty(),
           std::string(redo ? "redone" : "undone") + " after others: " + difference);
  };
  ObjectOperations undone = step;
  for (const bool redo : {false, true, false}) {
    others();
    const size_t left = redo ? replica.undo().RedoSteps() : replica.undo().UndoSteps();
    const ObjectOperations all = replica.oracle().history();
    const ObjectOperations done = replica.Undo(redo);
    Publish(done);
    // A step that others left nothing of is passed over, and another one undone.
    if (done.empty()) return;
    if (left != 1 + (redo ? replica.undo().RedoSteps() : replica.undo().UndoSteps())) return;
    expect(undone, all, redo);
    undone = done;
  }
}

// Every key is taken at once, and what is taken goes out at once; now and then one is late.
void ObjectWorld::Stream(ObjectReplica& from, const Action& action) {
  Random random(action.seed());
  ObjectReplica& to = *replicas_[(action.replica + action.mode()) % replicas_.size()];
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
void ObjectWorld::RefusedSet(ObjectReplica& replica, const Action& action) {
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
  // What is known is nothing new, also to who has kept less of it.
  for (const SaveOptions options : {SaveOptions{}, SaveOptions{false, true},
                                    SaveOptions{true, false}, SaveOptions{false, false}}) {
    Result<Document> part = LoadDocument(SaveWorkingFile(replica.document(), options), 999);
    Expect(part.ok(), part.status().ToString());
    const Result<Integrated> known = part->Integrate(*everything);
    Expect(known.ok(), known.status().ToString());
    Expect(known->applied == 0 && known->waiting == 0, "something is new to who had it all");
  }
}

}  // namespace weft::testing
