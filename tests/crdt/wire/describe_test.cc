// Describe: what it says of documents, saved documents and updates, and of damaged ones.
#include "crdt/wire/describe.h"

#include <gtest/gtest.h>

#include "crdt/wire/saved.h"
#include "crdt/wire/update.h"
#include "tests/support/documents.h"

namespace weft::testing {
namespace {

// Two agents, two texts, a deletion and its restore, and 2,000 units so that a section is worth
// compressing.
Document Example() {
  Document ann(3);
  Document bob(9);
  Type(ann, 0, "Hello World");
  EXPECT_TRUE(ann.Text("title").Insert(0, "\u00C9t\u00E9").ok());
  Sync(ann, bob);
  Delete(ann, 0, 5);
  EXPECT_TRUE(bob.Restore({3, 0}, 2).code() == StatusCode::kNotFound);
  Sync(ann, bob);
  EXPECT_TRUE(bob.Restore({3, 0}, 2).ok());
  for (size_t i = 0; i < 1000; ++i) Type(bob, 0, i % 7 == 0 ? "ab" : "cd");
  Sync(bob, ann);
  return ann;
}

Description Described(const Result<Description>& description) {
  EXPECT_TRUE(description.ok()) << description.status().ToString();
  return description.ok() ? *description : Description();
}

void ExpectExample(const Description& d, const Document& document) {
  EXPECT_TRUE(d.verdict.ok()) << d.verdict.ToString();
  EXPECT_EQ(d.order, OrderKind::kFugueMax);
  ASSERT_EQ(d.texts.size(), 2u);
  EXPECT_EQ(d.texts[0].name, kNote);
  EXPECT_EQ(d.texts[0].units, 2008u);
  EXPECT_EQ(d.texts[0].deleted, 3u);
  EXPECT_EQ(d.texts[0].visible.substr(2000), "He World");
  EXPECT_EQ(d.texts[1].name, "title");
  EXPECT_EQ(d.texts[1].units, 3u);
  EXPECT_EQ(d.texts[1].visible, "\u00C9t\u00E9");
  EXPECT_EQ(d.elements, 2014u);
  EXPECT_EQ(d.deleted, 3u);
  EXPECT_EQ(d.effects, 7u);
  EXPECT_GT(d.spans, 4u);
  EXPECT_EQ(d.insertion_runs, 1002u);
  EXPECT_EQ(d.effect_runs, 2u);
  EXPECT_EQ(d.waiting, 0u);
  EXPECT_EQ(d.document_hash, DocumentHash(document));
  ASSERT_EQ(d.agents.size(), 2u);
  EXPECT_EQ(d.agents[0].agent, 3u);
  EXPECT_EQ(d.agents[0].from, Counts{});
  EXPECT_EQ(d.agents[0].to, (Counts{14, 5}));
  EXPECT_EQ(d.agents[1].to, (Counts{2000, 2}));
  for (const DescribedAgent& agent : d.agents) {
    EXPECT_EQ(agent.chain, *AgentChain(document, agent.agent));
  }
}

TEST(Describe, SaysWhatADocumentHolds) {
  const Document document = Example();
  ExpectExample(Describe(document), document);
  EXPECT_EQ(Describe(document).form, DescribedForm::kDocument);
}

TEST(Describe, SaysTheSameOfEitherSavedForm) {
  const Document document = Example();
  const Result<std::string> archive = SaveArchive(document);
  ASSERT_TRUE(archive.ok()) << archive.status().ToString();
  for (const std::string& bytes : {SaveWorkingFile(document), *archive}) {
    const Description d = Described(Describe(bytes));
    ExpectExample(d, document);
    EXPECT_EQ(d.form, bytes == *archive ? DescribedForm::kArchive : DescribedForm::kWorkingFile);
    EXPECT_EQ(d.bytes, bytes.size());
    ASSERT_FALSE(d.sections.empty());
    uint64_t end = d.sections[0].offset;
    for (const DescribedSection& section : d.sections) {
      EXPECT_EQ(section.offset, end) << section.name;  // they follow each other
      EXPECT_LE(section.stored_bytes, section.raw_bytes) << section.name;
      end += section.stored_bytes;
    }
    EXPECT_LT(end, bytes.size());
  }
}

TEST(Describe, AFileWithoutDeletedTextHasNoChains) {
  const Document document = Example();
  SaveOptions options;
  options.deleted_text = false;
  const std::string bytes = SaveWorkingFile(document, options);
  const Description d = Described(Describe(bytes));
  EXPECT_TRUE(d.lacks_deleted_text);
  EXPECT_FALSE(d.lacks_history);
  EXPECT_TRUE(d.verdict.ok()) << d.verdict.ToString();
  EXPECT_EQ(d.document_hash, DocumentHash(document));
  EXPECT_FALSE(d.agents[0].chain.has_value());
  Result<Document> loaded = LoadDocument(bytes, 20);
  ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
  EXPECT_EQ(AgentChain(*loaded, 3).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(AgentChains(*loaded).status().code(), StatusCode::kFailedPrecondition);
  // Agent 9 lost nothing.
  const Result<Digest> chain = AgentChain(*loaded, 9);
  ASSERT_TRUE(chain.ok()) << chain.status().ToString();
  EXPECT_EQ(*chain, *AgentChain(document, 9));
}

TEST(Describe, AFileWithoutHistoryHasNoChains) {
  const Document document = Example();
  SaveOptions options;
  options.history = false;
  const Description d = Described(Describe(SaveWorkingFile(document, options)));
  EXPECT_TRUE(d.lacks_history);
  EXPECT_TRUE(d.verdict.ok()) << d.verdict.ToString();
  EXPECT_EQ(d.document_hash, DocumentHash(document));
  EXPECT_EQ(d.effects, 7u);
  EXPECT_FALSE(d.agents[0].chain.has_value());
}

// What the section at that place of a damaged file is called.
std::string Damaged(const Description& d, size_t at) {
  for (const DescribedSection& section : d.sections) {
    if (at >= section.offset && at < section.offset + section.stored_bytes) {
      return "in section " + section.name + ", bytes " + std::to_string(section.offset) + " to " +
             std::to_string(section.offset + section.stored_bytes);
    }
  }
  return "damaged";
}

TEST(Describe, NamesTheSectionThatIsDamaged) {
  const std::string bytes = SaveWorkingFile(Example());
  const Description d = Described(Describe(bytes));
  for (size_t at = 3; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
    const Status status = Describe(damaged).status();
    ASSERT_EQ(status.code(), StatusCode::kDataLoss) << at;
    const std::string message(status.message());
    EXPECT_NE(message.find(Damaged(d, at)), std::string::npos) << at << ": " << message;
  }
}

TEST(Describe, AnyCutFileIsRefused) {
  const std::string bytes = SaveWorkingFile(Example());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const Status status = Describe(std::string_view(bytes).substr(0, size)).status();
    EXPECT_TRUE(status.code() == StatusCode::kDataLoss ||
                status.code() == StatusCode::kInvalidArgument)
        << size << ": " << status.ToString();
  }
}

TEST(Describe, RefusesWhatIsOfNoFormat) {
  EXPECT_EQ(Describe(std::string_view("Hello World")).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Describe(std::string_view()).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Describe(std::string_view("\xF7"
                                      "d\x09 12345678"))
                .status()
                .code(),
            StatusCode::kUnimplemented);
  EXPECT_EQ(Describe(std::string_view("\xF7"
                                      "u\x09 12345678"))
                .status()
                .code(),
            StatusCode::kUnimplemented);
}

TEST(Describe, AWholeUpdateIsDescribedAsItsDocument) {
  const Document document = Example();
  const Result<std::string> bytes = EncodeUpdateSince(document);
  ASSERT_TRUE(bytes.ok());
  const Description d = Described(Describe(*bytes));
  EXPECT_EQ(d.form, DescribedForm::kUpdate);
  EXPECT_TRUE(d.sections.empty());
  ExpectExample(d, document);
}

TEST(Describe, APartialUpdateWaits) {
  Document document(3);
  Type(document, 0, "Hello");
  const Version before = document.version();
  Type(document, 5, " World");
  Delete(document, 0, 1);
  const Result<std::string> bytes = EncodeUpdateSince(document, before);
  ASSERT_TRUE(bytes.ok());
  const Description d = Described(Describe(*bytes));
  EXPECT_EQ(d.waiting, 7u);
  EXPECT_GE(d.missing.Get(3).creations, 5u);
  EXPECT_TRUE(d.texts.empty());
  EXPECT_EQ(d.elements, 6u);
  EXPECT_EQ(d.effects, 1u);
  ASSERT_EQ(d.agents.size(), 1u);
  EXPECT_EQ(d.agents[0].from, (Counts{5, 0}));
  EXPECT_EQ(d.agents[0].to, (Counts{11, 1}));
  EXPECT_FALSE(d.agents[0].chain.has_value());
}

TEST(Describe, TellsTheContainersOfADocumentOfMoreThanText) {
  Document document(1);
  ASSERT_TRUE(document.List("todos").InsertMap(0)->Set("done", true).ok());
  ASSERT_TRUE(document.Map("meta").MakeCounter("count")->Add(5).ok());
  ASSERT_TRUE(document.Map("meta").MakeText("gone")->Insert(0, "x").ok());
  ASSERT_TRUE(document.Map("meta").Remove("gone").ok());
  const Description d = Described(Describe(SaveWorkingFile(document)));
  EXPECT_TRUE(d.verdict.ok()) << d.verdict.ToString();
  EXPECT_EQ(d.form, DescribedForm::kWorkingFile);
  ASSERT_GT(d.sections.size(), 1u);
  EXPECT_EQ(d.sections[1].name, "containers");
  const Description archive = Described(Describe(*SaveArchive(document)));
  EXPECT_EQ(archive.form, DescribedForm::kOperations);
  ASSERT_EQ(archive.sections.size(), 1u);
  EXPECT_EQ(archive.sections[0].name, "operations");
  std::vector<std::string> told;
  for (const DescribedContainer& one : d.containers) {
    told.push_back(one.path + " " + std::string(ContainerKindName(one.id.kind)) + " " +
                   std::to_string(one.entries) + " " + std::to_string(one.sum));
  }
  EXPECT_EQ(told, (std::vector<std::string>{" text 1 0", "meta map 1 0", "meta/count counter 0 5",
                                            "todos list 1 0", "todos/0 map 1 0"}));
}

}  // namespace
}  // namespace weft::testing
