// Compression in the WebAssembly module: none of its own. Frames are read by what the page gave
// useZstd, if it did; src/zstd.ts has the other side, and checks that they are single frames.
#include <cstdint>

#include "crdt/wire/compression.h"

extern "C" {
__attribute__((import_module("weft"), import_name("hasZstd"))) int32_t weft_host_has_zstd();
__attribute__((import_module("weft"), import_name("zstd"))) int32_t
weft_host_zstd(const char* frame, uint32_t frame_size, uint8_t* to, uint32_t size);
}

namespace weft::wire {

Compressor::~Compressor() = default;

std::string Compressor::Compress(std::string_view /*raw*/, Packing /*packing*/) { return {}; }

Decompressor::~Decompressor() = default;

bool Decompressor::Available() { return weft_host_has_zstd() != 0; }

bool Decompressor::Decompress(std::string_view frame, uint8_t* to, size_t size) {
  return weft_host_zstd(frame.data(), frame.size(), to, size) != 0;
}

}  // namespace weft::wire
