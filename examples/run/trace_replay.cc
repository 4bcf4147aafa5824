#include "examples/run/trace_replay.h"

#include <algorithm>
#include <string>

#include "examples/run/typist.h"

namespace demo {

using weft::Status;
using weft::Unit;

namespace {

Status Apply(const Patch& patch, weft::Text text) {
  if (patch.deleted > 0) {
    Status status = text.Erase(patch.position, patch.deleted, Unit::kCodePoint);
    if (!status.ok()) return status;
  }
  return text.Insert(patch.position, patch.inserted, Unit::kCodePoint);
}

Status TypeStretch(Replica& replica, const Trace& trace, size_t from, size_t to) {
  const weft::Text text = replica.document.Text(kRecording);
  for (size_t i = from; i < to; ++i) {
    const Status status = Apply(trace.patches[i], text);
    if (!status.ok()) {
      return Status(status.code(), "edit " + std::to_string(i + 1) +
                                       " of the trace: " + std::string(status.message()));
    }
    ++replica.edits;
  }
  return Status();
}

}  // namespace

Status ReplayTrace(Pair& pair, const Trace& trace, uint64_t stretch, uint64_t seed,
                   Progress& progress) {
  const auto nothing = [] { return Status(); };
  Typist ada_comments(&pair.ada(), kMargin, seed, nothing);
  Typist ben_comments(&pair.ben(), kMargin, seed + 1, nothing);
  Status status = pair.ada().document.Text(kRecording).Insert(0, trace.start);
  if (status.ok()) status = pair.Reconnect();

  const size_t total = trace.patches.size();
  bool ada_types = true;
  for (size_t from = 0; status.ok() && from < total; from += stretch, ada_types = !ada_types) {
    Replica& typing = ada_types ? pair.ada() : pair.ben();
    const size_t to = std::min<size_t>(total, from + stretch);
    status = TypeStretch(typing, trace, from, to);
    if (status.ok()) status = ada_comments.TypeWord();
    if (status.ok()) status = ben_comments.TypeWord();
    if (status.ok()) status = pair.Reconnect();
    progress.Show(to, total, typing.name + " types");
  }
  return status;
}

}  // namespace demo
