#include "sync/saved_state.h"

#include <utility>

#include "crdt/wire/byte_reader.h"
#include "crdt/wire/checksum.h"
#include "crdt/wire/varint.h"
#include "sync/rebuild.h"
#include "sync/split.h"

namespace weft::sync {

namespace {

constexpr uint8_t kFirstVersion = 1;  // the second has an agent of before
constexpr uint8_t kChecked = 3;       // with a checksum, and how many operations there were
constexpr uint8_t kSecret = 4;        // with the replica's secret

bool ReadCounts(wire::ByteReader* reader, Counts* counts) {
  return reader->Varint(&counts->creations) && reader->Varint(&counts->effects);
}

bool ReadHead(uint8_t version, wire::ByteReader* reader, SavedState* state) {
  if (!reader->Varint64(&state->generation) || !reader->Varint64(&state->position) ||
      !reader->ReadAgent(&state->agent) || !ReadCounts(reader, &state->acked)) {
    return false;
  }
  if (version >= kChecked && !reader->Varint64(&state->operations)) return false;
  if (version >= kSecret &&
      (!reader->Varint64(&state->secret.low) || !reader->Varint64(&state->secret.high))) {
    return false;
  }
  if (version == kFirstVersion) return true;
  if (!reader->ReadAgent(&state->retired)) return false;
  if (state->retired == 0) return version >= kChecked;
  return ReadCounts(reader, &state->retired_acked) && state->retired != state->agent;
}

}  // namespace

uint64_t SavedState::CountDurable(const Document& document) const {
  const Version version = document.version();
  uint64_t operations = 0;
  for (const Version::Entry& entry : version.entries()) {
    Counts counts = entry.counts;
    if (entry.agent == agent) counts = Least(counts, acked);
    if (retired != 0 && entry.agent == retired) counts = Least(counts, retired_acked);
    operations += uint64_t{counts.creations} + counts.effects;
  }
  return operations;
}

bool SavedState::Fits(const Document& document) const {
  return !Beyond(acked, document.CountsOf(agent)) &&
         (retired == 0 || !Beyond(retired_acked, document.CountsOf(retired))) &&
         operations <= CountDurable(document);
}

std::string WriteState(const SavedState& state) {
  std::string bytes(1, static_cast<char>(kSecret));
  wire::AppendVarint(state.generation, &bytes);
  wire::AppendVarint(state.position, &bytes);
  wire::AppendAgent(state.agent, &bytes);
  wire::AppendVarint(state.acked.creations, &bytes);
  wire::AppendVarint(state.acked.effects, &bytes);
  wire::AppendVarint(state.operations, &bytes);
  wire::AppendVarint(state.secret.low, &bytes);
  wire::AppendVarint(state.secret.high, &bytes);
  wire::AppendAgent(state.retired, &bytes);
  if (state.retired != 0) {
    wire::AppendVarint(state.retired_acked.creations, &bytes);
    wire::AppendVarint(state.retired_acked.effects, &bytes);
  }
  for (uint32_t number = 1; number < state.numbers.size(); ++number) {
    wire::AppendAgent(state.numbers.AgentOf(number), &bytes);
  }
  wire::AppendChecksum(0, &bytes);
  return bytes;
}

Result<SavedState> ReadState(std::string_view bytes) {
  const uint8_t version = bytes.empty() ? 0 : static_cast<uint8_t>(bytes[0]);
  if (version < kFirstVersion || version > kSecret) {
    return DataLoss("no saved state of a session");
  }
  if (version >= kChecked) {
    if (bytes.size() <= wire::kChecksumBytes || !wire::ChecksumMatches(bytes)) {
      return DataLoss("a saved state of a session is damaged");
    }
    bytes.remove_suffix(wire::kChecksumBytes);
  }
  wire::Refusal refusal;
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes.data());
  wire::ByteReader reader(begin + 1, begin + bytes.size(), &refusal);
  SavedState state;
  if (!ReadHead(version, &reader, &state)) return DataLoss("no saved state of a session");
  while (!reader.AtEnd()) {
    Agent next = 0;
    if (!reader.ReadAgent(&next)) return DataLoss("a saved state of a session ends too early");
    state.numbers.Add(next);
  }
  return state;
}

Result<Document> CopyAs(const Document& document, std::string_view state, Agent agent) {
  const Result<SavedState> saved = ReadState(state);
  if (!saved.ok()) return saved.status();
  if (!saved->Fits(document)) {
    return DataLoss("a saved state of another document");
  }
  const auto without = [agent](const Document& from, Agent author, Counts acked) {
    return Rebuild(from, author, acked, from.CountsOf(author), agent);
  };
  Result<Rebuilt> rebuilt = without(document, saved->agent, saved->acked);
  if (rebuilt.ok() && saved->retired != 0) {  // the later one's go first: they may stand on these
    rebuilt = without(rebuilt->document, saved->retired, saved->retired_acked);
  }
  if (!rebuilt.ok()) return rebuilt.status();
  return std::move(rebuilt->document);
}

}  // namespace weft::sync
