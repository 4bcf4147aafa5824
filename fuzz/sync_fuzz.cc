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

// Feeds steps until the input ends; `honest` feeds what an honest peer would say.
template <class Honest, class Feed, class Pass>
void Run(Input& input, Honest honest, Feed feed, Pass pass) {
  while (!input.empty()) {
    const uint8_t step = input.Byte();
    const uint8_t size = input.Byte();
    if (step % 4 == 0) {
      feed(input.Take(size * size_t{8}));
    } else if (step % 4 == 1) {
      feed(Encode(AnyMessage(size)));
    } else if (step % 4 == 2) {
      honest(step / 4, input.Take(size));
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

// Eve's connection, and what she has been told on it. An honest greeting is always answered: else
// nothing of what follows would be looked at.
struct Eve {
  explicit Eve(Server* server) : server(server), link(server->Connect()) {}

  void Feed(const std::string& bytes, uint64_t now) {
    if (link->ended()) link = server->Connect();
    link->Receive(bytes, now);
    ++fed;
    for (std::string frame; link->NextFrame(&frame);) {
      const Result<Message> told = Decode(frame);
      Require(told.ok());
      if (told->kind() == MessageKind::kOpened) ++opened;
    }
  }
  void SayHonestly(uint8_t what, std::string body, uint64_t now) {
    if (link->ended()) link = server->Connect();
    if (link->principal().empty()) {
      Hello hello;
      hello.credential = "eve";
      Feed(Encode(Message{0, std::move(hello)}), now);
      return Require(!link->principal().empty());
    }
    const bool second = fed == 1;
    Feed(Encode(Message{1, Honest(what, std::move(body))}), now);
    if (second && what % 4 == 0) Require(opened == 1);
  }
  Body Honest(uint8_t what, std::string body) {
    if (what % 4 == 1) return Presence{what, 1000, "ann", std::move(body)};
    if (what % 4 != 0) return Update{0, std::move(body), {}, {}};
    Open open;
    open.document = "list";
    open.agent = 2 + what / 4;
    open.attempt = ++attempt;
    open.whole = true;
    open.secret.low = what / 4;
    return open;
  }

  Server* server;
  std::unique_ptr<ServerSession> link;
  uint32_t attempt = 0;
  size_t fed = 0;
  size_t opened = 0;
};

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

  Eve eve(&server);
  Run(
      input, [&](uint8_t what, std::string body) { eve.SayHonestly(what, std::move(body), now); },
      [&](const std::string& bytes) { eve.Feed(bytes, now); },
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

// A client and what its server may know of it. An honest welcome is always taken, and an honest
// answer after it leads to live.
struct Fed {
  Fed() {
    client.Connected(now);
    Listen();
  }

  void Feed(const std::string& bytes) {
    (void)client.Receive(bytes, now);
    ++fed;
    (void)client.document(note).Text("note").Insert(0, "x");
    Pass(0);
  }
  void Pass(uint64_t ms) {
    client.Tick(now += ms);
    Listen();
  }
  void SayHonestly(uint8_t what, std::string body) {
    const bool second = fed == 1 && up;
    Feed(Encode(Honest(what, std::move(body))));
    if (what % 6 == 0) Require(up);
    if (what % 6 == 1 && second) Require(client.state(note).live());
  }
  Message Honest(uint8_t what, std::string body) {
    switch (what % 6) {
      case 0: {
        Welcome welcome;
        welcome.max_documents = 10;
        welcome.max_frame_bytes = 1 << 20;
        welcome.window_bytes = 1 << 16;
        return Message{0, std::move(welcome)};
      }
      case 1:
        position = 2;
        return Message{1, Opened{1, 2, {}, attempt, 0, 1, Rights::kEdit, {1, 2}}};
      case 2:
        return Message{1, Ack{++position, 1, {what, 0u}}};
      case 3:
        return Message{1, Reject{1, {}, {what, 0}, Refusal::kPolicy, "no", attempt}};
      case 4:
        return Message{1, Number{++position, what + Agent{10}, what}};
      default:
        return Message{1, Update{++position, std::move(body), {}, {}}};
    }
  }
  // What the client says, and where it stands; it comes back when it was sent away.
  void Listen() {
    for (std::string frame; client.NextFrame(&frame);) {
      const Result<Message> said = Decode(frame);
      Require(said.ok());
      if (const auto* open = std::get_if<Open>(&said->body)) attempt = open->attempt;
    }
    for (ClientEvent event; client.NextEvent(&event);) {
      if (event.kind == ClientEvent::Kind::kConnected) up = true;
      if (event.kind != ClientEvent::Kind::kEnded) continue;
      up = false;
      client.Connected(now);
    }
  }

  ClientSession client{HonestOptions()};
  uint32_t note = client.Add("list", Document(1));
  uint64_t now = 1;
  uint64_t position = 0;
  uint32_t attempt = 0;
  size_t fed = 0;
  bool up = false;
};

void FeedClient(Input& input) {
  Fed peer;
  Run(
      input, [&](uint8_t what, std::string body) { peer.SayHonestly(what, std::move(body)); },
      [&](const std::string& bytes) { peer.Feed(bytes); }, [&](uint64_t ms) { peer.Pass(ms); });
  Require(peer.client.document(peer.note).CheckInvariants().ok());
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
