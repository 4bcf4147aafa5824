// Application: what a server asks of the program it runs in: who somebody is, what they may do, and
// whether an operation is in order.
//
// Calls answer through `done`: at most once, on the thread of the server, before the call returns
// or later, as long as the server lives. Thread rule: the server's.
#ifndef WEFT_SYNC_APPLICATION_H_
#define WEFT_SYNC_APPLICATION_H_

#include <functional>
#include <string>
#include <string_view>

#include "crdt/core/status.h"
#include "crdt/document/admission.h"
#include "sync/message.h"

namespace weft::sync {

// Who a connection is.
struct Identity {
  // A user, or a device with a link: the same one may have several connections. UTF-8; others see
  // it beside cursors.
  std::string principal;
  // What the client is to come back with from now on, such as a signed token in exchange for a
  // link's secret; empty: what it came with.
  std::string credential = {};
};

class Application {
 public:
  virtual ~Application() = default;

  // Who the credential stands for. Not ok: the connection is refused, with that message; with
  // kInternal, kResourceExhausted or kDataLoss it is not the credential that is wrong, and the
  // client is told to come back, but not why (ServerOptions::on_failure is).
  virtual void Authenticate(std::string_view credential,
                            std::function<void(Result<Identity>)> done) = 0;

  // Asked whenever a document is opened; Server::SetRights tells of changes after that, and what it
  // tells before the answer holds instead of it.
  virtual void Authorize(std::string_view principal, std::string_view document,
                         std::function<void(Rights)> done) = 0;

  // Asked of each new operation of somebody who may edit, before anything is done. Not ok: the
  // whole update is refused, with that message.
  virtual Status Check(std::string_view /*principal*/, std::string_view /*document*/,
                       const AdmittedOperation& /*operation*/) {
    return OkStatus();
  }
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_APPLICATION_H_
