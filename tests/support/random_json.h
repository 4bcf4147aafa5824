// Random JSON for laws, made and compared by a library that is not Weft's.
#ifndef WEFT_TESTS_SUPPORT_RANDOM_JSON_H_
#define WEFT_TESTS_SUPPORT_RANDOM_JSON_H_

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/support/random.h"

namespace weft::testing {

using Json = nlohmann::json;

// Few different keys and values, so that equal ones meet; every kind of value and every kind of
// character is among them.
Json RandomScalar(Random& random);
std::string RandomKey(Random& random);
// At most `depth` containers in each other.
Json RandomJson(Random& random, size_t depth);
// Changes, adds, removes or moves something somewhere in it.
void Mutate(Random& random, Json* json);
// The same value in another spelling: members in another order, spaces, escapes.
std::string Respell(Random& random, const Json& json);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_RANDOM_JSON_H_
