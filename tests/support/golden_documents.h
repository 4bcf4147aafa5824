// The documents of tests/golden: what each release still has to read, and to write alike.
#ifndef WEFT_TESTS_SUPPORT_GOLDEN_DOCUMENTS_H_
#define WEFT_TESTS_SUPPORT_GOLDEN_DOCUMENTS_H_

#include <string>
#include <vector>

#include "crdt/document/document.h"

namespace weft::testing {

struct GoldenDocument {
  std::string name;
  Document document;
};

// Made by the same edits each time. All agents are below 100.
std::vector<GoldenDocument> MakeGoldenDocuments();

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_GOLDEN_DOCUMENTS_H_
