// Marks, undo and reverts of people who share a document: what a server sees of them, what it
// refuses, and what becomes of the steps.
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "crdt/document/undo_manager.h"
#include "crdt/wire/delta_json.h"
#include "tests/support/documents.h"
#include "tests/support/hostile_network.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using Client = HostileNetwork::Client;

struct Sharing : HostileNetwork {
  Sharing() : HostileNetwork(1) {
    Type(ann(), 0, "one two");
    EXPECT_OK(ann().Map("facts").Set("k", "old"));
    Settle();
    ann_undo.Clear();
  }
  Document& ann() { return ann_client.session.document(at_ann); }
  Document& ben() { return ben_client.session.document(at_ben); }
  std::string Marked(Document& document) { return DeltaToJson(document.Text(kNote).Delta()); }
  void Refuse(OperationKind kind) {
    application().policy = [kind](std::string_view, const AdmittedOperation& operation) {
      return operation.kind == kind ? FailedPrecondition("not that") : OkStatus();
    };
  }

  Client& ann_client = AddClient("ann");
  Client& ben_client = AddClient("ben");
  uint32_t at_ann = Open(ann_client, "list");
  uint32_t at_ben = Open(ben_client, "list");
  UndoManager ann_undo{&ann()};
};

TEST(UndoSession, WhatIsUndoneAndRedoneReachesTheOthers) {
  Sharing sharing;
  EXPECT_OK(sharing.ann().Text(kNote).Mark(0, 3, "bold", true).status());
  EXPECT_OK(sharing.ann().Map("facts").Set("k", "new"));
  sharing.Settle();
  EXPECT_EQ(*sharing.ben().Map("facts").Get("k"), Value("new"));
  Type(sharing.ben(), 7, "!");
  sharing.Settle();
  EXPECT_TRUE(*sharing.ann_undo.Undo());
  EXPECT_TRUE(*sharing.ann_undo.Undo());
  sharing.Settle();
  EXPECT_EQ(*sharing.ben().Map("facts").Get("k"), Value("old"));
  EXPECT_EQ(sharing.Marked(sharing.ben()), R"([{"insert":"one two!"}])");
  EXPECT_TRUE(*sharing.ann_undo.Redo());
  sharing.Settle();
  EXPECT_EQ(sharing.Marked(sharing.ben()),
            R"([{"insert":"one","attributes":{"bold":true}},{"insert":" two!"}])");
  sharing.ExpectSame("list");
}

TEST(UndoSession, ThePolicySeesMarksUndosAndRestoresWithTheirContainers) {
  Sharing sharing;
  std::set<std::string> seen;
  sharing.application().policy = [&](std::string_view who, const AdmittedOperation& operation) {
    seen.insert(std::string(who) + " " + std::to_string(static_cast<int>(operation.kind)) + " " +
                operation.path + " " + operation.key);
    return OkStatus();
  };
  EXPECT_OK(sharing.ann().Text(kNote).Mark(0, 3, "bold", true).status());
  EXPECT_OK(sharing.ann().Map("facts").Set("k", "new"));
  EXPECT_OK(sharing.ann().Text(kNote).Erase(0, 1));
  sharing.Settle();
  while (*sharing.ann_undo.Undo()) {
  }
  sharing.Settle();
  EXPECT_EQ(seen, (std::set<std::string>{
                      "ann 10 note bold",  // kMark
                      "ann 5 facts k",     // kWrite
                      "ann 2 note ",       // kErase: of a letter
                      "ann 2 note bold",   // and of the mark
                      "ann 3 note ",       // kRestore
                      "ann 11 facts k",    // kUndo
                  }));
}

TEST(UndoSession, AnUndoThatIsRefusedIsTakenBackAndWhatCameAfterStands) {
  Sharing sharing;
  EXPECT_OK(sharing.ann().Map("facts").Set("k", "new"));
  sharing.Settle();
  sharing.Refuse(OperationKind::kUndo);
  EXPECT_TRUE(*sharing.ann_undo.Undo());
  EXPECT_EQ(*sharing.ann().Map("facts").Get("k"), Value("old"));
  sharing.ann_client.session.Tick(sharing.now());
  EXPECT_OK(sharing.ann().Text(kNote).Mark(4, 3, "bold", true).status());
  sharing.Settle();
  EXPECT_EQ(sharing.ann_client.Count(Event::kRejected), 1u);
  EXPECT_EQ(*sharing.ann().Map("facts").Get("k"), Value("new"));
  EXPECT_EQ(sharing.Marked(sharing.ben()),
            R"([{"insert":"one "},{"insert":"two","attributes":{"bold":true}}])");
  sharing.ExpectSame("list");
}

TEST(UndoSession, AMarkThatIsRefusedIsGoneAndItsTextStays) {
  Sharing sharing;
  sharing.Refuse(OperationKind::kMark);
  EXPECT_OK(sharing.ann().Text(kNote).Mark(0, 3, "bold", true).status());
  sharing.ann_client.session.Tick(sharing.now());
  Type(sharing.ann(), 3, "!");
  sharing.Settle();
  EXPECT_EQ(sharing.Marked(sharing.ann()), R"([{"insert":"one! two"}])");
  sharing.ExpectSame("list");
}

TEST(UndoSession, ARevertIsOneUpdateThatIsTakenOrRefusedWhole) {
  Sharing sharing;
  const Version then = sharing.ann().version();
  Type(sharing.ben(), 7, " three");
  EXPECT_OK(sharing.ben().Text(kNote).Mark(0, 3, "bold", true).status());
  EXPECT_OK(sharing.ben().Map("facts").Set("k", "new"));
  sharing.Settle();
  const std::string before = sharing.Marked(sharing.ben());
  sharing.Refuse(OperationKind::kUndo);
  EXPECT_OK(sharing.ann().RevertTo(then));
  EXPECT_EQ(Read(sharing.ann()), "one two");
  sharing.Settle();
  EXPECT_EQ(sharing.ann_client.Count(Event::kRejected), 1u);
  EXPECT_EQ(sharing.Marked(sharing.ann()), before) << "nothing of it stands";
  sharing.ExpectSame("list");
  sharing.application().policy = nullptr;
  EXPECT_OK(sharing.ann().RevertTo(then));
  sharing.Settle();
  EXPECT_EQ(sharing.Marked(sharing.ben()), R"([{"insert":"one two"}])");
  EXPECT_EQ(*sharing.ben().Map("facts").Get("k"), Value("old"));
  sharing.ExpectSame("list");
}

// As docs/undo.md says: after kReplaced only what is done from then on can be undone.
TEST(UndoSession, AReplacedDocumentHasNoStepsOfBefore) {
  Sharing sharing;
  Type(sharing.ann(), 7, " three");
  sharing.Settle();
  EXPECT_TRUE(sharing.ann_undo.CanUndo());
  sharing.Refuse(OperationKind::kWrite);
  EXPECT_OK(sharing.ann().Map("facts").Set("k", "new"));
  sharing.Settle();
  ASSERT_EQ(sharing.ann_client.Count(Event::kReplaced), 1u);
  EXPECT_FALSE(sharing.ann_undo.CanUndo());
  EXPECT_FALSE(*sharing.ann_undo.Undo());
  EXPECT_EQ(Read(sharing.ann()), "one two three");
  Type(sharing.ann(), 13, "!");
  EXPECT_TRUE(*sharing.ann_undo.Undo());
  EXPECT_EQ(Read(sharing.ann()), "one two three");
  sharing.Settle();
  sharing.ExpectSame("list");
}

}  // namespace
}  // namespace weft::testing
