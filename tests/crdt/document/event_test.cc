// Events: one a transaction, in the user's positions, after it is complete.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/plain_text.h"

namespace weft::testing {
namespace {

DeltaStep Keep(uint32_t count) { return {DeltaStep::Kind::kKeep, count, {}}; }
DeltaStep Erase(uint32_t count) { return {DeltaStep::Kind::kErase, count, {}}; }
DeltaStep Insert(std::u16string text) {
  const auto count = static_cast<uint32_t>(text.size());
  return {DeltaStep::Kind::kInsert, count, std::move(text)};
}

using Steps = std::vector<DeltaStep>;

class Events : public ::testing::Test {
 protected:
  Events() : document_(1) { Watch(document_); }

  void Watch(Document& document) {
    document.Observe([this](const Event& event) { events_.push_back(event); });
  }
  // The only event since the last call, which concerns only the note.
  Steps OnlySteps() {
    EXPECT_EQ(events_.size(), 1u);
    if (events_.size() != 1 || events_[0].changes.size() != 1) return {};
    EXPECT_EQ(events_[0].changes[0].container.name, kNote);
    Steps steps = events_[0].changes[0].text()->steps;
    events_.clear();
    return steps;
  }

  Document document_;
  std::vector<Event> events_;
};

TEST_F(Events, AnEditIsATransactionOfItsOwn) {
  Type(document_, 0, "abc");
  EXPECT_EQ(events_.at(0).origin, Origin::kLocal);
  EXPECT_EQ(OnlySteps(), Steps{Insert(u"abc")});
  Type(document_, 1, "XY");
  EXPECT_EQ(OnlySteps(), (Steps{Keep(1), Insert(u"XY")}));
  Delete(document_, 0, 2);
  EXPECT_EQ(OnlySteps(), Steps{Erase(2)});
  Delete(document_, 2, 1);
  EXPECT_EQ(OnlySteps(), (Steps{Keep(2), Erase(1)}));
}

TEST_F(Events, ATransactionIsOneEvent) {
  Type(document_, 0, "abcdef");
  events_.clear();
  document_.Transact([&] {
    Type(document_, 6, "g");
    Delete(document_, 0, 1);
    document_.Transact([&] { Type(document_, 3, "X"); });
    EXPECT_TRUE(events_.empty()) << "never from inside";
  });
  EXPECT_EQ(OnlySteps(), (Steps{Erase(1), Keep(3), Insert(u"X"), Keep(2), Insert(u"g")}));
}

TEST_F(Events, WhatWasInsertedAndDeletedAgainDoesNotShow) {
  Type(document_, 0, "abc");
  events_.clear();
  document_.Transact([&] {
    Type(document_, 1, "XYZ");
    Delete(document_, 2, 1);
  });
  EXPECT_EQ(OnlySteps(), (Steps{Keep(1), Insert(u"XZ")}));
  document_.Transact([&] {
    Type(document_, 1, "gone");
    Delete(document_, 1, 4);
  });
  EXPECT_TRUE(events_.empty()) << "nothing changed, nothing to tell";
}

TEST_F(Events, WhatWasDeletedAndRestoredDoesNotShow) {
  Type(document_, 0, "abc");
  events_.clear();
  document_.Transact([&] {
    Delete(document_, 1, 1);
    EXPECT_TRUE(document_.Restore({1, 0}, 1).ok());
    Delete(document_, 2, 1);
  });
  EXPECT_EQ(OnlySteps(), (Steps{Keep(2), Erase(1)}));
}

TEST_F(Events, ARestoreShowsAsAnInsertion) {
  Type(document_, 0, "abcd");
  Delete(document_, 1, 2);
  events_.clear();
  EXPECT_TRUE(document_.Restore({1, 0}, 2).ok());
  EXPECT_EQ(events_.at(0).origin, Origin::kLocal);
  EXPECT_EQ(OnlySteps(), (Steps{Keep(1), Insert(u"bc")}));
}

TEST_F(Events, ReplacingIsOneEraseAndOneInsertion) {
  Type(document_, 0, "abcd");
  events_.clear();
  document_.Transact([&] {
    Delete(document_, 1, 2);
    Type(document_, 1, "X");
  });
  const Steps steps = OnlySteps();
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(*ApplyDelta(u"abcd", steps), u"aXd");
}

TEST_F(Events, AnIntegrateCallIsOneRemoteEvent) {
  Type(document_, 0, "abc");
  Document other(2);
  Sync(document_, other);
  Type(other, 3, "!");
  Type(other, 0, "?");
  Delete(other, 2, 1);
  EXPECT_TRUE(other.Text("a list").Insert(0, "x").ok());
  events_.clear();
  Sync(other, document_);
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].origin, Origin::kRemote);
  ASSERT_EQ(events_[0].changes.size(), 2u);
  EXPECT_EQ(events_[0].changes[0].container.name, "a list");
  EXPECT_EQ(events_[0].changes[0].text()->steps, Steps{Insert(u"x")});
  EXPECT_EQ(events_[0].changes[1].container.name, kNote);
  EXPECT_EQ(events_[0].changes[1].text()->steps,
            (Steps{Insert(u"?"), Keep(1), Erase(1), Keep(1), Insert(u"!")}));
}

TEST_F(Events, WhatChangesNothingIsNoEvent) {
  Type(document_, 0, "abc");
  events_.clear();
  EXPECT_FALSE(document_.Text(kNote).Insert(9, "x").ok());
  EXPECT_TRUE(document_.Text(kNote).Insert(1, "").ok());
  document_.Transact([] {});
  Integrate(document_, Everything(document_));
  Integrate(document_, InsertSet({2, 0}, {3, 0}, kNullId, u"early"));
  EXPECT_FALSE(document_.Integrate(InsertSet({4, 0}, {4, 0}, kNullId, u"bad")).ok());
  Delete(document_, 0, 1);
  events_.clear();
  Integrate(document_, SetOf(EraseOperation({5, 0}, 0, {1, 0})));  // deleted a second time
  EXPECT_TRUE(events_.empty());
}

TEST_F(Events, WhatLeavesTheBacklogShows) {
  Integrate(document_, InsertSet({2, 0}, {3, 0}, kNullId, u"early"));
  EXPECT_TRUE(events_.empty());
  Integrate(document_, InsertSet({3, 0}, kNullId, kNullId, u">", kNote));
  EXPECT_EQ(OnlySteps(), Steps{Insert(u">early")});
}

TEST_F(Events, PairsAreTwoUnits) {
  Type(document_, 0, "\U0001F600");
  EXPECT_EQ(OnlySteps(), Steps{Insert(u"\U0001F600")});
  Type(document_, 4, "b");
  EXPECT_EQ(OnlySteps(), (Steps{Keep(2), Insert(u"b")}));
  Delete(document_, 0, 4);
  EXPECT_EQ(OnlySteps(), Steps{Erase(2)});
}

TEST_F(Events, AnObserverMayEditAndHearsOfItAfterwards) {
  Document document(2);
  std::vector<std::string> heard;
  document.Observe([&](const Event& event) {
    heard.push_back(Read(document));
    EXPECT_EQ(event.changes.size(), 1u);
    if (Read(document).size() < 4) Type(document, 0, "x");
  });
  std::vector<Steps> second;
  document.Observe([&](const Event& event) { second.push_back(event.changes[0].text()->steps); });
  Type(document, 0, "a");
  EXPECT_EQ(Read(document), "xxxa");
  EXPECT_EQ(heard, (std::vector<std::string>{"a", "xa", "xxa", "xxxa"}));
  ASSERT_EQ(second.size(), 4u) << "every observer hears every event";
  std::u16string mirror;
  for (const Steps& steps : second) mirror = *ApplyDelta(mirror, steps);
  EXPECT_EQ(mirror, u"xxxa");
}

TEST_F(Events, AnObserverMayStopInItsOwnCall) {
  Document document(2);
  int calls = 0;
  uint64_t subscription = 0;
  subscription = document.Observe([&](const Event&) {
    ++calls;
    document.StopObserving(subscription);
  });
  Type(document, 0, "a");
  Type(document, 1, "b");
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(Read(document), "ab");
}

TEST_F(Events, WhoStartsLaterHearsOnlyWhatFollows) {
  Document document(2);
  Type(document, 0, "abc");
  std::vector<Steps> heard;
  const uint64_t subscription = document.Observe(
      [&](const Event& event) { heard.push_back(event.changes[0].text()->steps); });
  Type(document, 3, "d");
  document.StopObserving(subscription);
  Type(document, 4, "e");
  document.StopObserving(subscription);
  EXPECT_EQ(heard, std::vector<Steps>{(Steps{Keep(3), Insert(u"d")})});
}

TEST_F(Events, WhoStartsInsideATransactionHearsOfIt) {
  Document document(2);
  Type(document, 0, "abc");
  std::vector<Steps> heard;
  document.Transact([&] {
    Type(document, 3, "d");
    document.Observe([&](const Event& event) { heard.push_back(event.changes[0].text()->steps); });
    Type(document, 0, "_");
  });
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].front(), Insert(u"_"));
}

}  // namespace
}  // namespace weft::testing
