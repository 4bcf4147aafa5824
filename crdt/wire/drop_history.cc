#include "crdt/wire/drop_history.h"

#include <string>

#include "crdt/document/document_state.h"
#include "crdt/wire/saved.h"

namespace weft {

namespace {

std::string SavedWithoutHistory(const Document& document) {
  return SaveWorkingFile(document, {.deleted_text = false, .history = false, .quick = true});
}

// The document as it was, without what is to be forgotten. Of what it is now: whatever it lacks.
Result<std::string> SavedAt(const Document& document, const Version& before) {
  if (before == document.version()) return SavedWithoutHistory(document);
  const Result<OperationSet> older = document.state().OperationsUpTo(before);
  if (!older.ok()) return older.status();
  Document then(document.agent(), document.order());
  const Result<Integrated> integrated = then.Integrate(*older);
  if (!integrated.ok()) return integrated.status();
  return SavedWithoutHistory(then);
}

}  // namespace

Result<Document> DropHistory(const Document& document, const Version& before) {
  if (document.BacklogSize() > 0) {
    return FailedPrecondition(
        "operations wait for earlier ones; the history cannot be dropped now");
  }
  const Result<std::string> saved = SavedAt(document, before);
  if (!saved.ok()) return saved.status();
  const Result<OperationSet> newer = document.OperationsSince(before);
  if (!newer.ok()) return newer.status();
  Result<Document> now = LoadDocument(*saved, document.agent());
  if (!now.ok()) return now.status();
  now->CopySettings(document);
  const Result<Integrated> rest = now->Integrate(*newer);
  if (!rest.ok()) return rest.status();
  now->state().sequence().EnsureHistory();  // anchors of what is to be taken
  // What was not taken yet is to be taken from the replacement.
  now->state().sequence().lane()->taken = document.state().sequence().lane()->AllTaken();
  return now;
}

}  // namespace weft
