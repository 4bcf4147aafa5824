#include "tests/support/past_check.h"

#include <algorithm>
#include <set>

#include "crdt/document/timeline.h"
#include "tests/support/document_picture.h"
#include "tests/support/plain_text.h"

namespace weft::testing {

namespace {

// An agent that is nobody else.
constexpr Agent kForker = 777;

void CheckFork(const Document& document, const PastVersion& past) {
  Result<Document> fork = document.ForkAt(past.version, kForker);
  ExpectOk(fork.status(), "ForkAt " + past.version.ToString());
  ExpectOk(fork->CheckInvariants(), "a fork's invariants");
  Expect(fork->version() == past.version, "a fork's version");
  const std::set<ContainerId> containers = ContainersOf(past.picture);
  Picture expected = WithoutComments(past.picture);
  for (const ContainerId& container : containers) expected[container];
  const std::string difference = Difference(PictureOf(*fork, containers), expected);
  Expect(difference.empty(), "a fork at " + past.version.ToString() + ": " + difference);
  for (const ContainerId& container : containers) {
    if (container.kind != ContainerKind::kText) continue;
    const Result<Text> text = document.TextOf(container);
    ExpectOk(text.status(), "TextOf");
    const Result<std::string> read = text->ReadAt(past.version);
    ExpectOk(read.status(), "ReadAt");
    Expect(*read == fork->TextOf(container)->Read(), "ReadAt " + past.version.ToString());
    const Result<std::vector<DeltaStep>> delta = text->DeltaAt(past.version);
    ExpectOk(delta.status(), "DeltaAt");
    Shown then;
    ReadSteps(*delta, &then);
    Expect(then == expected.at(container), "DeltaAt " + past.version.ToString() + ": " +
                                               ToString(then) + "; not " +
                                               ToString(expected.at(container)));
  }
  // It is a document like any other: given the rest, it is the same.
  const Result<OperationSet> rest = document.OperationsSince(past.version);
  ExpectOk(rest.status(), "OperationsSince");
  ExpectOk(fork->Integrate(*rest).status(), "a fork integrates the rest");
  Expect(fork->version() == document.version(), "a fork that got the rest");
}

void CheckDiff(const Document& document, const PastVersion& from, const PastVersion& to) {
  const std::string what = from.version.ToString() + " to " + to.version.ToString();
  Result<std::vector<Change>> changes = document.Diff(from.version, to.version);
  ExpectOk(changes.status(), "Diff " + what);
  PictureMirror mirror;
  mirror.Start(from.picture);
  if (!changes->empty()) mirror.Apply(Event{Origin::kRemote, *std::move(changes)});
  Expect(mirror.error().empty(), "Diff " + what + ": " + mirror.error());
  const std::string difference = Difference(mirror.picture(), WhatShows(to.picture));
  Expect(difference.empty(), "Diff " + what + ": " + difference);
}

// Its steps add up to what each of their versions reads as, from the first to the last.
void CheckTimeline(const Document& document, const ContainerId& id, Random& random) {
  TimelineOptions options;
  options.by = static_cast<TimelineOptions::By>(random.Below(3));
  options.count = 1 + random.Below(8);
  Result<Timeline> timeline = Timeline::OfText(document, id, options);
  ExpectOk(timeline.status(), "Timeline");
  const Text text = *document.TextOf(id);
  Shown now;
  size_t steps = 0;
  for (TimelineStep step; timeline->Next(&step); ++steps) {
    Expect(step.number == steps && !step.authors.empty(), "a step of a timeline");
    const std::string wrong = ApplySteps(step.delta.steps, &now);
    Expect(wrong.empty(), "a step of a timeline: " + wrong);
    const Result<std::string> read = text.ReadAt(step.version);
    ExpectOk(read.status(), "a step's version " + step.version.ToString());
    Expect(timeline->Read() == *read, "a timeline's text at " + step.version.ToString());
  }
  Shown shown;
  ReadSteps(text.Delta(), &shown);
  Expect(now == shown,
         "a timeline's steps do not add up: " + ToString(now) + "; not " + ToString(shown));
  Expect(timeline->size() == steps, "a timeline's size");
  if (steps == 0) return;
  const size_t step = random.Below(steps);
  timeline->Seek(step);
  const std::string before = timeline->Read();
  TimelineStep again;
  Expect(timeline->Next(&again) && again.number == step, "a step sought");
  timeline->Seek(step);
  Expect(timeline->Read() == before, "a step sought twice");
}

// Blame says of each element what DeletionsOf does.
void CheckBlame(const Document& document, const ContainerId& id) {
  uint64_t position = 0;
  std::vector<Oracle::Element> elements;
  const Text text = *document.TextOf(id);
  ExpectOk(text.Blame([&](const BlamedText& range) {
    Expect(range.position == position, "Blame's position");
    if (range.visible) position += range.count;
    for (uint32_t i = 0; i < range.count; ++i) {
      const Id element{range.id.agent, range.id.seq + i};
      elements.push_back({element, range.text[i], range.visible});
      const Result<std::vector<Deletion>> deletions = document.DeletionsOf(element);
      Expect(deletions->size() == range.deletions.size(), "Blame: how many deletions");
      for (size_t k = 0; k < deletions->size(); ++k) {
        const BlamedDeletion& one = range.deletions[k];
        const uint32_t index = one.effect.index + (one.backward ? range.count - 1 - i : i);
        Expect((*deletions)[k].effect == EffectId{one.effect.agent, index} &&
                   (*deletions)[k].restored == one.restored,
               "Blame: a deletion of " + ToString(element));
      }
    }
  }),
           "Blame");
  Expect(elements == ElementsOf(text), "Blame's elements");
}

void ExpectShows(Document& document, const Picture& expected, const std::string& what) {
  ExpectOk(document.CheckInvariants(), what);
  const std::set<ContainerId> containers = ContainersOf(expected);
  const std::string difference =
      Difference(WhatShows(PictureOf(document, containers)), WhatShows(WithoutComments(expected)));
  Expect(difference.empty(), what + ": " + difference);
}

// There and back, and for whoever gets the operations.
void CheckRevert(const Document& document, const PastVersion& past, const PastVersion& now) {
  Result<Document> fork = document.ForkAt(now.version, kForker);
  Result<Document> peer = document.ForkAt(now.version, kForker + 1);
  const auto tell_peer = [&] { ExpectOk(peer->Integrate(fork->TakeLocal()).status(), "a revert"); };
  ExpectOk(fork->RevertTo(past.version), "RevertTo " + past.version.ToString());
  ExpectShows(*fork, past.picture, "reverted to " + past.version.ToString());
  const Result<std::vector<Change>> nothing = fork->Diff(past.version, fork->version());
  ExpectOk(nothing.status(), "Diff after RevertTo");
  Expect(nothing->empty(), "what was reverted to differs from what is in " +
                               (nothing->empty() ? "" : ToString(nothing->front().container)));
  tell_peer();
  ExpectShows(*peer, past.picture, "a peer of whoever reverted to " + past.version.ToString());
  ExpectOk(fork->RevertTo(now.version), "RevertTo what was before a revert");
  ExpectShows(*fork, now.picture, "a revert reverted");
  tell_peer();
  ExpectShows(*peer, now.picture, "a peer of whoever reverted a revert");
}

ObjectOperations UpTo(const ObjectOperations& all, const Version& version) {
  ObjectOperations part;
  for (const ObjectOperation& operation : all) {
    const Counts counts = version.Get(operation.agent);
    if (operation.index < (operation.IsEffect() ? counts.effects : counts.creations)) {
      part.push_back(operation);
    }
  }
  return part;
}

}  // namespace

ObjectOracle OracleOfThePast(const ObjectOracle& of, const Version& reached, Random& random) {
  ObjectOperations past;
  ObjectOracle oracle(of.order());
  const size_t part = random.Below(of.history().size() + 1);
  for (size_t i = 0; i < part; ++i) {
    const ObjectOperation& operation = of.history()[i];
    const Counts have = reached.Get(operation.agent);
    if (operation.index >= (operation.IsEffect() ? have.effects : have.creations)) break;
    past.push_back(operation);
  }
  oracle.Integrate(past);
  Expect(oracle.waiting() == 0, "a moment of a history that lacks something");
  return oracle;
}

PastVersion RandomPast(const ObjectOracle& of, const Version& reached, Random& random) {
  const ObjectOracle oracle = OracleOfThePast(of, reached, random);
  return PastVersion{oracle.version(), oracle.Show()};
}

void CheckRemembered(const Document& document, const PastVersion& then) {
  if (document.version().Covers(then.version)) CheckFork(document, then);
}

void CheckPast(ObjectReplica& replica, const ObjectReplica& other, Random& random) {
  const Document& document = replica.document();
  const Version reached = document.version();
  const PastVersion own = RandomPast(replica.oracle(), reached, random);
  const PastVersion foreign = RandomPast(other.oracle(), reached, random);
  CheckFork(document, own);
  if (random.OneIn(2)) CheckFork(document, foreign);
  CheckDiff(document, own, foreign);
  CheckDiff(document, foreign, own);
  if (random.OneIn(4)) CheckDiff(document, own, own);
  for (const ContainerId& container : replica.oracle().Containers()) {
    if (container.kind != ContainerKind::kText) continue;
    CheckTimeline(document, container, random);
    CheckBlame(document, container);
  }
  const PastVersion now{reached, replica.oracle().Show()};
  CheckDiff(document, random.OneIn(2) ? own : foreign, now);
  CheckRevert(document, random.OneIn(2) ? own : foreign, now);
  CheckDiff(document, now, random.OneIn(2) ? own : foreign);
}

void CheckAnyVersion(ObjectReplica& replica, Random& random) {
  const Document& document = replica.document();
  const Version was_once = RandomPast(replica.oracle(), document.version(), random).version;
  Version version = was_once;
  for (const Version::Entry& entry : was_once.entries()) {
    Counts counts = entry.counts;
    if (random.OneIn(3)) counts.creations += static_cast<uint32_t>(random.Below(4));
    if (random.OneIn(3)) counts.effects += static_cast<uint32_t>(random.Below(3));
    if (random.OneIn(4)) counts.creations -= std::min(counts.creations, 1u);
    version.Set(entry.agent, counts);
  }
  const Result<Document> fork = document.ForkAt(version, kForker);
  if (!document.version().Covers(version)) {
    return Expect(fork.status().code() == StatusCode::kOutOfRange, "a version beyond");
  }
  ObjectOracle oracle(replica.oracle().order());
  oracle.Integrate(UpTo(replica.oracle().history(), version));
  const bool was = oracle.waiting() == 0;
  Expect(was || fork.status().code() == StatusCode::kInvalidArgument,
         "a version that lacks something: " + version.ToString());
  if (!was || fork.ok()) return;
  // Refused although nothing is missing: only for the halves of a pair.
  const std::string why(fork.status().message());
  Expect(why.find("surrogate") != std::string::npos, "refused: " + why);
}

}  // namespace weft::testing
