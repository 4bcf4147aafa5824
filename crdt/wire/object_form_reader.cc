#include <algorithm>
#include <array>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/core/value.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/object_form.h"
#include "crdt/wire/object_form_reader.h"
#include "crdt/wire/object_layout.h"
#include "crdt/wire/text_column.h"
#include "crdt/wire/value_column.h"

namespace weft::wire {

bool ObjectFormReader::ReadValue() {
  const uint8_t* const start = body_.position();
  value_bytes::Check check;
  const size_t size = value_bytes::Measure(body_.Rest(), &check);
  if (check == value_bytes::Check::kNewer) {
    return body_.NeedsNewer("a value of an unknown kind needs a newer version");
  }
  if (check != value_bytes::Check::kOk) return body_.Refuse("a malformed value", start);
  if (out_.payload.bytes.size() + size > limits_.payload) {
    return body_.Exceeds("more bytes of values than the limit");
  }
  std::string_view value;
  if (!body_.Bytes(size, &value)) return false;
  out_.payload.bytes.append(value);
  return true;
}

bool ObjectFormReader::ReadManyValues() {
  const uint8_t* const start = body_.position();
  uint32_t further;
  if (!body_.Varint(&further)) return false;
  const uint64_t count = uint64_t{further} + 2;
  if (count > limits_.elements) return body_.Exceeds("more elements than the limit");
  // Each value takes a byte at least.
  if (count > body_.Left() || count > kMaxElements - run_.id.seq) {
    return body_.Refuse("count out of range", start);
  }
  run_.count = static_cast<uint32_t>(count);
  ValueReader values;
  uint64_t size = 0;
  if (!values.Scan(count, &body_, &size)) return false;
  if (size > std::min<uint64_t>(limits_.payload, kMaxPayloadBytes)) {
    return body_.Exceeds("more bytes of values than the limit");
  }
  out_.payload.bytes.reserve(size);
  for (uint64_t i = 0; i < count; ++i) {
    if (!values.Next(&out_.payload.bytes)) return false;
  }
  return true;
}

bool ObjectFormReader::ReadItems() {
  run_.kind = OperationKind::kInsertItems;
  const uint8_t prev = head_ >> kPrevShift & kPrevMask;
  if (!ReadAnchors(prev, head_ >> kNextShift & kObjectNextMask, kItemHolders)) return false;
  if (body_.AtEnd() || *body_.position() != kManyValues) return ReadValue();
  uint8_t marker = 0;
  return body_.Byte(&marker) && ReadManyValues();
}

bool ObjectFormReader::ReadText() {
  run_.kind = OperationKind::kInsertText;
  if ((head_ >> kPrevShift & kPrevMask) != kPrevNull) {
    return body_.NeedsNewer("a kind of insertion that needs a newer version");
  }
  const uint8_t* const start = body_.position();
  if (!ReadContainer(Bit(ContainerKind::kText))) return false;
  if (out_.containers[0].IsRoot()) {
    return body_.Refuse("a text with a name has another form", start);
  }
  const std::string_view utf8 = body_.Rest();
  if (utf8.empty()) return body_.Refuse("an insertion without text");
  const size_t units = CountUnits(utf8);
  if (units > limits_.elements) return body_.Exceeds("more elements than the limit");
  if (units > kMaxElements - run_.id.seq) {
    return body_.Refuse("the insertion's ids are out of range");
  }
  run_.count = static_cast<uint32_t>(units);
  std::string_view all;
  return wire::ReadText(&body_, units, &out_.text) && body_.Bytes(utf8.size(), &all);
}

bool ObjectFormReader::ReadMany() {
  const uint8_t* const start = body_.position();
  uint32_t further;
  if (!body_.Varint(&further)) return false;
  const uint64_t count = uint64_t{further} + 2;
  // An agent and a seq take a byte each at least.
  if (2 * count > body_.Left()) return body_.Refuse("more replaced writes than bytes", start);
  run_.more = {count - 1, 0};
  out_.payload.ids.reserve(count - 1);
  bool has_author = false;
  Id last = kNullId;
  for (uint64_t i = 0; i < count; ++i) {
    const uint8_t* const at = body_.position();
    Id id;
    if (!coding_.Read(&body_, &id.agent) || !ReadSeq(&id.seq)) return false;
    if (id.agent == run_.id.agent && id.seq >= run_.id.seq) {
      return body_.Refuse("refers to an id of the author's own that is not older", at);
    }
    if (i > 0 && id <= last) return body_.Refuse("replaced writes that do not ascend", at);
    replaced_agents_ += i == 0 || id.agent != last.agent ? 1 : 0;
    has_author |= id.agent == run_.id.agent;
    last = id;
    if (i == 0) {
      run_.replaced = id;
    } else {
      out_.payload.ids.push_back(id);
    }
  }
  replaced_agents_ += has_author ? 0 : 1;
  return true;
}

bool ObjectFormReader::ReadReplaced(uint8_t code) {
  run_.more = {0, 0};
  switch (code) {
    case kReplacesOwn:
      return ReadOwn(run_.id.seq, &run_.replaced);
    case kReplacesOther:
      return ReadOther(kNoAgent, &run_.replaced);
    default:
      return ReadMany();
  }
}

// Less 1: there is none when it is not said.
bool ObjectFormReader::ReadStamp() {
  const uint8_t* const start = body_.position();
  if (!body_.Varint(&run_.stamp)) return false;
  if (run_.stamp == 0xFFFFFFFF) return body_.Refuse("stamp out of range", start);
  ++run_.stamp;
  return true;
}

bool ObjectFormReader::ReadWrite() {
  run_.kind = OperationKind::kWrite;
  run_.more = {0, 0};
  if (head_ & ~kWriteBits) return body_.NeedsNewer("a kind of write that needs a newer version");
  if ((head_ & kStamped) != 0 && !ReadStamp()) return false;
  const uint8_t code = head_ >> kReplacedShift & kReplacedMask;
  if (code != kReplacesNothing) return ReadReplaced(code) && ReadValue();
  if (!ReadContainer(Bit(ContainerKind::kMap))) return false;
  std::string_view key;
  const uint8_t* const start = body_.position();
  if (!ReadName(&body_, &key)) return false;
  const auto size = static_cast<size_t>(body_.position() - start);
  if (size > limits_.payload) return body_.Exceeds("more bytes of values than the limit");
  value_bytes::AppendKey(key, &out_.payload.bytes);
  return ReadValue();
}

bool ObjectFormReader::ReadMove() {
  run_.kind = OperationKind::kMove;
  Id item;
  const uint8_t prev = head_ >> kPrevShift & kPrevMask;
  if (!ReadAnchors(prev, head_ >> kNextShift & kObjectNextMask, kSequences) ||
      !body_.Varint(&run_.stamp) || !ReadCreation(run_.id.seq, &item)) {
    return false;
  }
  out_.payload.ids.push_back(item);
  return true;
}

bool ObjectFormReader::ReadMark() {
  run_.kind = OperationKind::kMark;
  const uint8_t* const start = body_.position();
  uint8_t codes = 0;
  if (!body_.Byte(&codes)) return false;
  const uint8_t next = codes >> kMarkNextShift & kObjectNextMask;
  if ((codes & ~kMarkBits) != 0 || next > kNextOther) {
    return body_.NeedsNewer("a kind of mark that needs a newer version");
  }
  if (!ReadAnchors(codes & kPrevMask, next, Bit(ContainerKind::kText))) return false;
  if ((codes & kMarkStamped) != 0 && !ReadStamp()) return false;
  if (!ReadMarkContent()) return false;
  const char* const why = WhyMalformed(run_, out_);
  return why == nullptr || body_.Refuse(why, start);
}

bool ObjectFormReader::ReadMarkContent() {
  const uint8_t* const start = body_.position();
  uint8_t sides = 0;
  std::string_view key;
  if (!body_.Byte(&sides)) return false;
  if (sides > kAllMarkSides) return body_.NeedsNewer("a kind of mark that needs a newer version");
  if (!ReadName(&body_, &key)) return false;
  const auto size = static_cast<size_t>(body_.position() - start);
  if (size > limits_.payload) return body_.Exceeds("more bytes of values than the limit");
  out_.payload.bytes.push_back(static_cast<char>(sides));
  value_bytes::AppendKey(key, &out_.payload.bytes);
  return ReadValue();
}

// One of the author's first `known`, or another agent's.
bool ObjectFormReader::ReadCreation(uint32_t known, Id* id) {
  const uint8_t* const start = body_.position();
  uint32_t back;
  if (!body_.Varint(&back)) return false;
  if (back > known) {
    return body_.Refuse("refers to an id of the author's own that is not older", start);
  }
  *id = {run_.id.agent, known - back};
  return back > 0 || ReadOther(kNoAgent, id);
}

bool ObjectFormReader::ReadUndo() {
  run_.kind = OperationKind::kUndo;
  return ReadCreation(run_.at, &run_.target);
}

bool ObjectFormReader::ReadAddition() {
  run_.kind = OperationKind::kAdd;
  if (!ReadContainer(Bit(ContainerKind::kCounter))) return false;
  const uint8_t* const start = body_.position();
  if (!ReadValue()) return false;
  const bool integer = *start < 0x80 || *start == 0xC3;
  return integer || body_.Refuse("what is added is no integer", start);
}

bool ObjectFormReader::ReadOtherKind(bool effect) {
  run_.kind = effect ? OperationKind::kOtherEffect : OperationKind::kOtherCreation;
  uint8_t named = 0;
  const uint8_t* const start = body_.position();
  if (!body_.Varint(&run_.count)) return false;
  if (run_.count >= kMaxElements - run_.id.seq) return body_.Refuse("count out of range", start);
  ++run_.count;
  if (run_.count > limits_.elements) return body_.Exceeds("more elements than the limit");
  const uint8_t* const flag = body_.position();
  if (!body_.Byte(&named)) return false;
  if (named > 1) return body_.Refuse("neither 0 nor 1", flag);
  if (named == 1 && !ReadContainer(kAnyKind)) return false;
  OtherContent other;
  size_t size = 0;
  const std::string_view content = body_.Rest();
  if (!SplitOther(content, &other, &size)) return body_.Refuse("a malformed envelope");
  if (other.kind < kFirstOtherKind) return body_.Refuse("a known kind in an envelope");
  if (size > limits_.payload) return body_.Exceeds("more bytes of values than the limit");
  std::string_view bytes;
  if (!body_.Bytes(size, &bytes)) return false;
  out_.payload.bytes.append(bytes);
  return true;
}

bool ObjectFormReader::ReadIds() {
  run_.prev = run_.next = kNullId;
  run_.container = kImpliedContainer;
  run_.count = 1;
  return coding_.Read(&body_, &run_.id.agent) && ReadSeq(&run_.id.seq) &&
         ReadSeq(&run_.at, kMaxElements);
}

bool ObjectFormReader::ReadByForm() {
  const uint8_t prev = head_ >> kPrevShift & kPrevMask;
  const uint8_t next = head_ >> kNextShift & kObjectNextMask;
  switch (head_ & kFormMask) {
    case kOneWrite:
      return ReadWrite();
    case kOneItems:
      if (next <= kNextOther) return ReadItems();
      if (next == kNextIsText) return ReadText();
      break;
    default:
      if (next <= kNextOther) return ReadMove();
      if (next == kNextIsAddition && prev == 0) return ReadAddition();
      if (next == kNextIsUndo && prev == kPrevIsMark) return ReadMark();
      if (next == kNextIsUndo && prev == 0) return ReadUndo();
      if (next == kNextIsOther && prev <= 1) return ReadOtherKind(prev == 1);
      break;
  }
  return body_.NeedsNewer("a kind of operation that needs a newer version");
}

// How many agents the run names, against the limit.
bool ObjectFormReader::CheckAgents() {
  std::array<Agent, 5> agents{run_.id.agent, kNoAgent, kNoAgent, kNoAgent, kNoAgent};
  if (run_.HasAnchors() || run_.kind == OperationKind::kWrite ||
      run_.kind == OperationKind::kUndo) {
    agents[1] = run_.prev.agent;
  }
  if (run_.HasAnchors()) agents[2] = run_.next.agent;
  if (run_.kind == OperationKind::kMove) agents[3] = out_.payload.ids[0].agent;
  if (!out_.containers.empty()) agents[4] = out_.containers[0].creator.agent;
  Sort(agents.begin(), agents.end());
  const auto end = std::unique(agents.begin(), agents.end());
  const auto named = static_cast<uint32_t>(
      std::count_if(agents.begin(), end, [](Agent agent) { return agent != kNoAgent; }));
  return std::max(named, replaced_agents_) <= limits_.agents ||
         body_.Exceeds("more agents than the limit");
}

bool ObjectFormReader::Read() {
  if (!body_.Byte(&head_)) return false;
  if (limits_.runs == 0 || limits_.elements == 0) return body_.Exceeds("more runs than the limit");
  if (!ReadIds() || !ReadByForm()) return false;
  if (!body_.AtEnd()) return body_.Refuse("trailing bytes");
  if (!CheckAgents()) return false;
  out_.operations.push_back(run_);
  return true;
}

bool ReadObjectForm(ByteReader* reader, const AgentCoding& coding, const Limits& limits,
                    OperationSet* out) {
  return ObjectFormReader(reader, coding, limits, out).Read();
}

}  // namespace weft::wire
