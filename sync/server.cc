#include "sync/server.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace weft::sync {

namespace {

// Loaded in some milliseconds.
constexpr uint64_t kManyOperations = 10'000;

}  // namespace

Server::Server(Storage* storage, Application* application, ServerOptions options)
    : storage_(storage), application_(application), options_(options) {}

Server::~Server() = default;

std::unique_ptr<ServerSession> Server::Connect(std::function<void()> wake) {
  auto session = std::make_unique<ServerSession>(this, std::move(wake));
  if (stopped_) session->End(CloseReason::kUnavailable, "the server stops", options_.retry_after);
  return session;
}

std::shared_ptr<Room> Server::RoomOf(const std::string& document) {
  const auto it = rooms_.find(document);
  if (it != rooms_.end() && !it->second->failed()) return it->second;
  auto room = std::make_shared<Room>(document, storage_, application_, &options_, &failed_loads_);
  rooms_[document] = room;
  return room;
}

void Server::Abandon(const std::string& document) {
  const auto it = rooms_.find(document);
  if (it == rooms_.end()) return;
  const Room& room = *it->second;
  if (room.Empty() && !room.failed() && room.operations() >= kManyOperations) {
    left_.emplace(document, now_);
  } else if (room.Empty() || room.failed()) {
    rooms_.erase(it);
  }
}

// Those that were left last stay, as many as there is room for, and not for ever.
void Server::ForgetLeft() {
  std::vector<std::pair<uint64_t, std::string>> left;
  for (const auto& [name, since] : left_) left.emplace_back(since, name);
  std::sort(left.begin(), left.end(), std::greater<>());
  uint64_t kept = 0;
  for (const auto& [since, name] : left) {
    const auto it = rooms_.find(name);
    const bool there = it != rooms_.end() && it->second->Empty() && !it->second->failed();
    if (there) kept += it->second->operations();
    if (there && now_ < since + options_.keep_left && kept <= options_.keep_left_operations) {
      continue;
    }
    left_.erase(name);
    if (!there) continue;  // somebody came, or will again
    it->second->SnapshotBeforeRest();
    rooms_.erase(it);
  }
}

void Server::Tick(uint64_t now) {
  now_ = now;
  failed_loads_.SetTime(now);
  std::vector<std::string> names;
  for (const auto& [name, room] : rooms_) names.push_back(name);
  for (const std::string& name : names) {
    const auto it = rooms_.find(name);
    if (it == rooms_.end()) continue;
    it->second->Tick(now);
    Abandon(name);
  }
  ForgetLeft();
}

void Server::SetRights(std::string_view document, std::string_view principal, Rights rights) {
  const auto it = rooms_.find(document);
  if (it == rooms_.end()) return;
  const std::shared_ptr<Room> room = it->second;
  room->SetRights(std::string(principal), rights);
}

void Server::StartNewGeneration(std::string_view document, std::function<void(Status)> done) {
  const std::shared_ptr<Room> room = RoomOf(std::string(document));
  room->StartGeneration(std::move(done));
}

void Server::Stop() {
  stopped_ = true;
  for (const auto& [name, room] : rooms_) room->ForgetPresence();
  for (ServerSession* session : sessions_) {
    session->End(CloseReason::kUnavailable, "the server stops", options_.retry_after);
  }
}

const Document* Server::Find(std::string_view document) const {
  const auto it = rooms_.find(document);
  return it == rooms_.end() ? nullptr : &it->second->document();
}

}  // namespace weft::sync
