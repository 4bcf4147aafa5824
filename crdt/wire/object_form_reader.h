// ObjectFormReader: reads one operation that is a body of its own (object_form.h).
#ifndef WEFT_CRDT_WIRE_OBJECT_FORM_READER_H_
#define WEFT_CRDT_WIRE_OBJECT_FORM_READER_H_

#include "crdt/core/operation.h"
#include "crdt/wire/agent_coding.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/limits.h"

namespace weft::wire {

// Sets of kinds of containers.
constexpr uint32_t Bit(ContainerKind kind) { return 1u << static_cast<uint32_t>(kind); }
inline constexpr uint32_t kSequences =
    Bit(ContainerKind::kList) | Bit(ContainerKind::kTree) | Bit(ContainerKind::kNode);
inline constexpr uint32_t kItemHolders = kSequences | Bit(ContainerKind::kText);
inline constexpr uint32_t kAnyKind = (1u << kContainerKinds) - 1;

class ObjectFormReader {
 public:
  ObjectFormReader(ByteReader* body, const AgentCoding& coding, const Limits& limits,
                   OperationSet* out)
      : body_(*body), coding_(coding), limits_(limits), out_(*out) {}

  bool Read();

 private:
  bool ReadIds();
  bool ReadByForm();
  bool ReadSeq(Seq* seq, uint32_t limit = kMaxElements - 1);
  bool ReadOwn(uint32_t limit, Id* id);
  bool ReadOther(Agent but, Id* id);
  bool ReadPrev(uint8_t code);
  bool ReadNext(uint8_t code);
  bool ReadNextOfPrevAgent();
  bool ReadAdjacent();
  bool ReadAnchors(uint8_t prev, uint8_t next, uint32_t kinds);
  bool ReadContainer(uint32_t kinds);
  bool ReadRootName(ContainerKind kind, ContainerId* container);
  bool ReadItems();
  bool ReadStamp();
  bool ReadText();
  bool ReadWrite();
  bool ReadReplaced(uint8_t code);
  bool ReadMany();
  bool ReadValue();
  bool ReadManyValues();
  bool ReadMove();
  bool ReadMark();
  bool ReadMarkContent();
  bool ReadCreation(uint32_t known, Id* id);
  bool ReadUndo();
  bool ReadAddition();
  bool ReadOtherKind(bool effect);
  bool CheckAgents();

  ByteReader& body_;
  const AgentCoding& coding_;
  const Limits& limits_;
  OperationSet& out_;
  uint8_t head_ = 0;
  Operation run_{};
  uint32_t replaced_agents_ = 0;  // of a write that replaces several: with its author
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_OBJECT_FORM_READER_H_
