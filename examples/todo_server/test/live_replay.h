// LiveReplay: a recorded editing session, typed again by native clients through a real server, into
// the name of a list's first to-do.
//
// Of a concurrent recording each author is a client, and knows exactly what the author knew: what
// comes from the other waits until the recording says that it was seen.
// Thread rule: the test's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_LIVE_REPLAY_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_LIVE_REPLAY_H_

#include <vector>

#include "bench/traces/trace.h"
#include "examples/todo_server/test/websocket_client.h"

namespace weft::todo {

// The clients are live, and have the to-do. `watching` only look on.
void ReplayAlone(const bench::Trace& trace, SocketLoop* loop, WebsocketClient* writer,
                 WebsocketClient* watching);

class LiveReplay {
 public:
  // writers[i] is the trace's agent i.
  LiveReplay(const bench::Trace& trace, SocketLoop* loop, std::vector<WebsocketClient*> writers)
      : trace_(trace), loop_(loop), writers_(std::move(writers)) {}

  // False, and the test has failed: what was typed is not what was recorded.
  bool Run();
  // How often a writer had to take in something of another before it went on.
  size_t merges() const { return merges_; }
  // Edits that reached beyond the text, as in bench/traces/recording.h.
  size_t clamped() const { return clamped_; }

 private:
  using Clock = std::vector<size_t>;  // by writer, how many of its transactions

  bool Make(const bench::TraceTransaction& transaction);
  bool CatchUp(size_t writer, const Clock& ancestors);
  void Type(WebsocketClient* writer, const bench::TracePatch& patch);
  Counts CountsOf(size_t writer, size_t of) const;

  const bench::Trace& trace_;
  SocketLoop* loop_;
  std::vector<WebsocketClient*> writers_;
  std::vector<Clock> clocks_;               // by transaction, itself included
  std::vector<std::vector<Counts>> after_;  // by writer, by its transactions
  size_t merges_ = 0;
  size_t clamped_ = 0;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_LIVE_REPLAY_H_
