#include <string_view>
#include <utility>
#include <vector>

#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/core/value.h"
#include "crdt/wire/object_agents.h"
#include "crdt/wire/object_columns.h"
#include "crdt/wire/object_layout.h"
#include "crdt/wire/object_tables.h"
#include "crdt/wire/value_column.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

ObjectAgents AgentsOf(const CanonicalRuns& runs, const ObjectTables& tables) {
  std::vector<Agent> authors;
  std::vector<Agent> others;
  for (const CanonicalRuns::Author& author : runs.authors) authors.push_back(author.agent);
  Agent last = kNoAgent;
  const auto add = [&](Agent agent) {
    if (agent != kNoAgent && agent != last) others.push_back(agent);
    last = agent;
  };
  for (const Operation& run : runs.runs) {
    const bool is_other = run.kind == OperationKind::kOtherCreation ||
                          run.kind == OperationKind::kOtherEffect ||
                          run.kind == OperationKind::kAdd;
    if (!is_other) add(run.prev.agent);  // or the target's, or of what it replaces
    if (run.HasAnchors()) add(run.next.agent);
  }
  for (const Id id : runs.payload.ids) add(id.agent);
  for (const ContainerId* container : tables.containers()) add(container->creator.agent);
  return ObjectAgents(std::move(authors), std::move(others));
}

uint32_t RowsOf(const Operation& run) {
  switch (run.kind) {
    case OperationKind::kInsertText:
      return kTextRows;
    case OperationKind::kErase:
      return run.backward ? kEraseBackwardRows : kEraseForwardRows;
    case OperationKind::kRestore:
      return kRestoreRows;
    default:
      return static_cast<uint32_t>(run.kind);
  }
}
static_assert(static_cast<uint32_t>(OperationKind::kInsertItems) == kItemsRows);
static_assert(static_cast<uint32_t>(OperationKind::kWrite) == kWriteRows);
static_assert(static_cast<uint32_t>(OperationKind::kMove) == kMoveRows);
static_assert(static_cast<uint32_t>(OperationKind::kAdd) == kAddRows);
static_assert(static_cast<uint32_t>(OperationKind::kOtherCreation) == kOtherCreationRows);
static_assert(static_cast<uint32_t>(OperationKind::kOtherEffect) == kOtherEffectRows);
static_assert(static_cast<uint32_t>(OperationKind::kMark) == kMarkRows);
static_assert(static_cast<uint32_t>(OperationKind::kUndo) == kUndoRows);

// All columns side by side, a run at a time; ObjectStream reads them the same way.
class ObjectColumnsWriter {
 public:
  ObjectColumnsWriter(const ObjectAgents& agents, const ObjectTables& tables,
                      const Payload& payload)
      : agents_(agents), tables_(tables), payload_(payload), near_(agents.size()) {}

  void Add(const Operation& run);
  void AppendTo(std::string* out);

 private:
  // Where an agent's next ids are expected.
  struct Near {
    uint32_t anchor = 0;
    uint32_t target = 0;
    uint32_t replaced = 0;
  };

  void AddIds(const Operation& run);
  void AddPrev(const Operation& run);
  void AddNext(const Operation& run);
  void AddTarget(const Operation& run);
  void AddItems(const Operation& run);
  void AddWrite(const Operation& run);
  void AddReplaced(const Operation& write);
  void AddMore(const Operation& write);
  void AddItem(const Operation& move);
  void AddMark(const Operation& mark);
  void AddKey(std::string_view key);
  void AddOther(const Operation& run);
  void AddContainer(const Operation& run) {
    if (run.container != kImpliedContainer) containers_.Add(tables_.IndexOf(run.container));
  }
  // How far an id of another agent's is from where it is expected.
  static uint32_t From(uint32_t near, Id id) { return Zigzag(int64_t{id.seq} - near); }

  uint32_t Alphabet(uint32_t further) const {
    return static_cast<uint32_t>(further + agents_.size());
  }

  const ObjectAgents& agents_;
  const ObjectTables& tables_;
  const Payload& payload_;
  std::vector<Near> near_;
  Agent author_ = kNoAgent;
  LogState state_;              // after the author's last run
  uint32_t replaced_back_ = 0;  // of its last write that replaces one of its own

  SymbolWriter kinds_{kObjectRunKinds};
  GapWriter creation_gaps_;
  GapWriter effect_gaps_;
  GapWriter counts_;
  SymbolWriter prev_symbols_{Alphabet(kPrevFirstAgent)};
  GapWriter prevs_;
  SymbolWriter next_symbols_{Alphabet(kNextFirstAgent)};
  GapWriter nexts_;
  SymbolWriter containers_{static_cast<uint32_t>(tables_.containers().size())};
  SymbolWriter target_symbols_{Alphabet(0)};
  ColumnBytes targets_;
  SymbolWriter replaced_symbols_{Alphabet(1)};
  GapWriter replaced_;
  GapWriter more_counts_;
  SymbolWriter more_steps_{Alphabet(kStepFirstAgent)};
  ColumnBytes more_;
  GapWriter stamps_;
  SymbolWriter item_symbols_{Alphabet(0)};
  ColumnBytes items_;
  SymbolWriter sides_{kMarkSideSymbols};
  SymbolWriter key_symbols_{static_cast<uint32_t>(1 + tables_.keys().size())};
  std::string written_keys_;
  ValueWriter values_;
  std::string others_;
};

void ObjectColumnsWriter::Add(const Operation& run) {
  AddIds(run);
  if (run.HasAnchors()) {
    AddPrev(run);
    AddNext(run);
    AddContainer(run);
  }
  switch (run.kind) {
    case OperationKind::kInsertText:
      return;
    case OperationKind::kErase:
    case OperationKind::kRestore:
    case OperationKind::kUndo:
      return AddTarget(run);
    case OperationKind::kInsertItems:
      return AddItems(run);
    case OperationKind::kWrite:
      return AddWrite(run);
    case OperationKind::kMove:
      return AddItem(run);
    case OperationKind::kMark:
      return AddMark(run);
    case OperationKind::kAdd:
      AddContainer(run);
      return values_.Add(ContentOf(run, payload_.bytes));
    case OperationKind::kOtherCreation:
    case OperationKind::kOtherEffect:
      return AddOther(run);
  }
}

void ObjectColumnsWriter::AddIds(const Operation& run) {
  if (run.id.agent != author_) {
    state_ = {};
    replaced_back_ = 0;
  }
  author_ = run.id.agent;
  const LogState before = LogState::Before(run);
  const uint32_t kind = RowsOf(run);
  kinds_.Add(kind);
  creation_gaps_.Add(before.creations - state_.creations);
  effect_gaps_.Add(before.effects - state_.effects);
  if (IsCountedKind(kind)) counts_.Add(run.count - 1);
  state_ = LogState::After(run);
}

void ObjectColumnsWriter::AddPrev(const Operation& run) {
  if (run.prev.IsNull()) return prev_symbols_.Add(kAnchorNull);
  const uint32_t agent = agents_.IndexOf(run.prev.agent);
  prev_symbols_.Add(kPrevFirstAgent + agent);
  if (run.prev.agent == run.id.agent) return prevs_.Add(run.id.seq - 1 - run.prev.seq);
  prevs_.Add(From(near_[agent].anchor, run.prev));
  near_[agent].anchor = run.prev.seq + 1;
}

void ObjectColumnsWriter::AddNext(const Operation& run) {
  if (run.next.IsNull()) return next_symbols_.Add(kAnchorNull);
  if (run.next == Id{run.prev.agent, run.prev.seq + 1}) return next_symbols_.Add(kNextIsAdjacent);
  const uint32_t agent = agents_.IndexOf(run.next.agent);
  next_symbols_.Add(kNextFirstAgent + agent);
  if (run.next.agent == run.id.agent) return nexts_.Add(run.id.seq - 1 - run.next.seq);
  nexts_.Add(From(near_[agent].anchor, run.next));
}

void ObjectColumnsWriter::AddTarget(const Operation& run) {
  const bool restore = run.kind == OperationKind::kRestore;
  const uint32_t agent = agents_.IndexOf(run.target.agent);
  target_symbols_.Add(agent);
  if (run.target.agent == run.id.agent) {
    targets_.Add((restore ? run.id.seq : run.at) - run.count - run.target.seq);
  } else if (!restore) {
    targets_.Add(From(near_[agent].target, run.target));
    near_[agent].target = run.target.seq;
  } else {
    targets_.Add(run.target.seq);
  }
}

void ObjectColumnsWriter::AddItems(const Operation& run) {
  std::string_view values = std::string_view(payload_.bytes).substr(run.content);
  for (uint32_t k = 0; k < run.count; ++k) values_.Add(TakeValue(&values));
}

void ObjectColumnsWriter::AddWrite(const Operation& run) {
  const WriteContent content = SplitWrite(run, payload_.bytes);
  stamps_.Add(run.stamp);
  values_.Add(content.value);
  if (!run.replaced.IsNull()) return AddReplaced(run);
  replaced_symbols_.Add(0);
  AddContainer(run);
  AddKey(content.key);
}

void ObjectColumnsWriter::AddKey(std::string_view key) {
  if (key.size() <= kMaxSharedKeyBytes) return key_symbols_.Add(1 + tables_.IndexOf(key));
  key_symbols_.Add(0);
  value_bytes::AppendKey(key, &written_keys_);
}

void ObjectColumnsWriter::AddMark(const Operation& mark) {
  const MarkContent content = SplitMark(ContentOf(mark, payload_.bytes));
  stamps_.Add(mark.stamp);
  sides_.Add(content.sides);
  AddKey(content.key);
  values_.Add(content.value);
}

void ObjectColumnsWriter::AddReplaced(const Operation& write) {
  const Id id = write.replaced;
  const uint32_t agent = agents_.IndexOf(id.agent);
  replaced_symbols_.Add(1 + agent);
  if (id.agent == write.id.agent) {
    const uint32_t back = write.id.seq - 1 - id.seq;
    replaced_.Add(Zigzag(int64_t{back} - replaced_back_));
    replaced_back_ = back;
  } else {
    replaced_.Add(From(near_[agent].replaced, id));
    near_[agent].replaced = id.seq + 1;
  }
  more_counts_.Add(static_cast<uint32_t>(write.more.count));
  if (write.more.count > 0) AddMore(write);
}

void ObjectColumnsWriter::AddMore(const Operation& write) {
  Id last = write.replaced;
  uint32_t agent = agents_.IndexOf(last.agent);
  AgentSteps steps(agent);
  for (uint64_t i = 0; i < write.more.count; ++i) {
    const Id id = payload_.ids[write.more.offset + i];
    if (id.agent != last.agent) agent = agents_.IndexOf(id.agent);
    more_steps_.Add(steps.SymbolTo(agent));
    if (id.agent == last.agent) {
      more_.Add(id.seq - last.seq - 1);
    } else if (id.agent == write.id.agent) {
      more_.Add(write.id.seq - 1 - id.seq);
    } else {
      more_.Add(From(near_[agent].replaced, id));
    }
    if (id.agent != write.id.agent) near_[agent].replaced = id.seq + 1;
    last = id;
  }
}

void ObjectColumnsWriter::AddItem(const Operation& move) {
  stamps_.Add(move.stamp);
  const Id item = payload_.ids[move.item];
  const uint32_t agent = agents_.IndexOf(item.agent);
  item_symbols_.Add(agent);
  if (item.agent == move.id.agent) {
    items_.Add(move.id.seq - 1 - item.seq);
  } else {
    items_.Add(From(near_[agent].target, item));
    near_[agent].target = item.seq;
  }
}

void ObjectColumnsWriter::AddOther(const Operation& run) {
  const bool named = run.container != kImpliedContainer;
  AppendVarint(named ? 1 + uint64_t{tables_.IndexOf(run.container)} : 0, &others_);
  others_ += ContentOf(run, payload_.bytes);
}

void ObjectColumnsWriter::AppendTo(std::string* out) {
  AppendColumns({kinds_.Finish(),
                 creation_gaps_.Finish(),
                 effect_gaps_.Finish(),
                 counts_.Finish(),
                 prev_symbols_.Finish(),
                 prevs_.Finish(),
                 next_symbols_.Finish(),
                 nexts_.Finish(),
                 target_symbols_.Finish(),
                 targets_.view(),
                 replaced_symbols_.Finish(),
                 replaced_.Finish(),
                 more_counts_.Finish(),
                 more_steps_.Finish(),
                 more_.view(),
                 containers_.Finish(),
                 stamps_.Finish(),
                 item_symbols_.Finish(),
                 items_.view(),
                 sides_.Finish(),
                 key_symbols_.Finish(),
                 written_keys_},
                out);
  values_.AppendTo(out);
  *out += others_;
}

void AppendHead(const ObjectAgents& agents, const ObjectTables& tables, std::string* out) {
  uint8_t head = kObjects | kObjectColumns;
  if (agents.others() > 0) head |= kObjectOthers;
  if (!tables.containers().empty()) head |= kObjectContainers;
  if (!tables.keys().empty()) head |= kObjectKeys;
  out->push_back(static_cast<char>(head));
  AppendVarint(agents.authors() - 1, out);
  if (agents.others() > 0) AppendVarint(agents.others() - 1, out);
  if (!tables.containers().empty()) AppendVarint(tables.containers().size() - 1, out);
  if (!tables.keys().empty()) AppendVarint(tables.keys().size() - 1, out);
}

Status AppendAgents(const ObjectAgents& agents, const AgentCoding& coding, std::string* out) {
  for (const Agent agent : agents.agents()) {
    uint8_t bytes[kMaxAgentBytes];
    uint8_t* end = bytes;
    if (!coding.Put(agent, &end)) {
      return InvalidArgument("an agent without a number in this session");
    }
    out->append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(end - bytes));
  }
  return OkStatus();
}

}  // namespace

Status AppendObjectColumns(const CanonicalRuns& runs, const std::vector<ContainerId>& containers,
                           const AgentCoding& coding, std::string* out) {
  const ObjectTables tables(runs, containers);
  const ObjectAgents agents = AgentsOf(runs, tables);
  AppendHead(agents, tables, out);
  WEFT_RETURN_IF_ERROR(AppendAgents(agents, coding, out));
  tables.AppendContainers(agents, out);
  tables.AppendKeys(out);
  GapWriter run_counts;
  for (const CanonicalRuns::Author& author : runs.authors) run_counts.Add(author.runs - 1);
  *out += run_counts.Finish();

  ObjectColumnsWriter columns(agents, tables, runs.payload);
  for (const Operation& run : runs.runs) columns.Add(run);
  columns.AppendTo(out);
  AppendUtf8(runs.text, out);
  return OkStatus();
}

}  // namespace weft::wire
