#include "bench/documents/undo_cases.h"

#include <utility>

#include "bench/documents/text_cases.h"

namespace weft::bench {
namespace {

constexpr size_t kSteps = 10000;

// Puts each letter behind the one before, but now and then elsewhere.
Case Typed(std::string name, std::string means, uint64_t seed, size_t steps) {
  Draws draws(seed);
  std::string text;
  size_t cursor = 0;
  std::vector<Edit> edits;
  for (size_t i = 0; i < steps; ++i) {
    if (draws.Below(20) == 0) cursor = draws.Below(text.size() + 1);
    const char letter = draws.Letter();
    text.insert(cursor, 1, letter);
    edits.push_back(InsertText{cursor++, {letter}});
  }
  Case result = TextCase(std::move(name), std::move(means), OneEach(edits), text, draws);
  result.shape = Shape::kUndo;
  result.undone = Characters{""};
  return result;
}

// Each of two users types a letter at a random place, in turns.
Case BesideAnother() {
  Draws draws(29);
  std::string text;
  std::string users;  // who made each letter
  std::vector<Edit> edits[2];
  for (size_t step = 0; step < kSteps; ++step) {
    const size_t at = draws.Below(text.size() + 1);
    const char letter = draws.Letter();
    text.insert(at, 1, letter);
    users.insert(at, 1, static_cast<char>(step % 2));
    edits[step % 2].push_back(InsertText{at, {letter}});
  }
  std::string others;
  for (size_t i = 0; i < text.size(); ++i) {
    if (users[i] == 1) others += text[i];
  }
  Case result =
      TextCase("undo beside", "5,000 letters undone and redone, between 5,000 of another user", {},
               text, draws);
  result.shape = Shape::kUndo;
  result.users = {OneEach(edits[0]), OneEach(edits[1])};
  result.undone = Characters{std::move(others)};
  return result;
}

}  // namespace

std::vector<Case> UndoCases() {
  return {
      Typed("undo 5,000", "5,000 typed letters undone and redone", 27, kSteps / 2),
      Typed("undo 10,000", "10,000 typed letters undone and redone", 28, kSteps),
      BesideAnother(),
  };
}

}  // namespace weft::bench
