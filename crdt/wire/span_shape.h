// SpanShape: the byte that a working file has for each span. It says all of a small span, and of a
// larger one how many bytes of the other columns tell the rest: a reader looks at the size of no
// number, which would be a branch that no processor foresees.
//
//   bit 0      deleted
//   bits 1-2   the step: 0, or in 1, 2 or 4 bytes of `steps`
//   bits 3-5   elements - 1: 0 to 5, or 6: in 1 byte of `lengths`, 7: in 4
//   bits 6-7   returns: 0 to 2, or 3: by how many they are more is a varint of `returns`
#ifndef WEFT_CRDT_WIRE_SPAN_SHAPE_H_
#define WEFT_CRDT_WIRE_SPAN_SHAPE_H_

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace weft::wire {

inline constexpr uint8_t kLengthInByte = 6;
inline constexpr uint8_t kLengthInFour = 7;

// What the bits of step and length, together, say.
struct SpanSizes {
  uint32_t step_mask;
  uint32_t length_mask;
  uint8_t step;
  uint8_t length;
  uint8_t short_length;  // elements - 1, when no bytes tell them
};

constexpr std::array<SpanSizes, 32> MakeSpanSizes() {
  constexpr uint8_t kBytes[] = {0, 1, 2, 4};
  constexpr uint32_t kMasks[] = {0, 0xFF, 0xFFFF, 0xFFFFFFFF};
  std::array<SpanSizes, 32> sizes{};
  for (uint8_t i = 0; i < 32; ++i) {
    const uint8_t step = i & 3;
    const uint8_t told = i >> 2;
    const uint8_t length = told < kLengthInByte ? 0 : told == kLengthInByte ? 1 : 3;
    sizes[i] = SpanSizes{kMasks[step], kMasks[length], kBytes[step], kBytes[length],
                         told < kLengthInByte ? told : uint8_t{0}};
  }
  return sizes;
}
inline constexpr std::array<SpanSizes, 32> kSpanSizes = MakeSpanSizes();

class SpanShape {
 public:
  static constexpr uint32_t kMoreReturns = 3;
  static constexpr uint32_t kMostBytes = 4;  // of a step or a length

  explicit SpanShape(uint8_t byte) : byte_(byte) {}
  static SpanShape Of(uint32_t returns, uint32_t step, uint32_t further, bool deleted) {
    const uint32_t step_size = step == 0 ? 0 : step <= 0xFF ? 1 : step <= 0xFFFF ? 2 : 3;
    const uint32_t length = further < kLengthInByte ? further
                            : further <= 0xFF       ? kLengthInByte
                                                    : kLengthInFour;
    const uint32_t dropped = returns < kMoreReturns ? returns : kMoreReturns;
    return SpanShape(
        static_cast<uint8_t>((deleted ? 1 : 0) | step_size << 1 | length << 3 | dropped << 6));
  }

  uint8_t byte() const { return byte_; }
  uint32_t deleted() const { return byte_ & 1u; }
  uint32_t returns() const { return uint32_t{byte_} >> 6; }
  uint32_t StepBytes() const { return Sizes().step; }
  uint32_t LengthBytes() const { return Sizes().length; }
  // The two numbers, where their bytes are; kMostBytes of each may be read.
  uint32_t Step(const uint8_t* at) const { return Load(at) & Sizes().step_mask; }
  uint32_t Further(const uint8_t* at) const {
    return Sizes().short_length + (Load(at) & Sizes().length_mask);
  }

 private:
  const SpanSizes& Sizes() const { return kSpanSizes[byte_ >> 1 & 31]; }
  static uint32_t Load(const uint8_t* at) {
    static_assert(std::endian::native == std::endian::little, "the low byte comes first");
    uint32_t word;
    std::memcpy(&word, at, sizeof(word));
    return word;
  }

  uint8_t byte_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_SPAN_SHAPE_H_
