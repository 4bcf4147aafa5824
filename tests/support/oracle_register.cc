#include "tests/support/oracle_register.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace weft::testing {

std::vector<Id> LiveWrites(const std::vector<RegisterWrite>& writes) {
  std::set<Id> replaced;
  for (size_t before = 1; before != replaced.size();) {
    before = replaced.size();
    for (const RegisterWrite& write : writes) {
      if (write.undone && !replaced.contains(write.id)) continue;
      replaced.insert(write.replaced.begin(), write.replaced.end());
    }
    if (replaced.empty()) break;
  }
  std::vector<RegisterWrite> live;
  for (const RegisterWrite& write : writes) {
    if (!write.deleted && !write.undone && !replaced.contains(write.id)) live.push_back(write);
  }
  std::sort(live.begin(), live.end(), [](const RegisterWrite& a, const RegisterWrite& b) {
    return std::tuple(a.lamport, a.id.agent) > std::tuple(b.lamport, b.id.agent);
  });
  std::vector<Id> ids;
  for (const RegisterWrite& write : live) ids.push_back(write.id);
  return ids;
}

}  // namespace weft::testing
