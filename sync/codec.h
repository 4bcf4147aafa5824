// Codec: messages as frames and back: sync/protocol.capnp in Cap'n Proto's encoding.
//
// Cost: linear. Whatever bytes come in are decoded or refused (kInvalidArgument, with a reason);
// decoding allocates at most 64 KiB + 8 x the frame. A frame of a kind that is not known decodes to
// OtherMessage. Thread rule: plain functions.
#ifndef WEFT_SYNC_CODEC_H_
#define WEFT_SYNC_CODEC_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "crdt/core/status.h"
#include "sync/message.h"

namespace weft::sync {

// An OtherMessage CHECKs: it cannot be sent. A message for people that is no UTF-8 is replaced.
std::string Encode(const Message& message);
Result<Message> Decode(std::string_view frame);

// The same message for another channel: one encoding serves every recipient. `frame` is one that
// Encode made.
void SetChannel(uint32_t channel, std::string* frame);

}  // namespace weft::sync

#endif  // WEFT_SYNC_CODEC_H_
