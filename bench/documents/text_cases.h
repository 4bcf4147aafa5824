// The cases of crdt-benchmarks about texts, B1.1 to B1.7 and B2.
#ifndef WEFT_BENCH_DOCUMENTS_TEXT_CASES_H_
#define WEFT_BENCH_DOCUMENTS_TEXT_CASES_H_

#include <string>
#include <vector>

#include "bench/documents/cases.h"
#include "bench/documents/draws.h"

namespace weft::bench {

// One user's; all see the text that comes out.
Case TextCase(std::string name, std::string means, std::vector<Transaction> transactions,
              std::string text, const Draws& draws);

std::vector<Case> TextCases();

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_TEXT_CASES_H_
