// Writer: the one thread that uses the database, and group commit: it takes all tasks that wait,
// does them in one transaction, commits once, and hands all their answers over together. There are
// only so many commits a second, but for a few at once after a rest: where there is much to write,
// more is written, and answered, together, which costs all threads less; where there is little,
// nobody waits.
//
// Invariants:
// 1. Tasks are done, and answered, in the order in which they were pushed, each exactly once.
// 2. A task is answered as ok only after the commit of the transaction that it was done in. If that
//    fails, every task of the transaction is answered with the failure.
// 3. What waits is bounded: a task beyond the bound is answered as kResourceExhausted, in its turn.
//    Snapshots are in memory already and have the bound for themselves, where one of any size fits.
// 4. After a failure the log counts as failing until something was written, for which the writer
//    tries a small write now and then; that something could be read says nothing.
//
// Thread rule: Push, Close and stats from the server's thread. Answers run where `post` takes them.
#ifndef WEFT_EXAMPLES_TODO_SERVER_WRITER_H_
#define WEFT_EXAMPLES_TODO_SERVER_WRITER_H_

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "examples/todo_server/sqlite.h"

namespace weft::todo {

// Takes a function to the server's thread. Called on the writer's.
using Post = std::function<void(std::function<void()>)>;

enum class TaskKind : uint8_t { kLoad, kAppend, kSnapshot, kStatement, kRefused };
inline constexpr size_t kTaskKinds = 5;

struct Task {
  TaskKind kind = TaskKind::kStatement;
  size_t bytes = 0;             // that it keeps in memory
  std::function<Status()> act;  // on the writer's thread, within the transaction
  std::function<void(Status)> done;
};

struct WriterStats {
  // Upper bounds of the buckets, in seconds; a last bucket has the rest.
  static constexpr std::array<double, 11> kSeconds = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
                                                      0.1,   0.2,   0.5,   1,    5};
  std::array<uint64_t, kSeconds.size() + 1> commit_seconds{};
  double commit_seconds_sum = 0;
  uint64_t commits = 0;
  uint64_t failed_commits = 0;
  bool failing = false;                      // to write: since when nothing was written
  std::array<uint64_t, kTaskKinds> tasks{};  // by kind; those answered as ok, and the refused
  uint64_t record_bytes = 0;                 // of appends
  uint64_t failed_snapshots = 0;             // refused, too; the log goes on and is longer
  uint64_t failed_chores = 0;
  size_t queued = 0;  // now
  size_t queued_bytes = 0;
  size_t queued_snapshot_bytes = 0;
};

class Writer {
 public:
  static constexpr int kCommitsAtOnce = 4;  // after a rest

  struct Options {
    size_t max_queued_bytes = 64u << 20;
    std::chrono::microseconds commit_every{0};
    std::function<Status()> before_commit;  // the last of each transaction
    std::function<void()> after_commit;     // of each, before its answers
    std::function<void()> undone;           // the last transaction was rolled back
    // A slice of work that can wait, outside of transactions; `more` says whether any is left.
    std::function<Status(bool* more)> chore;
    // A small write, tried so often at most while writing fails.
    std::function<Status()> probe;
    std::chrono::milliseconds probe_every{3000};
    // Nothing is left to do, not even chores. For tests that are to go the same way each time.
    std::function<void()> rests;
  };
  // The database outlives the writer, and is only the writer's as long as it lives.
  Writer(Database* database, Options options, Post post);
  ~Writer() { Close(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void Push(Task task);
  // Does and answers what waits, and ends the thread. Later tasks fail.
  void Close();
  WriterStats stats() const;

  // For tasks: so much was read, which is in memory until it is answered.
  void Spend(size_t bytes) { spent_ += bytes; }

 private:
  void Work();
  void WorkOff(std::deque<Task> tasks);
  bool TakeOrRest(std::deque<Task>* tasks);
  void DoChore();
  bool MayWait(const Task& task) const;
  void Probe();
  Status DoSome(std::deque<Task>* tasks, std::vector<Task>* did, std::vector<Status>* answers);
  Status Commit(Transaction* transaction);
  void Count(const std::vector<Task>& did, const std::vector<Status>& answers,
             const Status& status);
  void Answer(std::vector<Task> did, std::vector<Status> answers, const Status& status);

  Database* database_;
  const Options options_;
  const Post post_;

  mutable std::mutex mutex_;
  std::condition_variable something_;
  std::deque<Task> queue_;  // guarded by mutex_, as the next three
  WriterStats stats_;
  bool closing_ = false;
  bool paced_ = false;  // tasks need not wake the writer: it waits for the time to commit

  // The writer's thread's.
  size_t spent_ = 0;
  std::chrono::steady_clock::time_point commit_at_;  // not before; grows with each
  bool chores_ = true;
  bool failing_ = false;
  std::chrono::steady_clock::time_point probe_at_;
  double last_commit_seconds_ = 0;

  std::thread thread_;  // last: it uses the rest
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_WRITER_H_
