#include "tests/support/text_edits.h"

#include <algorithm>
#include <vector>

#include "tests/support/object_operation.h"
#include "tests/support/random_values.h"

namespace weft::testing {

namespace {

// What typed letters have is the marks' affair, whose ends the picture does not know.
Format Typed() { return {.attributes = {}, .object = "", .unsure = true}; }

std::string AnyMarkKey(Random& random) {
  static const char* const kMarkKeys[] = {"b", "link", "\u00E9"};
  return kMarkKeys[random.Below(std::size(kMarkKeys))];
}

std::u16string AnyLetters(Random& random) {
  static const std::u16string_view kContent = u"abcdefgh\u00E9\u4E2Dijkl";
  return std::u16string(kContent.substr(random.Below(kContent.size()), 1 + random.Below(3)));
}

// At least one unit of a text that has some.
struct Range {
  size_t from;
  size_t count;
};
Range AnyRange(const Shown& shown, Random& random) {
  const size_t from = random.Below(shown.text.size());
  return {from, 1 + random.Below(std::min<size_t>(6, shown.text.size() - from))};
}

void Insert(const Edit& edit, weft::Text& text, size_t position) {
  const std::u16string units = AnyLetters(edit.random);
  ExpectOk(text.Insert(position, units), "insert of text");
  InsertUnits(&edit.shown(), position, units, Typed());
}

void InsertObject(const Edit& edit, weft::Text& text, size_t position) {
  const Value value = PlainValue(edit.random);
  ExpectOk(text.InsertEmbed(position, value, Unit::kUtf16), "InsertEmbed");
  Format format = Typed();
  format.object = BytesOf(value);
  InsertUnits(&edit.shown(), position, u"\uFFFC", format);
}

// Nothing is newer, so all of the range has it.
void Mark(const Edit& edit, weft::Text& text) {
  const Range range = AnyRange(edit.shown(), edit.random);
  const std::string key = AnyMarkKey(edit.random);
  const MarkOptions options{static_cast<weft::Expand>(edit.random.Below(4)), edit.random.OneIn(6)};
  if (!options.several && edit.random.OneIn(3)) {
    ExpectOk(text.Unmark(range.from, range.count, key, options, Unit::kUtf16), "Unmark");
    return SetAttribute(&edit.shown(), range.from, range.count, key, Value());
  }
  const Value value = PlainValue(edit.random);
  const Id id = edit.replica.NextId();
  const Result<Id> made = text.Mark(range.from, range.count, key, value, options, Unit::kUtf16);
  Expect(Must(made, "Mark") == id, "a mark's id");
  if (options.several) {
    edit.shown().comments.insert(id);
  } else {
    SetAttribute(&edit.shown(), range.from, range.count, key, value);
  }
}

void RemoveMark(const Edit& edit, weft::Text& text) {
  const std::vector<MarkedRange> marks = text.Marks();
  if (marks.empty()) return;
  const MarkedRange& mark = marks[edit.random.Below(marks.size())];
  ExpectOk(text.RemoveMark(mark.id), "RemoveMark");
  if (mark.several) {
    Expect(edit.shown().comments.erase(mark.id) == 1, "a comment that nobody made");
    return;
  }
  for (size_t i = mark.start; i < mark.end; ++i) edit.shown().formats[i].unsure = true;
}

// What the steps say is what shows, whatever marks are there.
void Apply(const Edit& edit, weft::Text& text) {
  using Kind = DeltaStep::Kind;
  Shown& shown = edit.shown();
  std::vector<DeltaStep> delta;
  size_t at = 0;
  for (size_t steps = 1 + edit.random.Below(4); steps > 0; --steps) {
    DeltaStep step{static_cast<Kind>(edit.random.Below(3)), 1};
    if (edit.random.OneIn(2)) step.attributes.push_back({AnyMarkKey(edit.random), true});
    if (step.kind == Kind::kInsert) {
      Format format;
      for (const Attribute& one : step.attributes) format.attributes[one.key] = BytesOf(one.value);
      step.text = edit.random.OneIn(3) ? u"" : AnyLetters(edit.random);
      step.count = std::max<uint32_t>(1, static_cast<uint32_t>(step.text.size()));
      if (step.text.empty()) step.embed = Value(7);
      if (step.embed) format.object = BytesOf(*step.embed);
      InsertUnits(&shown, at, step.embed ? u"\uFFFC" : step.text, format);
      at += step.count;
    } else if (at < shown.text.size()) {
      step.count = 1 + static_cast<uint32_t>(edit.random.Below(shown.text.size() - at));
      if (step.kind == Kind::kErase) {
        step.attributes.clear();
        EraseUnits(&shown, at, step.count);
      } else {
        for (Attribute& one : step.attributes) {
          if (edit.random.OneIn(2)) one.value = Value();
          SetAttribute(&shown, at, step.count, one.key, one.value);
        }
        at += step.count;
      }
    } else {
      continue;
    }
    delta.push_back(std::move(step));
  }
  ExpectOk(text.Apply(delta), "Apply");
}

}  // namespace

void EditText(const Edit& edit) {
  weft::Text text = Must(edit.document().TextOf(edit.container), "a text's handle");
  const size_t size = edit.shown().text.size();
  const size_t position = edit.random.Below(size + 1);
  switch (edit.random.Below(size == 0 ? 5 : 14)) {
    case 0:
      return InsertObject(edit, text, position);
    case 1:
      return Apply(edit, text);
    case 5:
    case 6:
    case 7:
      return Mark(edit, text);
    case 8:
      return RemoveMark(edit, text);
    case 9:
    case 10:
    case 11: {
      const Range range = AnyRange(edit.shown(), edit.random);
      ExpectOk(text.Erase(range.from, range.count, Unit::kUtf16), "erase of text");
      return EraseUnits(&edit.shown(), range.from, range.count);
    }
    default:
      return Insert(edit, text, position);
  }
}

void EditTextInVain(const Edit& edit) {
  weft::Text text = Must(edit.document().TextOf(edit.container), "a text's handle");
  const size_t size = edit.shown().text.size();
  constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
  constexpr StatusCode kBeyond = StatusCode::kOutOfRange;
  const Value container(ContainerId(ContainerKind::kMap, Id{1, 0}));
  const auto mark = [&](size_t from, size_t count, std::string_view key, const Value& value) {
    return text.Mark(from, count, key, value, {}, Unit::kUtf16).status();
  };
  ExpectCode(text.Insert(size + 1, u"x"), kBeyond, "insert beyond");
  ExpectCode(mark(size, 1, "b", true), kBeyond, "Mark beyond");
  ExpectCode(mark(0, ~size_t{0}, "b", true), kBeyond, "Mark of all and more");
  ExpectCode(mark(size, ~size_t{0}, "b", true), kBeyond, "Mark whose end overflows");
  ExpectCode(mark(size, 0, "b", true), kInvalid, "Mark of nothing");
  ExpectCode(text.RemoveMark(Id{12345, 6}), StatusCode::kNotFound, "RemoveMark of nothing");
  ExpectCode(text.InsertEmbed(0, container), kInvalid, "a container in a text");
  ExpectCode(text.InsertEmbed(size + 1, 1, Unit::kUtf16), kBeyond, "InsertEmbed beyond");
  // A step that fails takes those before it back.
  const std::vector<DeltaStep> beyond = {
      {DeltaStep::Kind::kInsert, 1, u"x"},
      {DeltaStep::Kind::kErase, static_cast<uint32_t>(size + 1)}};
  ExpectCode(text.Apply(beyond), kBeyond, "Apply beyond");
  if (size == 0) return;
  ExpectCode(mark(0, 1, "", true), kInvalid, "Mark without a key");
  ExpectCode(mark(0, 1, "\xC3", true), kInvalid, "Mark with a key that is no UTF-8");
  ExpectCode(mark(0, 1, std::string(1025, 'k'), true), kInvalid, "Mark with a key too long");
  ExpectCode(mark(0, 1, "b", container), kInvalid, "Mark with a container");
  ExpectCode(mark(0, 1, "b", "\xC3"), kInvalid, "Mark with a string that is no UTF-8");
}

bool Keystroke(ObjectReplica& replica, const ContainerId& container, size_t* cursor,
               Random& random) {
  Shown& shown = replica.plain()[container];
  weft::Text text = Must(replica.document().TextOf(container), "a text's handle");
  const size_t size = shown.text.size();
  *cursor = std::min(*cursor, size);
  const size_t what = random.Below(8);
  if (what < 2 && *cursor == (what == 0 ? 0 : size)) return false;
  replica.Edited();
  if (what < 2) {
    if (what == 0) --*cursor;
    ExpectOk(text.Erase(*cursor, 1, Unit::kUtf16), "erase of a unit");
    EraseUnits(&shown, *cursor, 1);
    return true;
  }
  const auto unit = static_cast<char16_t>(random.OneIn(10) ? 0x4E2D : u'a' + random.Below(26));
  const std::u16string_view units(&unit, 1);
  ExpectOk(text.Insert(*cursor, units), "a keystroke");
  InsertUnits(&shown, (*cursor)++, units, Typed());
  return true;
}

}  // namespace weft::testing
