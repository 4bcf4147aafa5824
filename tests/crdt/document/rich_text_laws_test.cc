// Random histories of rich text on three replicas: what each shows is what the definition says
// (tests/support/naive_marks.h), events keep a copy equal, and all converge however operations
// travel. Some marks come from an agent that is no replica, between any two elements.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crdt/core/operation_payload.h"
#include "crdt/document/document.h"
#include "crdt/document/new_generation.h"
#include "crdt/document/timeline.h"
#include "crdt/wire/delta_json.h"
#include "tests/support/naive_marks.h"
#include "tests/support/random.h"

namespace weft {
namespace {

using testing::Random;

constexpr Agent kStranger = 99;

struct Replica {
  explicit Replica(Agent agent, OrderKind order) : document(agent, order) {
    document.SetMarkKind("link", {Expand::kNone, false});
    document.Observe([this](const Event& event) {
      for (const Change& change : event.changes) {
        copy = testing::AppliedDelta(copy, change.text()->steps);
      }
    });
  }
  Text text() { return document.Text("note"); }

  Document document;
  std::vector<DeltaStep> copy;
};

class Histories {
 public:
  Histories(uint64_t seed, OrderKind order) : random_(seed) {
    for (Agent agent = 1; agent <= 3; ++agent)
      replicas_.push_back(std::make_unique<Replica>(agent, order));
  }

  void Run(size_t steps) {
    for (size_t i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
      Replica& replica = *replicas_[random_.Below(replicas_.size())];
      Step(replica);
      if (random_.OneIn(4)) Check(replica);
    }
    for (int round = 0; round < 2; ++round) {
      for (auto& from : replicas_) {
        for (auto& to : replicas_) Send(*from, *to);
      }
    }
    for (auto& replica : replicas_) {
      Check(*replica);
      EXPECT_EQ(DeltaToJson(replica->text().Delta()), DeltaToJson(replicas_[0]->text().Delta()));
    }
  }

 private:
  MarkOptions AnyOptions() {
    return {static_cast<weft::Expand>(random_.Below(4)), random_.OneIn(6)};
  }
  Value AnyValue() {
    if (random_.OneIn(4)) return Value();
    return random_.OneIn(2) ? Value(true) : Value(static_cast<int64_t>(random_.Below(3)));
  }
  std::string AnyKey() { return std::string(1, static_cast<char>('a' + random_.Below(3))); }

  void Step(Replica& replica) {
    Text text = replica.text();
    const size_t length = text.Length(Unit::kUtf16);
    const size_t at = random_.Below(length + 1);
    const size_t count = random_.Below(std::min<size_t>(length - at, 6) + 1);
    switch (random_.Below(12)) {
      case 0:
      case 1:
      case 2:
        (void)text.Insert(at, random_.OneIn(5) ? u"\xD83D\xDE00!" : u"xyz");
        return;
      case 3:
      case 4:
        (void)text.Erase(at, count, Unit::kUtf16);
        return;
      case 5:
      case 6:
        (void)text.Mark(at, count, AnyKey(), AnyValue(), AnyOptions(), Unit::kUtf16);
        return;
      case 7:
        (void)text.InsertEmbed(at, AnyValue(), Unit::kUtf16);
        return;
      case 8: {
        const std::vector<MarkedRange> marks = text.Marks();
        if (!marks.empty()) (void)text.RemoveMark(marks[random_.Below(marks.size())].id);
        return;
      }
      case 9: {
        const Agent agent = 1 + random_.Below(3);
        const uint32_t effects = replica.document.version().Get(agent).effects;
        if (effects > 0) {
          (void)replica.document.Restore({agent, static_cast<uint32_t>(random_.Below(effects))}, 1);
        }
        return;
      }
      case 10:
        return Foreign(replica);
      default:
        return Send(replica, *replicas_[random_.Below(replicas_.size())]);
    }
  }

  // Between any two elements, tombstones included, whichever side.
  void Foreign(Replica& replica) {
    std::vector<Id> ids = {kNullId};
    replica.text().Visit([&](const Piece& piece) {
      for (uint32_t i = 0; i < piece.count; ++i) ids.push_back({piece.id.agent, piece.id.seq + i});
    });
    OperationSet set;
    Operation mark{};
    mark.kind = OperationKind::kMark;
    mark.count = 1;
    mark.id = Id{kStranger + random_.Below(2), 0};
    mark.id.seq = replica.document.version().Get(mark.id.agent).creations;
    // What this agent did elsewhere must not be contradicted: it is made at one replica only.
    if (&replica != replicas_[mark.id.agent - kStranger].get()) return;
    mark.prev = ids[random_.Below(ids.size())];
    mark.next = ids[random_.Below(ids.size())];
    mark.container = kImpliedContainer;
    if (mark.prev.IsNull() && mark.next.IsNull()) {
      mark.container = 0;
      set.containers.emplace_back(ContainerKind::kText, "note");
    }
    mark.stamp = static_cast<uint32_t>(random_.Below(5));
    set.payload.bytes.push_back(static_cast<char>(random_.Below(8)));
    value_bytes::AppendKey(AnyKey(), &set.payload.bytes);
    value_bytes::Append(AnyValue(), &set.payload.bytes);
    set.operations.push_back(mark);
    (void)replica.document.Integrate(set);  // refused inside pairs, and of sides that are none
  }

  void Send(Replica& from, Replica& to) {
    const auto operations = from.document.OperationsSince(to.document.version());
    ASSERT_TRUE(operations.ok());
    const auto done = to.document.Integrate(*operations);
    ASSERT_TRUE(done.ok()) << done.status().ToString();
  }

  void Check(Replica& replica) {
    const std::string shown = DeltaToJson(replica.text().Delta());
    EXPECT_EQ(shown, DeltaToJson(testing::NaiveDelta(replica.document, replica.text())));
    EXPECT_EQ(shown, DeltaToJson(replica.copy));
    const Status invariants = replica.document.CheckInvariants();
    EXPECT_TRUE(invariants.ok()) << invariants.ToString();
    moments_.push_back({replica.document.version(), replica.text().Delta()});
    if (random_.OneIn(4)) CheckPast(replica);
  }

  // Two moments of any replicas that this one is past: what it was, what lies between, and the way
  // back.
  void CheckPast(const Replica& replica) {
    const Document& document = replica.document;
    const Moment& from = moments_[random_.Below(moments_.size())];
    const Moment& to = moments_[random_.Below(moments_.size())];
    const Version now = document.version();
    if (!now.Covers(from.version) || !now.Covers(to.version)) return;
    const Text text = *document.TextOf(ContainerId("note"));
    const auto then = text.DeltaAt(from.version);
    ASSERT_TRUE(then.ok()) << then.status().ToString();
    EXPECT_EQ(DeltaToJson(*then), DeltaToJson(from.delta));
    const auto changes = document.Diff(from.version, to.version);
    ASSERT_TRUE(changes.ok()) << changes.status().ToString();
    std::vector<DeltaStep> applied = from.delta;
    for (const Change& change : *changes) {
      applied = testing::AppliedDelta(applied, change.text()->steps);
    }
    EXPECT_EQ(DeltaToJson(applied), DeltaToJson(to.delta));
    Result<Document> fork = document.ForkAt(now, 1000);
    ASSERT_TRUE(fork.ok()) << fork.status().ToString();
    const Status reverted = fork->RevertTo(from.version);
    ASSERT_TRUE(reverted.ok()) << reverted.ToString();
    EXPECT_EQ(DeltaToJson(fork->Text("note").Delta()), DeltaToJson(from.delta));
    const auto fresh = NewGeneration(document, 1000);
    ASSERT_TRUE(fresh.ok()) << fresh.status().ToString();
    const Text copied = *fresh->TextOf(ContainerId("note"));
    EXPECT_EQ(copied.Read(), text.Read());
    // In yata order a mark may end inside a letter.
    if (document.order() == OrderKind::kFugueMax) {
      EXPECT_EQ(DeltaToJson(copied.Delta()), DeltaToJson(text.Delta()));
    }
    CheckTimeline(document, text);
  }

  void CheckTimeline(const Document& document, const Text& text) {
    const TimelineOptions options{TimelineOptions::By::kOperations, 1 + random_.Below(9)};
    Result<Timeline> timeline = Timeline::OfText(document, "note", options);
    ASSERT_TRUE(timeline.ok());
    std::vector<DeltaStep> applied;
    for (TimelineStep step; timeline->Next(&step);) {
      applied = testing::AppliedDelta(applied, step.delta.steps);
      EXPECT_EQ(timeline->Read(), *text.ReadAt(step.version));
    }
    EXPECT_EQ(DeltaToJson(applied), DeltaToJson(text.Delta()));
  }

  struct Moment {
    Version version;
    std::vector<DeltaStep> delta;
  };

  Random random_;
  std::vector<std::unique_ptr<Replica>> replicas_;
  std::vector<Moment> moments_;
};

TEST(RichTextLaws, WhatShowsIsWhatTheDefinitionSays) {
  Random seeds(testing::RunSeed());
  for (size_t i = 0; i < 300 * testing::BudgetFactor(); ++i) {
    const uint64_t seed = seeds.Next();
    SCOPED_TRACE("history " + std::to_string(seed));
    Histories(seed, i % 4 == 0 ? OrderKind::kYata : OrderKind::kFugueMax).Run(60);
    if (HasFailure()) return;
  }
}

// A delta applied makes the text what the delta says, and an inserted step has exactly its
// attributes.
TEST(RichTextLaws, AppliedDeltasGiveWhatTheySay) {
  Random random(testing::RunSeed());
  for (size_t i = 0; i < 300 * testing::BudgetFactor(); ++i) {
    Replica replica(1, OrderKind::kFugueMax);
    for (int step = 0; step < 12; ++step) {
      Text text = replica.text();
      std::vector<DeltaStep> delta;
      size_t left = text.Length(Unit::kUtf16);
      for (size_t n = random.Below(4); n < 5; ++n) {
        DeltaStep one{static_cast<DeltaStep::Kind>(random.Below(3)), 1};
        const bool insert = one.kind == DeltaStep::Kind::kInsert;
        if (!insert && left == 0) continue;
        if (!insert) one.count = 1 + static_cast<uint32_t>(random.Below(left));
        if (!insert) left -= one.count;
        if (insert && random.OneIn(4)) one.embed = Value(5);
        if (insert && !one.embed) one.text = u"ab";
        if (insert && !one.embed) one.count = 2;
        for (const char* key : {"bold", "italic", "link"}) {
          if (one.kind == DeltaStep::Kind::kErase || !random.OneIn(3)) continue;
          one.attributes.push_back({key, insert || random.OneIn(2) ? Value(1) : Value()});
        }
        delta.push_back(std::move(one));
      }
      const std::vector<DeltaStep> expected = testing::AppliedDelta(text.Delta(), delta);
      ASSERT_TRUE(text.Apply(delta).ok());
      ASSERT_EQ(DeltaToJson(text.Delta()), DeltaToJson(expected)) << DeltaToJson(delta);
      ASSERT_EQ(DeltaToJson(replica.copy), DeltaToJson(expected));
    }
  }
}

}  // namespace
}  // namespace weft
