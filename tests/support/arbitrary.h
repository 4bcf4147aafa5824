// Rapidcheck's side of the laws: how it makes and shows Actions, and CheckLaw, which runs one law.
#ifndef WEFT_TESTS_SUPPORT_ARBITRARY_H_
#define WEFT_TESTS_SUPPORT_ARBITRARY_H_

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/detail/Configuration.h>

#include "tests/support/actions.h"
#include "tests/support/random.h"

namespace rc {

template <>
struct Arbitrary<weft::testing::Action> {
  static Gen<weft::testing::Action> arbitrary() {
    using weft::testing::Action;
    // Full range whatever the size: positions are taken modulo what is there. Shrinks to zero.
    const auto byte = gen::resize(kNominalSize, gen::arbitrary<uint8_t>());
    return gen::build<Action>(
        gen::set(&Action::kind_number, byte), gen::set(&Action::replica, byte),
        gen::set(&Action::flags, byte), gen::set(&Action::a, byte), gen::set(&Action::b, byte),
        gen::set(&Action::c, byte), gen::set(&Action::d, byte), gen::set(&Action::e, byte));
  }
};

}  // namespace rc

namespace weft::testing {

// Runs `law` on `runs` random values of sizes up to `max_size`; WEFT_LONG=1, or the max_success of
// RC_PARAMS in proportion to its default of 100, makes it more or less. Any exception the law
// throws is a counterexample, which is shrunk and reported with the seed.
template <class Law>
void CheckLaw(size_t runs, int max_size, Law&& law) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  const auto percent = static_cast<size_t>(params.maxSuccess);
  const size_t budget = percent == 100 ? runs * BudgetFactor() : runs * percent / 100;
  params.maxSuccess = static_cast<int>(std::max<size_t>(budget, 5));
  params.maxSize = max_size;
  params.seed = RunSeed();
  const rc::detail::TestResult result =
      rc::detail::checkTestable(std::forward<Law>(law), rc::detail::TestMetadata(), params);
  if (result.is<rc::detail::SuccessResult>()) return;
  std::ostringstream message;
  rc::detail::printResultMessage(result, message);
  ADD_FAILURE() << message.str() << "\nrepeat with WEFT_SEED=" << params.seed;
}

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_ARBITRARY_H_
