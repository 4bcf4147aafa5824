#include "crdt/wire/versions.h"

#include "crdt/wire/byte_reader.h"
#include "crdt/wire/varint.h"

namespace weft {

namespace {

bool ReadEntry(wire::ByteReader* reader, Version::Entry* entry) {
  return reader->ReadAgent(&entry->agent) && reader->Varint(&entry->counts.creations) &&
         reader->Varint(&entry->counts.effects);
}

// Why an entry that comes after those of `version` is none, or null.
const char* WhyNot(const Version::Entry& entry, const Version& version) {
  if (!version.entries().empty() && entry.agent <= version.entries().back().agent) {
    return "agents that do not ascend";
  }
  if (entry.counts == Counts{}) return "an agent that has made nothing";
  const bool fits = entry.counts.creations <= kMaxElements && entry.counts.effects <= kMaxElements;
  return fits ? nullptr : "a count out of range";
}

}  // namespace

std::string EncodeVersion(const Version& version) {
  std::string out;
  for (const auto& [agent, counts] : version.entries()) {
    wire::AppendAgent(agent, &out);
    wire::AppendVarint(counts.creations, &out);
    wire::AppendVarint(counts.effects, &out);
  }
  return out;
}

Result<Version> DecodeVersion(std::string_view bytes) {
  const auto* const begin = reinterpret_cast<const uint8_t*>(bytes.data());
  wire::Refusal refusal;
  wire::ByteReader reader(begin, begin + bytes.size(), &refusal);
  Version version;
  while (!reader.AtEnd()) {
    const uint8_t* const start = reader.position();
    Version::Entry entry{};
    if (!ReadEntry(&reader, &entry)) return refusal.ToStatus("version", begin);
    if (const char* why = WhyNot(entry, version)) {
      reader.Refuse(why, start);
      return refusal.ToStatus("version", begin);
    }
    version.Set(entry.agent, entry.counts);
  }
  return version;
}

}  // namespace weft
