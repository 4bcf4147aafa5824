// ServerProcess: weft-todo as a process of its own, as people run it: started with a folder for its
// data and a free port, told to stop, or killed.
// Thread rule: the test's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_SERVER_PROCESS_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace weft::todo {

class ServerProcess {
 public:
  ServerProcess() = default;
  ~ServerProcess() { Kill(); }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Returns once it listens; false, and the test fails, when it ends before.
  bool Start(const std::string& data, const std::vector<std::string>& more_arguments = {});
  // SIGKILL; gone when this returns.
  void Kill();
  // SIGTERM. It still has to do with its clients, so look at running() while they go on.
  void AskToStop();
  // The exit status, waited for, or -1 when a signal ended it.
  int Wait();
  bool running();
  uint64_t ResidentBytes() const;  // of its memory

  uint16_t port() const { return port_; }
  // Of the first list.
  const std::string& list() const { return list_; }
  const std::string& edit_credential() const { return edit_; }
  const std::string& view_credential() const { return view_; }

 private:
  bool ReadLinks();
  void Take(const std::string& line);

  pid_t pid_ = -1;
  int output_ = -1;
  uint16_t port_ = 0;
  std::string list_, edit_, view_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_SERVER_PROCESS_H_
