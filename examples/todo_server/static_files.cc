#include "examples/todo_server/static_files.h"

#include <sodium.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace weft::todo {

namespace {

namespace fs = std::filesystem;

std::string TypeOf(const fs::path& path) {
  static const std::map<std::string, std::string> kTypes = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".wasm", "application/wasm"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".txt", "text/plain; charset=utf-8"},
  };
  const auto it = kTypes.find(path.extension().string());
  return it == kTypes.end() ? "application/octet-stream" : it->second;
}

// Empty when it is not shorter.
std::string Gzip(const std::string& bytes) {
  constexpr int kGzipWindow = 15 + 16;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    return "";
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return whole && out.size() < bytes.size() ? out : "";
}

std::string TagOf(const std::string& bytes) {
  unsigned char digest[16];
  crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), nullptr, 0);
  char hex[sizeof digest * 2 + 1];
  sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
  return '"' + std::string(hex) + '"';
}

// The whole file, or that it cannot be read.
Result<StaticFile> Read(const fs::path& path, bool forever) {
  StaticFile file;
  std::error_code error;
  const uintmax_t size = fs::file_size(path, error);
  if (!error) file.bytes.resize(size);
  std::ifstream in(path, std::ios::binary);
  in.read(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
  if (error || !in || in.peek() != std::ifstream::traits_type::eof()) {
    return NotFound("cannot read " + path.string());
  }
  file.compressed = Gzip(file.bytes);
  file.type = TypeOf(path);
  file.tag = TagOf(file.bytes);
  file.compressed_tag = TagOf(file.compressed);
  file.forever = forever;
  return file;
}

}  // namespace

Result<StaticFiles> StaticFiles::Load(const std::string& folder) {
  StaticFiles all;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().lexically_relative(folder).generic_string();
    if (name.starts_with(".") || name.find("/.") != std::string::npos) continue;
    const fs::file_status status = it->symlink_status(error);
    if (error) break;
    if (!fs::is_regular_file(status)) continue;  // such as a link
    Result<StaticFile> file = Read(it->path(), name.starts_with("assets/"));
    if (!file.ok()) return file.status();
    all.files_.emplace(name, *std::move(file));
  }
  if (error) return NotFound("the page's folder " + folder + ": " + error.message());
  if (all.Find("index.html") == nullptr) {
    return NotFound("no index.html in " + folder + ": build the page first, or leave --page out");
  }
  return all;
}

const StaticFile* StaticFiles::Find(std::string_view name) const {
  const auto it = files_.find(name);
  return it == files_.end() ? nullptr : &it->second;
}

}  // namespace weft::todo
