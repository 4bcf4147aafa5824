#include "crdt/wire/markdown.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "crdt/wire/markdown_line.h"
#include "crdt/wire/rich_lines.h"

namespace weft {

namespace {

using wire::RichBlock;
using wire::RichLine;

// What would begin a block of its own, at the start of a paragraph: an item, a rule, a heading's
// underline. Spaces there would be lost, or make it code.
std::string EscapedStart(std::string line) {
  const size_t spaces = std::min(line.find_first_not_of(" \t"), line.size());
  std::string start;
  for (size_t i = 0; i < spaces; ++i) start += line[i] == ' ' ? "&#32;" : "&#9;";
  line.erase(0, spaces);
  if (!line.empty() && std::string_view("-+=").find(line[0]) != std::string_view::npos) {
    return start + "\\" + line;
  }
  const size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')')) {
    line.insert(digits, "\\");
  }
  return start + line;
}

// Two spaces at the end of a line would be a line break.
std::string EscapedEnd(std::string line) {
  const size_t last = line.find_last_not_of(" \t");
  const size_t kept = last == std::string::npos ? 0 : last + 1;
  std::string end;
  for (size_t i = kept; i < line.size(); ++i) end += line[i] == ' ' ? "&#32;" : "&#9;";
  line.erase(kept);
  return line + end;
}

class MarkdownWriter {
 public:
  void Add(const RichLine& line);
  std::string Finish() {
    EndCode();
    return std::move(out_);
  }

 private:
  void AddCode(const RichLine& line);
  void EndCode();
  void AddItem(const RichLine& line, std::string content);
  // A line of its own; blocks of different kinds, and paragraphs, are apart.
  void AddLine(const std::string& line, bool apart) {
    if (!out_.empty() && apart) out_ += '\n';
    out_ += line;
    out_ += '\n';
  }

  std::string out_;
  std::vector<std::string> code_;  // the lines of the code block that is open
  bool has_last_ = false;
  RichBlock last_ = RichBlock::kParagraph;
  // By indent, of the items that are open: how far their content stands in, and their number.
  struct Level {
    size_t column;
    uint32_t number;
    RichBlock block;
  };
  std::vector<Level> levels_;
};

void MarkdownWriter::AddCode(const RichLine& line) {
  std::string& text = code_.emplace_back();
  for (const wire::RichRun& run : line.runs) text += run.text;
}

// The fence is longer than any inside.
void MarkdownWriter::EndCode() {
  if (code_.empty()) return;
  size_t longest = 2;
  for (const std::string& line : code_) {
    size_t run = 0;
    for (const char c : line) {
      run = c == '`' ? run + 1 : 0;
      longest = std::max(longest, run);
    }
  }
  const std::string fence(longest + 1, '`');
  AddLine(fence, true);
  for (const std::string& line : code_) AddLine(line, false);
  AddLine(fence, false);
  code_.clear();
}

void MarkdownWriter::AddItem(const RichLine& line, std::string content) {
  const size_t indent = std::min<size_t>(line.indent, levels_.size());
  levels_.resize(std::min(levels_.size(), indent + 1));
  const bool goes_on = levels_.size() == indent + 1 && levels_.back().block == line.block;
  if (!goes_on) {
    levels_.resize(indent);
    levels_.push_back({0, 0, line.block});
  }
  Level& level = levels_.back();
  ++level.number;
  std::string sign = line.block == RichBlock::kOrdered ? std::to_string(level.number) + ". " : "- ";
  const size_t outer = indent == 0 ? 0 : levels_[indent - 1].column;
  level.column = outer + sign.size();
  if (line.block == RichBlock::kTask) sign += line.checked ? "[x] " : "[ ] ";
  const bool in_list = has_last_ && (last_ == RichBlock::kBullet || last_ == RichBlock::kOrdered ||
                                     last_ == RichBlock::kTask);
  // Lists of different kinds after each other are lists of their own.
  AddLine(std::string(outer, ' ') + sign + EscapedStart(std::move(content)),
          !in_list || (indent == 0 && !goes_on));
}

void MarkdownWriter::Add(const RichLine& line) {
  if (line.block == RichBlock::kCode) {
    levels_.clear();
    AddCode(line);
  } else {
    EndCode();
    std::string content = EscapedEnd(wire::MarkdownLine(line.runs));
    if (line.IsItem()) {
      AddItem(line, std::move(content));
    } else {
      levels_.clear();
      if (line.block == RichBlock::kHeading) {
        AddLine(std::string(line.level, '#') + ' ' + content, true);
      } else if (line.block == RichBlock::kQuote) {
        const bool goes_on = has_last_ && last_ == RichBlock::kQuote;
        if (goes_on) AddLine(">", false);
        AddLine("> " + EscapedStart(std::move(content)), !goes_on);
      } else if (!content.empty()) {
        AddLine(EscapedStart(std::move(content)), true);
      }
    }
  }
  has_last_ = true;
  last_ = line.block;
}

}  // namespace

Result<std::string> ToMarkdown(std::span<const DeltaStep> delta) {
  const Result<std::vector<RichLine>> lines = wire::RichLinesOf(delta);
  if (!lines.ok()) return lines.status();
  MarkdownWriter writer;
  for (const RichLine& line : *lines) writer.Add(line);
  return writer.Finish();
}

}  // namespace weft
