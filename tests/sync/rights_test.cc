// Rights that are withdrawn bite at once.
#include <string>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/raw_client.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using sync::Refusal;
using sync::Rights;

TEST(Recovery, WithdrawnRightsBiteAtOnce) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  pair.Settle();
  pair.application().rights["ann"] = Rights::kView;
  pair.server().SetRights("list", "ann", Rights::kView);
  Type(pair.of_ann(), 5, " refused");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ann()), "hello");
  EXPECT_EQ(Read(pair.of_ben()), "hello");
  EXPECT_EQ(pair.ann.session.state(pair.ann_note).rights(), Rights::kView);
  ASSERT_GE(pair.ann.Count(Event::kRejected), 1u);
  EXPECT_EQ(pair.ann.Last(Event::kRejected)->refusal, Refusal::kForbidden);
  EXPECT_EQ(InsertedText(pair.ann.Last(Event::kRejected)->proposal), " refused");
  Type(pair.of_ann(), 0, "again");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ann()), "hello");

  Type(pair.of_ben(), 5, "!");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ann()), "hello!") << "a viewer sees";
  pair.application().rights["ann"] = Rights::kEdit;
  pair.server().SetRights("list", "ann", Rights::kEdit);
  pair.Settle();
  Type(pair.of_ann(), 6, "!");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "hello!!");
  pair.ExpectSame("list");
}

// Rights that are withdrawn while the answer to an open is on its way are not given all the same.
TEST(Recovery, WithdrawnRightsBiteWhileADocumentOpens) {
  HostileNetwork network(1);
  network.storage().HoldBack(true);  // so that the document is still being loaded
  RawClient eve(&network.server(), network.now());
  eve.Enter("eve", "list", 7);
  network.application().rights["eve"] = sync::Rights::kView;
  network.server().SetRights("list", "eve", sync::Rights::kView);
  network.Settle();
  eve.Take();
  const auto* opened = eve.Last<sync::Opened>();
  ASSERT_NE(opened, nullptr);
  EXPECT_EQ(opened->rights, sync::Rights::kView);
}

// An application may react to what it sees by withdrawing rights.
TEST(Recovery, ACheckMayWithdrawAccess) {
  HostileNetwork network(1);
  RawClient eve(&network.server(), network.now());
  eve.Enter("eve", "list", 7);
  network.Settle();
  eve.Take();
  network.application().policy = [&](std::string_view, const AdmittedOperation&) {
    network.server().SetRights("list", "eve", sync::Rights::kNone);
    return FailedPrecondition("out");
  };
  Document document(7);
  Type(document, 0, "spam");
  eve.SendUpdate(Taken(document));
  EXPECT_NE(eve.Last<sync::Closed>(), nullptr);
  network.application().policy = nullptr;
  EXPECT_EQ(network.ServerJson("list"), "{}");
}

TEST(Recovery, WithdrawnAccessClosesTheDocument) {
  Pair pair;
  pair.application().rights["ann"] = Rights::kNone;
  pair.server().SetRights("list", "ann", Rights::kNone);
  Type(pair.of_ann(), 0, "mine");
  Type(pair.of_ben(), 0, "secret");
  pair.Settle();
  EXPECT_TRUE(pair.ann.session.state(pair.ann_note).closed());
  ASSERT_NE(pair.ann.Last(Event::kClosed), nullptr);
  EXPECT_EQ(Read(pair.of_ann()), "mine") << "what was edited stays with its author";
  EXPECT_EQ(Read(pair.of_ben()), "secret");
}

TEST(Recovery, WhatWasClosedIsOpenedAgainAlsoWhenThatIsAskedOffline) {
  Pair pair;
  pair.application().rights["ann"] = Rights::kNone;
  pair.server().SetRights("list", "ann", Rights::kNone);
  pair.Run(10, kFine);
  ASSERT_TRUE(pair.ann.session.state(pair.ann_note).closed());
  pair.GoOffline(pair.ann);
  pair.application().rights.clear();
  Type(pair.of_ann(), 0, "typed");
  pair.ann.session.Reopen(pair.ann_note, pair.now());
  EXPECT_FALSE(pair.ann.session.state(pair.ann_note).closed());
  pair.ann.wants = true;
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "typed");
}

}  // namespace
}  // namespace weft::testing
