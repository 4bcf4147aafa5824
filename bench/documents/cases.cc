#include "bench/documents/cases.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <numeric>
#include <utility>

#include "bench/documents/draws.h"
#include "bench/documents/recorded_cases.h"
#include "bench/documents/rich_cases.h"
#include "bench/documents/text_cases.h"
#include "bench/documents/tree_model.h"
#include "bench/documents/undo_cases.h"

namespace weft::bench {
namespace {

// As upstream.
constexpr size_t kClients = 20 * size_t{77};  // 20 * floor(sqrt(kN))
constexpr size_t kSyncedItems = 100;

constexpr size_t kMoves = 10000;
constexpr size_t kLongList = 100000;
constexpr size_t kNodes = 1000;
constexpr size_t kEntries = 100000;

Items Numbers(Draws& draws, size_t count) {
  Items items(count);
  for (Value& item : items) item = draws.Number();
  return items;
}

Case ListSession(std::string name, std::string means, std::vector<Transaction> transactions,
                 Items items, const Draws& draws) {
  Case result;
  result.name = std::move(name);
  result.means = std::move(means);
  result.users = {std::move(transactions)};
  result.expected = std::move(items);
  result.input = draws.hash();
  return result;
}

Case AppendNumbers() {
  Draws draws(1);
  const Items items = Numbers(draws, kN);
  std::vector<Edit> edits;
  for (size_t i = 0; i < kN; ++i) edits.push_back(InsertItems{i, {items[i]}});
  return ListSession("B1.8", "append 6,000 numbers to a list", OneEach(edits), items, draws);
}

Case InsertNumbersAtOnce() {
  Draws draws(2);
  const Items items = Numbers(draws, kN);
  return ListSession("B1.9", "insert 6,000 numbers at once", {{InsertItems{0, items}}}, items,
                     draws);
}

Case PrependNumbers() {
  Draws draws(3);
  Items items = Numbers(draws, kN);
  std::vector<Edit> edits;
  for (const Value& item : items) edits.push_back(InsertItems{0, {item}});
  std::reverse(items.begin(), items.end());
  return ListSession("B1.10", "prepend 6,000 numbers", OneEach(edits), items, draws);
}

// As upstream: each at a place of the list as it is then. Puts them into `items` too.
std::vector<Edit> InsertAnywhere(Draws& draws, Items& items) {
  std::vector<Edit> edits;
  for (size_t i = 0; i < kN; ++i) {
    const size_t at = draws.Below(items.size() + 1);
    const Value value = draws.Number();
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(at), value);
    edits.push_back(InsertItems{at, {value}});
  }
  return edits;
}

Case InsertNumbersAnywhere() {
  Draws draws(4);
  Items items;
  const std::vector<Edit> edits = InsertAnywhere(draws, items);
  return ListSession("B1.11", "insert 6,000 numbers at random places", OneEach(edits), items,
                     draws);
}

Case Exchange(std::string name, std::string means, uint64_t seed,
              const std::function<Transaction(Draws&, Items)>& edits) {
  Draws draws(seed);
  const Items synced = Numbers(draws, kSyncedItems);
  Case result;
  result.name = std::move(name);
  result.means = std::move(means);
  result.shape = Shape::kExchange;
  result.base = {InsertItems{0, synced}};
  for (int user = 0; user < 2; ++user) result.users.push_back({edits(draws, synced)});
  result.expected = kSyncedItems + 2 * kN;
  result.input = draws.hash();
  return result;
}

Case BothInsertAtStart() {
  return Exchange("B2.1 list", "two users insert 6,000 numbers each at the start, at once", 5,
                  [](Draws& draws, const Items&) -> Transaction {
                    return {InsertItems{0, Numbers(draws, kN)}};
                  });
}

Case BothInsertAnywhere() {
  return Exchange("B2.2 list", "two users insert 6,000 numbers each at random places", 6,
                  [](Draws& draws, Items synced) { return InsertAnywhere(draws, synced); });
}

Case Gather(std::string name, std::string means, Part part, size_t count,
            const std::function<Edit(size_t)>& edit) {
  Case result;
  result.name = std::move(name);
  result.means = std::move(means);
  result.part = part;
  result.shape = Shape::kGather;
  for (size_t client = 0; client < kClients; ++client) result.users.push_back({{edit(client)}});
  result.expected = count;
  result.input = Draws(0).hash();
  return result;
}

std::string Repeated(const std::string& text, size_t count) {
  std::string result;
  for (size_t i = 0; i < count; ++i) result += text;
  return result;
}

Case ClientsSetNumber() {
  return Gather("B3.1", "1,540 clients set a number in a map", Part::kMap, 1,
                [](size_t client) { return SetKey{"v", client}; });
}

Case ClientsSetMap() {
  return Gather("B3.2", "1,540 clients set a new map in a map", Part::kMap, 1, [](size_t client) {
    return SetMap{"v", {{"name", std::to_string(client)}, {"address", "here"}}};
  });
}

Case ClientsSetObject() {
  Case result = Gather("B3.2 value", "the same as one value, an object", Part::kMap, 1,
                       [](size_t) { return SetKey{}; });
  result.not_here = "not supported: an object is a map";
  return result;
}

Case ClientsSetString() {
  return Gather("B3.3", "1,540 clients set a string in a map", Part::kMap, 1, [](size_t client) {
    return SetKey{"v", Repeated(std::to_string(client), kClients)};
  });
}

Case ClientsInsert() {
  return Gather("B3.4", "1,540 clients insert a string into a list", Part::kList, kClients,
                [](size_t client) { return InsertItems{0, {std::to_string(client)}}; });
}

// Sets keys to numbers below `bound`.
std::vector<Edit> SetKeys(Draws& draws, size_t count, size_t bound, Entries& entries) {
  std::vector<Edit> edits;
  for (size_t i = 0; i < count; ++i) {
    SetKey edit = {"key" + std::to_string(i), draws.Below(bound)};
    entries[edit.key] = edit.value;
    edits.emplace_back(std::move(edit));
  }
  return edits;
}

Case SetKeysOneByOne() {
  Draws draws(8);
  Entries entries;
  Case result;
  result.name = "keys";
  result.means = "set 6,000 keys of a map, one by one";
  result.part = Part::kMap;
  result.users = {OneEach(SetKeys(draws, kN, 0x7FFFFFFF, entries))};
  result.expected = std::move(entries);
  result.input = draws.hash();
  return result;
}

Case SmallEntries() {
  Draws draws(12);
  Entries entries;
  Case result;
  result.name = "entries";
  result.means = "a map of 100,000 small numbers: live bytes an entry";
  result.part = Part::kMap;
  result.shape = Shape::kMemory;
  result.base = SetKeys(draws, kEntries, 100, entries);
  result.expected = std::move(entries);
  result.input = draws.hash();
  return result;
}

// Takes one out and puts it in again.
void Move(std::vector<uint32_t>& order, size_t from, size_t to) {
  const auto at = [&order](size_t index) {
    return order.begin() + static_cast<std::ptrdiff_t>(index);
  };
  if (from < to) {
    std::rotate(at(from), at(from + 1), at(to + 1));
  } else {
    std::rotate(at(to), at(from), at(from + 1));
  }
}

Case MoveItems(std::string name, std::string means, size_t length, uint64_t seed) {
  Draws draws(seed);
  const Items base = Numbers(draws, length);
  std::vector<uint32_t> order(length);
  std::iota(order.begin(), order.end(), 0);
  std::vector<Edit> edits;
  for (size_t i = 0; i < kMoves; ++i) {
    const size_t from = draws.Below(length);
    const size_t to = (from + 1 + draws.Below(length - 1)) % length;
    Move(order, from, to);
    edits.push_back(MoveItem{from, to});
  }
  Items items;
  for (const uint32_t item : order) items.push_back(base[item]);
  Case result =
      ListSession(std::move(name), std::move(means), OneEach(edits), std::move(items), draws);
  result.base = {InsertItems{0, base}};
  return result;
}

Case MoveNodes() {
  Draws draws(11);
  TreeModel tree;
  Case result;
  result.name = "tree moves";
  result.means = "10,000 random moves of a tree's 1,000 nodes";
  result.part = Part::kTree;
  for (size_t i = 0; i < kNodes; ++i) result.base.push_back(tree.Add(draws));
  std::vector<Edit> edits;
  for (size_t i = 0; i < kMoves; ++i) edits.push_back(tree.MoveAny(draws));
  result.users = {OneEach(edits)};
  result.expected = tree.Outline();
  result.input = draws.hash();
  return result;
}

std::vector<Case> ListsMapsAndTrees() {
  return {
      AppendNumbers(),
      InsertNumbersAtOnce(),
      PrependNumbers(),
      InsertNumbersAnywhere(),
      BothInsertAtStart(),
      BothInsertAnywhere(),
      ClientsSetNumber(),
      ClientsSetMap(),
      ClientsSetObject(),
      ClientsSetString(),
      ClientsInsert(),
      SetKeysOneByOne(),
      MoveItems("moves 6,000", "10,000 random moves in a list of 6,000", kN, 9),
      MoveItems("moves 100,000", "10,000 random moves in a list of 100,000", kLongList, 10),
      MoveNodes(),
      SmallEntries(),
  };
}

}  // namespace

std::vector<Transaction> OneEach(const std::vector<Edit>& edits) {
  std::vector<Transaction> transactions;
  transactions.reserve(edits.size());
  for (const Edit& edit : edits) transactions.push_back({edit});
  return transactions;
}

std::vector<Case> AllCases(const std::string& traces) {
  std::vector<Case> all;
  for (auto& cases : std::array{TextCases(), ListsMapsAndTrees(), RichCases(), UndoCases(),
                                RecordedCases(traces)}) {
    std::move(cases.begin(), cases.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace weft::bench
