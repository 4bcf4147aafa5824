#include "crdt/wire/update.h"

#include "crdt/wire/agent_coding.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/keystroke.h"
#include "crdt/wire/update_body.h"
#include "crdt/wire/update_frame.h"

namespace weft {

namespace wire {

Status OtherVersion(std::string_view subject, char version) {
  const std::string what(subject);
  if (version == 0) {
    return Unimplemented(what +
                         ": of version 0, before the first release, at byte 2: see "
                         "\"Migration\" in docs/format.md");
  }
  return Unimplemented(what + ": its format needs a newer version at byte 2");
}

Status WhyNotFramed(std::string_view bytes) {
  if (bytes.size() < 2 || bytes[0] != kMagic || bytes[1] != kUpdateMagic) {
    return InvalidArgument("update: bytes that are no update");
  }
  if (bytes.size() > 2 && bytes[2] != kUpdateVersion) {
    return OtherVersion("update", bytes[2]);
  }
  if (bytes.size() < kFrameHeadBytes + kChecksumBytes) {
    return InvalidArgument("update: the bytes end too early at byte " +
                           std::to_string(bytes.size()));
  }
  return DataLoss("update: the checksum does not match at byte " +
                  std::to_string(bytes.size() - kChecksumBytes));
}

namespace {

[[gnu::cold, gnu::noinline]] Status TooLong(size_t size, const Limits& limits) {
  return ResourceExhausted("update: " + std::to_string(size) + " bytes, the limit is " +
                           std::to_string(limits.bytes));
}

// Decodes the body at [start, end) of `bytes`.
Status Decode(std::string_view bytes, size_t start, size_t end, const AgentCoding& agents,
              const Limits& limits, OperationSet* out) {
  Refusal refusal;
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes.data());
  ByteReader reader(begin + start, begin + end, &refusal);
  if (ReadBody(&reader, agents, limits, out)) [[likely]]
    return OkStatus();
  out->Clear();
  return refusal.ToStatus("update", begin);
}

}  // namespace

}  // namespace wire

Status AppendUpdate(const OperationSet& operations, std::string* out) {
  const size_t before = out->size();
  wire::AppendFrameHead(out);
  if (Status status = wire::AppendBody(operations, wire::AgentCoding(), out); !status.ok())
      [[unlikely]] {
    out->resize(before);
    return status;
  }
  wire::AppendChecksum(before, out);
  return OkStatus();
}

Status AppendSessionUpdate(const OperationSet& operations, const AgentNumbers& numbers,
                           std::string* out) {
  if (wire::AppendKeystroke(operations, numbers, out)) [[likely]]
    return OkStatus();
  const size_t before = out->size();
  Status status = wire::AppendBody(operations, wire::AgentCoding(numbers), out);
  if (!status.ok()) [[unlikely]]
    out->resize(before);
  return status;
}

Result<std::string> EncodeUpdate(const OperationSet& operations) {
  std::string bytes;
  WEFT_RETURN_IF_ERROR(AppendUpdate(operations, &bytes));
  return bytes;
}

Result<std::string> EncodeSessionUpdate(const OperationSet& operations,
                                        const AgentNumbers& numbers) {
  std::string bytes;
  WEFT_RETURN_IF_ERROR(AppendSessionUpdate(operations, numbers, &bytes));
  return bytes;
}

Status DecodeUpdate(std::string_view bytes, const Limits& limits, OperationSet* out) {
  out->Clear();
  if (bytes.size() > limits.bytes) [[unlikely]]
    return wire::TooLong(bytes.size(), limits);
  if (!wire::IsFramed(bytes)) [[unlikely]]
    return wire::WhyNotFramed(bytes);
  return wire::Decode(bytes, wire::kFrameHeadBytes, bytes.size() - wire::kChecksumBytes,
                      wire::AgentCoding(), limits, out);
}

Status DecodeSessionUpdate(std::string_view bytes, const AgentNumbers& numbers,
                           const Limits& limits, OperationSet* out) {
  out->Clear();
  if (bytes.size() > limits.bytes) [[unlikely]]
    return wire::TooLong(bytes.size(), limits);
  if (wire::ReadKeystroke(bytes, numbers, limits, out)) [[likely]]
    return OkStatus();
  return wire::Decode(bytes, 0, bytes.size(), wire::AgentCoding(numbers), limits, out);
}

}  // namespace weft
