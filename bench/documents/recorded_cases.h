// The cases made of recorded sessions (bench/traces/trace.h).
#ifndef WEFT_BENCH_DOCUMENTS_RECORDED_CASES_H_
#define WEFT_BENCH_DOCUMENTS_RECORDED_CASES_H_

#include <string>
#include <vector>

#include "bench/documents/cases.h"

namespace weft::bench {

// All there can be.
inline constexpr const char* kRecordedCases[] = {"B4", "history", "blog", "blog marked"};

// Those whose session is in the folder; empty: there is no folder.
std::vector<Case> RecordedCases(const std::string& traces);

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_RECORDED_CASES_H_
