// The answers to HTTP requests, with a real storage and without a network.
#include "examples/todo_server/http_api.h"

#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "examples/todo_server/test/post_queue.h"
#include "examples/todo_server/test/temporary_folder.h"

namespace weft::todo {
namespace {

struct HttpApiTest : ::testing::Test {
  HttpApiTest() {
    std::ofstream(folder.path() + "/index.html") << "<p>page</p>" << std::string(1000, ' ');
    files = *StaticFiles::Load(folder.path());
    SqliteStorage::Options options;
    options.database.file.path = data.path() + "/test.db";
    storage = *SqliteStorage::Open(options, posts.post());
    lists.emplace(storage.get());
    api.emplace(HttpApi::Parts{&files, &links, &*lists, [this] { return healthy; },
                               [] { return "weft_x 1\n"; }, [this] { ++made; }},
                6);
  }

  HttpResponse Ask(std::string method, std::string path, std::string body = "") {
    HttpRequest request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.body = std::move(body);
    return Ask(request);
  }
  HttpResponse Ask(const HttpRequest& request) {
    std::optional<HttpResponse> answer;
    api->Answer(request, now, [&](HttpResponse given) { answer = std::move(given); });
    EXPECT_TRUE(posts.RunUntil([&] { return answer.has_value(); }));
    return *answer;
  }
  // The value of a string in a flat JSON object.
  static std::string Field(const HttpResponse& response, const std::string& name) {
    const size_t key = response.body.find("\"" + name + "\":\"");
    if (key == std::string::npos) return "";
    const size_t begin = key + name.size() + 4;
    return response.body.substr(begin, response.body.find('"', begin) - begin);
  }

  TemporaryFolder folder, data;
  PostQueue posts;
  StaticFiles files;
  ShareLinks links{ShareLinks::NewKey()};
  std::unique_ptr<SqliteStorage> storage;
  std::optional<Lists> lists;
  std::optional<HttpApi> api;
  bool healthy = true;
  int made = 0;
  uint64_t now = 0;
};

TEST_F(HttpApiTest, ANewListHasLinksThatWork) {
  const HttpResponse response = Ask("POST", "/api/lists");
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(made, 1);
  const std::string id = Field(response, "id");
  const std::string edit = Field(response, "edit");
  EXPECT_EQ(edit, links.Link(id, sync::Rights::kEdit));
  EXPECT_EQ(Field(response, "view"), links.Link(id, sync::Rights::kView));
  std::optional<Status> found;
  lists->Find(id, [&](Status status) { found = status; });
  EXPECT_TRUE(posts.RunUntil([&] { return found.has_value(); }));
  EXPECT_TRUE(found->ok());
}

TEST_F(HttpApiTest, ListsAreMadeNoFasterThanAllowed) {
  for (int i = 0; i < 6; ++i) EXPECT_EQ(Ask("POST", "/api/lists").status, 201);
  EXPECT_EQ(Ask("POST", "/api/lists").status, 201) << "a debt of one";
  EXPECT_EQ(Ask("POST", "/api/lists").status, 429);
  now += 10'001;  // six a minute
  EXPECT_EQ(Ask("POST", "/api/lists").status, 201);
  EXPECT_EQ(Ask("POST", "/api/lists").status, 429);
}

TEST_F(HttpApiTest, LinksAreShownToThoseWhoHaveOne) {
  const std::string id = ShareLinks::NewListId();
  const std::string path = "/api/lists/" + id + "/links";
  const auto ask = [&](sync::Rights rights) {
    return Ask("POST", path, R"({"capability":")" + links.Capability(id, rights) + "\"}");
  };
  const HttpResponse editor = ask(sync::Rights::kEdit);
  EXPECT_EQ(Field(editor, "rights"), "edit");
  EXPECT_EQ(Field(editor, "edit"), links.Link(id, sync::Rights::kEdit));
  EXPECT_EQ(Field(editor, "view"), links.Link(id, sync::Rights::kView));
  const HttpResponse viewer = ask(sync::Rights::kView);
  EXPECT_EQ(Field(viewer, "rights"), "view");
  EXPECT_EQ(Field(viewer, "edit"), "");
  EXPECT_EQ(Ask("POST", "/api/listsX" + id + "/links", "{}").status, 405) << "no page takes it";
  for (const char* body : {"", "{", "[]", "{}", R"({"capability":1})", R"({"capability":"x"})"}) {
    EXPECT_EQ(Ask("POST", path, body).status, 403) << body;
  }
}

TEST_F(HttpApiTest, ThePageIsServedForEveryList) {
  const std::string list = "/lists/" + ShareLinks::NewListId();
  for (const std::string& path : {std::string("/"), list, list + "/"}) {
    const HttpResponse response = Ask("GET", path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(response.type, "text/html; charset=utf-8");
    EXPECT_EQ(response.file.substr(0, 11), "<p>page</p>");
  }
  for (const char* path :
       {"/lists/", "/lists//", "/lists/x", "/other", "/../index.html", "/assets/none.js"}) {
    EXPECT_EQ(Ask("GET", path).status, 404) << path;
  }
}

TEST_F(HttpApiTest, APageThatIsKnownIsNotSentAgain) {
  HttpRequest request{"GET", "/", "", "", true};
  const HttpResponse first = Ask(request);
  EXPECT_TRUE(first.gzip);
  EXPECT_LT(first.file.size(), 1000u);
  request.if_none_match = first.tag;
  const HttpResponse second = Ask(request);
  EXPECT_EQ(second.status, 304);
  EXPECT_TRUE(second.file.empty());
}

// With the tag in the place of T.
std::string With(const std::string& tag, std::string field) {
  const size_t at = field.find('T');
  return at == std::string::npos ? field : field.replace(at, 1, tag);
}

// RFC 9110, 13.1.2: any of several, compared weakly.
TEST_F(HttpApiTest, APageMayBeKnownByOneOfSeveralTags) {
  HttpRequest request{"GET", "/", "", "", false};
  const std::string tag = Ask(request).tag;
  const auto status = [&](const std::string& known) {
    request.if_none_match = known;
    return Ask(request).status;
  };
  for (const char* known : {"*", "T", "W/T", "\"a\", T", "\"a, b\" , W/T,\"c\"", ",T"}) {
    EXPECT_EQ(status(With(tag, known)), 304) << known;
  }
  for (const char* other : {"", "\"a\", W/\"b\"", "\"T", "\"*\"", "w/T", "\"aT", "a T"}) {
    EXPECT_EQ(status(With(tag, other)), 200) << other;
  }
}

TEST_F(HttpApiTest, WhatIsNotToBeDoneIsSaid) {
  EXPECT_EQ(Ask("GET", "/api/lists").status, 405);
  EXPECT_EQ(Ask("GET", "/api/lists").allow, "POST");
  EXPECT_EQ(Ask("GET", "/api/lists/x/links").status, 405);
  EXPECT_EQ(Ask("DELETE", "/").status, 405);
  EXPECT_EQ(Ask("POST", "/healthz").status, 405);
}

TEST_F(HttpApiTest, HealthIsWhatTheServerSays) {
  EXPECT_EQ(Ask("GET", "/healthz").status, 200);
  healthy = false;
  EXPECT_EQ(Ask("GET", "/healthz").status, 503);
  EXPECT_EQ(Ask("GET", "/metrics").body, "weft_x 1\n");
}

TEST_F(HttpApiTest, WithoutStorageNoListIsMade) {
  storage->Close();
  EXPECT_EQ(Ask("POST", "/api/lists").status, 503);
  EXPECT_EQ(made, 0);
}

}  // namespace
}  // namespace weft::todo
