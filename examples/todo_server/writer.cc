#include "examples/todo_server/writer.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace weft::todo {

namespace {

constexpr size_t kTransactionBytes = 16u << 20;  // written and read, about
constexpr size_t kTaskBytes = 256;               // beside what a task says

bool Writes(TaskKind kind) { return kind == TaskKind::kAppend || kind == TaskKind::kSnapshot; }

// Whether a failed write leaves the transaction in doubt: SQLite's manual says to end it. A
// position that is not the next one, or a load of damaged pages, is a matter of that task alone.
bool FailsAll(TaskKind kind, const Status& status) {
  if (!Writes(kind)) return false;
  return status.code() == StatusCode::kInternal || status.code() == StatusCode::kResourceExhausted;
}

}  // namespace

Writer::Writer(Database* database, Options options, Post post)
    : database_(database),
      options_(std::move(options)),
      post_(std::move(post)),
      // The clock may have begun a moment ago.
      commit_at_(std::chrono::steady_clock::time_point::min()),
      thread_([this] { Work(); }) {}

void Writer::Push(Task task) {
  task.bytes += kTaskBytes;
  {
    const std::lock_guard lock(mutex_);
    if (!closing_) {
      if (!MayWait(task)) {
        if (task.kind == TaskKind::kSnapshot) ++stats_.failed_snapshots;
        task.kind = TaskKind::kRefused;
        task.bytes = 0;
        task.act = [] { return ResourceExhausted("too much waits for the disk"); };
      }
      (task.kind == TaskKind::kSnapshot ? stats_.queued_snapshot_bytes : stats_.queued_bytes) +=
          task.bytes;
      ++stats_.queued;
      queue_.push_back(std::move(task));
      if (!paced_) something_.notify_one();
      return;
    }
  }
  task.done(FailedPrecondition("the storage is closed"));
}

bool Writer::MayWait(const Task& task) const {
  const bool snapshot = task.kind == TaskKind::kSnapshot;
  if (snapshot && stats_.queued_snapshot_bytes == 0) return true;
  const size_t waits = snapshot ? stats_.queued_snapshot_bytes : stats_.queued_bytes;
  return waits + task.bytes <= options_.max_queued_bytes;
}

void Writer::Close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    something_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

WriterStats Writer::stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

void Writer::Work() {
  std::deque<Task> tasks;
  while (TakeOrRest(&tasks)) {
    if (!tasks.empty()) WorkOff(std::move(tasks));
    tasks.clear();
    if (chores_) DoChore();
    if (failing_) Probe();
  }
}

// False: closing, and nothing is left to do.
bool Writer::TakeOrRest(std::deque<Task>* tasks) {
  std::unique_lock lock(mutex_);
  if (queue_.empty() && !chores_ && options_.rests) options_.rests();
  const auto something = [this] { return !queue_.empty() || closing_ || chores_; };
  if (failing_) {
    something_.wait_until(lock, probe_at_, something);
  } else {
    something_.wait(lock, something);
  }
  if (queue_.empty()) return !closing_;
  if (!closing_ && std::chrono::steady_clock::now() < commit_at_) {
    if (chores_) return true;
    paced_ = true;
    something_.wait_until(lock, commit_at_, [this] { return closing_; });
    paced_ = false;
  }
  const auto now = std::chrono::steady_clock::now();
  commit_at_ = std::max(commit_at_, now - (kCommitsAtOnce - 1) * options_.commit_every);
  commit_at_ += options_.commit_every;
  tasks->swap(queue_);
  return true;
}

void Writer::WorkOff(std::deque<Task> tasks) {
  while (!tasks.empty()) {
    std::vector<Task> did;
    std::vector<Status> answers;
    last_commit_seconds_ = 0;
    const Status status = DoSome(&tasks, &did, &answers);
    if (status.ok()) {
      options_.after_commit();
    } else {
      options_.undone();
    }
    Count(did, answers, status);
    Answer(std::move(did), std::move(answers), status);
  }
  chores_ = true;
}

// One transaction. Not ok: it was undone. At least one task is done, so that a database that fails
// for good answers all of them.
Status Writer::DoSome(std::deque<Task>* tasks, std::vector<Task>* did,
                      std::vector<Status>* answers) {
  Result<Transaction> transaction = Transaction::Begin(database_);
  spent_ = 0;
  while (!tasks->empty() && (did->empty() || spent_ < kTransactionBytes)) {
    did->push_back(std::move(tasks->front()));
    tasks->pop_front();
    if (!transaction.ok()) return transaction.status();
    Task& task = did->back();
    spent_ += task.bytes;
    answers->push_back(task.act());
    task.act = nullptr;  // what it kept is not needed any more
    const Status& answer = answers->back();
    if (FailsAll(task.kind, answer)) return answer;
    // SQLite ends the transaction itself after some errors.
    if (!database_->InTransaction()) {
      return answer.ok() ? Status(StatusCode::kInternal, "the transaction was ended") : answer;
    }
  }
  return Commit(&*transaction);
}

Status Writer::Commit(Transaction* transaction) {
  WEFT_RETURN_IF_ERROR(options_.before_commit());
  const auto before = std::chrono::steady_clock::now();
  Status status = transaction->Commit();
  last_commit_seconds_ =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
  return status;
}

void Writer::Count(const std::vector<Task>& did, const std::vector<Status>& answers,
                   const Status& status) {
  const std::lock_guard lock(mutex_);
  stats_.queued -= did.size();
  for (size_t i = 0; i < did.size(); ++i) {
    const Task& task = did[i];
    (task.kind == TaskKind::kSnapshot ? stats_.queued_snapshot_bytes : stats_.queued_bytes) -=
        task.bytes;
    const bool well = status.ok() && answers[i].ok();
    if (!well && task.kind == TaskKind::kSnapshot) ++stats_.failed_snapshots;
    if (well && Writes(task.kind)) failing_ = false;
    if (!well && task.kind != TaskKind::kRefused) continue;
    ++stats_.tasks[static_cast<size_t>(task.kind)];
    if (task.kind == TaskKind::kAppend) stats_.record_bytes += task.bytes - kTaskBytes;
  }
  if (!status.ok()) {
    if (!failing_) probe_at_ = std::chrono::steady_clock::now() + options_.probe_every;
    failing_ = true;
  }
  stats_.failing = failing_;
  if (!status.ok()) {
    ++stats_.failed_commits;
    return;
  }
  ++stats_.commits;
  stats_.commit_seconds_sum += last_commit_seconds_;
  const auto bucket = std::lower_bound(WriterStats::kSeconds.begin(), WriterStats::kSeconds.end(),
                                       last_commit_seconds_);
  ++stats_.commit_seconds[static_cast<size_t>(bucket - WriterStats::kSeconds.begin())];
}

void Writer::Answer(std::vector<Task> did, std::vector<Status> answers, const Status& status) {
  if (!status.ok()) {
    answers.assign(did.size(),
                   Status(status.code(), "nothing was written: " + std::string(status.message())));
  }
  struct Answered {
    std::vector<Task> tasks;
    std::vector<Status> answers;
  };
  // Shared, because a std::function is copied.
  auto answered = std::make_shared<Answered>(Answered{std::move(did), std::move(answers)});
  post_([answered] {
    for (size_t i = 0; i < answered->tasks.size(); ++i) {
      answered->tasks[i].done(std::move(answered->answers[i]));
    }
  });
}

void Writer::Probe() {
  const auto now = std::chrono::steady_clock::now();
  if (now < probe_at_ || !options_.probe) return;
  probe_at_ = now + options_.probe_every;
  if (!options_.probe().ok()) return;
  failing_ = false;
  const std::lock_guard lock(mutex_);
  stats_.failing = false;
}

// After a failure chores wait for the next tasks: a full disk must not keep a core busy.
void Writer::DoChore() {
  const Status status = options_.chore(&chores_);
  if (status.ok()) return;
  chores_ = false;
  const std::lock_guard lock(mutex_);
  ++stats_.failed_chores;
}

}  // namespace weft::todo
