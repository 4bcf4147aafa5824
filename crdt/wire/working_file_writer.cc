#include <array>
#include <optional>

#include "crdt/wire/saved_effects.h"
#include "crdt/wire/saved_tables.h"
#include "crdt/wire/saved_text.h"
#include "crdt/wire/span_shape.h"
#include "crdt/wire/varint.h"
#include "crdt/wire/working_file.h"
#include "crdt/wire/working_objects.h"

namespace weft::wire {

namespace {

// The ends of the spans so far, as far as a reader has kept them; see working_file.h.
class OpenEnds {
 public:
  void Tell(LvRange span, uint32_t* returns, uint32_t* step) {
    *returns = 0;
    while (ends_.size() > 1 && ends_.back() > span.lv) {
      ends_.pop_back();
      ++*returns;
    }
    *step = span.lv - ends_.back();
    if (*step == 0) ends_.pop_back();
    ends_.push_back(span.end());
  }

 private:
  std::vector<Lv> ends_ = {0};  // never empty
};

// Of a document with nothing pending.
class WorkingFileWriter {
 public:
  WorkingFileWriter(DocumentState* document, const SaveOptions& options)
      : document_(document), sequence_(document->sequence()), quick_(options.quick) {
    // Effects that cannot be had any more cannot be saved either.
    const bool effects = sequence_.EnsureEffects().ok();
    tables_ = FileTables(document);
    head_.order = sequence_.order();
    head_.elements = sequence_.agents().next_lv();
    head_.lacks_deleted_text = !options.deleted_text || sequence_.lacks_any_text();
    head_.lacks_history = !options.history || !effects;
    if (!document->objects().empty()) objects_.emplace(document, head_.lacks_deleted_text);
  }

  std::string Write() {
    WriteAgents();
    WriteUnits([this] { objects_ ? WriteContainers() : WriteTexts(); });
    WriteTurns();
    WriteApart();
    EffectColumns effects;
    std::string others;
    if (!head_.lacks_history) {
      effects = EncodeEffects(
          sequence_.effects(), sequence_.agents(), tables_.agents(), [&](const EffectRun& run) {
            AppendOtherEffects(document_->objects(), objects_->places(), run, &others);
          });
    }
    SavedWriter out(quick_);
    for (size_t i = 0; i < sections_.size(); ++i) {
      out.Add(std::move(sections_[i]), PackingOf(static_cast<WorkingSection>(i)));
    }
    for (std::string& column : effects) out.Add(std::move(column));
    if (objects_) {
      out.Add(std::move(others));
      for (std::string& section : objects_->Elements()) out.Add(std::move(section));
    }
    return out.Finish(head_);
  }

 private:
  // What every load reads is packed so that it is read fast, unless somebody who leaves part of the
  // document out asks for a small file.
  Packing PackingOf(WorkingSection section) const {
    if (head_.lacks_deleted_text || head_.lacks_history) return Packing::kSmall;
    if (section == kSteps || section == kLengths) return Packing::kNone;
    return section == kText || section == kShapes ? Packing::kFast : Packing::kSmall;
  }

  void WriteAgents() {
    head_.agents = static_cast<uint32_t>(tables_.agents().size());
    for (AgentNumber agent : tables_.agents()) {
      head_.effects += sequence_.CountsOf(agent).effects;
      if (!head_.lacks_history) {
        head_.runs += static_cast<uint32_t>(sequence_.effects().RunCount(agent));
      }
    }
    head_.lacks_history = head_.lacks_history && head_.effects > 0;
    sections_[kAgents] = EncodeAgents(document_, tables_, !head_.lacks_history);
  }

  // The units of all elements, when the spans are written, which decide what stands for some.
  template <class WriteTrees>
  void WriteUnits(WriteTrees&& write_trees) {
    sequence_.arena().ReadUtf16(LvRange{0, head_.elements}, &units_);
    write_trees();
    UnitWriter text;
    text.Add(units_);
    sections_[kText] = text.Finish();
  }

  void WriteTexts() {
    head_.texts = document_->tree_count();
    for (TreeId text = 0; text < head_.texts; ++text) {
      AppendText(document_->NameOf(text), WriteSpans(text), &sections_[kTexts]);
    }
  }

  void WriteContainers() {
    head_.form = SavedForm::kWorkingObjects;
    head_.texts = objects_->containers();
    head_.runs += objects_->rows();
    const uint32_t others = head_.lacks_history ? 0 : document_->objects().other_effects();
    sections_[kContainers] =
        objects_->Containers(others, [this](TreeId tree) { return WriteSpans(tree); });
  }

  // Spans that two leaves share are one here.
  uint32_t WriteSpans(TreeId tree) {
    uint32_t spans = 0;
    Span last{0, 0, false};
    substitute_ = head_.lacks_deleted_text && document_->objects().containers().IsText(tree);
    sequence_.tree().Visit(tree, [&](const Span& span) {
      if (last.count > 0 && last.lv + last.count == span.lv && last.visible == span.visible) {
        last.count += span.count;
        return;
      }
      if (last.count > 0) WriteSpan(last);
      spans += last.count > 0;
      last = span;
    });
    if (last.count > 0) WriteSpan(last);
    spans += last.count > 0;
    head_.runs += spans;
    return spans;
  }

  void WriteSpan(const Span& span) {
    uint32_t returns = 0;
    uint32_t step = 0;
    ends_.Tell(LvRange{span.lv, span.count}, &returns, &step);
    const uint32_t further = span.count - 1;
    const SpanShape shape = SpanShape::Of(returns, step, further, !span.visible);
    sections_[kShapes].push_back(static_cast<char>(shape.byte()));
    if (returns >= SpanShape::kMoreReturns) {
      AppendVarint(returns - SpanShape::kMoreReturns, &sections_[kReturns]);
    }
    AppendBytes(step, shape.StepBytes(), &sections_[kSteps]);
    AppendBytes(further, shape.LengthBytes(), &sections_[kLengths]);
    if (substitute_ && !span.visible) {
      SubstituteUnits(&units_[span.lv], span.count);
    }
  }

  static void AppendBytes(uint32_t value, uint32_t bytes, std::string* out) {
    for (uint32_t i = 0; i < bytes; ++i) out->push_back(static_cast<char>(value >> i * 8));
  }

  void WriteTurns() {
    const auto& runs = sequence_.agents().runs();
    for (size_t i = 0; i < runs.size(); ++i) {
      const Lv end = i + 1 < runs.size() ? runs[i + 1].lv : head_.elements;
      AppendVarint(tables_.NumberOf(runs[i].agent), &sections_[kWho]);
      AppendVarint(end - runs[i].lv - 1, &sections_[kTurns]);
    }
  }

  // Runs whose anchors had drifted apart, and those that are a left child of next, or none, for
  // another reason than their places. Each: LVs since the run before, length less 1 with `apart`
  // and `left`, then how far back the anchors are, 0 for none.
  void WriteApart() {
    const InsertionLog& log = sequence_.insertions();
    std::string& out = sections_[kApart];
    Lv end = 0;
    for (size_t i = 0; i < log.size(); ++i) {
      const Insertion run = log.at(i);
      if (!run.apart && run.left == ImpliedLeft(run, head_.order)) continue;
      AppendVarint(run.range.lv - end, &out);
      AppendVarint(uint64_t{run.range.count - 1} << 2 | (run.apart ? 2 : 0) | (run.left ? 1 : 0),
                   &out);
      AppendVarint(run.prev == kNoLv ? 0 : run.range.lv - run.prev, &out);
      AppendVarint(run.next == kNoLv ? 0 : run.range.lv - run.next, &out);
      end = run.range.end();
    }
  }

  DocumentState* document_;
  Sequence& sequence_;
  bool quick_;
  SavedHead head_;
  std::array<std::string, kEffects> sections_;
  FileTables tables_;
  OpenEnds ends_;
  std::u16string units_;                  // of all elements
  bool substitute_ = false;               // for the text of what is deleted, in this tree
  std::optional<ObjectsWriter> objects_;  // of more than text
};

}  // namespace

std::string WriteWorkingFile(DocumentState* document, const SaveOptions& options) {
  document->sequence().Flush();
  return WorkingFileWriter(document, options).Write();
}

}  // namespace weft::wire
