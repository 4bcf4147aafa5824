// WebSocketReader: what a client sends, taken apart: WebSocket frames (RFC 6455) to messages and
// control frames. No I/O.
//
//   const std::span<char> space = reader.Space();   // read into it
//   reader.Took(size);
//   for (auto item = reader.Next(); item.kind != kMore; item = reader.Next()) ...;
//
// Invariants:
// 1. Only what the RFC lets a client send is taken, and of messages only binary ones; text is
//    kWrongKind, anything else kBroken, with what is wrong, and from then on nothing is read.
// 2. A message is at most `limit` long, which its headers are held to before its bytes are read.
// 3. Space has room for a few small frames, or, inside of a frame that is longer, for bytes of that
//    one alone: nobody makes the reader take many frames at once.
//
// Cost: linear; a message that came whole is not copied, and nothing is allocated while none is
// under way. Thread rule: plain values.
#ifndef WEFT_EXAMPLES_TODO_SERVER_WEB_SOCKET_READER_H_
#define WEFT_EXAMPLES_TODO_SERVER_WEB_SOCKET_READER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace weft::todo {

enum class Opcode : uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

class WebSocketReader {
 public:
  enum class Kind : uint8_t {
    kMore,
    kMessage,
    kClose,
    kPing,
    kPong,
    kBroken,
    kTooLong,
    kWrongKind,
  };
  struct Item {
    Kind kind;
    std::string_view payload = {};  // until the next call; of the last three: why
  };

  // Of a message, in bytes.
  void set_limit(size_t limit) { limit_ = limit; }

  // Where the next bytes are to be read to; only when Next has said kMore.
  std::span<char> Space();
  void Took(size_t size);
  Item Next();

 private:
  size_t HeaderSize() const;
  uint8_t Byte(size_t at) const { return static_cast<uint8_t>(header_[at]); }
  Opcode opcode() const { return static_cast<Opcode>(Byte(0) & 0x0F); }
  bool is_final() const { return (Byte(0) & 0x80) != 0; }
  bool is_control() const { return opcode() >= Opcode::kClose; }

  // False: it has not come whole, or error_ says what is wrong.
  bool TakeHeader();
  const char* WrongStart();
  bool TakeLength();
  std::string_view TakePayload();
  void Unmask(std::span<char> bytes);
  Item Finished(std::string_view payload);

  std::string kept_;                    // of a message that has not come whole
  std::string control_;                 // of a control frame that has not
  std::string* handed_over_ = nullptr;  // one of them, which goes with the next call
  const char* error_ = nullptr;
  uint64_t left_ = 0;  // of the frame's payload
  size_t limit_ = 0;
  size_t space_at_ = 0;  // in kept_
  uint32_t mask_ = 0;    // the next byte's is the lowest
  uint16_t begin_ = 0;   // in few_: what is not taken apart yet
  uint16_t end_ = 0;
  uint8_t header_size_ = 0;
  bool into_kept_ = false;       // Space was there
  bool in_frame_ = false;        // its header is complete
  bool in_message_ = false;      // some of its fragments have come
  Kind wrong_ = Kind::kBroken;   // what an error is
  std::array<char, 14> header_;  // of the frame that is read, as far as it has come
  std::array<char, 256> few_;    // frames
};

// A frame's header as a server sends it, and whole control frames.
void AppendHeader(Opcode opcode, size_t payload, std::string* out);
std::string ControlFrame(Opcode opcode, std::string_view payload);
std::string CloseFrame(uint16_t code, std::string_view reason);

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_WEB_SOCKET_READER_H_
