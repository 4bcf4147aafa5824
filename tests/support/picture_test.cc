// Pictures and the mirror by themselves: a mirror that takes any event for right proves nothing.
#include "tests/support/picture.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/picture_mirror.h"

namespace weft::testing {
namespace {

const ContainerId kShownMap(ContainerKind::kMap, "map");
const ContainerId kShownList(ContainerKind::kList, "list");
const ContainerId kShownCounter(ContainerKind::kCounter, "n");
const ContainerId kShownInner(ContainerKind::kMap, Id{1, 0});
using Kind = ListStep::Kind;

Change Of(const ContainerId& container, decltype(Change::delta) delta) {
  return Change{container, {}, std::move(delta)};
}
Event With(std::vector<Change> changes) { return Event{Origin::kLocal, std::move(changes)}; }
Item NewItem(uint32_t seq, const Value& value, bool moved = false) {
  return Item{Id{1, seq}, value, moved};
}
ListStep Insert(std::vector<Item> items) {
  const auto count = static_cast<uint32_t>(items.size());
  return {Kind::kInsert, count, std::move(items)};
}

// A list "a b" and a map whose key k is a map.
Picture Example() {
  Picture picture;
  picture[kShownList].items = {{Id{1, 1}, {CellOf("a"), CellOf("also a")}},
                               {Id{1, 2}, {CellOf("b")}}};
  picture[kShownMap].keys["k"] = {CellOf(kShownInner)};
  picture[kShownInner].keys["x"] = {CellOf(1)};
  return picture;
}

// The list after the steps, or what is wrong with them.
std::string AfterSteps(std::vector<ListStep> steps) {
  PictureMirror mirror;
  mirror.Start(Example());
  mirror.Apply(With({Of(kShownList, ListDelta{std::move(steps)})}));
  if (!mirror.error().empty()) return "error";
  std::string out;
  for (const PictureItem& item : mirror.picture().at(kShownList).items) {
    out += std::to_string(item.id.seq) + ToString(item.cells[0]) + " ";
  }
  return out;
}

TEST(Picture, WhatCannotBeReachedDoesNotShow) {
  Picture picture = Example();
  EXPECT_EQ(Reachable(picture), (std::set<ContainerId>{kShownMap, kShownList, kShownInner}));
  picture[kShownMap].keys["k"] = {CellOf(5), CellOf(kShownInner)};
  EXPECT_FALSE(WhatShows(picture).contains(kShownInner)) << "a value that lost does not show";
  EXPECT_EQ(WhatShows(picture).at(kShownMap).keys.at("k").size(), 1u);
}

TEST(Picture, DifferencesAreNamed) {
  EXPECT_EQ(Difference(Example(), Example()), "");
  Picture other = Example();
  other[kShownInner].keys["x"] = {CellOf(2)};
  EXPECT_NE(Difference(Example(), other), "");
  other.erase(kShownInner);
  EXPECT_NE(Difference(Example(), other), "");
  EXPECT_NE(Difference(other, Example()), "");
}

TEST(PictureMirror, AppliesSteps) {
  EXPECT_EQ(AfterSteps({{Kind::kKeep, 1, {}}, {Kind::kErase, 1, {}}}), "18161 ");
  EXPECT_EQ(AfterSteps({Insert({NewItem(7, 7)}), {Kind::kErase, 2, {}}}), "707 ");
  EXPECT_EQ(
      AfterSteps({{Kind::kErase, 1, {}}, {Kind::kKeep, 1, {}}, Insert({NewItem(1, "a", true)})}),
      "28162 18161 ");
  EXPECT_EQ(AfterSteps({{Kind::kSet, 1, {NewItem(1, 5)}}}), "105 28162 ");
}

TEST(PictureMirror, TakesNoStepsThatBreakARule) {
  EXPECT_EQ(AfterSteps({}), "error");
  EXPECT_EQ(AfterSteps({{Kind::kErase, 1, {}}, {Kind::kKeep, 1, {}}}), "error") << "a keep last";
  EXPECT_EQ(AfterSteps({{Kind::kErase, 3, {}}}), "error") << "beyond the end";
  EXPECT_EQ(AfterSteps({{Kind::kErase, 0, {}}}), "error") << "empty";
  EXPECT_EQ(AfterSteps({{Kind::kErase, 1, {}}, {Kind::kErase, 1, {}}}), "error");
  EXPECT_EQ(AfterSteps({{Kind::kInsert, 2, {NewItem(7, 7)}}}), "error") << "too few items";
  EXPECT_EQ(AfterSteps({Insert({NewItem(1, "a")}), {Kind::kErase, 1, {}}}), "error")
      << "it was there: moved";
  EXPECT_EQ(AfterSteps({Insert({NewItem(7, 7, true)})}), "error") << "it was not there";
  EXPECT_EQ(AfterSteps({{Kind::kSet, 1, {NewItem(2, 5)}}}), "error") << "another item";
  EXPECT_EQ(AfterSteps({{Kind::kSet, 1, {NewItem(1, "a")}}}), "error") << "the same value";
}

std::string ErrorOf(std::vector<Change> changes) {
  PictureMirror mirror;
  mirror.Start(Example());
  mirror.Apply(With(std::move(changes)));
  return mirror.error().empty() ? "none" : "error";
}

TEST(PictureMirror, TakesNoEventThatBreaksARule) {
  EXPECT_EQ(ErrorOf({}), "error") << "no change";
  EXPECT_EQ(ErrorOf({Of(kShownMap, MapDelta{{{"k", Value(1)}}})}), "none");
  EXPECT_EQ(ErrorOf({Of(kShownMap, MapDelta{{{"k", Value(kShownInner)}}})}), "error")
      << "as it was";
  EXPECT_EQ(ErrorOf({Of(kShownMap, MapDelta{{{"j", std::nullopt}}})}), "error") << "was not there";
  EXPECT_EQ(ErrorOf({Of(kShownMap, MapDelta{{{"b", Value(1)}, {"a", Value(1)}}})}), "error");
  EXPECT_EQ(ErrorOf({Of(kShownCounter, CounterDelta{3, 3})}), "none");
  EXPECT_EQ(ErrorOf({Of(kShownCounter, CounterDelta{3, 4})}), "error");
  EXPECT_EQ(ErrorOf({Of(kShownCounter, CounterDelta{0, 0})}), "error");
  EXPECT_EQ(ErrorOf({Of(kShownCounter, MapDelta{{{"k", Value(1)}}})}), "error")
      << "of another kind";
  const Change inner = Of(kShownInner, MapDelta{{{"x", Value(2)}}});
  EXPECT_EQ(ErrorOf({inner}), "none");
  EXPECT_EQ(ErrorOf({inner, inner}), "error") << "twice";
  const Change outer = Of(kShownMap, MapDelta{{{"j", Value(1)}}});
  EXPECT_EQ(ErrorOf({outer, inner}), "none");
  EXPECT_EQ(ErrorOf({inner, outer}), "error") << "before what holds it";
  const Change removed = Of(kShownMap, MapDelta{{{"k", std::nullopt}}});
  EXPECT_EQ(ErrorOf({removed, inner}), "error") << "of what is gone";
}

TEST(PictureMirror, ForgetsWhatIsGone) {
  PictureMirror mirror;
  mirror.Start(Example());
  mirror.Apply(With({Of(kShownMap, MapDelta{{{"k", std::nullopt}}})}));
  mirror.Apply(With({Of(kShownMap, MapDelta{{{"k", Value(kShownInner)}}})}));
  EXPECT_EQ(mirror.error(), "");
  EXPECT_FALSE(mirror.picture().contains(kShownInner)) << "its content has to be told anew";
}

}  // namespace
}  // namespace weft::testing
