// weft.h: timelines.
#include "crdt/document/timeline.h"
#include "bindings/c/c_document.h"
#include "bindings/c/packed.h"

// A timeline is good until its document changes: that is noticed by the version.
struct weft_timeline {
  weft_document* doc;  // null when that is freed
  weft::Version version;
  weft::Timeline timeline;
  bool of_text;
};

namespace {

weft_status CheckGood(weft_timeline* timeline) {
  if (timeline == nullptr || timeline->doc == nullptr) return WEFT_INVALID_ARGUMENT;
  if (timeline->doc->document().version() == timeline->version) return WEFT_OK;
  return timeline->doc->Refuse(weft::StatusCode::kFailedPrecondition,
                               "the document changed; make another timeline");
}

weft_status Keep(weft_document* doc, weft::Result<weft::Timeline> made, bool of_text,
                 weft_timeline** out) {
  if (!made.ok()) return doc->Answer(made.status());
  *out = new weft_timeline{doc, doc->document().version(), *std::move(made), of_text};
  doc->timelines.push_back(*out);
  return WEFT_OK;
}

}  // namespace

void weft_document::LetGoOfTimelines() {
  for (weft_timeline* const timeline : timelines) timeline->doc = nullptr;
  timelines.clear();
}

weft_status weft_document_timeline(weft_document* doc, weft_container text, int32_t by,
                                   uint64_t count, weft_timeline** out) {
  WEFT_C_DOCUMENT(doc);
  if (by < WEFT_BY_STEPS || by > WEFT_BY_AUTHORS) {
    return doc->Refuse(weft::StatusCode::kInvalidArgument, "no way to make steps");
  }
  const weft::TimelineOptions options{static_cast<weft::TimelineOptions::By>(by), count};
  if (text == 0) return Keep(doc, weft::Timeline::OfDocument(doc->document(), options), false, out);
  WEFT_C_FIND(Text, found, doc, text);
  return Keep(doc, weft::Timeline::OfText(doc->document(), found->id(), options), true, out);
}

void weft_timeline_free(weft_timeline* timeline) {
  if (timeline != nullptr && timeline->doc != nullptr) {
    std::erase(timeline->doc->timelines, timeline);
  }
  delete timeline;
}

weft_status weft_timeline_size(weft_timeline* timeline, size_t* out) {
  const weft_status good = CheckGood(timeline);
  if (good != WEFT_OK) return good;
  *out = timeline->timeline.size();
  return WEFT_OK;
}

weft_status weft_timeline_seek(weft_timeline* timeline, size_t step) {
  const weft_status good = CheckGood(timeline);
  if (good == WEFT_OK) timeline->timeline.Seek(step);
  return good;
}

weft_status weft_timeline_next(weft_timeline* timeline, weft_bytes* out) {
  const weft_status good = CheckGood(timeline);
  if (good != WEFT_OK) return good;
  weft_document* const doc = timeline->doc;
  weft::TimelineStep step;
  if (!timeline->timeline.Next(&step)) {
    if (!timeline->timeline.status().ok()) return doc->Answer(timeline->timeline.status());
    doc->held.clear();
    return doc->Give(out);
  }
  std::string packed;
  weft::c::Packer pack(&packed);
  pack.Number(step.number);
  pack.Bytes(weft::EncodeVersion(step.version));
  pack.Number(step.operations);
  pack.Number(step.authors.size());
  for (const weft::Agent author : step.authors) pack.Number(author);
  if (timeline->of_text) {
    weft::c::PackDelta(step.delta.steps, doc, &packed);
  } else {
    weft::c::PackEvent(weft::Event{weft::Origin::kLocal, std::move(step.changes)}, doc, &packed);
  }
  doc->held = std::move(packed);
  return doc->Give(out);
}
