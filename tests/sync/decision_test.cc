// The table of what a server takes from whom: default deny.
#include "sync/decision.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace weft::testing {
namespace {

using sync::Decide;
using sync::Decision;
using sync::MessageKind;
using sync::Role;

TEST(Decision, AllowsWhatIsListedAndNothingElse) {
  const std::map<Role, std::set<MessageKind>> allowed = {
      {Role::kStranger, {MessageKind::kHello}},
      {Role::kGuest, {MessageKind::kHello, MessageKind::kOpen, MessageKind::kClose}},
      {Role::kViewer,
       {MessageKind::kHello, MessageKind::kOpen, MessageKind::kClose, MessageKind::kCompare,
        MessageKind::kHeartbeat}},
      {Role::kEditor,
       {MessageKind::kHello, MessageKind::kOpen, MessageKind::kClose, MessageKind::kCompare,
        MessageKind::kHeartbeat, MessageKind::kUpdate, MessageKind::kPresence}},
  };
  for (const auto& [role, kinds] : allowed) {
    for (size_t i = 0; i < sync::kMessageKinds; ++i) {
      const auto kind = static_cast<MessageKind>(i);
      EXPECT_EQ(Decide(kind, role) == Decision::kAllow, kinds.contains(kind))
          << Name(kind) << " of role " << static_cast<int>(role);
    }
  }
}

TEST(Decision, EndsWhatNoClientSays) {
  for (size_t i = 0; i < sync::kMessageKinds; ++i) {
    const auto kind = static_cast<MessageKind>(i);
    if (Decide(kind, Role::kEditor) == Decision::kAllow) continue;
    for (size_t role = 0; role < sync::kRoles; ++role) {
      EXPECT_EQ(Decide(kind, static_cast<Role>(role)), Decision::kEnd) << Name(kind);
    }
  }
}

// Rights may change, and documents close, while a message is on its way: that ends nobody.
TEST(Decision, IsMildWhereAnHonestClientCannotKnow) {
  for (const MessageKind kind : {MessageKind::kUpdate, MessageKind::kPresence}) {
    EXPECT_EQ(Decide(kind, Role::kViewer), Decision::kRefuse);
    EXPECT_EQ(Decide(kind, Role::kGuest), Decision::kReopen);
  }
}

}  // namespace
}  // namespace weft::testing
