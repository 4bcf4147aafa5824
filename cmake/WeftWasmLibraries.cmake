# What the engine needs besides the standard library, for WebAssembly: a handful of Abseil's sources,
# compiled here, and xxHash's header. `./dev` fetches both into build/third_party and says where
# (tools/dev/wasm.sh).

set(WEFT_ABSEIL_SOURCE "" CACHE PATH "Abseil's source tree")
if(NOT EXISTS ${WEFT_ABSEIL_SOURCE}/absl/hash/hash.h)
  message(FATAL_ERROR "WEFT_ABSEIL_SOURCE must be Abseil's source tree; ./dev test fetches it")
endif()

# Hash tables and B-trees need no more than these: the sampler that tables could report to is off, and
# what would be logged goes to the host (bindings/wasm/host.cc), without printf.
add_library(weft_abseil STATIC
  ${WEFT_ABSEIL_SOURCE}/absl/base/internal/throw_delegate.cc
  ${WEFT_ABSEIL_SOURCE}/absl/container/internal/raw_hash_set.cc
  ${WEFT_ABSEIL_SOURCE}/absl/hash/internal/city.cc
  ${WEFT_ABSEIL_SOURCE}/absl/hash/internal/hash.cc
  ${WEFT_ABSEIL_SOURCE}/absl/hash/internal/low_level_hash.cc
)
target_include_directories(weft_abseil SYSTEM PUBLIC ${WEFT_ABSEIL_SOURCE})
target_compile_options(weft_abseil PRIVATE -w -Oz)
set_target_properties(weft_abseil PROPERTIES UNITY_BUILD OFF)
foreach(name IN ITEMS btree flat_hash_map flat_hash_set inlined_vector)
  add_library(absl::${name} ALIAS weft_abseil)
endforeach()

# The machine's own header, apart from the rest of its folder, which belongs to another system.
find_path(weft_xxhash xxhash.h PATHS /usr/include /usr/local/include NO_CACHE REQUIRED
  NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
file(COPY ${weft_xxhash}/xxhash.h DESTINATION ${PROJECT_BINARY_DIR}/xxhash)
set(WEFT_XXHASH_INCLUDE_DIR ${PROJECT_BINARY_DIR}/xxhash)
