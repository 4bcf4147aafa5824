#include "bench/traces/trace.h"

#include <zlib.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/traces/gap_buffer.h"

namespace weft::bench {
namespace {

using AnyJson = nlohmann::json;

std::string ReadWholeFile(const std::filesystem::path& file) {
  gzFile input = gzopen(file.c_str(), "rb");  // reads plain files too
  if (input == nullptr) throw std::runtime_error("cannot open " + file.string());
  std::string bytes;
  char chunk[1 << 16];
  int count;
  while ((count = gzread(input, chunk, sizeof chunk)) > 0) bytes.append(chunk, count);
  const bool complete = count == 0 && gzclose(input) == Z_OK;
  if (!complete) throw std::runtime_error("cannot read " + file.string());
  return bytes;
}

TraceTransaction ToTransaction(const AnyJson& json) {
  TraceTransaction transaction;
  for (const AnyJson& patch : json.at("patches")) {
    transaction.patches.push_back(
        {patch.at(0).get<uint32_t>(), patch.at(1).get<uint32_t>(), patch.at(2).get<std::string>()});
  }
  if (json.contains("parents")) json.at("parents").get_to(transaction.parents);
  if (json.contains("agent")) json.at("agent").get_to(transaction.agent);
  return transaction;
}

std::string NameOf(const std::filesystem::path& file) {
  std::string name = file.filename().string();
  return name.substr(0, name.find(".json"));
}

std::u32string ToCodePoints(std::string_view utf8) {
  std::u32string points;
  for (size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const int count = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = count == 1 ? lead : lead & (0x7F >> count);
    for (int k = 1; k < count; ++k) point = point << 6 | (utf8.at(i + k) & 0x3F);
    points.push_back(point);
    i += count;
  }
  return points;
}

bool IsAstral(char32_t point) { return point > 0xFFFF; }

// Counts a position's UTF-16 units. Linear in the position, and needed only for the rare text with
// characters outside the basic plane.
uint32_t CountUnits(const GapBuffer<char32_t>& text, uint32_t begin, uint32_t end) {
  uint32_t units = end - begin;
  for (uint32_t i = begin; i < end; ++i) units += IsAstral(text.At(i));
  return units;
}

bool HasAstral(const Trace& trace) {
  const auto is_lead = [](char c) { return static_cast<unsigned char>(c) >= 0xF0; };
  const auto has = [&](const std::string& s) { return std::any_of(s.begin(), s.end(), is_lead); };
  for (const TraceTransaction& transaction : trace.transactions) {
    for (const TracePatch& patch : transaction.patches) {
      if (has(patch.inserted)) return true;
    }
  }
  return has(trace.start_content);
}

// Adds one patch, keeping `text` (the code points so far) in step.
void AddConverted(const TracePatch& patch, GapBuffer<char32_t>& text, Edits& edits) {
  const uint32_t position = CountUnits(text, 0, patch.position);
  const uint32_t erased = CountUnits(text, patch.position, patch.position + patch.erased);
  edits.Add(position, erased, ToUtf16(patch.inserted));
  const std::u32string inserted = ToCodePoints(patch.inserted);
  if (patch.erased != 0) text.Erase(patch.position, patch.erased);
  if (!inserted.empty()) text.Insert(patch.position, inserted.data(), inserted.size());
}

}  // namespace

size_t Trace::PatchCount() const {
  size_t count = 0;
  for (const TraceTransaction& transaction : transactions) count += transaction.patches.size();
  return count;
}

std::vector<std::filesystem::path> FindTraces(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".json") || name.ends_with(".json.gz")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Trace ReadTrace(const std::filesystem::path& file) {
  const AnyJson json = AnyJson::parse(ReadWholeFile(file));
  Trace trace;
  trace.name = NameOf(file);
  trace.concurrent = json.value("kind", "") == "concurrent";
  trace.start_content = json.value("startContent", "");
  trace.end_content = json.at("endContent").get<std::string>();
  for (const AnyJson& transaction : json.at("txns")) {
    trace.transactions.push_back(ToTransaction(transaction));
  }
  if (trace.concurrent && !trace.start_content.empty()) {
    throw std::runtime_error(trace.name + ": a concurrent trace must start empty");
  }
  return trace;
}

Edits ToUtf16Edits(const Trace& trace) {
  Edits edits;
  GapBuffer<char32_t> text;
  const bool same_positions = !HasAstral(trace);
  if (!trace.start_content.empty()) {
    AddConverted({0, 0, trace.start_content}, text, edits);
    edits.EndTransaction();
  }
  for (const TraceTransaction& transaction : trace.transactions) {
    for (const TracePatch& patch : transaction.patches) {
      if (same_positions) {
        edits.Add(patch.position, patch.erased, ToUtf16(patch.inserted));
      } else {
        AddConverted(patch, text, edits);
      }
    }
    edits.EndTransaction();
  }
  return edits;
}

PointEdits ToPointEdits(const Trace& trace) {
  PointEdits edits;
  if (!trace.start_content.empty()) {
    edits.Add(0, 0, trace.start_content);
    edits.EndTransaction();
  }
  for (const TraceTransaction& transaction : trace.transactions) {
    for (const TracePatch& patch : transaction.patches) {
      edits.Add(patch.position, patch.erased, patch.inserted);
    }
    edits.EndTransaction();
  }
  return edits;
}

std::u16string ToUtf16(std::string_view utf8) {
  std::u16string units;
  for (char32_t point : ToCodePoints(utf8)) {
    if (IsAstral(point)) {
      units.push_back(static_cast<char16_t>(0xD7C0 + (point >> 10)));
      units.push_back(static_cast<char16_t>(0xDC00 + (point & 0x3FF)));
    } else {
      units.push_back(static_cast<char16_t>(point));
    }
  }
  return units;
}

}  // namespace weft::bench
