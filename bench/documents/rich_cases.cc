#include "bench/documents/rich_cases.h"

#include <algorithm>
#include <string>
#include <utility>

#include "bench/documents/text_cases.h"

namespace weft::bench {
namespace {

constexpr const char* kKeys[] = {"bold", "code", "italic"};
constexpr size_t kKeyCount = std::size(kKeys);

// Lengths of texts to be marked.
constexpr size_t kLong = 60000;
constexpr size_t kShort = 6000;
// Of two users each.
constexpr size_t kMarksAtOnce = 3000;

// What is on each letter of a text: a bit for each key.
class RichModel {
 public:
  explicit RichModel(std::string text) { Append(text); }

  void Append(const std::string& text) {
    text_ += text;
    marks_.resize(text_.size());
  }
  void Mark(const MarkText& mark) {
    const auto key = std::find(std::begin(kKeys), std::end(kKeys), mark.key) - std::begin(kKeys);
    const auto bit = static_cast<uint8_t>(1 << key);
    for (size_t i = mark.at; i < mark.at + mark.count; ++i) {
      marks_[i] = static_cast<uint8_t>(mark.on ? marks_[i] | bit : marks_[i] & ~bit);
    }
  }
  size_t size() const { return text_.size(); }
  Pieces Read() const {
    Pieces pieces;
    for (size_t i = 0; i < text_.size(); ++i) {
      if (i == 0 || marks_[i] != marks_[i - 1]) pieces.emplace_back("", Names(marks_[i]));
      pieces.back().first += text_[i];
    }
    return pieces;
  }

 private:
  static std::vector<std::string> Names(uint8_t marks) {
    std::vector<std::string> names;
    for (size_t key = 0; key < kKeyCount; ++key) {
      if (marks >> key & 1) names.emplace_back(kKeys[key]);
    }
    return names;
  }

  std::string text_;
  std::vector<uint8_t> marks_;
};

Case RichCase(std::string name, std::string means, Transaction base,
              std::vector<std::vector<Transaction>> users, Expected expected, const Draws& draws) {
  Case result = TextCase(std::move(name), std::move(means), {}, "", draws);
  result.part = Part::kRichText;
  result.base = std::move(base);
  result.users = std::move(users);
  result.expected = std::move(expected);
  return result;
}

// The word is marked, the space behind it is not, so what is typed next is beside no mark in any
// library.
Case TypeWords() {
  Draws draws(24);
  RichModel model("");
  std::vector<Edit> edits;
  for (size_t word = 1; word <= kN; ++word) {
    const size_t at = model.size();
    const std::string typed = draws.Word(2, 9) + " ";
    model.Append(typed);
    edits.push_back(InsertText{at, typed});
    if (word % 5 != 0) continue;
    const MarkText mark = {at, typed.size() - 1, kKeys[0], true};
    model.Mark(mark);
    edits.push_back(mark);
  }
  return RichCase("rich words", "type 6,000 words, every fifth is then marked", {},
                  {OneEach(edits)}, model.Read(), draws);
}

Case MarkAnywhere() {
  Draws draws(25);
  const std::string text = draws.Letters(kLong);
  RichModel model(text);
  std::vector<Edit> edits;
  for (size_t i = 0; i < kN; ++i) {
    const MarkText mark = DrawMark(draws, kLong, 200);
    model.Mark(mark);
    edits.push_back(mark);
  }
  return RichCase("rich marks", "6,000 random marks on a text of 60,000, one in four takes off",
                  {InsertText{0, text}}, {OneEach(edits)}, model.Read(), draws);
}

Case MarkAtOnce() {
  Draws draws(26);
  const Transaction base = {InsertText{0, draws.Letters(kShort)}};
  std::vector<std::vector<Transaction>> users;
  for (int user = 0; user < 2; ++user) {
    std::vector<Edit> edits;
    for (size_t i = 0; i < kMarksAtOnce; ++i) edits.push_back(DrawMark(draws, kShort, 200));
    users.push_back(OneEach(edits));
  }
  Case result =
      RichCase("rich at once", "two users put 3,000 random marks each on a text of 6,000, at once",
               base, std::move(users), kShort, draws);
  result.shape = Shape::kExchange;
  return result;
}

}  // namespace

MarkText DrawMark(Draws& draws, size_t length, size_t most) {
  const size_t at = draws.Below(length);
  const size_t count = 1 + draws.Below(std::min(most, length - at));
  const size_t key = draws.Below(kKeyCount);
  return {at, count, kKeys[key], draws.Below(4) != 0};
}

std::vector<Case> RichCases() { return {TypeWords(), MarkAnywhere(), MarkAtOnce()}; }

}  // namespace weft::bench
