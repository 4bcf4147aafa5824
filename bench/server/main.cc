// weft_bench_server: how much a server carries. See --help; `dev bench server` runs it.
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/server/load.h"
#include "bench/server/probe.h"

namespace weft::bench {
namespace {

constexpr const char* kUsage =
    "weft_bench_server --server PROGRAM [options]\n"
    "\n"
    "  --rooms N          of three who type 20 times a second each (417: 50,000 deliveries/s)\n"
    "  --seconds S        to measure (8)\n"
    "  --idle N           connections for the memory of an idle one (10000; 0: not measured)\n"
    "  --together         those of a room type one right after the other, not in any order\n"
    "  --search           how many rooms it takes until p99 is beyond 30 ms\n"
    "  --hocuspocus FILE  its server.mjs: the same load, in the same run\n"
    "  --folder DIR       for data, on the disk to be measured (a temporary one)\n"
    "  --json FILE        writes the figures there\n"
    "  --check            a short run that fails unless every update is delivered to everybody\n";

struct Options {
  std::string server;
  std::string hocuspocus;
  std::string folder;
  std::string json;
  size_t rooms = 417;
  double seconds = 8;
  size_t idle = 10'000;
  bool together = false;
  bool search = false;
  bool check = false;
};

constexpr double kLongestMs = 30;
constexpr double kWarmUp = 2;

[[noreturn]] void Fail(const std::string& why) {
  std::cerr << "weft_bench_server: " << why << "\n";
  std::exit(1);
}

// What is sent to the server's few HTTP calls, one connection each.
std::string Post(uint16_t port, const std::string& path) {
  namespace asio = boost::asio;
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  boost::system::error_code error;
  socket.connect({asio::ip::address_v4::loopback(), port}, error);
  const std::string request = "POST " + path +
                              " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                              "Content-Length: 0\r\n\r\n";
  asio::write(socket, asio::buffer(request), error);
  asio::streambuf answer;
  asio::read(socket, answer, error);
  std::string text{std::istreambuf_iterator<char>(&answer), {}};
  return text.substr(std::min(text.size(), text.find("\r\n\r\n") + 4));
}

// "<list>#<capability>"
std::string NewList(uint16_t port) {
  const auto answer = nlohmann::json::parse(Post(port, "/api/lists"), nullptr, false);
  if (!answer.is_object() || !answer.contains("edit")) Fail("the server makes no lists");
  return answer["edit"].get<std::string>().substr(std::string("/lists/").size());
}

// A server to be measured, and how to talk to it.
class Target {
 public:
  virtual ~Target() = default;
  virtual const char* name() const = 0;
  virtual const char* path() const = 0;
  virtual std::vector<std::string> Command(const std::string& data) const = 0;
  virtual std::unique_ptr<Driver> Make(uint16_t port, size_t room, size_t member) = 0;
};

class WeftTarget : public Target {
 public:
  explicit WeftTarget(std::string program) : program_(std::move(program)) {}
  const char* name() const override { return "weft-todo"; }
  const char* path() const override { return "/sync"; }
  std::vector<std::string> Command(const std::string& data) const override {
    return {program_, "--data",
            data,     "--port",
            "0",      "--lists-per-minute",
            "0",      "--max-connections",
            "100000", "--max-strangers",
            "100000"};
  }
  std::unique_ptr<Driver> Make(uint16_t port, size_t room, size_t member) override {
    if (member == 0) credential_ = NewList(port);
    return MakeWeftDriver(credential_.substr(0, credential_.find('#')), credential_,
                          1 + room * kRoomSize + member);
  }

 private:
  std::string program_;
  std::string credential_;  // of the room that is being made
};

class HocuspocusTarget : public Target {
 public:
  explicit HocuspocusTarget(std::string script) : script_(std::move(script)) {}
  const char* name() const override { return "Hocuspocus"; }
  const char* path() const override { return "/"; }
  std::vector<std::string> Command(const std::string&) const override { return {"node", script_}; }
  std::unique_ptr<Driver> Make(uint16_t, size_t room, size_t member) override {
    return MakeYjsDriver("room-" + std::to_string(room),
                         static_cast<uint32_t>(1 + room * kRoomSize + member));
  }

 private:
  std::string script_;
};

struct Figures {
  size_t rooms = 0;
  double deliveries_per_s = 0;
  double delivery_p50 = 0, delivery_p99 = 0;
  double ack_p50 = 0, ack_p99 = 0;
  double cpu_us = 0;  // the server's, for each delivery
  double cpu_share = 0;
  double client_share = 0;
  uint64_t missing = 0;
  uint64_t lost = 0;
};

class Runner {
 public:
  explicit Runner(const Options& options) : options_(options) {}

  // A server of its own for each run.
  Figures Measure(Target* target, size_t rooms, double seconds) {
    const std::string data = NewFolder();
    Figures figures;
    {
      const ServerProcess server(target->Command(data));
      if (server.port() == 0) Fail(std::string(target->name()) + " does not start");
      Load load(server.port(), target->path());
      if (!Connect(&load, target, server.port(), rooms)) {
        Fail(std::string(target->name()) + ": not every connection was let in");
      }
      std::vector<double> cpu;
      std::vector<double> own;
      LoadFigures measured = load.Run(kWarmUp, seconds, options_.together, [&] {
        cpu.push_back(server.CpuSeconds());
        own.push_back(OwnCpuSeconds());
      });
      figures = Summarise(&measured, rooms, cpu.back() - cpu.front());
      figures.client_share = (own.back() - own.front()) / seconds;
    }
    std::filesystem::remove_all(data);
    Print(target->name(), figures);
    return figures;
  }

  // The largest load at which p99 stays within kLongestMs: the same way for everybody. A load is
  // too much only when that was seen three times, and it is the end only when the server was busy,
  // too: a disk that stalls now and then spoils any load.
  Figures Search(Target* target) {
    constexpr size_t kFirstRooms = 8;
    constexpr size_t kMostRooms = 4000;
    constexpr double kBusy = 0.75;  // of a core
    Figures best;
    for (size_t rooms = kFirstRooms; rooms < kMostRooms; rooms += std::max<size_t>(1, rooms / 4)) {
      Figures figures;
      for (int attempt = 0; attempt < 3 && !IsWithin(figures); ++attempt) {
        figures = Measure(target, rooms, 4);
      }
      if (IsWithin(figures)) {
        best = figures;
      } else if (figures.cpu_share >= kBusy) {
        break;
      }
    }
    return best;
  }

  // Resident bytes for each of so many connections that have opened a document and do nothing.
  double IdleBytes(Target* target, size_t connections) {
    const std::string data = NewFolder();
    double bytes = 0;
    {
      const ServerProcess server(target->Command(data));
      Load load(server.port(), target->path());
      // What the first ones bring into memory is not theirs.
      if (!Connect(&load, target, server.port(), 34)) Fail("idle connections are not let in");
      const uint64_t before = server.ResidentBytes();
      const size_t made = load.connections();
      if (!Connect(&load, target, server.port(), connections / kRoomSize)) {
        Fail("idle connections are not let in");
      }
      bytes = static_cast<double>(server.ResidentBytes() - before) /
              static_cast<double>(load.connections() - made);
    }
    std::filesystem::remove_all(data);
    return bytes;
  }

  std::string NewFolder() const {
    std::string name = (options_.folder.empty() ? std::filesystem::temp_directory_path().string()
                                                : options_.folder) +
                       "/weft-bench-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) Fail("no folder can be made: " + name);
    return name;
  }

 private:
  static bool IsWithin(const Figures& figures) {
    return figures.deliveries_per_s > 0 && figures.delivery_p99 <= kLongestMs &&
           figures.missing + figures.lost == 0;
  }
  static bool Connect(Load* load, Target* target, uint16_t port, size_t rooms) {
    const bool well = load->Connect(
        rooms, [&](size_t room, size_t member) { return target->Make(port, room, member); },
        [](size_t ready) { std::cerr << "\r" << ready << " connections " << std::flush; });
    if (rooms * kRoomSize >= 1000) std::cerr << "\r                              \r";
    return well;
  }

  static Figures Summarise(LoadFigures* measured, size_t rooms, double cpu_seconds) {
    Figures figures;
    figures.rooms = rooms;
    figures.deliveries_per_s = static_cast<double>(measured->deliveries) / measured->seconds;
    figures.delivery_p50 = Percentile(&measured->delivery_ms, 0.5);
    figures.delivery_p99 = Percentile(&measured->delivery_ms, 0.99);
    figures.ack_p50 = Percentile(&measured->ack_ms, 0.5);
    figures.ack_p99 = Percentile(&measured->ack_ms, 0.99);
    figures.cpu_us = measured->deliveries == 0
                         ? 0
                         : cpu_seconds * 1e6 / static_cast<double>(measured->deliveries);
    figures.cpu_share = cpu_seconds / measured->seconds;
    figures.missing = measured->missing;
    figures.lost = measured->lost;
    return figures;
  }

  static void Print(const char* name, const Figures& f) {
    std::printf(
        "%-11s %5zu rooms  %8.0f deliveries/s  delivery p50 %6.2f p99 %7.2f ms  "
        "ack p50 %6.2f p99 %7.2f ms  %5.1f us CPU each (%3.0f %% of a core, client %3.0f %%)%s\n",
        name, f.rooms, f.deliveries_per_s, f.delivery_p50, f.delivery_p99, f.ack_p50, f.ack_p99,
        f.cpu_us, 100 * f.cpu_share, 100 * f.client_share,
        f.missing + f.lost > 0 ? ("  MISSING " + std::to_string(f.missing + f.lost)).c_str() : "");
    std::fflush(stdout);
  }

  const Options& options_;
};

Options Parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 == argc) Fail(name + " needs a value");
      return argv[++i];
    };
    const auto number = [&] {
      const std::string text = value();
      char* end = nullptr;
      const double parsed = std::strtod(text.c_str(), &end);
      if (text.empty() || *end != '\0' || parsed < 0) Fail(name + " needs a number, not " + text);
      return parsed;
    };
    if (name == "--server")
      options.server = value();
    else if (name == "--hocuspocus")
      options.hocuspocus = value();
    else if (name == "--folder")
      options.folder = value();
    else if (name == "--json")
      options.json = value();
    else if (name == "--rooms")
      options.rooms = static_cast<size_t>(number());
    else if (name == "--seconds")
      options.seconds = number();
    else if (name == "--idle")
      options.idle = static_cast<size_t>(number());
    else if (name == "--together")
      options.together = true;
    else if (name == "--search")
      options.search = true;
    else if (name == "--check")
      options.check = true;
    else if (name == "--help")
      std::cout << kUsage, std::exit(0);
    else
      Fail("no option " + name + "\n" + kUsage);
  }
  if (options.server.empty()) Fail(std::string("--server is missing\n") + kUsage);
  if (options.rooms == 0) Fail("--rooms must be at least 1");
  return options;
}

nlohmann::json ToJson(const Figures& f) {
  return {{"rooms", f.rooms},
          {"deliveries_per_s", f.deliveries_per_s},
          {"delivery_p50_ms", f.delivery_p50},
          {"delivery_p99_ms", f.delivery_p99},
          {"ack_p50_ms", f.ack_p50},
          {"ack_p99_ms", f.ack_p99},
          {"cpu_us_per_delivery", f.cpu_us},
          {"client_share", f.client_share},
          {"missing", f.missing + f.lost}};
}

int Check(Runner* runner, Target* weft) {
  const Figures figures = runner->Measure(weft, 3, 1);
  const bool well = figures.missing + figures.lost == 0 && figures.deliveries_per_s > 0;
  std::puts(well ? "every update reached everybody" : "FAILED: updates are missing");
  return well ? 0 : 1;
}

int Main(int argc, char** argv) {
  const Options options = Parse(argc, argv);
  Runner runner(options);
  WeftTarget weft(options.server);
  const uint64_t descriptors = RaiseDescriptors();
  if (options.check) return Check(&runner, &weft);
  PinClient();

  const std::string probe = runner.NewFolder();
  std::vector<double> syncs = TimeSyncs(probe, 2000);
  std::filesystem::remove_all(probe);
  const double sync_p50 = Percentile(&syncs, 0.5);
  const double sync_p99 = Percentile(&syncs, 0.99);
  std::printf("fdatasync of 4 KiB on this disk: p50 %.2f p99 %.2f ms\n", sync_p50, sync_p99);

  const Figures figures = runner.Measure(&weft, options.rooms, options.seconds);
  nlohmann::json json = ToJson(figures);
  json["fdatasync_p50_ms"] = sync_p50;
  json["fdatasync_p99_ms"] = sync_p99;
  constexpr size_t kRoomsOf20000Updates = 334;
  const Figures acks = runner.Measure(&weft, kRoomsOf20000Updates, options.seconds);
  json["at_20000_updates"] = ToJson(acks);
  std::printf("acknowledgement to fdatasync, at 20,000 updates/s: p50 %.2f, p99 %.2f\n",
              acks.ack_p50 / sync_p50, acks.ack_p99 / sync_p99);

  std::optional<HocuspocusTarget> hocuspocus;
  if (!options.hocuspocus.empty()) hocuspocus.emplace(options.hocuspocus);
  if (options.search) {
    const Figures best = runner.Search(&weft);
    json["search"] = ToJson(best);
    if (hocuspocus) {
      const Figures peer = runner.Search(&*hocuspocus);
      json["search_hocuspocus"] = ToJson(peer);
      std::printf("at p99 <= %.0f ms: %.0f to %.0f deliveries/s, %.1f times as many\n", kLongestMs,
                  best.deliveries_per_s, peer.deliveries_per_s,
                  best.deliveries_per_s / peer.deliveries_per_s);
    }
  } else if (hocuspocus) {
    json["hocuspocus"] = ToJson(runner.Measure(&*hocuspocus, 20, options.seconds));
  }
  const size_t possible = descriptors > 300 ? (descriptors - 300) : 0;
  const size_t idle = std::min(options.idle, possible);
  if (idle < options.idle) std::printf("only %zu descriptors: %zu idle ones\n", possible, idle);
  if (idle > 0) {
    const double bytes = runner.IdleBytes(&weft, idle);
    json["idle_conn_bytes"] = bytes;
    std::printf("an idle connection: %.0f bytes resident, of %zu\n", bytes, idle);
  }
  if (!options.json.empty()) std::ofstream(options.json) << json.dump(2) << "\n";
  return 0;
}

}  // namespace
}  // namespace weft::bench

int main(int argc, char** argv) { return weft::bench::Main(argc, argv); }
