// weft.h: versions, updates, saved documents.
#include <atomic>

#include "bindings/c/c_document.h"
#include "bindings/c/packed.h"
#include "sync/saved_state.h"

using weft::c::View;

struct weft_string {
  std::string bytes;
};

namespace {

weft_status GiveVersion(weft_document* doc, const weft::Version& version, weft_bytes* out) {
  doc->held = weft::EncodeVersion(version);
  return doc->Give(out);
}

// What is taken from a session's document is still the session's to send: a copy.
weft_status GiveCopyOfLocal(weft_document* doc, weft_bytes* out) {
  const weft::Agent agent = doc->document().agent();
  const weft::Counts now = doc->document().CountsOf(agent);
  doc->held.clear();
  if (now == doc->taken) return doc->Give(out);
  weft::Version since = doc->document().version();
  since.Set(agent, doc->taken);
  weft::Result<std::string> update = weft::EncodeUpdateSince(doc->document(), since);
  if (update.ok()) doc->taken = now;
  return doc->Give(std::move(update), out);
}

weft_status GiveIntegrated(weft_document* doc, const weft::Result<weft::Integrated>& integrated,
                           weft_integrated* out) {
  if (!integrated.ok()) return doc->Answer(integrated.status());
  if (out == nullptr) return WEFT_OK;
  // Number by number: two that were just written, read as one vector, have to wait for the cache.
  out->applied = integrated->applied;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  out->duplicate = integrated->duplicate;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  out->waiting = integrated->waiting;
  return WEFT_OK;
}

}  // namespace

weft_status weft_document_version(weft_document* doc, weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  return GiveVersion(doc, doc->document().version(), out);
}

weft_status weft_document_missing(weft_document* doc, weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  return GiveVersion(doc, doc->document().Missing(), out);
}

weft_status weft_document_encode(weft_document* doc, const uint8_t* version, size_t size,
                                 weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, version, size);
  const weft::Result<weft::Version> since = weft::DecodeVersion(View(version, size));
  if (!since.ok()) return doc->Answer(since.status());
  return doc->Give(weft::EncodeUpdateSince(doc->document(), *since), out);
}

weft_status weft_document_take(weft_document* doc, weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  if (doc->kept != nullptr) return GiveCopyOfLocal(doc, out);
  doc->held.clear();
  const weft::OperationSet& local = doc->document().TakeLocal();
  if (!local.operations.empty()) {
    const weft::Status status = weft::AppendUpdate(local, &doc->held);
    if (!status.ok()) return doc->Answer(status);
  }
  return doc->Give(out);
}

weft_status weft_document_take_session(weft_document* doc, weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  if (doc->kept != nullptr) {
    return doc->Refuse(weft::StatusCode::kFailedPrecondition, "a session takes these edits");
  }
  // Else what was taken would be lost.
  if (doc->agents.NumberOf(doc->document().agent()) < 0) {
    return doc->Refuse(weft::StatusCode::kFailedPrecondition,
                       "this document's own agent is not introduced");
  }
  doc->held.clear();
  const weft::OperationSet& local = doc->document().TakeLocal();
  if (!local.operations.empty()) {
    const weft::Status status = weft::AppendSessionUpdate(local, doc->agents, &doc->held);
    if (!status.ok()) return doc->Answer(status);
  }
  return doc->Give(out);
}

weft_status weft_document_apply(weft_document* doc, const uint8_t* bytes, size_t size,
                                weft_integrated* out) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, bytes, size);
  return GiveIntegrated(
      doc, weft::ApplyUpdate(doc->document(), View(bytes, size), weft::c::DecoderLimits()), out);
}

weft_status weft_document_introduce(weft_document* doc, uint64_t agent, uint32_t* number) {
  WEFT_C_DOCUMENT(doc);
  if (agent > weft::kMaxAgent) {
    return doc->Refuse(weft::StatusCode::kInvalidArgument, "an agent is at most 2^53 - 1");
  }
  const uint32_t given = doc->agents.Add(agent);
  if (number != nullptr) *number = given;
  return WEFT_OK;
}

weft_status weft_document_apply_session(weft_document* doc, const uint8_t* bytes, size_t size,
                                        weft_integrated* out) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, bytes, size);
  const weft::Status status = weft::DecodeSessionUpdate(View(bytes, size), doc->agents,
                                                        weft::c::DecoderLimits(), &doc->decoded);
  if (!status.ok()) return doc->Answer(status);
  return GiveIntegrated(doc, doc->document().Integrate(doc->decoded), out);
}

weft_status weft_merge_updates(const weft_bytes* updates, size_t count, weft_string* out) {
  if (out == nullptr) return WEFT_INVALID_ARGUMENT;
  std::vector<std::string_view> views;
  bool given = updates != nullptr || count == 0;
  for (size_t i = 0; given && i < count; ++i) {
    given = updates[i].data != nullptr || updates[i].size == 0;
    views.push_back(View(updates[i].data, updates[i].size));
  }
  if (!given) {
    out->bytes = weft::c::kNotGiven;
    return WEFT_INVALID_ARGUMENT;
  }
  weft::Result<std::string> merged = weft::MergeUpdates(views, weft::c::DecoderLimits());
  if (!merged.ok()) {
    out->bytes = merged.status().message();
    return weft::c::Code(merged.status().code());
  }
  out->bytes = *std::move(merged);
  return WEFT_OK;
}

weft_status weft_document_save(weft_document* doc, weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  return doc->Give(weft::SaveWorkingFile(doc->document()), out);
}

weft_status weft_document_load(weft_document* doc, const uint8_t* bytes, size_t size) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, bytes, size);
  if (doc->kept != nullptr || !doc->Untouched() || !doc->document().version().entries().empty() ||
      doc->document().BacklogSize() > 0 || doc->document().InTransaction()) {
    return doc->Refuse(weft::StatusCode::kFailedPrecondition,
                       "only a document that was just made can be loaded into");
  }
  weft::Result<weft::Document> loaded =
      weft::LoadDocument(View(bytes, size), doc->document().agent(), weft::c::DecoderLimits());
  if (!loaded.ok()) return doc->Answer(loaded.status());
  loaded->CopySettings(doc->document());
  doc->document() = *std::move(loaded);
  return WEFT_OK;
}

weft_status weft_document_copy_as(weft_document* doc, uint64_t agent, const uint8_t* state,
                                  size_t size) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, state, size);
  if (doc->kept != nullptr || doc->document().InTransaction() || agent > weft::kMaxAgent) {
    return doc->Refuse(weft::StatusCode::kFailedPrecondition, "not this document, or no agent");
  }
  doc->DetachUndos();
  weft::Result<weft::Document> copy = weft::sync::CopyAs(doc->document(), View(state, size), agent);
  if (!copy.ok()) {
    doc->AttachUndos();
    return doc->Answer(copy.status());
  }
  doc->document() = *std::move(copy);
  doc->Become(nullptr);
  return WEFT_OK;
}

weft_string* weft_string_new() { return new weft_string; }

weft_bytes weft_string_bytes(const weft_string* string) {
  if (string == nullptr) return {nullptr, 0};
  return {reinterpret_cast<const uint8_t*>(string->bytes.data()), string->bytes.size()};
}

void weft_string_free(weft_string* string) { delete string; }
