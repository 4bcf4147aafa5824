#include "bindings/c/packed.h"

namespace weft::c {

namespace {

constexpr uint64_t kMaxSafe = kMaxAgent;  // 2^53 - 1: what a double still counts exactly

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

}  // namespace weft::c
