// PostQueue: the server's thread of a test: it collects what other threads post, and runs it when
// the test says so. Nothing here sleeps; whoever waits has a deadline.
//
// Thread rule: Post from any thread, the rest from the test's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_POST_QUEUE_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_POST_QUEUE_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace weft::todo {

class PostQueue {
 public:
  // To be handed to what posts; it may outlive the queue.
  std::function<void(std::function<void()>)> post() {
    return [shared = shared_](std::function<void()> call) {
      const std::lock_guard lock(shared->mutex);
      shared->calls.push_back(std::move(call));
      shared->something.notify_one();
    };
  }
  // What has been posted so far.
  size_t RunPosted() {
    std::vector<std::function<void()>> calls;
    {
      const std::lock_guard lock(shared_->mutex);
      calls.swap(shared_->calls);
    }
    for (const std::function<void()>& call : calls) call();
    return calls.size();
  }
  // False: `condition` did not come true within the deadline.
  bool RunUntil(const std::function<bool()>& condition,
                std::chrono::milliseconds deadline = std::chrono::seconds(60)) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
      std::unique_lock lock(shared_->mutex);
      if (!shared_->something.wait_until(lock, end, [&] { return !shared_->calls.empty(); })) {
        return false;
      }
      lock.unlock();
      RunPosted();
    }
    return true;
  }

 private:
  struct Shared {
    std::mutex mutex;
    std::condition_variable something;
    std::vector<std::function<void()>> calls;
  };
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_POST_QUEUE_H_
