#include "crdt/wire/saved.h"

#include "crdt/wire/archive.h"
#include "crdt/wire/saved_frame.h"
#include "crdt/wire/working_file.h"

namespace weft {

std::string SaveWorkingFile(const Document& document, const SaveOptions& options) {
  return wire::WriteWorkingFile(&document.state(), options);
}

Result<std::string> SaveArchive(const Document& document) {
  return wire::WriteArchive(&document.state());
}

Result<Document> LoadDocument(std::string_view bytes, Agent agent, const Limits& limits) {
  if (agent > kMaxAgent) return InvalidArgument("an agent is at most 2^53 - 1");
  wire::SavedReader reader;
  WEFT_RETURN_IF_ERROR(reader.Open(bytes, limits));
  Document document(agent, reader.head().order);
  const Status status = reader.head().form == wire::SavedForm::kWorkingFile
                            ? wire::ReadWorkingFile(&reader, limits, &document.state())
                            : wire::ReadArchive(&reader, limits, &document.state());
  if (!status.ok()) return status;
  document.state().TakenBeforeLoad();
  return document;
}

}  // namespace weft
