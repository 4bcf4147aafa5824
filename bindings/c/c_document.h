// What a weft_document is behind the C ABI: a document, the numbers of its containers, and what was
// handed out last.
//
// Invariants:
// 1. A container's number is its place in `handles_` after `first_`, and each has one only. When
//    the document becomes another object, no number of before is given again: it is refused.
// 2. A session's document (`kept`) is the session's: it is not freed, loaded into or taken from by
//    others, except for a copy of what was edited.
// Thread rule: the document's.
#ifndef WEFT_BINDINGS_C_C_DOCUMENT_H_
#define WEFT_BINDINGS_C_C_DOCUMENT_H_

#include <weft.h>
#include <weft/crdt.h>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct weft_document {
  using Handle = std::variant<weft::Text, weft::Map, weft::List, weft::Counter, weft::Tree>;

  weft_document(weft::Agent agent, weft::OrderKind order) : own(std::in_place, agent, order) {}
  explicit weft_document(weft::Document document) : own(std::move(document)) {}
  ~weft_document();
  weft_document(const weft_document&) = delete;
  weft_document& operator=(const weft_document&) = delete;

  weft::Document& document() { return kept != nullptr ? *kept : *own; }
  const weft::Document& document() const { return kept != nullptr ? *kept : *own; }
  // The document is another object: `session_document`, or its own when that is null. Handles and
  // observers of before are gone with the old one.
  void Become(weft::Document* session_document);

  // The container of that number, or null with the message set.
  template <class Kind>
  Kind* Find(weft_container container) {
    const weft_container place = container - first_;
    if (place >= handles_.size()) [[unlikely]]
      return NoContainer<Kind>("no container of this document");
    Kind* const found = std::get_if<Kind>(&handles_[place]);
    return found != nullptr ? found : NoContainer<Kind>("a container of another kind");
  }
  const Handle* Find(weft_container container) const {
    return container - first_ >= handles_.size() ? nullptr : &handles_[container - first_];
  }
  // 0 when the document has never seen its value, or it is no kind that has a handle.
  weft_container NumberOf(const weft::ContainerId& id);
  template <class Kind>
  weft_container NumberOf(const Kind& handle) {
    const auto [at, added] = numbers_.try_emplace(handle.id(), 0);
    if (added) {
      at->second = first_ + static_cast<weft_container>(handles_.size());
      handles_.emplace_back(handle);
    }
    return at->second;
  }
  // Managers and timelines hear of it when the document goes, or becomes another object.
  void DetachUndos();
  void AttachUndos();
  void LetGoOfTimelines();
  bool Untouched() const { return handles_.empty() && subscription == 0; }

  weft_status Refuse(weft::StatusCode code, std::string_view message);
  weft_status Answer(const weft::Status& status) {
    return status.ok() ? WEFT_OK : Refuse(status.code(), status.message());
  }
  // Hands out `held`.
  weft_status Give(weft_bytes* out) const {
    *out = {reinterpret_cast<const uint8_t*>(held.data()), held.size()};
    return WEFT_OK;
  }
  weft_status Give(weft::Result<std::string> bytes, weft_bytes* out) {
    if (!bytes.ok()) return Answer(bytes.status());
    held = *std::move(bytes);
    return Give(out);
  }
  // As weft_value, whose bytes are in `held`.
  weft_status Give(const weft::Result<weft::Value>& value, weft_value* out);

  std::optional<weft::Document> own;
  weft::Document* kept = nullptr;  // in a session
  weft::Counts taken;              // of a session's document: own edits that were handed out
  std::string error;
  std::string held;  // what was handed out last
  uint64_t depth = 0;
  void Observe(bool on);

  uint64_t subscription = 0;  // 0: nobody observes
  std::deque<std::string> events;
  weft::AgentNumbers agents;
  std::map<std::string, weft::MarkOptions> mark_kinds;
  std::vector<weft_undo*> undos;
  std::vector<weft_timeline*> timelines;
  weft::OperationSet decoded;

 private:
  template <class Kind>
  Kind* NoContainer(std::string_view message) {
    Refuse(weft::StatusCode::kInvalidArgument, message);
    return nullptr;
  }

  weft_container first_ = 1;
  std::vector<Handle> handles_;
  std::map<weft::ContainerId, weft_container> numbers_;
};

namespace weft::c {

inline weft_status Code(StatusCode code) { return static_cast<weft_status>(code); }
inline constexpr weft_status kNoDocument = WEFT_INVALID_ARGUMENT;

// Leave the enclosing function when there is no document, or no such container in it.
#define WEFT_C_DOCUMENT(doc)         \
  if ((doc) == nullptr) [[unlikely]] \
  return ::weft::c::kNoDocument
// NOLINTBEGIN(bugprone-macro-parentheses): Kind is a type
#define WEFT_C_FIND(Kind, name, doc, container)                    \
  WEFT_C_DOCUMENT(doc);                                            \
  ::weft::Kind* const name = (doc)->Find<::weft::Kind>(container); \
  if (name == nullptr) [[unlikely]]                                \
  return WEFT_INVALID_ARGUMENT
// NOLINTEND(bugprone-macro-parentheses)

// Declares `name`, the weft::Id that `id` points to, or leaves the enclosing function when it is
// none.
#define WEFT_C_ID(name, doc, id)                         \
  ::weft::Id name = ::weft::kNullId;                     \
  if (!::weft::c::ReadId(doc, id, &(name))) [[unlikely]] \
  return WEFT_INVALID_ARGUMENT

// Leave the enclosing function when a pointer is null and its size is not 0. `owner` refuses.
#define WEFT_C_GIVEN(owner, data, size)             \
  if ((data) == nullptr && (size) > 0) [[unlikely]] \
  return (owner)->Refuse(::weft::StatusCode::kInvalidArgument, ::weft::c::kNotGiven)
inline constexpr const char* kNotGiven = "a null pointer with a size that is not 0";

inline std::string_view View(const char* data, size_t size) {
  return data == nullptr ? std::string_view() : std::string_view(data, size);
}
inline std::string_view View(const uint8_t* data, size_t size) {
  return View(reinterpret_cast<const char*>(data), size);
}
// False with the message set when it is no id. The null id is one: whether it will do is for who
// takes it.
bool ReadId(weft_document* doc, const weft_id* id, Id* out);
inline weft_id ToC(Id id) {
  return id.IsNull() ? weft_id{WEFT_NO_AGENT, 0} : weft_id{id.agent, id.seq};
}

// A plain value; nullopt when it is none, with the message set.
std::optional<Value> PlainValue(weft_document* doc, const weft_value& value);
inline bool IsContainer(const weft_value& value) { return value.kind >= WEFT_CONTAINER; }

// What decoders accept: less where memory is at most 4 GB.
Limits DecoderLimits();

}  // namespace weft::c

#endif  // WEFT_BINDINGS_C_C_DOCUMENT_H_
