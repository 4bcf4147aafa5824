// Working files of more than text that say what no operations could have made: refused, with the
// reason, before anything of them can be seen.
#include <functional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "crdt/wire/saved.h"
#include "crdt/wire/varint.h"
#include "crdt/wire/working_objects.h"
#include "tests/support/documents.h"
#include "tests/support/saved_sections.h"

namespace weft::testing {
namespace {

using Sections = std::vector<std::string>;

// What loading says when the sections were changed.
Status Changed(const Document& document, const std::function<void(Sections*)>& change) {
  SavedSections parts = TakeApart(SaveWorkingFile(document));
  EXPECT_EQ(parts.head.form, wire::SavedForm::kWorkingObjects);
  change(&parts.sections);
  return LoadDocument(PutTogether(parts), 4711).status();
}

void ExpectRefused(const Document& document, std::string_view why,
                   const std::function<void(Sections*)>& change) {
  const Status status = Changed(document, change);
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << why;
  EXPECT_NE(status.message().find(why), std::string::npos) << status.ToString();
}

// A list of a map and of text; a key in the map.
Document Nested() {
  Document document(7);
  EXPECT_TRUE(document.List("l").InsertMap(0)->Set("key", "value").ok());
  EXPECT_TRUE(document.List("l").Append("item").ok());
  return document;
}
// The containers' rows there: the counts; list "l", 2 spans; a nested map, whose creator is LV 0.
constexpr size_t kMapKind = 11;
constexpr size_t kMapCreator = 12;

TEST(SavedObjectsRefusal, TheRowsAreWhereTheseTestsThinkTheyAre) {
  EXPECT_OK(Changed(Nested(), [](Sections* sections) {
    const std::string& rows = (*sections)[wire::kContainers];
    ASSERT_EQ(rows.size(), kMapCreator + 1);
    EXPECT_EQ(rows[kMapKind], static_cast<char>(ContainerKind::kMap) | wire::kNestedBit);
    EXPECT_EQ(rows[kMapCreator], 0);
  }));
}

TEST(SavedObjectsRefusal, AContainerThatItsCreatorDoesNotHold) {
  ExpectRefused(Nested(), "a container that its creator does not hold", [](Sections* sections) {
    (*sections)[wire::kContainers][kMapKind] ^= 1 ^ 3;  // a counter
  });
}

TEST(SavedObjectsRefusal, SomethingInAContainerBeforeItWasMade) {
  ExpectRefused(Nested(), "a key of what is no map", [](Sections* sections) {
    (*sections)[wire::kContainers][kMapCreator] = 2;  // the other item
  });
  ExpectRefused(Nested(), "a key of what is no map", [](Sections* sections) {
    (*sections)[wire::kContainers][kMapCreator] = 1;  // the write in it
  });
}

TEST(SavedObjectsRefusal, AValueThatIsNone) {
  for (const char first : {'\xC7', '\xFF', '\xBF'}) {
    const Status status = Changed(Nested(), [first](Sections* sections) {
      (*sections)[wire::kValues].back() = first;
      (*sections)[wire::kValues][0] = first;
    });
    EXPECT_FALSE(status.ok());
  }
}

TEST(SavedObjectsRefusal, TextUnderAnItem) {
  ExpectRefused(Nested(), "text where there is none",
                [](Sections* sections) { (*sections)[wire::kText][0] = 'x'; });
}

Document Replaced() {
  Document document(7);
  EXPECT_TRUE(document.Map("m").Set("a", 1).ok());
  EXPECT_TRUE(document.Map("m").Set("b", 2).ok());
  EXPECT_TRUE(document.Map("m").Set("a", 3).ok());
  return document;
}

TEST(SavedObjectsRefusal, AWriteThatReplacesAnotherPlacesValue) {
  ExpectRefused(Replaced(), "replaces a value of another place", [](Sections* sections) {
    (*sections)[wire::kReplaced] = std::string("\0\0\2\1", 4);  // what "b" was set to
  });
  ExpectRefused(Replaced(), "a value that does not exist", [](Sections* sections) {
    (*sections)[wire::kReplaced] = std::string("\0\0\2\3", 4);
  });
  ExpectRefused(Replaced(), "a write to an unknown place",
                [](Sections* sections) { (*sections)[wire::kWriteRegisters][2] = 3; });
}

TEST(SavedObjectsRefusal, AKeyTwice) {
  ExpectRefused(Replaced(), "a key that was there before",
                [](Sections* sections) { (*sections)[wire::kKeys][3] = 'a'; });
  ExpectRefused(Replaced(), "a place that was there before",
                [](Sections* sections) { (*sections)[wire::kWrittenPlaces][3] = 0; });
}

// It would be counted, but not written again.
TEST(SavedObjectsRefusal, AKeyThatNothingUses) {
  Document once(7);
  EXPECT_TRUE(once.Map("m").Set("a", 1).ok());
  EXPECT_TRUE(once.Map("n").Set("b", 1).ok());
  ExpectRefused(once, "a key that nothing uses",
                [](Sections* sections) { (*sections)[wire::kWrittenPlaces][3] = 0; });
  ExpectRefused(once, "keys that are out of order",
                [](Sections* sections) { (*sections)[wire::kWrittenPlaces][1] = 1; });
}

TEST(SavedObjectsRefusal, AStampOutOfRange) {
  ExpectRefused(Replaced(), "a Lamport stamp out of range", [](Sections* sections) {
    std::string& stamps = (*sections)[wire::kWriteStamps];
    stamps.clear();
    for (const uint32_t stamp : {0u, 0xFFFFFFFFu, 0u}) wire::AppendVarint(stamp, &stamps);
  });
}

// An item of another list, and three in this one, of which the first has moved behind the second.
Document Moved() {
  Document document(7);
  EXPECT_TRUE(document.List("other").Append("x").ok());
  EXPECT_TRUE(document.List("l").InsertAll(0, std::vector<Value>{"a", "b", "c"}).ok());
  EXPECT_TRUE(document.List("l").Move(0, 1).ok());
  return document;
}

TEST(SavedObjectsRefusal, AMoveOfWhatIsNotInThisList) {
  ExpectRefused(Moved(), "a move to another list or tree",
                [](Sections* sections) { (*sections)[wire::kMovedItems][0] = 4; });
  ExpectRefused(Moved(), "an item that does not exist",
                [](Sections* sections) { (*sections)[wire::kMovedItems][0] = 5; });
}

TEST(SavedObjectsRefusal, AnItemInTwoPlaces) {
  // The spans: x; a, b, the slot, c. All but a show.
  EXPECT_OK(Changed(Moved(), [](Sections* sections) {
    EXPECT_EQ((*sections)[wire::kShapes][1] & 1, 1);
    EXPECT_EQ((*sections)[wire::kShapes][2] & 1, 0);
  }));
  // Now b is the moved one: it shows where it was, and a does not where it is.
  ExpectRefused(Moved(), "a moved item where it was inserted",
                [](Sections* sections) { (*sections)[wire::kMovedItems][0] = 2; });
}

// Opens, for its history is looked at later; then it is refused, and the rest still works.
void ExpectHistoryRefused(const Document& document, std::string_view why,
                          const std::function<void(SavedSections*)>& change) {
  SavedSections parts = TakeApart(SaveWorkingFile(document));
  change(&parts);
  Result<Document> loaded = LoadDocument(PutTogether(parts), 4711);
  ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
  const Status history = loaded->DeletionsOf(Id{7, 0}).status();
  EXPECT_NE(history.message().find(why), std::string::npos) << history.ToString();
  EXPECT_TRUE(loaded->CheckInvariants().ok());
  EXPECT_TRUE(LoadDocument(SaveWorkingFile(*loaded), 4712).ok());
}

// In a list an item that moved and was deleted, and two that were not.
Document MovedAndErased() {
  Document document(7);
  EXPECT_TRUE(document.List("l").InsertAll(0, std::vector<Value>{"a", "b", "c"}).ok());
  EXPECT_TRUE(document.List("l").Move(0, 1).ok());
  EXPECT_TRUE(document.List("l").Erase(1).ok());
  return document;
}

TEST(SavedObjectsRefusal, WhetherAMovedItemIsDeletedIsWhatItsDeletionsSay) {
  // The spans: a, b, the slot, c. The deletion is told as the element at 0.
  ExpectHistoryRefused(MovedAndErased(), "not those of moved items", [](SavedSections* parts) {
    std::string& shapes = parts->sections[wire::kShapes];
    ASSERT_EQ(shapes.size(), 4u);
    EXPECT_EQ(shapes[2] & 1, 1) << "the slot";
    shapes[2] = static_cast<char>(shapes[2] & ~1);  // it shows, though a was deleted
  });
}

TEST(SavedObjectsRefusal, ADeletionOfASlot) {
  ExpectHistoryRefused(MovedAndErased(), "a deletion of a move", [](SavedSections* parts) {
    EXPECT_EQ(parts->sections[wire::kEffects + 2], "\2");
    parts->sections[wire::kEffects + 2] = "\6";  // told in full:
    parts->sections[wire::kEffects + 3] = "\6";  // the zigzag of 3, the slot
  });
}

TEST(SavedObjectsRefusal, SomethingDeletedByNothing) {
  Document document(7);
  EXPECT_TRUE(document.List("l").Append("a").ok());
  EXPECT_TRUE(document.List("m").Append("b").ok());
  const Status status = Changed(document, [](Sections* sections) {
    (*sections)[wire::kShapes][1] = static_cast<char>((*sections)[wire::kShapes][1] | 1);
  });
  EXPECT_EQ(status.code(), StatusCode::kDataLoss) << status.ToString();
}

TEST(SavedObjectsRefusal, ASumWithoutAnyEffect) {
  Document document(7);
  EXPECT_TRUE(document.List("l").Append("x").ok());
  EXPECT_TRUE(document.Counter("c").Add(1).ok());
  SavedSections parts = TakeApart(SaveWorkingFile(document));
  parts.head.effects = 0;
  parts.head.runs -= 1;
  parts.sections[wire::kAgents][1] = parts.sections[wire::kAgents][2] = 0;
  parts.sections[wire::kContainers][2] = 0;
  for (size_t i = 0; i < wire::kEffectColumns + 1; ++i) parts.sections[wire::kEffects + i].clear();
  const Status status = LoadDocument(PutTogether(parts), 4711).status();
  EXPECT_NE(status.message().find("a sum of nothing"), std::string::npos) << status.ToString();
}

// Saving again must not look at what was never read.
TEST(SavedObjectsRefusal, EffectsThatCannotBeReadAreLeftOutWhenSaving) {
  Document document(7);
  EXPECT_TRUE(document.List("l").Append("x").ok());
  EXPECT_TRUE(document.Counter("c").Add(1).ok());
  ExpectHistoryRefused(document, "an unknown kind of effect",
                       [](SavedSections* parts) { parts->sections[wire::kEffects + 2] = "\xFF"; });
}

TEST(SavedObjectsRefusal, AnAdditionToACounterItsAuthorMadeLater) {
  Document document(7);
  EXPECT_TRUE(document.Map("m").MakeCounter("c")->Add(1).ok());
  ExpectHistoryRefused(document, "an effect before its container", [](SavedSections* parts) {
    EXPECT_EQ(parts->sections[wire::kEffects + 2], " ");
    parts->sections[wire::kEffects + 2] = "0";   // another `at`:
    parts->sections[wire::kEffects + 3] = "\1";  // one less
  });
}

TEST(SavedObjectsRefusal, AdditionsThatDoNotMakeTheSumShowWhenHistoryIsAskedFor) {
  Document document(7);
  EXPECT_TRUE(document.Counter("c").Add(2).ok());
  EXPECT_TRUE(document.Counter("c").Add(3).ok());
  SavedSections parts = TakeApart(SaveWorkingFile(document));
  EXPECT_EQ(parts.sections[wire::kContainers].back(), 5);
  parts.sections[wire::kContainers].back() = 6;
  Result<Document> loaded = LoadDocument(PutTogether(parts), 4711);
  ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
  const Status history = loaded->OperationsSince({}).status();
  EXPECT_NE(history.message().find("do not make a counter's sum"), std::string::npos)
      << history.ToString();
  EXPECT_TRUE(loaded->CheckInvariants().ok());
}

}  // namespace
}  // namespace weft::testing
