// StaticFiles: the page's files, read once at the start and kept in memory, also compressed.
//
// Thread rule: immutable after Load.
#ifndef WEFT_EXAMPLES_TODO_SERVER_STATIC_FILES_H_
#define WEFT_EXAMPLES_TODO_SERVER_STATIC_FILES_H_

#include <weft/crdt.h>

#include <map>
#include <string>
#include <string_view>

namespace weft::todo {

struct StaticFile {
  std::string bytes;
  std::string compressed;  // gzip; empty where that is not shorter
  std::string type;
  std::string tag;             // for If-None-Match
  std::string compressed_tag;  // of what is sent compressed
  bool forever = false;        // its name has a hash of its content
};

class StaticFiles {
 public:
  // Every file in the folder and those below; names are paths from it ("assets/index-x.js"). Hidden
  // files and links are left out.
  static Result<StaticFiles> Load(const std::string& folder);

  const StaticFile* Find(std::string_view name) const;

 private:
  std::map<std::string, StaticFile, std::less<>> files_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_STATIC_FILES_H_
