#include "sync/saved_state.h"

#include <utility>

#include "crdt/wire/byte_reader.h"
#include "crdt/wire/varint.h"
#include "sync/rebuild.h"

namespace weft::sync {

namespace {

constexpr uint8_t kStateVersion = 1;

}  // namespace

std::string WriteState(const SavedState& state) {
  std::string bytes(1, static_cast<char>(kStateVersion));
  wire::AppendVarint(state.generation, &bytes);
  wire::AppendVarint(state.position, &bytes);
  wire::AppendAgent(state.agent, &bytes);
  wire::AppendVarint(state.acked.creations, &bytes);
  wire::AppendVarint(state.acked.effects, &bytes);
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
  const bool head = reader.Byte(&version) && version == kStateVersion &&
                    reader.Varint64(&state.generation) && reader.Varint64(&state.position) &&
                    reader.ReadAgent(&state.agent) && reader.Varint(&state.acked.creations) &&
                    reader.Varint(&state.acked.effects);
  if (!head) return DataLoss("no saved state of a session");
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
  const Counts mine = document.version().Get(saved->agent);
  const Counts acked = saved->acked;
  if (acked.creations > mine.creations || acked.effects > mine.effects) {
    return DataLoss("a saved state of another document");
  }
  Result<Rebuilt> rebuilt = Rebuild(document, saved->agent, acked, mine, agent);
  if (!rebuilt.ok()) return rebuilt.status();
  return std::move(rebuilt->document);
}

}  // namespace weft::sync
