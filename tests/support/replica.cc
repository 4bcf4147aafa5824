#include "tests/support/replica.h"

#include <algorithm>

#include "tests/support/plain_text.h"

namespace weft::testing {

void Expect(bool condition, const std::string& what) {
  if (!condition) throw Mismatch(what);
}

void ExpectOk(const Status& status, const std::string& what) {
  if (!status.ok()) throw Mismatch(what + ": " + status.ToString());
}

std::string ToString(const std::vector<Oracle::Element>& elements) {
  std::string out;
  for (const Oracle::Element& element : elements) {
    out += (out.empty() ? "" : ", ") + ToString(element.id) + " " +
           ToUtf8(std::u16string(1, element.unit)) + (element.visible ? "" : " (deleted)");
  }
  return out;
}

std::vector<Oracle::Element> ElementsOf(const Text& text) {
  std::vector<Oracle::Element> out;
  text.Visit([&out](const Piece& piece) {
    Expect(piece.text.size() == piece.count, "a piece's text is not as long as the piece");
    Expect(piece.count > 0, "an empty piece");
    for (uint32_t k = 0; k < piece.count; ++k) {
      out.push_back({Id{piece.id.agent, piece.id.seq + k}, piece.text[k], piece.visible});
    }
  });
  return out;
}

Replica::Replica(Agent agent, OrderKind order) : document_(agent, order), oracle_(agent, order) {}

void Replica::Observe(bool on) {
  if (on == observes()) return;
  if (on) {
    mirror_ = plain_;
    subscription_ = document_.Observe([this](const Event& event) { OnEvent(event); });
  } else {
    document_.StopObserving(subscription_);
    subscription_ = 0;
  }
}

const std::vector<std::string>& Replica::TextNames() {
  static const std::vector<std::string> names = {"note", "\u00E9t\u00E9"};
  return names;
}

void Replica::OnEvent(const Event& event) {
  if (event.changes.empty()) event_error_ = "an event without a change";
  for (size_t i = 0; i < event.changes.size(); ++i) {
    const TextDelta& delta = *event.changes[i].text();
    const std::string& name = event.changes[i].container.name;
    if (delta.steps.empty()) event_error_ = "a delta without a step";
    if (i > 0 && event.changes[i - 1].container.name >= name) event_error_ = "changes out of order";
    std::u16string& mirror = mirror_[name];
    const auto after = ApplyDelta(mirror, delta.steps);
    if (after.has_value()) {
      mirror = *after;
    } else {
      event_error_ = "a delta that does not fit the text before, or breaks a rule of its form";
    }
  }
}

void Replica::Insert(const std::string& text, size_t position, std::u16string_view units,
                     Unit unit) {
  std::u16string& plain = plain_[text];
  weft::Text handle = document_.Text(text);
  if (unit == Unit::kUtf16) {
    ExpectOk(handle.Insert(position, units), "insert");
  } else {
    ExpectOk(handle.Insert(PositionIn(unit, plain, position), ToUtf8(units), unit), "insert");
  }
  plain.insert(position, units);
  edited_ = true;
}

void Replica::Erase(const std::string& text, size_t position, size_t count, Unit unit) {
  std::u16string& plain = plain_[text];
  const size_t from = PositionIn(unit, plain, position);
  const size_t to = PositionIn(unit, plain, position + count);
  ExpectOk(document_.Text(text).Erase(from, to - from, unit), "erase");
  plain.erase(position, count);
  edited_ = true;
}

OperationSet Replica::Restore(EffectId first, uint32_t count) {
  ExpectOk(document_.Restore(first, count), "restore");
  OperationSet set;
  set = document_.TakeLocal();
  for (const ElementOperation& operation : Expand(set)) IntegrateOwn(operation);
  RefreshPlain();
  return set;
}

// Exactly this one: not what waits, though it may be ready element by element.
void Replica::IntegrateOwn(const ElementOperation& operation) {
  oracle_.Offer(Pack({operation}));
  Version version = oracle_.version();
  Counts counts = version.Get(operation.agent);
  ++(operation.IsEffect() ? counts.effects : counts.creations);
  version.Set(operation.agent, counts);
  oracle_.AdvanceTo(version);
  Expect(oracle_.version() == version, "a local operation out of order: " + ToString(operation));
}

OperationSet Replica::Collect() {
  OperationSet set;
  if (!edited_) return set;
  edited_ = false;
  set = document_.TakeLocal();
  for (const ElementOperation& operation : Expand(set)) {
    Expect(operation.agent == document_.agent(), "a local operation of another agent");
    if (!operation.IsEffect()) {
      Expect(oracle_.AnchorsWell(operation),
             "anchors are wrong: " + ToString(operation) + "; the text was " +
                 ToString(oracle_.Elements(oracle_.TextFor(operation))));
    }
    IntegrateOwn(operation);
  }
  for (const auto& [text, plain] : plain_) {
    Expect(plain == oracle_.Read(text), "the local operations do not make the local edits: " +
                                            ToUtf8(oracle_.Read(text)) + "; not " + ToUtf8(plain));
  }
  return set;
}

OperationSet Replica::Integrate(const OperationSet& set) {
  const Result<Integrated> result = document_.Integrate(set);
  ExpectOk(result.status(), "integrate");
  OperationSet local = Collect();
  const size_t before = oracle_.history().size();
  oracle_.Offer(set);
  oracle_.AdvanceTo(document_.version());
  Expect(result->applied == oracle_.history().size() - before, "the number of applied operations");
  RefreshPlain();
  return local;
}

void Replica::RefreshPlain() {
  for (const std::string& text : TextNames()) plain_[text] = oracle_.Read(text);
}

void Replica::Refuse(const OperationSet& set, const std::string& why) {
  const Result<Integrated> result = document_.Integrate(set);
  Expect(!result.ok(), "should be refused: " + why);
  Expect(!result.status().message().empty(), "a refusal without a reason: " + why);
}

void Replica::Stabilize(const std::string& text, size_t boundary, Side side) {
  const Result<StablePosition> position =
      document_.Text(text).Stabilize(boundary, side, Unit::kUtf16);
  ExpectOk(position.status(), "stabilize");
  if (stable_.size() > 20) stable_.erase(stable_.begin());
  stable_.push_back(Stable{text, *position});
  Expect(OracleResolve(stable_.back()) == boundary, "a stable position that is another position");
}

void Replica::Compare(size_t probe) {
  ExpectOk(document_.CheckInvariants(), "invariants");
  Expect(document_.version() == oracle_.version(),
         "version " + document_.version().ToString() + ", not " + oracle_.version().ToString());
  for (const std::string& text : TextNames()) CompareText(text, probe);
  CompareDeletions();
  CompareBacklog();
  CompareStable();
}

void Replica::CompareText(const std::string& name, size_t probe) {
  const weft::Text text = document_.Text(name);
  const std::vector<Oracle::Element> expected = oracle_.Elements(name);
  const std::vector<Oracle::Element> elements = ElementsOf(text);
  Expect(elements == expected, "order or visibility of the elements of " + name + ": " +
                                   ToString(elements) + "; not " + ToString(expected));
  std::u16string visible;
  for (const Oracle::Element& element : expected) {
    if (element.visible) visible.push_back(element.unit);
  }
  Expect(plain_[name] == visible, "the plain text differs from the oracle's: " + name);
  Expect(text.ReadUtf16() == visible, "ReadUtf16 of " + name);
  Expect(text.Read() == ToUtf8(visible), "Read of " + name);
  Expect(event_error_.empty(), event_error_);
  if (observes()) Expect(mirror_[name] == visible, "the events of " + name);
  CompareUnits(name, probe);
}

void Replica::CompareUnits(const std::string& name, size_t probe) {
  const weft::Text text = document_.Text(name);
  const std::u16string& plain = plain_[name];
  const std::vector<size_t> boundaries = Boundaries(plain);
  const size_t from = boundaries[probe % boundaries.size()];
  const size_t to = std::max(from, boundaries[probe * 7 % boundaries.size()]);
  for (Unit unit : kAllUnits) {
    Expect(text.Length(unit) == LengthIn(unit, plain), "Length of " + name);
    const size_t start = PositionIn(unit, plain, from);
    const Result<std::string> part = text.Read(start, PositionIn(unit, plain, to) - start, unit);
    ExpectOk(part.status(), "reading a part");
    Expect(*part == ToUtf8(std::u16string_view(plain).substr(from, to - from)), "a part read");
  }
  if (from == plain.size()) return;
  size_t visible = 0;
  for (const Oracle::Element& element : oracle_.Elements(name)) {
    if (!element.visible || visible++ != from) continue;
    const Result<Id> id = text.IdAt(from);
    ExpectOk(id.status(), "IdAt");
    Expect(*id == element.id, "IdAt");
  }
}

void Replica::CompareDeletions() {
  for (const std::string& text : TextNames()) {
    for (const Oracle::Element& element : oracle_.Elements(text)) {
      const Result<std::vector<Deletion>> got = document_.DeletionsOf(element.id);
      ExpectOk(got.status(), "DeletionsOf");
      const std::vector<Deletion> expected = oracle_.DeletionsOf(element.id);
      Expect(std::equal(got->begin(), got->end(), expected.begin(), expected.end(),
                        [](const Deletion& a, const Deletion& b) {
                          return a.effect == b.effect && a.restored == b.restored;
                        }),
             "DeletionsOf " + ToString(element.id));
    }
  }
}

void Replica::CompareBacklog() {
  // The document keeps whole runs, parts that are known included.
  const uint64_t size = document_.BacklogSize();
  Expect(size >= oracle_.waiting() && (size == 0) == (oracle_.waiting() == 0),
         "backlog of " + std::to_string(size) + ", not " + std::to_string(oracle_.waiting()));
  const Version missing = document_.Missing();
  Expect(missing.entries().empty() == (oracle_.waiting() == 0), "Missing()");
  for (const Version::Entry& entry : missing.entries()) {
    const Counts have = oracle_.version().Get(entry.agent);
    Expect(entry.counts.creations > have.creations || entry.counts.effects > have.effects,
           "Missing() names what is here");
  }
}

size_t Replica::OracleResolve(const Stable& stable) const {
  const StablePosition& position = stable.position;
  if (position.id.IsNull()) {
    return position.side == Side::kBefore ? 0 : oracle_.Read(stable.text).size();
  }
  size_t before = 0;
  for (const Oracle::Element& element : oracle_.Elements(stable.text)) {
    const bool found = element.id == position.id;
    if (found && position.side == Side::kAfter) break;
    if (element.visible) ++before;
    if (found) break;
  }
  return before;
}

void Replica::CompareStable() {
  for (const Stable& stable : stable_) {
    const Result<size_t> place = document_.Text(stable.text).Resolve(stable.position, Unit::kUtf16);
    ExpectOk(place.status(), "resolve");
    Expect(*place == OracleResolve(stable), "a stable position");
  }
}

}  // namespace weft::testing
