#include "tests/support/hostile_network.h"

#include <gtest/gtest.h>

#include <utility>

#include "crdt/wire/hash.h"
#include "crdt/wire/json_document.h"

namespace weft::testing {

namespace {

constexpr uint64_t kStepMs = 50;
constexpr size_t kMostSteps = 20'000;  // to settle
constexpr uint64_t kIdleMs = 12'000;   // several heartbeats and comparisons

}  // namespace

void TestApplication::Authenticate(std::string_view credential,
                                   std::function<void(Result<sync::Identity>)> done) {
  if (credential.empty()) return done(FailedPrecondition("no credential"));
  done(sync::Identity{std::string(credential)});
}

void TestApplication::Authorize(std::string_view principal, std::string_view /*document*/,
                                std::function<void(sync::Rights)> done) {
  const auto it = rights.find(std::string(principal));
  done(it == rights.end() ? sync::Rights::kEdit : it->second);
}

Status TestApplication::Check(std::string_view principal, std::string_view /*document*/,
                              const AdmittedOperation& operation) {
  return policy ? policy(principal, operation) : OkStatus();
}

size_t HostileNetwork::Client::Count(sync::ClientEvent::Kind kind) const {
  size_t count = 0;
  for (const sync::ClientEvent& event : events) count += event.kind == kind ? 1 : 0;
  return count;
}

const sync::ClientEvent* HostileNetwork::Client::Last(sync::ClientEvent::Kind kind) const {
  const sync::ClientEvent* last = nullptr;
  for (const sync::ClientEvent& event : events) {
    if (event.kind == kind) last = &event;
  }
  return last;
}

HostileNetwork::HostileNetwork(uint64_t seed, sync::ServerOptions options)
    : random_(seed),
      options_(options),
      server_(std::make_unique<sync::Server>(&storage_, &application_, options)) {}

HostileNetwork::Client& HostileNetwork::AddClient(const std::string& principal) {
  return Add(principal, [this] { return NewAgent(); });
}

HostileNetwork::Client& HostileNetwork::AddViewer(const std::string& principal) {
  return Add(principal, nullptr);
}

HostileNetwork::Client& HostileNetwork::Add(const std::string& principal,
                                            std::function<Agent()> new_agent) {
  sync::ClientOptions options;
  options.credential = principal;
  options.new_agent = std::move(new_agent);
  options.retry_after = 1000;
  options.heartbeat_every = 2000;
  options.compare_every = 4000;
  return *clients_.emplace_back(std::make_unique<Client>(std::move(options)));
}

uint32_t HostileNetwork::Open(Client& client, const std::string& name) {
  const Agent agent = NewAgent();
  const uint32_t channel = client.session.Add(name, Document(agent, options_.order), {},
                                              sync::ReplicaSecret{agent, ~agent});
  channels_[{&client, name}] = channel;
  return channel;
}

void HostileNetwork::Connect(Client& client) {
  Cut(client);
  client.link = server_->Connect();
  client.session.Connected(now_);
}

void HostileNetwork::Cut(Client& client) {
  client.link.reset();
  client.up.clear();
  client.down.clear();
  client.session.Disconnected();
}

void HostileNetwork::Leave(Client& client) {
  client.session.Tick(now_);
  Collect(client);
  if (client.link != nullptr) left_.push_back(Left{std::move(client.link), std::move(client.up)});
  Cut(client);
}

void HostileNetwork::StepLeft(const Weather& weather) {
  if (left_.empty() || !random_.OneIn(8)) return;
  const size_t at = random_.Below(left_.size());
  Left& left = left_[at];
  Deliver(left.up, weather, [&](const std::string& f) { left.link->Receive(f, now_); });
  if (left.up.empty()) left_.erase(left_.begin() + static_cast<ptrdiff_t>(at));
}

void HostileNetwork::Deliver(std::deque<std::string>& queue, const Weather& weather,
                             const std::function<void(const std::string&)>& take) {
  if (queue.empty()) return;
  const size_t at = Happens(weather.reordered) ? random_.Below(queue.size()) : 0;
  const std::string frame = queue[at];
  if (!Happens(weather.repeated)) queue.erase(queue.begin() + static_cast<ptrdiff_t>(at));
  if (!Happens(weather.lost)) take(frame);
}

void HostileNetwork::Collect(Client& client) {
  std::string frame;
  while (client.session.NextFrame(&frame)) client.up.push_back(frame);
  while (client.link != nullptr && client.link->NextFrame(&frame)) client.down.push_back(frame);
  sync::ClientEvent event;
  while (client.session.NextEvent(&event)) client.events.push_back(std::move(event));
}

bool HostileNetwork::MayRead(const Client& client) {
  return client.link->ReadAllowedAt(now_) <= now_;
}

bool HostileNetwork::StepClient(Client& client, const Weather& weather) {
  if (client.link == nullptr) {
    client.session.Tick(now_);
    if (!client.wants) return false;
    Connect(client);
  }
  if (Happens(weather.cut)) Cut(client);
  client.session.Tick(now_);
  Collect(client);
  if (client.link == nullptr) return true;
  // In a storm frames wait for each other, and there is something to reorder.
  const size_t most = weather.reordered == 0 ? SIZE_MAX : 1;
  for (size_t i = 0; i < most && !client.up.empty() && MayRead(client); ++i) {
    Deliver(client.up, weather, [&](const std::string& f) { client.link->Receive(f, now_); });
  }
  Collect(client);
  for (size_t i = 0; i < most && !client.down.empty(); ++i) {
    Deliver(client.down, weather,
            [&](const std::string& f) { (void)client.session.Receive(f, now_); });
  }
  Collect(client);
  if (client.link->ended() && client.down.empty()) Cut(client);
  return true;
}

void HostileNetwork::Step(const Weather& weather) {
  now_ += random_.Below(2 * kStepMs);
  storage_.HoldBack(Happens(weather.late) || storage_.waiting() > 0);
  if (!Happens(weather.late)) storage_.Complete(random_.Below(4) + 1);
  for (size_t i = 0; i < clients_.size(); ++i) {
    StepClient(*clients_[random_.Below(clients_.size())], weather);
  }
  StepLeft(weather);
  server_->Tick(now_);
}

void HostileNetwork::Run(size_t steps, const Weather& weather) {
  for (size_t i = 0; i < steps; ++i) Step(weather);
}

bool HostileNetwork::Idle() {
  if (storage_.waiting() > 0 || !left_.empty()) return false;
  for (const auto& client : clients_) {
    if (client->wants && client->link == nullptr) return false;
  }
  for (const auto& [key, channel] : channels_) {
    if (!key.first->wants) continue;
    const sync::ClientDocument& document = key.first->session.state(channel);
    if (document.closed()) continue;
    if (!document.live()) return false;
    if (document.rights() == sync::Rights::kEdit && !document.saved()) return false;
  }
  return true;
}

// Idle for so long that heartbeats have told everybody what was lost last, and hashes were
// compared.
void HostileNetwork::Settle() {
  storage_.HoldBack(false);
  storage_.Complete();
  uint64_t idle_since = now_;
  for (size_t i = 0; i < kMostSteps; ++i) {
    Step(kFine);
    if (!Idle()) idle_since = now_;
    if (now_ - idle_since > kIdleMs) return;
  }
  for (const auto& [key, channel] : channels_) {
    const sync::ClientDocument& document = key.first->session.state(channel);
    ADD_FAILURE() << "never settles: " << key.second << " live " << document.live() << " saved "
                  << document.saved() << " position " << document.position();
  }
}

void HostileNetwork::CrashServer() {
  for (const auto& client : clients_) Cut(*client);
  left_.clear();
  storage_.Crash();
  server_ = std::make_unique<sync::Server>(&storage_, &application_, options_);
}

std::string HostileNetwork::ServerJson(const std::string& name) {
  const Document* document = server_->Find(name);
  EXPECT_NE(document, nullptr);
  return document == nullptr ? "" : *WriteJson(*document);
}

void HostileNetwork::ExpectSame(const std::string& name) {
  const Document* server = server_->Find(name);
  ASSERT_NE(server, nullptr);
  const std::string json = *WriteJson(*server);
  for (const auto& [key, channel] : channels_) {
    if (key.second != name || key.first->session.state(channel).closed()) continue;
    Document& document = key.first->session.document(channel);
    EXPECT_EQ(*WriteJson(document), json);
    EXPECT_EQ(DocumentHash(document), DocumentHash(*server));
    EXPECT_EQ(document.version(), server->version());
    EXPECT_TRUE(document.CheckInvariants().ok());
  }
  EXPECT_TRUE(server->CheckInvariants().ok());
}

}  // namespace weft::testing
