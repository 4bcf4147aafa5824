#include "examples/run/trace.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "examples/run/json_reader.h"

#ifdef WEFT_RUN_ZLIB
#include <zlib.h>
#endif

namespace demo {

using weft::Result;

namespace {

constexpr std::string_view kGzip = "\x1f\x8b";

#ifdef WEFT_RUN_ZLIB
Result<std::string> Unpack(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return weft::NotFound("cannot open " + path);
  std::string bytes;
  char chunk[1 << 16];
  int count = 0;
  while ((count = gzread(file, chunk, sizeof chunk)) > 0) bytes.append(chunk, count);
  const bool closed = gzclose(file) == Z_OK;  // a file cut short shows only here
  if (count < 0 || !closed) return weft::InvalidArgument(path + ": damaged gzip data");
  return bytes;
}
#else
Result<std::string> Unpack(const std::string& path) {
  return weft::Unimplemented(path + ": this build has no zlib; unpack it first, with gunzip");
}
#endif

Result<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return weft::InvalidArgument(path + " is a folder");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return weft::NotFound("cannot open " + path);
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return weft::InvalidArgument("cannot read " + path);
  if (bytes.starts_with(kGzip)) return Unpack(path);
  return bytes;
}

void ReadPatch(JsonReader& json, Trace* trace) {
  bool first = true;
  Patch patch{};
  const bool complete = json.NextElement(&first) && json.Number(&patch.position) &&
                        json.NextElement(&first) && json.Number(&patch.deleted) &&
                        json.NextElement(&first) && json.String(&patch.inserted);
  if (!complete || json.NextElement(&first)) {
    json.Fail("a patch is [position, deleted, inserted]");
  }
  trace->patches.push_back(std::move(patch));
}

void ReadTransaction(JsonReader& json, Trace* trace) {
  bool first = true;
  std::string name;
  while (json.NextField(&first, &name)) {
    if (name == "patches") {
      bool first_patch = true;
      while (json.NextElement(&first_patch)) ReadPatch(json, trace);
    } else if (name == "parents") {
      json.Fail(
          "its transactions have parents: a trace of several authors, which this demo "
          "does not replay");
    } else {
      json.Skip();
    }
  }
}

}  // namespace

Result<Trace> ReadTrace(const std::string& path) {
  const Result<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) return bytes.status();
  JsonReader json(*bytes);
  Trace trace;
  bool has_end = false;
  bool has_transactions = false;
  bool first = true;
  std::string name;
  while (json.NextField(&first, &name)) {
    if (name == "startContent") {
      json.String(&trace.start);
    } else if (name == "endContent") {
      has_end = json.String(&trace.end);
    } else if (name == "txns") {
      has_transactions = true;
      bool first_transaction = true;
      while (json.NextElement(&first_transaction)) ReadTransaction(json, &trace);
    } else {
      json.Skip();
    }
  }
  if (!json.failed() && !json.AtEnd()) json.Fail("something follows the trace");
  if (json.failed()) return weft::InvalidArgument(path + ": " + json.Fault());
  if (!has_end || !has_transactions) {
    return weft::InvalidArgument(path + ": a trace has the fields txns and endContent");
  }
  return trace;
}

}  // namespace demo
