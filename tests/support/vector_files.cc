#include "tests/support/vector_files.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace weft::testing {

std::string ReadSourceFile(const std::string& path) {
  std::ifstream file(std::string(WEFT_SOURCE_DIR) + "/" + path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::string FromSpacedHex(const std::string& hex) {
  std::istringstream in(hex);
  std::string bytes;
  for (int byte; in >> std::hex >> byte;) bytes.push_back(static_cast<char>(byte));
  return bytes;
}

std::string ToSpacedHex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : bytes) {
    if (!hex.empty()) hex += ' ';
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace weft::testing
