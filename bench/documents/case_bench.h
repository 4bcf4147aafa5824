// One case from edits to figures: makes sure that the replicas end equal and hold what they should,
// saves and loads, measures.
#ifndef WEFT_BENCH_DOCUMENTS_CASE_BENCH_H_
#define WEFT_BENCH_DOCUMENTS_CASE_BENCH_H_

#include "bench/documents/cases.h"
#include "bench/documents/figures.h"

namespace weft::bench {

// `source` is needed as long as this runs.
Figures BenchCase(const Case& source, const Effort& effort);

// What the figures' names mean.
void PrintDocumentsLegend();

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_CASE_BENCH_H_
