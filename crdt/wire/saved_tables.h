// What both forms of saved documents share: columns with their sections, and the tables of agents
// and texts.
#ifndef WEFT_CRDT_WIRE_SAVED_TABLES_H_
#define WEFT_CRDT_WIRE_SAVED_TABLES_H_

#include <initializer_list>
#include <string>
#include <vector>

#include "crdt/document/document_state.h"
#include "crdt/wire/saved_frame.h"

namespace weft::wire {

// A section and the cursor that reads it. What the cursor refuses, Failure tells.
class Column : public ByteReader {
 public:
  Column() = default;
  Column(const Column&) = delete;
  Column& operator=(const Column&) = delete;

  Status Open(SavedReader* file, size_t section) {
    WEFT_RETURN_IF_ERROR(file->Read(section, &section_));
    Start();
    return OkStatus();
  }
  Status Open(const SavedReader::Kept& kept, Decompressor* decompressor) {
    WEFT_RETURN_IF_ERROR(SavedReader::Read(kept, decompressor, &section_));
    Start();
    return OkStatus();
  }
  const Section& section() const { return section_; }
  std::unique_ptr<uint8_t[]> TakeMemory() { return section_.TakeMemory(); }
  bool Finished() { return AtEnd() || Refuse("more than stated"); }
  Status Failure() const {
    return refusal_.code == StatusCode::kOk ? OkStatus() : section_.Refuse(refusal_);
  }

 private:
  void Start() { ByteReader::operator=(section_.Reader(&refusal_)); }

  Section section_;
  Refusal refusal_;
};

// The failure of the one that failed.
Status FirstFailure(std::initializer_list<const Column*> columns);

struct AgentEntry {
  AgentNumber number;  // in the document
  uint32_t effects;
  uint32_t effect_runs;
};
struct TextEntry {
  uint32_t rows;
  bool text = true;  // or a tree of something else
};

// The agents' and texts' places in the file.
class FileTables {
 public:
  // Which agents and texts a file names: those that have something.
  explicit FileTables(DocumentState* document);
  FileTables() = default;

  const std::vector<AgentNumber>& agents() const { return agents_; }
  uint32_t NumberOf(AgentNumber agent) const { return numbers_[agent]; }

 private:
  std::vector<AgentNumber> agents_;
  std::vector<uint32_t> numbers_;
};

// Each agent: the agent, its effects, its runs of effects (`runs` says, by agent number).
std::string EncodeAgents(DocumentState* document, const FileTables& tables, bool runs);
Status ReadAgentTable(SavedReader* file, size_t section, DocumentState* document,
                      std::vector<AgentEntry>* agents);
// Each text: its name and its rows.
void AppendText(const std::string& name, uint32_t rows, std::string* out);
Status ReadTextTable(SavedReader* file, size_t section, DocumentState* document,
                     std::vector<TextEntry>* texts);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_SAVED_TABLES_H_
