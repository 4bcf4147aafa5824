#include "examples/todo_server/test/websocket_client.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <gtest/gtest.h>

namespace weft::todo {

namespace {

uint64_t Now() {
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                   std::chrono::steady_clock::now().time_since_epoch())
                                   .count());
}

sync::ClientOptions SessionOptions(const WebsocketClient::Options& options) {
  sync::ClientOptions session;
  session.credential = options.credential;
  session.new_agent = [next = options.agent]() mutable { return next += 1'000'000; };
  return session;
}

}  // namespace

WebsocketClient::WebsocketClient(SocketLoop* loop, const Options& options)
    : loop_(loop), session_(SessionOptions(options)) {
  channel_ = session_.Add(options.list, Document(options.agent));
}

void WebsocketClient::Connect(uint16_t port) {
  Disconnect();
  socket_ = std::make_unique<WebSocket>(loop_, port);
}

void WebsocketClient::Disconnect() {
  if (told_) session_.Disconnected();
  told_ = false;
  held_.clear();
  socket_.reset();
}

void WebsocketClient::Pump() {
  if (socket_ == nullptr) return;
  if (socket_->open() && !told_) {
    told_ = true;
    session_.Connected(Now());
  }
  std::string frame;
  while (socket_->Receive(&frame)) held_.push_back(std::move(frame));
  while (!holds_ && TakeOne()) {
  }
  if (told_) session_.Tick(Now());
  while (session_.NextFrame(&frame)) socket_->Send(std::move(frame));
  TakeEvents();
  if (told_ && gone()) {
    told_ = false;
    session_.Disconnected();
  }
}

bool WebsocketClient::TakeOne() {
  if (held_.empty()) return false;
  const Status status = session_.Receive(held_.front(), Now());
  EXPECT_TRUE(status.ok()) << status.ToString();
  held_.pop_front();
  TakeEvents();
  return true;
}

void WebsocketClient::TakeEvents() {
  for (sync::ClientEvent event; session_.NextEvent(&event);) {
    if (event.kind == sync::ClientEvent::Kind::kConnected && !event.credential.empty()) {
      session_.SetCredential(event.credential);
    }
    events_.push_back(std::move(event));
  }
}

bool WebsocketClient::settled() { return told_ && state().live() && state().saved(); }

std::string WebsocketClient::Json() {
  const Result<std::string> json = WriteJson(document());
  return json.ok() ? *json : json.status().ToString();
}

size_t WebsocketClient::Count(sync::ClientEvent::Kind kind) const {
  return static_cast<size_t>(
      std::count_if(events_.begin(), events_.end(),
                    [&](const sync::ClientEvent& event) { return event.kind == kind; }));
}

bool WebsocketClient::WaitUntil(SocketLoop* loop, const std::vector<WebsocketClient*>& clients,
                                const std::function<bool()>& condition) {
  const bool came = loop->RunUntil([&] {
    for (WebsocketClient* client : clients) client->Pump();
    return condition();
  });
  EXPECT_TRUE(came) << "it did not happen within a minute";
  return came;
}

}  // namespace weft::todo
