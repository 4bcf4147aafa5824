// Metrics: what the server counts, and the text Prometheus reads.
//
// Source: Prometheus' text exposition format 0.0.4. Thread rule: the server's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_METRICS_H_
#define WEFT_EXAMPLES_TODO_SERVER_METRICS_H_

#include <cstdint>
#include <string>

#include "examples/todo_server/writer.h"

namespace weft::todo {

struct Metrics {
  uint64_t http_requests = 0;
  uint64_t turned_away = 0;  // connections beyond a limit, or of a foreign origin
  uint64_t connections = 0;  // now, of any kind
  uint64_t strangers = 0;    // of them not greeted yet
  uint64_t frames_in = 0;
  uint64_t frames_out = 0;
  uint64_t bytes_in = 0;
  uint64_t bytes_out = 0;
  uint64_t lists_made = 0;
};

// `sessions`: WebSockets now; `documents`: loaded.
std::string PrometheusText(const Metrics& metrics, uint64_t sessions, uint64_t documents,
                           const WriterStats& storage);

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_METRICS_H_
