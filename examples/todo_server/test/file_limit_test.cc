// A limit on the size of files (ulimit -f) is met like a full disk: what cannot be written is not
// acknowledged, and the server goes on.
#include <sys/resource.h>

#include "examples/todo_server/test/shared_server.h"

namespace weft::todo {
namespace {

// For what is started meanwhile; this process writes nothing.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limited{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FileLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

class FileLimitTest : public SharedServer {};

TEST_F(FileLimitTest, WhatDoesNotFitIsNotSavedAndTheServerGoesOn) {
  {
    const FileLimit limit(600'000);
    ASSERT_TRUE(Start());
  }
  const auto ada = Join(11);
  const auto written = [&] { return server.running() && ada->state().saved(); };
  for (int i = 0; i < 100 && server.running(); ++i) {
    AddTodo(ada->document(), 0, std::string(20'000, 'x'));
    if (!WaitUntil({ada.get()}, [&] { return written() || !ada->state().live(); })) break;
    if (!ada->state().saved()) break;
  }
  EXPECT_TRUE(server.running());
  EXPECT_FALSE(ada->state().saved());
  EXPECT_TRUE(Join(0)->state().live()) << "it can be read";
}

}  // namespace
}  // namespace weft::todo
