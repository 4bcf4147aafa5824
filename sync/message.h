// Messages: what client and server say to each other, as plain structs. sync/protocol.capnp is the
// specification and explains each field; the names here are the same.
//
// Thread rule: plain values.
#ifndef WEFT_SYNC_MESSAGE_H_
#define WEFT_SYNC_MESSAGE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crdt/core/id.h"
#include "crdt/core/version.h"
#include "crdt/wire/hash.h"
#include "sync/replica_secret.h"

namespace weft::sync {

inline constexpr uint16_t kProtocolVersion = 1;
inline constexpr uint64_t kFeatures = 0;  // this library's
inline constexpr uint32_t kConnectionChannel = 0;
inline constexpr size_t kMaxDocumentNameBytes = 1024;

// What a principal may do with a document.
enum class Rights : uint16_t { kNone = 0, kView = 1, kEdit = 2 };

enum class Refusal : uint16_t {
  kUnknown = 0,
  kMalformed = 1,
  kTooLarge = 2,
  kForeignAgent = 3,
  kReusedId = 4,
  kUnknownReference = 5,
  kAheadOfTime = 6,
  kNeedsNewer = 7,
  kForbidden = 8,
  kPolicy = 9,
  kRetired = 10,
  kReserved = 11,
};

enum class CloseReason : uint16_t {
  kUnknown = 0,
  kAsked = 1,
  kProtocol = 2,
  kVersion = 3,
  kRefused = 4,
  kNotFound = 5,
  kTooLarge = 6,
  kTooMany = 7,
  kTooOld = 8,
  kUnavailable = 9,
};

struct Hello {
  uint16_t min_version = kProtocolVersion;
  uint16_t max_version = kProtocolVersion;
  uint64_t features = kFeatures;
  std::string credential;
};

struct Welcome {
  uint16_t version = kProtocolVersion;
  uint64_t features = 0;
  uint32_t max_documents = 0;
  uint32_t max_frame_bytes = 0;
  uint32_t window_bytes = 0;
  std::string credential;
};

struct Open {
  std::string document;
  uint64_t generation = 0;
  uint64_t position = 0;
  Agent agent = 0;
  Counts counts;
  uint32_t attempt = 0;
  uint32_t numbers = 0;
  bool whole = false;
  std::vector<Version::Entry> version;
  ReplicaSecret secret{};
};

struct Opened {
  uint64_t generation = 0;
  uint64_t position = 0;
  Counts counts;
  uint32_t attempt = 0;
  uint32_t parts = 0;
  uint32_t first_number = 0;
  Rights rights = Rights::kNone;
  std::vector<Agent> agents;
};

struct Part {
  uint32_t attempt = 0;
  uint32_t index = 0;
  std::string body;
};

struct Update {
  uint64_t position = 0;
  std::string body;
  std::string grant;
  std::string signature;
};

struct Number {
  uint64_t position = 0;
  Agent agent = 0;
  uint32_t number = 0;
};

struct Ack {
  uint64_t position = 0;
  Agent agent = 0;
  Counts counts;
};

struct Missing {
  Agent agent = 0;
  Counts counts;
};

struct Reject {
  Agent agent = 0;
  Counts accepted;
  Counts end;
  Refusal reason = Refusal::kUnknown;
  std::string message;
  uint32_t attempt = 0;
};

struct Presence {
  Agent agent = 0;
  uint32_t ttl = 0;  // milliseconds
  std::string principal;
  std::string data;
};

struct Compare {
  uint64_t position = 0;
};

struct ChainOf {
  Agent agent = 0;
  Counts counts;
  Digest digest{};
};

struct Hashes {
  uint64_t position = 0;
  std::string document;  // 32 bytes
  std::vector<ChainOf> chains;
};

struct Heartbeat {
  uint64_t position = 0;
};

struct RightsChanged {
  Rights rights = Rights::kNone;
};

struct Resynchronise {
  bool whole = false;
};

struct Close {};

struct Closed {
  uint64_t generation = 0;
  uint32_t retry_after = 0;  // milliseconds
  CloseReason reason = CloseReason::kUnknown;
  std::string message;
};

// Of a kind that this library does not know.
struct OtherMessage {
  uint16_t kind = 0;
};

// In the order of the schema's union: index() is the kind's number.
using Body = std::variant<Hello, Welcome, Open, Opened, Part, Update, Number, Ack, Missing, Reject,
                          Presence, Compare, Hashes, Heartbeat, RightsChanged, Resynchronise, Close,
                          Closed, OtherMessage>;

enum class MessageKind : uint8_t {
  kHello,
  kWelcome,
  kOpen,
  kOpened,
  kPart,
  kUpdate,
  kNumber,
  kAck,
  kMissing,
  kReject,
  kPresence,
  kCompare,
  kHashes,
  kHeartbeat,
  kRightsChanged,
  kResynchronise,
  kClose,
  kClosed,
  kOther,
};
inline constexpr size_t kMessageKinds = 19;
static_assert(std::variant_size_v<Body> == kMessageKinds);

struct Message {
  uint32_t channel = kConnectionChannel;
  Body body;

  MessageKind kind() const { return static_cast<MessageKind>(body.index()); }
};

// As the schema spells them: "resynchronise", "unknownReference", "tooOld", "view".
std::string_view Name(MessageKind kind);
std::string_view Name(Refusal reason);
std::string_view Name(CloseReason reason);
std::string_view Name(Rights rights);

}  // namespace weft::sync

#endif  // WEFT_SYNC_MESSAGE_H_
