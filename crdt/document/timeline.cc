#include "crdt/document/timeline.h"

#include <algorithm>

#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/document/arrivals.h"
#include "crdt/document/comparison.h"
#include "crdt/document/document_state.h"
#include "crdt/document/past.h"
#include "crdt/document/text_states.h"

namespace weft {

class Timeline::Impl {
 public:
  // `text`: kNoTree for a whole document's.
  Impl(DocumentState* state, TreeId text, const TimelineOptions& options)
      : state_(*state), text_(text), by_(options.by), compares_(text == kNoTree || IsRich()) {
    for (AgentNumber n = 0; n < sequence().agents().size(); ++n) order_.push_back(n);
    Sort(order_.begin(), order_.end(), [this](AgentNumber a, AgentNumber b) {
      return sequence().agents().AgentOf(a) < sequence().agents().AgentOf(b);
    });
    step_ = std::max<uint64_t>(options.count, 1);
    if (by_ == TimelineOptions::By::kSteps) {
      const uint64_t all = CountOperations();
      step_ = std::max<uint64_t>((all + step_ - 1) / step_, 1);
    }
    Restart();
    states_.reset();  // only counting
    while (TakeStep()) ++number_;
    size_ = number_;
    Restart();
  }

  size_t size() const { return size_; }

  bool Next(TimelineStep* step) {
    if (!status_.ok()) return false;
    std::optional<Version> before;  // none: nothing
    if (compares_ && !HoldsWhatWas()) before = VersionNow();
    if (!TakeStep()) return false;
    step->number = number_++;
    step->version = VersionNow();
    step->operations = taken_;
    step->authors.clear();
    for (const AgentNumber number : authors_) {
      step->authors.push_back(sequence().agents().AgentOf(number));
    }
    Sort(step->authors.begin(), step->authors.end());
    step->changes.clear();
    step->delta = states_.has_value() ? states_->TakeDelta() : TextDelta{};
    if (compares_) status_ = Compare(before, step);
    return status_.ok();
  }

  const Status& status() const { return status_; }

  void Seek(size_t number) {
    if (number < number_) Restart();
    for (; number_ < number && TakeStep(); ++number_) {
    }
    if (number_ > 0 && states_.has_value()) states_->TakeDelta();
  }

  std::string Read() const { return states_.has_value() ? states_->Read() : std::string(); }

 private:
  Sequence& sequence() { return state_.sequence(); }

  bool IsRich() {
    const Objects& objects = state_.objects();
    bool rich = !objects.marks().OfText(objects.containers().OfTree(text_)).empty();
    sequence().tree().Visit(text_, [&](const Span& span) {
      rich = rich || objects.creations().AnyIn(LvRange{span.lv, span.count});
    });
    return rich;
  }

  void Restart() {
    arrivals_.emplace(&sequence());
    has_arrival_ = arrivals_->Next(&arrival_);
    if (text_ != kNoTree) states_.emplace(&sequence(), text_);
    const AgentTable& agents = sequence().agents();
    counts_.clear();
    for (AgentNumber n = 0; n < agents.size(); ++n) {
      const uint32_t first = sequence().effects().FirstKnown(n);
      const uint32_t loaded =
          sequence().has_all_effects() ? 0 : agents.CreationsBefore(n, sequence().loaded_end());
      counts_.push_back(Counts{loaded, first});
    }
    number_ = 0;
    status_ = OkStatus();
  }

  // What an operation is about: the text's elements, its marks, or neither. All of a document is
  // about it.
  enum class About : uint8_t { kNothing, kElements, kMarks };

  About AboutOf(Lv lv) {
    if (sequence().TextOf(lv) == text_) return About::kElements;
    const Objects& objects = state_.objects();
    if (objects.marks().empty() || objects.creations().KindOf(lv) != CreationKind::kMark) {
      return About::kNothing;
    }
    const Marks::Mark& mark = objects.marks()[objects.marks().NumberOf(lv)];
    return objects.containers()[mark.text].tree == text_ ? About::kMarks : About::kNothing;
  }

  About AboutOf(const Arrival& arrival, uint32_t place) {
    if (!arrival.effect) return AboutOf(arrival.elements.lv + place);
    const EffectRun& run = arrival.run;
    Lv lv = kNoLv;
    if (run.kind == EffectKind::kErase) lv = run.TargetOf(run.index + place);
    if (run.kind == EffectKind::kRestore) {
      lv = sequence().ErasedBy(run.restored_agent, run.restored_index + place);
    }
    return lv == kNoLv ? About::kNothing : AboutOf(lv);
  }

  // How many of an arrival's first are about the same; of a document's all are.
  uint32_t CountAlike(const Arrival& arrival, About* about) {
    *about = text_ == kNoTree ? About::kElements : AboutOf(arrival, 0);
    // Restores also take back additions, which are about nothing, beside deletions.
    const bool mixed = arrival.effect && arrival.run.kind == EffectKind::kRestore;
    if (text_ == kNoTree || (sequence().text_runs().size() == 1 && !mixed) ||
        (!arrival.effect && arrival.tree != sequence().loose())) {
      return arrival.count();
    }
    uint32_t count = 1;
    while (count < arrival.count() && AboutOf(arrival, count) == *about) ++count;
    return count;
  }

  uint64_t CountOperations() {
    uint64_t all = 0;
    Arrivals arrivals(&sequence());
    for (Arrival arrival; arrivals.Next(&arrival);) {
      for (About about{};;) {
        const uint32_t count = CountAlike(arrival, &about);
        if (about != About::kNothing) all += count;
        if (count == arrival.count()) break;
        arrival.Take(count);
      }
    }
    return all;
  }

  // Whether the next step holds what was there when the history begins.
  bool HoldsWhatWas() { return number_ == 0 && !sequence().has_all_effects(); }

  // Takes as many arrivals as make a step, and what else arrived before the next one. False when
  // nothing is left.
  bool TakeStep() {
    taken_ = 0;
    is_author_.resize(counts_.size());
    for (const AgentNumber author : authors_) is_author_[author] = false;
    authors_.clear();
    while (has_arrival_) {
      About about{};
      const uint32_t alike = CountAlike(arrival_, &about);
      const bool counts = about != About::kNothing;
      if (counts && (taken_ >= step_ || Ended()) && !EndsInsidePair()) break;
      const uint64_t room = taken_ < step_ ? step_ - taken_ : 1;
      Take(counts ? static_cast<uint32_t>(std::min<uint64_t>(room, alike)) : alike, about);
    }
    return taken_ > 0 || HoldsWhatWas();
  }

  bool Ended() const {
    return by_ == TimelineOptions::By::kAuthors && !authors_.empty() &&
           authors_.back() != arrival_.agent;
  }

  void Take(uint32_t count, About about) {
    const bool whole = count == arrival_.count();
    const Arrival part = whole ? arrival_ : arrival_.Take(count);
    Counts& counts = counts_[part.agent];
    (part.effect ? counts.effects : counts.creations) += count;
    last_agent_ = part.agent;
    if (whole) has_arrival_ = arrivals_->Next(&arrival_);
    if (about == About::kNothing) return;
    taken_ += count;
    if (!is_author_[part.agent]) authors_.push_back(part.agent);
    is_author_[part.agent] = true;
    if (!states_.has_value() || about != About::kElements) return;
    if (part.effect) {
      states_->Apply(part.run);
    } else {
      states_->Insert(part.elements);
    }
  }

  // No version ends there. What closes the pair comes next, or soon.
  bool EndsInsidePair() {
    if (taken_ == 0 || !sequence().arena().has_surrogates()) return false;
    if (sequence().order() == OrderKind::kYata) return NextClosesPair();
    const auto cut = [this](AgentNumber agent) {
      return !state_.CheckVersion(agent, counts_[agent]).ok();
    };
    if (open_agent_ != kNoNumber && cut(open_agent_)) return true;
    open_agent_ = cut(last_agent_) ? last_agent_ : kNoNumber;
    return open_agent_ != kNoNumber;
  }

  // In yata order any half may come, go and stay alone.
  bool NextClosesPair() {
    const AgentNumber agent = arrival_.agent;
    if (agent != last_agent_) return false;
    if (arrival_.effect) {
      const uint32_t next = counts_[agent].effects;
      return state_.CutsEffectsOfPair(agent, next) &&
             state_.PairOfEffect(agent, next) == state_.PairOfEffect(agent, next - 1);
    }
    const Lv lv = arrival_.elements.lv;
    const TextArena& arena = sequence().arena();
    return lv > 0 && IsLowSurrogate(arena.UnitAt(lv)) && IsHighSurrogate(arena.UnitAt(lv - 1)) &&
           sequence().agents().RunOf(lv - 1).agent == agent &&
           sequence().TextOf(lv - 1) == arrival_.tree;
  }

  // Of a whole document, and of a text with marks or objects, which are more than positions tell.
  Status Compare(const std::optional<Version>& before, TimelineStep* step) {
    const Result<Past> is = Past::Of(&state_, step->version);
    if (!is.ok()) return is.status();
    std::optional<Result<Past>> was;
    if (before.has_value()) was.emplace(Past::Of(&state_, *before));
    if (was.has_value() && !was->ok()) return was->status();
    Comparison comparison(&state_, was.has_value() ? **was : *is, *is);
    if (text_ == kNoTree) {
      Result<std::vector<Change>> changes = before ? comparison.Run() : comparison.RunWhole();
      if (changes.ok()) step->changes = *std::move(changes);
      return changes.status();
    }
    const ContainerNumber text = state_.objects().containers().OfTree(text_);
    Result<TextDelta> delta = comparison.RunText(text, before.has_value());
    if (delta.ok()) step->delta = *std::move(delta);
    return delta.status();
  }

  Version VersionNow() {
    Version version;
    for (const AgentNumber n : order_) version.Set(sequence().agents().AgentOf(n), counts_[n]);
    return version;
  }

  DocumentState& state_;
  TreeId text_;
  TimelineOptions::By by_;
  bool compares_;
  uint64_t step_ = 1;
  size_t size_ = 0;
  std::vector<AgentNumber> order_;  // by agent

  size_t number_ = 0;  // of the next step
  std::optional<Arrivals> arrivals_;
  Arrival arrival_{};  // what is left of it
  bool has_arrival_ = false;
  std::optional<TextStates> states_;
  std::vector<Counts> counts_;
  std::vector<AgentNumber> authors_;  // of the step, the first first
  std::vector<bool> is_author_;       // of the step, by agent
  Status status_;
  AgentNumber last_agent_ = 0;
  AgentNumber open_agent_ = kNoNumber;  // whose operations end inside a pair
  uint64_t taken_ = 0;
};

Timeline::Timeline(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Timeline::Timeline(Timeline&&) noexcept = default;
Timeline& Timeline::operator=(Timeline&&) noexcept = default;
Timeline::~Timeline() = default;

namespace {

// Its history from the start, or from where it was dropped.
Status CheckHistory(Sequence* sequence) {
  sequence->Flush();
  const Status status = sequence->EnsureEffects();
  return status.code() == StatusCode::kFailedPrecondition ? OkStatus() : status;
}

Status ContentNotSaved() {
  return FailedPrecondition("the document was saved without what was deleted or replaced");
}

// Of a history from the start, all content is told. What a history that begins later lacks was gone
// before.
bool MayTellWhatLacks(const Sequence& sequence) {
  return sequence.has_all_effects() && sequence.lacks_any_text();
}

// Of a text only elements lack any; marks keep their values.
Status CheckContent(DocumentState* state, ContainerNumber text) {
  Sequence& sequence = state->sequence();
  if (!MayTellWhatLacks(sequence)) return OkStatus();
  bool lacks = false;
  sequence.tree().Visit(state->objects().TreeOf(text), [&](const Span& span) {
    lacks = lacks || sequence.LacksText(LvRange{span.lv, span.count});
  });
  return lacks ? ContentNotSaved() : OkStatus();
}

}  // namespace

Result<Timeline> Timeline::OfText(const Document& document, const ContainerId& text,
                                  const TimelineOptions& options) {
  DocumentState* const state = &document.state();
  if (text.kind != ContainerKind::kText) return InvalidArgument("no text's id");
  const Result<ContainerNumber> container = state->FindContainer(text);
  if (!container.ok()) return container.status();
  WEFT_RETURN_IF_ERROR(CheckHistory(&state->sequence()));
  WEFT_RETURN_IF_ERROR(CheckContent(state, *container));
  return Timeline(std::make_unique<Impl>(state, state->objects().TreeOf(*container), options));
}

Result<Timeline> Timeline::OfDocument(const Document& document, const TimelineOptions& options) {
  WEFT_RETURN_IF_ERROR(CheckHistory(&document.state().sequence()));
  if (MayTellWhatLacks(document.state().sequence())) return ContentNotSaved();
  return Timeline(std::make_unique<Impl>(&document.state(), kNoTree, options));
}

size_t Timeline::size() const { return impl_->size(); }
bool Timeline::Next(TimelineStep* step) { return impl_->Next(step); }
Status Timeline::status() const { return impl_->status(); }
void Timeline::Seek(size_t number) { impl_->Seek(number); }
std::string Timeline::Read() const { return impl_->Read(); }

}  // namespace weft
