// Probe: does a piece of work in a process of its own first, so that one that crashes costs a
// figure and not the run.
#ifndef WEFT_BENCH_DOCUMENTS_PROBE_H_
#define WEFT_BENCH_DOCUMENTS_PROBE_H_

#include <functional>

namespace weft::bench {

// Throws std::runtime_error when `work` would end the process. What it throws is left for when it
// is done here.
void Probe(const std::function<void()>& work);

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_PROBE_H_
