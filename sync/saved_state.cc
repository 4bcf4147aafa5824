#include "sync/saved_state.h"

#include <utility>

#include "crdt/wire/byte_reader.h"
#include "crdt/wire/varint.h"
#include "sync/rebuild.h"

namespace weft::sync {

namespace {

constexpr uint8_t kStateVersion = 1;
constexpr uint8_t kWithRetired = 2;

}  // namespace

bool SavedState::Fits(const Document& document) const {
  const Version& version = document.version();
  return !Beyond(acked, version.Get(agent)) &&
         (retired == 0 || !Beyond(retired_acked, version.Get(retired)));
}

std::string WriteState(const SavedState& state) {
  std::string bytes(1, static_cast<char>(state.retired == 0 ? kStateVersion : kWithRetired));
  wire::AppendVarint(state.generation, &bytes);
  wire::AppendVarint(state.position, &bytes);
  wire::AppendAgent(state.agent, &bytes);
  wire::AppendVarint(state.acked.creations, &bytes);
  wire::AppendVarint(state.acked.effects, &bytes);
  if (state.retired != 0) {
    wire::AppendAgent(state.retired, &bytes);
    wire::AppendVarint(state.retired_acked.creations, &bytes);
    wire::AppendVarint(state.retired_acked.effects, &bytes);
  }
  for (uint32_t number = 1; number < state.numbers.size(); ++number) {
    wire::AppendAgent(state.numbers.AgentOf(number), &bytes);
  }
  return bytes;
}

Result<SavedState> ReadState(std::string_view bytes) {
  wire::Refusal refusal;
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes.data());
  wire::ByteReader reader(begin, begin + bytes.size(), &refusal);
  uint8_t version = 0;
  SavedState state;
  const bool head = reader.Byte(&version) &&
                    (version == kStateVersion || version == kWithRetired) &&
                    reader.Varint64(&state.generation) && reader.Varint64(&state.position) &&
                    reader.ReadAgent(&state.agent) && reader.Varint(&state.acked.creations) &&
                    reader.Varint(&state.acked.effects);
  const bool whole =
      head && (version == kStateVersion ||
               (reader.ReadAgent(&state.retired) && reader.Varint(&state.retired_acked.creations) &&
                reader.Varint(&state.retired_acked.effects) && state.retired != 0 &&
                state.retired != state.agent));
  if (!whole) return DataLoss("no saved state of a session");
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
    return Rebuild(from, author, acked, from.version().Get(author), agent);
  };
  Result<Rebuilt> rebuilt = without(document, saved->agent, saved->acked);
  if (rebuilt.ok() && saved->retired != 0) {  // the later one's go first: they may stand on these
    rebuilt = without(rebuilt->document, saved->retired, saved->retired_acked);
  }
  if (!rebuilt.ok()) return rebuilt.status();
  return std::move(rebuilt->document);
}

}  // namespace weft::sync
