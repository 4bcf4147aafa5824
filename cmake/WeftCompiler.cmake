# Language level, warnings and sanitizers for every target of the tree.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# ccache turns a rebuild after a branch switch, or the same sources under another preset, into
# seconds. An explicit launcher given by the caller wins.
if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(WEFT_CCACHE ccache)
  if(WEFT_CCACHE)
    # Without the setting it keeps nothing that was compiled with a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${WEFT_CCACHE}
    )
  endif()
endif()

# What is compiled is the same whatever folder it is compiled in: WEFT_CHECK names files from the root.
if(PROJECT_IS_TOP_LEVEL)
  add_compile_options(-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)
endif()

# Warnings are ours alone: PRIVATE, so that a program that links Weft keeps its own. Those of GCC
# that depend on what the optimiser happened to inline stay warnings: at -O3 some are false.
function(weft_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # Clang blames us for what std::stable_sort calls inside GCC 12's library.
    target_compile_options(${target} PRIVATE -Wno-deprecated-declarations)
  endif()
  if(WEFT_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -Wno-error=array-bounds
        -Wno-error=maybe-uninitialized -Wno-error=restrict -Wno-error=stringop-overflow)
    endif()
  endif()
endfunction()

# Tests are compiled several files at a time (CMAKE_UNITY_BUILD in the presets), which is much faster:
# what files include costs more than what they say. The library is not, so that what is tested is
# compiled as it ships; but where it is sanitized it is another one anyway, and the WebAssembly module
# ships like that.
#
# The headers of others that it includes most, half the time of its compilation, are precompiled
# instead by GCC. Clang reads each file without them (./dev check), as programs do that have this tree as
# a part of theirs.
function(weft_compile_as_shipped target)
  if(WEFT_SANITIZE OR EMSCRIPTEN)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  if(NOT PROJECT_IS_TOP_LEVEL OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    return()
  endif()
  if(NOT target STREQUAL weft_crdt)
    target_precompile_headers(${target} REUSE_FROM weft_crdt)
  else()
    target_precompile_headers(${target} PRIVATE
      <algorithm> <array> <bit> <cmath> <cstring> <functional> <map> <memory> <optional> <span>
      <string> <string_view> <utility> <variant> <vector>
      <absl/container/flat_hash_map.h> <absl/container/flat_hash_set.h>
    )
  endif()
  target_compile_options(${target} PRIVATE -fpch-preprocess) # for ccache
endfunction()

# Sanitizers go to every target, or containers shared between instrumented and plain code report
# errors that are none. vptr is left out: it needs RTTI, which the engine is built without.
if(WEFT_SANITIZE)
  add_compile_options(-fsanitize=${WEFT_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${WEFT_SANITIZE} -fno-sanitize=vptr)
endif()

# For test cases: at -O1 most of their time is the compiler's, and what they call keeps it.
function(weft_sanitize_quickly target)
  if(WEFT_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

if(WEFT_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "WEFT_FUZZ needs clang: use the preset, cmake --preset fuzz")
  endif()
  # Coverage counters for the engine too; only the fuzzers themselves link libFuzzer's main.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
