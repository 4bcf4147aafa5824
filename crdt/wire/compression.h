// Compression: the one place that talks to zstd, and does without where it is not wanted: built
// with compression_none.cc instead of compression.cc nothing gets smaller, and frames are not read.
//
// A compressed stretch is exactly one zstd frame whose header states its size; anything else is
// refused. Sizes come from the caller, who has checked them; nothing here allocates by what bytes
// say except zstd's own context (about 100 KB), made with the first stretch.
#ifndef WEFT_CRDT_WIRE_COMPRESSION_H_
#define WEFT_CRDT_WIRE_COMPRESSION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace weft::wire {

enum class Packing : uint8_t {
  kNone,   // as it is
  kFast,   // quick to decompress
  kSmall,  // as small as can be
  kHasty,  // quick to compress: for what is soon written again
};

class Compressor {
 public:
  Compressor() = default;
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  ~Compressor();

  // `raw` as a frame, or empty when that is no smaller or not wanted.
  std::string Compress(std::string_view raw, Packing packing);

 private:
  [[maybe_unused]] ZSTD_CCtx_s* context_ = nullptr;
};

class Decompressor {
 public:
  Decompressor() = default;
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  ~Decompressor();

  // Whether this build reads frames at all.
  static bool Available();
  // Fills to[0, size); false when `frame` is not one frame of exactly that.
  bool Decompress(std::string_view frame, uint8_t* to, size_t size);

 private:
  [[maybe_unused]] ZSTD_DCtx_s* context_ = nullptr;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_COMPRESSION_H_
