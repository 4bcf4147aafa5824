#include <algorithm>

#include "crdt/wire/object_columns.h"
#include "crdt/wire/object_layout.h"
#include "crdt/wire/object_stream.h"
#include "crdt/wire/text_column.h"

namespace weft::wire {

namespace {

constexpr uint64_t kMaxAgents = uint64_t{1} << ReadTables::kAgentBits;

class ObjectColumnsReader {
 public:
  ObjectColumnsReader(ByteReader* body, const AgentCoding& coding, const Limits& limits,
                      OperationSet* out)
      : body_(*body), size_(body->Left()), coding_(coding), limits_(limits), out_(*out) {}

  bool Read();

 private:
  bool ReadHead();
  bool ReadCount(uint8_t bit, uint32_t* count);
  bool ReadAgents();
  bool CheckAgentsDiffer();
  bool ReadRunCounts();
  bool CheckLimits();
  bool ReadText();
  // Goes through all runs; `emit`: and puts them into the set.
  bool Walk(bool emit);
  bool CheckAllUsed();
  bool MayBuildUnchecked() const;

  ByteReader& body_;
  const size_t size_;
  const AgentCoding& coding_;
  const Limits& limits_;
  OperationSet& out_;
  ObjectContext context_;
  uint8_t head_ = 0;
  uint32_t others_ = 0;
  uint32_t containers_ = 0;
  uint32_t keys_ = 0;
  GapReader run_counts_;
  ObjectStream scanned_{&context_};
};

bool ObjectColumnsReader::ReadHead() {
  if (!body_.Byte(&head_)) return false;
  if (head_ & kObjectSignature) return body_.NeedsNewer("signatures need a newer version");
  if (head_ & kObjectReserved) return body_.NeedsNewer("compression needs a newer version");
  if (!ReadCount(head_, &context_.authors) || !ReadCount(kObjectOthers, &others_) ||
      !ReadCount(kObjectContainers, &containers_) || !ReadCount(kObjectKeys, &keys_)) {
    return false;
  }
  const uint64_t agents = uint64_t{context_.authors} + others_;
  if (agents > limits_.agents || agents > kMaxAgents) {
    return body_.Exceeds("more agents than the limit");
  }
  const uint64_t allowed = uint64_t{limits_.containers} + limits_.nested;
  return containers_ <= allowed || body_.Exceeds("more containers than the limit");
}

// A count that is written less one, and none without its bit.
bool ObjectColumnsReader::ReadCount(uint8_t bit, uint32_t* count) {
  if ((head_ & bit) == 0) return true;
  if (!body_.Varint(count)) return false;
  if (*count > kMaxElements) return body_.Refuse("count out of range");
  ++*count;
  return true;
}

bool ObjectColumnsReader::ReadAgents() {
  const uint64_t count = uint64_t{context_.authors} + others_;
  if (count > body_.Left()) return body_.Refuse("more agents than bytes");
  const uint8_t* const start = body_.position();
  const ByteReader again = body_;
  Agent last = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const uint8_t* const at = body_.position();
    Agent agent;
    if (!coding_.Read(&body_, &agent)) return false;
    if (i > 0 && i != context_.authors && agent <= last) {
      return body_.Refuse("agents that do not ascend", at);
    }
    last = agent;
  }
  // Each has operations or is named: a byte more at least. Only then they are kept.
  if (count > body_.Left()) return body_.Refuse("more agents than bytes", start);
  ByteReader agents = again;
  context_.agents.resize(count);
  for (Agent& agent : context_.agents) (void)coding_.Read(&agents, &agent);
  return CheckAgentsDiffer();
}

bool ObjectColumnsReader::CheckAgentsDiffer() {
  const auto authors_end = context_.agents.begin() + context_.authors;
  auto author = context_.agents.begin();
  for (auto other = authors_end; other != context_.agents.end(); ++other) {
    while (author != authors_end && *author < *other) ++author;
    if (author != authors_end && *author == *other) {
      return body_.Refuse("an author among the other agents");
    }
  }
  return true;
}

bool ObjectColumnsReader::ReadRunCounts() {
  const uint8_t* const start = body_.position();
  run_counts_ = GapReader(body_);
  if (!GapReader(run_counts_).Scan(context_.authors, &body_)) return false;
  GapReader counts = run_counts_;
  for (uint32_t i = 0; i < context_.authors; ++i) {
    uint32_t further;
    if (!counts.Next(&further)) return false;
    context_.runs += uint64_t{further} + 1;
  }
  if (context_.runs == 1) return body_.Refuse("one run has a form of its own", start);
  if (context_.runs > limits_.runs) return body_.Exceeds("more runs than the limit");
  // Each takes a byte at least, of what it holds or of what it names.
  return context_.runs <= body_.Left() || body_.Refuse("more runs than bytes", start);
}

bool ObjectColumnsReader::CheckLimits() {
  const uint32_t roots = context_.tables.roots();
  if (roots > limits_.containers || containers_ - roots > limits_.nested) {
    return body_.Exceeds("more containers than the limit");
  }
  if (context_.elements > limits_.elements) return body_.Exceeds("more elements than the limit");
  if (context_.payload_bytes > std::min<uint64_t>(limits_.payload, kMaxPayloadBytes)) {
    return body_.Exceeds("more bytes of values than the limit");
  }
  return true;
}

bool ObjectColumnsReader::ReadText() {
  const uint8_t* const start = body_.position();
  if (CountUnits(body_.Rest()) != context_.units) {
    return body_.Refuse(context_.units == 0 ? "trailing bytes"
                                            : "text that is not as long as stated");
  }
  if (!wire::ReadText(&body_, context_.units, &out_.text)) return false;
  context_.text = out_.text;
  return context_.text.size() == context_.units ||
         body_.Refuse("text that is not as long as stated", start);
}

bool ObjectColumnsReader::CheckAllUsed() {
  for (uint32_t i = context_.authors; i < context_.agents.size(); ++i) {
    if (!context_.used_agents[i]) return body_.Refuse("an agent that nothing refers to");
  }
  if (const char* why = context_.tables.WhyUnused()) return body_.Refuse(why);
  return context_.has_objects || body_.Refuse("texts alone have forms of their own");
}

bool ObjectColumnsReader::Walk(bool emit) {
  context_.Rewind();
  ObjectStream stream = scanned_;
  if (emit) stream.Fill(&out_.payload);
  GapReader run_counts = run_counts_;
  Operation run;
  for (uint32_t author = 0; author < context_.authors; ++author) {
    uint32_t further;
    if (!run_counts.Next(&further)) return false;
    stream.StartAuthor(author);
    for (uint64_t runs = uint64_t{further} + 1; runs > 0; --runs) {
      if (!stream.Next(&run)) return false;
      if (emit) out_.operations.push_back(run);
    }
  }
  return CheckAllUsed();
}

// Whether the set fits into what a refusal may cost, beside what is held already.
bool ObjectColumnsReader::MayBuildUnchecked() const {
  const uint64_t allowed = uint64_t{32} << 10;
  return context_.runs * sizeof(Operation) + context_.payload_bytes +
             context_.payload_ids * sizeof(Id) <=
         allowed;
}

bool ObjectColumnsReader::Read() {
  if (!ReadHead() || !ReadAgents()) return false;
  ReadTables& tables = context_.tables;
  if (!tables.ReadContainers(containers_, context_.agents, &body_) ||
      !tables.ReadKeys(keys_, &body_) || !ReadRunCounts() || !scanned_.Scan(&body_) ||
      !CheckLimits() || !ReadText()) {
    return false;
  }
  context_.used_agents.resize(context_.agents.size());
  context_.Rewind();

  if (!MayBuildUnchecked() && !Walk(/*emit=*/false)) return false;
  out_.operations.reserve(context_.runs);
  out_.payload.bytes.reserve(context_.payload_bytes);
  out_.payload.ids.reserve(context_.payload_ids);
  if (!Walk(/*emit=*/true)) return false;
  tables.TakeContainers(context_.agents, &out_.containers);
  return true;
}

}  // namespace

bool ReadObjectColumns(ByteReader* reader, const AgentCoding& coding, const Limits& limits,
                       OperationSet* out) {
  return ObjectColumnsReader(reader, coding, limits, out).Read();
}

}  // namespace weft::wire
