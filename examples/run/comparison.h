// The end of the demo: are both replicas the same, and what did it take?
#ifndef WEFT_EXAMPLES_RUN_COMPARISON_H_
#define WEFT_EXAMPLES_RUN_COMPARISON_H_

#include <string>

#include "examples/run/replica.h"

namespace demo {

// Prints a table. True when both replicas have the same texts and versions, nothing waits in a
// backlog, and, where `expected` is not null, the text `name` reads so.
bool Compare(Pair& pair, const std::string* expected, const char* name, double seconds);

}  // namespace demo

#endif  // WEFT_EXAMPLES_RUN_COMPARISON_H_
