#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/core/value.h"
#include "crdt/wire/object_form.h"
#include "crdt/wire/object_layout.h"
#include "crdt/wire/value_column.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

class Writer {
 public:
  Writer(const Operation& run, const RunSource& source, const AgentCoding& coding, std::string* out)
      : run_(run), source_(source), coding_(coding), out_(*out), head_(out->size()) {
    out_.push_back(static_cast<char>(kObjects));
    PutAgent(run.id.agent);
    Number(run.id.seq);
    Number(run.at);
  }

  Status Write();

 private:
  void AddToHead(uint32_t bits) {
    out_[head_] = static_cast<char>(static_cast<uint8_t>(out_[head_]) | bits);
  }
  void Number(uint64_t value) { AppendVarint(value, &out_); }
  void PutAgent(Agent agent) {
    uint8_t bytes[kMaxAgentBytes];
    uint8_t* end = bytes;
    known_ &= coding_.Put(agent, &end);
    out_.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(end - bytes));
  }
  void PutId(Id id) {
    PutAgent(id.agent);
    Number(id.seq);
  }
  bool IsOwn(Id id) const { return id.agent == run_.id.agent; }

  PrevCode PutPrev();
  NextCode PutNext();
  void PutAnchors();
  void PutContainerAtEdges();
  void PutContainer();
  void PutItems();
  void PutContent() { out_ += ContentOf(run_, source_.payload.bytes); }
  void WriteText();
  void WriteWrite();
  void WriteReplaced();
  void WriteMove();
  void WriteMark();
  void PutCreation(Id id, uint32_t known);
  void WriteOther();

  const Operation& run_;
  const RunSource& source_;
  const AgentCoding& coding_;
  std::string& out_;
  const size_t head_;
  bool known_ = true;
};

PrevCode Writer::PutPrev() {
  const Id prev = run_.prev;
  if (prev.IsNull()) return kPrevNull;
  if (!IsOwn(prev)) {
    PutId(prev);
    return kPrevOther;
  }
  if (prev.seq + 1 == run_.id.seq) return kPrevAdjacent;
  Number(run_.id.seq - 2 - prev.seq);
  return kPrevOwn;
}

NextCode Writer::PutNext() {
  const Id prev = run_.prev;
  const Id next = run_.next;
  if (next.IsNull()) return kNextNull;
  const bool of_prev = prev.agent == next.agent;
  if (of_prev && next.seq == prev.seq + 1) return kNextAdjacent;
  if (IsOwn(next)) {
    Number(run_.id.seq - 1 - next.seq);
    return kNextOwn;
  }
  if (of_prev) {
    Number(Zigzag(int64_t{next.seq} - prev.seq - 1) - 1);
    return kNextPrevAgent;
  }
  PutId(next);
  return kNextOther;
}

void Writer::PutAnchors() {
  const PrevCode prev = PutPrev();
  const NextCode next = PutNext();
  AddToHead(static_cast<uint32_t>(prev << kPrevShift | next << kNextShift));
  PutContainerAtEdges();
}

void Writer::PutContainerAtEdges() {
  if (run_.prev.IsNull() && run_.next.IsNull()) PutContainer();
}

void Writer::PutContainer() {
  const ContainerId& container = source_.containers[run_.container];
  const Id creator = container.creator;
  const ContainerCode code = container.IsRoot() ? kContainerRoot
                             : IsOwn(creator)   ? kContainerOwn
                                                : kContainerOther;
  out_.push_back(static_cast<char>(static_cast<uint32_t>(container.kind) * kContainerCodes + code));
  switch (code) {
    case kContainerRoot:
      return value_bytes::AppendKey(container.name, &out_);
    case kContainerOwn:
      return Number((run_.IsEffect() ? run_.at : run_.id.seq) - 1 - creator.seq);
    case kContainerOther:
      return PutId(creator);
  }
}

void Writer::PutItems() {
  if (run_.count == 1) return PutContent();
  out_.push_back(static_cast<char>(kManyValues));
  Number(run_.count - 2);
  ValueWriter columns;
  std::string_view values = std::string_view(source_.payload.bytes).substr(run_.content);
  for (uint32_t k = 0; k < run_.count; ++k) columns.Add(TakeValue(&values));
  columns.AppendTo(&out_);
}

void Writer::WriteText() {
  AddToHead(kOneItems | kNextIsText << kNextShift);
  PutContainer();
  AppendUtf8(source_.text, &out_);
}

void Writer::WriteReplaced() {
  const uint64_t count = 1 + run_.more.count;
  if (count == 1 && IsOwn(run_.replaced)) {
    AddToHead(kReplacesOwn << kReplacedShift);
    return Number(run_.id.seq - 1 - run_.replaced.seq);
  }
  AddToHead((count == 1 ? kReplacesOther : kReplacesMany) << kReplacedShift);
  if (count > 1) Number(count - 2);
  PutId(run_.replaced);
  for (uint64_t i = 0; i + 1 < count; ++i) PutId(source_.payload.ids[run_.more.offset + i]);
}

void Writer::WriteWrite() {
  AddToHead(kOneWrite);
  if (run_.stamp != 0) {
    AddToHead(kStamped);
    Number(run_.stamp - 1);
  }
  if (run_.replaced.IsNull()) {
    PutContainer();
  } else {
    WriteReplaced();
  }
  PutContent();  // the key, when there is one, and the value
}

void Writer::WriteMove() {
  AddToHead(kOneOfOthers);
  PutAnchors();
  Number(run_.stamp);
  PutCreation(source_.payload.ids[run_.item], run_.id.seq);
}

// Of the author's first `known` how far back, or in full.
void Writer::PutCreation(Id id, uint32_t known) {
  if (IsOwn(id)) return Number(known - id.seq);
  Number(0);
  PutId(id);
}

void Writer::WriteMark() {
  AddToHead(kOneOfOthers | kNextIsUndo << kNextShift | kPrevIsMark << kPrevShift);
  const size_t codes = out_.size();
  out_.push_back(0);
  const PrevCode prev = PutPrev();
  const NextCode next = PutNext();
  out_[codes] = static_cast<char>(static_cast<uint32_t>(prev) |
                                  static_cast<uint32_t>(next) << kMarkNextShift |
                                  (run_.stamp != 0 ? kMarkStamped : 0u));
  PutContainerAtEdges();
  if (run_.stamp != 0) Number(run_.stamp - 1);
  PutContent();
}

void Writer::WriteOther() {
  const bool effect = run_.IsEffect();
  AddToHead(kOneOfOthers | kNextIsOther << kNextShift | (effect ? 1u << kPrevShift : 0));
  Number(run_.count - 1);
  const bool named = run_.container != kImpliedContainer;
  out_.push_back(named ? 1 : 0);
  if (named) PutContainer();
  PutContent();
}

Status Writer::Write() {
  switch (run_.kind) {
    case OperationKind::kInsertText:
      WriteText();
      break;
    case OperationKind::kInsertItems:
      AddToHead(kOneItems);
      PutAnchors();
      PutItems();
      break;
    case OperationKind::kWrite:
      WriteWrite();
      break;
    case OperationKind::kMove:
      WriteMove();
      break;
    case OperationKind::kMark:
      WriteMark();
      break;
    case OperationKind::kAdd:
      AddToHead(kOneOfOthers | kNextIsAddition << kNextShift);
      PutContainer();
      PutContent();
      break;
    case OperationKind::kUndo:
      AddToHead(kOneOfOthers | kNextIsUndo << kNextShift);
      PutCreation(run_.target, run_.at);
      break;
    default:
      WriteOther();
      break;
  }
  return known_ ? OkStatus() : InvalidArgument("an agent without a number in this session");
}

}  // namespace

Status AppendObjectForm(const Operation& run, const RunSource& source, const AgentCoding& coding,
                        std::string* out) {
  return Writer(run, source, coding, out).Write();
}

}  // namespace weft::wire
