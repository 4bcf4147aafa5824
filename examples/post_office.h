// PostOffice: carries updates between replicas as badly as a network can without losing them: every
// one arrives late, twice and out of order. Replicas that got everything are equal all the same.
//
// The numbers it is hostile by are the same on every run.
#ifndef WEFT_EXAMPLES_POST_OFFICE_H_
#define WEFT_EXAMPLES_POST_OFFICE_H_

#include <weft/crdt.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "examples/must.h"

namespace example {

class PostOffice {
 public:
  explicit PostOffice(std::vector<weft::Document*> replicas) : replicas_(std::move(replicas)) {}

  // Sends what `from` did since the last time to all others: twice, not now.
  void Collect(weft::Document& from) {
    const std::string update = Must(weft::EncodeUpdate(from.TakeLocal()));
    for (weft::Document* to : replicas_) {
      if (to != &from) letters_.insert(letters_.end(), 2, {to, update});
    }
  }

  // Delivers everything that is on its way, in any order.
  void DeliverAll() {
    while (!letters_.empty()) {
      std::swap(letters_[Random() % letters_.size()], letters_.back());
      Must(weft::ApplyUpdate(*letters_.back().to, letters_.back().update));
      letters_.pop_back();
    }
  }

 private:
  struct Letter {
    weft::Document* to;
    std::string update;
  };

  size_t Random() {
    return (random_ = random_ * 6364136223846793005u + 1442695040888963407u) >> 33;
  }

  std::vector<weft::Document*> replicas_;
  std::vector<Letter> letters_;
  uint64_t random_ = 1;
};

}  // namespace example

#endif  // WEFT_EXAMPLES_POST_OFFICE_H_
