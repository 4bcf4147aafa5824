// Observers that do something themselves: they edit, begin others and end others.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

class EditingObserver : public ::testing::Test {
 protected:
  // Calls `edit` in the first event.
  template <class Edit>
  void EditOnce(Edit edit) {
    document_.Observe([this, edit](const Event& /*event*/) {
      if (edited_) return;
      edited_ = true;
      edit();
    });
  }

  Document document_{1};
  bool edited_ = false;
};

// What another replica shows at a path, as this one does.
void ExpectTravels(const Document& document, const std::string& path, const std::string& text) {
  EXPECT_OK(document.CheckInvariants());
  Document other(2);
  Sync(document, other);
  for (const Document* const here : {&document, static_cast<const Document*>(&other)}) {
    const Result<Text> at = here->TextAt(path);
    ASSERT_TRUE(at.ok()) << at.status().ToString();
    EXPECT_EQ(at->Read(), text);
  }
}

TEST_F(EditingObserver, AMapsNewTextIsTheOneThatWasMade) {
  EditOnce([this] { EXPECT_OK(document_.Map("map").Set("seen", true)); });
  Result<Text> made = document_.Map("map").MakeText("made");
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(edited_);
  EXPECT_EQ(made->id(), document_.Map("map").GetText("made")->id());
  EXPECT_OK(made->Insert(0, "here"));
  ExpectTravels(document_, "map/made", "here");
}

TEST_F(EditingObserver, AListsNewTextIsTheOneThatWasMade) {
  EditOnce([this] { EXPECT_OK(document_.List("list").Insert(0, "seen")); });
  Result<Text> made = document_.List("list").InsertText(0);
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(edited_);
  EXPECT_OK(made->Insert(0, "here"));
  ExpectTravels(document_, "list/1", "here");
}

TEST_F(EditingObserver, ANewMapIsTheOneThatWasMadeThoughAnotherWasMadeInIt) {
  EditOnce([this] { EXPECT_TRUE(document_.Map("map").GetMap("made")->MakeMap("in it").ok()); });
  const Result<Map> made = document_.Map("map").MakeMap("made");
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(edited_);
  EXPECT_EQ(made->Keys(), std::vector<std::string>{"in it"});
}

class Observers : public ::testing::Test {
 protected:
  Document document_{1};
  std::vector<std::string> told_;
};

TEST_F(Observers, OneThatWasEndedByAnotherIsNotToldAnyMore) {
  auto owned = std::make_unique<std::vector<std::string>>();
  uint64_t second = 0;
  document_.Observe([&](const Event& /*event*/) {
    document_.StopObserving(second);
    owned.reset();
  });
  second = document_.Observe([&, list = owned.get()](const Event& /*event*/) {
    told_.emplace_back("second");
    if (owned != nullptr) list->push_back("told");
  });
  Type(document_, 0, "one");
  EXPECT_EQ(told_, std::vector<std::string>{});
}

TEST_F(Observers, OneMayEndItself) {
  uint64_t first = 0;
  first = document_.Observe([&, kept = std::string(100, 'x')](const Event& /*event*/) {
    document_.StopObserving(first);
    told_.push_back(kept);
  });
  document_.Observe([&](const Event& /*event*/) { told_.emplace_back("second"); });
  Type(document_, 0, "one");
  Type(document_, 0, "two");
  EXPECT_EQ(told_, (std::vector<std::string>{std::string(100, 'x'), "second", "second"}));
}

TEST_F(Observers, ANewOneHearsOnlyOfWhatComesAfterIt) {
  size_t events = 0;
  document_.Observe([&](const Event& /*event*/) {
    if (++events > 1) return;
    Type(document_, 0, "an event that waits");
    document_.Observe([&](const Event& event) {
      told_.push_back(std::to_string(event.changes.at(0).text()->steps.at(0).count));
    });
  });
  Type(document_, 0, "one");
  EXPECT_EQ(events, 2u);
  EXPECT_EQ(told_, std::vector<std::string>{});
  Type(document_, 0, "abc");
  EXPECT_EQ(told_, std::vector<std::string>{"3"});
}

TEST_F(Observers, TheOneThatEndedTheLastOfThemIsToldOfNothingLater) {
  uint64_t only = 0;
  only = document_.Observe([&](const Event& /*event*/) {
    told_.emplace_back("told");
    Type(document_, 0, "waits");
    document_.StopObserving(only);
  });
  Type(document_, 0, "one");
  document_.Observe([&](const Event& /*event*/) { told_.emplace_back("new"); });
  EXPECT_EQ(told_, std::vector<std::string>{"told"});
  Type(document_, 0, "two");
  EXPECT_EQ(told_, (std::vector<std::string>{"told", "new"}));
}

// The keystroke that was expected after the one told was taken for one of whoever came in
// meanwhile.
TEST(ObserversOnce, OneThatEndsItselfAndIntegratesDoesNotMixUpAuthors) {
  Document author(2), other(3), here(1);
  Type(author, 0, "a");
  const OperationSet a = Taken(author);
  Type(author, 1, "b");
  const OperationSet b = Taken(author);
  Type(author, 2, "c");
  const OperationSet c = Taken(author);
  Integrate(other, a);
  Type(other, 0, "z");
  const OperationSet z = Taken(other);

  Integrate(here, a);
  uint64_t id = 0;
  id = here.Observe([&](const Event&) {
    here.StopObserving(id);
    Integrate(here, z);
  });
  Integrate(here, b);
  Integrate(here, c);
  EXPECT_EQ(Read(here), "zabc");
  EXPECT_EQ(here.version().Get(2).creations, 3u);
  EXPECT_EQ(here.version().Get(3).creations, 1u);
  EXPECT_OK(here.CheckInvariants());
}

}  // namespace
}  // namespace weft::testing
