#include "sync/codec.h"

#include <utility>

#include "crdt/core/check.h"
#include "crdt/core/utf.h"
#include "sync/words.h"

namespace weft::sync {

namespace {

// Where each field is, as `capnp compile -ocapnp sync/protocol.capnp` tells; for writing and
// reading alike. The first call of each says how many words of data and how many pointers the
// struct has.
template <class Io, class T>
using Of = typename Io::template Ref<T>;

template <class Io>
void Fields(Io& io, Of<Io, Hello> m) {
  io.Begin(2, 1);
  io.U16(0, m.min_version);
  io.U16(1, m.max_version);
  io.U64(1, m.features);
  io.Data(0, m.credential);
}

template <class Io>
void Fields(Io& io, Of<Io, Welcome> m) {
  io.Begin(3, 1);
  io.U16(0, m.version);
  io.U32(1, m.max_documents);
  io.U64(1, m.features);
  io.U32(4, m.max_frame_bytes);
  io.U32(5, m.window_bytes);
  io.Data(0, m.credential);
}

void SecretFields(WordWriter& io, const ReplicaSecret& secret) {
  if (secret.empty()) return;  // there is no room for it
  io.U64(6, secret.low);
  io.U64(7, secret.high);
}

void SecretFields(WordReader& io, ReplicaSecret& secret) {
  io.U64(6, secret.low);
  io.U64(7, secret.high);
}

template <class Io>
void Fields(Io& io, Of<Io, Open> m) {
  io.Begin(m.secret.empty() ? 6 : 8, 2);
  io.U64(0, m.generation);
  io.U64(1, m.position);
  io.U64(2, m.agent);
  io.U32(6, m.counts.creations);
  io.U32(7, m.counts.effects);
  io.U32(8, m.attempt);
  io.U32(9, m.numbers);
  io.Flag(320, m.whole);
  SecretFields(io, m.secret);
  io.Text(0, m.document);
  io.Structs(1, m.version, 2, [](Io& in, auto& entry) {
    in.U64(0, entry.agent);
    in.U32(2, entry.counts.creations);
    in.U32(3, entry.counts.effects);
  });
}

template <class Io>
void Fields(Io& io, Of<Io, Opened> m) {
  io.Begin(5, 1);
  io.U64(0, m.generation);
  io.U64(1, m.position);
  io.U32(4, m.counts.creations);
  io.U32(5, m.counts.effects);
  io.U32(6, m.attempt);
  io.U32(7, m.parts);
  io.U32(8, m.first_number);
  io.Enum(18, m.rights, Rights::kEdit);
  io.Numbers(0, m.agents);
}

template <class Io>
void Fields(Io& io, Of<Io, Part> m) {
  io.Begin(1, 1);
  io.U32(0, m.attempt);
  io.U32(1, m.index);
  io.Data(0, m.body);
}

template <class Io>
void Fields(Io& io, Of<Io, Update> m) {
  // The commonest message leaves out what it does not use.
  io.Begin(1, m.grant.empty() && m.signature.empty() ? 1 : 3);
  io.U64(0, m.position);
  io.Data(0, m.body);
  io.Data(1, m.grant);
  io.Data(2, m.signature);
}

template <class Io>
void Fields(Io& io, Of<Io, Number> m) {
  io.Begin(3, 0);
  io.U64(0, m.position);
  io.U64(1, m.agent);
  io.U32(4, m.number);
}

template <class Io>
void Fields(Io& io, Of<Io, Ack> m) {
  io.Begin(3, 0);
  io.U64(0, m.position);
  io.U64(1, m.agent);
  io.U32(4, m.counts.creations);
  io.U32(5, m.counts.effects);
}

template <class Io>
void Fields(Io& io, Of<Io, Missing> m) {
  io.Begin(2, 0);
  io.U64(0, m.agent);
  io.U32(2, m.counts.creations);
  io.U32(3, m.counts.effects);
}

// Words for people, which may be an application's own, or an error's: what is no text would make
// the frame one that nobody can read.
void Words(WordWriter& io, const std::string& words) {
  io.Text(0, IsUtf8(words) ? std::string_view(words) : "not to be read");
}

void Words(WordReader& io, std::string& words) { io.Text(0, words); }

template <class Io>
void Fields(Io& io, Of<Io, Reject> m) {
  io.Begin(4, 1);
  io.U64(0, m.agent);
  io.U32(2, m.accepted.creations);
  io.U32(3, m.accepted.effects);
  io.U32(4, m.end.creations);
  io.U32(5, m.end.effects);
  io.Enum(12, m.reason, Refusal::kReserved);
  io.U32(7, m.attempt);
  Words(io, m.message);
}

template <class Io>
void Fields(Io& io, Of<Io, Presence> m) {
  io.Begin(2, 2);
  io.U64(0, m.agent);
  io.U32(2, m.ttl);
  io.Text(0, m.principal);
  io.Data(1, m.data);
}

template <class Io>
void Fields(Io& io, Of<Io, Compare> m) {
  io.Begin(1, 0);
  io.U64(0, m.position);
}

void DigestFields(WordWriter& io, const Digest& digest) {
  for (size_t i = 0; i < digest.size() / kWordBytes; ++i) {
    uint64_t word = 0;
    for (size_t k = kWordBytes; k-- > 0;) word = word << 8 | digest[i * kWordBytes + k];
    io.U64(1 + i, word);
  }
}

void DigestFields(WordReader& io, Digest& digest) {
  for (size_t i = 0; i < digest.size() / kWordBytes; ++i) {
    uint64_t word = 0;
    io.U64(1 + i, word);
    for (size_t k = 0; k < kWordBytes; ++k) {
      digest[i * kWordBytes + k] = static_cast<uint8_t>(word >> 8 * k);
    }
  }
}

template <class Io>
void Fields(Io& io, Of<Io, Hashes> m) {
  io.Begin(1, 2);
  io.U64(0, m.position);
  io.Data(0, m.document);
  io.Structs(1, m.chains, 6, [](Io& in, auto& chain) {
    in.U64(0, chain.agent);
    DigestFields(in, chain.digest);
    in.U32(10, chain.counts.creations);
    in.U32(11, chain.counts.effects);
  });
}

template <class Io>
void Fields(Io& io, Of<Io, Heartbeat> m) {
  io.Begin(1, 0);
  io.U64(0, m.position);
}

template <class Io>
void Fields(Io& io, Of<Io, RightsChanged> m) {
  io.Begin(1, 0);
  io.Enum(0, m.rights, Rights::kEdit);
}

template <class Io>
void Fields(Io& io, Of<Io, Resynchronise> m) {
  io.Begin(1, 0);
  io.Flag(0, m.whole);
}

template <class Io>
void Fields(Io& io, Of<Io, Close> /*m*/) {
  io.Begin(0, 0);
}

template <class Io>
void Fields(Io& io, Of<Io, Closed> m) {
  io.Begin(2, 1);
  io.U64(0, m.generation);
  io.U32(2, m.retry_after);
  io.Enum(6, m.reason, CloseReason::kUnavailable);
  Words(io, m.message);
}

template <class Io>
void Fields(Io& /*io*/, Of<Io, OtherMessage> /*m*/) {}

template <size_t kIndex = 0>
void MakeBody(size_t kind, Body* body) {
  if constexpr (kIndex + 1 < kMessageKinds) {
    if (kind != kIndex) return MakeBody<kIndex + 1>(kind, body);
    body->emplace<kIndex>();
  }
}

constexpr size_t kMostFrames = 160;        // bytes that are enough for most
constexpr size_t kChannelAt = kWordBytes;  // behind the root pointer

}  // namespace

std::string Encode(const Message& message) {
  WEFT_CHECK(message.kind() != MessageKind::kOther);
  std::string frame;
  frame.reserve(kMostFrames);
  WordWriter writer(&frame);
  writer.Begin(1, 1);
  writer.U32(0, message.channel);
  writer.U16(2, static_cast<uint16_t>(message.body.index()));
  std::visit([&](const auto& body) { Fields<WordWriter>(writer, body); }, message.body);
  return frame;
}

Result<Message> Decode(std::string_view frame) {
  WordReader reader(frame);
  Message message;
  uint16_t kind = 0;
  reader.Begin(1, 1);
  reader.U32(0, message.channel);
  reader.U16(2, kind);
  if (kind + size_t{1} >= kMessageKinds) {
    message.body = OtherMessage{kind};
  } else {
    MakeBody(kind, &message.body);
    std::visit([&](auto& body) { Fields<WordReader>(reader, body); }, message.body);
  }
  if (!reader.ok()) return InvalidArgument(std::string("frame: ") + reader.error());
  return message;
}

void SetChannel(uint32_t channel, std::string* frame) {
  for (size_t i = 0; i < sizeof(channel); ++i) {
    (*frame)[kChannelAt + i] = static_cast<char>(channel >> 8 * i);
  }
}

}  // namespace weft::sync
