// Mutator: the stream of inputs that replay_main.cc makes from one seed.
//
// Every third input is random bytes, the others are a file of the corpus with a few changes: enough
// to keep a fuzzer honest in every test run; finding new paths is libFuzzer's work. The stream
// depends on the seed and the corpus alone, not on the platform's distributions.
#ifndef WEFT_FUZZ_MUTATOR_H_
#define WEFT_FUZZ_MUTATOR_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <vector>

namespace weft::fuzz {

using Bytes = std::vector<uint8_t>;

class Mutator {
 public:
  // `corpus` is borrowed for the mutator's life.
  Mutator(uint64_t seed, const std::vector<Bytes>* corpus) : random_(seed), corpus_(corpus) {}

  // Valid until the next call.
  const Bytes& Next() {
    if (corpus_->empty() || Below(3) == 0) {
      MakeRandom();
    } else {
      input_ = (*corpus_)[Below(corpus_->size())];
      for (size_t change = Below(6) + 1; change > 0; --change) Mutate();
    }
    return input_;
  }

 private:
  static constexpr size_t kMaxBytes = 4096;

  size_t Below(size_t bound) { return random_() % bound; }

  // Bytes at the edges of fields are likelier than chance makes them: 0, 1, and the values around a
  // varint's continuation bit and a byte's end.
  uint8_t Byte() {
    static constexpr uint8_t kEdges[] = {0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff};
    return Below(3) == 0 ? kEdges[Below(std::size(kEdges))] : static_cast<uint8_t>(random_());
  }

  void MakeRandom() {
    // Each length class is as likely as the next, so that short inputs are common.
    input_.resize(Below(size_t{1} << (Below(12) + 1)));
    for (uint8_t& byte : input_) byte = Byte();
  }

  void Mutate() {
    if (input_.empty()) {
      MakeRandom();
      return;
    }
    size_t at = Below(input_.size());
    auto from = input_.begin() + static_cast<ptrdiff_t>(at);
    size_t count = std::min(Below(16) + 1, input_.size() - at);
    auto to = from + static_cast<ptrdiff_t>(count);
    switch (Below(7)) {
      case 0:
        *from ^= static_cast<uint8_t>(1u << Below(8));
        break;
      case 1:
        *from = Byte();
        break;
      case 2:
        input_.insert(from, Byte());
        break;
      case 3:
        input_.erase(from, to);
        break;
      case 4: {
        Bytes copy(from, to);
        size_t target = Below(input_.size() + 1);
        input_.insert(input_.begin() + static_cast<ptrdiff_t>(target), copy.begin(), copy.end());
        break;
      }
      case 5:
        input_.resize(at);
        break;
      default: {
        const Bytes& other = (*corpus_)[Below(corpus_->size())];
        input_.resize(at);
        size_t tail = other.empty() ? 0 : Below(other.size());
        input_.insert(input_.end(), other.begin() + static_cast<ptrdiff_t>(tail), other.end());
        break;
      }
    }
    if (input_.size() > kMaxBytes) input_.resize(kMaxBytes);
  }

  std::mt19937_64 random_;
  const std::vector<Bytes>* corpus_;
  Bytes input_;
};

}  // namespace weft::fuzz

#endif  // WEFT_FUZZ_MUTATOR_H_
