#include "examples/todo_server/metrics.h"

#include <unistd.h>

#include <charconv>
#include <fstream>
#include <string_view>
#include <utility>

namespace weft::todo {

namespace {

// 0 where the system does not tell.
uint64_t ResidentBytes() {
  std::ifstream in("/proc/self/statm");
  uint64_t all = 0;
  uint64_t resident = 0;
  in >> all >> resident;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

// As short as can be, with nothing lost.
std::string Decimal(double number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

class Text {
 public:
  void Add(std::string_view type, std::string_view name, std::string_view help, uint64_t value) {
    Head(type, name, help);
    Value(name, "", std::to_string(value));
  }
  void Histogram(std::string_view name, std::string_view help, const WriterStats& storage) {
    Head("histogram", name, help);
    const std::string bucket = std::string(name) + "_bucket";
    uint64_t count = 0;
    for (size_t i = 0; i < WriterStats::kSeconds.size(); ++i) {
      count += storage.commit_seconds[i];
      Value(bucket, "{le=\"" + Decimal(WriterStats::kSeconds[i]) + "\"}", std::to_string(count));
    }
    count += storage.commit_seconds.back();
    Value(bucket, "{le=\"+Inf\"}", std::to_string(count));
    Value(std::string(name) + "_sum", "", Decimal(storage.commit_seconds_sum));
    Value(std::string(name) + "_count", "", std::to_string(count));
  }
  std::string Take() { return std::move(text_); }

 private:
  void Head(std::string_view type, std::string_view name, std::string_view help) {
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    text_.append(name).append(" ").append(type).append("\n");
  }
  void Value(std::string_view name, std::string_view labels, std::string_view value) {
    text_.append(name).append(labels).append(" ").append(value).append("\n");
  }

  std::string text_;
};

uint64_t Tasks(const WriterStats& storage, TaskKind kind) {
  return storage.tasks[static_cast<size_t>(kind)];
}

}  // namespace

std::string PrometheusText(const Metrics& metrics, uint64_t sessions, uint64_t documents,
                           const WriterStats& storage) {
  Text text;
  text.Add("gauge", "weft_connections", "TCP connections.", metrics.connections);
  text.Add("gauge", "weft_sessions", "WebSocket connections.", sessions);
  text.Add("gauge", "weft_strangers", "Connections that were not let in yet.", metrics.strangers);
  text.Add("gauge", "weft_documents", "Documents in memory.", documents);
  text.Add("counter", "weft_turned_away_total",
           "Connections beyond a limit or of a foreign origin.", metrics.turned_away);
  text.Add("counter", "weft_http_requests_total", "HTTP requests.", metrics.http_requests);
  text.Add("counter", "weft_lists_made_total", "Lists made.", metrics.lists_made);
  text.Add("counter", "weft_frames_received_total", "Sync frames received.", metrics.frames_in);
  text.Add("counter", "weft_frames_sent_total", "Sync frames sent.", metrics.frames_out);
  text.Add("counter", "weft_received_bytes_total", "Bytes of frames received.", metrics.bytes_in);
  text.Add("counter", "weft_sent_bytes_total", "Bytes of frames sent.", metrics.bytes_out);
  text.Add("counter", "weft_records_total", "Records made durable.",
           Tasks(storage, TaskKind::kAppend));
  text.Add("counter", "weft_record_bytes_total", "Bytes of records.", storage.record_bytes);
  text.Add("counter", "weft_loads_total", "Documents loaded.", Tasks(storage, TaskKind::kLoad));
  text.Add("counter", "weft_snapshots_total", "Snapshots saved.",
           Tasks(storage, TaskKind::kSnapshot));
  text.Add("counter", "weft_snapshots_failed_total",
           "Snapshots that were not saved: the log before them stays, and grows.",
           storage.failed_snapshots);
  text.Add("counter", "weft_storage_refused_total", "Tasks beyond what may wait.",
           Tasks(storage, TaskKind::kRefused));
  text.Add("counter", "weft_failed_commits_total", "Commits that failed.", storage.failed_commits);
  text.Add("gauge", "weft_storage_queue", "Tasks that wait for the storage.", storage.queued);
  text.Add("gauge", "weft_storage_queue_bytes", "Bytes that wait.",
           storage.queued_bytes + storage.queued_snapshot_bytes);
  text.Add("gauge", "weft_storage_failing", "1: the last write failed.", storage.failing ? 1 : 0);
  text.Histogram("weft_commit_seconds", "How long commits took.", storage);
  text.Add("gauge", "process_resident_memory_bytes", "Resident memory.", ResidentBytes());
  return text.Take();
}

}  // namespace weft::todo
