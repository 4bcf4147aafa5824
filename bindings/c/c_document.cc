#include "bindings/c/c_document.h"

#include <utility>

#include "bindings/c/c_undo.h"
#include "bindings/c/packed.h"

namespace {

template <class Handle>
weft_container NumberOfResult(weft_document* doc, const weft::Result<Handle>& handle) {
  return handle.ok() ? doc->NumberOf(*handle) : 0;
}

}  // namespace

weft_container weft_document::NumberOf(const weft::ContainerId& id) {
  if (const auto at = numbers_.find(id); at != numbers_.end()) return at->second;
  switch (id.kind) {
    case weft::ContainerKind::kText:
      return NumberOfResult(this, document().TextOf(id));
    case weft::ContainerKind::kMap:
      return NumberOfResult(this, document().MapOf(id));
    case weft::ContainerKind::kList:
      return NumberOfResult(this, document().ListOf(id));
    case weft::ContainerKind::kCounter:
      return NumberOfResult(this, document().CounterOf(id));
    case weft::ContainerKind::kTree:
      return NumberOfResult(this, document().TreeOf(id));
    case weft::ContainerKind::kNode:
      break;
  }
  return 0;
}

void weft_document::Observe(bool on) {
  if (!on && subscription != 0) document().StopObserving(subscription);
  if (on == (subscription != 0)) return;
  subscription = !on ? 0 : document().Observe([this](const weft::Event& event) {
    weft::c::PackEvent(event, this, &events.emplace_back());
  });
}

weft_document::~weft_document() {
  DetachUndos();
  for (weft_undo* const undo : undos) undo->doc = nullptr;
  LetGoOfTimelines();
}

void weft_document::DetachUndos() {
  for (weft_undo* const undo : undos) undo->Detach();
}

void weft_document::AttachUndos() {
  for (weft_undo* const undo : undos) undo->Attach();
}

// Undo managers are detached before the old document goes: by whoever moves it away, or here.
void weft_document::Become(weft::Document* session_document) {
  DetachUndos();
  LetGoOfTimelines();
  const bool observed = std::exchange(subscription, 0) != 0;
  first_ += static_cast<weft_container>(handles_.size());
  handles_.clear();
  numbers_.clear();
  events.clear();
  depth = 0;
  agents = {};
  kept = session_document;
  if (kept != nullptr) own.reset();
  taken = document().version().Get(document().agent());
  for (const auto& [key, options] : mark_kinds) document().SetMarkKind(key, options);
  Observe(observed);
  AttachUndos();
}

weft_status weft_document::Refuse(weft::StatusCode code, std::string_view message) {
  error = message;
  return weft::c::Code(code);
}

weft_status weft_document::Give(const weft::Result<weft::Value>& value, weft_value* out) {
  if (!value.ok()) return Answer(value.status());
  *out = weft_value{};
  if (const bool* boolean = value->AsBool()) {
    out->kind = WEFT_BOOL;
    out->integer = *boolean ? 1 : 0;
  } else if (const int64_t* integer = value->AsInt()) {
    out->kind = WEFT_INTEGER;
    out->integer = *integer;
  } else if (const double* real = value->AsDouble()) {
    out->kind = WEFT_DOUBLE;
    out->real = *real;
  } else if (const weft::ContainerId* container = value->AsContainer()) {
    out->kind = WEFT_CONTAINER + static_cast<uint32_t>(container->kind);
    out->container = NumberOf(*container);
  } else if (!value->IsNull()) {
    const std::string* const string = value->AsString();
    out->kind = string != nullptr ? WEFT_STRING : WEFT_BYTES;
    held = string != nullptr ? *string : value->AsBytes()->data;
    return Give(&out->bytes);
  }
  return WEFT_OK;
}

namespace weft::c {

bool ReadId(weft_document* doc, const weft_id* id, Id* out) {
  if (id == nullptr) {
    doc->Refuse(StatusCode::kInvalidArgument, "a null pointer in the place of an id");
    return false;
  }
  if (id->agent > kMaxAgent && id->agent != WEFT_NO_AGENT) {
    doc->Refuse(StatusCode::kInvalidArgument, "no id: an agent is at most 2^53 - 1");
    return false;
  }
  *out = id->agent == WEFT_NO_AGENT ? kNullId : Id{id->agent, id->seq};
  return true;
}

std::optional<Value> PlainValue(weft_document* doc, const weft_value& value) {
  if ((value.kind == WEFT_STRING || value.kind == WEFT_BYTES) && value.bytes.data == nullptr &&
      value.bytes.size > 0) {
    doc->Refuse(StatusCode::kInvalidArgument, kNotGiven);
    return std::nullopt;
  }
  switch (value.kind) {
    case WEFT_NULL:
      return Value();
    case WEFT_BOOL:
      return Value(value.integer != 0);
    case WEFT_INTEGER:
      return Value(value.integer);
    case WEFT_DOUBLE:
      return Value(value.real);
    case WEFT_STRING:
      return Value(View(value.bytes.data, value.bytes.size));
    case WEFT_BYTES:
      return Value(Bytes{std::string(View(value.bytes.data, value.bytes.size))});
    default:
      doc->Refuse(StatusCode::kInvalidArgument, "no plain value");
      return std::nullopt;
  }
}

Limits DecoderLimits() {
  Limits limits;
  if constexpr (sizeof(size_t) < 8) {
    limits.bytes = size_t{1} << 28;
    limits.elements = 1u << 26;
    limits.runs = 1u << 24;
    limits.agents = 1u << 20;
    limits.nested = 1u << 22;
    limits.payload = 1u << 28;
  }
  return limits;
}

}  // namespace weft::c
