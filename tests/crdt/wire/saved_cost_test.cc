// What loading may cost: what can be seen to be wrong from outside is refused for almost nothing;
// everything else costs what the file states up front, whether it is accepted or refused.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/archive.h"
#include "crdt/wire/checksum.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/varint.h"
#include "crdt/wire/working_file.h"
#include "fuzz/mutator.h"
#include "tests/crdt/wire/saved_history.h"
#include "tests/support/allocations.h"
#include "tests/support/documents.h"
#include "tests/support/random.h"
#include "tests/support/saved_sections.h"

namespace weft::testing {
namespace {

constexpr size_t kSavedFree = size_t{64} << 10;
constexpr size_t kPerRun = 64;
constexpr size_t kPerObjectRun = 128;
constexpr size_t kPerOperation = 512;  // where they are integrated
constexpr size_t kPerAgent = 256;
constexpr size_t kPerText = 1536;  // a leaf of the tree

struct Cost {
  Status status;
  size_t peak;
};

Cost LoadCost(const std::string& bytes) {
  const AllocationCounter counter;
  const Result<Document> document = LoadDocument(bytes, 4711);
  return {document.status(), counter.peak()};
}

// What the head and the table of `bytes` state.
size_t Stated(const std::string& bytes) {
  wire::SavedReader reader;
  if (!reader.Open(bytes, {}).ok()) return 0;
  const wire::SavedHead& head = reader.head();
  const std::vector<const char*>& names = SectionNames(head.form);
  if (!reader.OpenSections(names).ok()) return 0;
  size_t raw = 0;
  for (size_t i = 0; i < names.size(); ++i) raw += reader.RawSize(i);
  const bool objects = head.form == wire::SavedForm::kWorkingObjects;
  const size_t run = head.form == wire::SavedForm::kOperations ? kPerOperation
                     : objects                                 ? kPerObjectRun
                                                               : kPerRun;
  return 8 * (raw + head.elements + head.effects * (objects ? 2 : 1)) + run * head.runs +
         kPerAgent * head.agents + kPerText * head.texts;
}

Status LoadWithinBounds(const std::string& bytes) {
  const Cost cost = LoadCost(bytes);
  EXPECT_LE(cost.peak, kSavedFree + 8 * bytes.size() + Stated(bytes))
      << "form " << int{bytes[3]} << ", " << cost.status.ToString();
  return cost.status;
}

void ExpectRefusedCheaply(const std::string& bytes, StatusCode code) {
  const Cost cost = LoadCost(bytes);
  EXPECT_EQ(cost.status.code(), code) << cost.status.ToString();
  EXPECT_LE(cost.peak, kSavedFree + 8 * bytes.size());
}

// Both forms, as they are and with each section damaged in a way its checksum does not tell.
void CheckBoth(const Document& document) {
  for (const std::string& bytes : {SaveWorkingFile(document), *SaveArchive(document)}) {
    EXPECT_TRUE(LoadWithinBounds(bytes).ok());
    const SavedSections good = TakeApart(bytes);
    for (size_t i = 0; i < good.sections.size(); ++i) {
      SavedSections bad = good;
      bad.sections[i] += '\xFF';
      (void)LoadWithinBounds(PutTogether(bad));
    }
    std::string damaged = bytes;
    damaged[damaged.size() / 2] ^= 1;
    ExpectRefusedCheaply(damaged, StatusCode::kDataLoss);
  }
}

TEST(SavedCost, LongText) {
  Document document(7);
  Type(document, 0, std::string(1000000, 'x'));
  CheckBoth(document);
}

TEST(SavedCost, ScatteredEdits) {
  Random random(1);
  Document document(7);
  Type(document, 0, std::string(10000, 'x'));
  for (size_t i = 0; i < 20000; ++i) {
    Type(document, random.Below(10000), "y");
    Delete(document, random.Below(10000), 1);
  }
  CheckBoth(document);
}

// Deletions that were loaded stay in the file's form until somebody who made some makes another.
TEST(SavedCost, AnInsertionReadsNoDeletions) {
  Random random(1);
  Document document(7);
  Type(document, 0, std::string(20000, 'x'));
  for (size_t left = 20000; left > 10; --left) Delete(document, random.Below(left), 1);
  const std::string bytes = SaveWorkingFile(document);
  const Counts counts = document.version().Get(7);
  const auto cost = [&](const OperationSet& set) {
    Document loaded = *LoadDocument(bytes, 4711);
    const AllocationCounter counter;
    Integrate(loaded, set);
    return counter.peak();
  };
  EXPECT_LE(cost(InsertSet({8, 0}, {7, 9}, kNullId, u"y")), kSavedFree) << "of somebody else";
  EXPECT_LE(cost(InsertSet({7, counts.creations}, {7, 9}, kNullId, u"y", "", counts.effects)),
            kSavedFree)
      << "of who made them";
  const Operation erase = EraseOperation({7, counts.effects}, counts.creations, {7, 5});
  EXPECT_GT(cost(SetOf(erase)), 2 * kSavedFree);
}

TEST(SavedCost, ManyAgents) {
  Document document(7);
  for (Agent agent = 0; agent < 5000; ++agent) {
    Integrate(document, InsertSet({100000 + agent, 0}, kNullId, kNullId, u"x", kNote));
  }
  CheckBoth(document);
}

TEST(SavedCost, ManyTexts) {
  Document document(7);
  for (int i = 0; i < 2000; ++i) {
    ASSERT_TRUE(document.Text("text " + std::to_string(i)).Insert(0, "x").ok());
  }
  CheckBoth(document);
}

TEST(SavedCost, KeysOfAMap) {
  Document document(7);
  Map map = document.Map("m");
  for (int i = 0; i < 5000; ++i) ASSERT_TRUE(map.Set(std::to_string(i), i).ok());
  for (int i = 0; i < 5000; i += 2) ASSERT_TRUE(map.Set(std::to_string(i), -i).ok());
  CheckBoth(document);
}

TEST(SavedCost, NestedMapsAndCounters) {
  Document document(7);
  List list = document.List("l");
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(list.InsertMap(0)->MakeCounter("c")->Add(i).ok());
  }
  CheckBoth(document);
}

TEST(SavedCost, MovesInAList) {
  Random random(1);
  Document document(7);
  List list = document.List("l");
  ASSERT_TRUE(list.InsertAll(0, std::vector<Value>(3000, 1)).ok());
  for (int i = 0; i < 5000; ++i) {
    ASSERT_TRUE(list.Move(random.Below(3000), random.Below(3000)).ok());
  }
  CheckBoth(document);
}

TEST(SavedCost, MovesInATree) {
  Random random(1);
  Document document(7);
  Tree tree = document.Tree("t");
  std::vector<Id> nodes;
  for (int i = 0; i < 500; ++i) nodes.push_back(*tree.Insert(kNullId, 0));
  for (int i = 0; i < 3000; ++i) {
    (void)tree.Move(nodes[random.Below(500)], nodes[random.Below(500)], 0);
  }
  CheckBoth(document);
}

TEST(SavedCost, AnchorsThatHadDriftedApart) {
  Document a(7);
  Document b(8);
  Type(a, 0, "around");
  Meet(a, b);
  for (int i = 0; i < 1500; ++i) {
    Type(a, 3, "y");
    Type(b, 3, "z");
    if (i % 30 == 0) Meet(a, b);
  }
  Meet(a, b);
  CheckBoth(a);
}

// Every element an exception of its own, which no writer would write.
TEST(SavedCost, AsManyExceptionsAsElements) {
  Document document(7);
  Type(document, 0, std::string(100000, 'x'));
  SavedSections parts = TakeApart(SaveWorkingFile(document));
  std::string& apart = parts.sections[wire::kApart];
  apart.append(4, '\0');
  for (int i = 1; i < 100000; ++i) apart += std::string("\x00\x02\x01\x00", 4);
  EXPECT_TRUE(LoadWithinBounds(PutTogether(parts)).ok());
}

// A head that states what its bytes cannot hold is refused before anything is allocated.
TEST(SavedCost, LargeCountsInFewBytesAreRefusedCheaply) {
  for (const char form : {'\1', '\2'}) {
    for (size_t large = 0; large < 5; ++large) {
      std::string bytes = {'\xF7', 'd', '\1', form, '\0'};
      for (size_t count = 0; count < 5; ++count) {
        wire::AppendVarint(count == large ? 0x7FFFFFFF : 0, &bytes);
      }
      bytes.append(14, '\0');
      wire::AppendChecksum(0, &bytes);
      const Cost cost = LoadCost(bytes);
      EXPECT_FALSE(cost.status.ok());
      EXPECT_LE(cost.peak, kSavedFree + 8 * bytes.size()) << cost.status.ToString();
    }
  }
}

// The same of a section.
TEST(SavedCost, ALargeSectionInFewBytesIsRefusedCheaply) {
  std::string bytes = {'\xF7', 'd', '\1', '\1', '\0', '\0', '\0', '\0', '\0', '\0'};
  wire::AppendVarint(uint64_t{0x7FFFFFFF} << 1 | 1, &bytes);
  bytes.append(40, '\1');
  wire::AppendChecksum(0, &bytes);
  ExpectRefusedCheaply(bytes, StatusCode::kInvalidArgument);
}

TEST(SavedCost, ChangedBytesCostNoMoreThanTheyState) {
  CheckLaw(60, 60, [&](const std::vector<SavedStep>& steps, uint64_t seed) {
    SavedHistory history(OrderKind::kFugueMax);
    for (const SavedStep& step : steps) history.Do(step);
    for (const Form form : {Form::kWorkingFile, Form::kArchive}) {
      const std::string good = Save(history.replica(0), form);
      // Without the checksum, which is made right again.
      const std::vector<fuzz::Bytes> corpus = {fuzz::Bytes(good.begin(), good.end() - 4)};
      fuzz::Mutator mutator(seed, &corpus);
      for (int i = 0; i < 20; ++i) {
        const fuzz::Bytes& changed = mutator.Next();
        std::string bytes(changed.begin(), changed.end());
        wire::AppendChecksum(0, &bytes);
        (void)LoadWithinBounds(bytes);
      }
    }
  });
}

}  // namespace
}  // namespace weft::testing
