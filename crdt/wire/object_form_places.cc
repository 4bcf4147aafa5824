// Ids, anchors and containers of one operation.
#include "crdt/wire/object_form_reader.h"
#include "crdt/wire/object_layout.h"
#include "crdt/wire/text_column.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

bool ObjectFormReader::ReadSeq(Seq* seq, uint32_t limit) {
  const uint8_t* const start = body_.position();
  if (!body_.Varint(seq)) return false;
  return *seq <= limit || body_.Refuse("id out of range", start);
}

// One of `limit` things of the author's, counted back from the last.
bool ObjectFormReader::ReadOwn(uint32_t limit, Id* id) {
  const uint8_t* const start = body_.position();
  uint32_t back;
  if (!body_.Varint(&back)) return false;
  if (back >= limit) {
    return body_.Refuse("refers to an id of the author's own that is not older", start);
  }
  *id = {run_.id.agent, limit - 1 - back};
  return true;
}

// Another agent's, who is not `but` either.
bool ObjectFormReader::ReadOther(Agent but, Id* id) {
  const uint8_t* const start = body_.position();
  if (!coding_.Read(&body_, &id->agent)) return false;
  if (id->agent == run_.id.agent || id->agent == but) {
    return body_.Refuse("an agent written out that has a shorter code", start);
  }
  return ReadSeq(&id->seq);
}

bool ObjectFormReader::ReadPrev(uint8_t code) {
  switch (code) {
    case kPrevNull:
      return true;
    case kPrevAdjacent:
      if (run_.id.seq == 0) return body_.Refuse("prev before the author's first");
      run_.prev = {run_.id.agent, run_.id.seq - 1};
      return true;
    case kPrevOwn:
      return ReadOwn(run_.id.seq == 0 ? 0 : run_.id.seq - 1, &run_.prev);
    default:
      return ReadOther(kNoAgent, &run_.prev);
  }
}

bool ObjectFormReader::ReadAdjacent() {
  run_.next = {run_.prev.agent, run_.prev.seq + 1};
  const uint32_t limit = run_.prev.agent == run_.id.agent ? run_.id.seq : kMaxElements;
  if (run_.prev.IsNull() || run_.next.seq >= limit) {
    return body_.Refuse("nothing can be adjacent to prev");
  }
  return true;
}

bool ObjectFormReader::ReadNextOfPrevAgent() {
  const uint8_t* const start = body_.position();
  uint32_t code;
  if (!body_.Varint(&code)) return false;
  const int64_t seq = Unzigzag(code + 1) + run_.prev.seq + 1;
  // The code for "adjacent" is the one that a code of all ones would overflow to.
  if (run_.prev.IsNull() || run_.prev.agent == run_.id.agent || code == 0xFFFFFFFF || seq < 0 ||
      seq >= kMaxElements) {
    return body_.Refuse("next out of range", start);
  }
  run_.next = {run_.prev.agent, static_cast<uint32_t>(seq)};
  return true;
}

bool ObjectFormReader::ReadNext(uint8_t code) {
  const uint8_t* const start = body_.position();
  switch (code) {
    case kNextNull:
      return true;
    case kNextAdjacent:
      return ReadAdjacent();
    case kNextOwn:
      if (!ReadOwn(run_.id.seq, &run_.next)) return false;
      return run_.prev.agent != run_.id.agent || run_.next.seq != run_.prev.seq + 1 ||
             body_.Refuse("next is adjacent but written out", start);
    case kNextPrevAgent:
      return ReadNextOfPrevAgent();
    default:
      return ReadOther(run_.prev.agent, &run_.next);
  }
}

// `kinds`: of containers that it may name.
bool ObjectFormReader::ReadAnchors(uint8_t prev, uint8_t next, uint32_t kinds) {
  if (!ReadPrev(prev) || !ReadNext(next)) return false;
  return !run_.prev.IsNull() || !run_.next.IsNull() || ReadContainer(kinds);
}

bool ObjectFormReader::ReadRootName(ContainerKind kind, ContainerId* container) {
  std::string_view name;
  if (!ReadName(&body_, &name)) return false;
  if (limits_.containers == 0) return body_.Exceeds("more containers than the limit");
  *container = ContainerId(kind, std::string(name));
  return true;
}

// `kinds`: a bit for each kind that it may be.
bool ObjectFormReader::ReadContainer(uint32_t kinds) {
  const uint8_t* const start = body_.position();
  uint8_t code = 0;
  if (!body_.Byte(&code)) return false;
  const uint32_t number = code / kContainerCodes;
  if (number >= kContainerKinds) {
    return body_.Refuse("a container of an unknown kind needs a newer version", start,
                        StatusCode::kUnimplemented);
  }
  const auto kind = static_cast<ContainerKind>(number);
  const bool root = code % kContainerCodes == kContainerRoot;
  if ((kinds & Bit(kind)) == 0 || (root && kind == ContainerKind::kNode)) {
    return body_.Refuse("a container of another kind", start);
  }
  run_.container = 0;
  out_.containers.emplace_back();
  if (root) return ReadRootName(kind, &out_.containers[0]);
  if (limits_.nested == 0) return body_.Exceeds("more containers than the limit");
  Id creator;
  const bool own = code % kContainerCodes == kContainerOwn;
  const uint32_t known = run_.IsEffect() ? run_.at : run_.id.seq;
  if (!(own ? ReadOwn(known, &creator) : ReadOther(kNoAgent, &creator))) return false;
  out_.containers[0] = ContainerId(kind, creator);
  return true;
}

}  // namespace weft::wire
