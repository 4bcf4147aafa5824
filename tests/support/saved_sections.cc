#include "tests/support/saved_sections.h"

#include "crdt/core/check.h"
#include "crdt/wire/archive.h"
#include "crdt/wire/saved_operations.h"
#include "crdt/wire/working_objects.h"

namespace weft::testing {

const std::vector<const char*>& SectionNames(wire::SavedForm form) {
  switch (form) {
    case wire::SavedForm::kArchive:
      return wire::kArchiveSections;
    case wire::SavedForm::kOperations:
      return wire::kOperationsSections;
    case wire::SavedForm::kWorkingObjects:
      return wire::kWorkingObjectSections;
    case wire::SavedForm::kWorkingFile:
      break;
  }
  return wire::kWorkingSections;
}

SavedSections TakeApart(std::string_view bytes) {
  SavedSections parts;
  wire::SavedReader reader;
  WEFT_CHECK(reader.Open(bytes, {}).ok());
  parts.head = reader.head();
  const std::vector<const char*>& names = SectionNames(parts.head.form);
  WEFT_CHECK(reader.OpenSections(names).ok());
  for (size_t i = 0; i < names.size(); ++i) {
    wire::Section section;
    WEFT_CHECK(reader.Read(i, &section).ok());
    parts.sections.emplace_back(section.begin(), section.end());
  }
  return parts;
}

std::string PutTogether(const SavedSections& parts) {
  wire::SavedWriter writer;
  for (const std::string& section : parts.sections) writer.Add(section);
  return writer.Finish(parts.head);
}

}  // namespace weft::testing
