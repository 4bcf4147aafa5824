// Options: what the command line says.
#ifndef WEFT_EXAMPLES_TODO_SERVER_OPTIONS_H_
#define WEFT_EXAMPLES_TODO_SERVER_OPTIONS_H_

#include <weft/crdt.h>
#include <weft/sync.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weft::todo {

struct Options {
  std::string data = "data";  // folder of the database; made when it is not there
  std::string page;           // folder of the page's files; empty: none is served
  std::string address = "127.0.0.1";
  uint16_t port = 8080;  // 0: any free one
  // Pages of these origins may connect too, beside the server's own ("https://example.org").
  std::vector<std::string> origins;
  std::string public_url;              // in the links that are printed; empty: http://address:port
  size_t max_connections = 20'000;     // more are turned away
  size_t max_strangers = 1'000;        // of them who have not said hello yet
  size_t strangers_per_address = 250;  // likewise, HTTP included; 0: no limit
  uint32_t lists_per_minute = 120;     // new ones, by all clients together; 0: no limit
  uint32_t stop_seconds = 5;           // until what has not ended by then is cut
  uint32_t send_seconds = 60;          // for a client to take some of what is sent; 0: no limit
  bool help = false;
  sync::ServerOptions sync;
};

// The text of --help.
std::string Usage();
// kInvalidArgument says which argument is wrong and what it should be.
Result<Options> ParseOptions(const std::vector<std::string>& arguments);

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_OPTIONS_H_
