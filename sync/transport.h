// Transport: what carries whole frames between a client and a server, in both directions: a
// WebSocket, a TCP stream with a Framer, a data channel. Sessions need none; this is for programs
// that put them together (sync/memory_transport.h is one in memory), and names what every transport
// must do: sync/contract/transport_contract.h tests it.
//
// A transport may lose, repeat and reorder frames, and must never change, split or join them.
// Nothing of an earlier connection arrives in a later one.
//
// Thread rule: one thread at a time; callbacks on that thread, from inside of Poll alone.
#ifndef WEFT_SYNC_TRANSPORT_H_
#define WEFT_SYNC_TRANSPORT_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "crdt/core/status.h"

namespace weft::sync {

class Transport {
 public:
  virtual ~Transport() = default;

  // Takes a frame to be sent, of any bytes, the empty one included. kFailedPrecondition when the
  // connection is down; kResourceExhausted when the frame is longer than can be sent: the
  // connection goes on.
  virtual Status Send(std::string_view frame) = 0;

  // Hands over what has come, in calls to `receive`, and returns how many frames that were. `frame`
  // is valid during the call, which may call Send and Close.
  virtual size_t Poll(const std::function<void(std::string_view frame)>& receive) = 0;

  // Ends the connection, for both ends; what was sent before may still arrive at the other one.
  virtual void Close() = 0;

  // False once either end has closed. What has come before can still be polled.
  virtual bool connected() const = 0;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_TRANSPORT_H_
