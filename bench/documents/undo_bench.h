// Undo: all steps of one user are undone, then redone, each with an update that a second replica
// integrates; both replicas are read.
#ifndef WEFT_BENCH_DOCUMENTS_UNDO_BENCH_H_
#define WEFT_BENCH_DOCUMENTS_UNDO_BENCH_H_

#include "bench/documents/cases.h"
#include "bench/documents/figures.h"

namespace weft::bench {

// Adds its works to `figures`; `source` is needed as long as they run.
void BenchUndo(const Case& source, Figures& figures);

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_UNDO_BENCH_H_
