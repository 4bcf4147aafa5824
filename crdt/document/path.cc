#include "crdt/document/path.h"

#include <charconv>

namespace weft {

namespace {

void AppendEscapedStep(std::string_view step, std::string* out) {
  for (const char c : step) {
    if (c == '~' || c == '/') {
      *out += c == '~' ? "~0" : "~1";
    } else {
      *out += c;
    }
  }
}

void AppendStep(const PathStep& step, std::string* out) {
  if (const auto* name = std::get_if<std::string>(&step)) {
    AppendEscapedStep(*name, out);
  } else if (const auto* index = std::get_if<uint64_t>(&step)) {
    *out += std::to_string(*index);
  } else if (const auto* node = std::get_if<Id>(&step)) {
    *out += std::to_string(node->agent);
    *out += ':';
    *out += std::to_string(node->seq);
  }
}

// A '~' that begins no escape stands for itself: a path is text that people type.
std::string Unescaped(std::string_view text) {
  std::string step;
  for (size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '~' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == '0' || next == '1') {
      step += next == '0' ? '~' : '/';
      ++i;
    } else {
      step += text[i];
    }
  }
  return step;
}

// A whole text as a number, in the one way to write it.
template <class Number>
bool ParseNumber(std::string_view text, Number* number) {
  if (text.empty() || (text[0] == '0' && text.size() > 1)) return false;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, *number);
  return error == std::errc() && stop == end;
}

}  // namespace

std::string ToString(const PathStep& step) {
  std::string text;
  AppendStep(step, &text);
  return text;
}

std::string ToString(const Path& path) {
  std::string text;
  for (size_t i = 0; i < path.size(); ++i) {
    if (i > 0) text += '/';
    AppendStep(path[i], &text);
  }
  return text;
}

std::vector<std::string> SplitPath(std::string_view path) {
  std::vector<std::string> steps;
  if (path.empty()) return steps;
  while (true) {
    const size_t slash = path.find('/');
    steps.push_back(Unescaped(path.substr(0, slash)));
    if (slash == std::string_view::npos) return steps;
    path.remove_prefix(slash + 1);
  }
}

bool ParseNode(std::string_view text, Id* node) {
  const size_t colon = text.find(':');
  Id parsed{};
  if (colon == std::string_view::npos || !ParseNumber(text.substr(0, colon), &parsed.agent) ||
      !ParseNumber(text.substr(colon + 1), &parsed.seq)) {
    return false;
  }
  if (parsed.agent > kMaxAgent || parsed.seq >= kMaxElements) return false;
  *node = parsed;
  return true;
}

}  // namespace weft
