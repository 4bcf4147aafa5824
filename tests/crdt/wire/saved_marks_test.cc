// Saving texts with marks and objects.
#include <functional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "crdt/core/operation_payload.h"
#include "crdt/wire/hash.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/working_objects.h"
#include "tests/support/documents.h"
#include "tests/support/saved_sections.h"

namespace weft::testing {
namespace {

// Marks of all sorts, on visible and on deleted letters, one of them removed; an object, and one
// that was deleted; a link to the text's end.
Document Marked() {
  Document document(1);
  Text text = document.Text("note");
  EXPECT_TRUE(text.Insert(0, "Hello \U0001F600 world").ok());
  EXPECT_TRUE(text.InsertEmbed(5, "picture", Unit::kUtf16).ok());
  EXPECT_TRUE(text.InsertEmbed(1, 17, Unit::kUtf16).ok());
  EXPECT_TRUE(text.Erase(1, 1, Unit::kUtf16).ok());
  EXPECT_TRUE(text.Mark(0, 5, "bold", true, {}, Unit::kUtf16).ok());
  EXPECT_TRUE(text.Mark(7, 2, "link", "weft", {Expand::kNone}, Unit::kUtf16).ok());
  EXPECT_TRUE(text.Unmark(2, 2, "bold", {}, Unit::kUtf16).ok());
  const Result<Id> comment = text.Mark(3, 6, "comment", "?", {Expand::kNone, true}, Unit::kUtf16);
  EXPECT_TRUE(comment.ok());
  EXPECT_TRUE(text.Mark(3, 6, "comment", "!", {Expand::kNone, true}, Unit::kUtf16).ok());
  EXPECT_TRUE(text.RemoveMark(*comment).ok());
  EXPECT_TRUE(text.Erase(6, 3, Unit::kUtf16).ok());
  EXPECT_TRUE(document.List("l").InsertMap(0)->MakeText("t")->Insert(0, "nested").ok());
  return document;
}

void ExpectSame(const Document& a, const Document& b) {
  const Text of_a = *a.TextOf(ContainerId(ContainerKind::kText, "note"));
  const Text of_b = *b.TextOf(ContainerId(ContainerKind::kText, "note"));
  EXPECT_TRUE(of_a.Delta() == of_b.Delta());
  EXPECT_EQ(of_a.Marks().size(), of_b.Marks().size());
  EXPECT_EQ(a.version(), b.version());
  EXPECT_EQ(DocumentHash(a), DocumentHash(b));
  EXPECT_TRUE(b.CheckInvariants().ok());
}

TEST(SavedMarks, BothFunctionsKeepEverything) {
  const Document document = Marked();
  for (const std::string& saved : {SaveWorkingFile(document), *SaveArchive(document)}) {
    const Result<Document> loaded = LoadDocument(saved, 2);
    ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
    ExpectSame(document, *loaded);
    EXPECT_EQ(*AgentChains(document), *AgentChains(*loaded));
    EXPECT_EQ(SaveWorkingFile(*loaded), SaveWorkingFile(document));
  }
}

TEST(SavedMarks, WithoutDeletedTextMarksAreWhatTheyWere) {
  const Document document = Marked();
  SaveOptions options;
  options.deleted_text = false;
  const Result<Document> loaded = LoadDocument(SaveWorkingFile(document, options), 2);
  ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
  ExpectSame(document, *loaded);
}

TEST(SavedMarks, WhatIsTypedBehindALinkThatEndsInDeletedTextIsNotOfIt) {
  for (const bool saved : {false, true}) {
    Document document(1);
    EXPECT_TRUE(document.Text("note").Insert(0, "ab").ok());
    EXPECT_TRUE(document.Text("note").Mark(0, 2, "link", "x", {Expand::kNone}).ok());
    EXPECT_TRUE(document.Text("note").Erase(1, 1).ok());
    if (saved) document = *LoadDocument(SaveWorkingFile(document), 2);
    Text text = document.Text("note");
    EXPECT_TRUE(text.Insert(1, "c").ok());
    ASSERT_EQ(text.Marks().size(), 1u);
    EXPECT_EQ(text.Marks()[0].end, 1u) << saved;
  }
}

TEST(SavedMarks, TheHashTellsWhichMarksShow) {
  Document with = Marked();
  Document without = *LoadDocument(SaveWorkingFile(with), 2);
  EXPECT_EQ(DocumentHash(with), DocumentHash(without));
  EXPECT_TRUE(without.Text("note").RemoveMark(without.Text("note").Marks()[0].id).ok());
  EXPECT_NE(DocumentHash(with), DocumentHash(without));
}

// What loading says when a section was changed.
void ExpectRefused(std::string_view why, const std::function<void(SavedSections*)>& change) {
  Document document(7);
  EXPECT_TRUE(document.Text("a").Insert(0, "x").ok());
  EXPECT_TRUE(document.Text("b").Insert(0, "\U0001F600").ok());
  EXPECT_TRUE(document.Text("b").Mark(0, 2, "k", 1, {Expand::kNone}, Unit::kUtf16).ok());
  EXPECT_TRUE(document.Text("b").InsertEmbed(0, 2, Unit::kUtf16).ok());
  SavedSections parts = TakeApart(SaveWorkingFile(document));
  // The mark: LV 3, the second text, its start three less the pair's first half, its end the other.
  ASSERT_EQ(parts.sections[wire::kMarks], std::string("\3\1\2\1\0", 5));
  ASSERT_EQ(parts.sections[wire::kTextObjects], "\4");
  change(&parts);
  const Status status = LoadDocument(PutTogether(parts), 4711).status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << why;
  EXPECT_NE(status.message().find(why), std::string::npos) << status.ToString();
}

void ExpectMarkRefused(std::string_view why, std::string_view row) {
  ExpectRefused(why, [&](SavedSections* parts) { parts->sections[wire::kMarks] = row; });
}

TEST(SavedMarks, RefusesMarksThatNoOperationMakes) {
  ExpectMarkRefused("a mark's end in another text", std::string_view("\3\1\3\1\0", 5));
  ExpectMarkRefused("a mark's end in another text", std::string_view("\3\0\2\1\0", 5));
  ExpectMarkRefused("a mark's end inside a pair", std::string_view("\3\1\1\1\0", 5));
  ExpectMarkRefused("an end beside what does not exist", std::string_view("\3\1\4\1\0", 5));
  ExpectMarkRefused("a mark's end behind nothing", std::string_view("\3\1\2\0\0", 5));
  ExpectMarkRefused("a mark in what is no text", std::string_view("\3\2\2\1\0", 5));
  ExpectMarkRefused("more writes than stated", "");
  ExpectRefused("a mark without a key", [](SavedSections* parts) {
    parts->sections[wire::kValues] = std::string("\2\0\1\2", 4);
  });
  ExpectRefused("a side that there is not",
                [](SavedSections* parts) { parts->sections[wire::kValues][0] = 10; });
}

TEST(SavedMarks, RefusesObjectsThatNoOperationMakes) {
  ExpectRefused("an object where there is text", [](SavedSections* parts) {
    parts->sections[wire::kTextObjects] = std::string(1, 0);
  });
  ExpectRefused("an object in no text",
                [](SavedSections* parts) { parts->sections[wire::kTextObjects] = "\3"; });
}

}  // namespace
}  // namespace weft::testing
