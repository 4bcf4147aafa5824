// World: how operations travel, and what foreign agents say.
#include <algorithm>

#include "tests/support/plain_text.h"
#include "tests/support/world.h"

namespace weft::testing {

void World::Publish(const OperationSet& change) {
  if (change.operations.empty()) return;
  changes_.push_back(change);
  all_.Integrate(change);
  Expect(all_.waiting() == 0, "an operation was made from what does not exist");
  for (const ElementOperation& operation : Expand(change)) {
    if (!operation.IsEffect()) continue;
    const bool erases = operation.kind == OperationKind::kErase;
    effect_targets_[operation.agent].push_back(erases ? operation.target : kNullId);
    if (erases) erased_[EffectId{operation.agent, operation.index}] = operation.target;
  }
}

void World::IntegrateInto(Replica& replica, OperationSet set) { Publish(replica.Integrate(set)); }

void World::Deliver(Replica& replica, const Action& action) {
  if (changes_.empty()) return;
  const size_t index = action.wide() % changes_.size();
  Random random(action.wide() * 65536 + action.c * size_t{256} + action.d);
  const OperationSet change = changes_[index];
  if (action.mode() < 6) {
    IntegrateInto(replica, change);
    if (action.mode() == 0) IntegrateInto(replica, change);
    return;
  }
  if (action.mode() < 11) return DeliverInPieces(replica, Expand(change), random);
  std::set<size_t> chosen = {index};
  for (size_t k = action.e % 4; k > 0; --k) chosen.insert(random.Below(changes_.size()));
  Elements together;
  for (size_t i : chosen) {
    for (const ElementOperation& operation : Expand(changes_[i])) together.push_back(operation);
  }
  if (action.mode() % 2 == 0) SortByAgent(&together);
  IntegrateInto(replica, Pack(together));
}

void World::DeliverInPieces(Replica& replica, const Elements& operations, Random& random) {
  std::vector<Elements> pieces;
  for (const ElementOperation& operation : operations) {
    const bool together = !pieces.empty() && BelongTogether(pieces.back().back(), operation);
    if (pieces.empty() || (!together && random.OneIn(3))) pieces.emplace_back();
    pieces.back().push_back(operation);
  }
  random.Shuffle(pieces);
  for (const Elements& piece : pieces) IntegrateInto(replica, Pack(piece));
}

bool World::BelongTogether(const ElementOperation& a, const ElementOperation& b) const {
  if (a.kind != b.kind || a.agent != b.agent || a.index + 1 != b.index) return false;
  switch (a.kind) {
    case OperationKind::kInsertText:
      return IsHighHalf(a.unit) && IsLowHalf(b.unit) && b.prev == a.id();
    case OperationKind::kErase:
      return PartnerOf({a.agent, a.index}) == b.index;
    case OperationKind::kRestore:
      return PartnerOf({a.target.agent, a.target.seq}) == b.target.seq &&
             a.target.agent == b.target.agent;
    default:
      return false;
  }
}

// Pairs are deleted by two effects in a row, so walking the log from its start tells which two.
uint32_t World::PartnerOf(EffectId effect) const {
  const std::vector<Id>& targets = effect_targets_.at(effect.agent);
  for (uint32_t i = 0; i <= effect.index; ++i) {
    const Id target = targets[i];
    if (target.IsNull() || !all_.Has(target)) continue;
    const char16_t unit = all_.UnitOf(target);
    if (!IsHighHalf(unit) && !IsLowHalf(unit)) continue;
    if (i == effect.index) return i + 1;
    if (i + 1 == effect.index) return i;
    ++i;
  }
  return effect.index;
}

std::pair<EffectId, uint32_t> World::WholeDeletions(EffectId first, uint32_t count) const {
  const std::vector<Id>& targets = effect_targets_.at(first.agent);
  first.index = std::min(first.index, PartnerOf(first));
  uint32_t end = first.index + 1;
  end = std::max(end, PartnerOf(first) + 1);
  while (end < first.index + count && end < targets.size() && !targets[end].IsNull()) {
    end = std::max(end + 1, PartnerOf({first.agent, end}) + 1);
  }
  return {first, end - first.index};
}

void World::Sync(Replica& to, Replica& from) {
  Collect(from);
  const Version since = to.document().version();
  const Result<OperationSet> news = from.document().OperationsSince(since);
  ExpectOk(news.status(), "OperationsSince");
  Elements expected;
  for (const ElementOperation& operation : from.oracle().history()) {
    const Counts counts = since.Get(operation.agent);
    const uint32_t have = operation.IsEffect() ? counts.effects : counts.creations;
    if (operation.index >= have) expected.push_back(operation);
  }
  SortByAgent(&expected);
  Expect(Expand(*news) == expected, "OperationsSince " + since.ToString());
  if (&to == &from) return;
  IntegrateInto(to, *news);
  Expect(to.document().version().Covers(from.document().version()), "a version after a sync");
}

Agent World::ForeignAgent(const Action& action) const {
  constexpr Agent kAgents[] = {1, 30, kMaxAgent - 1};
  return kAgents[action.replica % 3];
}

void World::ForeignInsert(const Action& action) {
  const std::string& text = Replica::TextNames()[action.text()];
  const std::vector<Oracle::Element> elements = all_.Elements(text);
  Random random(action.wide() * 65536 + action.c * size_t{256} + action.d);
  auto pick = [&](size_t place) { return place == elements.size() ? kNullId : elements[place].id; };
  const size_t place = random.Below(elements.size() + 1);
  Id prev = pick(place);
  Id next = pick(random.Below(elements.size() + 1));
  if (action.mode() % 4 == 0) next = pick(std::min(place + random.Below(3), elements.size()));
  // Not inside a pair: that is refused.
  if (!prev.IsNull() && IsHighHalf(all_.UnitOf(prev))) ++prev.seq;
  if (!next.IsNull() && IsLowHalf(all_.UnitOf(next))) --next.seq;
  const Agent agent = ForeignAgent(action);
  const Counts counts = all_.version().Get(agent);
  const bool nowhere = prev.IsNull() && next.IsNull();
  Publish(InsertSet({agent, counts.creations}, prev, next, ContentFor(action.e, 1 + action.c % 3),
                    nowhere ? text : "", counts.effects));
}

void World::ForeignErase(const Action& action) {
  const std::vector<Oracle::Element> elements = all_.Elements(Replica::TextNames()[action.text()]);
  if (elements.empty()) return;
  Id first = elements[action.wide() % elements.size()].id;
  uint32_t count = 1 + action.c % 4;
  if (IsLowHalf(all_.UnitOf(first))) --first.seq;
  count = std::min(count, all_.version().Get(first.agent).creations - first.seq);
  if (IsHighHalf(all_.UnitOf(Id{first.agent, first.seq + count - 1}))) ++count;
  const Agent agent = ForeignAgent(action);
  const Counts counts = all_.version().Get(agent);
  const bool backward = count > 1 && action.d % 2 == 0;
  Publish(SetOf(EraseOperation({agent, counts.effects}, counts.creations, first, count, backward)));
}

void World::ForeignRestore(const Action& action) {
  if (erased_.empty()) return;
  auto it = erased_.begin();
  std::advance(it, action.wide() % erased_.size());
  const auto [first, count] = WholeDeletions(it->first, 1 + action.c % 3);
  const Agent agent = ForeignAgent(action);
  const Counts counts = all_.version().Get(agent);
  Publish(SetOf(RestoreOperation({agent, counts.effects}, counts.creations, first, count)));
}

// A set that holds an insertion anyone could make, and one operation that can never be valid.
void World::RefusedSet(Replica& replica, const Action& action) {
  Collect(replica);
  std::string why;
  OperationSet set = BadSet(replica, action, &why);
  const std::string& text = Replica::TextNames()[action.text()];
  const Operation good = InsertOperation(&set, Id{77, 0}, kNullId, kNullId, u"good", text);
  if (action.d % 2 == 0) {
    set.operations.insert(set.operations.begin(), good);
  } else {
    set.operations.push_back(good);
  }
  replica.Refuse(set, why);
}

OperationSet World::BadSet(const Replica& replica, const Action& action, std::string* why) const {
  const Oracle& oracle = replica.oracle();
  constexpr Id kBad{78, 0};
  Id high = kNullId;  // of a pair that the replica has
  std::vector<Id> firsts;
  for (const std::string& text : Replica::TextNames()) {
    for (const Oracle::Element& element : oracle.Elements(text)) {
      if (IsHighHalf(element.unit)) high = element.id;
    }
    if (!oracle.Elements(text).empty()) firsts.push_back(oracle.Elements(text).front().id);
  }
  const bool pairs_matter = order_ == OrderKind::kFugueMax && !high.IsNull();
  const Id low{high.agent, high.seq + 1};
  auto because = [why](const char* reason, OperationSet set) {
    *why = reason;
    return set;
  };
  switch (action.c % 8) {
    case 0:
      if (!pairs_matter) break;
      return because("prev inside a pair", InsertSet(kBad, high, kNullId, u"x"));
    case 1:
      if (!pairs_matter) break;
      return because("next inside a pair", InsertSet(kBad, kNullId, low, u"x"));
    case 2:
      if (!pairs_matter) break;
      return because("half a pair deleted",
                     SetOf(EraseOperation({78, 0}, 0, action.d % 4 < 2 ? high : low)));
    case 3:
      if (order_ == OrderKind::kYata) break;
      return because("an unpaired half", InsertSet(kBad, kNullId, kNullId, u"x\xDE00", "note"));
    case 4: {
      if (oracle.history().empty()) break;
      ElementOperation known = oracle.history()[action.wide() % oracle.history().size()];
      if (known.IsEffect() || IsHighHalf(known.unit) || IsLowHalf(known.unit)) break;
      known.unit = known.unit == u'#' ? u'!' : u'#';
      return because("a known id with other content", Pack({known}));
    }
    case 5:
      return because("no such agent",
                     InsertSet({kMaxAgent + 1, 0}, kNullId, kNullId, u"x", "note"));
    case 6:
      if (firsts.size() < 2) break;
      return because("anchors in two texts", InsertSet(kBad, firsts[0], firsts[1], u"x"));
    default:
      break;
  }
  return because("an insertion of nothing", InsertSet(kBad, kNullId, kNullId, u"", "note"));
}

}  // namespace weft::testing
