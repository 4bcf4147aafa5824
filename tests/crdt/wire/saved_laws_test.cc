// Laws of saved documents: a load gives the same replica, and the same future.
#include <vector>

#include <gtest/gtest.h>

#include "tests/crdt/wire/saved_history.h"
#include "tests/support/replica.h"

namespace weft::testing {
namespace {

void CheckSavedLaw(OrderKind order, Form form) {
  CheckLaw(150, 120, [&](const std::vector<SavedStep>& steps) {
    SavedHistory history(order);
    for (const SavedStep& step : steps) history.Do(step);
    for (size_t i = 0; i < history.size(); ++i) {
      Document& document = history.replica(i);
      const std::string bytes = Save(document, form);
      Document same = Load(bytes, document.agent());
      ExpectSameReplica(document, same);
      Document reader = Load(bytes, 1234567);
      ExpectSameReplica(document, reader);
      // What history was asked for is saved as well as what never was.
      Document twice = Load(Save(Load(bytes, 77), form), 78);
      ExpectSameReplica(document, twice);
    }
    history.MergeAll();
    ExpectSameContent(history.replica(0), history.replica(1));
    ExpectSameContent(history.replica(0), history.replica(2));
  });
}

TEST(SavedLaws, WorkingFileKeepsAFugueMaxReplica) {
  CheckSavedLaw(OrderKind::kFugueMax, Form::kWorkingFile);
}
TEST(SavedLaws, WorkingFileKeepsAYataReplica) {
  CheckSavedLaw(OrderKind::kYata, Form::kWorkingFile);
}
TEST(SavedLaws, ArchiveKeepsAFugueMaxReplica) {
  CheckSavedLaw(OrderKind::kFugueMax, Form::kArchive);
}
TEST(SavedLaws, ArchiveKeepsAYataReplica) { CheckSavedLaw(OrderKind::kYata, Form::kArchive); }

// Edits after a load, local and others', are the same as without one, and so is what they give.
TEST(SavedLaws, ALoadedReplicaHasTheSameFuture) {
  CheckLaw(150, 120, [](const std::vector<SavedStep>& steps) {
    SavedHistory plain(OrderKind::kFugueMax);
    SavedHistory reloaded(OrderKind::kFugueMax);
    for (size_t i = 0; i < steps.size(); ++i) {
      if (steps[i].kind % 16 == 15) continue;
      plain.Do(steps[i]);
      reloaded.Do(steps[i]);
      // Flushes at the same moments: where a deletion ends decides where typing goes on.
      if (i % 5 != 4) continue;
      for (size_t k = 0; k < plain.size(); ++k) {
        const Agent agent = plain.replica(k).agent();
        plain.replica(k) = Load(Save(plain.replica(k), Form::kArchive), agent);
        reloaded.replica(k) = Load(Save(reloaded.replica(k), Form::kWorkingFile), agent);
      }
    }
    for (size_t k = 0; k < plain.size(); ++k) {
      ExpectSameReplica(plain.replica(k), reloaded.replica(k));
    }
  });
}

// Without deleted text and history a replica still merges with everyone.
TEST(SavedLaws, WhatIsLeftOutDoesNotHinderMerging) {
  CheckLaw(150, 120, [](const std::vector<SavedStep>& steps) {
    SavedHistory history(OrderKind::kFugueMax);
    for (const SavedStep& step : steps) history.Do(step);
    Document& whole = history.replica(0);
    Document& peer = history.replica(1);
    for (const SaveOptions options :
         {SaveOptions{false, true}, SaveOptions{true, false}, SaveOptions{false, false}}) {
      Document part = Load(SaveWorkingFile(whole, options), 4711);
      Expect(part.version() == whole.version(), "the version");
      Expect(part.CheckInvariants().ok(), "invariants");
      Document merged = Load(Save(whole, Form::kWorkingFile), 4712);
      const Result<Integrated> known = part.Integrate(*whole.OperationsSince({}));
      Expect(known.ok() && known->applied == 0 && known->waiting == 0, "what is known is new");
      const Result<OperationSet> news = peer.OperationsSince(whole.version());
      Expect(news.ok(), "operations");
      const Result<Integrated> refused = part.Integrate(*news);
      if (!refused.ok()) {  // takes back what was left out
        Expect(refused.status().code() == StatusCode::kFailedPrecondition, "the refusal's code");
        continue;
      }
      Expect(merged.Integrate(*news).ok(), "merge");
      for (const std::string& name : merged.TextNames()) {
        Expect(part.Text(name).Read() == merged.Text(name).Read(), "the text");
      }
      Expect(part.version() == merged.version(), "the version after");
      Expect(part.CheckInvariants().ok(), "invariants after");
      // And what came since can be passed on.
      Expect(part.OperationsSince(merged.version()).ok(), "nothing to pass on");
    }
  });
}

}  // namespace
}  // namespace weft::testing
