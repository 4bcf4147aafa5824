// What runs of columns hold: items, writes with what they replace, additions, marks, kinds to come.
#include "crdt/core/operation_payload.h"
#include "crdt/core/value.h"
#include "crdt/wire/object_stream.h"
#include "crdt/wire/text_column.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

uint32_t ObjectStream::ContentOffset() const {
  return payload_ == nullptr ? 0 : static_cast<uint32_t>(payload_->bytes.size());
}

bool ObjectStream::ReadItems(Operation* run) {
  run->content = ContentOffset();
  for (uint32_t k = 0; k < run->count; ++k) {
    if (!values_.Next(PayloadBytes())) return false;
  }
  return true;
}

bool ObjectStream::ReadWrite(Operation* run) {
  uint32_t symbol;
  run->more = {0, 0};
  run->content = ContentOffset();
  if (!stamps_.Next(&run->stamp) || !replaced_symbols_.Next(&symbol)) return false;
  std::string_view key;
  const bool ok = symbol == 0 ? ReadContainer(run) && ReadKey(&key) : ReadReplaced(symbol - 1, run);
  return ok && values_.Next(PayloadBytes());
}

bool ObjectStream::ReadKey(std::string_view* key) {
  uint32_t symbol;
  if (!key_symbols_.Next(&symbol)) return false;
  if (symbol > 0) {
    *key = context_->tables.key(symbol - 1);
    context_->tables.UseKey(symbol - 1);
  } else {
    const uint8_t* const start = written_keys_.position();
    if (!ReadName(&written_keys_, key)) return false;
    if (key->size() <= kMaxSharedKeyBytes) {
      return written_keys_.Refuse("a key written out that belongs into the table", start);
    }
  }
  if (payload_ != nullptr) value_bytes::AppendKey(*key, &payload_->bytes);
  return true;
}

bool ObjectStream::ReadReplaced(uint32_t agent, Operation* run) {
  uint32_t code;
  uint32_t more;
  if (!replaced_.Next(&code) || !more_counts_.Next(&more)) return false;
  run->more = {more, 0};
  if (agent == author_) {
    const int64_t back = int64_t{replaced_back_} + Unzigzag(code);
    if (back < 0 || back >= run->id.seq) return end_.Refuse("a replaced write that is not older");
    replaced_back_ = static_cast<uint32_t>(back);
    run->replaced = {run->id.agent, run->id.seq - 1 - replaced_back_};
  } else {
    uint32_t& near = context_->near[agent].replaced;
    if (!Near(code, near, agent, &end_, &run->replaced)) return false;
    near = run->replaced.seq + 1;
  }
  return more == 0 || ReadMore(agent, run);
}

bool ObjectStream::ReadMore(uint32_t agent, Operation* run) {
  if (payload_ != nullptr) run->more.offset = static_cast<uint32_t>(payload_->ids.size());
  Id last = run->replaced;
  AgentSteps steps(agent);
  for (uint64_t i = 0; i < run->more.count; ++i) {
    uint32_t symbol;
    uint32_t code;
    const uint8_t* const start = more_.position();
    if (!more_steps_.Next(&symbol) || !more_.Varint(&code)) return false;
    if (!steps.Follow(symbol, Alphabet(0), &agent)) {
      return more_.Refuse("a step to an agent that is none, or not the shortest", start);
    }
    Id id{context_->agents[agent], last.seq + 1 + code};
    uint32_t& near = context_->near[agent].replaced;
    if (symbol == kSameAgent) {
      const uint64_t limit = agent == author_ ? run->id.seq : kMaxElements;
      if (uint64_t{last.seq} + 1 + code >= limit) {
        return more_.Refuse("a replaced write that is out of range", start);
      }
    } else if (!(agent == author_ ? Own(code, *run, &more_, &id)
                                  : Near(code, near, agent, &more_, &id))) {
      return false;
    }
    if (agent != author_) near = id.seq + 1;
    if (id <= last) return more_.Refuse("replaced writes that do not ascend", start);
    last = id;
    if (payload_ != nullptr) payload_->ids.push_back(id);
  }
  return true;
}

bool ObjectStream::ReadMark(Operation* run) {
  run->content = ContentOffset();
  uint32_t sides;
  std::string_view key;
  bool is_container = false;
  if (!stamps_.Next(&run->stamp) || !sides_.Next(&sides)) return false;
  if ((run->prev.IsNull() && (sides & kStartsAfter) != 0) ||
      (run->next.IsNull() && (sides & kEndsAfter) != 0)) {
    return end_.Refuse("a side that there is not");
  }
  if (payload_ != nullptr) payload_->bytes.push_back(static_cast<char>(sides));
  if (!ReadKey(&key)) return false;
  if (key.empty()) return end_.Refuse("a mark without a key");
  if (!values_.Next(PayloadBytes(), nullptr, &is_container)) return false;
  return !is_container || end_.Refuse("a container cannot be a mark's value");
}

bool ObjectStream::ReadAdd(Operation* run) {
  run->content = ContentOffset();
  bool is_integer = false;
  if (!ReadContainer(run) || !values_.Next(PayloadBytes(), &is_integer)) return false;
  return is_integer || end_.Refuse("what is added is no integer");
}

bool ObjectStream::ReadOther(Operation* run) {
  run->content = ContentOffset();
  const uint8_t* const start = others_.position();
  uint32_t container;
  if (!others_.Varint(&container)) return false;
  if (container > context_->tables.containers()) {
    return others_.Refuse("a container that is not in the table", start);
  }
  if (container > 0 && !UseContainer(container - 1, &others_, run)) return false;
  OtherContent other;
  size_t size = 0;
  const uint8_t* const content = others_.position();
  if (!SplitOther(others_.Rest(), &other, &size)) {
    return others_.Refuse("a malformed envelope", content);
  }
  if (other.kind < kFirstOtherKind) return others_.Refuse("a known kind in an envelope", content);
  std::string_view bytes;
  if (!others_.Bytes(size, &bytes)) return false;
  if (payload_ != nullptr) payload_->bytes += bytes;
  return true;
}

}  // namespace weft::wire
