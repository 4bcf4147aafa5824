// Old versions of a document: reading one, telling what changed between two, going through many.
#ifndef WEFT_BENCH_DOCUMENTS_HISTORY_BENCH_H_
#define WEFT_BENCH_DOCUMENTS_HISTORY_BENCH_H_

#include "bench/documents/cases.h"
#include "bench/documents/figures.h"

namespace weft::bench {

// Adds its works to `figures`; what they need they keep.
void BenchHistory(const Case& source, Figures& figures);

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_HISTORY_BENCH_H_
