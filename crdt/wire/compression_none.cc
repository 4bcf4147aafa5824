// Compression for builds without zstd (WEFT_ZSTD=OFF): everything is stored as it is.
#include "crdt/wire/compression.h"

namespace weft::wire {

Compressor::~Compressor() = default;

std::string Compressor::Compress(std::string_view /*raw*/, Packing /*packing*/) { return {}; }

Decompressor::~Decompressor() = default;

bool Decompressor::Available() { return false; }

bool Decompressor::Decompress(std::string_view /*frame*/, uint8_t* /*to*/, size_t /*size*/) {
  return false;
}

}  // namespace weft::wire
