// ByteReader: a cursor over received bytes that never passes their end.
//
// Every read answers whether it succeeded. The first failure is noted in the Refusal, which all
// readers of one update share, and becomes a message only when the whole decoding has failed:
// nothing is allocated and no text is built while bytes are good.
#ifndef WEFT_CRDT_WIRE_BYTE_READER_H_
#define WEFT_CRDT_WIRE_BYTE_READER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crdt/core/id.h"
#include "crdt/core/status.h"

namespace weft::wire {

// Why bytes were refused, and where.
struct Refusal {
  StatusCode code = StatusCode::kOk;
  const char* what = nullptr;
  const uint8_t* where = nullptr;

  // "<subject>: <what> at byte <offset from begin>".
  Status ToStatus(std::string_view subject, const uint8_t* begin) const;
};

class ByteReader {
 public:
  ByteReader() = default;
  ByteReader(const uint8_t* at, const uint8_t* end, Refusal* refusal)
      : at_(at), end_(end), refusal_(refusal) {}

  bool AtEnd() const { return at_ == end_; }
  size_t Left() const { return static_cast<size_t>(end_ - at_); }
  const uint8_t* position() const { return at_; }
  std::string_view Rest() const { return {reinterpret_cast<const char*>(at_), Left()}; }

  bool Byte(uint8_t* value) {
    if (AtEnd()) [[unlikely]]
      return Refuse("the bytes end too early");
    *value = *at_++;
    return true;
  }
  bool Varint(uint32_t* value) {
    if (at_ != end_ && *at_ < 0x80) [[likely]] {
      *value = *at_++;
      return true;
    }
    return LongVarint(value);
  }
  // The same where most have two or three bytes.
  bool WideVarint(uint32_t* value) {
    const size_t left = Left();
    if (left > 0 && at_[0] < 0x80) {
      *value = *at_++;
      return true;
    }
    // The last byte is not zero, and 0x80 would be one that goes on.
    if (left > 1 && at_[1] - 1u < 0x7F) {
      *value = (at_[0] & 0x7Fu) | uint32_t{at_[1]} << 7;
      at_ += 2;
      return true;
    }
    if (left > 2 && at_[1] >= 0x80 && at_[2] - 1u < 0x7F) [[likely]] {
      *value = (at_[0] & 0x7Fu) | uint32_t{at_[1] & 0x7Fu} << 7 | uint32_t{at_[2]} << 14;
      at_ += 3;
      return true;
    }
    return LongVarint(value);
  }
  bool Varint64(uint64_t* value) {
    if (at_ != end_ && *at_ < 0x80) [[likely]] {
      *value = *at_++;
      return true;
    }
    return LongVarint64(value);
  }
  // An agent in full.
  bool ReadAgent(Agent* agent);
  bool Bytes(size_t count, std::string_view* bytes);
  // Passes `count` varints, whose form is checked when they are read.
  bool SkipVarints(uint64_t count);

  // Notes the failure, at the reader's place unless told; always false.
  [[gnu::cold, gnu::noinline]] bool Refuse(const char* what, const uint8_t* where = nullptr,
                                           StatusCode code = StatusCode::kInvalidArgument);
  [[gnu::cold, gnu::noinline]] bool Exceeds(const char* limit) {
    return Refuse(limit, nullptr, StatusCode::kResourceExhausted);
  }
  [[gnu::cold, gnu::noinline]] bool NeedsNewer(const char* what) {
    return Refuse(what, nullptr, StatusCode::kUnimplemented);
  }

 private:
  bool LongVarint(uint32_t* value);
  bool LongVarint64(uint64_t* value);

  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  Refusal* refusal_ = nullptr;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_BYTE_READER_H_
