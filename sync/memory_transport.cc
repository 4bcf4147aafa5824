#include "sync/memory_transport.h"

namespace weft::sync {

MemoryTransport::Ends MemoryTransport::Connect(size_t max_frame_bytes) {
  auto link = std::make_shared<Link>();
  link->max_frame_bytes = max_frame_bytes;
  return {std::unique_ptr<MemoryTransport>(new MemoryTransport(link, 0)),
          std::unique_ptr<MemoryTransport>(new MemoryTransport(link, 1))};
}

MemoryTransport::~MemoryTransport() { Close(); }

Status MemoryTransport::Send(std::string_view frame) {
  if (!connected()) return FailedPrecondition("the connection is down");
  if (frame.size() > link_->max_frame_bytes) return ResourceExhausted("the frame is too long");
  link_->frames[1 - end_].emplace_back(frame);
  return OkStatus();
}

size_t MemoryTransport::Poll(const std::function<void(std::string_view frame)>& receive) {
  // What comes meanwhile waits for the next time, or two ends could answer each other for ever.
  const std::deque<std::string> frames = std::exchange(link_->frames[end_], {});
  for (const std::string& frame : frames) receive(frame);
  return frames.size();
}

void MemoryTransport::Close() { link_->connected = false; }

}  // namespace weft::sync
