// Doubles as decimal text, both ways exactly. Thread rule: plain functions.
//
// Apart from everything else because libc++ before 14 has no std::to_chars for doubles: for
// WebAssembly bindings/wasm/host.cc has these two functions.
#ifndef WEFT_CRDT_CORE_DECIMAL_H_
#define WEFT_CRDT_CORE_DECIMAL_H_

#include <string>
#include <string_view>

namespace weft {

// The shortest text that reads as this finite double, written as std::to_chars does: without an
// exponent unless that is shorter ("0.1", "1e+20", "-0"). At most 24 characters.
void AppendDecimal(double value, std::string* out);

// The double nearest to a text like "-12.5e3": digits, a fraction, an exponent; the caller has
// checked that it is one. False when the nearest is infinite, or zero for what is not zero.
bool ParseDecimal(std::string_view text, double* value);

}  // namespace weft

#endif  // WEFT_CRDT_CORE_DECIMAL_H_
