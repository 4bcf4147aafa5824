#include "crdt/wire/html.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "crdt/wire/embed_json.h"
#include "crdt/wire/rich_lines.h"

namespace weft {

namespace {

using wire::RichBlock;
using wire::RichLine;
using wire::RichRun;

// Of text and of attributes in double quotes.
void AppendEscapedHtml(std::string_view text, std::string* out) {
  for (const char c : text) {
    switch (c) {
      case '&':
        *out += "&amp;";
        break;
      case '<':
        *out += "&lt;";
        break;
      case '>':
        *out += "&gt;";
        break;
      case '"':
        *out += "&quot;";
        break;
      default:
        *out += c;
    }
  }
}

constexpr struct {
  const char* key;
  const char* tag;
} kTags[] = {
    {"bold", "strong"}, {"italic", "em"}, {"underline", "u"}, {"strike", "s"}, {"code", "code"}};

class HtmlWriter {
 public:
  void Add(const RichLine& line);
  std::string Finish() {
    LeaveTo(0);
    EndBlock();
    return std::move(out_);
  }

 private:
  void BeginBlock(RichBlock block);
  void EndBlock();
  void EnterItem(const RichLine& line);
  void LeaveTo(size_t depth);
  void Content(const RichLine& line);
  void Content(const RichRun& run);
  void Object(const Value& embed);
  void Styles(const RichRun& run);
  void Open(const char* tag) { ((out_ += '<') += tag) += '>'; }
  void Close(const char* tag) { ((out_ += "</") += tag) += '>'; }

  std::string out_;
  RichBlock block_ = RichBlock::kParagraph;  // that is open: kQuote or kCode, or none
  std::vector<const char*> lists_;           // that are open, each with an open item
};

void HtmlWriter::BeginBlock(RichBlock block) {
  if (block == block_) {
    if (block == RichBlock::kCode) out_ += '\n';
    return;
  }
  EndBlock();
  if (block == RichBlock::kQuote) Open("blockquote");
  if (block == RichBlock::kCode) out_ += "<pre><code>";
  block_ = block;
}

void HtmlWriter::EndBlock() {
  if (block_ == RichBlock::kQuote) Close("blockquote");
  if (block_ == RichBlock::kCode) out_ += "</code></pre>";
  block_ = RichBlock::kParagraph;
}

void HtmlWriter::LeaveTo(size_t depth) {
  while (lists_.size() > depth) {
    Close("li");
    Close(lists_.back());
    lists_.pop_back();
  }
}

void HtmlWriter::EnterItem(const RichLine& line) {
  const char* const list = line.block == RichBlock::kOrdered ? "ol" : "ul";
  const size_t depth = line.indent + 1;
  LeaveTo(depth);
  if (lists_.size() == depth) {
    if (std::string_view(lists_.back()) == list) {
      Close("li");
    } else {
      LeaveTo(depth - 1);
    }
  }
  while (lists_.size() < depth) {
    Open(list);
    lists_.push_back(list);
    if (lists_.size() < depth) Open("li");
  }
  Open("li");
  if (line.block != RichBlock::kTask) return;
  out_ += "<input type=\"checkbox\" disabled";
  out_ += line.checked ? " checked> " : "> ";
}

void HtmlWriter::Object(const Value& embed) {
  const std::optional<std::string> image = wire::StringInEmbed(embed, "image");
  if (!image.has_value() || !wire::IsSafeImage(*image)) return;
  out_ += "<img src=\"";
  AppendEscapedHtml(*image, &out_);
  out_ += "\" alt=\"\">";
}

void HtmlWriter::Styles(const RichRun& run) {
  const std::string_view color = run.String("color");
  const std::string_view background = run.String("background");
  out_ += "<span style=\"";
  if (wire::IsColor(color)) (out_ += "color:") += color;
  if (wire::IsColor(color) && wire::IsColor(background)) out_ += ';';
  if (wire::IsColor(background)) (out_ += "background-color:") += background;
  out_ += "\">";
}

void HtmlWriter::Content(const RichRun& run) {
  const std::string_view link = run.String("link");
  const std::string_view script = run.String("script");
  const char* const script_tag = script == "sub" ? "sub" : script == "super" ? "sup" : nullptr;
  const bool linked = wire::IsSafeLink(link);
  const bool styled = wire::IsColor(run.String("color")) || wire::IsColor(run.String("background"));
  if (linked) {
    out_ += "<a href=\"";
    AppendEscapedHtml(link, &out_);
    out_ += "\" rel=\"noopener noreferrer\">";
  }
  std::vector<const char*> open;
  for (const auto& [key, tag] : kTags) {
    if (run.Has(key)) open.push_back(tag);
  }
  if (script_tag != nullptr) open.push_back(script_tag);
  for (const char* const tag : open) Open(tag);
  if (styled) Styles(run);
  if (run.step->embed.has_value()) Object(*run.step->embed);
  AppendEscapedHtml(run.text, &out_);
  if (styled) Close("span");
  for (; !open.empty(); open.pop_back()) Close(open.back());
  if (linked) Close("a");
}

void HtmlWriter::Content(const RichLine& line) {
  for (const RichRun& run : line.runs) {
    if (line.block == RichBlock::kCode) {
      AppendEscapedHtml(run.text, &out_);
    } else {
      Content(run);
    }
  }
}

void HtmlWriter::Add(const RichLine& line) {
  if (line.IsItem()) {
    EndBlock();
    EnterItem(line);
    return Content(line);  // the item is closed by what follows
  }
  LeaveTo(0);
  if (line.block == RichBlock::kCode) {
    BeginBlock(RichBlock::kCode);
    return Content(line);
  }
  BeginBlock(line.block == RichBlock::kQuote ? RichBlock::kQuote : RichBlock::kParagraph);
  static constexpr const char* kHeadings[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
  const char* const tag = line.block == RichBlock::kHeading ? kHeadings[line.level - 1] : "p";
  Open(tag);
  if (line.runs.empty()) out_ += "<br>";
  Content(line);
  Close(tag);
}

}  // namespace

Result<std::string> ToHtml(std::span<const DeltaStep> delta) {
  const Result<std::vector<RichLine>> lines = wire::RichLinesOf(delta);
  if (!lines.ok()) return lines.status();
  HtmlWriter writer;
  for (const RichLine& line : *lines) writer.Add(line);
  return writer.Finish();
}

}  // namespace weft
