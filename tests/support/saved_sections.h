// SavedSections: a saved document taken apart into what its frame holds, for tests and fuzzers that
// change a section and need the frame around it right again.
#ifndef WEFT_TESTS_SUPPORT_SAVED_SECTIONS_H_
#define WEFT_TESTS_SUPPORT_SAVED_SECTIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "crdt/wire/saved_frame.h"

namespace weft::testing {

struct SavedSections {
  wire::SavedHead head;
  std::vector<std::string> sections;  // uncompressed
};

const std::vector<const char*>& SectionNames(wire::SavedForm form);

// `bytes` is a saved document whose frame is right.
SavedSections TakeApart(std::string_view bytes);
std::string PutTogether(const SavedSections& parts);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_SAVED_SECTIONS_H_
