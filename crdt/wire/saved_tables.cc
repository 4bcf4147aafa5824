#include "crdt/wire/saved_tables.h"

#include "crdt/wire/text_column.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

Status FirstFailure(std::initializer_list<const Column*> columns) {
  for (const Column* column : columns) WEFT_RETURN_IF_ERROR(column->Failure());
  return OkStatus();
}

FileTables::FileTables(DocumentState* document) {
  Sequence& sequence = document->sequence();
  numbers_.resize(sequence.agents().size());
  for (AgentNumber agent = 0; agent < sequence.agents().size(); ++agent) {
    if (sequence.CountsOf(agent) == Counts{}) continue;
    numbers_[agent] = static_cast<uint32_t>(agents_.size());
    agents_.push_back(agent);
  }
}

std::string EncodeAgents(DocumentState* document, const FileTables& tables, bool runs) {
  Sequence& sequence = document->sequence();
  std::string out;
  for (AgentNumber agent : tables.agents()) {
    uint8_t bytes[kMaxAgentBytes];
    const size_t size =
        static_cast<size_t>(PutAgent(bytes, sequence.agents().AgentOf(agent)) - bytes);
    out.append(reinterpret_cast<const char*>(bytes), size);
    AppendVarint(sequence.CountsOf(agent).effects, &out);
    AppendVarint(runs ? sequence.effects().RunCount(agent) : 0, &out);
  }
  return out;
}

Status ReadAgentTable(SavedReader* file, size_t section, DocumentState* document,
                      std::vector<AgentEntry>* agents) {
  Column column;
  WEFT_RETURN_IF_ERROR(column.Open(file, section));
  AgentTable& table = document->sequence().agents();
  const SavedHead& head = file->head();
  if (head.agents > column.Left() / 3) {
    column.Refuse("fewer agents than stated");
    return column.Failure();
  }
  // Numbers begin after the local agent, which may be one of the file's.
  std::vector<bool> known(head.agents + size_t{1});
  uint64_t effects = 0;
  agents->reserve(head.agents);
  for (uint32_t i = 0; i < head.agents; ++i) {
    const uint8_t* const start = column.position();
    Agent agent = 0;
    AgentEntry entry{};
    if (!column.ReadAgent(&agent) || !column.Varint(&entry.effects) ||
        !column.Varint(&entry.effect_runs)) {
      return column.Failure();
    }
    entry.number = table.Intern(agent);
    if (known[entry.number]) column.Refuse("an agent that was there before", start);
    known[entry.number] = true;
    effects += entry.effects;
    if (entry.effects > kMaxElements || entry.effect_runs > entry.effects) {
      column.Refuse("more effects than there can be", start);
    }
    if (head.lacks_history ? entry.effect_runs > 0 : entry.effects > 0 && entry.effect_runs == 0) {
      column.Refuse("effects that are stated or left out, but not both", start);
    }
    WEFT_RETURN_IF_ERROR(column.Failure());
    agents->push_back(entry);
  }
  if (effects != head.effects) column.Refuse("the effects are not as many as stated");
  column.Finished();
  return column.Failure();
}

void AppendText(const std::string& name, uint32_t rows, std::string* out) {
  AppendVarint(name.size(), out);
  *out += name;
  AppendVarint(rows, out);
}

Status ReadTextTable(SavedReader* file, size_t section, DocumentState* document,
                     std::vector<TextEntry>* texts) {
  Column column;
  WEFT_RETURN_IF_ERROR(column.Open(file, section));
  for (uint32_t i = 0; i < file->head().texts; ++i) {
    const uint8_t* const start = column.position();
    std::string_view name;
    TextEntry entry{};
    if (!ReadName(&column, &name) || !column.Varint(&entry.rows)) return column.Failure();
    if (document->TextNamed(name) != i) column.Refuse("a text that was there before", start);
    WEFT_RETURN_IF_ERROR(column.Failure());
    texts->push_back(entry);
  }
  column.Finished();
  return column.Failure();
}

}  // namespace weft::wire
