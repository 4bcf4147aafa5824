// Framer: frames on a stream of bytes: each follows its length, 32 bits, little-endian. Transports
// that keep frames apart (WebSocket) need none.
//
// Cost: linear, whatever pieces the bytes come in; memory for at most one frame, as it arrives: a
// stated length alone allocates nothing. Thread rule: one thread at a time.
#ifndef WEFT_SYNC_FRAMER_H_
#define WEFT_SYNC_FRAMER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "crdt/core/status.h"

namespace weft::sync {

// The frame as it goes onto a stream. Frames have less than 4 GiB.
std::string Framed(std::string_view frame);

class Framer {
 public:
  explicit Framer(uint32_t max_frame_bytes) : max_frame_bytes_(max_frame_bytes) {}

  // Takes bytes as they come; calls `take` for each frame that is complete. kResourceExhausted when
  // one would be longer than allowed: the stream is lost, and every further call fails likewise.
  // `frame` is valid during the call.
  Status Feed(std::string_view bytes, const std::function<void(std::string_view frame)>& take);

  // Whether a frame has begun: a stream that ends now was cut.
  bool InsideFrame() const { return head_bytes_ > 0; }

 private:
  static constexpr size_t kHeadBytes = 4;

  uint32_t max_frame_bytes_;
  uint32_t length_ = 0;  // as far as its head was read
  size_t head_bytes_ = 0;
  bool lost_ = false;
  std::string frame_;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_FRAMER_H_
