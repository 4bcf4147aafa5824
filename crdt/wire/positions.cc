#include "crdt/wire/positions.h"

#include "crdt/wire/byte_reader.h"
#include "crdt/wire/varint.h"

namespace weft {

namespace wire {

namespace {

constexpr uint8_t kAfterBit = 1;
constexpr uint8_t kIdBit = 2;

bool ReadPosition(ByteReader* reader, StablePosition* position) {
  const uint8_t* const start = reader->position();
  uint8_t head = 0;
  if (!reader->Byte(&head)) return false;
  if ((head & ~(kAfterBit | kIdBit)) != 0) {
    return reader->NeedsNewer("a kind of position that needs a newer version");
  }
  *position = {kNullId, (head & kAfterBit) != 0 ? Side::kAfter : Side::kBefore};
  if ((head & kIdBit) == 0) return true;
  if (!reader->ReadAgent(&position->id.agent) || !reader->Varint(&position->id.seq)) return false;
  return position->id.seq < kMaxElements || reader->Refuse("id out of range", start);
}

}  // namespace

}  // namespace wire

std::string EncodePositions(std::span<const StablePosition> positions) {
  std::string out;
  for (const StablePosition& position : positions) {
    const bool id = !position.id.IsNull();
    out.push_back(static_cast<char>((position.side == Side::kAfter ? wire::kAfterBit : 0) |
                                    (id ? wire::kIdBit : 0)));
    if (!id) continue;
    uint8_t agent[wire::kMaxAgentBytes];
    const uint8_t* const end = wire::PutAgent(agent, position.id.agent);
    out.append(reinterpret_cast<const char*>(agent), static_cast<size_t>(end - agent));
    wire::AppendVarint(position.id.seq, &out);
  }
  return out;
}

Status DecodePositions(std::string_view bytes, size_t most, std::vector<StablePosition>* out) {
  out->clear();
  const auto* const begin = reinterpret_cast<const uint8_t*>(bytes.data());
  wire::Refusal refusal;
  wire::ByteReader reader(begin, begin + bytes.size(), &refusal);
  while (!reader.AtEnd()) {
    StablePosition position{};
    const bool room = out->size() < most || reader.Exceeds("more positions than the limit");
    if (!room || !wire::ReadPosition(&reader, &position)) {
      out->clear();
      return refusal.ToStatus("positions", begin);
    }
    out->push_back(position);
  }
  return OkStatus();
}

}  // namespace weft
