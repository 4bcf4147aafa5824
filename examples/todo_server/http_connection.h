// HttpConnection: one TCP connection from its first byte: requests, one after the other, until one
// of them asks for a WebSocket at /sync, which a SyncConnection takes over.
//
// Limits: 8 KiB of headers, 4 KiB of body, 15 seconds for a request to come in whole, and
// Options::send_seconds for some of its answer to be taken. What is no request is answered
// with 400.
#ifndef WEFT_EXAMPLES_TODO_SERVER_HTTP_CONNECTION_H_
#define WEFT_EXAMPLES_TODO_SERVER_HTTP_CONNECTION_H_

#include "examples/todo_server/network.h"
#include "examples/todo_server/strangers.h"

namespace weft::todo {

class TodoServer;

// Ends when the connection has, or was taken over. The server outlives it.
Awaitable<void> ServeHttp(TodoServer* server, Socket socket, Strangers::Counted stranger);

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_HTTP_CONNECTION_H_
