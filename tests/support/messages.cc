#include "tests/support/messages.h"

#include <utility>

namespace weft::testing {

namespace {

uint64_t Number(Random& random) { return random.OneIn(3) ? 0 : random.Next() >> random.Below(64); }

// In the range of any unsigned type.
struct Any {
  Random& random;
  template <class T>
  operator T() const {  // NOLINT: implicit on purpose
    return static_cast<T>(Number(random));
  }
};

std::string Content(Random& random) {
  std::string bytes(random.OneIn(3) ? 0 : random.Below(40), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.Next());
  return bytes;
}

std::string Words(Random& random) {
  std::string text;
  static constexpr const char* kWords[] = {"note", "ä", "日本", "😀", " ", "x"};
  for (size_t i = random.Below(6); i > 0; --i) text += kWords[random.Below(std::size(kWords))];
  return text;
}

Counts AnyCounts(Random& random) { return Counts{Any{random}, Any{random}}; }

template <class T, class Make>
std::vector<T> Several(Random& random, Make make) {
  std::vector<T> all;
  for (size_t i = random.Below(5); i > 0; --i) all.push_back(make());
  return all;
}

sync::ChainOf AnyChain(Random& random) {
  sync::ChainOf chain{Any{random}, AnyCounts(random), {}};
  for (uint8_t& byte : chain.digest) byte = static_cast<uint8_t>(random.Next());
  return chain;
}

sync::Body AnyBody(sync::MessageKind kind, Random& random) {
  using sync::MessageKind;
  const Any any{random};
  switch (kind) {
    case MessageKind::kHello:
      return sync::Hello{any, any, any, Content(random)};
    case MessageKind::kWelcome:
      return sync::Welcome{any, any, any, any, any, Content(random)};
    case MessageKind::kOpen:
      return sync::Open{
          Words(random),
          any,
          any,
          any,
          AnyCounts(random),
          any,
          any,
          random.OneIn(2),
          Several<Version::Entry>(random, [&] { return Version::Entry{any, AnyCounts(random)}; }),
          sync::ReplicaSecret{any, any}};
    case MessageKind::kOpened:
      return sync::Opened{any,
                          any,
                          AnyCounts(random),
                          any,
                          any,
                          any,
                          static_cast<sync::Rights>(random.Below(3)),
                          Several<Agent>(random, [&]() -> Agent { return any; })};
    case MessageKind::kPart:
      return sync::Part{any, any, Content(random)};
    case MessageKind::kUpdate:
      return sync::Update{any, Content(random), Content(random), Content(random)};
    case MessageKind::kNumber:
      return sync::Number{any, any, any};
    case MessageKind::kAck:
      return sync::Ack{any, any, AnyCounts(random)};
    case MessageKind::kMissing:
      return sync::Missing{any, AnyCounts(random)};
    case MessageKind::kReject:
      return sync::Reject{any,
                          AnyCounts(random),
                          AnyCounts(random),
                          static_cast<sync::Refusal>(random.Below(12)),
                          Words(random),
                          any};
    case MessageKind::kPresence:
      return sync::Presence{any, any, Words(random), Content(random)};
    case MessageKind::kCompare:
      return sync::Compare{any};
    case MessageKind::kHashes:
      return sync::Hashes{any, Content(random),
                          Several<sync::ChainOf>(random, [&] { return AnyChain(random); })};
    case MessageKind::kHeartbeat:
      return sync::Heartbeat{any};
    case MessageKind::kRightsChanged:
      return sync::RightsChanged{static_cast<sync::Rights>(random.Below(3))};
    case MessageKind::kResynchronise:
      return sync::Resynchronise{random.OneIn(2)};
    case MessageKind::kClose:
      return sync::Close{};
    default:
      return sync::Closed{any, any, static_cast<sync::CloseReason>(random.Below(10)),
                          Words(random)};
  }
}

}  // namespace

sync::Message RandomMessage(sync::MessageKind kind, Random& random) {
  return sync::Message{static_cast<uint32_t>(Number(random)), AnyBody(kind, random)};
}

}  // namespace weft::testing
