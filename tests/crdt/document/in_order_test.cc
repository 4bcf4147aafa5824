// Sets that are taken without a plan (crdt/document/in_order.h) give what a plan gives. Admission
// always plans, so it is what Integrate is compared with.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/update.h"
#include "tests/support/documents.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

std::string UpdateOf(const Document& document) {
  Result<std::string> bytes = EncodeUpdateSince(document);
  EXPECT_OK(bytes.status());
  return *bytes;
}

void ExpectSame(Document& a, Document& b) {
  EXPECT_EQ(a.version(), b.version());
  for (const std::string name : {kNote, "other"}) {
    EXPECT_EQ(a.Text(name).Read(), b.Text(name).Read());
  }
  EXPECT_TRUE(UpdateOf(a) == UpdateOf(b));
  EXPECT_OK(a.CheckInvariants());
  EXPECT_OK(b.CheckInvariants());
}

// What people do in a history: how often they leave plain letters in one text.
struct Habits {
  bool pairs;
  bool other_text;
  bool list;
};

void EditAnywhere(Document& document, const Habits& habits, Random& random) {
  Text text = document.Text(habits.other_text && random.OneIn(4) ? "other" : kNote);
  const size_t size = text.Length(Unit::kCodePoint);
  const size_t at = random.Below(size + 1);
  if (habits.list && random.OneIn(6)) {
    EXPECT_OK(document.List("list").Insert(0, 7));
  } else if (size > at && random.OneIn(3)) {
    const size_t count = 1 + random.Below(3);
    EXPECT_OK(text.Erase(at, std::min(count, size - at), Unit::kCodePoint));
  } else if (habits.pairs && random.OneIn(5)) {
    EXPECT_OK(text.Insert(at, "\U0001F600", Unit::kCodePoint));
  } else {
    const size_t count = 1 + random.Below(4);
    const char letter = static_cast<char>('a' + random.Below(26));
    EXPECT_OK(text.Insert(at, std::string(count, letter), Unit::kCodePoint));
  }
}

// Three people's history, from some moment on.
struct History {
  OperationSet before;
  OperationSet after;
  std::vector<OperationSet> then;  // by who has all of it
};

History RandomHistory(const Habits& habits, Random& random) {
  std::vector<Document> people;
  const size_t count = 1 + random.Below(3);
  for (Agent agent = 1; agent <= count; ++agent) people.emplace_back(agent);
  History history;
  Version begin;
  const size_t edits = 1 + random.Below(40);
  const size_t split = random.OneIn(3) ? 0 : random.Below(edits);
  for (size_t i = 0; i < edits; ++i) {
    Document& person = people[random.Below(count)];
    EditAnywhere(person, habits, random);
    Document& friend_of = people[random.Below(count)];
    if (&friend_of != &person && random.OneIn(3)) Meet(person, friend_of);
    if (i + 1 != split) continue;
    history.before = Everything(person);
    begin = person.version();
  }
  for (Document& person : people) Meet(people[0], person);
  history.after = Everything(people[0], begin);
  for (Document& person : people) {
    Meet(people[0], person);
    (void)person.TakeLocal();
  }
  size_t at = random.Below(10);
  for (size_t i = 0; i < 6; ++i) {
    Document& person = people[random.Below(count)];
    Text text = person.Text(kNote);
    at = std::min(at, text.Length(Unit::kCodePoint));
    if (at > 0 && random.OneIn(3)) {
      EXPECT_OK(text.Erase(--at, 1, Unit::kCodePoint));
    } else {
      EXPECT_OK(text.Insert(at++, "+", Unit::kCodePoint));
    }
    history.then.push_back(Taken(person));
    for (Document& other : people) Meet(person, other);
    for (Document& other : people) (void)other.TakeLocal();
  }
  return history;
}

// Something small about a set that was good, or nothing.
void Spoil(OperationSet* set, Random& random) {
  std::vector<Operation>& operations = set->operations;
  if (operations.empty()) return;
  const size_t at = random.Below(operations.size());
  const size_t other = random.Below(operations.size());
  Operation& operation = operations[at];
  const uint32_t step = random.OneIn(2) ? 1 : ~uint32_t{0};
  switch (random.Below(16)) {
    case 0:
      return void(operation.id.seq += step);
    case 1:
      return void(operation.at += step);
    case 2:
      return void(operation.count += step);
    case 3:
      return void(operation.prev.seq += step);
    case 4:
      return void(operation.prev.agent += step);
    case 5:
      if (!operation.IsEffect()) operation.next.seq += step;
      return;
    case 6:
      if (!operation.IsEffect()) operation.next.agent = 1 + random.Below(4);
      return;
    case 7:
      if (!operation.IsEffect()) operation.next = operation.prev;
      return;
    case 8:
      return void(operation.container = random.OneIn(2) ? 0 : kImpliedContainer);
    case 9:
      return void(operation.text_offset += step);
    case 10:
      return void(operations.erase(operations.begin() + static_cast<std::ptrdiff_t>(at)));
    case 11:
      return std::swap(operation, operations[other]);
    case 12:
      return void(operations.push_back(operation));
    case 13:
      if (!set->text.empty()) set->text[random.Below(set->text.size())] = 0xD83D;
      return;
    case 14:
      if (!set->containers.empty()) set->containers[0] = random.OneIn(2) ? "third" : "other";
      return;
    default:
      return;  // nothing
  }
}

TEST(InOrder, TakesWhatAdmissionTakesAndGivesTheSame) {
  const uint64_t seed = RunSeed();
  Random random(seed);
  size_t taken = 0;
  const size_t runs = 6000 * BudgetFactor();
  for (size_t run = 0; run < runs; ++run) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", run " + std::to_string(run));
    Habits habits{};
    habits.pairs = random.OneIn(3);
    habits.other_text = random.OneIn(4);
    habits.list = random.OneIn(4);
    History history = RandomHistory(habits, random);
    const bool spoiled = !random.OneIn(3);
    if (spoiled) Spoil(&history.after, random);
    Document in_order(9);
    Document planned(9);
    for (Document* document : {&in_order, &planned}) Integrate(*document, history.before);
    const std::string before = UpdateOf(in_order);
    const Result<Integrated> integrated = in_order.Integrate(history.after);
    const Result<Integrated> admitted = planned.Admit(history.after, {});
    if (admitted.ok()) {
      ++taken;
      ASSERT_TRUE(integrated.ok()) << integrated.status().ToString();
      EXPECT_EQ(integrated->applied, admitted->applied);
      EXPECT_EQ(integrated->duplicate, admitted->duplicate);
      EXPECT_EQ(integrated->waiting, 0u);
      for (size_t i = 0; i < (spoiled ? 0 : history.then.size()); ++i) {
        Integrate(in_order, history.then[i]);
        EXPECT_OK(planned.Admit(history.then[i], {}).status());
      }
      ExpectSame(in_order, planned);
    } else if (integrated.ok()) {
      EXPECT_GT(integrated->waiting, 0u) << admitted.status().ToString();
    } else {
      EXPECT_TRUE(UpdateOf(in_order) == before);
    }
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(taken, runs / 3);
}

TEST(InOrder, WhatCanBeEditedAfterwards) {
  Document author(1);
  Type(author, 0, "one");
  Delete(author, 1, 1);
  Document other(2);
  Sync(author, other);
  Type(other, 2, "!");
  Sync(other, author);

  Document document(3);
  Integrate(document, Everything(author));
  EXPECT_EQ(Read(document), "oe!");
  Type(document, 3, "?");
  Sync(document, author);
  EXPECT_EQ(Read(author), "oe!?");
}

// The set's last operation is not the last that is taken in: what goes on with it is still its own.
TEST(InOrder, TypingGoesOnWhereItsAuthorWas) {
  for (const bool erase : {false, true}) {
    Document document(9);
    Integrate(document, InsertSet({1, 0}, kNullId, kNullId, u"0123456789", kNote));
    Integrate(document, InsertSet({2, 0}, {1, 4}, {1, 5}, u"xyz"));
    OperationSet set = InsertSet({1, 10}, {2, 3}, {1, 5}, u"?");
    set.operations.push_back(InsertOperation(&set, {2, 3}, {2, 2}, {1, 5}, u"!"));
    if (erase) set.operations.push_back(EraseOperation({2, 0}, 4, {1, 9}));
    Integrate(document, set);
    const OperationSet next =
        erase ? SetOf(EraseOperation({2, 1}, 4, {1, 8})) : InsertSet({2, 4}, {2, 3}, {1, 5}, u"+");
    Integrate(document, next);
    EXPECT_EQ(Read(document), erase ? "01234xyz!?567" : "01234xyz!?+56789");
    EXPECT_EQ(document.version().Get(1), (Counts{11, 0}));
    EXPECT_OK(document.CheckInvariants());
    Document planned(9);
    EXPECT_OK(planned.Admit(Everything(document), {}).status());
    ExpectSame(document, planned);
  }
}

TEST(InOrder, ASecondTextIsNotTheFirst) {
  Document document(9);
  Integrate(document, InsertSet({1, 0}, kNullId, kNullId, u"a", kNote));
  OperationSet set;
  set.operations.push_back(InsertOperation(&set, {2, 0}, kNullId, kNullId, u"b", "other"));
  set.operations.push_back(InsertOperation(&set, {2, 1}, {2, 0}, kNullId, u"c"));
  Integrate(document, set);
  EXPECT_EQ(Read(document), "a");
  EXPECT_EQ(document.Text("other").Read(), "bc");
  set.operations[0].id.seq = 2;
  set.operations[1].id.seq = 3;
  set.operations[1].prev = {2, 2};
  set.operations[1].next = {1, 0};
  EXPECT_EQ(Refusal(document, set), StatusCode::kInvalidArgument);
}

TEST(InOrder, PairsOfTheSetAreNotParted) {
  const auto set = [](Id prev, Id next, Id target, uint32_t count, uint32_t at) {
    OperationSet set = InsertSet({1, 0}, kNullId, kNullId, u"a\U0001F600z", kNote);
    set.operations.push_back(InsertOperation(&set, {2, 0}, prev, next, u"b"));
    set.operations.push_back(EraseOperation({1, 0}, at, target, count));
    return set;
  };
  const auto result = [&](const OperationSet& set) {
    Document document(9);
    return Refusal(document, set);
  };
  constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
  EXPECT_EQ(result(set({1, 0}, {1, 1}, {1, 1}, 2, 4)), StatusCode::kOk);
  EXPECT_EQ(result(set({1, 1}, {1, 3}, {1, 1}, 2, 4)), kInvalid) << "behind a high half";
  EXPECT_EQ(result(set({1, 0}, {1, 2}, {1, 1}, 2, 4)), kInvalid) << "before a low half";
  EXPECT_EQ(result(set({1, 0}, {1, 1}, {1, 0}, 2, 4)), kInvalid) << "ends with a high half";
  EXPECT_EQ(result(set({1, 0}, {1, 1}, {1, 2}, 2, 4)), kInvalid) << "begins with a low half";
  EXPECT_EQ(result(set({1, 0}, {1, 1}, {1, 0}, 1, 2)), kInvalid) << "made inside a pair";
}

// Of many agents, each beside the next one's letter: the last comes first.
TEST(InOrder, AChainOfAgentsInReverse) {
  constexpr uint32_t kAgents = 500;
  OperationSet set;
  for (uint32_t i = 0; i < kAgents; ++i) {
    const std::u16string letter(1, static_cast<char16_t>('a' + i % 26));
    const bool last = i + 1 == kAgents;
    set.operations.push_back(InsertOperation(&set, {1 + i, 0}, last ? kNullId : Id{2 + i, 0},
                                             kNullId, letter, last ? kNote : ""));
  }
  Document whole(1000);
  Integrate(whole, set);
  Document admitted(1000);
  EXPECT_OK(admitted.Admit(set, {}).status());
  ExpectSame(whole, admitted);
  Document waiting(1000);
  for (const Operation& operation : set.operations) {
    OperationSet one;
    one.operations = {operation};
    one.text = set.text;
    one.containers = set.containers;
    Integrate(waiting, one);
  }
  EXPECT_EQ(waiting.BacklogSize(), 0u);
  EXPECT_EQ(Read(waiting), Read(whole));
  EXPECT_EQ(waiting.version(), whole.version());
}

}  // namespace
}  // namespace weft::testing
