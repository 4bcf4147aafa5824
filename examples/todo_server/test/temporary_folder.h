// TemporaryFolder: an empty folder for a test, removed with everything in it.
// Thread rule: the test's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_TEMPORARY_FOLDER_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_TEMPORARY_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace weft::todo {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "weft-todo-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr) << "no folder can be made in " << name;
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_TEMPORARY_FOLDER_H_
