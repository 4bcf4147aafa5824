#include "examples/todo_server/test/live_replay.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "examples/todo_server/test/list_edits.h"

namespace weft::todo {

namespace {

constexpr size_t kTransactionsAtOnce = 50;  // transactions between two looks at the network

void Join(const std::vector<size_t>& other, std::vector<size_t>* clock) {
  for (size_t i = 0; i < other.size(); ++i) (*clock)[i] = std::max((*clock)[i], other[i]);
}

bool Reached(Counts counts, Counts wanted) {
  return counts.creations >= wanted.creations && counts.effects >= wanted.effects;
}

}  // namespace

void ReplayAlone(const bench::Trace& trace, SocketLoop* loop, WebsocketClient* writer,
                 WebsocketClient* watching) {
  EXPECT_TRUE(trace.start_content.empty());
  size_t made = 0;
  for (const bench::TraceTransaction& transaction : trace.transactions) {
    Text text = TodoText(writer->document(), 0);
    for (const bench::TracePatch& patch : transaction.patches) {
      if (patch.erased > 0) {
        ASSERT_TRUE(text.Erase(patch.position, patch.erased, Unit::kCodePoint).ok());
      }
      if (patch.inserted.empty()) continue;
      ASSERT_TRUE(text.Insert(patch.position, patch.inserted, Unit::kCodePoint).ok());
    }
    if (++made % kTransactionsAtOnce != 0) continue;
    writer->Pump();
    watching->Pump();
    loop->Poll();
  }
}

bool LiveReplay::Run() {
  after_.resize(writers_.size());
  for (size_t i = 0; i < writers_.size(); ++i) after_[i].push_back(CountsOf(i, i));
  for (WebsocketClient* writer : writers_) writer->Hold(true);
  bool good = true;
  for (const bench::TraceTransaction& transaction : trace_.transactions) {
    good = good && Make(transaction);
  }
  for (WebsocketClient* writer : writers_) writer->Hold(false);
  return good;
}

bool LiveReplay::Make(const bench::TraceTransaction& transaction) {
  Clock clock(writers_.size());
  for (const uint32_t parent : transaction.parents) Join(clocks_[parent], &clock);
  const size_t number = transaction.agent;
  // A writer who did not know what it had written itself would be another replica.
  EXPECT_EQ(clock[number], after_[number].size() - 1);
  if (!CatchUp(number, clock)) return false;
  WebsocketClient* writer = writers_[number];
  for (const bench::TracePatch& patch : transaction.patches) Type(writer, patch);
  writer->Pump();  // each transaction is sent by itself
  loop_->Poll();
  after_[number].push_back(CountsOf(number, number));
  clock[number] = after_[number].size() - 1;
  clocks_.push_back(std::move(clock));
  return !::testing::Test::HasFailure();
}

bool LiveReplay::CatchUp(size_t writer, const Clock& ancestors) {
  for (size_t other = 0; other < writers_.size(); ++other) {
    if (other == writer) continue;
    const Counts wanted = after_[other][ancestors[other]];
    if (Reached(CountsOf(writer, other), wanted)) continue;
    ++merges_;
    const auto step = [&] {
      while (!Reached(CountsOf(writer, other), wanted) && writers_[writer]->TakeOne()) {
      }
      return Reached(CountsOf(writer, other), wanted);
    };
    if (!WebsocketClient::WaitUntil(loop_, writers_, step)) return false;
    EXPECT_EQ(CountsOf(writer, other), wanted) << "it has seen more than its author had";
  }
  return true;
}

void LiveReplay::Type(WebsocketClient* writer, const bench::TracePatch& patch) {
  Text text = TodoText(writer->document(), 0);
  const size_t length = text.Length(Unit::kCodePoint);
  const size_t position = std::min<size_t>(patch.position, length);
  const size_t erased = std::min<size_t>(patch.erased, length - position);
  if (position != patch.position || erased != patch.erased) ++clamped_;
  if (erased > 0) {
    EXPECT_TRUE(text.Erase(position, erased, Unit::kCodePoint).ok());
  }
  if (patch.inserted.empty()) return;
  EXPECT_TRUE(text.Insert(position, patch.inserted, Unit::kCodePoint).ok());
}

Counts LiveReplay::CountsOf(size_t writer, size_t of) const {
  const Agent agent = writers_[of]->document().agent();
  return writers_[writer]->document().version().Get(agent);
}

}  // namespace weft::todo
