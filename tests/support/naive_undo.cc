#include "tests/support/naive_undo.h"

#include "tests/support/elements.h"
#include "tests/support/replica.h"

namespace weft::testing {

namespace {

constexpr Agent kNobody = 999'999;  // made nothing in any history

// What takes that one operation back.
ObjectOperation Opposite(const ObjectOracle& oracle, const ObjectOperation& done, EffectId as) {
  switch (done.kind) {
    case OperationKind::kWrite:
    case OperationKind::kMove:
      return UndoOne(as, done.id());
    case OperationKind::kErase:
    case OperationKind::kAdd:
    case OperationKind::kUndo:
      return RestoreOne(as, done.effect());
    case OperationKind::kRestore: {
      ObjectOperation again = oracle.effects().at({done.target.agent, done.target.seq});
      again.agent = as.agent;
      again.index = as.index;
      again.at = 0;
      return again;
    }
    default:
      return EraseOne(as, done.id());
  }
}

}  // namespace

Picture WithoutStep(OrderKind order, const ObjectOperations& history,
                    const ObjectOperations& step) {
  ObjectOracle oracle(order);
  oracle.Integrate(history);
  ObjectOperations opposites;
  for (const ObjectOperation& done : step) {
    const auto index = static_cast<uint32_t>(opposites.size());
    opposites.push_back(Opposite(oracle, done, EffectId{kNobody, index}));
  }
  oracle.Integrate(opposites);
  Expect(oracle.waiting() == 0, "the opposite of a step");
  return oracle.Show();
}

}  // namespace weft::testing
