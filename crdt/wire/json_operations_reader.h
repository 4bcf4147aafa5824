// OperationsReader: reads operations from JSON, one object an operation (json_operations.h).
#ifndef WEFT_CRDT_WIRE_JSON_OPERATIONS_READER_H_
#define WEFT_CRDT_WIRE_JSON_OPERATIONS_READER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/utf.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/json_operations.h"
#include "crdt/wire/json_reader.h"

namespace weft::wire {

inline std::string Utf8(std::u16string_view units) {
  std::string utf8;
  AppendUtf8(units, &utf8);
  return utf8;
}

class OperationsReader {
 public:
  OperationsReader(std::string_view json, const AgentNames& names, const Limits& limits,
                   const PlainDefaults& defaults, OperationSet* out)
      : json_(json, &refusal_), names_(names), limits_(limits), defaults_(defaults), out_(*out) {
    if (defaults.deleter != kNoAgent) {
      states_[defaults.deleter] = {defaults.counts.creations, defaults.counts.effects};
    }
  }

  Status Read(std::string_view json) {
    if (ReadAll()) return OkStatus();
    return refusal_.ToStatus("operations", reinterpret_cast<const uint8_t*>(json.data()));
  }

 private:
  bool ReadAll();
  bool ReadOperation();
  bool ReadInsert(Operation* operation);
  bool ReadDelete(Operation* operation);
  bool ReadRestore(Operation* operation);
  bool ReadUndo(Operation* operation);
  bool ReadItem(Operation* operation);
  bool ReadSet(Operation* operation);
  bool ReadReplaced(Operation* operation);
  bool ReadMove(Operation* operation);
  bool ReadMark(Operation* operation);
  bool ReadSide(const char* key, const Id& beside, uint8_t bit, uint8_t* sides);
  bool ReadAdd(Operation* operation);
  bool ReadOther(Operation* operation);
  bool ReadPlace(Operation* operation);
  bool ReadStampAndAt(Operation* operation);
  bool ReadAnyValue();
  bool ReadNamed(Operation* operation);
  bool AddContainer(const ContainerId& container, Operation* operation);
  bool ReadEffect(Operation* operation);
  bool ReadAt(Operation* operation);
  bool ReadValue();
  bool ReadContainer(Operation* operation);

  bool Has(std::string_view key) const;
  // The field of that key, which is then taken; null when there is none.
  JsonField* Find(const char* key);
  bool FindString(const char* key, JsonField** field);
  // Leaves *number alone when there is no such field.
  bool FindNumber(const char* key, uint32_t* number);
  bool FindAgent(const char* key, Agent* agent);
  bool FindId(const char* key, bool may_be_null, Id* id);
  bool ParseId(const JsonField& field, std::u16string_view text, Id* id);
  bool CheckAllTaken();
  bool Refuse(const char* what) { return json_.Refuse(what, object_); }
  bool Exceeds(const char* limit) {
    return json_.Refuse(limit, object_, StatusCode::kResourceExhausted);
  }

  Refusal refusal_;
  JsonReader json_;
  const AgentNames& names_;
  const Limits& limits_;
  const PlainDefaults& defaults_;
  OperationSet& out_;
  uint64_t elements_ = 0;
  std::vector<JsonField> fields_;
  const uint8_t* object_ = nullptr;
  std::map<Agent, LogState> states_;  // after what has been read
  std::map<ContainerId, uint32_t> containers_;
  uint32_t roots_ = 0;
  uint32_t nested_ = 0;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_JSON_OPERATIONS_READER_H_
