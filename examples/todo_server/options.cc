#include "examples/todo_server/options.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <string_view>

namespace weft::todo {

namespace {

struct Flag {
  std::string_view name;
  std::string_view value;  // what stands for it in --help
  std::string_view what;
  std::function<Status(Options*, std::string_view)> set;
};

template <class T>
Flag Number(std::string_view name, std::string_view what, T& (*field)(Options*), uint64_t most) {
  return {name, "N", what, [=](Options* options, std::string_view text) {
            uint64_t number = 0;
            const auto [end, error] =
                std::from_chars(text.data(), text.data() + text.size(), number);
            if (error != std::errc() || end != text.data() + text.size() || number > most) {
              return InvalidArgument(std::string(name) + " takes a number up to " +
                                     std::to_string(most) + ", not '" + std::string(text) + "'");
            }
            field(options) = static_cast<T>(number);
            return OkStatus();
          }};
}

Flag Word(std::string_view name, std::string_view value, std::string_view what,
          std::string& (*field)(Options*)) {
  return {name, value, what, [=](Options* options, std::string_view text) {
            if (text.empty()) return InvalidArgument(std::string(name) + " is empty");
            field(options) = text;
            return OkStatus();
          }};
}

const std::vector<Flag>& Flags() {
  constexpr uint64_t kMany = std::numeric_limits<uint32_t>::max();
  static const std::vector<Flag> kFlags = {
      Word("--data", "DIR", "where lists are kept (data)",
           [](Options* o) -> std::string& { return o->data; }),
      Word("--page", "DIR", "the page's files; without it none is served",
           [](Options* o) -> std::string& { return o->page; }),
      Word("--address", "IP", "to listen on (127.0.0.1)",
           [](Options* o) -> std::string& { return o->address; }),
      Number<uint16_t>(
          "--port", "to listen on (8080); 0 takes any free one",
          [](Options* o) -> uint16_t& { return o->port; }, 65535),
      {"--origin", "URL", "pages from there may connect too; may be repeated",
       [](Options* options, std::string_view text) {
         options->origins.emplace_back(text);
         return OkStatus();
       }},
      {"--public-url", "URL", "how the server is reached, for the links it prints",
       [](Options* options, std::string_view text) {
         while (text.ends_with('/')) text.remove_suffix(1);
         options->public_url = text;
         return text.empty() ? InvalidArgument("--public-url needs an address") : OkStatus();
       }},
      Number<size_t>(
          "--max-connections", "more are turned away (20000)",
          [](Options* o) -> size_t& { return o->max_connections; }, kMany),
      Number<size_t>(
          "--max-strangers", "connections that have not said who they are (1000)",
          [](Options* o) -> size_t& { return o->max_strangers; }, kMany),
      Number<size_t>(
          "--strangers-per-address", "likewise, of one that is not loopback; 0 for no limit (250)",
          [](Options* o) -> size_t& { return o->strangers_per_address; }, kMany),
      Number<uint32_t>(
          "--lists-per-minute", "that all clients together may make; 0 for no limit (120)",
          [](Options* o) -> uint32_t& { return o->lists_per_minute; }, kMany),
      Number<uint32_t>(
          "--stop-seconds", "for connections to end when the server stops (5)",
          [](Options* o) -> uint32_t& { return o->stop_seconds; }, 3600),
      Number<uint32_t>(
          "--send-seconds", "for a client to take some of what is sent; 0 for no limit (60)",
          [](Options* o) -> uint32_t& { return o->send_seconds; }, 3600),
      Number<uint32_t>(
          "--max-frame-bytes", "of a frame that a client sends (1048576)",
          [](Options* o) -> uint32_t& { return o->sync.max_frame_bytes; }, 64u << 20),
      Number<uint64_t>(
          "--bytes-per-second", "a connection may send; 0 for no limit (4194304)",
          [](Options* o) -> uint64_t& { return o->sync.bytes_per_second; }, kMany),
      Number<uint64_t>(
          "--operations-per-second", "likewise (100000)",
          [](Options* o) -> uint64_t& { return o->sync.operations_per_second; }, kMany),
      Number<size_t>(
          "--snapshot-bytes", "of a list's log, until it is snapshot and trimmed (4194304)",
          [](Options* o) -> size_t& { return o->sync.snapshot_bytes; }, kMany),
  };
  return kFlags;
}

const Flag* FindFlag(std::string_view name) {
  for (const Flag& flag : Flags()) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

}  // namespace

std::string Usage() {
  std::string text =
      "weft-todo: shared to-do lists: the page, and live editing at /sync.\n"
      "\n"
      "  weft-todo [options]\n"
      "\n";
  for (const Flag& flag : Flags()) {
    std::string line = "  " + std::string(flag.name) + " " + std::string(flag.value);
    line.resize(std::max<size_t>(line.size() + 1, 28), ' ');
    text += line + std::string(flag.what) + "\n";
  }
  return text +
         "\n"
         "It speaks plain HTTP: to be reached from elsewhere, put a proxy with TLS before it.\n";
}

Result<Options> ParseOptions(const std::vector<std::string>& arguments) {
  Options options;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (name == "--help" || name == "-h") {
      options.help = true;
      continue;
    }
    const Flag* flag = FindFlag(name);
    if (flag == nullptr) return InvalidArgument("no option '" + name + "'; see --help");
    if (i + 1 == arguments.size()) return InvalidArgument(name + " needs a value; see --help");
    const Status set = flag->set(&options, arguments[++i]);
    if (!set.ok()) return set;
  }
  return options;
}

}  // namespace weft::todo
