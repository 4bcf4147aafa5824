#include "sync/decision.h"

namespace weft::sync {

Decision Decide(MessageKind kind, Role role) {
  constexpr Decision kEnd = Decision::kEnd;
  constexpr Decision kReopen = Decision::kReopen;
  constexpr Decision kRefuse = Decision::kRefuse;
  constexpr Decision kAllow = Decision::kAllow;
  const auto by_role = [role](Decision stranger, Decision guest, Decision viewer, Decision editor) {
    const Decision decisions[kRoles] = {stranger, guest, viewer, editor};
    return decisions[static_cast<size_t>(role)];
  };
  switch (kind) {  //     kStranger, kGuest,  kViewer, kEditor
    case MessageKind::kHello:
      return by_role(kAllow, kAllow, kAllow, kAllow);
    case MessageKind::kOpen:
      return by_role(kEnd, kAllow, kAllow, kAllow);
    case MessageKind::kClose:
      return by_role(kEnd, kAllow, kAllow, kAllow);
    case MessageKind::kCompare:
    case MessageKind::kHeartbeat:
      return by_role(kEnd, kReopen, kAllow, kAllow);
    case MessageKind::kUpdate:
    case MessageKind::kPresence:
      return by_role(kEnd, kReopen, kRefuse, kAllow);
    default:
      return kEnd;
  }
}

}  // namespace weft::sync
