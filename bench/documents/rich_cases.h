// The cases about texts with marks.
#ifndef WEFT_BENCH_DOCUMENTS_RICH_CASES_H_
#define WEFT_BENCH_DOCUMENTS_RICH_CASES_H_

#include <vector>

#include "bench/documents/cases.h"
#include "bench/documents/draws.h"

namespace weft::bench {

// A random range of up to `most` of `length` letters; one in four takes off.
MarkText DrawMark(Draws& draws, size_t length, size_t most);

std::vector<Case> RichCases();

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_RICH_CASES_H_
