#include "bench/documents/history_bench.h"

#include <memory>
#include <stdexcept>
#include <utility>

#include "bench/documents/replica.h"
#include "bench/traces/agents.h"
#include "bench/traces/require.h"
#include "bench/traces/stopwatch.h"
#include "bench/traces/trace.h"
#include "crdt/document/timeline.h"

namespace weft::bench {
namespace {

// A text in which edits are made one after the other.
class Model {
 public:
  void Make(const Transaction& transaction) {
    for (const Edit& edit : transaction) {
      if (const InsertText* insert = std::get_if<InsertText>(&edit)) {
        text_.insert(insert->at, ToUtf16(insert->text));
      } else {
        const EraseText& erase = std::get<EraseText>(edit);
        text_.erase(erase.at, erase.count);
      }
    }
  }
  void Make(const TextDelta& delta) {
    size_t at = 0;
    for (const DeltaStep& step : delta.steps) {
      if (step.kind == DeltaStep::Kind::kInsert) text_.insert(at, step.text);
      if (step.kind == DeltaStep::Kind::kErase) text_.erase(at, step.count);
      if (step.kind != DeltaStep::Kind::kErase) at += step.count;
    }
  }
  const std::u16string& text() const { return text_; }
  void set_text(std::u16string text) { text_ = std::move(text); }

 private:
  std::u16string text_;
};

// A document, its versions and what each holds.
struct Past {
  explicit Past(const Case& source) : replica(AgentAt(0), source.part) {
    Model model;
    const std::vector<Transaction>& transactions = source.users[0];
    for (size_t done = 1; done <= transactions.size(); ++done) {
      replica.Make(transactions[done - 1]);
      model.Make(transactions[done - 1]);
      if (done * source.versions < (versions.size() + 1) * transactions.size()) continue;
      versions.push_back(replica.document().version());
      texts.push_back(model.text());
    }
  }

  Text text() { return replica.document().Text("root"); }
  TextDelta Compare(size_t from, size_t to) {
    const std::vector<Change> changes =
        Require(replica.document().Diff(versions[from], versions[to]));
    return changes.empty() ? TextDelta{} : *changes[0].text();
  }
  void Check(size_t from, size_t to, const TextDelta& delta) const {
    Model model;
    model.set_text(texts[from]);
    model.Make(delta);
    if (model.text() != texts[to]) throw std::runtime_error("another difference than there is");
  }

  Replica replica;
  std::vector<Version> versions;
  std::vector<std::u16string> texts;
};

using SharedPast = std::shared_ptr<Past>;

// All deltas of the text's timeline, which steps by operations, not by the case's transactions.
Work GoingThrough(const SharedPast& past, size_t count) {
  return [past, count] {
    std::vector<TextDelta> deltas;
    const Stopwatch watch;
    Timeline timeline =
        Require(Timeline::OfText(past->replica.document(), past->text().id(), {.count = count}));
    for (TimelineStep step; timeline.Next(&step);) deltas.push_back(std::move(step.delta));
    const double ms = watch.Milliseconds();
    Model model;
    for (const TextDelta& delta : deltas) model.Make(delta);
    if (model.text() != past->texts.back()) throw std::runtime_error("another timeline");
    return ms;
  };
}

}  // namespace

void BenchHistory(const Case& source, Figures& figures) {
  const SharedPast past = std::make_shared<Past>(source);
  past->replica.Check(past->replica.Read(), source.expected);
  const size_t middle = source.versions / 2;
  figures.AddWork("old_version_ms", [past, middle] {
    const Stopwatch watch;
    const std::string text = Require(past->text().ReadAt(past->versions[middle]));
    const double ms = watch.Milliseconds();
    if (ToUtf16(text) != past->texts[middle]) throw std::runtime_error("another old text");
    return ms;
  });
  figures.AddWork("old_version_fork_ms", [past, middle] {
    const Stopwatch watch;
    Document fork = Require(past->replica.document().ForkAt(past->versions[middle], ReaderAgent()));
    const std::string text = fork.Text("root").Read();
    const double ms = watch.Milliseconds();
    if (ToUtf16(text) != past->texts[middle]) throw std::runtime_error("another old text");
    return ms;
  });
  const size_t third = source.versions / 3;
  figures.AddWork("diff_ms", [past, third] {
    const Stopwatch watch;
    const TextDelta delta = past->Compare(third, 2 * third);
    const double ms = watch.Milliseconds();
    past->Check(third, 2 * third, delta);
    return ms;
  });
  figures.AddWork("timeline_ms", GoingThrough(past, source.versions));
}

}  // namespace weft::bench
