#include "examples/todo_server/http_fields.h"

#include <gtest/gtest.h>

namespace weft::todo {
namespace {

TEST(HttpFields, ATargetHasAPathAndMayHaveAHost) {
  const struct {
    const char* target;
    const char* path;
    const char* host;
  } cases[] = {
      {"/", "/", ""},
      {"/a/b?c=/d", "/a/b", ""},
      {"/http://a/b", "/http://a/b", ""},
      {"/?http://a/b", "/", ""},
      {"http://a/b?c", "/b", "a"},
      {"HTTPS://a:1/", "/", "a:1"},
      {"http://[::1]:8080", "/", "[::1]:8080"},
      {"http://a?b/c", "/", "a"},
      {"http://", "", ""},
      {"http:///b", "/b", ""},
      {"http", "http", ""},
      {"ftp://a/b", "ftp://a/b", ""},
      {"*", "*", ""},
      {"", "", ""},
  };
  for (const auto& each : cases) {
    const HttpTarget read = ReadTarget(each.target);
    EXPECT_EQ(read.path, each.path) << each.target;
    EXPECT_EQ(read.host, each.host) << each.target;
  }
}

// RFC 9110, 12.5.3.
TEST(HttpFields, GzipIsTakenUnlessItIsNotNamedOrRefused) {
  for (const char* takes : {"gzip", "deflate, gzip", "GZIP;q=0.001", "x-gzip", "*", "br,*;q=0.1",
                            "gzip ; q=1 , *;q=0", "gzip;level=0", ", ,gzip,"}) {
    EXPECT_TRUE(AcceptsGzip(takes)) << takes;
  }
  for (const char* refuses : {"", "br", "identity", "gzip;q=0", "gzip; Q=0.000", "*;q=0",
                              "*, gzip;q=0", "gzipped", "no-gzip", ";", "br;x=gzip"}) {
    EXPECT_FALSE(AcceptsGzip(refuses)) << refuses;
  }
}

}  // namespace
}  // namespace weft::todo
