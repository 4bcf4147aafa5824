#include "crdt/wire/rich_lines.h"

#include <algorithm>

#include "crdt/core/utf.h"

namespace weft::wire {

namespace {

constexpr int64_t kMaxHeading = 6;
constexpr int64_t kMaxIndent = 8;

const Value* Find(const Attributes& attributes, std::string_view key) {
  for (const Attribute& attribute : attributes) {
    if (attribute.key == key) return &attribute.value;
  }
  return nullptr;
}

bool IsOn(const Value* value) {
  if (value == nullptr || value->IsNull()) return false;
  const bool* const truth = value->AsBool();
  return truth == nullptr || *truth;
}

std::string_view StringOf(const Value* value) {
  const std::string* const string = value == nullptr ? nullptr : value->AsString();
  return string == nullptr ? std::string_view() : std::string_view(*string);
}

// 0 when there is none from 1 to `most`.
uint32_t NumberOf(const Value* value, int64_t most) {
  const int64_t* const number = value == nullptr ? nullptr : value->AsInt();
  return number != nullptr && *number >= 1 && *number <= most ? static_cast<uint32_t>(*number) : 0;
}

void EndLine(const Attributes& attributes, RichLine* line) {
  const uint32_t header = NumberOf(Find(attributes, "header"), kMaxHeading);
  const std::string_view list = StringOf(Find(attributes, "list"));
  line->indent = NumberOf(Find(attributes, "indent"), kMaxIndent);
  if (IsOn(Find(attributes, "code-block"))) {
    line->block = RichBlock::kCode;
  } else if (header > 0) {
    line->block = RichBlock::kHeading;
    line->level = header;
  } else if (list == "bullet") {
    line->block = RichBlock::kBullet;
  } else if (list == "ordered") {
    line->block = RichBlock::kOrdered;
  } else if (list == "checked" || list == "unchecked") {
    line->block = RichBlock::kTask;
    line->checked = list == "checked";
  } else if (IsOn(Find(attributes, "blockquote"))) {
    line->block = RichBlock::kQuote;
  }
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The scheme in small letters, empty when it has none.
std::string SchemeOf(std::string_view url) {
  const size_t end = url.find_first_of(":/?#");
  if (end == std::string_view::npos || url[end] != ':') return "";
  std::string scheme(url.substr(0, end));
  for (char& c : scheme) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return scheme.empty() ? ":" : scheme;
}

bool IsPlainUrl(std::string_view url) {
  return !url.empty() && std::all_of(url.begin(), url.end(), [](char c) {
    return static_cast<uint8_t>(c) > 0x20 && c != 0x7F && c != '\\';
  });
}

}  // namespace

bool RichRun::Has(std::string_view key) const { return IsOn(Find(step->attributes, key)); }

std::string_view RichRun::String(std::string_view key) const {
  return StringOf(Find(step->attributes, key));
}

Result<std::vector<RichLine>> RichLinesOf(std::span<const DeltaStep> delta) {
  std::vector<RichLine> lines;
  RichLine line;
  for (const DeltaStep& step : delta) {
    if (step.kind != DeltaStep::Kind::kInsert) {
      return InvalidArgument("a change of a text where a whole text should be");
    }
    if (step.embed.has_value()) {
      line.runs.push_back({"", &step});
      continue;
    }
    std::u16string_view left = step.text;
    while (!left.empty()) {
      const size_t end = left.find(u'\n');
      const std::u16string_view part = left.substr(0, end);
      if (!part.empty()) AppendUtf8(part, &line.runs.emplace_back(RichRun{"", &step}).text);
      if (end == std::u16string_view::npos) break;
      EndLine(step.attributes, &line);
      lines.push_back(std::move(line));
      line = RichLine();
      left.remove_prefix(end + 1);
    }
  }
  if (!line.runs.empty()) lines.push_back(std::move(line));
  return lines;
}

bool IsSafeLink(std::string_view url) {
  const std::string scheme = SchemeOf(url);
  return IsPlainUrl(url) && (scheme.empty() || scheme == "http" || scheme == "https" ||
                             scheme == "mailto" || scheme == "tel");
}

bool IsSafeImage(std::string_view url) {
  const std::string scheme = SchemeOf(url);
  return IsPlainUrl(url) && (scheme.empty() || scheme == "http" || scheme == "https");
}

bool IsColor(std::string_view color) {
  if (color.empty() || color.size() > 40) return false;
  if (color[0] == '#') {
    return color.size() <= 9 && std::all_of(color.begin() + 1, color.end(), [](char c) {
             return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
  }
  if (std::all_of(color.begin(), color.end(), IsLetter)) return true;
  const size_t open = color.find('(');
  if (open == std::string_view::npos || color.back() != ')') return false;
  const std::string_view name = color.substr(0, open);
  if (name != "rgb" && name != "rgba" && name != "hsl" && name != "hsla") return false;
  const std::string_view inside = color.substr(open + 1, color.size() - open - 2);
  return std::all_of(inside.begin(), inside.end(), [](char c) {
    return IsDigit(c) || c == ' ' || c == ',' || c == '.' || c == '%' || c == '/';
  });
}

}  // namespace weft::wire
