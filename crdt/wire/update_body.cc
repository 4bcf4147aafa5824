#include "crdt/wire/update_body.h"

#include <string_view>

#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/wire/column_form.h"
#include "crdt/wire/object_columns.h"
#include "crdt/wire/object_form.h"
#include "crdt/wire/object_layout.h"
#include "crdt/wire/run_form.h"
#include "crdt/wire/update_layout.h"

namespace weft::wire {

namespace {

std::string_view NameOf(const Operation& run, const std::vector<ContainerId>& containers) {
  const bool named = !run.IsEffect() && run.prev.IsNull() && run.next.IsNull();
  return named ? std::string_view(containers[run.container].name) : std::string_view();
}

bool IsNestedText(const Operation& run, const std::vector<ContainerId>& containers) {
  const bool named = !run.IsEffect() && run.prev.IsNull() && run.next.IsNull();
  return named && !containers[run.container].IsRoot();
}

Status AppendObject(const Operation& run, std::u16string_view text, const OperationSet& set,
                    const AgentCoding& agents, std::string* out) {
  return AppendObjectForm(run, RunSource{text, set.containers, set.payload}, agents, out);
}

// One operation is one canonical run already, but for a direction that one effect does not have.
Status AppendOne(const OperationSet& set, const AgentCoding& agents, std::string* out) {
  const Operation& run = set.operations[0];
  if (const char* why = WhyMalformed(run, set)) [[unlikely]] {
    return InvalidArgument(std::string("operation 0: ") + why);
  }
  if (run.kind > OperationKind::kRestore) [[unlikely]]
    return AppendObject(run, {}, set, agents, out);
  if (run.IsEffect()) {
    if (run.backward && run.count == 1) [[unlikely]] {
      return AppendRunForm(SliceOf(run, 0, 1), {}, {}, agents, out);
    }
    return AppendRunForm(run, {}, {}, agents, out);
  }
  const std::u16string_view text(set.text.data() + run.text_offset, run.count);
  if (!WellFormedUtf16(text)) [[unlikely]]
    return InvalidArgument("unpaired surrogate in the text");
  if (IsNestedText(run, set.containers)) [[unlikely]]
    return AppendObject(run, text, set, agents, out);
  return AppendRunForm(run, text, NameOf(run, set.containers), agents, out);
}

}  // namespace

Status AppendBody(const OperationSet& set, const AgentCoding& agents, std::string* out) {
  if (set.operations.size() == 1) [[likely]]
    return AppendOne(set, agents, out);
  CanonicalRuns runs;
  WEFT_RETURN_IF_ERROR(Canonicalize(set, &runs));
  return AppendBody(runs, set.containers, agents, out);
}

Status AppendBody(const CanonicalRuns& runs, const std::vector<ContainerId>& containers,
                  const AgentCoding& agents, std::string* out) {
  if (runs.has_objects) {
    if (runs.runs.size() != 1) return AppendObjectColumns(runs, containers, agents, out);
    const RunSource source{runs.text, containers, runs.payload};
    return AppendObjectForm(runs.runs[0], source, agents, out);
  }
  if (runs.runs.size() != 1) return AppendColumnForm(runs, containers, agents, out);
  const Operation& run = runs.runs[0];
  return AppendRunForm(run, runs.text, NameOf(run, containers), agents, out);
}

bool ReadBody(ByteReader* reader, const AgentCoding& agents, const Limits& limits,
              OperationSet* out) {
  if (reader->AtEnd()) [[unlikely]]
    return reader->Refuse("the bytes end too early");
  const uint8_t head = *reader->position();
  if (IsObjectForm(head)) [[unlikely]] {
    return (head & kFormMask) == kObjectColumns ? ReadObjectColumns(reader, agents, limits, out)
                                                : ReadObjectForm(reader, agents, limits, out);
  }
  if ((head & kFormMask) == kColumns) {
    return ReadColumnForm(reader, agents, limits, out);
  }
  return ReadRunForm(reader, agents, limits, out);
}

}  // namespace weft::wire
