// Lists: which lists there are, and the server's key. Both are kept with the documents.
//
// Thread rule: the server's; answers come through the storage.
#ifndef WEFT_EXAMPLES_TODO_SERVER_LISTS_H_
#define WEFT_EXAMPLES_TODO_SERVER_LISTS_H_

#include <weft/crdt.h>

#include <functional>
#include <string>
#include <string_view>

#include "examples/todo_server/sqlite_storage.h"

namespace weft::todo {

class Lists {
 public:
  // The storage outlives this.
  explicit Lists(SqliteStorage* storage) : storage_(storage) {}

  struct Beginning {
    std::string key;         // the server's, for ShareLinks; made at the first start
    std::string first_list;  // the oldest one; made when there is none
  };
  void Begin(std::function<void(Result<Beginning>)> done);

  // A new, empty list: its id.
  void Create(std::function<void(Result<std::string>)> done);
  // Ok, or kNotFound when there is no such list (any more).
  void Find(std::string_view list, std::function<void(Status)> done);

 private:
  SqliteStorage* storage_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_LISTS_H_
