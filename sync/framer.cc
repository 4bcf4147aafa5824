#include "sync/framer.h"

#include <algorithm>

#include "crdt/core/check.h"

namespace weft::sync {

std::string Framed(std::string_view frame) {
  WEFT_CHECK(frame.size() <= UINT32_MAX);
  std::string bytes;
  for (size_t i = 0; i < sizeof(uint32_t); ++i) {
    bytes.push_back(static_cast<char>(frame.size() >> 8 * i));
  }
  return bytes.append(frame);
}

Status Framer::Feed(std::string_view bytes,
                    const std::function<void(std::string_view frame)>& take) {
  while (!lost_ && !bytes.empty()) {
    if (head_bytes_ < kHeadBytes) {
      length_ |= uint32_t{static_cast<uint8_t>(bytes[0])} << 8 * head_bytes_++;
      bytes.remove_prefix(1);
    } else {
      const size_t count = std::min<size_t>(bytes.size(), length_ - frame_.size());
      frame_.append(bytes.substr(0, count));
      bytes.remove_prefix(count);
    }
    if (head_bytes_ < kHeadBytes) continue;
    lost_ = length_ > max_frame_bytes_;
    if (lost_ || frame_.size() < length_) continue;
    take(frame_);
    frame_.clear();
    head_bytes_ = 0;
    length_ = 0;
  }
  return lost_ ? ResourceExhausted("a frame of " + std::to_string(length_) + " bytes") : OkStatus();
}

}  // namespace weft::sync
