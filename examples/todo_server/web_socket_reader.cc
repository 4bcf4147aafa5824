#include "examples/todo_server/web_socket_reader.h"

#include <algorithm>
#include <bit>

namespace weft::todo {

namespace {

// Of a frame that is longer than most, at a time.
constexpr size_t kLeastRead = 4 << 10;
constexpr size_t kMostRead = 64 << 10;

// The lengths that say that two or eight bytes with the length follow.
constexpr uint8_t kTwoBytes = 126;
constexpr uint8_t kEightBytes = 127;
constexpr size_t kMostControlBytes = 125;
constexpr uint8_t kFinal = 0x80;
constexpr size_t kMaskBytes = 4;

// RFC 6455, 7.4: those that may be sent.
bool IsCloseCode(uint16_t code) {
  const bool standard =
      code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
  return standard || (code >= 3000 && code <= 4999);
}

void AppendNumber(uint64_t number, size_t bytes, std::string* out) {
  for (size_t i = bytes; i-- > 0;) out->push_back(static_cast<char>(number >> 8 * i));
}

}  // namespace

std::span<char> WebSocketReader::Space() {
  begin_ = end_ = 0;
  into_kept_ = in_frame_ && left_ > few_.size();
  if (!into_kept_) return few_;
  space_at_ = kept_.size();
  const size_t size = std::min<uint64_t>(left_, std::clamp(space_at_, kLeastRead, kMostRead));
  kept_.resize(space_at_ + size);
  return std::span(kept_).subspan(space_at_);
}

void WebSocketReader::Took(size_t size) {
  if (!into_kept_) {
    end_ = static_cast<uint16_t>(size);
    return;
  }
  kept_.resize(space_at_ + size);
  Unmask(std::span(kept_).subspan(space_at_));
  left_ -= size;
}

WebSocketReader::Item WebSocketReader::Next() {
  if (handed_over_ != nullptr) *handed_over_ = std::string();
  handed_over_ = nullptr;
  for (;;) {
    if (error_ == nullptr && !in_frame_) in_frame_ = TakeHeader();
    if (error_ != nullptr) return {wrong_, error_};
    if (!in_frame_) return {Kind::kMore};
    const std::string_view payload = TakePayload();
    std::string& kept = is_control() ? control_ : kept_;
    in_frame_ = left_ > 0;
    if (!in_frame_ && is_final() && kept.empty()) return Finished(payload);
    kept.append(payload);
    if (in_frame_) return {Kind::kMore};
    if (!is_final()) continue;
    handed_over_ = &kept;
    return Finished(kept);
  }
}

size_t WebSocketReader::HeaderSize() const {
  if (header_size_ < 2) return 2;
  const uint8_t length = Byte(1) & ~kFinal;
  return 2 + (length == kTwoBytes ? 2 : length == kEightBytes ? 8 : 0) + kMaskBytes;
}

bool WebSocketReader::TakeHeader() {
  while (header_size_ < HeaderSize()) {
    if (begin_ == end_) return false;
    header_[header_size_++] = few_[begin_++];
    if (header_size_ == 2) error_ = WrongStart();
    if (error_ != nullptr) return false;
  }
  const bool well = TakeLength();
  header_size_ = 0;
  return well;
}

// As soon as two bytes are there.
const char* WebSocketReader::WrongStart() {
  if ((Byte(0) & 0x70) != 0) return "a WebSocket frame with reserved bits";
  if ((Byte(1) & 0x80) == 0) return "a WebSocket frame without a mask";
  switch (opcode()) {
    case Opcode::kContinuation:
      return in_message_ ? nullptr : "a fragment of no message";
    case Opcode::kBinary:
    case Opcode::kText:
      if (in_message_) return "a message inside of another one";
      if (opcode() == Opcode::kBinary) return nullptr;
      wrong_ = Kind::kWrongKind;
      return "frames are binary messages";
    case Opcode::kClose:
    case Opcode::kPing:
    case Opcode::kPong:
      if (!is_final()) return "half a control frame";
      return (Byte(1) & 0x7F) > kMostControlBytes ? "a control frame that is too long" : nullptr;
  }
  return "a WebSocket frame of no known kind";
}

bool WebSocketReader::TakeLength() {
  const size_t bytes = header_size_ - 2 - kMaskBytes;
  left_ = Byte(1) & 0x7F;
  if (bytes > 0) {
    left_ = 0;
    for (size_t i = 0; i < bytes; ++i) left_ = left_ << 8 | Byte(2 + i);
    const uint64_t least = bytes == 2 ? kTwoBytes : uint64_t{1} << 16;
    if (left_ < least || left_ >> 63 != 0)
      error_ = "a WebSocket frame with a length that cannot be";
  }
  for (size_t i = kMaskBytes; i-- > 0;) mask_ = mask_ << 8 | Byte(2 + bytes + i);
  if (is_control() || error_ != nullptr) return error_ == nullptr;
  in_message_ = !is_final();
  if (left_ <= limit_ && kept_.size() <= limit_ - left_) return true;
  wrong_ = Kind::kTooLong;
  error_ = "a message that is longer than allowed";
  return false;
}

std::string_view WebSocketReader::TakePayload() {
  const size_t size = std::min<uint64_t>(left_, size_t{end_} - begin_);
  const std::span<char> payload = std::span(few_).subspan(begin_, size);
  Unmask(payload);
  begin_ += static_cast<uint16_t>(size);
  left_ -= size;
  return {payload.data(), payload.size()};
}

void WebSocketReader::Unmask(std::span<char> bytes) {
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] ^= static_cast<char>(mask_ >> 8 * (i % 4));
  mask_ = std::rotr(mask_, static_cast<int>(8 * (bytes.size() % 4)));
}

WebSocketReader::Item WebSocketReader::Finished(std::string_view payload) {
  switch (opcode()) {
    case Opcode::kPing:
      return {Kind::kPing, payload};
    case Opcode::kPong:
      return {Kind::kPong, payload};
    case Opcode::kClose: {
      const auto byte = [&](size_t at) { return static_cast<uint8_t>(payload[at]); };
      const bool well =
          payload.empty() ||
          (payload.size() > 1 && IsCloseCode(static_cast<uint16_t>(byte(0) << 8 | byte(1))));
      if (well) return {Kind::kClose, payload};
      error_ = "a close with a code that cannot be";
      return {Kind::kBroken, error_};
    }
    default:
      return {Kind::kMessage, payload};
  }
}

void AppendHeader(Opcode opcode, size_t payload, std::string* out) {
  out->push_back(static_cast<char>(kFinal | static_cast<uint8_t>(opcode)));
  if (payload < kTwoBytes) return out->push_back(static_cast<char>(payload));
  const bool two = payload >> 16 == 0;
  out->push_back(static_cast<char>(two ? kTwoBytes : kEightBytes));
  AppendNumber(payload, two ? 2 : 8, out);
}

std::string ControlFrame(Opcode opcode, std::string_view payload) {
  std::string frame;
  AppendHeader(opcode, payload.size(), &frame);
  return frame.append(payload);
}

std::string CloseFrame(uint16_t code, std::string_view reason) {
  std::string payload;
  AppendNumber(code, 2, &payload);
  return ControlFrame(Opcode::kClose, payload.append(reason));
}

}  // namespace weft::todo
