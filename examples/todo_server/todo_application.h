// TodoApplication: what the sync server asks: who comes with a link or a device token, what that
// device may do, and whether an operation keeps the shape of a list.
//
// Thread rule: the server's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TODO_APPLICATION_H_
#define WEFT_EXAMPLES_TODO_SERVER_TODO_APPLICATION_H_

#include <weft/sync.h>

#include <functional>
#include <string_view>

#include "examples/todo_server/lists.h"
#include "examples/todo_server/share_links.h"

namespace weft::todo {

class TodoApplication : public sync::Application {
 public:
  // Both outlive this.
  TodoApplication(const ShareLinks* links, Lists* lists) : links_(links), lists_(lists) {}

  void Authenticate(std::string_view credential,
                    std::function<void(Result<sync::Identity>)> done) override;
  void Authorize(std::string_view principal, std::string_view document,
                 std::function<void(sync::Rights)> done) override;
  Status Check(std::string_view principal, std::string_view document,
               const AdmittedOperation& operation) override;

 private:
  const ShareLinks* links_;
  Lists* lists_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TODO_APPLICATION_H_
