#include "bench/documents/text_cases.h"

#include <algorithm>
#include <utility>

namespace weft::bench {
namespace {

// As upstream.
constexpr size_t kSyncedLetters = 100;

Case AppendLetters() {
  Draws draws(13);
  const std::string text = draws.Letters(kN);
  std::vector<Edit> edits;
  for (size_t i = 0; i < kN; ++i) edits.push_back(InsertText{i, {text[i]}});
  return TextCase("B1.1", "append 6,000 letters to a text", OneEach(edits), text, draws);
}

Case InsertLettersAtOnce() {
  Draws draws(14);
  const std::string text = draws.Letters(kN);
  return TextCase("B1.2", "insert 6,000 letters at once", {{InsertText{0, text}}}, text, draws);
}

Case PrependLetters() {
  Draws draws(15);
  std::string text = draws.Letters(kN);
  std::vector<Edit> edits;
  for (const char letter : text) edits.push_back(InsertText{0, {letter}});
  std::reverse(text.begin(), text.end());
  return TextCase("B1.3", "prepend 6,000 letters", OneEach(edits), text, draws);
}

Case InsertAndErase() {
  Draws draws(19);
  const std::string text = draws.Letters(kN);
  return TextCase("B1.6", "insert 6,000 letters at once, then delete them",
                  OneEach({InsertText{0, text}, EraseText{0, kN}}), "", draws);
}

// Edits of a text as it is then; makes them there too.
using Drawing = std::vector<Edit> (*)(Draws& draws, std::string& text);

Edit InsertWord(Draws& draws, std::string& text, size_t at, size_t least, size_t most) {
  std::string word = draws.Word(least, most);
  text.insert(at, word);
  return InsertText{at, std::move(word)};
}

std::vector<Edit> InsertWords(Draws& draws, std::string& text, size_t least, size_t most) {
  std::vector<Edit> edits;
  for (size_t i = 0; i < kN; ++i) {
    const size_t at = draws.Below(text.size() + 1);
    edits.push_back(InsertWord(draws, text, at, least, most));
  }
  return edits;
}

std::vector<Edit> Letters(Draws& draws, std::string& text) {
  return InsertWords(draws, text, 1, 1);
}

std::vector<Edit> Words(Draws& draws, std::string& text) { return InsertWords(draws, text, 3, 9); }

// As upstream: words of 2 to 10 letters come, up to 9 letters go.
std::vector<Edit> Mixed(Draws& draws, std::string& text) {
  std::vector<Edit> edits;
  for (size_t i = 0; i < kN; ++i) {
    const size_t at = draws.Below(text.size() + 1);
    if (at == text.size() || draws.Below(2) == 0) {
      edits.push_back(InsertWord(draws, text, at, 2, 10));
      continue;
    }
    const size_t count = 1 + draws.Below(std::min<size_t>(9, text.size() - at));
    text.erase(at, count);
    edits.push_back(EraseText{at, count});
  }
  return edits;
}

Case Session(std::string name, std::string means, uint64_t seed, Drawing draw) {
  Draws draws(seed);
  std::string text;
  const std::vector<Edit> edits = draw(draws, text);
  return TextCase(std::move(name), std::move(means), OneEach(edits), text, draws);
}

Case AtOnce(std::string name, std::string means, uint64_t seed, Drawing draw) {
  Draws draws(seed);
  const std::string synced = draws.Letters(kSyncedLetters);
  std::vector<std::vector<Transaction>> users;
  for (int user = 0; user < 2; ++user) {
    std::string text = synced;
    users.push_back({draw(draws, text)});
  }
  Case result = TextCase(std::move(name), std::move(means), {}, "", draws);
  result.shape = Shape::kExchange;
  result.base = {InsertText{0, synced}};
  result.users = std::move(users);
  result.expected = Anything{};
  return result;
}

Case BothInsertAtStart() {
  Case result = AtOnce("B2.1", "two users insert 6,000 letters each at the start, at once", 23,
                       [](Draws& draws, std::string&) -> std::vector<Edit> {
                         return {InsertText{0, draws.Letters(kN)}};
                       });
  result.expected = kSyncedLetters + 2 * kN;
  return result;
}

}  // namespace

Case TextCase(std::string name, std::string means, std::vector<Transaction> transactions,
              std::string text, const Draws& draws) {
  Case result;
  result.name = std::move(name);
  result.means = std::move(means);
  result.part = Part::kText;
  result.users = {std::move(transactions)};
  result.expected = Characters{std::move(text)};
  result.input = draws.hash();
  return result;
}

std::vector<Case> TextCases() {
  return {
      AppendLetters(),
      InsertLettersAtOnce(),
      PrependLetters(),
      Session("B1.4", "insert 6,000 letters at random places", 16, Letters),
      Session("B1.5", "insert 6,000 words at random places", 17, Words),
      InsertAndErase(),
      Session("B1.7", "6,000 random insertions and deletions", 18, Mixed),
      BothInsertAtStart(),
      AtOnce("B2.2", "two users insert 6,000 letters each at random places, at once", 20, Letters),
      AtOnce("B2.3", "the same with words", 21, Words),
      AtOnce("B2.4", "two users insert and delete at random places, at once", 22, Mixed),
  };
}

}  // namespace weft::bench
