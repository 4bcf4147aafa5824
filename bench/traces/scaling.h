// Made-up documents, small and large, that show how a cost grows: near-linear work takes twice as
// long when there is twice as much of it, and an edit in a text a thousand times as long costs
// about the same.
#ifndef WEFT_BENCH_TRACES_SCALING_H_
#define WEFT_BENCH_TRACES_SCALING_H_

#include <string>

#include "bench/traces/report.h"

namespace weft::bench {

// n agents insert at one place, none having seen another: an object a case with the milliseconds
// for 4,000 and 8,000 and their ratio. Throws when the order of arrival changes the text.
Json BenchPileUps(const std::string& only, int runs);

// Somebody adds n letters to a chain of n with anchors that nobody honest has: as for pile-ups,
// for 20,000 and 40,000 letters; taken in one by one, and opened from an archive. Throws when the
// ways end in different texts.
Json BenchHostileAnchors(const std::string& only, int runs);

// 100,000 insertions of one character at random places: into a short and a long text, pasted in
// one piece or already in 100,000 spans; local, and remote one operation at a time.
Json BenchRandomInserts(const std::string& only, int runs);

// 10,000 edits, or reads, on either side of a deleted stretch: of 10,000 spans, and of 100,000.
Json BenchHoles(const std::string& only, int runs);

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_SCALING_H_
