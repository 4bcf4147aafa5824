// weft.h: history.
#include <algorithm>

#include "bindings/c/c_document.h"
#include "bindings/c/packed.h"
#include "bindings/c/unpacker.h"
#include "crdt/core/utf.h"

using weft::c::View;

namespace {

weft_status ReadVersion(weft_document* doc, const uint8_t* bytes, size_t size,
                        weft::Version* version) {
  weft::Result<weft::Version> decoded = weft::DecodeVersion(View(bytes, size));
  if (decoded.ok()) *version = *std::move(decoded);
  return doc->Answer(decoded.status());
}

}  // namespace

weft_status weft_document_fork(weft_document* doc, const uint8_t* version, size_t size,
                               uint64_t agent, weft_document** out) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, version, size);
  weft::Version at;
  if (const auto read = ReadVersion(doc, version, size, &at); read != WEFT_OK) return read;
  if (agent > weft::kMaxAgent) {
    return doc->Refuse(weft::StatusCode::kInvalidArgument, "an agent is at most 2^53 - 1");
  }
  weft::Result<weft::Document> fork = doc->document().ForkAt(at, agent);
  if (!fork.ok()) return doc->Answer(fork.status());
  *out = new weft_document(*std::move(fork));
  return WEFT_OK;
}

weft_status weft_document_diff(weft_document* doc, const uint8_t* from, size_t from_size,
                               const uint8_t* to, size_t to_size, weft_bytes* out) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, from, from_size);
  WEFT_C_GIVEN(doc, to, to_size);
  weft::Version before;
  weft::Version after;
  if (const auto read = ReadVersion(doc, from, from_size, &before); read != WEFT_OK) return read;
  if (const auto read = ReadVersion(doc, to, to_size, &after); read != WEFT_OK) return read;
  weft::Result<std::vector<weft::Change>> changes = doc->document().Diff(before, after);
  if (!changes.ok()) return doc->Answer(changes.status());
  doc->held.clear();
  weft::c::PackEvent(weft::Event{weft::Origin::kLocal, *std::move(changes)}, doc, &doc->held);
  return doc->Give(out);
}

weft_status weft_document_revert(weft_document* doc, const uint8_t* version, size_t size,
                                 const uint8_t* except, size_t except_size) {
  WEFT_C_DOCUMENT(doc);
  WEFT_C_GIVEN(doc, version, size);
  WEFT_C_GIVEN(doc, except, except_size);
  weft::Version to;
  if (const auto read = ReadVersion(doc, version, size, &to); read != WEFT_OK) return read;
  std::vector<std::string> names;
  for (weft::c::Unpacker packed(View(except, except_size)); !packed.done();) {
    const std::optional<std::string_view> name = packed.Bytes();
    if (!name) return doc->Refuse(weft::StatusCode::kInvalidArgument, "bytes that are no names");
    names.emplace_back(*name);
  }
  return doc->Answer(doc->document().RevertTo(to, names));
}

weft_status weft_text_blame(weft_document* doc, weft_container text, weft_bytes* out) {
  WEFT_C_FIND(Text, found, doc, text);
  std::string bytes;
  weft::c::Packer pack(&bytes);
  std::string utf8;
  const weft::Status status = found->Blame([&](const weft::BlamedText& stretch) {
    pack.Number(stretch.count);
    pack.Number(stretch.id.agent);
    pack.Number(stretch.visible ? 1 : 0);
    if (stretch.visible) return;
    utf8.clear();
    weft::AppendUtf8(stretch.text, &utf8);
    pack.Bytes(utf8);
    const auto hides = [](const weft::BlamedDeletion& each) { return !each.restored; };
    pack.Number(static_cast<uint64_t>(
        std::count_if(stretch.deletions.begin(), stretch.deletions.end(), hides)));
    for (const weft::BlamedDeletion& deletion : stretch.deletions) {
      if (hides(deletion)) pack.Number(deletion.effect.agent);
    }
  });
  return doc->Give(status.ok() ? weft::Result<std::string>(std::move(bytes)) : status, out);
}
