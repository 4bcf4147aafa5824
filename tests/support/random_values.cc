#include "tests/support/random_values.h"

#include <iterator>
#include <limits>

namespace weft::testing {

Value PlainValue(Random& random) {
  switch (random.Below(14)) {
    case 0:
      return nullptr;
    case 1:
      return random.OneIn(2);
    case 2:
      return std::numeric_limits<int64_t>::min();
    case 3:
      return static_cast<int64_t>(random.Next());
    case 4:
      return random.OneIn(2) ? 0.0 : -0.0;
    case 5:
      return std::numeric_limits<double>::quiet_NaN();
    case 6:
      return 1.5;
    case 7:
      return std::string(random.OneIn(2) ? 63 : 64, 's');
    case 8:
      return Bytes{std::string(random.Below(3), '\xFF')};
    case 9:
      return "";
    default:
      return random.Below(130);
  }
}

std::string KeyFor(Random& random) {
  static const char* const kKeys[] = {"a", "a", "b", "b", "c", "", "x/y", "~1", "\u00E9", "0"};
  return kKeys[random.Below(std::size(kKeys))];
}

ContainerKind KindOfNew(Random& random) {
  return static_cast<ContainerKind>(random.Below(kContainerKinds - 1));
}

}  // namespace weft::testing
