#include <algorithm>
#include <array>

#include "crdt/wire/archive.h"
#include "crdt/wire/archive_replay.h"
#include "crdt/wire/effect_order.h"
#include "crdt/wire/saved_tables.h"
#include "crdt/wire/saved_text.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

// Runs of one number in a row: the number, then how many less 1.
class TurnWriter {
 public:
  void Add(uint32_t number) {
    if (length_ > 0 && number == number_) {
      ++length_;
      return;
    }
    Flush();
    number_ = number;
    length_ = 1;
  }
  std::string Finish() {
    Flush();
    return std::move(out_);
  }

 private:
  void Flush() {
    if (length_ == 0) return;
    AppendVarint(number_, &out_);
    AppendVarint(length_ - 1, &out_);
    length_ = 0;
  }

  std::string out_;
  uint32_t number_ = 0;
  uint64_t length_ = 0;
};

class ArchiveWriter {
 public:
  explicit ArchiveWriter(DocumentState* document)
      : document_(document),
        sequence_(document->sequence()),
        tables_(document),
        shadow_(document->agent(), sequence_.order()),
        replay_(&shadow_) {}

  Result<std::string> Write() {
    WriteTables();
    shadow_.sequence().tree().EnsureIndex();
    const InOrderOfArrival arrived(sequence_.effects());
    const Lv end = sequence_.agents().next_lv();
    Lv lv = 0;
    for (const ArrivedEffect& effect : arrived.effects()) {
      for (; lv < effect.run.arrived; lv = shadow_.sequence().agents().next_lv()) {
        WriteInsertion(lv, effect.run.arrived);
      }
      WriteEffect(effect.agent, effect.run);
    }
    for (; lv < end; lv = shadow_.sequence().agents().next_lv()) WriteInsertion(lv, end);
    if (!ShadowIsTheSame()) {
      return DataLoss("the loaded elements do not stand where their anchors put them");
    }
    sections_[kAuthors] = authors_.Finish();
    sections_[kPlaces] = places_.Finish();
    WriteText();
    SavedWriter out;
    for (std::string& section : sections_) out.Add(std::move(section));
    return out.Finish(head_);
  }

 private:
  // The shadow numbers agents and texts as the document does.
  void WriteTables() {
    const AgentTable& agents = sequence_.agents();
    for (AgentNumber agent = 0; agent < agents.size(); ++agent) {
      shadow_.sequence().agents().Intern(agents.AgentOf(agent));
      head_.effects += sequence_.CountsOf(agent).effects;
    }
    for (TreeId text = 0; text < document_->tree_count(); ++text) {
      shadow_.TextNamed(document_->NameOf(text));
      AppendText(document_->NameOf(text), 0, &sections_[kArchiveTexts]);
    }
    head_.form = SavedForm::kArchive;
    head_.order = sequence_.order();
    head_.elements = agents.next_lv();
    head_.agents = static_cast<uint32_t>(tables_.agents().size());
    head_.texts = document_->tree_count();
    sections_[kArchiveAgents] = EncodeAgents(document_, tables_, true);
  }

  // A working file says where its elements stand, and only a replay tells whether that is true.
  bool ShadowIsTheSame() {
    shadow_.sequence().Flush();
    for (TreeId text = 0; text < document_->tree_count(); ++text) {
      if (SpansOf(sequence_.tree(), text) != SpansOf(shadow_.sequence().tree(), text)) return false;
    }
    return true;
  }
  // Starts of maximal spans, and whether they are visible.
  static std::vector<std::pair<Lv, bool>> SpansOf(const SpanTree& tree, TreeId text) {
    std::vector<std::pair<Lv, bool>> spans;
    Lv end = kNoLv;
    tree.Visit(text, [&](const Span& span) {
      if (span.lv != end || span.visible != spans.back().second) {
        spans.emplace_back(span.lv, span.visible);
      }
      end = span.lv + span.count;
    });
    return spans;
  }

  void WriteText() {
    UnitWriter text;
    std::u16string units;
    sequence_.arena().ReadUtf16(LvRange{0, head_.elements}, &units);
    text.Add(units);
    sections_[kArchiveText] = text.Finish();
  }

  void Begin(EditKind kind, AgentNumber agent, TreeId text) {
    authors_.Add(tables_.NumberOf(agent));
    places_.Add(text);
    sections_[kKinds].push_back(static_cast<char>(kind));
    ++head_.runs;
    replay_.Begin(agent);
  }
  uint64_t PositionAfter(Lv lv) {
    if (lv == kNoLv) return 0;
    SpanTree& tree = shadow_.sequence().tree();
    tree.Settle();
    return tree.PositionOf(tree.After(lv));
  }

  // The longest stretch from `lv` on that one agent made in one insertion.
  void WriteInsertion(Lv lv, Lv end) {
    const AgentTable& agents = sequence_.agents();
    const Insertion run = sequence_.insertions().Find(lv);
    const uint32_t count = std::min({end - lv, run.range.end() - lv, agents.RunLength(lv)});
    const Lv prev = run.range.lv == lv ? run.prev : lv - 1;
    const AgentNumber agent = agents.RunOf(lv).agent;
    const TreeId text = sequence_.TextOf(lv);
    units_.clear();
    sequence_.arena().ReadUtf16(LvRange{lv, count}, &units_);
    Sequence& shadow = shadow_.sequence();
    replay_.Begin(agent);
    const uint64_t position = PositionAfter(prev);
    AppendVarint(count - 1, &sections_[kInsertionCounts]);
    if (shadow.PeekAnchors(text, position) == std::pair(prev, run.next)) {
      Begin(kInsertAt, agent, text);
      AppendMove(position, kInsertAt, count, &sections_[kInsertionMoves]);
      replay_.Insert(text, position, units_);
      return;
    }
    Begin(kInsertBetween, agent, text);
    AppendVarint(prev == kNoLv ? 0 : lv - prev, &sections_[kToldByLv]);
    AppendVarint(run.next == kNoLv ? 0 : lv - run.next, &sections_[kToldByLv]);
    shadow.IntegrateInsertion(agent, text, prev, run.next, units_);
  }

  void AppendMove(uint64_t position, EditKind kind, uint32_t count, std::string* out) {
    AppendVarint(Zigzag(static_cast<int64_t>(position) - replay_.Expected(kind, count)), out);
  }

  void WriteEffect(AgentNumber agent, const EffectRun& run) {
    shadow_.sequence().Flush();
    if (run.kind == EffectKind::kRestore) return WriteRestore(agent, run);
    // Consecutive LVs that stand together and are all visible, or all not.
    const SpanTree& tree = shadow_.sequence().tree();
    LvRange left{run.target, run.count};
    while (left.count > 0) {
      shadow_.sequence().Flush();
      LvRange part = left;
      if (run.backward) {
        part.lv = std::max(left.lv, tree.SpanStart(left.end() - 1));
        part.count = left.end() - part.lv;
      } else {
        part.count = std::min(left.count, tree.SpanFrom(left.lv).count);
        left.lv += part.count;
      }
      left.count -= part.count;
      WriteErasure(agent, run.at, part, run.backward && part.count > 1);
    }
  }

  void WriteErasure(AgentNumber agent, uint32_t at, LvRange part, bool backward) {
    Sequence& shadow = shadow_.sequence();
    const TreeId text = sequence_.TextOf(part.lv);
    AppendVarint(part.count - 1, &sections_[kErasureCounts]);
    const uint32_t creations = shadow.agents().Creations(agent);
    if (at == creations && shadow.tree().SpanFrom(part.lv).visible) {
      const EditKind kind = backward ? kEraseBackAt : kEraseAt;
      const uint64_t position = PositionAfter(part.lv) - 1;
      Begin(kind, agent, text);
      AppendMove(position, kind, part.count, &sections_[kErasureMoves]);
      return replay_.Erase(text, position, part.count, backward);
    }
    Begin(backward ? kEraseTheseBack : kEraseThese, agent, text);
    AppendVarint(shadow.agents().next_lv() - part.lv, &sections_[kToldByLv]);
    AppendVarint(creations - at, &sections_[kToldByLv]);
    shadow.IntegrateErase(agent, at, part, backward);
  }

  void WriteRestore(AgentNumber agent, const EffectRun& run) {
    Sequence& shadow = shadow_.sequence();
    AppendVarint(run.count - 1, &sections_[kErasureCounts]);
    Begin(kRestoreThese, agent, 0);
    AppendVarint(tables_.NumberOf(run.restored_agent), &sections_[kToldByLv]);
    AppendVarint(run.restored_index, &sections_[kToldByLv]);
    AppendVarint(shadow.agents().Creations(agent) - run.at, &sections_[kToldByLv]);
    std::vector<uint32_t> others;
    shadow.IntegrateRestore(agent, run.at, run.restored_agent, run.restored_index, run.count,
                            &others);
  }

  DocumentState* document_;
  Sequence& sequence_;
  FileTables tables_;
  DocumentState shadow_;  // what the reader will have, step by step
  ArchiveReplay replay_;
  SavedHead head_;
  std::array<std::string, kArchiveSectionCount> sections_;
  TurnWriter authors_;
  TurnWriter places_;
  std::u16string units_;
};

}  // namespace

Result<std::string> WriteArchive(DocumentState* document) {
  Sequence& sequence = document->sequence();
  sequence.Flush();
  WEFT_RETURN_IF_ERROR(sequence.EnsureEffects());
  if (sequence.lacks_any_text()) {
    return FailedPrecondition("this document was saved without the text of deleted elements");
  }
  return ArchiveWriter(document).Write();
}

}  // namespace weft::wire
