// Frames into both sessions: whatever comes is accepted, refused or ends that connection; the
// documents stay whole, and an honest client in the same room is not disturbed.
//
// The first byte says who is fed: even, the server; odd, a client. Then steps: a byte that says
// what is fed, a byte of size or seed, and its content:
//   0 mod 4  a frame as it is, of `size` words
//   1 mod 4  a message of some kind, made from the seed
//   2 mod 4  what an honest peer would say next, with `size` bytes as an update's body
//   3 mod 4  time passes
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crdt/wire/hash.h"
#include "sync/client_session.h"
#include "sync/codec.h"
#include "sync/memory_storage.h"
#include "sync/server.h"
#include "tests/support/hostile_network.h"
#include "tests/support/messages.h"

namespace {

using namespace weft;        // NOLINT(google-build-using-namespace): a program, not a header
using namespace weft::sync;  // NOLINT(google-build-using-namespace)

void Require(bool condition) {
  if (!condition) std::abort();
}

class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}

  bool empty() const { return bytes_.empty(); }
  uint8_t Byte() {
    if (empty()) return 0;
    const auto byte = static_cast<uint8_t>(bytes_[0]);
    bytes_.remove_prefix(1);
    return byte;
  }
  std::string Take(size_t count) {
    const std::string taken(bytes_.substr(0, count));
    bytes_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view bytes_;
};

Message AnyMessage(uint8_t seed) {
  testing::Random random(seed);
  Message message = testing::RandomMessage(static_cast<MessageKind>(seed % 18), random);
  message.channel = seed % 3;
  return message;
}

// Feeds steps until the input ends; `next` gives what an honest peer would say.
template <class Next, class Feed, class Pass>
void Run(Input& input, Next next, Feed feed, Pass pass) {
  while (!input.empty()) {
    const uint8_t step = input.Byte();
    const uint8_t size = input.Byte();
    if (step % 4 == 0) {
      feed(input.Take(size * size_t{8}));
    } else if (step % 4 == 1) {
      feed(Encode(AnyMessage(size)));
    } else if (step % 4 == 2) {
      feed(Encode(next(step / 4, input.Take(size))));
    } else {
      pass(size * uint64_t{64});
    }
  }
}

ClientOptions HonestOptions() {
  ClientOptions options;
  options.credential = "ann";
  options.new_agent = [agent = Agent{100}]() mutable { return ++agent; };
  return options;
}

void Exchange(ClientSession& client, ServerSession& server, uint64_t now) {
  client.Tick(now);
  std::string frame;
  for (bool moved = true; moved;) {
    moved = false;
    for (; client.NextFrame(&frame); moved = true) server.Receive(frame, now);
    for (; server.NextFrame(&frame); moved = true) Require(client.Receive(frame, now).ok());
  }
}

void FeedServer(Input& input) {
  testing::TestApplication application;
  MemoryStorage storage;
  Server server(&storage, &application);
  uint64_t now = 1;
  ClientSession ann(HonestOptions());
  const uint32_t note = ann.Add("list", Document(1));
  const auto link = server.Connect();
  ann.Connected(now);
  (void)ann.document(note).Text("note").Insert(0, "hello");
  Exchange(ann, *link, now);

  auto eve = server.Connect();
  uint32_t attempt = 0;
  const auto next = [&](uint8_t what, std::string body) {
    if (eve->principal().empty()) return Message{0, Hello{0, 0, 0, "eve"}};
    if (what % 4 == 0) {
      Open open;
      open.document = "list";
      open.agent = 2 + what / 4;
      open.attempt = ++attempt;
      open.whole = true;
      return Message{1, std::move(open)};
    }
    if (what % 4 == 1) return Message{1, Presence{what, 1000, "ann", std::move(body)}};
    return Message{1, Update{0, std::move(body), {}, {}}};
  };
  std::string frame;
  Run(
      input, next,
      [&](const std::string& bytes) {
        if (eve->ended()) eve = server.Connect();
        eve->Receive(bytes, now);
        while (eve->NextFrame(&frame)) Require(Decode(frame).ok());
      },
      [&](uint64_t ms) { server.Tick(now += ms); });

  Exchange(ann, *link, now);
  Exchange(ann, *link, now);
  Require(!link->ended() && ann.state(note).live() && ann.state(note).saved());
  for (ClientEvent event; ann.NextEvent(&event);) {
    Require(event.kind != ClientEvent::Kind::kHealed && event.kind != ClientEvent::Kind::kRejected);
  }
  const Document* kept = server.Find("list");
  Require(kept != nullptr && kept->CheckInvariants().ok());
  Require(DocumentHash(*kept) == DocumentHash(ann.document(note)));
}

void FeedClient(Input& input) {
  ClientSession client(HonestOptions());
  const uint32_t note = client.Add("list", Document(1));
  uint64_t now = 1;
  client.Connected(now);
  uint64_t position = 0;
  uint32_t attempt = 0;
  const auto next = [&](uint8_t what, std::string body) {
    switch (what % 6) {
      case 0:
        return Message{0, Welcome{0, 0, 10, 1 << 20, 1 << 16, {}}};
      case 1:
        position = 2;
        return Message{1, Opened{1, 2, {}, ++attempt, 0, 1, Rights::kEdit, {1, 2}}};
      case 2:
        return Message{1, Ack{++position, 1, {what, 0u}}};
      case 3:
        return Message{1, Reject{1, {}, {what, 0}, Refusal::kPolicy, "no", attempt}};
      case 4:
        return Message{1, Number{++position, what + Agent{10}, what}};
      default:
        return Message{1, Update{++position, std::move(body), {}, {}}};
    }
  };
  std::string frame;
  Run(
      input, next,
      [&](const std::string& bytes) {
        (void)client.Receive(bytes, now);
        (void)client.document(note).Text("note").Insert(0, "x");
        client.Tick(now);
        while (client.NextFrame(&frame)) Require(Decode(frame).ok());
      },
      [&](uint64_t ms) { client.Tick(now += ms); });
  Require(client.document(note).CheckInvariants().ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  Input input(std::string_view(reinterpret_cast<const char*>(data) + 1, size - 1));
  if (data[0] % 2 == 0) {
    FeedServer(input);
  } else {
    FeedClient(input);
  }
  return 0;
}
