// Operations as JSON: whatever is read is written so that it reads as the same set.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crdt/wire/json_operations.h"
#include "crdt/wire/update.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

weft::AgentNames Names() {
  weft::AgentNames names;
  Require(names.Add(0, "initial").ok() && names.Add(7, "clientA").ok() && names.Add(9, "B").ok());
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const weft::AgentNames names = Names();
  weft::PlainDefaults defaults;
  defaults.deleter = 9;
  weft::OperationSet set;
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  if (!weft::ReadJsonOperations(json, names, {}, defaults, &set).ok()) return 0;
  const weft::Result<std::string> written = weft::WriteJsonOperations(set, names);
  Require(written.ok());
  weft::OperationSet again;
  Require(weft::ReadJsonOperations(*written, names, {}, {}, &again).ok());
  const weft::Result<std::string> before = weft::EncodeUpdate(set);
  const weft::Result<std::string> after = weft::EncodeUpdate(again);
  Require(before.ok() && after.ok() && *before == *after);
  return 0;
}
