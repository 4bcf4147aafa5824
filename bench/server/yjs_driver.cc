// Hocuspocus' messages (a document's name, a type, then y-protocols') around updates of Yjs,
// version 1, of one character each. Sources: the documentation of Hocuspocus and of y-protocols;
// INTERNALS.md of Yjs for the update.
#include <algorithm>
#include <utility>

#include "bench/server/driver.h"

namespace weft::bench {

namespace {

enum MessageType : uint8_t { kSync = 0, kAuth = 2, kSyncStatus = 8 };
enum SyncType : uint8_t { kStep1 = 0, kStep2 = 1, kUpdate = 2 };
constexpr uint8_t kToken = 0;
constexpr uint8_t kAuthenticated = 2;
constexpr uint8_t kString = 4;
constexpr uint8_t kHasOrigin = 0x80;
constexpr uint8_t kHasRightOrigin = 0x40;
constexpr uint8_t kInRoot = 1;

void AppendNumber(uint64_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}
void AppendBytes(std::string_view bytes, std::string* out) {
  AppendNumber(bytes.size(), out);
  out->append(bytes);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}
  uint64_t Number() {
    uint64_t value = 0;
    for (uint32_t shift = 0; !left_.empty() && shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      value |= uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) break;
    }
    return value;
  }
  uint8_t Byte() {
    if (left_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(left_.front());
    left_.remove_prefix(1);
    return byte;
  }
  std::string_view Bytes() {
    const size_t size = std::min<uint64_t>(Number(), left_.size());
    const std::string_view bytes = left_.substr(0, size);
    left_.remove_prefix(size);
    return bytes;
  }

 private:
  std::string_view left_;
};

class YjsDriver : public Driver {
 public:
  YjsDriver(std::string document, uint32_t client)
      : document_(std::move(document)), client_(client) {}

  std::vector<std::string> Greet() override {
    std::string auth = Begin(kAuth);
    auth.push_back(kToken);
    AppendBytes("", &auth);
    AppendBytes("", &auth);  // the provider's version, which newer servers ask for
    return {auth};
  }

  std::vector<Heard> Hear(std::string_view frame, std::vector<std::string>* answers) override {
    Reader in(frame);
    in.Bytes();  // the document
    switch (in.Number()) {
      case kAuth:
        if (in.Number() != kAuthenticated) return {{Heard::Kind::kEnded}};
        answers->push_back(StateVector());
        return {};
      case kSyncStatus:
        return {{Heard::Kind::kAcknowledged}};
      case kSync:
        return Synchronise(&in, answers);
      default:
        return {};
    }
  }

  Update Type() override {
    std::string update;
    AppendNumber(1, &update);  // one client's structs, one of them
    AppendNumber(1, &update);
    AppendNumber(client_, &update);
    AppendNumber(clock_, &update);
    if (clock_ == 0) {
      update.push_back(kString);
      AppendNumber(kInRoot, &update);
      AppendBytes("name", &update);
    } else {
      update.push_back(static_cast<char>(kString | kHasOrigin));
      AppendNumber(client_, &update);
      AppendNumber(clock_ - 1, &update);
    }
    AppendBytes("x", &update);
    AppendNumber(0, &update);  // nothing is deleted
    std::string frame = Begin(kSync);
    frame.push_back(kUpdate);
    AppendBytes(update, &frame);
    return {frame, Key(client_, clock_++)};
  }

 private:
  static uint64_t Key(uint64_t client, uint64_t clock) { return client << 32 | clock; }

  std::string Begin(MessageType type) const {
    std::string frame;
    AppendBytes(document_, &frame);
    frame.push_back(static_cast<char>(type));
    return frame;
  }
  std::string StateVector() const {
    std::string frame = Begin(kSync);
    frame.push_back(kStep1);
    AppendBytes(std::string_view("\0", 1), &frame);
    return frame;
  }

  std::vector<Heard> Synchronise(Reader* in, std::vector<std::string>* answers) {
    switch (in->Number()) {
      case kStep1: {  // asks for what it lacks: nothing
        std::string frame = Begin(kSync);
        frame.push_back(kStep2);
        AppendBytes(std::string_view("\0\0", 2), &frame);
        answers->push_back(frame);
        return {};
      }
      case kStep2:
        return {{Heard::Kind::kReady}};
      default:
        return Delivered(in->Bytes());
    }
  }

  // Newer servers merge updates: of several clients, and several characters of one into a string.
  std::vector<Heard> Delivered(std::string_view bytes) const {
    std::vector<Heard> heard;
    Reader update(bytes);
    for (uint64_t clients = update.Number(); clients > 0; --clients) {
      uint64_t strings = update.Number();
      const uint64_t client = update.Number();
      uint64_t clock = update.Number();
      for (; strings > 0; --strings) {
        for (uint64_t length = String(&update).size(); length > 0; --length, ++clock) {
          if (client == client_) continue;  // the author may be told, too
          heard.push_back({Heard::Kind::kDelivered, Key(client, clock)});
        }
      }
    }
    return heard;
  }
  // The next struct of an update, all of which are strings.
  static std::string_view String(Reader* update) {
    const uint8_t info = update->Byte();
    for (const uint8_t origin : {kHasOrigin, kHasRightOrigin}) {
      if ((info & origin) == 0) continue;
      update->Number();
      update->Number();
    }
    if ((info & (kHasOrigin | kHasRightOrigin)) == 0 && update->Number() == kInRoot) {
      update->Bytes();
    }
    return update->Bytes();
  }

  std::string document_;
  uint64_t client_;
  uint64_t clock_ = 0;
};

}  // namespace

std::unique_ptr<Driver> MakeYjsDriver(std::string document, uint32_t client) {
  return std::make_unique<YjsDriver>(std::move(document), client);
}

}  // namespace weft::bench
