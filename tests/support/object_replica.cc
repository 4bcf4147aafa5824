#include "tests/support/object_replica.h"

#include <algorithm>
#include <map>

#include "crdt/core/operation_payload.h"
#include "crdt/wire/saved.h"
#include "tests/support/document_picture.h"

namespace weft::testing {

ObjectReplica::ObjectReplica(Agent agent, OrderKind order)
    : document_(agent, order),
      oracle_(order),
      undo_(&document_, UndoOptions{.clock = {}, .by_hand = agent % 2 == 0, .max_steps = 100}) {
  RefreshPlain();
}

const std::set<ContainerId>& ObjectReplica::Roots() {
  static const std::set<ContainerId> roots = {
      ContainerId(ContainerKind::kText, "note"), ContainerId(ContainerKind::kMap, "m/ap"),
      ContainerId(ContainerKind::kList, "list"), ContainerId(ContainerKind::kCounter, "count"),
      ContainerId(ContainerKind::kTree, "tr~ee")};
  return roots;
}

Id ObjectReplica::NextId() const {
  const Agent agent = document_.agent();
  return Id{agent, document_.version().Get(agent).creations};
}

void ObjectReplica::RefreshPlain() {
  plain_ = oracle_.Show();
  for (const ContainerId& root : Roots()) AddContainer(&plain_, root);
}

void ObjectReplica::Observe(bool on) {
  if (on == observes()) return;
  if (on) {
    mirror_.Start(plain_);
    subscription_ = document_.Observe([this](const Event& event) { mirror_.Apply(event); });
  } else {
    document_.StopObserving(subscription_);
    subscription_ = 0;
  }
}

// A local edit is the newest there is: it wins over all that its author saw, and no more than that.
void ObjectReplica::CheckOwn(const ObjectOperation& operation) const {
  Expect(operation.agent == document_.agent(), "a local operation of another agent");
  if (operation.IsStamped()) {
    Expect(oracle_.LamportOf(operation) == oracle_.max_lamport() + 1,
           "the stamp of a local operation: " + ToString(operation));
  }
  if (operation.kind != OperationKind::kWrite) return;
  for (Id live : oracle_.LiveIn(oracle_.RegisterOf(operation))) {
    Expect(std::binary_search(operation.replaced.begin(), operation.replaced.end(), live),
           "a local write does not replace all that it saw: " + ToString(operation));
  }
}

// Exactly this one: not what waits, though it may be ready element by element.
void ObjectReplica::IntegrateOwn(const ObjectOperation& operation) {
  Expect(oracle_.IsReady(operation), "a local operation out of order: " + ToString(operation));
  CheckOwn(operation);
  oracle_.Offer({operation});
  Version version = oracle_.version();
  Counts counts = version.Get(operation.agent);
  ++(operation.IsEffect() ? counts.effects : counts.creations);
  version.Set(operation.agent, counts);
  oracle_.AdvanceTo(version);
}

ObjectOperations ObjectReplica::Collect() {
  if (!edited_) return {};
  edited_ = false;
  const ObjectOperations operations = ExpandObjects(document_.TakeLocal());
  for (const ObjectOperation& operation : operations) IntegrateOwn(operation);
  Picture picture = oracle_.Show();
  for (const ContainerId& root : Roots()) AddContainer(&picture, root);
  const std::string difference = DifferenceFromForetold(picture, plain_);
  plain_ = std::move(picture);
  Expect(difference.empty(), "the local operations do not make the local edits: " + difference);
  return operations;
}

ObjectOperations ObjectReplica::Integrate(const ObjectOperations& operations) {
  const Result<Integrated> result = document_.Integrate(PackObjects(operations));
  ExpectOk(result.status(), "integrate");
  ObjectOperations local = Collect();
  const size_t before = oracle_.history().size();
  oracle_.Offer(operations);
  oracle_.AdvanceTo(document_.version());
  Expect(result->applied == oracle_.history().size() - before, "the number of applied operations");
  RefreshPlain();
  return local;
}

// What Admit should answer: nothing may wait, and no stamp be greater than what is known and what
// comes with it explain.
StatusCode ObjectReplica::Admissible(const ObjectOperations& operations) const {
  ObjectOracle after(oracle_.order());
  after.Integrate(oracle_.history());
  ObjectOperations fresh;
  uint64_t bound = oracle_.max_lamport();
  for (const ObjectOperation& operation : operations) {
    if (operation.kind == OperationKind::kOtherCreation) return StatusCode::kUnimplemented;
    if (operation.kind == OperationKind::kOtherEffect) return StatusCode::kUnimplemented;
    if (oracle_.IsKnown(operation)) continue;
    fresh.push_back(operation);
    bound += operation.IsStamped() ? 1 : 0;
  }
  after.Integrate(fresh);
  if (after.waiting() > 0) return StatusCode::kFailedPrecondition;
  return after.max_lamport() > bound ? StatusCode::kOutOfRange : StatusCode::kOk;
}

void ObjectReplica::Admit(const ObjectOperations& operations) {
  if (oracle_.waiting() > 0) return;  // a server never has anything that waits
  const StatusCode expected = Admissible(operations);
  const Result<Integrated> result = document_.Admit(PackObjects(operations));
  Expect(result.status().code() == expected, "Admit answers " + result.status().ToString() +
                                                 "; not " + std::string(StatusCodeName(expected)));
  if (!result.ok()) return;
  oracle_.Integrate(operations);
  Expect(document_.version() == oracle_.version(), "the version after Admit");
  RefreshPlain();
}

ObjectOperations ObjectReplica::Restore(EffectId first, uint32_t count) {
  ExpectOk(document_.Restore(first, count), "restore");
  const ObjectOperations operations = ExpandObjects(document_.TakeLocal());
  for (const ObjectOperation& operation : operations) IntegrateOwn(operation);
  RefreshPlain();
  return operations;
}

ObjectOperations ObjectReplica::Undo(bool redo) {
  const bool any = redo ? undo_.CanRedo() : undo_.CanUndo();
  const Result<bool> done = redo ? undo_.Redo() : undo_.Undo();
  ExpectOk(done.status(), "undo");
  Expect(any || !*done, "an undo of nothing");
  const ObjectOperations operations = ExpandObjects(document_.TakeLocal());
  Expect(*done == !operations.empty(), "an undo says whether it did anything");
  for (const ObjectOperation& operation : operations) IntegrateOwn(operation);
  RefreshPlain();
  return operations;
}

ObjectOperations ObjectReplica::RevertTo(const ObjectOracle& then) {
  ExpectOk(document_.RevertTo(then.version()), "RevertTo " + then.version().ToString());
  const ObjectOperations operations = ExpandObjects(document_.TakeLocal());
  for (const ObjectOperation& operation : operations) IntegrateOwn(operation);
  RefreshPlain();
  const std::string difference = Difference(WhatShows(plain_), WhatShows(then.Show()));
  Expect(difference.empty(), "reverted to " + then.version().ToString() + ": " + difference);
  return operations;
}

std::unique_ptr<ObjectReplica> ObjectReplica::Fork(const Version& version, Agent agent) const {
  auto fork = std::make_unique<ObjectReplica>(agent, oracle_.order());
  Result<Document> document = document_.ForkAt(version, agent);
  ExpectOk(document.status(), "ForkAt " + version.ToString());
  fork->document_ = *std::move(document);
  fork->oracle_.Offer(oracle_.history());
  fork->oracle_.AdvanceTo(version);
  // What lies beyond is not there.
  fork->oracle_.ForgetWaiting();
  fork->RefreshPlain();
  return fork;
}

void ObjectReplica::Reload(bool working_file) {
  if (document_.BacklogSize() > 0) return;
  const bool observed = observes();
  Observe(false);
  const std::string saved = working_file ? SaveWorkingFile(document_) : *SaveArchive(document_);
  Result<Document> loaded = LoadDocument(saved, document_.agent());
  ExpectOk(loaded.status(), "loading");
  document_ = std::move(*loaded);
  Expect(undo_.UndoSteps() + undo_.RedoSteps() == 0, "steps of another document");
  Observe(observed);
}

void ObjectReplica::Refuse(const OperationSet& set, const std::string& why) {
  const Result<Integrated> result = document_.Integrate(set);
  Expect(!result.ok(), "should be refused: " + why);
  Expect(result.status().code() != StatusCode::kInternal, "refused as a bug: " + why);
  Expect(!result.status().message().empty(), "a refusal without a reason: " + why);
}

void ObjectReplica::Compare() {
  ExpectOk(document_.CheckInvariants(), "invariants");
  Expect(document_.version() == oracle_.version(),
         "version " + document_.version().ToString() + ", not " + oracle_.version().ToString());
  std::set<ContainerId> containers = oracle_.Containers();
  containers.insert(Roots().begin(), Roots().end());
  const Picture picture = PictureOf(document_, containers);
  const std::string difference = Difference(picture, WithoutComments(plain_));
  Expect(difference.empty(), "the document differs: " + difference);
  ComparePaths(document_, picture);
  Expect(mirror_.error().empty(), "an event: " + mirror_.error());
  if (observes()) {
    const std::string events = Difference(mirror_.picture(), WhatShows(plain_));
    Expect(events.empty(), "the events differ: " + events);
  }
  CompareDeletions();
  CompareMarks();
  CompareBacklog();
  CompareRoots();
}

void ObjectReplica::CompareDeletions() {
  for (const auto& [id, creation] : oracle_.creations()) {
    const Result<std::vector<Deletion>> got = document_.DeletionsOf(id);
    ExpectOk(got.status(), "DeletionsOf");
    const std::vector<Deletion> expected = oracle_.DeletionsOf(id);
    Expect(std::equal(got->begin(), got->end(), expected.begin(), expected.end(),
                      [](const Deletion& a, const Deletion& b) {
                        return a.effect == b.effect && a.restored == b.restored;
                      }),
           "DeletionsOf " + ToString(id));
  }
}

// As told by the order of the elements, whichever of them are shown.
void ObjectReplica::CompareMarks() {
  std::map<ContainerId, std::map<Id, std::pair<size_t, size_t>>> expected;
  for (const auto& [id, creation] : oracle_.creations()) {
    if (creation.operation.kind != OperationKind::kMark || !oracle_.IsShown(id)) continue;
    const MarkContent content = SplitMark(creation.operation.content);
    if (value_bytes::Read(content.value, kNullId).IsNull() && (content.sides & kSeveral) == 0) {
      continue;
    }
    const std::vector<Id> elements = oracle_.Elements(creation.container);
    const auto place = [&](Id beside, bool after, size_t without) {
      const auto at = std::find(elements.begin(), elements.end(), beside);
      if (at == elements.end()) return without;
      return static_cast<size_t>(std::count_if(elements.begin(), at + (after ? 1 : 0),
                                               [&](Id one) { return oracle_.IsShown(one); }));
    };
    const size_t start = place(creation.operation.prev, (content.sides & kStartsAfter) != 0, 0);
    const auto all = static_cast<size_t>(std::count_if(
        elements.begin(), elements.end(), [&](Id one) { return oracle_.IsShown(one); }));
    const size_t end = place(creation.operation.next, (content.sides & kEndsAfter) != 0, all);
    if (start < end) expected[creation.container][id] = {start, end};
  }
  for (const auto& [text, marks] : expected) {
    const Result<Text> shown = text.IsRoot() ? document_.Text(text.name) : document_.TextOf(text);
    ExpectOk(shown.status(), "a text with marks");
    std::map<Id, std::pair<size_t, size_t>> got;
    for (const MarkedRange& mark : shown->Marks()) got[mark.id] = {mark.start, mark.end};
    Expect(got == marks, "the marks of " + ToString(text));
  }
}

void ObjectReplica::CompareBacklog() {
  // The document keeps whole runs, parts that are known included.
  const uint64_t size = document_.BacklogSize();
  Expect(size >= oracle_.waiting() && (size == 0) == (oracle_.waiting() == 0),
         "backlog of " + std::to_string(size) + ", not " + std::to_string(oracle_.waiting()));
  const Version missing = document_.Missing();
  Expect(missing.entries().empty() == (oracle_.waiting() == 0), "Missing()");
  for (const Version::Entry& entry : missing.entries()) {
    const Counts have = oracle_.version().Get(entry.agent);
    Expect(entry.counts.creations > have.creations || entry.counts.effects > have.effects,
           "Missing() names what is here");
  }
}

void ObjectReplica::CompareRoots() {
  std::vector<ContainerId> expected;
  for (const ContainerId& container : oracle_.Containers()) {
    if (container.IsRoot()) expected.push_back(container);
  }
  Expect(document_.Roots() == expected, "Roots()");
}

}  // namespace weft::testing
