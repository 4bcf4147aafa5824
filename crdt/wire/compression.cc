#include "crdt/wire/compression.h"

#include <zstd.h>

#include "crdt/core/check.h"

namespace weft::wire {

namespace {
// A saved document is written once and read often; decompression is no slower at high levels.
constexpr int kLevel = 19;
constexpr int kHastyLevel = 3;
// What does get slower is many short matches.
constexpr int kFastMinMatch = 6;
}  // namespace

Compressor::~Compressor() { ZSTD_freeCCtx(context_); }

std::string Compressor::Compress(std::string_view raw, Packing packing) {
  if (packing == Packing::kNone) return {};
  if (context_ == nullptr) context_ = ZSTD_createCCtx();
  WEFT_CHECK(context_ != nullptr);
  std::string frame(ZSTD_compressBound(raw.size()), '\0');
  ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel,
                         packing == Packing::kHasty ? kHastyLevel : kLevel);
  ZSTD_CCtx_setParameter(context_, ZSTD_c_minMatch, packing == Packing::kFast ? kFastMinMatch : 0);
  const size_t size = ZSTD_compress2(context_, frame.data(), frame.size(), raw.data(), raw.size());
  if (ZSTD_isError(size) || size >= raw.size()) return {};
  frame.resize(size);
  frame.shrink_to_fit();
  return frame;
}

Decompressor::~Decompressor() { ZSTD_freeDCtx(context_); }

bool Decompressor::Available() { return true; }

bool Decompressor::Decompress(std::string_view frame, uint8_t* to, size_t size) {
  if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != size ||
      ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size()) {
    return false;
  }
  if (context_ == nullptr) context_ = ZSTD_createDCtx();
  WEFT_CHECK(context_ != nullptr);
  return ZSTD_decompressDCtx(context_, to, size, frame.data(), frame.size()) == size;
}

}  // namespace weft::wire
