#include "crdt/core/utf.h"
#include "crdt/wire/archive.h"
#include "crdt/wire/archive_replay.h"
#include "crdt/wire/saved_effects.h"
#include "crdt/wire/saved_tables.h"
#include "crdt/wire/saved_text.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

// Reads what TurnWriter wrote.
class TurnReader {
 public:
  Status Open(SavedReader* file, size_t section) { return column_.Open(file, section); }
  Column& column() { return column_; }
  bool Next(uint32_t bound, uint32_t* number) {
    if (left_ == 0) {
      uint64_t further = 0;
      if (!column_.Varint(&number_) || !column_.Varint64(&further)) return false;
      if (number_ >= bound) return column_.Refuse("a number beyond the table");
      left_ = further + 1;
      if (left_ == 0) return column_.Refuse("more than there can be");
    }
    --left_;
    *number = number_;
    return true;
  }
  bool Finished() { return left_ == 0 ? column_.Finished() : column_.Refuse("more than stated"); }

 private:
  Column column_;
  uint32_t number_ = 0;
  uint64_t left_ = 0;
};

class ArchiveReader {
 public:
  ArchiveReader(SavedReader* file, DocumentState* document)
      : file_(file),
        head_(file->head()),
        document_(document),
        sequence_(document->sequence()),
        agents_(sequence_.agents()),
        replay_(document) {}

  Status Read() {
    WEFT_RETURN_IF_ERROR(file_->OpenSections(kArchiveSections));
    WEFT_RETURN_IF_ERROR(ReadAgentTable(file_, kArchiveAgents, document_, &table_));
    std::vector<TextEntry> texts;
    WEFT_RETURN_IF_ERROR(ReadTextTable(file_, kArchiveTexts, document_, &texts));
    for (const TextEntry& text : texts) {
      if (text.rows == 0) continue;
      return InvalidArgument("saved document, section texts: spans in an archive at byte 0");
    }
    WEFT_RETURN_IF_ERROR(Open());
    bool good = CheckText();
    for (uint32_t i = 0; good && i < head_.runs; ++i) good = Step();
    if (good) Finished();
    sequence_.FinishReplay();
    return FirstFailure({&authors_.column(), &places_.column(), &kinds_, &insertion_counts_,
                         &insertion_moves_, &erasure_counts_, &erasure_moves_, &told_, &text_});
  }

 private:
  Status Open() {
    WEFT_RETURN_IF_ERROR(authors_.Open(file_, kAuthors));
    WEFT_RETURN_IF_ERROR(places_.Open(file_, kPlaces));
    Column* const columns[] = {
        &kinds_, &insertion_counts_, &insertion_moves_, &erasure_counts_, &erasure_moves_, &told_,
        &text_};
    for (size_t i = 0; i < std::size(columns); ++i) {
      WEFT_RETURN_IF_ERROR(columns[i]->Open(file_, kKinds + i));
    }
    return OkStatus();
  }

  // Units that are not all ASCII are decoded first, into an arena of their own.
  bool CheckText() {
    if (kinds_.Left() != head_.runs) return kinds_.Refuse("the edits are not as many as stated");
    if (head_.elements > text_.Left()) return text_.Refuse("more elements than there is text");
    ascii_ = text_.Rest();
    if (IsAscii(ascii_)) {
      return ascii_.size() == head_.elements || text_.Refuse("more text than elements");
    }
    ascii_ = {};
    UnitReader reader(text_.position(), text_.section().end(), head_.order);
    if (reader.Fill(head_.elements, text_.TakeMemory(), &units_) && reader.AtEnd()) return true;
    return text_.Refuse("text that ends early or late, or is no UTF-8", reader.position());
  }

  bool Step() {
    uint8_t kind = 0;
    uint32_t agent = 0;
    if (!kinds_.Byte(&kind) || !authors_.Next(head_.agents, &agent) ||
        !places_.Next(head_.texts, &place_)) {
      return false;
    }
    agent_ = table_[agent].number;
    replay_.Begin(agent_);
    switch (kind) {
      case kInsertAt:
        return InsertAt();
      case kEraseAt:
      case kEraseBackAt:
        return EraseAt(static_cast<EditKind>(kind));
      case kInsertBetween:
        return InsertBetween();
      case kEraseThese:
      case kEraseTheseBack:
        return EraseThese(kind == kEraseTheseBack);
      case kRestoreThese:
        return RestoreThese();
      default:
        return kinds_.Refuse("an unknown kind of edit");
    }
  }

  bool InsertionCount(uint32_t* count) {
    uint32_t further = 0;
    if (!insertion_counts_.Varint(&further)) return false;
    const Lv lv = agents_.next_lv();
    if (further >= head_.elements - lv) return insertion_counts_.Refuse("more than stated");
    *count = further + 1;
    if (CutsPair(lv) || CutsPair(lv + *count)) {
      return insertion_counts_.Refuse("a surrogate pair is cut");
    }
    return true;
  }
  // Whether a border between two of the file's units, in the order of arrival, is inside a pair.
  bool CutsPair(Lv lv) const {
    return Pairs(units_) && lv < head_.elements && IsLowSurrogate(units_.UnitAt(lv));
  }
  bool Pairs(const TextArena& arena) const {
    return arena.has_surrogates() && head_.order == OrderKind::kFugueMax;
  }

  bool EffectCount(uint32_t* count) {
    uint32_t further = 0;
    if (!erasure_counts_.Varint(&further)) return false;
    if (further >= head_.effects - effects_) return erasure_counts_.Refuse("more than stated");
    *count = further + 1;
    effects_ += *count;
    return true;
  }

  // Where `count` elements are, or go in when it is an insertion.
  bool Position(Column* moves, EditKind kind, uint32_t count, uint64_t* position) {
    uint32_t move = 0;
    if (!moves->Varint(&move)) return false;
    const int64_t at = replay_.Expected(kind, count) + Unzigzag(move);
    const uint64_t needed = kind == kInsertAt ? 0 : count;
    const uint64_t length = sequence_.Length(place_);
    if (at < 0 || needed > length || static_cast<uint64_t>(at) > length - needed) {
      return moves->Refuse("a position beyond the text");
    }
    *position = static_cast<uint64_t>(at);
    if (head_.order == OrderKind::kFugueMax &&
        (document_->InsidePair(place_, *position) ||
         document_->InsidePair(place_, *position + needed))) {
      return moves->Refuse("a position inside a surrogate pair");
    }
    return true;
  }

  bool InsertAt() {
    uint32_t count = 0;
    uint64_t position = 0;
    if (!InsertionCount(&count) || !Position(&insertion_moves_, kInsertAt, count, &position)) {
      return false;
    }
    const Lv lv = agents_.next_lv();
    if (!ascii_.empty()) {
      replay_.InsertAscii(place_, position, ascii_.substr(lv, count));
    } else {
      replay_.Insert(place_, position, UnitsAt(lv, count));
    }
    return true;
  }
  std::u16string_view UnitsAt(Lv lv, uint32_t count) {
    scratch_.clear();
    if (ascii_.empty()) {
      units_.ReadUtf16(LvRange{lv, count}, &scratch_);
    } else {
      scratch_.assign(ascii_.begin() + lv, ascii_.begin() + lv + count);
    }
    return scratch_;
  }

  bool EraseAt(EditKind kind) {
    uint32_t count = 0;
    uint64_t position = 0;
    if (!EffectCount(&count) || !Position(&erasure_moves_, kind, count, &position)) return false;
    replay_.Erase(place_, position, count, kind == kEraseBackAt);
    return true;
  }

  bool Anchor(Lv* anchor) {
    uint32_t back = 0;
    if (!told_.Varint(&back)) return false;
    if (back > agents_.next_lv()) return told_.Refuse("an anchor before all elements");
    *anchor = back == 0 ? kNoLv : agents_.next_lv() - back;
    if (back > 0 && sequence_.TextOf(*anchor) != place_) {
      return told_.Refuse("an anchor in another text");
    }
    return true;
  }
  bool InsertBetween() {
    uint32_t count = 0;
    Lv prev = kNoLv;
    Lv next = kNoLv;
    if (!InsertionCount(&count) || !Anchor(&prev) || !Anchor(&next)) return false;
    const TextArena& arena = sequence_.arena();
    if (Pairs(arena) && ((prev != kNoLv && IsHighSurrogate(arena.UnitAt(prev))) ||
                         (next != kNoLv && IsLowSurrogate(arena.UnitAt(next))))) {
      return told_.Refuse("an anchor inside a surrogate pair");
    }
    sequence_.IntegrateInsertion(agent_, place_, prev, next, UnitsAt(agents_.next_lv(), count));
    return true;
  }

  bool ReadAt(uint32_t* at) {
    uint32_t less = 0;
    if (!told_.Varint(&less)) return false;
    const uint32_t creations = agents_.Creations(agent_);
    if (less > creations) return told_.Refuse("an effect before its agent's creations");
    *at = creations - less;
    if (sequence_.EndsInsidePair(agent_, *at)) {
      return told_.Refuse("an effect between the halves of a surrogate pair");
    }
    return *at >= sequence_.LastAt(agent_) ||
           told_.Refuse("an effect with fewer creations than the one before");
  }
  bool EraseThese(bool backward) {
    uint32_t count = 0;
    uint32_t back = 0;
    uint32_t at = 0;
    if (!EffectCount(&count) || !told_.Varint(&back) || !ReadAt(&at)) return false;
    const Lv end = agents_.next_lv();
    if (back > end || count > back) return told_.Refuse("a deletion of elements that do not exist");
    const LvRange range{end - back, count};
    if (HitsOwnFuture(agents_, agent_, range, at)) {
      return told_.Refuse("a deletion of what its agent made later");
    }
    const TextArena& arena = sequence_.arena();
    if (Pairs(arena) && EndsInsidePair(arena, range)) {
      return told_.Refuse("a deletion of half a surrogate pair");
    }
    sequence_.IntegrateErase(agent_, at, range, backward && count > 1);
    return true;
  }

  bool RestoreThese() {
    uint32_t count = 0;
    uint32_t by = 0;
    uint32_t index = 0;
    uint32_t at = 0;
    if (!EffectCount(&count) || !told_.Varint(&by) || !told_.Varint(&index) || !ReadAt(&at)) {
      return false;
    }
    if (by >= table_.size()) return told_.Refuse("an unknown agent");
    const AgentNumber number = table_[by].number;
    const uint32_t known = sequence_.CountsOf(number).effects;
    if (index > known || count > known - index) return told_.Refuse("an unknown effect");
    for (uint32_t i = index; i < index + count; ++i) {
      if (sequence_.ErasedBy(number, i) == kNoLv) {
        return told_.Refuse("a restore of what is no deletion");
      }
    }
    const TextArena& arena = sequence_.arena();
    if (Pairs(arena) && CutsDeletedPair(sequence_.effects(), arena, number, index, count)) {
      return told_.Refuse("a restore of half a surrogate pair");
    }
    std::vector<uint32_t> others;
    sequence_.IntegrateRestore(agent_, at, number, index, count, &others);
    return true;
  }

  bool Finished() {
    for (Column* column : {&kinds_, &insertion_counts_, &insertion_moves_, &erasure_counts_,
                           &erasure_moves_, &told_}) {
      if (!column->Finished()) return false;
    }
    if (!authors_.Finished() || !places_.Finished()) return false;
    if (agents_.next_lv() != head_.elements) return kinds_.Refuse("fewer elements than stated");
    sequence_.Flush();
    for (const AgentEntry& agent : table_) {
      if (sequence_.effects().RunCount(agent.number) != agent.effect_runs) {
        return kinds_.Refuse("an agent's runs of effects are not as many as stated");
      }
      if (sequence_.CountsOf(agent.number).effects != agent.effects) {
        return kinds_.Refuse("an agent's effects are not as many as stated");
      }
    }
    return true;
  }

  SavedReader* file_;
  const SavedHead& head_;
  DocumentState* document_;
  Sequence& sequence_;
  AgentTable& agents_;
  ArchiveReplay replay_;
  std::vector<AgentEntry> table_;
  TurnReader authors_, places_;
  Column kinds_, insertion_counts_, insertion_moves_, erasure_counts_, erasure_moves_, told_, text_;
  std::string_view ascii_;  // all units, or
  TextArena units_;         // all units
  std::u16string scratch_;
  AgentNumber agent_ = 0;  // of the step being read
  TreeId place_ = 0;
  uint32_t effects_ = 0;
};

}  // namespace

Status ReadArchive(SavedReader* file, const Limits&, DocumentState* document) {
  return ArchiveReader(file, document).Read();
}

}  // namespace weft::wire
