// Where an insertion goes that meets deleted elements at which links and the like end: behind the
// last of these, which is found without walking along what is deleted.
#include <array>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/core/operation_payload.h"
#include "crdt/document/document_state.h"
#include "tests/support/documents.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

constexpr std::array<const char*, 2> kTexts = {"one", "two"};

// The ids beside which a mark has an end behind its element.
std::set<Id> EndsBehind(const Document& document) {
  std::set<Id> ends;
  const OperationSet all = Everything(document);
  for (const Operation& operation : all.operations) {
    if (operation.kind != OperationKind::kMark) continue;
    const MarkContent content = SplitMark(ContentOf(operation, all.payload.bytes));
    if ((content.sides & kStartsAfter) != 0) ends.insert(operation.prev);
    if ((content.sides & kEndsAfter) != 0) ends.insert(operation.next);
  }
  return ends;
}

struct Element {
  Id id;
  bool visible;
};

std::vector<Element> ElementsOf(Document& document, TreeId text) {
  Sequence& sequence = document.state().sequence();
  sequence.Flush();
  std::vector<Element> elements;
  sequence.tree().Visit(text, [&](const Span& span) {
    for (Lv lv = span.lv; lv < span.lv + span.count; ++lv) {
      elements.push_back({sequence.agents().IdOf(lv), span.visible});
    }
  });
  return elements;
}

// By walking: from behind the visible element before the position to the next that is visible.
std::pair<Id, Id> AnchorsByWalking(const std::vector<Element>& elements, const std::set<Id>& ends,
                                   uint64_t position) {
  size_t at = 0;
  for (uint64_t seen = 0; seen < position; ++at) seen += elements[at].visible;
  size_t gap = at;
  for (; at < elements.size() && !elements[at].visible; ++at) {
    if (ends.count(elements[at].id) > 0) gap = at + 1;
  }
  return {gap == 0 ? kNullId : elements[gap - 1].id,
          gap == elements.size() ? kNullId : elements[gap].id};
}

// A replica that has just come knows of no edit before.
void ExpectAnchorsAsByWalking(const Document& document) {
  Document fresh(9);
  Integrate(fresh, Everything(document));
  const std::set<Id> ends = EndsBehind(document);
  Sequence& sequence = fresh.state().sequence();
  for (const char* name : kTexts) {
    const TreeId text = fresh.state().TextNamed(name);
    const std::vector<Element> elements = ElementsOf(fresh, text);
    for (uint64_t position = 0; position <= sequence.Length(text); ++position) {
      const std::pair<Id, Id> expected = AnchorsByWalking(elements, ends, position);
      const auto [prev, next] = sequence.PeekAnchors(text, position);
      ASSERT_EQ(sequence.agents().IdOf(prev), expected.first) << name << " at " << position;
      ASSERT_EQ(sequence.agents().IdOf(next), expected.second) << name << " at " << position;
    }
  }
}

void EditAnywhere(Document& document, Random& random) {
  Text text = document.Text(kTexts[random.Below(2)]);
  const size_t length = text.Length();
  const size_t at = random.Below(length + 1);
  const size_t count = random.Below(std::min<size_t>(length - at, 8) + 1);
  const size_t kind = random.Below(8);
  if (kind < 4 || count == 0) {
    EXPECT_OK(text.Insert(at, std::string(1 + random.Below(4), 'x')));
  } else if (kind < 6) {
    EXPECT_OK(text.Erase(at, count));
  } else {
    const MarkOptions options{static_cast<weft::Expand>(random.Below(4)), random.OneIn(4)};
    EXPECT_TRUE(text.Mark(at, count, "link", Value("there"), options).ok());
  }
}

TEST(FixedEnds, InsertionsGoWhereWalkingWouldLead) {
  for (size_t run = 0; run < 30 * BudgetFactor(); ++run) {
    SCOPED_TRACE("WEFT_SEED=" + std::to_string(RunSeed()) + ", run " + std::to_string(run));
    Random random(RunSeed() + run);
    std::array<Document, 2> replicas = {Document(1), Document(2)};
    for (size_t edit = 0; edit < 150; ++edit) {
      EditAnywhere(replicas[random.Below(2)], random);
      if (random.OneIn(20)) Meet(replicas[0], replicas[1]);
      if (random.OneIn(10)) ExpectAnchorsAsByWalking(replicas[0]);
      if (::testing::Test::HasFatalFailure()) return;
    }
    Meet(replicas[0], replicas[1]);
    ExpectAnchorsAsByWalking(replicas[1]);
  }
}

// More than are sorted in one by one.
TEST(FixedEnds, ManyThatComeTogetherAreSorted) {
  Random random(RunSeed());
  Document document(1);
  for (const char* name : kTexts) EXPECT_OK(document.Text(name).Insert(0, std::string(400, 'x')));
  const auto mark_anywhere = [&](size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const size_t at = random.Below(400);
      EXPECT_TRUE(document.Text(kTexts[random.Below(2)])
                      .Mark(at, 1, "link", Value(true), {weft::Expand::kNone, false})
                      .ok());
    }
  };
  mark_anywhere(300);
  for (const char* name : kTexts) EXPECT_OK(document.Text(name).Erase(100, 200));
  ExpectAnchorsAsByWalking(document);
  EXPECT_OK(document.Text("one").Insert(1, "y"));
  EXPECT_OK(document.Text("one").Erase(1, 1));
  mark_anywhere(0);
  for (const char* name : kTexts) EXPECT_OK(document.Text(name).Erase(20, 150));
  ExpectAnchorsAsByWalking(document);
}

// Every keystroke walked along all that is deleted behind it, once there was a link anywhere.
TEST(FixedEnds, WhatIsDeletedCostsNothingBesideALink) {
  constexpr size_t kLength = 100000;
  Random random(RunSeed());
  Document document(1);
  Text text = document.Text("one");
  for (size_t i = 0; i < kLength; ++i) EXPECT_OK(text.Insert(random.Below(i + 1), "x"));
  EXPECT_OK(text.Insert(kLength, "link"));
  EXPECT_TRUE(text.Mark(kLength, 4, "link", Value(true), {weft::Expand::kNone, false}).ok());
  EXPECT_OK(text.Insert(0, "a"));
  EXPECT_OK(text.Erase(1, kLength));
  EXPECT_OK(text.Insert(0, "c"));  // so that nobody goes on where that was deleted
  for (size_t i = 0; i < kLength / 2; ++i) {
    EXPECT_OK(text.Insert(2 + i, "b"));
    EXPECT_EQ(*text.Read(1 + i, 2), i == 0 ? "ab" : "bb");
  }
  EXPECT_EQ(text.Length(), 2 + kLength / 2 + 4);
}

}  // namespace
}  // namespace weft::testing
