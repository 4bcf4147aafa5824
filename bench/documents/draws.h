// Draws: the random numbers of the cases, the same here and in bench/peers, so that both programs
// do the same. SplitMix64.
#ifndef WEFT_BENCH_DOCUMENTS_DRAWS_H_
#define WEFT_BENCH_DOCUMENTS_DRAWS_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace weft::bench {

class Draws {
 public:
  explicit Draws(uint64_t seed) : state_(seed) {}

  // From 0 to `bound` - 1; `bound` is less than 2^32.
  size_t Below(size_t bound) {
    uint64_t x = state_ += 0x9E3779B97F4A7C15;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
    x = (x ^ x >> 27) * 0x94D049BB133111EB;
    x ^= x >> 31;
    const uint64_t drawn = (x >> 32) * bound >> 32;
    Note(drawn);
    return drawn;
  }
  // As crdt-benchmarks draws its numbers: below 2^31 - 1.
  int64_t Number() { return static_cast<int64_t>(Below(0x7FFFFFFF)); }

  // One of a to z.
  char Letter() { return static_cast<char>('a' + Below(26)); }
  std::string Letters(size_t count) {
    std::string letters;
    for (size_t i = 0; i < count; ++i) letters += Letter();
    return letters;
  }
  // Of `least` to `most` letters.
  std::string Word(size_t least, size_t most) { return Letters(least + Below(most - least + 1)); }

  // Makes something that was not drawn part of the hash.
  void Note(uint64_t number) { hash_ = (hash_ ^ number) * 0x100000001B3; }
  // Of all numbers drawn, to tell whether both programs drew the same.
  uint64_t hash() const { return hash_; }

 private:
  uint64_t state_;
  uint64_t hash_ = 0xCBF29CE484222325;
};

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_DRAWS_H_
