#include "crdt/wire/byte_reader.h"

#include <bit>
#include <cstring>
#include <string>

#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

constexpr const char* kEndsEarly = "the bytes end too early";
constexpr const char* kOverlong = "over-long varint";
constexpr const char* kOverflow = "varint out of range";

}  // namespace

Status Refusal::ToStatus(std::string_view subject, const uint8_t* begin) const {
  std::string message(subject);
  message += ": ";
  message += what;
  message += " at byte ";
  message += std::to_string(where - begin);
  return Status(code, message);
}

bool ByteReader::Refuse(const char* what, const uint8_t* where, StatusCode code) {
  if (refusal_->code == StatusCode::kOk) *refusal_ = {code, what, where ? where : at_};
  return false;
}

bool ByteReader::LongVarint(uint32_t* value) {
  const uint8_t* const start = at_;
  // Most have two or three bytes. The last is not zero, and 0x80 would be one that goes on.
  if (Left() >= 3) {
    const uint32_t two = (start[0] & 0x7Fu) | uint32_t{start[1] & 0x7Fu} << 7;
    const uint32_t three = two | uint32_t{start[2]} << 14;
    const bool short_one = start[1] < 0x80;
    const uint8_t last = short_one ? start[1] : start[2];
    if (last - 1u < 0x7F) [[likely]] {
      at_ += short_one ? 2 : 3;
      *value = short_one ? two : three;
      return true;
    }
  }
  uint32_t result = 0;
  for (int shift = 0; at_ != end_; shift += 7) {
    const uint32_t byte = *at_++;
    if (shift == 28 && byte > 0x0F) [[unlikely]]
      return Refuse(kOverflow, start);
    result |= (byte & 0x7F) << shift;
    if (byte < 0x80) {
      if (byte == 0) [[unlikely]]
        return Refuse(kOverlong, start);
      *value = result;
      return true;
    }
  }
  return Refuse(kEndsEarly);
}

bool ByteReader::LongVarint64(uint64_t* value) {
  const uint8_t* const start = at_;
  uint64_t result = 0;
  for (int shift = 0; at_ != end_; shift += 7) {
    const uint64_t byte = *at_++;
    if (shift == 63 && byte > 0x01) [[unlikely]]
      return Refuse(kOverflow, start);
    result |= (byte & 0x7F) << shift;
    if (byte < 0x80) {
      if (byte == 0) [[unlikely]]
        return Refuse(kOverlong, start);
      *value = result;
      return true;
    }
  }
  return Refuse(kEndsEarly);
}

bool ByteReader::ReadAgent(Agent* agent) {
  if (AtEnd()) [[unlikely]]
    return Refuse(kEndsEarly);
  const size_t length = (*at_ & 7u) + 1;
  if (length > 7) [[unlikely]]
    return Refuse("agent out of range");
  if (length > Left()) [[unlikely]]
    return Refuse(kEndsEarly, end_);
  uint64_t word = 0;
  if (Left() >= sizeof(word)) {
    std::memcpy(&word, at_, sizeof(word));
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    word &= (uint64_t{1} << 8 * length) - 1;
  } else {
    for (size_t i = 0; i < length; ++i) word |= uint64_t{at_[i]} << 8 * i;
  }
  if (length > 1 && at_[length - 1] == 0) [[unlikely]]
    return Refuse("over-long agent");
  at_ += length;
  *agent = word >> kAgentLengthBits;
  return true;
}

bool ByteReader::Bytes(size_t count, std::string_view* bytes) {
  if (count > Left()) [[unlikely]]
    return Refuse(kEndsEarly, end_);
  *bytes = Rest().substr(0, count);
  at_ += count;
  return true;
}

bool ByteReader::SkipVarints(uint64_t count) {
  while (count >= 8 && Left() >= 8) {
    uint64_t word;
    std::memcpy(&word, at_, sizeof(word));
    count -= static_cast<uint64_t>(std::popcount(~word & 0x8080808080808080u));
    at_ += 8;
  }
  // The last of eight bytes may have been in the middle of a varint: its end still counts below.
  while (count > 0) {
    if (AtEnd()) [[unlikely]]
      return Refuse(kEndsEarly);
    count -= *at_++ < 0x80;
  }
  return true;
}

}  // namespace weft::wire
