// What ten thousand people cost who have a list open and do nothing: memory of the server process,
// measured from outside. `./dev bench server` prints the same figure.
#include <sys/resource.h>

#include <iostream>

#include "examples/todo_server/test/raw_conversation.h"
#include "examples/todo_server/test/raw_socket.h"
#include "examples/todo_server/test/shared_server.h"
#include "tests/support/random.h"

namespace weft::todo {
namespace {

constexpr size_t kListSize = 3;       // people
constexpr size_t kAtOnce = 300;       // that are let in; fewer than strangers may be
constexpr size_t kWarmUp = 150;       // what they bring into memory is everybody's
constexpr size_t kOthers = 200;       // descriptors that are no connections
constexpr double kMostBytes = 8'192;  // the goal

// As many as this process and the server, which inherits it, may have open.
size_t Descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<size_t>(limit.rlim_cur);
}

class IdleMemory : public SharedServer {
 protected:
  struct Person {
    std::unique_ptr<RawConversation> says;
    std::string list;
    bool asked = false;  // to open it
  };

  IdleMemory() { arguments = {"--lists-per-minute", "0"}; }

  // "<id>#<secret>", which edits.
  std::string NewList(RawSocket* http) {
    const std::string before = "\"edit\":\"/lists/";
    const size_t from = http->received().size();
    http->Send("POST /api/lists HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
    size_t begin = 0;
    size_t end = std::string::npos;
    const auto came = [&] {
      http->Pump();
      begin = http->received().find(before, from);
      if (begin == std::string::npos) return http->closed();
      begin += before.size();
      end = http->received().find('"', begin);
      return end != std::string::npos;
    };
    EXPECT_TRUE(WaitUntil({}, came));
    return end == std::string::npos ? "" : http->received().substr(begin, end - begin);
  }

  // Lets so many more people in, and keeps them.
  void LetIn(size_t count) {
    RawSocket http(server.port());
    for (size_t done = 0; done < count && !HasFailure();) {
      const size_t first = idle.size();
      for (; done < count && idle.size() < first + kAtOnce; done += kListSize) {
        const std::string credential = NewList(&http);
        for (size_t i = 0; i < kListSize; ++i) {
          idle.push_back({std::make_unique<RawConversation>(&loop, server.port()),
                          credential.substr(0, credential.find('#'))});
          idle.back().says->Hello(credential);
        }
      }
      EXPECT_TRUE(WaitUntil({}, [&] { return AreIn(first); })) << "of " << idle.size();
    }
  }
  bool AreIn(size_t first) {
    bool all = true;
    for (size_t i = first; i < idle.size(); ++i) {
      Person& person = idle[i];
      person.says->Pump();
      if (person.says->Last<sync::Opened>() != nullptr) continue;
      all = false;
      if (person.asked || person.says->Last<sync::Welcome>() == nullptr) continue;
      person.asked = true;
      person.says->Open(person.list, i + 1);
    }
    return all;
  }

  std::vector<Person> idle;
};

TEST_F(IdleMemory, OfTenThousandConnections) {
  if (WEFT_SANITIZED) GTEST_SKIP() << "a sanitizer's memory is not the server's";
  const size_t count = testing::BudgetFactor() > 1 ? 10'000 : 600;
  const size_t descriptors = Descriptors();
  if (descriptors < kWarmUp + count + kOthers) {
    GTEST_SKIP() << "this needs " << kWarmUp + count + kOthers << " descriptors, and the system "
                 << "allows " << descriptors << ": see ulimit -Hn";
  }
  ASSERT_TRUE(Start());
  LetIn(kWarmUp);
  const uint64_t before = server.ResidentBytes();
  const size_t warm = idle.size();
  LetIn(count);
  ASSERT_FALSE(HasFailure());
  const size_t measured = idle.size() - warm;
  const double each =
      static_cast<double>(server.ResidentBytes() - before) / static_cast<double>(measured);
  std::cout << each << " bytes resident for each of " << measured << " idle connections\n";
  EXPECT_GE(measured, count);
  EXPECT_GT(each, 500) << "nothing was measured";
  // Of few, what is not theirs weighs more.
  EXPECT_LT(each, count < 10'000 ? 2 * kMostBytes : kMostBytes);
  for (const Person& person : idle) {
    person.says->Pump();
    EXPECT_FALSE(person.says->closed());
  }
}

}  // namespace
}  // namespace weft::todo
