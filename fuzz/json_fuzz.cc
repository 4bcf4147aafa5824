// JSON from outside: two texts, apart by a zero byte. Their difference, applied by another library,
// makes the second of the first; a document seeded from the first is written as it was.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "crdt/document/document.h"
#include "crdt/wire/json_diff.h"
#include "crdt/wire/json_document.h"

namespace {

constexpr size_t kMostDepth = 100;  // the other library recurses

void Require(bool condition) {
  if (!condition) std::abort();
}

bool Equal(std::string_view a, std::string_view b) {
  const weft::Result<bool> equal = weft::EqualJson(a, b);
  Require(equal.ok());
  return *equal;
}

void CheckDiff(std::string_view before, std::string_view after) {
  const weft::Result<std::string> patch = weft::DiffJson(before, after);
  Require(patch.ok() && (*patch == "[]") == Equal(before, after));
  const nlohmann::json json = nlohmann::json::parse(before);
  Require(Equal(json.patch(nlohmann::json::parse(*patch)).dump(), after));
}

void CheckSeed(std::string_view json) {
  weft::Document document(1);
  const weft::SeedOptions options{.root_map = "m"};
  const weft::Result<weft::Integrated> seeded = weft::SeedFromJson(document, json, options);
  if (!seeded.ok()) {
    Require(document.version() == weft::Version());
    return;
  }
  Require(document.CheckInvariants().ok());
  if (seeded->applied == 0) return;  // an empty object: there is no root
  const weft::Result<std::string> written = weft::WriteJson(document, "m");
  Require(written.ok() && Equal(*written, json));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const size_t zero = bytes.find('\0');
  const std::string_view before = bytes.substr(0, zero);
  const std::string_view after = zero == bytes.npos ? before : bytes.substr(zero + 1);
  CheckSeed(before);
  if (!weft::EqualJson(before, after).ok()) return 0;
  for (const std::string_view text : {before, after}) {
    if (static_cast<size_t>(std::count(text.begin(), text.end(), '[') +
                            std::count(text.begin(), text.end(), '{')) > kMostDepth) {
      return 0;
    }
  }
  CheckDiff(before, after);
  return 0;
}
