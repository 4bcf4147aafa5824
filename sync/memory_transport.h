// MemoryTransport: a connection within one program: two ends, each a Transport. Nothing is lost or
// reordered on it.
#ifndef WEFT_SYNC_MEMORY_TRANSPORT_H_
#define WEFT_SYNC_MEMORY_TRANSPORT_H_

#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "sync/transport.h"

namespace weft::sync {

class MemoryTransport : public Transport {
 public:
  using Ends = std::pair<std::unique_ptr<MemoryTransport>, std::unique_ptr<MemoryTransport>>;
  static Ends Connect(size_t max_frame_bytes = SIZE_MAX);
  // The other end is closed with it.
  ~MemoryTransport() override;

  Status Send(std::string_view frame) override;
  size_t Poll(const std::function<void(std::string_view frame)>& receive) override;
  void Close() override;
  bool connected() const override { return link_->connected; }

 private:
  struct Link {
    bool connected = true;
    size_t max_frame_bytes = SIZE_MAX;
    std::deque<std::string> frames[2];  // to each end
  };

  MemoryTransport(std::shared_ptr<Link> link, size_t end) : link_(std::move(link)), end_(end) {}

  std::shared_ptr<Link> link_;
  size_t end_;  // 0 or 1
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_MEMORY_TRANSPORT_H_
