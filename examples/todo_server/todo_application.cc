#include "examples/todo_server/todo_application.h"

#include <string>
#include <utility>

#include "examples/todo_server/list_policy.h"

namespace weft::todo {

void TodoApplication::Authenticate(std::string_view credential,
                                   std::function<void(Result<sync::Identity>)> done) {
  Result<Device> device = links_->Identify(credential);
  if (!device.ok()) return done(device.status());
  sync::Identity identity{device->name, links_->Token(*device)};
  lists_->Find(device->list, [identity, done = std::move(done)](const Status& found) {
    if (!found.ok()) return done(found);
    done(identity);
  });
}

void TodoApplication::Authorize(std::string_view principal, std::string_view document,
                                std::function<void(sync::Rights)> done) {
  done(ShareLinks::ListOf(principal) == document ? ShareLinks::RightsOf(principal)
                                                 : sync::Rights::kNone);
}

Status TodoApplication::Check(std::string_view /*principal*/, std::string_view /*document*/,
                              const AdmittedOperation& operation) {
  return CheckListOperation(operation);
}

}  // namespace weft::todo
