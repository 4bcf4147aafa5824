// Stopping the server while somebody is connected.
#include <cstdlib>

#include "examples/todo_server/test/raw_socket.h"
#include "examples/todo_server/test/shared_server.h"

namespace weft::todo {
namespace {

// Memory that the server has freed is overwritten, so that using it is noticed (mallopt(3)).
class Stopping : public SharedServer {
 protected:
  Stopping() { setenv(kOverwrite, "165", 1); }
  ~Stopping() override { unsetenv(kOverwrite); }

 private:
  static constexpr const char* kOverwrite = "MALLOC_PERTURB_";
};

// What it still had to say to them goes unsaid.
TEST_F(Stopping, WithoutWaitingForAnybody) {
  arguments = {"--stop-seconds", "0"};
  ASSERT_TRUE(Start());
  const auto ada = Join(11);
  const auto ben = Join(22);
  AddTodo(ada->document(), 0, "milk");
  ASSERT_TRUE(Settle({ada.get(), ben.get()}));
  Stop({ada.get(), ben.get()});
}

TEST_F(Stopping, DoesNotWaitForEverForAConnectionThatStays) {
  arguments = {"--stop-seconds", "1"};
  ASSERT_TRUE(Start());
  RawSocket stays(server.port());
  stays.Send(UpgradeRequest());
  const auto says = [&](const std::string& bytes) {
    stays.Pump();
    return stays.received().find(bytes) != std::string::npos;
  };
  ASSERT_TRUE(WaitUntil({}, [&] { return says("\r\n\r\n"); }));
  server.AskToStop();
  // A close with 1012, which is not answered.
  EXPECT_TRUE(WaitUntil({}, [&] { return says("\x03\xF4retry after"); }));
  EXPECT_TRUE(WaitUntil({}, [&] { return !server.running(); }));
  EXPECT_EQ(server.Wait(), 0);
  EXPECT_TRUE(WaitUntil({}, [&] { return says("") && stays.closed(); }));
}

}  // namespace
}  // namespace weft::todo
