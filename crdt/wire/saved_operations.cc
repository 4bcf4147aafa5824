#include "crdt/wire/saved_operations.h"

#include "crdt/wire/update.h"

namespace weft::wire {

Result<std::string> WriteOperations(const Document& document) {
  const Result<OperationSet> all = document.OperationsSince({});
  if (!all.ok()) return all.status();
  Result<std::string> update = EncodeUpdate(*all);
  if (!update.ok()) return update.status();
  SavedHead head;
  head.form = SavedForm::kOperations;
  head.order = document.order();
  const Version version = document.version();
  for (const Version::Entry& entry : version.entries()) {
    head.elements += entry.counts.creations;
    head.effects += entry.counts.effects;
    ++head.agents;
  }
  head.runs = static_cast<uint32_t>(all->operations.size());
  SavedWriter out;
  out.Add(std::move(*update), Packing::kFast);
  return out.Finish(head);
}

Status ReadOperations(SavedReader* file, const Limits& limits, Document* document) {
  WEFT_RETURN_IF_ERROR(file->OpenSections(kOperationsSections));
  Section section;
  WEFT_RETURN_IF_ERROR(file->Read(0, &section));
  const std::string_view update(reinterpret_cast<const char*>(section.begin()), section.size());
  OperationSet all;
  Status status = DecodeUpdate(update, limits, &all);
  const SavedHead& head = file->head();
  uint64_t total = 0;
  if (status.ok() && all.operations.size() != head.runs) {
    status = InvalidArgument("the operations are not as many as stated");
  }
  if (status.ok()) {
    const Result<Integrated> done = document->Integrate(all);
    if (!done.ok()) {
      status = done.status();
    } else if (done->waiting > 0 || done->duplicate > 0) {
      status = InvalidArgument("operations lack what they depend on");
    } else {
      total = done->applied;
    }
  }
  if (status.ok() && total != uint64_t{head.elements} + head.effects) {
    status = InvalidArgument("the elements and effects are not as many as stated");
  }
  if (status.ok()) return status;
  return Status(status.code(),
                "saved document, section operations: " + std::string(status.message()));
}

}  // namespace weft::wire
