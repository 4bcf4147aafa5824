#include "crdt/document/new_generation.h"

#include <set>
#include <utility>
#include <vector>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/document/add_step.h"
#include "crdt/document/document_state.h"
#include "crdt/document/handles.h"

namespace weft {

namespace {

// In yata order half of a surrogate pair may be left, which nobody can type. It reads as U+FFFD.
void ReplaceLoneHalves(std::u16string* text) {
  for (size_t i = 0; i < text->size(); ++i) {
    const char16_t unit = (*text)[i];
    const bool pair =
        IsHighSurrogate(unit) && i + 1 < text->size() && IsLowSurrogate((*text)[i + 1]);
    if (pair) {
      ++i;
    } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
      (*text)[i] = 0xFFFD;
    }
  }
}

// Copies container by container; what is nested waits until its own turn, so that nothing recurses
// however deep a tree is.
class Copy {
 public:
  Copy(const Document& from, Document* to) : from_(from.state()), to_(to->state()) {}

  Status Run(const std::vector<ContainerId>& roots) {
    for (const ContainerId& root : roots) {
      const Result<ContainerNumber> from = from_.FindContainer(root);
      if (!from.ok()) return from.status();
      todo_.push_back({*from, to_.objects().Root(root.kind, root.name)});
    }
    while (!todo_.empty()) {
      const auto [from, to] = todo_.back();
      todo_.pop_back();
      WEFT_RETURN_IF_ERROR(CopyOne(from, to));
    }
    return OkStatus();
  }

 private:
  struct Pair {
    ContainerNumber from;
    ContainerNumber to;
  };

  Status CopyOne(ContainerNumber from, ContainerNumber to) {
    switch (from_.objects().containers()[from].kind) {
      case ContainerKind::kText:
        return CopyText(from, to);
      case ContainerKind::kMap:
        return CopyMap(from, to);
      case ContainerKind::kCounter: {
        const int64_t sum = from_.objects().SumOf(from);
        return sum == 0 ? OkStatus() : to_.Add(to, sum);
      }
      default:
        return CopyItems(from, to);
    }
  }

  Status CopyText(ContainerNumber from, ContainerNumber to) {
    if (from_.objects().containers()[from].tree == kNoTree) return OkStatus();
    std::vector<DeltaStep> steps;
    for (DeltaStep& step : Handles(&from_).OfText(from).Delta()) {
      step.attributes.clear();
      AddRichStep(std::move(step), &steps);
    }
    for (DeltaStep& step : steps) ReplaceLoneHalves(&step.text);
    Text text = Handles(&to_).OfText(to);
    if (!steps.empty()) WEFT_RETURN_IF_ERROR(text.Apply(steps));
    for (const MarkNumber mark : MarksThatShow(from)) {
      WEFT_RETURN_IF_ERROR(CopyMark(from, mark, to_.objects().TreeOf(to)));
    }
    return OkStatus();
  }

  // Those that decide somewhere, and those that are several; as they outdo each other.
  std::vector<MarkNumber> MarksThatShow(ContainerNumber text) {
    Objects& objects = from_.objects();
    MarkIndex* const index = objects.IndexOfMarks(text);
    if (index == nullptr) return {};
    std::set<MarkNumber> shown;
    for (const MarkNumber number : objects.marks().OfText(text)) {
      const Marks::Mark& mark = objects.marks()[number];
      if (mark.shown && (mark.sides & kSeveral) != 0) shown.insert(number);
    }
    const uint64_t length = from_.sequence().Length(objects.containers()[text].tree);
    index->Walk(0, length, [&](uint64_t, uint64_t, const MarksWithin& within) {
      within.ForEachKey([&](uint32_t, const auto*, const MarksWithin::Rank* now) {
        if (now != nullptr) shown.insert(now->mark);
      });
    });
    std::vector<MarkNumber> marks(shown.begin(), shown.end());
    const AgentTable& agents = from_.sequence().agents();
    Sort(marks.begin(), marks.end(), [&](MarkNumber a, MarkNumber b) {
      const Marks::Mark& one = objects.marks()[a];
      const Marks::Mark& other = objects.marks()[b];
      if (one.lamport != other.lamport) return one.lamport < other.lamport;
      return agents.IdOf(one.lv) < agents.IdOf(other.lv);
    });
    return marks;
  }

  Status CopyMark(ContainerNumber from, MarkNumber number, TreeId to) {
    Objects& objects = from_.objects();
    const Marks::Mark& mark = objects.marks()[number];
    MarkIndex::Range range = objects.IndexOfMarks(from)->RangeOf(number);
    if (range.start >= range.end) return OkStatus();
    // In yata order two halves that others left may have become one letter.
    if (to_.InsidePair(to, range.start)) --range.start;
    if (to_.InsidePair(to, range.end)) ++range.end;
    const MarkContent content = SplitMark(objects.creations().ContentOf(mark.lv));
    const Value value = value_bytes::Read(content.value, kNullId);
    bool before = mark.start == kNoLv || (mark.sides & kStartsAfter) != 0;
    bool after = mark.end == kNoLv || (mark.sides & kEndsAfter) == 0;
    // Taking a mark off is told by how the mark grew.
    if (value.IsNull() && before == after) before = after = !before;
    MarkOptions options;
    options.expand = before ? (after ? Expand::kBoth : Expand::kBefore)
                            : (after ? Expand::kAfter : Expand::kNone);
    options.several = (mark.sides & kSeveral) != 0;
    return to_.MarkText(to, range.start, range.end, content.key, content.value, options).status();
  }

  Status CopyMap(ContainerNumber from, ContainerNumber to) {
    const Objects& objects = from_.objects();
    const std::vector<RegisterNumber> entries = objects.containers()[from].entries;
    for (const RegisterNumber of : entries) {
      const Lv shown = objects.Winner(of);
      if (shown == kNoLv) continue;
      const std::string key(objects.registers().KeyAt(objects.registers()[of].key));
      WEFT_RETURN_IF_ERROR(to_.SetKey(to, key, objects.creations().ContentOf(shown)).status());
      NoteNested(shown);
    }
    return OkStatus();
  }

  // Of a list, or the nodes below one place in a tree.
  Status CopyItems(ContainerNumber from, ContainerNumber to) {
    std::vector<Lv> items;
    from_.ForEachItem(from, [&](Lv item) { items.push_back(item); });
    const bool list = from_.objects().containers()[from].kind == ContainerKind::kList;
    for (uint64_t i = 0; i < items.size(); ++i) {
      const Lv shown = from_.objects().ShownOf(items[i]);
      if (list) {
        const std::string_view value = from_.objects().creations().ContentOf(shown);
        WEFT_RETURN_IF_ERROR(to_.InsertItems(to, i, 1, value).status());
        NoteNested(shown);
        continue;
      }
      const Container& children = to_.objects().containers()[to];
      const Id parent = children.kind == ContainerKind::kTree
                            ? kNullId
                            : to_.sequence().agents().IdOf(children.creator);
      const Result<Id> node = to_.InsertNode(children.forest, parent, i);
      if (!node.ok()) return node.status();
      NoteNested(shown);
    }
    return OkStatus();
  }

  // The creation just made holds what `shown` holds: a container, a node two.
  void NoteNested(Lv shown) {
    Objects& from = from_.objects();
    const Value value = from.ValueOf(shown);
    if (value.AsContainer() == nullptr) return;
    const Lv made = to_.sequence().agents().next_lv() - 1;
    to_.sequence().Flush();
    Objects& to = to_.objects();
    const ContainerKind kind = value.AsContainer()->kind;
    todo_.push_back({from.Nested(kind, shown), to.Nested(kind, made)});
    if (!from.Holds(shown, ContainerKind::kNode)) return;
    todo_.push_back(
        {from.Nested(ContainerKind::kNode, shown), to.Nested(ContainerKind::kNode, made)});
  }

  DocumentState& from_;
  DocumentState& to_;
  std::vector<Pair> todo_;
};

}  // namespace

Result<Document> NewGeneration(const Document& document, Agent agent) {
  if (agent > kMaxAgent) return InvalidArgument("an agent is at most 2^53 - 1");
  if (document.read_only()) {
    return Unimplemented("the document has operations of a newer version");
  }
  Document seed(kSeedAgent, document.order());
  seed.CopySettings(document);
  document.state().sequence().Flush();
  WEFT_RETURN_IF_ERROR(Copy(document, &seed).Run(document.Roots()));
  if (agent == kSeedAgent) return seed;
  const Result<OperationSet> content = seed.OperationsSince({});
  if (!content.ok()) return content.status();
  Document fresh(agent, document.order());
  fresh.CopySettings(document);
  const Result<Integrated> integrated = fresh.Integrate(*content);
  if (!integrated.ok()) return integrated.status();
  return fresh;
}

}  // namespace weft
