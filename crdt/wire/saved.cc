#include "crdt/wire/saved.h"

#include "crdt/wire/archive.h"
#include "crdt/wire/saved_frame.h"
#include "crdt/wire/saved_operations.h"
#include "crdt/wire/working_file.h"

namespace weft {

namespace {

bool IsText(const Document& document) { return document.state().objects().empty(); }

Status Read(wire::SavedReader* file, const Limits& limits, Document* document) {
  switch (file->head().form) {
    case wire::SavedForm::kWorkingFile:
    case wire::SavedForm::kWorkingObjects:
      return wire::ReadWorkingFile(file, limits, &document->state());
    case wire::SavedForm::kArchive:
      return wire::ReadArchive(file, limits, &document->state());
    case wire::SavedForm::kOperations:
      return wire::ReadOperations(file, limits, document);
  }
  return Unimplemented("saved document: an unknown form");
}

}  // namespace

std::string SaveWorkingFile(const Document& document, const SaveOptions& options) {
  return wire::WriteWorkingFile(&document.state(), options);
}

Result<std::string> SaveArchive(const Document& document) {
  if (!IsText(document)) return wire::WriteOperations(document);
  return wire::WriteArchive(&document.state());
}

Result<Document> LoadDocument(std::string_view bytes, Agent agent, const Limits& limits) {
  if (agent > kMaxAgent) return InvalidArgument("an agent is at most 2^53 - 1");
  wire::SavedReader reader;
  WEFT_RETURN_IF_ERROR(reader.Open(bytes, limits));
  Document document(agent, reader.head().order);
  WEFT_RETURN_IF_ERROR(Read(&reader, limits, &document));
  document.state().TakenBeforeLoad();
  return document;
}

}  // namespace weft
