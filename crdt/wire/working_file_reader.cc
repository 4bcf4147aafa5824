#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/wire/saved_effects.h"
#include "crdt/wire/saved_tables.h"
#include "crdt/wire/varint.h"
#include "crdt/wire/working_file.h"
#include "crdt/wire/working_objects.h"
#include "crdt/wire/working_spans.h"

namespace weft::wire {

namespace {

class WorkingFileReader {
 public:
  WorkingFileReader(SavedReader* file, DocumentState* document)
      : file_(file), head_(file->head()), sequence_(document->sequence()), document_(document) {}

  Status Read(const Limits& limits) {
    const bool only_text = head_.form == SavedForm::kWorkingFile;
    WEFT_RETURN_IF_ERROR(
        file_->OpenSections(only_text ? kWorkingSections : kWorkingObjectSections));
    WEFT_RETURN_IF_ERROR(ReadAgentTable(file_, kAgents, document_, &agents_));
    if (only_text) {
      WEFT_RETURN_IF_ERROR(ReadTextTable(file_, kTexts, document_, &texts_));
    } else {
      objects_.emplace(file_, document_);
      WEFT_RETURN_IF_ERROR(objects_->ReadContainers(limits, &texts_));
    }
    WEFT_RETURN_IF_ERROR(CheckTotals(limits));
    WEFT_RETURN_IF_ERROR(ReadTurns());
    SpanReader spans(&sequence_, head_, spans_);
    WEFT_RETURN_IF_ERROR(spans.Read(file_, texts_));
    loaded_.textless = spans.TakeTextless();
    NoteTexts();
    WEFT_RETURN_IF_ERROR(CheckTurnsKeepPairs());
    WEFT_RETURN_IF_ERROR(ReadApart());
    if (objects_) {
      WEFT_RETURN_IF_ERROR(objects_->ReadElements());
      WEFT_RETURN_IF_ERROR(objects_->Finish(&loaded_));
    }
    KeepEffects();
    sequence_.FinishLoad(std::move(loaded_));
    if (head_.effects == 0) WEFT_RETURN_IF_ERROR(sequence_.CheckNothingDeleted());
    if (objects_ && head_.lacks_deleted_text) {
      sequence_.NoteTextless(document_->objects().Forgettable());
    }
    return OkStatus();
  }

 private:
  Status CheckTotals(const Limits& limits);
  Status ReadTurns();
  void NoteTexts();
  Status CheckTurnsKeepPairs() const;
  Status ReadApart();
  bool ReadApartRun(Column* column, Lv* end);
  bool Fits(const Insertion& run) const;
  void KeepEffects();

  SavedReader* file_;
  const SavedHead& head_;
  Sequence& sequence_;
  DocumentState* document_;
  std::vector<AgentEntry> agents_;
  std::vector<TextEntry> texts_;
  uint64_t spans_ = 0;
  std::optional<ObjectsReader> objects_;  // of more than text
  Sequence::Loaded loaded_;
};

// What the sections' sizes allow, before anything is built: each element has a byte of text, each
// row one in its columns.
Status WorkingFileReader::CheckTotals(const Limits& limits) {
  uint64_t effect_runs = 0;
  for (const TextEntry& text : texts_) spans_ += text.rows;
  for (const AgentEntry& agent : agents_) effect_runs += agent.effect_runs;
  const auto bad = [this](const char* what) {
    const char* section = objects_ ? "containers" : "texts";
    return InvalidArgument(std::string("saved document, section ") + section + ": " + what +
                           " at byte 0");
  };
  const uint64_t rows = objects_ ? objects_->rows() : 0;
  if (objects_) {
    uint64_t payload = file_->RawSize(kOtherEffects);
    for (const size_t section : {kValues, kKeys, kOthers}) payload += file_->RawSize(section);
    if (payload > limits.payload) {
      return ResourceExhausted(
          "saved document, section values: more bytes than the limit at byte 0");
    }
    if (effect_runs == 0 && file_->RawSize(kOtherEffects) > 0) {
      return bad("more effects than are stated");
    }
  }
  if (spans_ + effect_runs + rows != head_.runs) return bad("the runs are not as many as stated");
  if (head_.elements > file_->RawSize(kText)) {
    return bad("more elements than there is text");
  }
  if (spans_ != file_->RawSize(kShapes)) return bad("the spans are not as many as are stored");
  if (effect_runs > file_->RawSize(kEffects)) return bad("more effects than are stored");
  for (size_t column = kEffects; effect_runs == 0 && column < kEffects + kEffectColumns; ++column) {
    if (file_->RawSize(column) > 0) return bad("more effects than are stated");
  }
  if (file_->RawSize(kWho) > uint64_t{limits.runs} * kMaxVarint32Bytes) {
    return ResourceExhausted("saved document, section who: more runs than the limit at byte 0");
  }
  return OkStatus();
}

Status WorkingFileReader::ReadTurns() {
  Column who;
  Column turns;
  WEFT_RETURN_IF_ERROR(who.Open(file_, kWho));
  WEFT_RETURN_IF_ERROR(turns.Open(file_, kTurns));
  AgentTable& table = sequence_.agents();
  bool good = true;
  while (good && table.next_lv() < head_.elements) {
    uint32_t agent = 0;
    uint32_t further = 0;
    good = who.Varint(&agent) && turns.Varint(&further);
    if (good && agent >= agents_.size()) good = who.Refuse("an unknown agent");
    if (good && further >= head_.elements - table.next_lv()) {
      good = turns.Refuse("more elements than stated");
    }
    if (good) table.Append(agents_[agent].number, further + 1);
  }
  if (good && who.Finished()) turns.Finished();
  return FirstFailure({&who, &turns});
}

// Which text each element is in, in the order of their arrival.
void WorkingFileReader::NoteTexts() {
  const auto has_spans = [](const TextEntry& text) { return text.rows > 0; };
  if (std::count_if(texts_.begin(), texts_.end(), has_spans) == 1) {
    const auto only = std::find_if(texts_.begin(), texts_.end(), has_spans);
    return sequence_.NoteText(0, static_cast<TreeId>(only - texts_.begin()));
  }
  // Where the spans begin, without sorting them: there is one place for each element.
  std::vector<TreeId> at(head_.elements, kNoTree);
  for (TreeId text = 0; text < texts_.size(); ++text) {
    sequence_.tree().Visit(text, [&](const Span& span) { at[span.lv] = text; });
  }
  for (Lv lv = 0; lv < head_.elements; ++lv) {
    if (at[lv] != kNoTree) sequence_.NoteText(lv, at[lv]);
  }
}

// A pair is one agent's.
Status WorkingFileReader::CheckTurnsKeepPairs() const {
  const TextArena& arena = sequence_.arena();
  if (!arena.has_surrogates() || head_.order == OrderKind::kYata) return OkStatus();
  for (const AgentTable::LvRun& run : sequence_.agents().runs()) {
    if (IsLowSurrogate(arena.UnitAt(run.lv))) {
      return InvalidArgument("saved document, section turns: a surrogate pair is cut at byte 0");
    }
  }
  return OkStatus();
}

Status WorkingFileReader::ReadApart() {
  Column column;
  WEFT_RETURN_IF_ERROR(column.Open(file_, kApart));
  // Four varints each.
  const auto ends_varint = [](uint8_t byte) { return byte < 0x80; };
  const auto varints = std::count_if(column.section().begin(), column.section().end(), ends_varint);
  loaded_.apart.reserve(std::min<size_t>(static_cast<size_t>(varints) / 4, head_.elements));
  Lv end = 0;
  while (!column.AtEnd() && ReadApartRun(&column, &end)) {
  }
  return column.Failure();
}

bool WorkingFileReader::ReadApartRun(Column* column, Lv* end) {
  const uint8_t* const start = column->position();
  uint32_t later = 0;
  uint64_t coded = 0;
  uint32_t prev = 0;
  uint32_t next = 0;
  if (!column->Varint(&later) || !column->Varint64(&coded) || !column->Varint(&prev) ||
      !column->Varint(&next)) {
    return false;
  }
  if (later >= head_.elements - *end) return column->Refuse("an insertion beyond all", start);
  const Lv lv = *end + later;
  if (coded >> 2 >= head_.elements - lv || prev > lv || next > lv) {
    return column->Refuse("an insertion or an anchor beyond all elements", start);
  }
  const uint32_t count = static_cast<uint32_t>(coded >> 2) + 1;
  Insertion run{LvRange{lv, count}, kNoLv, kNoLv, (coded & 2) != 0, (coded & 1) != 0};
  if (prev > 0) run.prev = lv - prev;
  if (next > 0) run.next = lv - next;
  if (!Fits(run)) return column->Refuse("anchors that cannot be", start);
  loaded_.apart.push_back(run);
  *end = run.range.end();
  return true;
}

// In one text, not inside a pair, and a left child of something.
bool WorkingFileReader::Fits(const Insertion& run) const {
  const auto& texts = sequence_.text_runs();
  const size_t at = texts.Find(run.range.lv);
  const TreeId text = texts[at].text;
  if (text == sequence_.loose()) return false;  // it has no anchors
  if (at + 1 < texts.size() && texts[at + 1].lv < run.range.end()) return false;
  if (run.prev != kNoLv && sequence_.TextOf(run.prev) != text) return false;
  if (run.next != kNoLv && sequence_.TextOf(run.next) != text) return false;
  if (head_.order == OrderKind::kYata) return !run.left;
  if (run.left && run.next == kNoLv) return false;
  const TextArena& arena = sequence_.arena();
  if (!arena.has_surrogates()) return true;
  return !(run.prev != kNoLv && IsHighSurrogate(arena.UnitAt(run.prev))) &&
         !(run.next != kNoLv && IsLowSurrogate(arena.UnitAt(run.next))) &&
         !IsLowSurrogate(arena.UnitAt(run.range.lv)) &&
         !IsHighSurrogate(arena.UnitAt(run.range.end() - 1));
}

void WorkingFileReader::KeepEffects() {
  loaded_.effect_counts.resize(sequence_.agents().size());
  for (const AgentEntry& agent : agents_) loaded_.effect_counts[agent.number] = agent.effects;
  if (head_.effects == 0) return;
  if (head_.lacks_history) {
    loaded_.effects = []() -> Result<EffectLog> {
      return FailedPrecondition("this document was saved without the order of deletions");
    };
    return;
  }
  KeptEffects kept;
  for (size_t i = 0; i < kEffectColumns; ++i) kept.columns[i] = file_->Keep(kEffects + i);
  kept.counts.reserve(agents_.size());
  for (const AgentEntry& agent : agents_) {
    kept.counts.push_back({agent.number, agent.effects, agent.effect_runs});
  }
  kept.agents = &sequence_.agents();
  kept.arena = head_.order == OrderKind::kFugueMax ? &sequence_.arena() : nullptr;
  kept.elements = head_.elements;
  if (objects_) {
    kept.others = objects_->KeepOthers();
    kept.objects = &document_->objects();
  }
  loaded_.effects = [kept = std::move(kept)] { return kept.Decode(); };
}

}  // namespace

Status ReadWorkingFile(SavedReader* file, const Limits& limits, DocumentState* document) {
  return WorkingFileReader(file, document).Read(limits);
}

}  // namespace weft::wire
