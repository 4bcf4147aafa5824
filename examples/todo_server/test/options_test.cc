// The command line.
#include "examples/todo_server/options.h"

#include <gtest/gtest.h>

namespace weft::todo {
namespace {

TEST(Options, AreWhatTheCommandLineSays) {
  const Result<Options> options =
      ParseOptions({"--port", "0", "--data", "d", "--origin", "http://a", "--origin", "http://b",
                    "--max-frame-bytes", "99"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->port, 0);
  EXPECT_EQ(options->data, "d");
  EXPECT_EQ(options->origins, (std::vector<std::string>{"http://a", "http://b"}));
  EXPECT_EQ(options->sync.max_frame_bytes, 99u);
  EXPECT_TRUE(ParseOptions({"--help"})->help);
  // Links begin with it, and with a slash of their own.
  EXPECT_EQ(ParseOptions({"--public-url", "https://x.org/"})->public_url, "https://x.org");
}

TEST(Options, WhatIsWrongIsNamed) {
  const std::vector<std::string> bad[] = {
      {"--nonsense"},
      {"stray"},
      {"--port"},
      {"--port", "70000"},
      {"--port", "-1"},
      {"--port", "8x"},
      {"--port", ""},
      {"--data", ""},
      {
          "--address",
          "",
      },
      {"--public-url", "/"},
      {"--port=80"},
      {"--stop-seconds", "99999999999"},
  };
  for (const auto& arguments : bad) {
    const Result<Options> options = ParseOptions(arguments);
    ASSERT_FALSE(options.ok()) << arguments[0];
    EXPECT_EQ(options.status().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(options.status().message().find(arguments[0].substr(0, 6)), std::string::npos)
        << options.status().message();
  }
}

TEST(Options, EachIsInTheHelp) {
  for (const char* name : {"--port", "--data", "--page", "--origin", "--address"}) {
    EXPECT_NE(Usage().find(name), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace weft::todo
