#include "examples/todo_server/test/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

namespace weft::todo {

namespace {

constexpr int kPatienceMs = 60'000;

// In the child. It ends with the test, however that ends.
[[noreturn]] void Become(std::vector<std::string> arguments, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(output, STDOUT_FILENO);
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  execv(words[0], words.data());
  _exit(127);
}

}  // namespace

bool ServerProcess::Start(const std::string& data, const std::vector<std::string>& more_arguments) {
  Kill();
  std::vector<std::string> arguments = {WEFT_TODO_PROGRAM, "--data", data, "--port", "0"};
  arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  port_ = 0;
  pid_ = fork();
  if (pid_ == 0) Become(std::move(arguments), ends[1]);
  close(ends[1]);
  output_ = ends[0];
  const bool started = pid_ > 0 && ReadLinks();
  EXPECT_TRUE(started) << WEFT_TODO_PROGRAM << " does not start";
  return started;
}

bool ServerProcess::ReadLinks() {
  view_.clear();
  std::string text;
  while (view_.empty()) {
    pollfd ready{output_, POLLIN, 0};
    if (poll(&ready, 1, kPatienceMs) <= 0) return false;
    char bytes[512];
    const ssize_t count = read(output_, bytes, sizeof bytes);
    if (count <= 0) return false;
    text.append(bytes, static_cast<size_t>(count));
    for (size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
      Take(text.substr(0, end));
    }
  }
  return port_ != 0 && !edit_.empty();
}

void ServerProcess::Take(const std::string& line) {
  const std::string lists = "/lists/";
  const size_t link = line.find(lists);
  if (line.rfind("listening on ", 0) == 0) {
    port_ = static_cast<uint16_t>(std::atoi(line.substr(line.rfind(':') + 1).c_str()));
  } else if (link != std::string::npos) {
    const std::string credential = line.substr(link + lists.size());
    list_ = credential.substr(0, credential.find('#'));
    (line.rfind("edit", 0) == 0 ? edit_ : view_) = credential;
  }
}

int ServerProcess::Wait() {
  if (pid_ <= 0) return -1;
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  close(output_);
  output_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void ServerProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  Wait();
}

void ServerProcess::AskToStop() {
  if (pid_ > 0) kill(pid_, SIGTERM);
}

uint64_t ServerProcess::ResidentBytes() const {
  std::ifstream in("/proc/" + std::to_string(pid_) + "/statm");
  uint64_t all = 0;
  uint64_t resident = 0;
  in >> all >> resident;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

bool ServerProcess::running() {
  siginfo_t ended{};  // stays zero while it has not; WNOWAIT: Wait still asks how it ended
  return pid_ > 0 &&
         waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

}  // namespace weft::todo
