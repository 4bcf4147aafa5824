// Packed results of the C ABI (weft.h says how they are written).
#ifndef WEFT_BINDINGS_C_PACKED_H_
#define WEFT_BINDINGS_C_PACKED_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/c/c_document.h"

namespace weft::c {

class Packer {
 public:
  explicit Packer(std::string* out) : out_(out) {}

  void Byte(uint8_t byte) { out_->push_back(static_cast<char>(byte)); }
  void Number(uint64_t number);
  void Bytes(std::string_view bytes);
  void OfId(Id id);
  // Containers get their numbers in `doc`.
  void OfValue(const Value& value, weft_document* doc);

 private:
  void Eight(uint64_t bits);
  void Integer(int64_t integer);

  std::string* out_;
};

void PackEvent(const Event& event, weft_document* doc, std::string* out);
void PackDelta(const std::vector<DeltaStep>& steps, weft_document* doc, std::string* out);

}  // namespace weft::c

#endif  // WEFT_BINDINGS_C_PACKED_H_
