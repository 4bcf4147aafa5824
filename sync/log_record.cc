#include "sync/log_record.h"

#include "crdt/wire/byte_reader.h"
#include "crdt/wire/varint.h"

namespace weft::sync {

namespace {

constexpr char kUpdate = 1;
constexpr char kBinding = 2;
constexpr char kSnapshotVersion = 0;

const uint8_t* Begin(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

}  // namespace

std::string UpdateRecord(std::string_view body) { return std::string(1, kUpdate).append(body); }

std::string BindingRecord(const Binding& binding) {
  std::string bytes(1, kBinding);
  wire::AppendAgent(binding.agent, &bytes);
  return bytes.append(binding.principal);
}

Result<LogRecord> ReadRecord(std::string_view bytes) {
  LogRecord record;
  if (bytes.empty()) return DataLoss("a log record is empty");
  const std::string_view rest = bytes.substr(1);
  if (bytes[0] == kUpdate) {
    record.is_update = true;
    record.body = rest;
    return record;
  }
  wire::Refusal refusal;
  wire::ByteReader reader(Begin(rest), Begin(rest) + rest.size(), &refusal);
  if (bytes[0] != kBinding || !reader.ReadAgent(&record.binding.agent)) {
    return DataLoss("a log record is of no known kind");
  }
  record.binding.principal = reader.Rest();
  return record;
}

std::string WriteSnapshot(const Snapshot& snapshot) {
  std::string bytes(1, kSnapshotVersion);
  wire::AppendVarint(snapshot.bindings.size(), &bytes);
  for (const Binding& binding : snapshot.bindings) {
    wire::AppendAgent(binding.agent, &bytes);
    wire::AppendVarint(binding.principal.size(), &bytes);
    bytes += binding.principal;
  }
  return bytes.append(snapshot.document);
}

Result<Snapshot> ReadSnapshot(std::string_view bytes) {
  Snapshot snapshot;
  wire::Refusal refusal;
  wire::ByteReader reader(Begin(bytes), Begin(bytes) + bytes.size(), &refusal);
  uint8_t version = 0;
  uint32_t count = 0;
  if (!reader.Byte(&version) || version != kSnapshotVersion || !reader.Varint(&count)) {
    return DataLoss("a snapshot does not begin like one");
  }
  for (uint32_t i = 0; i < count; ++i) {
    Binding& binding = snapshot.bindings.emplace_back();
    uint32_t length = 0;
    std::string_view principal;
    if (!reader.ReadAgent(&binding.agent) || !reader.Varint(&length) ||
        !reader.Bytes(length, &principal)) {
      return DataLoss("a snapshot's table of agents ends too early");
    }
    binding.principal = principal;
  }
  snapshot.document = reader.Rest();
  return snapshot;
}

}  // namespace weft::sync
