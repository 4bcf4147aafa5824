#include "crdt/wire/saved_effects.h"

#include "crdt/core/utf.h"
#include "crdt/wire/effect_order.h"
#include "crdt/wire/saved_tables.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

enum EffectColumn : size_t { kWhen, kCount, kKind, kWhere };

// How a deletion's target is told.
enum Told : uint8_t {
  kBeforeLast = 0,  // ends where the agent's deletion before began
  kAfterLast = 1,   // begins where that ended
  kNewest = 2,      // ends with the newest element
  kExplicit = 3,
};
constexpr uint8_t kBackwardBit = 1;
constexpr uint8_t kRestored = 8;
constexpr uint8_t kOtherAt = 16;
constexpr uint8_t kOtherSort = 32;

// What the next run of an agent is told by.
struct Before {
  Lv arrived = 0;
  uint32_t at = 0;
  Lv low = 0;
  Lv high = 0;

  void Move(const EffectRun& run) {
    arrived = run.arrived;
    at = run.at;
    if (run.kind != EffectKind::kErase) return;
    low = run.target;
    high = run.target + run.count;
  }
  Told HowToTell(const EffectRun& run) const {
    if (run.target + run.count == low) return kBeforeLast;
    if (run.target == high) return kAfterLast;
    return run.target + run.count == run.arrived ? kNewest : kExplicit;
  }
};

void EncodeRun(const EffectRun& run, uint32_t creations, const Before& before,
               const std::vector<uint32_t>& file_numbers, EffectColumns* out) {
  AppendVarint(run.arrived - before.arrived, &(*out)[kWhen]);
  AppendVarint(run.count - 1, &(*out)[kCount]);
  std::string& where = (*out)[kWhere];
  uint8_t kind = run.at == creations ? 0 : kOtherAt;
  if (run.kind == EffectKind::kRestore) {
    kind |= kRestored;
    AppendVarint(file_numbers[run.restored_agent], &where);
    AppendVarint(run.restored_index, &where);
  } else if (run.kind == EffectKind::kOther) {
    kind |= kOtherSort;
  } else {
    const Told told = before.HowToTell(run);
    kind |= static_cast<uint8_t>(told << 1) | (run.backward ? kBackwardBit : 0);
    if (told == kExplicit) {
      AppendVarint(Zigzag(int64_t{run.target} - int64_t{before.low}), &where);
    }
  }
  (*out)[kKind].push_back(static_cast<char>(kind));
  if (run.at != creations) AppendVarint(creations - run.at, &where);
}

class EffectReader {
 public:
  explicit EffectReader(const KeptEffects& kept) : kept_(kept) {
    if (kept.others) others_.emplace(*kept.others);
  }

  Status Open() {
    Decompressor decompressor;
    for (size_t i = 0; i < kEffectColumns; ++i) {
      WEFT_RETURN_IF_ERROR(readers_[i].Open(kept_.columns[i], &decompressor));
    }
    return others_ ? others_->Open(&decompressor) : OkStatus();
  }

  // One agent's runs.
  bool ReadAgent(const KeptEffects::Counts& counts, EffectLog* log) {
    Before before;
    uint32_t done = 0;
    log->StartAt(counts.agent, 0);
    log->Reserve(counts.agent, counts.runs);
    for (uint32_t i = 0; i < counts.runs; ++i) {
      EffectRun run{};
      if (!ReadRun(counts.agent, before, counts.effects - done, &run)) return false;
      log->Append(counts.agent, run);
      before.Move(run);
      done += run.count;
    }
    if (done != counts.effects) return readers_[kCount].Refuse("fewer effects than stated");
    return !others_ || others_->AtWhole();
  }
  bool Finished() {
    for (Column& reader : readers_) {
      if (!reader.Finished()) return false;
    }
    return !others_ || others_->Finished();
  }
  // What only the whole log tells.
  bool CheckRestores(const EffectLog& log) {
    if (others_ && !others_->CheckSums(log)) return false;
    if (!any_restores_) return true;
    if (!InOrderOfArrival(log).possible()) return Misplaced("a restore before what it takes back");
    if (!Pairs()) return true;
    for (AgentNumber agent = 0; agent < log.agents(); ++agent) {
      for (size_t i = 0; i < log.RunCount(agent); ++i) {
        const EffectRun run = log.At(agent, i);
        if (run.kind == EffectKind::kRestore &&
            CutsDeletedPair(log, *kept_.arena, run.restored_agent, run.restored_index, run.count)) {
          return Misplaced("a restore of half a surrogate pair");
        }
      }
    }
    return true;
  }
  Status Failure() const {
    const Status own = FirstFailure({&readers_[0], &readers_[1], &readers_[2], &readers_[3]});
    return own.ok() && others_ ? others_->Failure() : own;
  }
  void GiveOthers(Objects* objects) {
    if (others_) objects->SetOthers(others_->Take());
  }

 private:
  bool ReadRun(AgentNumber agent, const Before& before, uint32_t most, EffectRun* run) {
    uint32_t later = 0;
    uint32_t further = 0;
    uint8_t kind = 0;
    if (!readers_[kWhen].Varint(&later) || !readers_[kCount].Varint(&further) ||
        !readers_[kKind].Byte(&kind)) {
      return false;
    }
    if (later > kept_.elements - before.arrived) {
      return readers_[kWhen].Refuse("an effect later than all elements");
    }
    run->arrived = before.arrived + later;
    if (further >= most) return readers_[kCount].Refuse("more effects than stated");
    run->count = further + 1;
    const bool restore = (kind & kRestored) != 0;
    const bool other = (kind & kOtherSort) != 0;
    const bool erase = !restore && !other;
    if (kind >= 2 * kOtherSort || (restore && other) || (other && !others_) ||
        (!erase && (kind & (kRestored - 1)) != 0)) {
      return readers_[kKind].Refuse("an unknown kind of effect");
    }
    if (!other && others_ && !others_->AtWhole()) return false;
    if (restore && !ReadRestored(run)) return false;
    if (erase && !ReadTarget(kind, before, run)) return false;
    if (!ReadAt(agent, (kind & kOtherAt) != 0, erase, run)) return false;
    if (other && !others_->Read(agent, *kept_.agents, run)) return false;
    if (Pairs() && IsInsidePair(agent, *run)) {
      return readers_[kWhere].Refuse("an effect between the halves of a surrogate pair");
    }
    return run->at >= before.at ||
           readers_[kWhere].Refuse("an effect with fewer creations than the one before");
  }
  // In the order of arrival or in its agent's.
  bool IsInsidePair(AgentNumber agent, const EffectRun& run) const {
    const auto high = [this](Lv lv) { return IsHighSurrogate(kept_.arena->UnitAt(lv)); };
    return (run.arrived > 0 && high(run.arrived - 1)) ||
           (run.at > 0 && high(kept_.agents->LvOf(agent, run.at - 1)));
  }
  bool Pairs() const { return kept_.arena != nullptr && kept_.arena->has_surrogates(); }
  bool Misplaced(const char* what) {
    return readers_[kWhere].Refuse(what, readers_[kWhere].section().begin());
  }

  bool ReadRestored(EffectRun* run) {
    run->kind = EffectKind::kRestore;
    any_restores_ = true;
    Column& where = readers_[kWhere];
    uint32_t number = 0;
    if (!where.Varint(&number) || !where.Varint(&run->restored_index)) return false;
    if (number >= kept_.counts.size()) return where.Refuse("an unknown agent");
    const KeptEffects::Counts& of = kept_.counts[number];
    if (run->restored_index > of.effects || run->count > of.effects - run->restored_index) {
      return where.Refuse("an effect that does not exist");
    }
    run->restored_agent = of.agent;
    return true;
  }

  bool ReadTarget(uint8_t kind, const Before& before, EffectRun* run) {
    run->kind = EffectKind::kErase;
    run->backward = (kind & kBackwardBit) != 0 && run->count > 1;
    int64_t target = 0;
    uint32_t moved = 0;
    switch ((kind >> 1) & 3) {
      case kBeforeLast:
        target = int64_t{before.low} - run->count;
        break;
      case kAfterLast:
        target = before.high;
        break;
      case kNewest:
        target = int64_t{run->arrived} - run->count;
        break;
      default:
        if (!readers_[kWhere].Varint(&moved)) return false;
        target = int64_t{before.low} + Unzigzag(moved);
    }
    if (target < 0 || target + run->count > run->arrived) {
      return readers_[kWhere].Refuse("a deletion of elements that did not exist");
    }
    run->target = static_cast<Lv>(target);
    return !Pairs() || !EndsInsidePair(*kept_.arena, LvRange{run->target, run->count}) ||
           readers_[kWhere].Refuse("a deletion of half a surrogate pair");
  }

  bool ReadAt(AgentNumber agent, bool other, bool erase, EffectRun* run) {
    const uint32_t creations = kept_.agents->CreationsBefore(agent, run->arrived);
    uint32_t less = 0;
    if (other && !readers_[kWhere].Varint(&less)) return false;
    if (less > creations) return readers_[kWhere].Refuse("an effect before its agent's creations");
    run->at = creations - less;
    return less == 0 || !erase ||
           !HitsOwnFuture(*kept_.agents, agent, LvRange{run->target, run->count}, run->at) ||
           readers_[kWhere].Refuse("a deletion of what its agent made later");
  }

  const KeptEffects& kept_;
  std::array<Column, kEffectColumns> readers_;
  std::optional<OtherEffectReader> others_;
  bool any_restores_ = false;
};

}  // namespace

EffectColumns EncodeEffects(const EffectLog& log, const AgentTable& agents,
                            const std::vector<AgentNumber>& file_agents,
                            const std::function<void(const EffectRun&)>& other) {
  std::vector<uint32_t> file_numbers(agents.size(), 0);
  for (uint32_t i = 0; i < file_agents.size(); ++i) file_numbers[file_agents[i]] = i;
  EffectColumns columns;
  for (AgentNumber agent : file_agents) {
    Before before;
    for (size_t i = 0; i < log.RunCount(agent); ++i) {
      const EffectRun run = log.At(agent, i);
      EncodeRun(run, agents.CreationsBefore(agent, run.arrived), before, file_numbers, &columns);
      if (run.kind == EffectKind::kOther) other(run);
      before.Move(run);
    }
  }
  return columns;
}

bool HitsOwnFuture(const AgentTable& agents, AgentNumber agent, LvRange target, uint32_t at) {
  const uint32_t end = agents.CreationsBefore(agent, target.end());
  return end > at && end > agents.CreationsBefore(agent, target.lv);
}

bool EndsInsidePair(const TextArena& arena, LvRange range) {
  return IsLowSurrogate(arena.UnitAt(range.lv)) || IsHighSurrogate(arena.UnitAt(range.end() - 1));
}

bool CutsDeletedPair(const EffectLog& log, const TextArena& arena, AgentNumber agent,
                     uint32_t index, uint32_t count) {
  for (const uint32_t cut : {index, index + count}) {
    if (cut >= log.Count(agent)) continue;
    const EffectRun run = log.At(agent, log.RunOf(agent, cut));
    if (run.kind != EffectKind::kErase) continue;
    // The half that a run hits second.
    const char16_t unit = arena.UnitAt(run.TargetOf(cut));
    if (run.backward ? IsHighSurrogate(unit) : IsLowSurrogate(unit)) return true;
  }
  return false;
}

Result<EffectLog> KeptEffects::Decode() const {
  EffectReader reader(*this);
  WEFT_RETURN_IF_ERROR(reader.Open());
  EffectLog log;
  bool good = true;
  for (const Counts& agent : counts) good = good && reader.ReadAgent(agent, &log);
  if (!good || !reader.Finished() || !reader.CheckRestores(log)) return reader.Failure();
  reader.GiveOthers(objects);
  return log;
}

}  // namespace weft::wire
