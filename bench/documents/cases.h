// The cases: those of crdt-benchmarks (https://github.com/dmonad/crdt-benchmarks), with array
// counterparts of two about texts, and ours. bench/peers has the same for other libraries, from the
// same numbers.
#ifndef WEFT_BENCH_DOCUMENTS_CASES_H_
#define WEFT_BENCH_DOCUMENTS_CASES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "bench/documents/edits.h"

namespace weft::bench {

enum class Shape {
  kSession,   // one user edits; each transaction's update goes to a second replica
  kExchange,  // two users edit at once, a transaction each, then exchange updates
  kGather,    // many users edit at once; one of them receives all updates
  kMemory,    // one document, for its bytes alone
  // The first user's transactions, each with one of the second's after it if there is a second,
  // are all undone by the first, and redone.
  kUndo,
  kHistory,  // one user edits; then old versions are read
};

struct Case {
  std::string name;
  std::string means;
  Part part = Part::kList;
  Shape shape = Shape::kSession;
  Transaction base;                             // what all had before; not measured
  std::vector<std::vector<Transaction>> users;  // each one's transactions
  Expected expected;
  Expected undone;       // after all was undone
  size_t versions = 0;   // of a history: how many, evenly spaced
  uint64_t input = 0;    // the hash of the numbers drawn
  std::string not_here;  // why Weft does not do it
};

// As upstream.
inline constexpr size_t kN = 6000;

std::vector<Transaction> OneEach(const std::vector<Edit>& edits);

// Those made of a recorded session only where it is in the folder `traces`; empty: there is none.
std::vector<Case> AllCases(const std::string& traces);

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_CASES_H_
