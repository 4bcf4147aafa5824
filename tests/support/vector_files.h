// Files of test vectors in this repository, and their bytes as "f7 75 01".
#ifndef WEFT_TESTS_SUPPORT_VECTOR_FILES_H_
#define WEFT_TESTS_SUPPORT_VECTOR_FILES_H_

#include <string>
#include <string_view>

namespace weft::testing {

// `path` from the root of the repository; a file that cannot be read fails the test.
std::string ReadSourceFile(const std::string& path);

std::string FromSpacedHex(const std::string& hex);
std::string ToSpacedHex(std::string_view bytes);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_VECTOR_FILES_H_
