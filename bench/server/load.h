// Load: connections in rooms, all of one thread. Each types 20 times a second; what the others of
// its room hear of that is a delivery.
//
// Times are from the moment an update was due, not from when it went out: a client that falls
// behind makes the figures worse, not better. Thread rule: one thread.
#ifndef WEFT_BENCH_SERVER_LOAD_H_
#define WEFT_BENCH_SERVER_LOAD_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/server/driver.h"

namespace weft::bench {

inline constexpr size_t kRoomSize = 3;
inline constexpr double kUpdatesPerSecond = 20;

struct LoadFigures {
  double seconds = 0;
  uint64_t updates = 0;  // sent while it was measured
  uint64_t deliveries = 0;
  uint64_t missing = 0;  // deliveries that never came
  uint64_t lost = 0;     // turns of members that had lost their connection
  std::vector<double> delivery_ms;
  std::vector<double> ack_ms;
};

// The p-th part (0 to 1) of the times; 0 without any.
double Percentile(std::vector<double>* times, double p);

class Load {
 public:
  Load(uint16_t port, std::string target);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  // Opens a room for each call of `make`, which is given the room's and the member's number; false
  // when some are not ready within a minute. `progress` is told how many connections are ready.
  bool Connect(size_t rooms, const std::function<std::unique_ptr<Driver>(size_t, size_t)>& make,
               const std::function<void(size_t)>& progress);
  size_t connections() const;
  // Types for so long, after a while that does not count. `together`: those of a room type one
  // right after the other, so that what they are sent can be joined; else in any order, the same
  // each run.
  LoadFigures Run(double warm_up_seconds, double seconds, bool together,
                  const std::function<void()>& measured);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace weft::bench

#endif  // WEFT_BENCH_SERVER_LOAD_H_
