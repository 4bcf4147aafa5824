// DocumentState: what a delta says, as edits.
#include <algorithm>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/check.h"
#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"
#include "crdt/document/rich_delta.h"
#include "crdt/document/same_attributes.h"

namespace weft {

namespace {

using Kind = DeltaStep::Kind;

std::string BytesOf(const Value& value) {
  std::string bytes;
  value_bytes::Append(value, &bytes);
  return bytes;
}

Status CheckAttributes(const Attributes& attributes) {
  for (const Attribute& attribute : attributes) {
    if (attribute.key.empty() || attribute.key.size() > kMaxKeyBytes || !IsUtf8(attribute.key)) {
      return InvalidArgument("an attribute's key is well-formed UTF-8 of 1 to 1,024 bytes");
    }
    if (attribute.value.AsContainer() != nullptr) {
      return InvalidArgument("an attribute is a plain value, not a container");
    }
  }
  return OkStatus();
}

// What a delta uses, at most, of what there are limits to.
//
// Inserted text stands between the letters around it, with the marks that are on them; no mark ends
// within it. So for each insertion there is at most one mark for each of its attributes, and one
// for each key of the document or the delta, which takes off what it is not to have.
class DeltaUse {
 public:
  explicit DeltaUse(const Marks& marks)
      : marks_(marks), keys_(marks.key_count()), key_bytes_(marks.key_bytes()) {}

  // `values`: the bytes of its attributes' values and its object.
  void Add(const DeltaStep& step, size_t values) {
    bytes_ += values;
    attributes_ += step.attributes.size();
    for (const Attribute& attribute : step.attributes) {
      bytes_ += attribute.key.size() + kMarkBytes;
      if (marks_.HasKey(attribute.key) || !new_keys_.try_emplace(attribute.key, 0).second) continue;
      ++keys_;
      key_bytes_ += attribute.key.size();
    }
    if (step.kind != Kind::kInsert) return;
    ++insertions_;
    inserted_ += step.embed ? 1 : step.text.size();
  }
  uint64_t elements() const { return inserted_ + marks(); }
  uint64_t marks() const { return attributes_ + insertions_ * keys_; }
  uint64_t bytes() const { return bytes_ + insertions_ * (key_bytes_ + keys_ * (kMarkBytes + 1)); }

 private:
  static constexpr uint64_t kMarkBytes = 3;  // of a mark beside key and value; null is one more

  const Marks& marks_;
  // A set, of a type whose code Marks has already.
  absl::flat_hash_map<std::string, uint32_t> new_keys_;
  uint64_t keys_;
  uint64_t key_bytes_;
  uint64_t insertions_ = 0;
  uint64_t inserted_ = 0;
  uint64_t attributes_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace

// What a step says, wherever it stands. `values`: gets its values' bytes.
Status DocumentState::CheckStep(TreeId text, const DeltaStep& step, std::string* values) {
  WEFT_RETURN_IF_ERROR(CheckAttributes(step.attributes));
  for (const Attribute& attribute : step.attributes) {
    value_bytes::Append(attribute.value, values);
    if (!attribute.value.IsNull() || !MarkKindOf(attribute.key).several) continue;
    return InvalidArgument("marks of \"" + attribute.key + "\" are several: remove them by id");
  }
  if (step.embed.has_value()) {
    if (step.embed->AsContainer() != nullptr) {
      return InvalidArgument("a container cannot stand in a text");
    }
    value_bytes::Append(*step.embed, values);
  }
  if (step.kind == Kind::kInsert && !step.embed && !WellFormedUtf16(step.text)) {
    return InvalidArgument("the text has an unpaired surrogate");
  }
  return CheckContent(*values, objects_.containers().OfTree(text));
}

// Everything that can refuse, so that a delta is applied whole.
Status DocumentState::CheckDelta(TreeId text, std::span<const DeltaStep> delta) {
  if (read_only_) return NeedsNewer();
  const uint64_t length = sequence_.Length(text);
  DeltaUse use(objects_.marks());
  uint64_t at = 0;
  uint64_t erased = 0;
  for (const DeltaStep& step : delta) {
    std::string values;
    WEFT_RETURN_IF_ERROR(CheckStep(text, step, &values));
    use.Add(step, values.size());
    if (step.kind == Kind::kInsert) continue;
    at += step.count;
    if (step.kind == Kind::kErase) erased += step.count;
    if (at > length) {
      return OutOfRange("the delta goes on to position " + std::to_string(at) +
                        ", the text's length is " + std::to_string(length));
    }
    if (InsidePair(text, at)) {
      return InvalidArgument("position " + std::to_string(at) + " is inside a code point");
    }
  }
  WEFT_RETURN_IF_ERROR(CheckEffectRoom(erased));
  return CheckRoom(use.elements(), use.bytes(), use.marks());
}

// CheckDelta has found room for all of them, and nothing wrong with them.
void DocumentState::MarkAttribute(TreeId text, uint64_t from, uint64_t to, const std::string& key,
                                  const Value& value) {
  const Result<Id> mark = MarkText(text, from, to, key, BytesOf(value), MarkKindOf(key));
  WEFT_CHECK(mark.ok());
}

// What was just inserted between marked letters has their marks: only what is to be different is
// marked.
void DocumentState::SetAttributes(TreeId text, uint64_t from, uint64_t to,
                                  const Attributes& wanted) {
  const std::vector<DeltaStep> now = DeltaBetween(this, text, from, to);
  uint64_t at = from;
  for (const DeltaStep& step : now) {
    const uint64_t end = at + step.count;
    for (const Attribute& attribute : wanted) {
      const bool has = std::any_of(step.attributes.begin(), step.attributes.end(),
                                   [&](const Attribute& one) { return IsSame(one, attribute); });
      if (has) continue;
      MarkAttribute(text, at, end, attribute.key, attribute.value);
    }
    for (const Attribute& attribute : step.attributes) {
      const bool kept = std::any_of(wanted.begin(), wanted.end(),
                                    [&](const Attribute& one) { return one.key == attribute.key; });
      if (kept) continue;
      MarkAttribute(text, at, end, attribute.key, Value());
    }
    at = end;
  }
}

Status DocumentState::ApplyDelta(TreeId text, std::span<const DeltaStep> delta) {
  WEFT_RETURN_IF_ERROR(CheckDelta(text, delta));
  Begin();
  BeginChange();
  uint64_t at = 0;
  for (const DeltaStep& step : delta) {
    if (step.kind == Kind::kErase) {
      if (step.count > 0) sequence_.Erase(text, at, step.count);
      continue;
    }
    uint64_t end = at + step.count;
    if (step.kind == Kind::kKeep) {
      for (const Attribute& attribute : step.attributes) {
        if (step.count == 0) break;
        MarkAttribute(text, at, end, attribute.key, attribute.value);
      }
    } else if (step.embed.has_value()) {
      end = at + 1;
      objects_.InsertObjectAt(text, at, BytesOf(*step.embed));
      SetAttributes(text, at, end, step.attributes);
    } else if (!step.text.empty()) {
      end = at + step.text.size();
      sequence_.Insert(text, at, step.text);
      if (!step.attributes.empty() || !objects_.marks().empty()) {
        SetAttributes(text, at, end, step.attributes);
      }
    }
    at = end;
  }
  Commit();
  return OkStatus();
}

}  // namespace weft
