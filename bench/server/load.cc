#include "bench/server/load.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <deque>
#include <optional>
#include <random>
#include <unordered_map>
#include <utility>

namespace weft::bench {

namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using Clock = std::chrono::steady_clock;
using Error = boost::system::error_code;

constexpr std::chrono::milliseconds kPeriod{static_cast<int>(1000 / kUpdatesPerSecond)};
constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::seconds kLastDeliveries{10};
constexpr size_t kAtOnce = 200;  // connections that are being made

double Ms(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

// An update that some of the room have yet to hear of.
struct Sent {
  Clock::time_point due;
  size_t left = kRoomSize - 1;
};
struct Room {
  std::unordered_map<uint64_t, Sent> sent;
  // Heard before the author was told the key.
  std::unordered_map<uint64_t, std::vector<Clock::time_point>> early;
};

struct Measure {
  Clock::time_point from = Clock::time_point::max();
  Clock::time_point to = Clock::time_point::max();
  LoadFigures figures;
  uint64_t expected = 0;

  bool Counts(Clock::time_point due) const { return due >= from && due < to; }
  void Delivered(Clock::time_point due, Clock::time_point now) {
    if (!Counts(due)) return;
    ++figures.deliveries;
    figures.delivery_ms.push_back(Ms(now - due));
  }
};

class Member {
 public:
  Member(asio::io_context* context, Room* room, Measure* measure, std::unique_ptr<Driver> driver)
      : stream_(*context), room_(room), measure_(measure), driver_(std::move(driver)) {}

  void Connect(uint16_t port, const std::string& target, std::function<void(bool)> settled) {
    settled_ = std::move(settled);
    const asio::ip::tcp::endpoint server(asio::ip::address_v4::loopback(), port);
    stream_.next_layer().async_connect(server, [this, target](const Error& error) {
      if (error) return Settle(false);
      stream_.next_layer().set_option(asio::ip::tcp::no_delay(true));
      stream_.binary(true);
      stream_.async_handshake("127.0.0.1", target, [this](const Error& failed) {
        if (failed) return Settle(false);
        for (std::string& frame : driver_->Greet()) Send(std::move(frame));
        Read();
      });
    });
  }
  bool ready() const { return ready_; }

  void Type(Clock::time_point due) {
    if (!ready_) {
      ++measure_->figures.lost;
      return;
    }
    Update update = driver_->Type();
    if (measure_->Counts(due)) {
      ++measure_->figures.updates;
      measure_->expected += kRoomSize - 1;
    }
    waiting_.push_back(due);
    if (update.key) room_->sent[*update.key] = Sent{due};
    Send(std::move(update.frame));
  }

 private:
  void Settle(bool well) {
    if (settled_) std::exchange(settled_, nullptr)(well);
    if (!well) ready_ = false;
  }
  void Read() {
    stream_.async_read(buffer_, [this](const Error& error, size_t) {
      if (error) return Settle(false);
      const auto data = buffer_.cdata();
      std::vector<std::string> answers;
      for (const Heard& heard :
           driver_->Hear({static_cast<const char*>(data.data()), data.size()}, &answers)) {
        Hear(heard);
      }
      buffer_.consume(buffer_.size());
      for (std::string& answer : answers) Send(std::move(answer));
      Read();
    });
  }
  void Hear(const Heard& heard) {
    const Clock::time_point now = Clock::now();
    switch (heard.kind) {
      case Heard::Kind::kReady:
        ready_ = true;
        return Settle(true);
      case Heard::Kind::kEnded:
        return Settle(false);
      case Heard::Kind::kAcknowledged:
        return Acknowledged(heard, now);
      case Heard::Kind::kDelivered:
        return Delivered(*heard.key, now);
    }
  }
  void Acknowledged(const Heard& heard, Clock::time_point now) {
    if (waiting_.empty()) return;
    const Clock::time_point due = waiting_.front();
    waiting_.pop_front();
    if (measure_->Counts(due)) measure_->figures.ack_ms.push_back(Ms(now - due));
    if (!heard.key) return;
    Sent sent{due};
    const auto early = room_->early.find(*heard.key);
    if (early != room_->early.end()) {
      for (const Clock::time_point at : early->second) measure_->Delivered(due, at);
      sent.left -= early->second.size();
      room_->early.erase(early);
    }
    if (sent.left > 0) room_->sent[*heard.key] = sent;
  }
  void Delivered(uint64_t key, Clock::time_point now) {
    const auto sent = room_->sent.find(key);
    if (sent == room_->sent.end()) {
      room_->early[key].push_back(now);
      return;
    }
    measure_->Delivered(sent->second.due, now);
    if (--sent->second.left == 0) room_->sent.erase(sent);
  }
  void Send(std::string frame) {
    outgoing_.push_back(std::move(frame));
    if (outgoing_.size() == 1) Write();
  }
  void Write() {
    stream_.async_write(asio::buffer(outgoing_.front()), [this](const Error& error, size_t) {
      if (error) return Settle(false);
      outgoing_.pop_front();
      if (!outgoing_.empty()) Write();
    });
  }

  websocket::stream<asio::ip::tcp::socket, false> stream_;
  Room* room_;
  Measure* measure_;
  std::unique_ptr<Driver> driver_;
  std::function<void(bool)> settled_;
  boost::beast::flat_buffer buffer_;
  std::deque<std::string> outgoing_;
  std::deque<Clock::time_point> waiting_;  // for an acknowledgement
  bool ready_ = false;
};

}  // namespace

double Percentile(std::vector<double>* times, double p) {
  if (times->empty()) return 0;
  const size_t at = std::min(times->size() - 1, static_cast<size_t>(p * times->size()));
  std::nth_element(times->begin(), times->begin() + static_cast<std::ptrdiff_t>(at), times->end());
  return (*times)[at];
}

struct Load::State {
  uint16_t port;
  std::string target;
  asio::io_context context{1};
  Measure measure;
  std::deque<Room> rooms;
  std::deque<Member> members;
};

Load::Load(uint16_t port, std::string target) : state_(std::make_unique<State>()) {
  state_->port = port;
  state_->target = std::move(target);
}
Load::~Load() = default;

size_t Load::connections() const { return state_->members.size(); }

bool Load::Connect(size_t rooms, const std::function<std::unique_ptr<Driver>(size_t, size_t)>& make,
                   const std::function<void(size_t)>& progress) {
  State& state = *state_;
  const size_t first = state.rooms.size();
  size_t begun = 0;
  size_t settled = 0;
  bool well = true;
  const size_t all = rooms * kRoomSize;
  const auto deadline = [&] { return Clock::now() + kPatience; };
  auto end = deadline();
  while (settled < all && well) {
    while (begun < all && begun - settled < kAtOnce) {
      const size_t member = begun++ % kRoomSize;
      if (member == 0) state.rooms.emplace_back();
      state.members.emplace_back(&state.context, &state.rooms.back(), &state.measure,
                                 make(first + (begun - 1) / kRoomSize, member));
      state.members.back().Connect(state.port, state.target, [&](bool good) {
        ++settled;
        well = well && good;
        end = deadline();
        if (settled % 1000 == 0) progress(settled);
      });
    }
    state.context.restart();
    if (state.context.run_one_until(end) == 0) return false;
  }
  return well;
}

LoadFigures Load::Run(double warm_up_seconds, double seconds, bool together,
                      const std::function<void()>& measured) {
  State& state = *state_;
  const auto span = [](double s) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(s));
  };
  const Clock::time_point start = Clock::now();
  state.measure = Measure{};
  state.measure.from = start + span(warm_up_seconds);
  state.measure.to = state.measure.from + span(seconds);
  bool began = false;
  // Members take turns within a period, so that the load is even.
  const size_t count = state.members.size();
  std::vector<Member*> turns;
  for (Member& member : state.members) turns.push_back(&member);
  std::mt19937 random(1);
  if (!together) std::shuffle(turns.begin(), turns.end(), random);
  size_t next = 0;
  const auto due_of = [&](size_t turn) {
    return start + kPeriod * (turn / count) + kPeriod * (turn % count) / count;
  };
  state.context.restart();
  for (Clock::time_point now = start; now < state.measure.to; now = Clock::now()) {
    if (!began && now >= state.measure.from) {
      began = true;
      measured();
    }
    for (; due_of(next) <= now; ++next) turns[next % count]->Type(due_of(next));
    state.context.poll();
    if (Clock::now() < due_of(next)) {
      state.context.run_one_until(due_of(next));
      if (state.context.stopped()) state.context.restart();
    }
  }
  measured();
  const Clock::time_point last = Clock::now() + kLastDeliveries;
  while (state.measure.figures.deliveries < state.measure.expected && Clock::now() < last) {
    state.context.restart();
    state.context.run_one_until(last);
  }
  LoadFigures figures = std::move(state.measure.figures);
  figures.seconds = seconds;
  figures.missing = state.measure.expected - figures.deliveries;
  return figures;
}

}  // namespace weft::bench
