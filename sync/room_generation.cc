// Room: the end of one generation, and the beginning of the next.
#include <utility>

#include "crdt/document/new_generation.h"
#include "crdt/wire/saved.h"
#include "sync/room.h"

namespace weft::sync {

void Room::StartGeneration(std::function<void(Status)> done) {
  if (failed_) return done(FailedPrecondition("the document cannot be loaded, or has begun anew"));
  if (start_done_) return done(FailedPrecondition("a new generation begins already"));
  if (!loaded_) {
    when_loaded_.push_back([this, done = std::move(done)] { StartGeneration(done); });
    if (!loading_) Load();
    return;
  }
  // When all that was taken in is durable; and nothing more is taken in from now on.
  start_done_ = std::move(done);
  Defer([this] {
    const Result<std::string> snapshot = SeedSnapshot();
    if (!snapshot.ok()) return Started(snapshot.status());
    storage_->StartGeneration(name_, generation_ + 1, *snapshot,
                              [weak = weak_from_this()](const Status& status) {
                                if (const auto room = weak.lock()) room->Started(status);
                              });
  });
}

// Nobody is bound in it: who comes gets a new agent.
Result<std::string> Room::SeedSnapshot() const {
  const Result<Document> seed = NewGeneration(document_, kSeedAgent);
  if (!seed.ok()) return seed.status();
  return WriteSnapshot(Snapshot{{}, SaveWorkingFile(*seed)});
}

void Room::Started(const Status& status) {
  const std::function<void(Status)> done = std::exchange(start_done_, nullptr);
  if (!done) return;  // the room has ended meanwhile, which was the answer
  if (status.ok()) {
    ++generation_;
    End(CloseReason::kTooOld, 0, "this document's history has begun anew");
  }
  done(status);
}

}  // namespace weft::sync
