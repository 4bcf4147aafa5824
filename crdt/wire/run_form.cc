#include "crdt/wire/run_form.h"

#include <array>
#include <cstring>

#include "crdt/core/utf.h"
#include "crdt/wire/text_column.h"
#include "crdt/wire/update_layout.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

// The head byte, three agents and six numbers, and a text of one ASCII unit.
constexpr size_t kMaxHead = 1 + 3 * kMaxAgentBytes + 6 * kMaxVarint32Bytes + 1;

class RunWriter {
 public:
  explicit RunWriter(const AgentCoding& agents) : agents_(agents) {}

  // For the codes, which are known only when the anchors have been looked at.
  void Head(uint8_t head) { bytes_[0] = head; }
  void Number(uint32_t value) { at_ = PutVarint(at_, value); }
  void PutAgent(Agent agent) { known_ &= agents_.Put(agent, &at_); }
  void Ascii(char16_t unit) { *at_++ = static_cast<uint8_t>(unit); }

  Status AppendTo(std::string* out) const {
    if (!known_) [[unlikely]]
      return InvalidArgument("an agent without a number in this session");
    out->append(reinterpret_cast<const char*>(bytes_.data()),
                static_cast<size_t>(at_ - bytes_.data()));
    return OkStatus();
  }

 private:
  std::array<uint8_t, kMaxHead> bytes_;  // NOLINT: all that is sent is written first
  uint8_t* at_ = bytes_.data() + 1;
  const AgentCoding& agents_;
  bool known_ = true;
};

PrevCode PutPrev(const Operation& run, RunWriter* writer) {
  const Id author = run.id;
  const Id prev = run.prev;
  if (prev.IsNull()) return kPrevNull;
  if (prev.agent != author.agent) {
    writer->PutAgent(prev.agent);
    writer->Number(prev.seq);
    return kPrevOther;
  }
  if (prev.seq + 1 == author.seq) return kPrevAdjacent;
  writer->Number(author.seq - 2 - prev.seq);
  return kPrevOwn;
}

NextCode PutNext(const Operation& run, RunWriter* writer) {
  const Id author = run.id;
  const Id prev = run.prev;
  const Id next = run.next;
  if (next.IsNull()) return kNextNull;
  const bool of_prev = prev.agent == next.agent;  // a null prev has no agent that next can have
  if (of_prev && next.seq == prev.seq + 1) return kNextAdjacent;
  if (next.agent == author.agent) {
    writer->Number(author.seq - 1 - next.seq);
    return kNextOwn;
  }
  if (of_prev) {
    writer->Number(Zigzag(int64_t{next.seq} - prev.seq - 1) - 1);
    return kNextPrevAgent;
  }
  writer->PutAgent(next.agent);
  writer->Number(next.seq);
  return kNextOther;
}

Status AppendInsertion(const Operation& run, std::u16string_view text, std::string_view name,
                       const AgentCoding& agents, std::string* out) {
  RunWriter writer(agents);
  writer.PutAgent(run.id.agent);
  writer.Number(run.id.seq);
  writer.Number(run.at);
  const PrevCode prev = PutPrev(run, &writer);
  const NextCode next = PutNext(run, &writer);
  writer.Head(static_cast<uint8_t>(kOneInsertion | prev << kPrevShift | next << kNextShift));
  const bool named = prev == kPrevNull && next == kNextNull;
  if (!named && text.size() == 1 && text[0] < 0x80) [[likely]] {
    writer.Ascii(text[0]);
    return writer.AppendTo(out);
  }
  WEFT_RETURN_IF_ERROR(writer.AppendTo(out));
  if (named) {
    AppendVarint(name.size(), out);
    out->append(name);
  }
  AppendUtf8(text, out);
  return OkStatus();
}

Status AppendEffects(const Operation& run, const AgentCoding& agents, std::string* out) {
  const bool erase = run.kind == OperationKind::kErase;
  const bool own = run.target.agent == run.id.agent;
  uint8_t head = erase ? kOneErase : kOneRestore;
  if (own) head |= kTargetOwn;
  if (run.count > 1) head |= kMany;
  if (run.backward) head |= kBackward;
  RunWriter writer(agents);
  writer.Head(head);
  writer.PutAgent(run.id.agent);
  writer.Number(run.id.seq);
  writer.Number(run.at);
  if (run.count > 1) writer.Number(run.count - 2);
  if (own) {
    writer.Number((erase ? run.at : run.id.seq) - run.count - run.target.seq);
  } else {
    writer.PutAgent(run.target.agent);
    writer.Number(run.target.seq);
  }
  return writer.AppendTo(out);
}

// Another agent's element or effect: `seq`, of `count`, is one a log can hold.
bool ReadOther(ByteReader* reader, uint32_t count, uint32_t* seq) {
  const uint8_t* const start = reader->position();
  if (!reader->WideVarint(seq)) return false;
  if (*seq > kMaxElements - count) [[unlikely]]
    return reader->Refuse("id out of range", start);
  return true;
}

// One of `limit` things, counted back from the last.
bool ReadOwn(ByteReader* reader, uint32_t limit, uint32_t* seq) {
  const uint8_t* const start = reader->position();
  uint32_t back;
  if (!reader->WideVarint(&back)) return false;
  if (back >= limit) [[unlikely]] {
    return reader->Refuse("refers to an id of the author's own that is not older", start);
  }
  *seq = limit - 1 - back;
  return true;
}

bool ReadOtherAgent(ByteReader* reader, const AgentCoding& agents, Agent author, Agent prev,
                    Agent* agent) {
  const uint8_t* const start = reader->position();
  if (!agents.Read(reader, agent)) return false;
  if (*agent == author || *agent == prev) [[unlikely]] {
    return reader->Refuse("an agent written out that has a shorter code", start);
  }
  return true;
}

bool ReadPrev(ByteReader* reader, const AgentCoding& agents, uint8_t code, Operation* run) {
  const Id author = run->id;
  run->prev = kNullId;
  switch (code) {
    case kPrevNull:
      return true;
    case kPrevAdjacent:
      if (author.seq == 0) [[unlikely]]
        return reader->Refuse("prev before the author's first");
      run->prev = {author.agent, author.seq - 1};
      return true;
    case kPrevOwn:
      run->prev.agent = author.agent;
      return ReadOwn(reader, author.seq == 0 ? 0 : author.seq - 1, &run->prev.seq);
    default:
      return ReadOtherAgent(reader, agents, author.agent, kNoAgent, &run->prev.agent) &&
             ReadOther(reader, 1, &run->prev.seq);
  }
}

// The element after prev, when the author can have known it.
bool TakeAdjacent(ByteReader* reader, Operation* run) {
  const Id author = run->id;
  run->next = {run->prev.agent, run->prev.seq + 1};
  const uint32_t limit = run->prev.agent == author.agent ? author.seq : kMaxElements;
  if (run->prev.IsNull() || run->next.seq >= limit) [[unlikely]] {
    return reader->Refuse("nothing can be adjacent to prev");
  }
  return true;
}

bool ReadNextOfPrevAgent(ByteReader* reader, Operation* run) {
  const uint8_t* const start = reader->position();
  uint32_t code;
  if (!reader->Varint(&code)) return false;
  const int64_t seq = Unzigzag(code + 1) + run->prev.seq + 1;
  // The code for "adjacent" is the one that a code of all ones would overflow to.
  if (run->prev.IsNull() || run->prev.agent == run->id.agent || code == 0xFFFFFFFF || seq < 0 ||
      seq >= kMaxElements) [[unlikely]] {
    return reader->Refuse("next out of range", start);
  }
  run->next = {run->prev.agent, static_cast<uint32_t>(seq)};
  return true;
}

bool ReadNextOwn(ByteReader* reader, Operation* run) {
  const uint8_t* const start = reader->position();
  run->next.agent = run->id.agent;
  if (!ReadOwn(reader, run->id.seq, &run->next.seq)) return false;
  if (run->prev.agent == run->id.agent && run->next.seq == run->prev.seq + 1) [[unlikely]] {
    return reader->Refuse("next is adjacent but written out", start);
  }
  return true;
}

bool ReadNext(ByteReader* reader, const AgentCoding& agents, uint8_t code, Operation* run) {
  switch (code) {
    case kNextNull:
      run->next = kNullId;
      return true;
    case kNextAdjacent:
      return TakeAdjacent(reader, run);
    case kNextOwn:
      return ReadNextOwn(reader, run);
    case kNextPrevAgent:
      return ReadNextOfPrevAgent(reader, run);
    case kNextOther:
      return ReadOtherAgent(reader, agents, run->id.agent, run->prev.agent, &run->next.agent) &&
             ReadOther(reader, 1, &run->next.seq);
    default:
      return reader->NeedsNewer("a kind of anchor that needs a newer version");
  }
}

bool ReadContainer(ByteReader* reader, const Limits& limits, Operation* run, OperationSet* out) {
  std::string_view name;
  if (!ReadName(reader, &name)) return false;
  if (limits.containers == 0) return reader->Exceeds("more containers than the limit");
  out->containers.emplace_back(std::string(name));
  run->container = 0;
  return true;
}

// The text is what is left, so its length says how many elements there are.
bool ReadElements(ByteReader* reader, const Limits& limits, Operation* run, OperationSet* out) {
  const std::string_view utf8 = reader->Rest();
  const uint32_t room = kMaxElements - run->id.seq;
  if (utf8.size() == 1 && utf8[0] >= 0 && limits.elements > 0 && room > 0) [[likely]] {
    run->count = 1;
    out->text.push_back(static_cast<char16_t>(utf8[0]));
    return true;
  }
  if (utf8.empty()) return reader->Refuse("an insertion without text");
  const size_t units = CountUnits(utf8);
  if (units > limits.elements) return reader->Exceeds("more elements than the limit");
  if (units > room) return reader->Refuse("the insertion's ids are out of range");
  run->count = static_cast<uint32_t>(units);
  return ReadText(reader, units, &out->text);
}

bool ReadInsertion(ByteReader* reader, const AgentCoding& agents, const Limits& limits,
                   uint8_t head, OperationSet* out) {
  Operation& run = out->operations.emplace_back();
  run.kind = OperationKind::kInsertText;
  run.backward = false;
  run.text_offset = 0;
  run.stamp = 0;
  run.container = kImpliedContainer;
  const uint8_t prev = head >> kPrevShift & kPrevMask;
  const uint8_t next = head >> kNextShift & kNextMask;
  if (!agents.Read(reader, &run.id.agent) || !ReadOther(reader, 1, &run.id.seq) ||
      !ReadOther(reader, 0, &run.at) || !ReadPrev(reader, agents, prev, &run) ||
      !ReadNext(reader, agents, next, &run)) {
    return false;
  }
  if (prev == kPrevNull && next == kNextNull && !ReadContainer(reader, limits, &run, out)) {
    return false;
  }
  return ReadElements(reader, limits, &run, out);
}

bool ReadCount(ByteReader* reader, const Limits& limits, uint8_t head, uint32_t* count) {
  *count = 1;
  if (head & kMany) {
    const uint8_t* const start = reader->position();
    if (!reader->Varint(count)) return false;
    if (*count > kMaxElements - 2) return reader->Refuse("count out of range", start);
    *count += 2;
  } else if (head & kBackward) {
    return reader->Refuse("one deletion cannot run backward");
  }
  if (*count > limits.elements) [[unlikely]]
    return reader->Exceeds("more elements than the limit");
  return true;
}

bool ReadTarget(ByteReader* reader, const AgentCoding& agents, uint8_t head, Operation* run) {
  if (!(head & kTargetOwn)) {
    return ReadOtherAgent(reader, agents, run->id.agent, kNoAgent, &run->target.agent) &&
           ReadOther(reader, run->count, &run->target.seq);
  }
  const uint32_t known = run->kind == OperationKind::kErase ? run->at : run->id.seq;
  run->target.agent = run->id.agent;
  const uint32_t limit = known < run->count ? 0 : known - run->count + 1;
  return ReadOwn(reader, limit, &run->target.seq);
}

bool ReadEffects(ByteReader* reader, const AgentCoding& agents, const Limits& limits, uint8_t head,
                 OperationSet* out) {
  const bool erase = (head & kFormMask) == kOneErase;
  if (head & ~(erase ? kEraseBits : kRestoreBits)) [[unlikely]] {
    return reader->NeedsNewer("a kind of effect that needs a newer version");
  }
  Operation& run = out->operations.emplace_back();
  run.kind = erase ? OperationKind::kErase : OperationKind::kRestore;
  run.backward = (head & kBackward) != 0;
  run.next = kNullId;
  run.text_offset = 0;
  run.stamp = 0;
  run.container = kImpliedContainer;
  if (!agents.Read(reader, &run.id.agent) || !ReadOther(reader, 1, &run.id.seq) ||
      !ReadOther(reader, 0, &run.at) || !ReadCount(reader, limits, head, &run.count)) {
    return false;
  }
  if (run.count > kMaxElements - run.id.seq) return reader->Refuse("count out of range");
  if (!ReadTarget(reader, agents, head, &run)) return false;
  return reader->AtEnd() || reader->Refuse("trailing bytes");
}

// How many agents a run names.
uint32_t AgentsOf(const Operation& run) {
  const Agent author = run.id.agent;
  const Agent first = run.prev.agent;  // or the target's
  const Agent second = run.next.agent;
  uint32_t agents = 1;
  if (first != kNoAgent && first != author) ++agents;
  if (second != kNoAgent && second != author && second != first) ++agents;
  return agents;
}

}  // namespace

Status AppendRunForm(const Operation& run, std::u16string_view text, std::string_view name,
                     const AgentCoding& agents, std::string* out) {
  if (run.IsEffect()) return AppendEffects(run, agents, out);
  return AppendInsertion(run, text, name, agents, out);
}

bool ReadRunForm(ByteReader* reader, const AgentCoding& agents, const Limits& limits,
                 OperationSet* out) {
  uint8_t head = 0;
  if (!reader->Byte(&head)) return false;
  if (limits.runs == 0) return reader->Exceeds("more runs than the limit");
  const bool ok = (head & kFormMask) == kOneInsertion
                      ? ReadInsertion(reader, agents, limits, head, out)
                      : ReadEffects(reader, agents, limits, head, out);
  if (ok && limits.agents < 3 && AgentsOf(out->operations[0]) > limits.agents) {
    return reader->Exceeds("more agents than the limit");
  }
  return ok;
}

}  // namespace weft::wire
