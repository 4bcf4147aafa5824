#include <algorithm>

#include "crdt/wire/column_form.h"
#include "crdt/wire/run_stream.h"
#include "crdt/wire/text_column.h"
#include "crdt/wire/update_layout.h"

namespace weft::wire {

namespace {

class ColumnFormReader {
 public:
  ColumnFormReader(ByteReader* body, const AgentCoding& coding, const Limits& limits,
                   OperationSet* out)
      : body_(*body), size_(body->Left()), coding_(coding), limits_(limits), out_(*out) {}

  bool Read();

 private:
  bool ReadHead();
  bool ReadCounts();
  bool ReadAgents();
  bool ReadNames(bool keep);
  bool ReadRunCounts();
  bool ReadText();
  // Goes through all runs; `emit`: and appends them to the set.
  bool Walk(RunStream* stream, bool emit);
  bool CheckAllUsed();
  bool MayBuildUnchecked() const;

  ByteReader& body_;
  const size_t size_;
  const AgentCoding& coding_;
  const Limits& limits_;
  OperationSet& out_;
  ColumnContext context_;
  uint8_t head_ = 0;
  uint32_t others_ = 0;
  uint32_t names_ = 0;
  ByteReader names_start_;
  ByteReader run_counts_start_;
  RunStream scanned_{&context_};
};

bool ColumnFormReader::ReadHead() {
  if (!body_.Byte(&head_)) return false;
  if (head_ & kHasLamport) return body_.NeedsNewer("Lamport stamps need a newer version");
  if (head_ & kHasSignature) return body_.NeedsNewer("signatures need a newer version");
  if (head_ & kIsCompressed) return body_.NeedsNewer("compression needs a newer version");
  if (!ReadCounts()) return false;
  if (context_.authors + uint64_t{others_} > limits_.agents) {
    return body_.Exceeds("more agents than the limit");
  }
  return names_ <= limits_.containers || body_.Exceeds("more containers than the limit");
}

// A count that is written less one, where zero has a bit of its own.
bool ReadPositive(ByteReader* body, uint32_t* count) {
  if (!body->Varint(count)) return false;
  if (*count > kMaxElements) return body->Refuse("count out of range");
  ++*count;
  return true;
}

bool ColumnFormReader::ReadCounts() {
  if (!body_.Varint(&context_.authors)) return false;
  if ((head_ & kHasOthers) && !ReadPositive(&body_, &others_)) return false;
  if (head_ & kHasNames) {
    uint32_t repeated;
    if (!ReadPositive(&body_, &names_) || !body_.Varint(&repeated)) return false;
    context_.named = uint64_t{names_} + repeated;
  }
  return true;
}

bool ColumnFormReader::ReadAgents() {
  const uint64_t count = uint64_t{context_.authors} + others_;
  if (count > body_.Left()) return body_.Refuse("more agents than bytes");
  context_.agents.resize(count);
  for (uint32_t i = 0; i < count; ++i) {
    const uint8_t* const start = body_.position();
    Agent agent;
    if (!coding_.Read(&body_, &agent)) return false;
    if (i > 0 && i != context_.authors && agent <= context_.agents[i - 1].agent) {
      return body_.Refuse("agents that do not ascend", start);
    }
    context_.agents[i].agent = agent;
  }
  const auto authors_end = context_.agents.begin() + context_.authors;
  auto author = context_.agents.begin();
  for (auto other = authors_end; other != context_.agents.end(); ++other) {
    while (author != authors_end && author->agent < other->agent) ++author;
    if (author != authors_end && author->agent == other->agent) {
      return body_.Refuse("an author among the other agents");
    }
  }
  return true;
}

bool ColumnFormReader::ReadNames(bool keep) {
  std::string_view last;
  for (uint32_t i = 0; i < names_; ++i) {
    std::string_view name;
    const uint8_t* const start = body_.position();
    if (!ReadName(&body_, &name)) return false;
    if (i > 0 && name <= last) return body_.Refuse("names that do not ascend", start);
    if (keep) out_.containers.emplace_back(std::string(name));
    last = name;
  }
  return true;
}

bool ColumnFormReader::ReadRunCounts() {
  const uint8_t* const start = body_.position();
  run_counts_start_ = body_;
  for (uint32_t i = 0; i < context_.authors; ++i) {
    uint32_t runs;
    if (!body_.Varint(&runs)) return false;
    if (runs == 0) return body_.Refuse("an author without operations");
    context_.runs += runs;
  }
  if (context_.runs == 1) return body_.Refuse("one run has a form of its own", start);
  return context_.runs <= limits_.runs || body_.Exceeds("more runs than the limit");
}

bool ColumnFormReader::ReadText() {
  const uint8_t* const start = body_.position();
  const std::string_view utf8 = body_.Rest();
  if (CountUnits(utf8) != context_.units) {
    return body_.Refuse(context_.units == 0 ? "trailing bytes"
                                            : "text that is not as long as stated");
  }
  if (!wire::ReadText(&body_, context_.units, &out_.text)) return false;
  context_.text = out_.text;
  return context_.text.size() == context_.units ||
         body_.Refuse("text that is not as long as stated", start);
}

bool ColumnFormReader::CheckAllUsed() {
  for (uint32_t i = context_.authors; i < context_.agents.size(); ++i) {
    if (!context_.agents[i].used) return body_.Refuse("an agent that nothing refers to");
  }
  const std::vector<bool>& used = context_.used_names;
  if (std::find(used.begin(), used.end(), false) == used.end()) return true;
  return body_.Refuse("a name that nothing refers to");
}

bool ColumnFormReader::Walk(RunStream* stream, bool emit) {
  context_.Rewind();
  ByteReader run_counts = run_counts_start_;
  Operation checked[2] = {};  // where they are read to when they are not kept
  size_t read = 0;
  for (uint32_t author = 0; author < context_.authors; ++author) {
    uint32_t runs;
    if (!run_counts.Varint(&runs)) return false;
    stream->StartAuthor(author);
    const Operation* last = nullptr;
    for (; runs > 0; --runs) {
      Operation* const run = emit ? &out_.operations.emplace_back() : &checked[read++ % 2];
      if (!stream->Next(last, run)) return false;
      last = run;
    }
  }
  return stream->Finish() && CheckAllUsed();
}

// Whether the operations fit into what a refusal may cost, beside what is held already. Only sets
// of very short runs are gone through twice.
bool ColumnFormReader::MayBuildUnchecked() const {
  const uint64_t allowed = (uint64_t{32} << 10) + 8 * uint64_t{size_};
  const uint64_t held =
      sizeof(char16_t) * context_.units + sizeof(ColumnContext::Entry) * context_.agents.size();
  return held + context_.runs * sizeof(Operation) <= allowed;
}

bool ColumnFormReader::Read() {
  if (!ReadHead() || !ReadAgents()) return false;
  names_start_ = body_;
  if (!ReadNames(/*keep=*/false)) return false;
  if (!ReadRunCounts() || !scanned_.Scan(&body_)) return false;
  if (context_.elements > limits_.elements) return body_.Exceeds("more elements than the limit");
  if (!ReadText()) return false;
  context_.used_names.resize(names_);

  if (!MayBuildUnchecked()) {
    RunStream first = scanned_;
    if (!Walk(&first, /*emit=*/false)) return false;
  }
  out_.operations.reserve(context_.runs);  // so that runs stay where they are
  if (!Walk(&scanned_, /*emit=*/true)) return false;
  body_ = names_start_;
  return ReadNames(/*keep=*/true);
}

}  // namespace

bool ReadColumnForm(ByteReader* reader, const AgentCoding& agents, const Limits& limits,
                    OperationSet* out) {
  return ColumnFormReader(reader, agents, limits, out).Read();
}

}  // namespace weft::wire
