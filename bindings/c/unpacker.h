// What the C ABI takes in packed form (weft.h says how it is written). Nothing beyond the end is
// looked at, and what is no number or plain value is told.
#ifndef WEFT_BINDINGS_C_UNPACKER_H_
#define WEFT_BINDINGS_C_UNPACKER_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/crdt.h>

namespace weft::c {

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

  bool done() const { return bytes_.empty(); }
  // Each answers nullopt when the bytes are not one; then nothing more can be read.
  std::optional<uint64_t> Number();
  std::optional<std::string_view> Bytes();
  std::optional<Value> PlainValue();

 private:
  std::optional<uint64_t> Eight();

  std::string_view bytes_;
};

}  // namespace weft::c

#endif  // WEFT_BINDINGS_C_UNPACKER_H_
