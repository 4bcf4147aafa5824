// weft.h: documents, transactions, events.
#include "bindings/c/c_document.h"
#include "bindings/c/packed.h"
#include "crdt/core/utf.h"

using weft::c::View;

namespace {

// What Document::Text would CHECK.
bool IsName(std::string_view name) {
  return name.size() <= weft::kMaxKeyBytes && weft::IsUtf8(name);
}

}  // namespace

weft_document* weft_document_new(uint64_t agent, int32_t order) {
  if (agent > weft::kMaxAgent || (order != WEFT_FUGUE_MAX && order != WEFT_YATA)) return nullptr;
  return new weft_document(agent, static_cast<weft::OrderKind>(order));
}

void weft_document_free(weft_document* doc) {
  if (doc != nullptr && doc->kept == nullptr) delete doc;
}

const char* weft_document_error(const weft_document* doc) {
  return doc == nullptr ? "no document" : doc->error.c_str();
}

uint64_t weft_document_agent(const weft_document* doc) {
  return doc == nullptr ? WEFT_NO_AGENT : doc->document().agent();
}

int32_t weft_document_order(const weft_document* doc) {
  return doc == nullptr ? 0 : static_cast<int32_t>(doc->document().order());
}

weft_status weft_document_root(weft_document* doc, int32_t kind, const char* name, size_t size,
                               weft_container* out) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, name, size);
  const std::string_view view = View(name, size);
  if (!IsName(view)) {
    return doc->Refuse(weft::StatusCode::kInvalidArgument,
                       "a name is UTF-8 of at most 1,024 bytes");
  }
  if (kind < WEFT_TEXT || kind > WEFT_TREE) {
    return doc->Refuse(weft::StatusCode::kInvalidArgument, "no kind of root container");
  }
  *out =
      doc->NumberOf(weft::ContainerId(static_cast<weft::ContainerKind>(kind), std::string(view)));
  return WEFT_OK;
}

weft_status weft_document_at(weft_document* doc, const char* path, size_t size, weft_value* out) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, path, size);
  return doc->Give(doc->document().At(View(path, size)), out);
}

weft_status weft_document_path(weft_document* doc, weft_container container, weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  const weft_document::Handle* const handle = doc->Find(container);
  if (handle == nullptr) {
    return doc->Refuse(weft::StatusCode::kInvalidArgument, "no container of this document");
  }
  const weft::Result<weft::Path> path =
      doc->document().PathOf(std::visit([](const auto& of) { return of.id(); }, *handle));
  if (!path.ok()) return doc->Answer(path.status());
  doc->held = weft::ToString(*path);
  return doc->Give(out);
}

weft_status weft_document_roots(weft_document* doc, weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  doc->held.clear();
  weft::c::Packer pack(&doc->held);
  for (const weft::ContainerId& root : doc->document().Roots()) {
    pack.Number(static_cast<uint64_t>(root.kind));
    pack.Bytes(root.name);
  }
  return doc->Give(out);
}

weft_status weft_document_json(weft_document* doc, const char* path, size_t size, uint32_t indent,
                               weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, path, size);
  weft::JsonStyle style;
  style.indent = indent;
  return doc->Give(weft::WriteJson(doc->document(), View(path, size), style), out);
}

weft_status weft_document_seed(weft_document* doc, const char* json, size_t size) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, json, size);
  return doc->Answer(
      weft::SeedFromJson(doc->document(), View(json, size), {}, weft::c::DecoderLimits()).status());
}

weft_status weft_document_hash(weft_document* doc, weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  const weft::Digest digest = weft::DocumentHash(doc->document());
  doc->held.assign(digest.begin(), digest.end());
  return doc->Give(out);
}

weft_status weft_document_begin(weft_document* doc) {
  WEFT_C_DOCUMENT(doc);
  doc->document().Begin();
  return WEFT_OK;
}

weft_status weft_document_commit(weft_document* doc) {
  WEFT_C_DOCUMENT(doc);
  if (!doc->document().InTransaction()) {
    return doc->Refuse(weft::StatusCode::kFailedPrecondition, "no transaction has begun");
  }
  doc->document().Commit();
  return WEFT_OK;
}

weft_status weft_document_observe(weft_document* doc, int32_t on) {
  WEFT_C_DOCUMENT(doc);
  doc->Observe(on != 0);
  return WEFT_OK;
}

weft_status weft_document_take_event(weft_document* doc, weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  doc->held.clear();
  if (!doc->events.empty()) {
    doc->held = std::move(doc->events.front());
    doc->events.pop_front();
  }
  return doc->Give(out);
}
