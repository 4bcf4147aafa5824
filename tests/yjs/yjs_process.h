// Runs tests/yjs/histories.mjs, one node process for many histories.
#ifndef WEFT_TESTS_YJS_YJS_PROCESS_H_
#define WEFT_TESTS_YJS_YJS_PROCESS_H_

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>
#include <nlohmann/json.hpp>

namespace weft::testing {

class YjsProcess {
 public:
  using Json = nlohmann::json;

  YjsProcess() {
    if (const char* node = std::getenv("WEFT_NODE")) node_ = node;
    if (const char* folder = std::getenv("WEFT_YJS_DIR")) folder_ = folder;
  }

  // Why yjs cannot be run here; empty when it can.
  std::string Missing() const {
    if (!std::filesystem::exists(folder_ / "node_modules" / "yjs")) {
      return "yjs is not installed in " + folder_.string() + " (npm ci there, or set WEFT_YJS_DIR)";
    }
    if (std::system((Quoted(node_) + " --version >/dev/null 2>&1").c_str()) != 0) {
      return "there is no node program '" + node_ + "' (set WEFT_NODE)";
    }
    return "";
  }

  // What Yjs makes of each history, in the same order.
  std::vector<Json> Run(const std::vector<Json>& histories) const {
    const auto scratch =
        std::filesystem::temp_directory_path() / ("weft-yjs-" + std::to_string(getpid()));
    std::filesystem::create_directories(scratch);
    const auto in = scratch / "in.jsonl";
    const auto out = scratch / "out.jsonl";
    {
      std::ofstream file(in);
      for (const Json& history : histories) file << history.dump() << '\n';
    }
    const std::string command = "WEFT_YJS_DIR=" + Quoted(folder_.string()) + " " + Quoted(node_) +
                                " " + Quoted(WEFT_SOURCE_DIR "/tests/yjs/histories.mjs") + " <" +
                                Quoted(in.string()) + " >" + Quoted(out.string());
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    std::vector<Json> results;
    std::ifstream file(out);
    for (std::string line; std::getline(file, line);) results.push_back(Json::parse(line));
    if (results.size() != histories.size()) throw std::runtime_error("results are missing");
    std::filesystem::remove_all(scratch);
    return results;
  }

 private:
  static std::string Quoted(const std::string& word) { return "'" + word + "'"; }

  std::string node_ = "node";
  std::filesystem::path folder_ = WEFT_SOURCE_DIR "/tests/yjs";
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_YJS_YJS_PROCESS_H_
