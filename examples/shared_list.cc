// Two people edit one list through a server, one of them offline for a while: all in this program,
// which carries the frames by hand where a real one has sockets.
//
// The parts between the marks are what docs/sync.md shows.
#include <weft/crdt.h>
#include <weft/sync.h>

#include <iostream>
#include <memory>
#include <string>

#include "examples/must.h"

namespace {

// [application]
// Who may do what: everybody who has a name may edit, but not rename the list.
class Rules : public weft::sync::Application {
 public:
  void Authenticate(std::string_view credential,
                    std::function<void(weft::Result<weft::sync::Identity>)> done) override {
    if (credential.empty()) return done(weft::FailedPrecondition("who are you?"));
    done(weft::sync::Identity{std::string(credential)});
  }
  void Authorize(std::string_view, std::string_view,
                 std::function<void(weft::sync::Rights)> done) override {
    done(weft::sync::Rights::kEdit);
  }
  weft::Status Check(std::string_view, std::string_view,
                     const weft::AdmittedOperation& operation) override {
    if (operation.path == "title") return weft::FailedPrecondition("the list keeps its name");
    return weft::OkStatus();
  }
};
// [/application]

// One person's side: a session, and the connection it has now, if any.
struct Person {
  Person(const std::string& name, weft::Agent agent) : session(Options(name, agent)) {
    list = session.Add("shopping", weft::Document(agent));
  }
  // [options]
  static weft::sync::ClientOptions Options(const std::string& name, weft::Agent agent) {
    weft::sync::ClientOptions options;
    options.credential = name;
    options.new_agent = [next = agent]() mutable { return ++next; };  // at random in a real program
    return options;
  }
  // [/options]

  weft::Document& document() { return session.document(list); }

  weft::sync::ClientSession session;
  uint32_t list = 0;
  std::unique_ptr<weft::sync::ServerSession> connection;
};

// [exchange]
// Carries what there is to carry, in both directions, until nobody has more to say.
void Exchange(Person& person, uint64_t now) {
  if (person.connection == nullptr) return;
  person.session.Tick(now);  // takes what was edited
  std::string frame;
  for (bool more = true; more;) {
    more = false;
    for (; person.session.NextFrame(&frame); more = true) person.connection->Receive(frame, now);
    for (; person.connection->NextFrame(&frame); more = true) {
      example::Must(person.session.Receive(frame, now));
    }
  }
}
// [/exchange]

void ShowEvents(const std::string& name, Person& person) {
  for (weft::sync::ClientEvent event; person.session.NextEvent(&event);) {
    if (event.kind == weft::sync::ClientEvent::Kind::kReplaced) continue;
    std::cout << name << ": " << weft::sync::Name(event.kind);
    if (!event.message.empty()) std::cout << " (" << event.message << ")";
    std::cout << "\n";
  }
}

}  // namespace

int main() {
  using example::Must;
  weft::sync::MemoryStorage storage;
  Rules rules;
  weft::sync::Server server(&storage, &rules);
  Person ada("ada", 100);
  Person ben("ben", 200);
  const auto settle = [&] {
    for (int i = 0; i < 3; ++i) {
      Exchange(ada, i);
      Exchange(ben, i);
    }
  };
  const auto connect = [&](Person& person) {
    person.connection = server.Connect();
    person.session.Connected(0);
  };

  connect(ada);
  connect(ben);
  Must(ada.document().List("items").Append("milk"));
  settle();
  std::cout << "both are online: " << Must(weft::WriteJson(ben.document())) << "\n";

  ben.connection.reset();
  ben.session.Disconnected();
  Must(ada.document().List("items").Append("bread"));
  Must(ben.document().List("items").Append("honey"));
  settle();
  std::cout << "ben is offline:  " << Must(weft::WriteJson(ben.document())) << "\n";

  connect(ben);
  settle();
  std::cout << "ben is back:     " << Must(weft::WriteJson(ben.document())) << "\n";
  ShowEvents("ben", ben);

  Must(ada.document().Text("title").Insert(0, "Party"));
  settle();
  ShowEvents("ada", ada);
  std::cout << "ada has:         " << Must(weft::WriteJson(ada.document())) << "\n";
  std::cout << "the server has:  " << Must(weft::WriteJson(*server.Find("shopping"))) << "\n";
  return 0;
}
