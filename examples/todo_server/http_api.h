// HttpApi: what is answered to HTTP requests, without the network: the page, /healthz, /metrics,
// and the few calls that make and show links.
//
//   GET  /healthz                  200 "ok"; 503 when the storage fails or the server stops
//   GET  /metrics                  for Prometheus
//   POST /api/lists                a new list: {"id", "edit", "view"}, the latter two links
//   POST /api/lists/<id>/links     {"capability"} -> {"rights", "edit" if it may, "view"}
//   GET  /, /lists/<id>            the page
//   GET  /assets/...               its files
//
// Thread rule: the server's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_HTTP_API_H_
#define WEFT_EXAMPLES_TODO_SERVER_HTTP_API_H_

#include <weft/sync.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "examples/todo_server/lists.h"
#include "examples/todo_server/share_links.h"
#include "examples/todo_server/static_files.h"

namespace weft::todo {

struct HttpRequest {
  std::string method;
  std::string path;  // without what follows a ?
  std::string body;
  std::string if_none_match;
  bool accepts_gzip = false;
};

struct HttpResponse {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
  std::string_view file;  // in the place of body: bytes of a StaticFile
  std::string tag;
  std::string cache = "no-store";
  std::string allow;  // 405: what may be done
  bool gzip = false;
};

class HttpApi {
 public:
  struct Parts {
    const StaticFiles* files;  // null: no page
    const ShareLinks* links;
    Lists* lists;
    std::function<bool()> healthy;
    std::function<std::string()> metrics;
    std::function<void()> list_made;
  };
  // `lists_per_minute`: new ones, by all clients together; 0: no limit.
  HttpApi(Parts parts, uint32_t lists_per_minute);

  // `now`: milliseconds of a clock that does not go back. `done`: before the call returns or later.
  void Answer(const HttpRequest& request, uint64_t now, std::function<void(HttpResponse)> done);

 private:
  HttpResponse Page(const HttpRequest& request) const;
  void MakeList(uint64_t now, std::function<void(HttpResponse)> done);
  HttpResponse ShowLinks(std::string_view list, std::string_view body) const;

  Parts parts_;
  sync::RateLimit new_lists_;  // in sixtieths of a list
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_HTTP_API_H_
