// The schema of the server's database: the steps from an empty file to today's tables. A file says
// in its header that it is ours (application_id) and how many steps it has taken (user_version).
//
// A step is never changed once released: whatever is new is a step more. Thread rule: the
// database's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_SCHEMA_H_
#define WEFT_EXAMPLES_TODO_SERVER_SCHEMA_H_

#include <string>
#include <string_view>
#include <vector>

#include "examples/todo_server/sqlite.h"

namespace weft::todo {

// "Weft", as a number.
inline constexpr int64_t kApplicationId = 0x57656674;

// SQL of each step; step i leads from version i to i + 1.
const std::vector<std::string_view>& Migrations();

// Takes the steps that are missing, in one transaction: all or none. Refuses a database of another
// program, and one of a newer version.
Status Migrate(Database* database, const std::vector<std::string_view>& steps = Migrations());

// A database for one writer: nobody else's, in write-ahead mode, with today's tables.
struct OpenOptions {
  Database::Options file;
  // Weaker ones are only good to see tests fail.
  std::string synchronous = "FULL";
};
// The message says which file, and what can be done.
Result<Database> OpenDatabase(const OpenOptions& options);

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_SCHEMA_H_
