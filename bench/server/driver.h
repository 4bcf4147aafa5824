// Driver: what one connection of the load client says and hears, in one server's protocol. No I/O.
//
// An update has a key, by which its deliveries are recognised: in Weft the position in the
// document's log, which its author learns with the acknowledgement; in Yjs the client and its
// clock, which it knows when it sends.
#ifndef WEFT_BENCH_SERVER_DRIVER_H_
#define WEFT_BENCH_SERVER_DRIVER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::bench {

struct Heard {
  enum class Kind : uint8_t { kReady, kAcknowledged, kDelivered, kEnded };
  Kind kind;
  std::optional<uint64_t> key = {};  // of the update, where the protocol tells
};

struct Update {
  std::string frame;
  std::optional<uint64_t> key = {};
};

class Driver {
 public:
  virtual ~Driver() = default;
  // The frames to begin with.
  virtual std::vector<std::string> Greet() = 0;
  // What a frame tells, and the frames that answer it.
  virtual std::vector<Heard> Hear(std::string_view frame, std::vector<std::string>* answers) = 0;
  // One character typed at the end of what this one has typed before. Only once it is ready.
  virtual Update Type() = 0;
};

// `credential`: "<list>#<capability>"; `agent`: unique.
std::unique_ptr<Driver> MakeWeftDriver(std::string list, std::string credential, uint64_t agent);
// `client`: unique, below 2^31.
std::unique_ptr<Driver> MakeYjsDriver(std::string document, uint32_t client);

}  // namespace weft::bench

#endif  // WEFT_BENCH_SERVER_DRIVER_H_
