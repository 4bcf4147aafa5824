#include "bindings/c/packed.h"

#include <limits>

namespace weft::c {

namespace {

constexpr uint64_t kMaxSafe = kMaxAgent;  // 2^53 - 1: what a double still counts exactly

// Takes a number off the front; false when there is none below 2^64.
bool TakeNumber(std::string_view* bytes, uint64_t* number) {
  *number = 0;
  for (int shift = 0; shift < 63 && !bytes->empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes->front());
    bytes->remove_prefix(1);
    *number |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool TakeCount(std::string_view* bytes, uint32_t* count) {
  uint64_t number = 0;
  if (!TakeNumber(bytes, &number) || number > std::numeric_limits<uint32_t>::max()) return false;
  *count = static_cast<uint32_t>(number);
  return true;
}

}  // namespace

void Packer::Number(uint64_t number) {
  for (; number >= 0x80; number >>= 7) Byte(static_cast<uint8_t>(number) | 0x80);
  Byte(static_cast<uint8_t>(number));
}

void Packer::Bytes(std::string_view bytes) {
  Number(bytes.size());
  out_->append(bytes);
}

void Packer::OfId(Id id) {
  Number(id.agent);
  Number(id.seq);
}

void Packer::Eight(uint64_t bits) {
  for (int shift = 0; shift < 64; shift += 8) Byte(static_cast<uint8_t>(bits >> shift));
}

void Packer::Integer(int64_t integer) {
  const bool negative = integer < 0;
  const uint64_t magnitude =
      negative ? -static_cast<uint64_t>(integer) : static_cast<uint64_t>(integer);
  if (magnitude > kMaxSafe) {
    Byte(5);
    Eight(static_cast<uint64_t>(integer));
  } else {
    Byte(negative ? 4 : 3);
    Number(magnitude);
  }
}

void Packer::OfValue(const Value& value, weft_document* doc) {
  if (value.IsNull()) return Byte(0);
  if (const bool* boolean = value.AsBool()) return Byte(*boolean ? 2 : 1);
  if (const int64_t* integer = value.AsInt()) return Integer(*integer);
  if (const double* real = value.AsDouble()) {
    Byte(6);
    return Eight(__builtin_bit_cast(uint64_t, *real));
  }
  if (const ContainerId* container = value.AsContainer()) {
    Byte(static_cast<uint8_t>(16 + static_cast<int>(container->kind)));
    return Number(doc->NumberOf(*container));
  }
  const std::string* const string = value.AsString();
  Byte(string != nullptr ? 7 : 8);
  Bytes(string != nullptr ? *string : value.AsBytes()->data);
}

void PackVersion(const Version& version, std::string* out) {
  Packer pack(out);
  for (const Version::Entry& entry : version.entries()) {
    pack.Number(entry.agent);
    pack.Number(entry.counts.creations);
    pack.Number(entry.counts.effects);
  }
}

// Ascending and nothing twice, so that a version has one form and Set appends.
bool UnpackVersion(std::string_view bytes, Version* version) {
  uint64_t least = 0;
  while (!bytes.empty()) {
    uint64_t agent = 0;
    Counts counts;
    if (!TakeNumber(&bytes, &agent) || !TakeCount(&bytes, &counts.creations) ||
        !TakeCount(&bytes, &counts.effects) || agent < least || agent > kMaxAgent ||
        counts == Counts{}) {
      return false;
    }
    version->Set(agent, counts);
    least = agent + 1;
  }
  return true;
}

}  // namespace weft::c
