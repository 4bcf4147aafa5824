// The cases about undo.
#ifndef WEFT_BENCH_DOCUMENTS_UNDO_CASES_H_
#define WEFT_BENCH_DOCUMENTS_UNDO_CASES_H_

#include <vector>

#include "bench/documents/cases.h"

namespace weft::bench {

std::vector<Case> UndoCases();

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_UNDO_CASES_H_
