#include "examples/todo_server/test/crash_script.h"

#include <future>
#include <utility>

#include <gtest/gtest.h>

namespace weft::todo {

namespace {

std::string BeginningOf(const std::string& document, uint64_t generation) {
  return "generation " + std::to_string(generation) + " of " + document;
}

std::string SnapshotOf(const std::string& document, uint64_t position) {
  return "snapshot of " + document + " at " + std::to_string(position) + std::string(9000, '*');
}

}  // namespace

CrashScript::CrashScript(FaultyDisk* disk, std::string synchronous)
    : vfs_(disk), synchronous_(std::move(synchronous)) {}

Status CrashScript::Open() {
  SqliteStorage::Options options;
  options.database.file = {"weft.db", vfs_.name()};
  options.database.synchronous = synchronous_;
  options.checkpoint_pages = 8;  // so that the script sees some
  options.journal_bytes = 1500;  // likewise
  options.commit_every = std::chrono::microseconds(0);
  options.rests = [this, post = queue_.post()] { post([this] { resting_ = true; }); };
  resting_ = false;
  auto opened = SqliteStorage::Open(options, queue_.post());
  if (!opened.ok()) return opened.status();
  storage_ = *std::move(opened);
  Rest();
  return OkStatus();
}

void CrashScript::Rest() {
  EXPECT_TRUE(queue_.RunUntil([this] { return resting_; })) << "the writer does not come to rest";
}

// Whether the script may go on.
bool CrashScript::Did(const Status& status) { return status.ok() || Recover().ok(); }

void CrashScript::Run() {
  if (!Open().ok()) return;
  std::vector<std::string> many(300, "a");
  for (size_t i = 0; i < many.size(); i += 15) many[i] = "b";
  for (int i = 0; i < 3; ++i) {
    if (!Did(Append("a", 100))) return;
  }
  if (!Did(Append("b", 20'000)) || !Did(AppendTogether(many)) || !Did(AddList("one"))) return;
  if (!Did(Snapshot("a", 5)) || !Did(Append("a", 2000)) || !Did(Append("b", 0))) return;
  if (!Did(Snapshot("b", 0)) || !Did(AddList("two")) || !Did(Snapshot("a", 0))) return;
  if (!Did(AppendTogether({"a", "b", "a", "b"})) || !Did(Append("a", 6000))) return;
  if (!Did(NewGeneration("b")) || !Did(AppendTogether({"b", "a", "b"}))) return;
  storage_->Close();
}

std::string CrashScript::Content(const std::string& document, uint64_t position, size_t bytes) {
  return document + std::to_string(position) + " try " + std::to_string(++tries_) +
         std::string(bytes, 'x');
}

void CrashScript::Push(const std::string& document, size_t bytes, size_t* open, Status* status) {
  Model& model = documents_[document];
  const uint64_t position = model.next++;
  const std::string content = Content(document, position, bytes);
  model.records[position].tried.insert(content);
  ++*open;
  storage_->Append(document, position, content, [=, &model](Status answer) {
    --*open;
    if (answer.ok()) model.records[position].kept = content;
    if (status->ok()) *status = std::move(answer);
  });
}

Status CrashScript::Append(const std::string& document, size_t bytes) {
  Status status;
  size_t open = 0;
  resting_ = false;
  Push(document, bytes, &open, &status);
  EXPECT_TRUE(queue_.RunUntil([&] { return open == 0; }));
  Rest();
  return status;
}

// In one transaction: the writer is busy until all of them wait.
Status CrashScript::AppendTogether(const std::vector<std::string>& documents) {
  Status status;
  size_t open = 1;
  bool entered = false;
  std::promise<void> release;
  resting_ = false;
  storage_->Run(
      [&, post = queue_.post()](Database&) {
        post([&] { entered = true; });
        release.get_future().wait();
        return OkStatus();
      },
      [&](const Status&) { --open; });
  EXPECT_TRUE(queue_.RunUntil([&] { return entered || open == 0; }));
  for (const std::string& document : documents) Push(document, 30, &open, &status);
  release.set_value();
  EXPECT_TRUE(queue_.RunUntil([&] { return open == 0; }));
  Rest();
  return status;
}

Status CrashScript::Snapshot(const std::string& document, uint64_t behind) {
  Model& model = documents_[document];
  const uint64_t position = model.next - 1 - behind;
  model.snapshots.insert(position);
  std::optional<Status> answer;
  resting_ = false;
  const uint64_t generation = model.generation - (model.generation_kept ? 0 : 1);
  storage_->SaveSnapshot(document, generation, position, SnapshotOf(document, position),
                         [&](Status status) { answer = std::move(status); });
  EXPECT_TRUE(queue_.RunUntil([&] { return answer.has_value(); }));
  Rest();
  if (answer->ok()) model.snapshot_kept = std::max(model.snapshot_kept, position);
  return *answer;
}

// What was there before is gone for the model once it is answered, or seen after a failure.
Status CrashScript::NewGeneration(const std::string& document) {
  Model& model = documents_[document];
  model.generation += 1;
  model.generation_kept = false;
  std::optional<Status> answer;
  resting_ = false;
  storage_->StartGeneration(document, model.generation, BeginningOf(document, model.generation),
                            [&](Status status) { answer = std::move(status); });
  EXPECT_TRUE(queue_.RunUntil([&] { return answer.has_value(); }));
  Rest();
  if (answer->ok()) Begin(&model);
  return *answer;
}

void CrashScript::Begin(Model* model) {
  const uint64_t generation = model->generation;
  *model = Model();
  model->generation = generation;
}

Status CrashScript::AddList(const std::string& id) {
  std::optional<Status> answer;
  resting_ = false;
  storage_->Run(
      [&](Database& database) {
        return database.Execute("INSERT INTO lists (id, created) VALUES ('" + id + "', 1)");
      },
      [&](Status status) { answer = std::move(status); });
  EXPECT_TRUE(queue_.RunUntil([&] { return answer.has_value(); }));
  Rest();
  if (answer->ok()) lists_.insert(id);
  return *answer;
}

Result<sync::StoredDocument> CrashScript::Load(const std::string& document) {
  std::optional<Result<sync::StoredDocument>> loaded;
  resting_ = false;
  storage_->Load(document,
                 [&](Result<sync::StoredDocument> stored) { loaded = std::move(stored); });
  EXPECT_TRUE(queue_.RunUntil([&] { return loaded.has_value(); }));
  Rest();
  return *std::move(loaded);
}

Status CrashScript::Recover() {
  for (auto& [document, model] : documents_) {
    const Result<sync::StoredDocument> stored = Load(document);
    if (!stored.ok()) return stored.status();
    Compare(document, *stored);
    model.next = stored->snapshot_position + stored->records.size() + 1;
  }
  return OkStatus();
}

void CrashScript::Compare(const std::string& document, const sync::StoredDocument& stored) {
  CompareGeneration(document, stored);
  const Model& model = documents_[document];
  CompareSnapshot(document, stored);
  const uint64_t last = stored.snapshot_position + stored.records.size();
  for (const auto& [position, record] : model.records) {
    const std::string name = document + std::to_string(position);
    if (position > last && record.kept) Complain(name + " was answered as ok and is not there");
    if (position > last || position <= stored.snapshot_position) continue;
    const std::string& there = stored.records[position - stored.snapshot_position - 1];
    if (record.kept && there != *record.kept) Complain(name + " is not the record that was kept");
    if (record.tried.count(there) == 0) Complain(name + " was never written: " + there);
  }
  if (last > 0 && model.records.count(last) == 0) Complain(document + " is too long");
}

void CrashScript::CompareGeneration(const std::string& document,
                                    const sync::StoredDocument& stored) {
  Model& model = documents_[document];
  if (stored.generation == model.generation) {
    if (!model.generation_kept) Begin(&model);
  } else if (model.generation_kept || stored.generation + 1 != model.generation) {
    Complain(document + " is of another generation");
  } else {
    --model.generation;  // of the new one nothing is there
    model.generation_kept = true;
  }
}

void CrashScript::CompareSnapshot(const std::string& document, const sync::StoredDocument& stored) {
  const Model& model = documents_[document];
  const uint64_t position = stored.snapshot_position;
  if (position < model.snapshot_kept) Complain(document + "'s snapshot is an older one");
  if (position == 0) {
    const bool begun = model.generation > 1;
    if (stored.snapshot != (begun ? BeginningOf(document, model.generation) : "")) {
      Complain(document + " begins otherwise");
    }
    return;
  }
  if (model.snapshots.count(position) == 0) Complain(document + "'s snapshot was never saved");
  if (stored.snapshot != SnapshotOf(document, position)) Complain(document + "'s snapshot differs");
}

Result<int64_t> CrashScript::Ask(const std::string& sql) {
  Result<int64_t> answer = NotFound("not asked");
  bool answered = false;
  resting_ = false;
  storage_->Run(
      [&](Database& database) {
        answer = database.QueryInteger(sql);
        return OkStatus();
      },
      [&](const Status&) { answered = true; });
  EXPECT_TRUE(queue_.RunUntil([&] { return answered; }));
  Rest();
  return answer;
}

std::vector<std::string> CrashScript::Check() {
  const Status opened = Open();
  if (!opened.ok()) {
    Complain(opened.ToString());
    return complaints_;
  }
  const Status recovered = Recover();
  if (!recovered.ok()) Complain(recovered.ToString());
  for (const std::string& id : lists_) {
    const Result<int64_t> there = Ask("SELECT count(*) FROM lists WHERE id = '" + id + "'");
    if (!there.ok() || *there != 1) Complain("list " + id + " is gone");
  }
  for (const char* document : {"a", "b"}) {
    const Status appended = Append(document, 50);
    if (!appended.ok()) Complain("no append is possible: " + appended.ToString());
  }
  const Result<int64_t> damages =
      Ask("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'");
  if (!damages.ok() || *damages != 0) Complain("the database is damaged");
  return complaints_;
}

}  // namespace weft::todo
