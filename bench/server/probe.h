// Probe: what a server costs, and what the disk can do: processes started and pinned, their CPU
// time and memory from /proc, fdatasync timed.
#ifndef WEFT_BENCH_SERVER_PROBE_H_
#define WEFT_BENCH_SERVER_PROBE_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace weft::bench {

// A server as a child process, on one core where there are two. Killed at the end.
class ServerProcess {
 public:
  // Waits until it has said "listening on http://127.0.0.1:<port>"; port() is 0 when it did not.
  explicit ServerProcess(const std::vector<std::string>& command);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  uint16_t port() const { return port_; }
  double CpuSeconds() const;
  uint64_t ResidentBytes() const;

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  uint16_t port_ = 0;
};

// This process on the other core; as many descriptors as the system allows, which are returned.
void PinClient();
uint64_t RaiseDescriptors();
// Of this process: at a whole core the client, not the server, is what is measured.
double OwnCpuSeconds();

// Milliseconds of each of `count` appends of 4 KiB to a new file in `folder`, synced by fdatasync.
std::vector<double> TimeSyncs(const std::string& folder, size_t count);

}  // namespace weft::bench

#endif  // WEFT_BENCH_SERVER_PROBE_H_
