#include "examples/todo_server/http_api.h"

#include <boost/json.hpp>
#include <utility>

#include "examples/todo_server/http_fields.h"

namespace weft::todo {

namespace {

namespace json = boost::json;

constexpr std::string_view kListsPath = "/lists/";
constexpr std::string_view kApiPath = "/api/lists";
constexpr std::string_view kApiOfList = "/api/lists/";
constexpr std::string_view kLinksPath = "/links";
constexpr uint64_t kSixtieths = 60;

bool IsPageOfList(std::string_view path) {
  if (!path.starts_with(kListsPath)) return false;
  path.remove_prefix(kListsPath.size());
  if (path.ends_with('/')) path.remove_suffix(1);
  return ShareLinks::IsListId(path);
}

HttpResponse Say(int status, std::string message) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(message) + "\n";
  return response;
}

HttpResponse SayJson(int status, const json::object& object) {
  HttpResponse response;
  response.status = status;
  response.type = "application/json";
  response.body = json::serialize(object) + "\n";
  return response;
}

HttpResponse Refuse(int status, std::string_view why) { return SayJson(status, {{"error", why}}); }

HttpResponse NotAllowed(std::string allow) {
  HttpResponse response = Say(405, "only " + allow);
  response.allow = std::move(allow);
  return response;
}

bool IsRead(const HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

// The capability in {"capability": "..."}; empty when it is not that.
std::string CapabilityIn(std::string_view body) {
  json::error_code error;
  const json::value value = json::parse(json::string_view(body.data(), body.size()), error);
  if (error || !value.is_object()) return "";
  const json::value* capability = value.as_object().if_contains("capability");
  return capability != nullptr && capability->is_string() ? std::string(capability->as_string())
                                                          : "";
}

}  // namespace

HttpApi::HttpApi(Parts parts, uint32_t lists_per_minute)
    : parts_(std::move(parts)),
      new_lists_(lists_per_minute, uint64_t{lists_per_minute} * kSixtieths) {}

void HttpApi::Answer(const HttpRequest& request, uint64_t now,
                     std::function<void(HttpResponse)> done) {
  const std::string_view path = request.path;
  if (path == kApiPath) {
    return request.method == "POST" ? MakeList(now, std::move(done)) : done(NotAllowed("POST"));
  }
  if (path.starts_with(kApiOfList) && path.ends_with(kLinksPath) &&
      path.size() > kApiOfList.size() + kLinksPath.size()) {
    if (request.method != "POST") return done(NotAllowed("POST"));
    const std::string_view list =
        path.substr(kApiOfList.size(), path.size() - kApiOfList.size() - kLinksPath.size());
    return done(ShowLinks(list, request.body));
  }
  if (!IsRead(request)) return done(NotAllowed("GET, HEAD"));
  if (!path.starts_with('/')) return done(Say(400, "a path begins with /"));
  if (path == "/healthz") {
    return done(parts_.healthy() ? Say(200, "ok")
                                 : Say(503, "the storage fails, or the server stops"));
  }
  if (path == "/metrics") {
    HttpResponse response;
    response.type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = parts_.metrics();
    return done(std::move(response));
  }
  done(Page(request));
}

HttpResponse HttpApi::Page(const HttpRequest& request) const {
  if (parts_.files == nullptr) return Say(404, "no page is served here: see --page");
  const std::string_view path = request.path;
  const bool is_page = path == "/" || IsPageOfList(path);
  const StaticFile* file = parts_.files->Find(is_page ? "index.html" : path.substr(1));
  if (file == nullptr) return Say(404, "there is nothing here");
  HttpResponse response;
  response.type = file->type;
  const bool gzip = request.accepts_gzip && !file->compressed.empty();
  response.tag = gzip ? file->compressed_tag : file->tag;
  response.cache = file->forever ? "public, max-age=31536000, immutable" : "no-cache";
  if (NamesTag(request.if_none_match, response.tag)) {
    response.status = 304;
    return response;
  }
  response.gzip = gzip;
  response.file = response.gzip ? file->compressed : file->bytes;
  return response;
}

void HttpApi::MakeList(uint64_t now, std::function<void(HttpResponse)> done) {
  if (new_lists_.FreeAt(now) > now) {
    return done(Refuse(429, "many lists are being made just now: try again in a minute"));
  }
  new_lists_.Take(kSixtieths, now);
  parts_.lists->Create([this, done = std::move(done)](const Result<std::string>& id) {
    if (!id.ok()) return done(Refuse(503, "the list could not be kept: try again"));
    parts_.list_made();
    done(SayJson(201, {{"id", *id},
                       {"edit", parts_.links->Link(*id, sync::Rights::kEdit)},
                       {"view", parts_.links->Link(*id, sync::Rights::kView)}}));
  });
}

HttpResponse HttpApi::ShowLinks(std::string_view list, std::string_view body) const {
  const sync::Rights rights = parts_.links->Check(list, CapabilityIn(body));
  if (rights == sync::Rights::kNone) return Refuse(403, "this link does not open the list");
  const std::string id(list);
  json::object answer{{"view", parts_.links->Link(id, sync::Rights::kView)}};
  answer["rights"] = rights == sync::Rights::kEdit ? "edit" : "view";
  if (rights == sync::Rights::kEdit) answer["edit"] = parts_.links->Link(id, sync::Rights::kEdit);
  return SayJson(200, answer);
}

}  // namespace weft::todo
