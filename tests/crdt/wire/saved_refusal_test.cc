// Saved documents that say what never was: refused, at the latest when history is asked for.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/document_state.h"
#include "crdt/wire/archive.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/saved_effects.h"
#include "crdt/wire/varint.h"
#include "crdt/wire/working_file.h"
#include "tests/support/documents.h"
#include "tests/support/saved_sections.h"

namespace weft::testing {
namespace {

constexpr Agent kReader = 4711;

Document Loaded(const std::string& bytes) {
  Result<Document> document = LoadDocument(bytes, kReader);
  EXPECT_TRUE(document.ok()) << document.status().ToString();
  return document.ok() ? std::move(*document) : Document(kReader);
}

EffectRun Erasure(Lv target, uint32_t count, uint32_t at, Lv arrived) {
  return EffectRun{EffectKind::kErase, false, 0, count, target, 0, 0, at, arrived};
}
EffectRun Restoring(AgentNumber by, uint32_t index, uint32_t at, Lv arrived) {
  return EffectRun{EffectKind::kRestore, false, 0, 1, 0, by, index, at, arrived};
}

// The document's working file with other effects: runs[i] are those of its i-th agent.
std::string WithEffects(const Document& document, const std::vector<std::vector<EffectRun>>& runs) {
  SavedSections parts = TakeApart(SaveWorkingFile(document));
  AgentTable& agents = document.state().sequence().agents();
  EffectLog log;
  std::string table;
  std::vector<AgentNumber> numbers;
  parts.head.runs = 0;
  parts.head.effects = 0;
  for (AgentNumber agent = 0; agent < runs.size(); ++agent) {
    numbers.push_back(agent);
    for (const EffectRun& run : runs[agent]) log.Append(agent, run);
    wire::AppendAgent(agents.AgentOf(agent), &table);
    wire::AppendVarint(log.Count(agent), &table);
    wire::AppendVarint(log.RunCount(agent), &table);
    parts.head.effects += log.Count(agent);
    parts.head.runs += static_cast<uint32_t>(log.RunCount(agent));
  }
  parts.sections[wire::kAgents] = table;
  wire::EffectColumns columns = wire::EncodeEffects(log, agents, numbers);
  for (size_t i = 0; i < columns.size(); ++i) parts.sections[wire::kEffects + i] = columns[i];
  for (TreeId text = 0; text < parts.head.texts; ++text) {
    document.state().sequence().tree().Visit(text, [&](const Span&) { ++parts.head.runs; });
  }
  return PutTogether(parts);
}

// A working file opens without its history; asking for it is refused, and does no harm.
void ExpectHistoryRefused(const std::string& bytes, const std::string& why) {
  Document document = Loaded(bytes);
  const std::string text = Read(document);
  const Status status = document.OperationsSince({}).status();
  EXPECT_NE(status.message().find(why), std::string::npos) << status.ToString();
  EXPECT_FALSE(SaveArchive(document).ok());
  EXPECT_TRUE(document.CheckInvariants().ok());
  EXPECT_EQ(Read(document), text);
  Document again = Loaded(SaveWorkingFile(document));
  EXPECT_EQ(Read(again), text);
}

void ExpectRefused(const std::string& bytes, const std::string& why) {
  const Status status = LoadDocument(bytes, kReader).status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find(why), std::string::npos) << status.ToString();
}

// "abcd" by agent 7, "xy" by agent 9 after it.
Document TwoAuthors() {
  Document document(7);
  Type(document, 0, "abcd");
  Integrate(document, InsertSet({9, 0}, {7, 3}, kNullId, u"xy"));
  return document;
}

TEST(SavedRefusal, EffectsGoOnWithTheirAgentsCreations) {
  Document document = TwoAuthors();
  Delete(document, 0, 2);
  const std::string good = WithEffects(document, {{}, {Erasure(0, 1, 1, 6), Erasure(1, 1, 2, 6)}});
  EXPECT_TRUE(Loaded(good).OperationsSince({}).ok());
  ExpectHistoryRefused(WithEffects(document, {{}, {Erasure(0, 1, 2, 6), Erasure(1, 1, 1, 6)}}),
                       "an effect with fewer creations than the one before");
}

TEST(SavedRefusal, NobodyDeletesWhatTheyMadeLater) {
  Document document = TwoAuthors();
  Delete(document, 4, 1);
  EXPECT_TRUE(Loaded(WithEffects(document, {{}, {Erasure(4, 1, 1, 6)}})).OperationsSince({}).ok());
  ExpectHistoryRefused(WithEffects(document, {{}, {Erasure(4, 1, 0, 6)}}),
                       "a deletion of what its agent made later");
}

TEST(SavedRefusal, PairsAreDeletedAndRestoredWhole) {
  Document document(7);
  Type(document, 0, "a\xF0\x9F\x98\x80");
  Integrate(document, InsertSet({9, 0}, {7, 2}, kNullId, u"xy"));
  EXPECT_TRUE(Loaded(WithEffects(document, {{Erasure(1, 2, 3, 5)},
                                            {Restoring(0, 0, 2, 5), Restoring(0, 1, 2, 5)}}))
                  .OperationsSince({})
                  .ok());
  ExpectHistoryRefused(WithEffects(document, {{Erasure(1, 2, 3, 5)}, {Restoring(0, 0, 2, 5)}}),
                       "a restore of half a surrogate pair");
  Delete(document, 0, 5);
  ExpectHistoryRefused(WithEffects(document, {{Erasure(0, 2, 3, 5)}, {Erasure(2, 1, 2, 5)}}),
                       "a deletion of half a surrogate pair");
}

// "a😀b": an effect comes before or after a pair, in its agent's order and in that of arrival.
TEST(SavedRefusal, NoEffectComesBetweenTheHalvesOfAPair) {
  Document document(7);
  Type(document, 0, "a\U0001F600b");
  Delete(document, 0, 1);
  const auto with = [&](uint32_t at, Lv arrived) {
    return WithEffects(document, {{Erasure(0, 1, at, arrived)}});
  };
  const Status good = Loaded(with(3, 3)).OperationsSince({}).status();
  EXPECT_TRUE(good.ok()) << good.ToString();
  ExpectHistoryRefused(with(2, 3), "an effect between the halves of a surrogate pair");
  ExpectHistoryRefused(with(2, 2), "an effect between the halves of a surrogate pair");
}

// Each takes back a deletion that the other makes after its own restore.
TEST(SavedRefusal, RestoresDoNotWaitForEachOther) {
  Document document = TwoAuthors();
  const auto one = [](AgentNumber other, uint32_t at) {
    return std::vector<EffectRun>{Restoring(other, 1, at, 6), Erasure(other, 1, at, 6)};
  };
  ExpectHistoryRefused(WithEffects(document, {one(1, 4), one(0, 2)}),
                       "a restore before what it takes back");
}

TEST(SavedRefusal, ARestoreArrivesAfterWhatItTakesBack) {
  Document document = TwoAuthors();
  EXPECT_TRUE(Loaded(WithEffects(document, {{Erasure(0, 1, 4, 5)}, {Restoring(0, 0, 2, 6)}}))
                  .OperationsSince({})
                  .ok());
  ExpectHistoryRefused(WithEffects(document, {{Erasure(0, 1, 4, 6)}, {Restoring(0, 0, 1, 5)}}),
                       "a restore before what it takes back");
}

TEST(SavedRefusal, EffectsThatNobodyStated) {
  Document document = TwoAuthors();
  SavedSections parts = TakeApart(SaveWorkingFile(document));
  parts.sections[wire::kEffects] = "x";
  ExpectRefused(PutTogether(parts), "more effects than are stated");
}

// The file's effects are asked for while what was typed and taken back since waits to be applied.
TEST(SavedRefusal, HistoryComesWhileSomethingIsPending) {
  Document document = TwoAuthors();
  Delete(document, 0, 1);
  for (bool typed : {true, false}) {
    Document loaded = Loaded(SaveWorkingFile(document));
    Integrate(loaded, InsertSet({11, 0}, {9, 1}, kNullId, u"uvw"));
    Integrate(loaded, SetOf(EraseOperation({11, 0}, 3, {11, typed ? 2u : 0u})));
    Integrate(loaded, SetOf(RestoreOperation({12, 0}, 0, {7, 0})));
    EXPECT_EQ(Read(loaded), typed ? "abcdxyuv" : "abcdxyvw");
  }
}

// What was taken back since the load is still known when the file's own effects are refused.
TEST(SavedRefusal, RefusedHistoryForgetsNothingNew) {
  Document source = TwoAuthors();
  Delete(source, 0, 1);
  Document document = Loaded(WithEffects(source, {{Erasure(1, 1, 4, 6)}, {}}));
  Delete(document, 0, 1);
  ASSERT_TRUE(document.Restore({kReader, 0}, 1).ok());
  EXPECT_EQ(document.OperationsSince({}).status().code(), StatusCode::kDataLoss);
  Delete(document, 0, 1);
  ASSERT_TRUE(document.Restore({kReader, 0}, 1).ok());
  EXPECT_EQ(Read(document), "cdxy");
}

// An anchor that the place of its element contradicts: who replays the history gets another text.
TEST(SavedRefusal, NoArchiveOfElementsThatStandElsewhere) {
  Document document = TwoAuthors();
  SavedSections parts = TakeApart(SaveWorkingFile(document));
  // "xy" between "a" and "b": LV 4, both of it, apart, prev 4 back, next 3 back.
  parts.sections[wire::kApart] = "\x04\x06\x04\x03";
  Document loaded = Loaded(PutTogether(parts));
  EXPECT_EQ(Read(loaded), "abcdxy");
  EXPECT_EQ(SaveArchive(loaded).status().code(), StatusCode::kDataLoss);
}

// The archive of `document`, whose last edit deletes by LV as if its agent had made one element
// less.
std::string WithOneCreationLess(const Document& document) {
  SavedSections parts = TakeApart(*SaveArchive(document));
  std::string& told = parts.sections[wire::kToldByLv];
  EXPECT_EQ(told.back(), '\0');
  told.back() = 1;
  return PutTogether(parts);
}

TEST(SavedRefusal, AnArchiveStatesWhatItHolds) {
  Document document = TwoAuthors();
  Delete(document, 4, 1);
  Delete(document, 0, 1);
  SavedSections parts = TakeApart(*SaveArchive(document));
  std::string& texts = parts.sections[wire::kArchiveTexts];
  ASSERT_EQ(texts.back(), 0);
  texts.back() = 1;
  ExpectRefused(PutTogether(parts), "spans in an archive");
  texts.back() = 0;
  std::string& agents = parts.sections[wire::kArchiveAgents];
  const size_t runs = agents.find("\x02\x02");
  ASSERT_NE(runs, std::string::npos) << "two effects in two runs";
  agents[runs + 1] = 1;
  ExpectRefused(PutTogether(parts), "runs of effects are not as many as stated");
}

TEST(SavedRefusal, AnArchivesEffectsGoOnWithTheirAgentsCreations) {
  Document document = TwoAuthors();
  Delete(document, 0, 2);
  Integrate(document, SetOf(EraseOperation({9, 0}, 2, {7, 0})));
  Loaded(WithOneCreationLess(document));
  Integrate(document, SetOf(EraseOperation({9, 1}, 2, {7, 1})));
  Integrate(document, InsertSet({9, 2}, {9, 1}, kNullId, u"z"));
  Integrate(document, SetOf(EraseOperation({9, 2}, 3, {7, 0})));
  Loaded(WithOneCreationLess(document));
  Integrate(document, SetOf(EraseOperation({9, 3}, 3, {7, 0})));
  ExpectRefused(WithOneCreationLess(document), "fewer creations than the one before");
}

TEST(SavedRefusal, InAnArchiveNobodyDeletesWhatTheyMadeLater) {
  Document document = TwoAuthors();
  Delete(document, 4, 2);
  Document other = Loaded(*SaveArchive(document));
  Integrate(document, SetOf(EraseOperation({9, 0}, 2, {9, 0})));
  Loaded(WithOneCreationLess(document));
  Integrate(other, SetOf(EraseOperation({9, 0}, 2, {9, 1})));
  ExpectRefused(WithOneCreationLess(other), "what its agent made later");
}

TEST(SavedRefusal, InAnArchiveNoEffectComesBetweenTheHalvesOfAPair) {
  Document document = TwoAuthors();
  Delete(document, 0, 2);
  Integrate(document, InsertSet({9, 2}, {9, 1}, kNullId, u"\U0001F600"));
  Integrate(document, SetOf(EraseOperation({9, 0}, 4, {7, 0})));
  ExpectRefused(WithOneCreationLess(document), "between the halves of a surrogate pair");
}

TEST(SavedRefusal, AnArchiveRestoresPairsWhole) {
  Document document(7);
  Type(document, 0, "\xF0\x9F\x98\x80");
  Delete(document, 0, 4);
  ASSERT_TRUE(document.Restore({7, 0}, 2).ok());
  SavedSections parts = TakeApart(*SaveArchive(document));
  parts.sections[wire::kErasureCounts].back() = 0;
  --parts.head.effects;
  ExpectRefused(PutTogether(parts), "the effects are not as many as stated");
  std::string& agents = parts.sections[wire::kArchiveAgents];
  ASSERT_EQ(agents[agents.size() - 2], 4);
  agents[agents.size() - 2] = 3;
  ExpectRefused(PutTogether(parts), "a restore of half a surrogate pair");
}

}  // namespace
}  // namespace weft::testing
