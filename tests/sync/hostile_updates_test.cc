// What a hostile client can write: each is refused with a reason, and others in the room notice
// nothing.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/core/operation_payload.h"
#include "crdt/wire/update.h"
#include "tests/support/eve.h"
#include "tests/support/object_operation.h"

namespace weft::testing {
namespace {

using sync::Refusal;

TEST(HostileClient, WritesAsAnotherAgent) {
  Room room;
  room.eve->SendUpdate(Typed(room.of_ann().agent(), "forged"));
  room.ExpectRefused(Refusal::kForeignAgent);
}

TEST(HostileClient, WritesAsTwoAgentsAtOnce) {
  Room room;
  OperationSet set =
      PackObjects({ItemOperation({kEve, 0}, {ContainerKind::kList, "l"}, "x"),
                   ItemOperation({room.of_ann().agent(), 5}, {ContainerKind::kList, "l"}, "y")});
  room.eve->SendUpdate(set);
  room.ExpectRefused(Refusal::kForeignAgent);
}

TEST(HostileClient, WritesAsTheSeed) {
  Room room;
  room.eve->SendUpdate(Typed(kSeedAgent, "forged"));
  room.ExpectRefused(Refusal::kForeignAgent);
}

// Whoever may edit, but is bound to no agent, is nobody: not the seed.
TEST(HostileClient, WritesAsTheSeedWithoutAnAgent) {
  Room room;
  room.eve->Open("list", kSeedAgent);
  const auto* opened = room.eve->Last<sync::Opened>();
  ASSERT_NE(opened, nullptr);
  EXPECT_EQ(opened->rights, sync::Rights::kView);
  room.eve->SendUpdate(Typed(kSeedAgent, "forged"));
  room.ExpectRefused(Refusal::kForbidden);
}

TEST(HostileClient, BindsAnAgentOfSomebodyElse) {
  Room room;
  room.eve->Open("list", room.of_ann().agent());
  room.ExpectRefused(Refusal::kForeignAgent);
}

TEST(HostileClient, BindsTheServersAgent) {
  Room room;
  room.eve->Open("list", kMaxAgent);
  room.ExpectRefused(Refusal::kForeignAgent);
}

TEST(HostileClient, ReusesAnIdWithOtherContent) {
  Room room;
  room.eve->SendUpdate(Typed(kEve, "abc"));
  ASSERT_EQ(room.eve->Last<sync::Reject>(), nullptr);
  room.Settle();
  room.before = room.ServerJson("list");
  room.eve->SendUpdate(Typed(kEve, "abX"));
  room.ExpectRefused(Refusal::kReusedId);
}

TEST(HostileClient, LeavesAGap) {
  Room room;
  Document document(kEve);
  Type(document, 0, "abc");
  (void)Taken(document);
  Type(document, 3, "def");
  room.eve->SendUpdate(Taken(document));
  const auto* missing = room.eve->Last<sync::Missing>();
  ASSERT_NE(missing, nullptr);
  EXPECT_EQ(missing->agent, kEve);
  EXPECT_EQ(missing->counts, Counts{});
  room.ExpectUnnoticed();
}

TEST(HostileClient, NamesWhatIsNotThere) {
  const Agent ann = 1001;
  const ContainerId list(ContainerKind::kList, "l");
  const std::vector<OperationSet> sets = {
      PackObjects({EraseOne({kEve, 0}, {ann, 500})}),  // deletes what does not exist
      PackObjects({RestoreOne({kEve, 0}, {ann, 3})}),  // takes back what was not done
      PackObjects({MoveOperation({kEve, 0}, {ann, 99}, list)}),
      PackObjects({ReplaceOperation({kEve, 0}, {{ann, 99}}, 1)}),
      PackObjects({KeyOperation({kEve, 0}, {ContainerKind::kMap, Id{ann, 77}}, "k", 1)}),
  };
  for (const OperationSet& set : sets) {
    Room room;
    ASSERT_EQ(room.of_ann().agent(), ann);
    room.eve->SendUpdate(set);
    room.ExpectRefused(Refusal::kUnknownReference);
  }
}

TEST(HostileClient, MovesAnElementOfAText) {
  Room room;
  room.eve->SendUpdate(PackObjects(
      {MoveOperation({kEve, 0}, {room.of_ann().agent(), 0}, {ContainerKind::kList, "l"})}));
  room.ExpectRefused(Refusal::kMalformed);
}

// "hello" are ann's units 0 to 4. What no update can say is among the test vectors.
TEST(HostileClient, MarksAndUndoesWhatItCannot) {
  const Agent ann = 1001;
  const ContainerId text(ContainerKind::kText, "note");
  const std::vector<std::pair<ObjectOperation, Refusal>> bad = {
      {MarkOperation({kEve, 0}, {ann, 99}, {ann, 3}, 0, "b", true), Refusal::kUnknownReference},
      {UndoOne({kEve, 0}, {ann, 0}), Refusal::kMalformed},
      {UndoOne({kEve, 0}, {ann, 99}), Refusal::kUnknownReference},
      {RestoreOne({kEve, 0}, {ann, 0}), Refusal::kUnknownReference},
  };
  for (const auto& [operation, reason] : bad) {
    SCOPED_TRACE(ToString(operation));
    Room room;
    ASSERT_EQ(room.of_ann().agent(), ann);
    room.eve->SendUpdate(PackObjects({operation}));
    room.ExpectRefused(reason);
  }
  Room room;
  ObjectOperation late = MarkOperation({kEve, 0}, text, "b", true);
  late.stamp = 1000;
  room.eve->SendUpdate(PackObjects({late}));
  room.ExpectRefused(Refusal::kAheadOfTime);
}

TEST(HostileClient, IsAheadOfItsTime) {
  Room room;
  ObjectOperation write = KeyOperation({kEve, 0}, {ContainerKind::kMap, "m"}, "k", 1);
  write.stamp = 1000;
  room.eve->SendUpdate(PackObjects({write}));
  room.ExpectRefused(Refusal::kAheadOfTime);
}

TEST(HostileClient, IsPartlyInOrder) {
  Room room;
  ObjectOperation erase = EraseOne({kEve, 0}, {room.of_ann().agent(), 500});
  erase.at = 1;
  room.eve->SendUpdate(
      PackObjects({ItemOperation({kEve, 0}, {ContainerKind::kList, "l"}, "x"), erase}));
  room.ExpectRefused(Refusal::kUnknownReference);
}

TEST(HostileClient, SendsWhatIsNoUpdate) {
  for (const std::string& body : {std::string("\xFF\xFF\xFF"), std::string(1000, '\0'),
                                  std::string("\x45\x63\x01"), std::string("\x80")}) {
    Room room;
    room.eve->Send(sync::Update{0, body, {}, {}});
    room.eve->Take();
    room.ExpectRefused(Refusal::kMalformed);
  }
}

TEST(HostileClient, UsesReservedFields) {
  Room room;
  const std::string body = *EncodeSessionUpdate(Typed(kEve, "x"), room.eve->numbers());
  room.eve->Send(sync::Update{0, body, "grant", {}});
  room.eve->Take();
  room.ExpectRefused(Refusal::kReserved);
}

TEST(HostileClient, GoesOnAfterARefusal) {
  Room room;
  room.eve->SendUpdate(PackObjects({EraseOne({kEve, 0}, {room.of_ann().agent(), 500})}));
  room.eve->SendUpdate(Typed(kEve, "honest, but too late"));
  room.ExpectRefused(Refusal::kUnknownReference);
}

// A view link in any encoding trick.
TEST(HostileClient, WritesWithViewRights) {
  Room room({}, sync::Rights::kView);
  EXPECT_EQ(room.eve->numbers().NumberOf(kEve), -1) << "a viewer is bound to no agent";
  const AgentNumbers numbers{kSeedAgent, room.of_ann().agent(), kEve};
  const std::string honest = *EncodeSessionUpdate(Typed(room.of_ann().agent(), "x"), numbers);
  const std::string own = *EncodeSessionUpdate(Typed(kEve, "x"), numbers);
  for (const std::string& body : {honest, own, std::string(), *EncodeUpdate(Typed(kEve, "x")),
                                  honest + own, std::string("\x80\x80\x00", 3) + own}) {
    room.eve->Send(sync::Update{0, body, {}, {}});
    room.eve->Send(sync::Update{0, body, "g", "s"});
    room.eve->Take();
    ASSERT_NE(room.eve->Last<sync::Reject>(), nullptr);
    EXPECT_EQ(room.eve->Last<sync::Reject>()->reason, Refusal::kForbidden);
  }
  room.eve->Send(sync::Presence{kEve, 1000, "ann", "here"});
  room.ExpectUnnoticed();
}

// What must be understood is refused by its kind; what this server cannot even read is no update.
TEST(HostileClient, UsesOperationsOfANewerVersion) {
  Room room;
  ObjectOperation newer;
  newer.kind = OperationKind::kOtherCreation;
  newer.agent = kEve;
  AppendOther(OtherContent{99, true, "from the future"}, &newer.content);
  room.eve->SendUpdate(PackObjects({newer}));
  room.ExpectRefused(Refusal::kNeedsNewer);
}

}  // namespace
}  // namespace weft::testing
