// The hash of what merging made of a document's operations; docs/format.md says of which bytes.
#include <algorithm>

#include "crdt/core/sort.h"
#include "crdt/document/document_state.h"
#include "crdt/wire/hash.h"
#include "crdt/wire/hash_bytes.h"

namespace weft {

namespace {

using wire::HashBytes;

constexpr std::string_view kDocumentHead = "weft document 1";

enum DocumentTag : char {
  kText = 1,
  kVisible = 2,
  kDeleted = 3,
  kContainer = 4,
  kKey = 5,
  kLiveWrite = 6,
  kItemWrites = 7,
  kSum = 8,
  kShownMark = 9,
};

// Elements in order, as maximal runs.
class RunsHasher {
 public:
  explicit RunsHasher(wire::Sha256* hash) : hash_(hash) {}

  void Add(const Id& first, uint32_t count, bool visible) {
    if (count_ > 0 && visible == visible_ && first == Id{first_.agent, first_.seq + count_}) {
      count_ += count;
      return;
    }
    Finish();
    first_ = first;
    count_ = count;
    visible_ = visible;
  }
  void Finish() {
    if (count_ == 0) return;
    hash_->Add(HashBytes().Tag(visible_ ? kVisible : kDeleted).OfId(first_).Count(count_).view());
    count_ = 0;
  }

 private:
  wire::Sha256* hash_;
  Id first_ = kNullId;
  uint32_t count_ = 0;
  bool visible_ = false;
};

class StateHasher {
 public:
  explicit StateHasher(DocumentState* state)
      : sequence_(state->sequence()), objects_(state->objects()) {
    hash_.Add(kDocumentHead);
  }

  void AddText(const std::string& name, TreeId text) {
    hash_.Add(HashBytes().Tag(kText).Count(name.size()).view());
    hash_.Add(name);
    AddElements(text);
    AddMarks(objects_.containers().OfTree(text));
  }
  // What is no root text, and has had content.
  void AddContainers() {
    std::vector<std::pair<ContainerId, ContainerNumber>> all;
    for (ContainerNumber i = 0; i < objects_.containers().size(); ++i) {
      const ContainerId id = objects_.IdOf(i);
      const bool root_text = id.IsRoot() && id.kind == ContainerKind::kText;
      if (!root_text && objects_.HadContent(i)) all.emplace_back(id, i);
    }
    Sort(all.begin(), all.end());
    for (const auto& [id, number] : all) AddContainer(id, number);
  }
  Digest Finish() { return hash_.Finish(); }

 private:
  void AddContainer(const ContainerId& id, ContainerNumber number) {
    hash_.Add(HashBytes()
                  .Tag(kContainer)
                  .Tag(static_cast<char>(id.kind))
                  .OfId(id.creator)
                  .Count(id.name.size())
                  .view());
    hash_.Add(id.name);
    const Container& container = objects_.containers()[number];
    if (container.kind == ContainerKind::kMap) return AddKeys(container);
    if (container.kind == ContainerKind::kCounter) {
      const auto sum = static_cast<uint64_t>(container.sum);
      hash_.Add(HashBytes().Tag(kSum).Count(sum & 0xFFFFFFFF).Count(sum >> 32).view());
      return;
    }
    AddElements(container.tree);
    if (container.kind == ContainerKind::kText) return AddMarks(number);
    AddItemWrites(container.tree);
  }

  void AddElements(TreeId tree) {
    const AgentTable& agents = sequence_.agents();
    RunsHasher runs(&hash_);
    sequence_.tree().Visit(tree, [&](Span span) {
      while (span.count > 0) {
        const uint32_t part = std::min(span.count, agents.RunLength(span.lv));
        runs.Add(agents.IdOf(span.lv), part, span.visible);
        span.lv += part;
        span.count -= part;
      }
    });
    runs.Finish();
  }

  // Those that are not deleted, by id.
  void AddMarks(ContainerNumber text) {
    std::vector<Id> shown;
    for (const MarkNumber number : objects_.marks().OfText(text)) {
      const Marks::Mark& mark = objects_.marks()[number];
      if (mark.shown) shown.push_back(sequence_.agents().IdOf(mark.lv));
    }
    Sort(shown.begin(), shown.end());
    for (const Id& mark : shown) hash_.Add(HashBytes().Tag(kShownMark).OfId(mark).view());
  }

  void AddLive(RegisterNumber of) {
    for (const Lv write : objects_.LiveWrites(of)) {
      hash_.Add(HashBytes().Tag(kLiveWrite).OfId(sequence_.agents().IdOf(write)).view());
    }
  }
  // By key, ascending, those that have a value.
  void AddKeys(const Container& map) {
    const Registers& registers = objects_.registers();
    std::vector<std::pair<std::string_view, RegisterNumber>> keys;
    for (const RegisterNumber of : map.entries) {
      if (objects_.Winner(of) != kNoLv) keys.emplace_back(registers.KeyAt(registers[of].key), of);
    }
    Sort(keys.begin(), keys.end());
    for (const auto& [key, of] : keys) {
      hash_.Add(HashBytes().Tag(kKey).Count(key.size()).view());
      hash_.Add(key);
      AddLive(of);
    }
  }
  // Of the items inserted here that were given another value, in the order of their elements.
  void AddItemWrites(TreeId tree) {
    sequence_.tree().Visit(tree, [&](const Span& span) {
      for (Lv lv = span.lv; lv < span.lv + span.count; ++lv) {
        const RegisterNumber of = objects_.registers().FindOfItem(lv);
        if (of == kNoRegister || objects_.Winner(of) == kNoLv) continue;
        hash_.Add(HashBytes().Tag(kItemWrites).OfId(sequence_.agents().IdOf(lv)).view());
        AddLive(of);
      }
    });
  }

  Sequence& sequence_;
  Objects& objects_;
  wire::Sha256 hash_;
};

}  // namespace

Digest DocumentHash(const Document& document) {
  DocumentState& state = document.state();
  state.sequence().Flush();
  StateHasher hasher(&state);
  for (const std::string& name : document.TextNames()) hasher.AddText(name, state.FindText(name));
  hasher.AddContainers();
  return hasher.Finish();
}

}  // namespace weft
