#include "examples/todo_server/http_fields.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace weft::todo {

namespace {

constexpr std::string_view kSpace = " \t";

char Lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool SameWord(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// What is before the next `mark`, which is taken away with it.
std::string_view Next(std::string_view* text, char mark) {
  const size_t size = std::min(text->find(mark), text->size());
  const std::string_view next = text->substr(0, size);
  text->remove_prefix(std::min(size + 1, text->size()));
  return Trimmed(next);
}

// Whether it is a "q=0", however that is written. Other parameters say nothing.
bool IsRefusal(std::string_view parameter) {
  const std::string_view name = Next(&parameter, '=');
  if (!SameWord(name, "q")) return false;
  return Trimmed(parameter).find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

HttpTarget ReadTarget(std::string_view target) {
  HttpTarget read;
  constexpr std::string_view kAfterScheme = "://";
  const size_t scheme = std::min(target.find(kAfterScheme), target.size());
  const std::string_view name = target.substr(0, scheme);
  if (scheme < target.size() && (SameWord(name, "http") || SameWord(name, "https"))) {
    target.remove_prefix(scheme + kAfterScheme.size());
    read.host = target.substr(0, target.find_first_of("/?"));
    target.remove_prefix(read.host.size());
    if (!read.host.empty() && !target.starts_with('/')) target = "/";
  }
  read.path = target.substr(0, target.find('?'));
  return read;
}

bool AcceptsGzip(std::string_view accept_encoding) {
  std::optional<bool> named;
  bool others = false;
  while (!accept_encoding.empty()) {
    std::string_view coding = Next(&accept_encoding, ',');
    const std::string_view name = Next(&coding, ';');
    bool takes = true;
    while (!coding.empty()) takes = !IsRefusal(Next(&coding, ';')) && takes;
    if (SameWord(name, "gzip") || SameWord(name, "x-gzip")) named = takes;
    if (name == "*") others = takes;
  }
  return named.value_or(others);
}

bool NamesTag(std::string_view if_none_match, std::string_view tag) {
  if (Trimmed(if_none_match) == "*") return true;
  for (;;) {
    const size_t begin = if_none_match.find_first_not_of(" \t,");
    if (begin == std::string_view::npos) return false;
    if_none_match.remove_prefix(begin);
    if (if_none_match.starts_with("W/")) if_none_match.remove_prefix(2);
    if (!if_none_match.starts_with('"')) return false;
    const size_t end = if_none_match.find('"', 1);
    if (end == std::string_view::npos) return false;
    if (if_none_match.substr(0, end + 1) == tag) return true;
    if_none_match.remove_prefix(end + 1);
  }
}

}  // namespace weft::todo
