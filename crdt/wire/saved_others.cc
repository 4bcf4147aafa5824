#include "crdt/wire/saved_others.h"

#include "crdt/core/operation_payload.h"
#include "crdt/core/value.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

void AppendOne(const Objects& objects, const std::vector<uint32_t>& places, uint32_t number,
               Lv arrived, std::string* out) {
  const OtherEffect& effect = objects.other_effect(number);
  if (effect.IsUndo()) {
    AppendVarint(1, out);
    AppendVarint(0, out);
    return AppendVarint(arrived - 1 - effect.target(), out);
  }
  const bool other = effect.count > 0;
  if (other && effect.amount > 0) return;  // a further index of it
  const uint64_t place =
      effect.container == kNoContainer ? 0 : uint64_t{places[effect.container]} + 1;
  AppendVarint(place << 1 | (other ? 1 : 0), out);
  if (!other) return value_bytes::AppendInt(effect.amount, out);
  AppendVarint(effect.count, out);
  *out += objects.OtherContent(number);
}

}  // namespace

void AppendOtherEffects(const Objects& objects, const std::vector<uint32_t>& places,
                        const EffectRun& run, std::string* out) {
  for (uint32_t i = 0; i < run.count; ++i) {
    AppendOne(objects, places, run.restored_index + i, run.arrived, out);
  }
}

bool ReadAmount(Column* column, int64_t* amount) {
  value_bytes::Check check{};
  const size_t size = value_bytes::Measure(column->Rest(), &check);
  std::string_view value;
  if (size == 0 || !value_bytes::IsInt(static_cast<uint8_t>(column->Rest()[0]))) {
    return column->Refuse("no whole number");
  }
  *amount = value_bytes::ReadInt(column->Rest());
  return column->Bytes(size, &value);
}

bool ReadOtherContent(Column* column, bool read_only, std::string_view* content) {
  OtherContent other;
  size_t size = 0;
  if (!SplitOther(column->Rest(), &other, &size)) return column->Refuse("malformed content");
  if (other.kind < kFirstOtherKind) return column->Refuse("a kind that is known");
  if (other.critical && !read_only) return column->Refuse("a kind that makes a document read-only");
  return column->Bytes(size, content);
}

bool OtherEffectReader::Read(AgentNumber agent, const AgentTable& agents, EffectRun* run) {
  run->kind = EffectKind::kOther;
  run->restored_index = static_cast<uint32_t>(loaded_.effects.size());
  if (run->count > kept_.effects - loaded_.effects.size()) {
    return column_.Refuse("more effects than stated");
  }
  for (uint32_t i = 0; i < run->count; ++i) {
    if (!ReadOne(agent, agents, *run)) return false;
  }
  return true;
}

bool OtherEffectReader::ReadOne(AgentNumber agent, const AgentTable& agents, const EffectRun& run) {
  std::vector<OtherEffect>& effects = loaded_.effects;
  if (left_ > 0) {
    if (run.at != at_ || run.arrived != arrived_) return column_.Refuse("an effect in parts");
    OtherEffect next = effects.back();
    ++next.amount;
    effects.push_back(next);
    --left_;
    return true;
  }
  uint64_t coded = 0;
  if (!column_.Varint64(&coded)) return false;
  if (coded >> 1 > kept_.containers.size()) return column_.Refuse("an unknown container");
  const ContainerNumber container =
      coded >> 1 == 0 ? kNoContainer : static_cast<ContainerNumber>((coded >> 1) - 1);
  if (container != kNoContainer) {
    const Lv creator = kept_.containers[container].creator;
    if (creator != kNoLv &&
        (creator >= run.arrived || HitsOwnFuture(agents, agent, LvRange{creator, 1}, run.at))) {
      return column_.Refuse("an effect before its container");
    }
  }
  at_ = run.at;
  arrived_ = run.arrived;
  if ((coded & 1) == 0) return ReadAddition(container);
  if (coded == 1 && !column_.AtEnd() && *column_.position() == 0) {
    return ReadUndo(agent, agents, run);
  }
  return ReadOther(container);
}

bool OtherEffectReader::ReadUndo(AgentNumber agent, const AgentTable& agents,
                                 const EffectRun& run) {
  uint8_t marker = 0;
  uint32_t back = 0;
  if (!column_.Byte(&marker) || !column_.Varint(&back)) return false;
  if (back >= run.arrived) return column_.Refuse("an undo of what does not exist");
  const Lv target = run.arrived - 1 - back;
  const CreationKind kind = kept_.creations->KindOf(target);
  if (kind != CreationKind::kWrite && kind != CreationKind::kSlot) {
    return column_.Refuse("an undo of what is neither a write nor a move");
  }
  if (HitsOwnFuture(agents, agent, LvRange{target, 1}, run.at)) {
    return column_.Refuse("an effect on what is in its own future");
  }
  loaded_.effects.push_back(OtherEffect{kNoContainer, OtherEffect::kUndo, target});
  return true;
}

bool OtherEffectReader::ReadAddition(ContainerNumber container) {
  int64_t amount = 0;
  if (container == kNoContainer || kept_.containers[container].kind != ContainerKind::kCounter) {
    return column_.Refuse("an addition to what is no counter");
  }
  if (!ReadAmount(&column_, &amount)) return false;
  loaded_.effects.push_back(OtherEffect{container, 0, amount});
  return true;
}

bool OtherEffectReader::ReadOther(ContainerNumber container) {
  uint32_t count = 0;
  std::string_view content;
  if (!column_.Varint(&count)) return false;
  if (count == 0 || count == OtherEffect::kUndo) return column_.Refuse("no effect at all");
  if (!ReadOtherContent(&column_, kept_.read_only, &content)) return false;
  loaded_.contents[static_cast<uint32_t>(loaded_.effects.size())] = content;
  loaded_.effects.push_back(OtherEffect{container, count, 0});
  left_ = count - 1;
  return true;
}

bool OtherEffectReader::Finished() {
  return AtWhole() && column_.Finished() &&
         (loaded_.effects.size() == kept_.effects || column_.Refuse("fewer effects than stated"));
}

bool OtherEffectReader::TakeBack(const EffectLog& log, const EffectRun& restore,
                                 std::vector<bool>* taken_back) {
  for (uint32_t i = 0; i < restore.count; ++i) {
    const uint32_t index = restore.restored_index + i;
    const EffectRun run = log.At(restore.restored_agent, log.RunOf(restore.restored_agent, index));
    if (run.kind != EffectKind::kOther) continue;
    const uint32_t place = run.restored_index + (index - run.index);
    const OtherEffect& effect = loaded_.effects[place];
    if (!effect.IsAddition() && !effect.IsUndo()) {
      return column_.Refuse("a restore of what is no deletion");
    }
    (*taken_back)[place] = true;
  }
  return true;
}

bool OtherEffectReader::CheckSums(const EffectLog& log) {
  std::vector<bool> taken_back(loaded_.effects.size());
  for (AgentNumber agent = 0; agent < log.agents(); ++agent) {
    for (size_t i = 0; i < log.RunCount(agent); ++i) {
      const EffectRun run = log.At(agent, i);
      if (run.kind == EffectKind::kRestore && !TakeBack(log, run, &taken_back)) return false;
    }
  }
  std::vector<std::pair<bool, uint64_t>> sums(kept_.containers.size());
  for (size_t i = 0; i < loaded_.effects.size(); ++i) {
    const OtherEffect& effect = loaded_.effects[i];
    if (!effect.IsAddition()) continue;
    sums[effect.container].first = true;
    if (!taken_back[i]) sums[effect.container].second += static_cast<uint64_t>(effect.amount);
  }
  for (size_t i = 0; i < sums.size(); ++i) {
    const KeptOthers::Counter& counter = kept_.containers[i];
    if (counter.added != sums[i].first || counter.sum != static_cast<int64_t>(sums[i].second)) {
      return column_.Refuse("additions that do not make a counter's sum",
                            column_.section().begin());
    }
  }
  return CheckUndone(taken_back);
}

bool OtherEffectReader::CheckUndone(const std::vector<bool>& taken_back) {
  absl::flat_hash_map<Lv, uint32_t> undone;
  for (size_t i = 0; i < loaded_.effects.size(); ++i) {
    const OtherEffect& effect = loaded_.effects[i];
    if (effect.IsUndo() && !taken_back[i]) ++undone[effect.target()];
  }
  return undone == kept_.undone ||
         column_.Refuse("undos that do not make what is undone", column_.section().begin());
}

}  // namespace weft::wire
