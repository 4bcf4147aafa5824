// Transactions: where one ends, whatever happens in it.
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/undo_manager.h"
#include "tests/support/documents.h"

namespace weft::testing {
namespace {

class Transactions : public ::testing::Test {
 protected:
  Transactions() {
    document_.Observe([this](const Event& event) {
      std::string told =
          std::vector<std::string>{"local", "remote", "undo"}.at(static_cast<size_t>(event.origin));
      for (const Change& change : event.changes) {
        told += " " + ToString(change.path);
        if (change.text() == nullptr) continue;
        for (const DeltaStep& step : change.text()->steps) {
          told += " " + std::to_string(step.count) + "=+-"[static_cast<size_t>(step.kind)];
        }
      }
      told_.push_back(told);
    });
  }
  std::vector<std::string> Told() { return std::exchange(told_, {}); }

  Document document_{1};
  Document other_{2};
  std::vector<std::string> told_;
};

using Lines = std::vector<std::string>;

TEST_F(Transactions, WhatThrowsEndsTheOneThatItIsIn) {
  EXPECT_THROW(document_.Transact([&] {
    Type(document_, 0, "one");
    throw std::runtime_error("no more");
  }),
               std::runtime_error);
  EXPECT_EQ(Told(), Lines{"local note 3+"}) << "what was done before is done";
  Type(document_, 0, "a");
  EXPECT_EQ(Told(), Lines{"local note 1+"}) << "and later edits are told as ever";
}

TEST_F(Transactions, WhatThrowsInUntrackedEditsEndsThem) {
  UndoManager undo(&document_);
  EXPECT_THROW(undo.Untracked([&] {
    Type(document_, 0, "one");
    throw std::runtime_error("no more");
  }),
               std::runtime_error);
  EXPECT_EQ(undo.UndoSteps(), 0u);
  Type(document_, 0, "a");
  EXPECT_EQ(undo.UndoSteps(), 1u);
}

TEST_F(Transactions, ACommitWithoutABeginDoesNothing) {
  document_.Commit();
  Type(document_, 0, "one");
  EXPECT_EQ(Told(), Lines{"local note 3+"});
  document_.Transact([&] {
    Type(document_, 0, "a");
    Type(document_, 0, "b");
  });
  EXPECT_EQ(Told(), Lines{"local note 2+"});
}

TEST_F(Transactions, OneMayReplaceTheDocument) {
  document_.Transact([&] { document_ = Document(1); });
  document_.Observe([this](const Event& /*event*/) { told_.emplace_back("told"); });
  Type(document_, 0, "one");
  EXPECT_EQ(Told(), Lines{"told"});
}

TEST_F(Transactions, WhatComesInMeanwhileIsToldAsItIs) {
  Type(document_, 0, "abc");
  Sync(document_, other_);
  Type(other_, 3, "remote");
  Told();
  document_.Transact([&] {
    Type(document_, 0, "x");
    Sync(other_, document_);
    EXPECT_EQ(told_, Lines{}) << "never from inside";
    Delete(document_, 1, 2);
  });
  EXPECT_EQ(Read(document_), "xcremote");
  EXPECT_EQ(Told(), (Lines{"local note 1+", "remote note 4= 6+", "local note 1= 2-"}));
}

TEST_F(Transactions, WhatComesInBeforeAnyEditIsToldAsItIs) {
  Type(other_, 0, "remote");
  document_.Transact([&] { Sync(other_, document_); });
  EXPECT_EQ(Told(), Lines{"remote note 6+"});
}

TEST_F(Transactions, WhatIsRefusedMeanwhileLeavesTheRestAsItWas) {
  Type(other_, 0, "remote");
  OperationSet bad = Everything(other_);
  bad.operations[0].at = 0xFFFFFFFF;
  document_.Transact([&] {
    Type(document_, 0, "x");
    EXPECT_FALSE(document_.Integrate(bad).ok());
    Type(document_, 1, "y");
  });
  std::string all;
  for (const std::string& told : Told()) all += told + "\n";
  EXPECT_EQ(all, "local note 1+\nlocal note 1= 1+\n");
}

TEST_F(Transactions, AStepOfUndoHoldsAllThatWasDoneHereInOneTransaction) {
  UndoManager undo(&document_);
  Type(other_, 0, "remote");
  document_.Transact([&] {
    Type(document_, 0, "x");
    Sync(other_, document_);
    Type(document_, 0, "y");
  });
  EXPECT_EQ(undo.UndoSteps(), 1u);
  EXPECT_TRUE(*undo.Undo());
  EXPECT_EQ(Read(document_), "remote");
}

}  // namespace
}  // namespace weft::testing
