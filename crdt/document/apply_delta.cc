// DocumentState: what a delta says, as edits.
#include <algorithm>
#include <optional>

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

}  // namespace

// Everything that can refuse, so that a delta is applied whole.
Status DocumentState::CheckDelta(TreeId text, std::span<const DeltaStep> delta) {
  if (read_only_) return NeedsNewer();
  const uint64_t length = sequence_.Length(text);
  const ContainerNumber home = objects_.containers().OfTree(text);
  uint64_t at = 0;
  uint64_t made = 0;
  uint64_t erased = 0;
  for (const DeltaStep& step : delta) {
    WEFT_RETURN_IF_ERROR(CheckAttributes(step.attributes));
    std::string values;
    for (const Attribute& attribute : step.attributes) {
      value_bytes::Append(attribute.value, &values);
      if (!attribute.value.IsNull() || !MarkKindOf(attribute.key).several) continue;
      return InvalidArgument("marks of \"" + attribute.key + "\" are several: remove them by id");
    }
    if (step.embed.has_value()) {
      if (step.embed->AsContainer() != nullptr) {
        return InvalidArgument("a container cannot stand in a text");
      }
      value_bytes::Append(*step.embed, &values);
    }
    WEFT_RETURN_IF_ERROR(CheckEdit(values, home, 0));
    made += step.attributes.size();
    if (step.kind == Kind::kInsert) {
      if (!step.embed && !WellFormedUtf16(step.text)) {
        return InvalidArgument("the text has an unpaired surrogate");
      }
      made += step.embed ? 1 : step.text.size();
      continue;
    }
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
  if (erased > sequence_.EffectRoom()) {
    return ResourceExhausted("this agent has made 2^31 - 1 effects; use a new agent");
  }
  // What takes off what inserted text would have counts too.
  return CheckRoom(made + objects_.marks().size() + delta.size());
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
      (void)MarkText(text, at, end, attribute.key, BytesOf(attribute.value),
                     MarkKindOf(attribute.key));
    }
    for (const Attribute& attribute : step.attributes) {
      const bool kept = std::any_of(wanted.begin(), wanted.end(),
                                    [&](const Attribute& one) { return one.key == attribute.key; });
      if (kept) continue;
      (void)MarkText(text, at, end, attribute.key, BytesOf(Value()), MarkKindOf(attribute.key));
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
        (void)MarkText(text, at, end, attribute.key, BytesOf(attribute.value),
                       MarkKindOf(attribute.key));
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
