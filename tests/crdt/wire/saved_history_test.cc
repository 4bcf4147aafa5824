// SavedHistory's bodies. (Named as a test so that the build takes it in beside the tests.)
#include "tests/crdt/wire/saved_history.h"

#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"
#include "crdt/wire/hash.h"
#include "tests/support/elements.h"
#include "tests/support/replica.h"

namespace weft::testing {

namespace {

constexpr Agent kAgents[] = {2, kMaxAgent, 40};
constexpr Agent kForeign = 99;

template <class T>
T Need(Result<T> result, const char* what) {
  Expect(result.ok(), std::string(what) + ": " + result.status().ToString());
  return std::move(*result);
}

std::string NameOf(const SavedStep& step) { return step.text % 8 == 0 ? "b" : "a"; }

// The boundary of a code point at or below a place in the text.
size_t Boundary(const std::u16string& units, size_t place) {
  size_t at = units.empty() ? 0 : place % (units.size() + 1);
  if (at > 0 && at < units.size() && (units[at] & 0xFC00) == 0xDC00 &&
      (units[at - 1] & 0xFC00) == 0xD800) {
    --at;
  }
  return at;
}

std::vector<Id> ElementIds(Document& document, const std::string& name) {
  std::vector<Id> ids;
  document.Text(name).Visit([&](const Piece& piece) {
    for (uint32_t k = 0; k < piece.count; ++k) {
      ids.push_back(Id{piece.id.agent, piece.id.seq + k});
    }
  });
  return ids;
}

std::vector<ElementOperation> Everything(Document& document) {
  std::vector<ElementOperation> all = Expand(Need(document.OperationsSince({}), "operations"));
  SortByAgent(&all);
  return all;
}

void ExpectSameAnchors(Sequence& a, Sequence& b) {
  for (Lv lv = 0; lv < a.agents().next_lv(); ++lv) {
    Expect(a.agents().IdOf(lv) == b.agents().IdOf(lv), "the order of arrival");
    const Insertion x = a.insertions().Find(lv);
    const Insertion y = b.insertions().Find(lv);
    const bool first = x.range.lv == lv;
    Expect((first ? x.prev : lv - 1) == (y.range.lv == lv ? y.prev : lv - 1), "prev");
    Expect(x.next == y.next, "next");
    if (first && y.range.lv == lv) Expect(x.apart == y.apart && x.left == y.left, "flags");
    Expect(a.TextOf(lv) == b.TextOf(lv), "the text of an element");
  }
}

void ExpectSameEffects(Sequence& a, Sequence& b) {
  for (AgentNumber agent = 0; agent < a.agents().size(); ++agent) {
    const AgentNumber other = b.agents().Find(a.agents().AgentOf(agent));
    const size_t runs = a.effects().RunCount(agent);
    Expect(runs == 0 || other != kNoNumber, "an agent with effects");
    Expect(other == kNoNumber || runs == b.effects().RunCount(other), "runs of effects");
    for (size_t i = 0; i < runs; ++i) {
      const EffectRun x = a.effects().At(agent, i);
      const EffectRun y = b.effects().At(other, i);
      Expect(x.kind == y.kind && x.backward == y.backward && x.index == y.index &&
                 x.count == y.count && x.target == y.target && x.at == y.at &&
                 x.arrived == y.arrived && x.restored_index == y.restored_index,
             "an effect");
      for (uint32_t k = x.index; k < x.end(); ++k) {
        Expect(a.IsRestored(agent, k) == b.IsRestored(other, k), "what was taken back");
      }
    }
  }
}

}  // namespace

std::string Save(const Document& document, Form form) {
  return form == Form::kWorkingFile ? SaveWorkingFile(document)
                                    : Need(SaveArchive(document), "archive");
}

Document Load(const std::string& bytes, Agent agent) {
  return Need(LoadDocument(bytes, agent), "load");
}

void ExpectSameContent(Document& a, Document& b) {
  ExpectOk(a.CheckInvariants(), "invariants");
  ExpectOk(b.CheckInvariants(), "invariants");
  Expect(a.version() == b.version(), "the version");
  Expect(a.TextNames() == b.TextNames(), "the names of texts");
  for (const std::string& name : a.TextNames()) {
    Expect(a.Text(name).Read() == b.Text(name).Read(), "the text " + name);
    Expect(ElementsOf(a.Text(name)) == ElementsOf(b.Text(name)),
           "the elements of " + name + ": " + ToString(ElementsOf(a.Text(name))) + " and " +
               ToString(ElementsOf(b.Text(name))));
  }
  Expect(DocumentHash(a) == DocumentHash(b), "the document's hash");
  Expect(Everything(a) == Everything(b), "the operations");
}

void ExpectSameReplica(Document& a, Document& b) {
  ExpectSameContent(a, b);
  ExpectSameAnchors(a.state().sequence(), b.state().sequence());
  ExpectSameEffects(a.state().sequence(), b.state().sequence());
}

SavedHistory::SavedHistory(OrderKind order) : order_(order) {
  for (Agent agent : kAgents) replicas_.emplace_back(agent, order);
}

void SavedHistory::Do(const SavedStep& step) {
  const size_t who = step.who % replicas_.size();
  Document& document = replicas_[who];
  switch (step.kind % 16) {
    case 0:
    case 1:
    case 2:
    case 3:
      return Insert(document, step);
    case 4:
    case 5:
    case 6:
      return Erase(document, step);
    case 7:
    case 8:
    case 9:
      return Merge(document, replicas_[step.place % replicas_.size()]);
    case 10:
    case 11:
      return Restore(document, step);
    case 12:
      return ForeignInsert(step);
    case 13:
    case 14:
      return ForeignErase(step);
    default:
      return Reload(who, step);
  }
}

void SavedHistory::Insert(Document& document, const SavedStep& step) {
  Text text = document.Text(NameOf(step));
  const size_t at = Boundary(text.ReadUtf16(), step.place);
  ExpectOk(text.Insert(at, ContentFor(step.text, step.length % 6 + 1)), "insertion");
}

// Some at once, or backspacing.
void SavedHistory::Erase(Document& document, const SavedStep& step) {
  Text text = document.Text(NameOf(step));
  const std::u16string units = text.ReadUtf16();
  const size_t from = Boundary(units, step.place);
  const size_t to = Boundary(units, std::min(units.size(), from + step.length % 7));
  if (to <= from) return;
  if (step.length % 2 == 0) {
    return ExpectOk(text.Erase(from, to - from, Unit::kUtf16), "deletion");
  }
  for (size_t end = to; end > from;) {
    const size_t start = Boundary(units, end - 1);
    const Status status = text.Erase(start, end - start, Unit::kUtf16);
    if (order_ == OrderKind::kYata && status.code() == StatusCode::kInvalidArgument) {
      // What stood between two lone halves is gone, and they are a pair.
      const std::u16string now = text.ReadUtf16();
      Expect(end < now.size() && IsHighSurrogate(now[end - 1]) && IsLowSurrogate(now[end]),
             "a refusal inside a pair only");
      return;
    }
    ExpectOk(status, "backspace");
    end = start;
  }
}

void SavedHistory::Restore(Document& document, const SavedStep& step) {
  const auto entries = document.version().entries();
  if (entries.empty()) return;
  const auto& entry = entries[step.place % entries.size()];
  if (entry.counts.effects == 0) return;
  const uint32_t first = step.length % entry.counts.effects;
  const uint32_t count = std::min<uint32_t>(step.text % 3 + 1, entry.counts.effects - first);
  // Refused when it is a restore itself, or half of a pair.
  static_cast<void>(document.Restore(EffectId{entry.agent, first}, count));
}

void SavedHistory::Merge(Document& into, const Document& from) {
  const OperationSet set = Need(from.OperationsSince(into.version()), "operations");
  Need(into.Integrate(set), "merge");
}

void SavedHistory::ForeignInsert(const SavedStep& step) {
  if (order_ == OrderKind::kYata) return;
  Document& document = replicas_[0];
  const Counts counts = document.version().Get(kForeign);
  const std::vector<Id> ids = ElementIds(document, NameOf(step));
  const auto pick = [&](size_t n) {
    return ids.empty() || n % 5 == 0 ? kNullId : ids[n % ids.size()];
  };
  const Id prev = pick(step.place);
  const Id next = pick(step.place + step.length);
  const OperationSet set = InsertSet(
      Id{kForeign, counts.creations}, prev, next, ContentFor(step.text, step.length % 3 + 1),
      prev.IsNull() && next.IsNull() ? NameOf(step) : "", counts.effects);
  static_cast<void>(document.Integrate(set));  // refused when an anchor is inside a pair
}

void SavedHistory::ForeignErase(const SavedStep& step) {
  Document& document = replicas_[0];
  const Counts counts = document.version().Get(kForeign);
  const auto entries = document.version().entries();
  if (entries.empty()) return;
  const auto& entry = entries[step.place % entries.size()];
  if (entry.counts.creations == 0) return;
  const uint32_t first = step.length % entry.counts.creations;
  const uint32_t count = std::min<uint32_t>(step.text % 5 + 1, entry.counts.creations - first);
  const OperationSet set =
      SetOf(EraseOperation(EffectId{kForeign, counts.effects}, counts.creations,
                           Id{entry.agent, first}, count, count > 1 && step.text % 2 == 0));
  static_cast<void>(document.Integrate(set));
}

void SavedHistory::Reload(size_t i, const SavedStep& step) {
  const Form form = step.text % 2 == 0 ? Form::kWorkingFile : Form::kArchive;
  OperationSet taken;
  taken = replicas_[i].TakeLocal();
  replicas_[i] = Load(Save(replicas_[i], form), kAgents[i]);
  taken = replicas_[i].TakeLocal();
  Expect(taken.operations.empty(), "a load leaves nothing to take");
}

void SavedHistory::MergeAll() {
  for (int round = 0; round < 2; ++round) {
    for (Document& into : replicas_) {
      for (const Document& from : replicas_) Merge(into, from);
    }
  }
}

}  // namespace weft::testing
