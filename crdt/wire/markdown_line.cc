#include "crdt/wire/markdown_line.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "crdt/wire/embed_json.h"

namespace weft::wire {

namespace {

// Signs that are HTML anyway need no rules; '*' and '~' ask what stands around them.
struct Format {
  const char* key;
  const char* sign;  // null: HTML only
  const char* open;
  const char* close;
};
constexpr Format kFormats[] = {
    {"bold", "**", "<strong>", "</strong>"},
    {"italic", "_", "<em>", "</em>"},
    {"strike", "~~", "<del>", "</del>"},
    {"underline", nullptr, "<u>", "</u>"},
};
constexpr size_t kFormatCount = std::size(kFormats);

enum class PieceKind : uint8_t { kText, kOpen, kClose, kOpenLink, kCloseLink };

struct Piece {
  PieceKind kind;
  std::string text;  // kText: as it goes out; links: the address
  size_t format = 0;
  size_t partner = 0;  // the piece that ends or begins it
};

bool IsSpace(char c) { return c == ' ' || c == '\t'; }
bool IsPunctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

void AppendEscaped(std::string_view text, std::string* out) {
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>~&|!#").find(c) != std::string_view::npos) *out += '\\';
    *out += c;
  }
}

void AppendCode(std::string_view text, std::string* out) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const bool pad =
      text.front() == '`' || text.back() == '`' || (IsSpace(text.front()) && IsSpace(text.back()));
  *out += fence;
  if (pad) *out += ' ';
  *out += text;
  if (pad) *out += ' ';
  *out += fence;
}

void AppendAddress(std::string_view url, std::string* out) {
  *out += "](<";
  for (const char c : url) {
    if (c == '<' || c == '>') *out += '\\';
    *out += c;
  }
  *out += ">)";
}

class LineWriter {
 public:
  std::string Write(std::span<const RichRun> runs);

 private:
  struct State {
    std::string link;
    bool on[kFormatCount] = {};
    std::string script;
  };

  void Enter(const RichRun& run);
  void LeaveTo(size_t depth);
  void Push(Piece piece) {
    open_.push_back(pieces_.size());
    pieces_.push_back(std::move(piece));
  }
  void AddText(const RichRun& run);
  void AddObject(const Value& embed);
  void PutSpacesOutside();
  bool SignsWork(size_t open) const;
  char Before(size_t piece) const;
  char After(size_t piece) const;
  void Put(size_t piece);

  std::vector<Piece> pieces_;
  std::vector<size_t> open_;
  std::string out_;
};

void LineWriter::LeaveTo(size_t depth) {
  while (open_.size() > depth) {
    const size_t open = open_.back();
    open_.pop_back();
    const bool link = pieces_[open].kind == PieceKind::kOpenLink;
    pieces_[open].partner = pieces_.size();
    pieces_.push_back({link ? PieceKind::kCloseLink : PieceKind::kClose, pieces_[open].text,
                       pieces_[open].format, open});
  }
}

// Closes what does not go on, and opens what begins. What was opened first is outside.
void LineWriter::Enter(const RichRun& run) {
  const std::string_view link = run.String("link");
  const bool linked = IsSafeLink(link);
  size_t depth = 0;
  bool has_link = false;
  bool has[kFormatCount] = {};
  for (; depth < open_.size(); ++depth) {
    const Piece& piece = pieces_[open_[depth]];
    if (piece.kind == PieceKind::kOpenLink) {
      if (!linked || piece.text != link) break;
      has_link = true;
    } else {
      if (!run.Has(kFormats[piece.format].key)) break;
      has[piece.format] = true;
    }
  }
  LeaveTo(depth);
  if (linked && !has_link) Push({PieceKind::kOpenLink, std::string(link)});
  for (size_t format = 0; format < kFormatCount; ++format) {
    if (run.Has(kFormats[format].key) && !has[format]) Push({PieceKind::kOpen, "", format});
  }
}

void LineWriter::AddText(const RichRun& run) {
  std::string text;
  if (run.Has("code")) {
    AppendCode(run.text, &text);
  } else {
    const std::string_view script = run.String("script");
    const char* const tag = script == "sub" ? "sub" : script == "super" ? "sup" : nullptr;
    if (tag != nullptr) ((text += '<') += tag) += '>';
    AppendEscaped(run.text, &text);
    if (tag != nullptr) ((text += "</") += tag) += '>';
  }
  pieces_.push_back({PieceKind::kText, std::move(text)});
}

void LineWriter::AddObject(const Value& embed) {
  const std::optional<std::string> image = StringInEmbed(embed, "image");
  if (!image.has_value() || !IsSafeImage(*image)) return;
  std::string text = "![";
  AppendAddress(*image, &text);
  pieces_.push_back({PieceKind::kText, std::move(text)});
}

// Emphasis cannot begin or end with a space: a space at its edge goes to the other side.
void LineWriter::PutSpacesOutside() {
  for (size_t i = 0; i + 1 < pieces_.size(); ++i) {
    if (pieces_[i].kind != PieceKind::kOpen || pieces_[i + 1].kind != PieceKind::kText) continue;
    std::string& text = pieces_[i + 1].text;
    const size_t spaces = std::min(text.find_first_not_of(" \t"), text.size());
    if (spaces == 0) continue;
    const std::string moved = text.substr(0, spaces);
    text.erase(0, spaces);
    // Before all that begins here.
    size_t first = i;
    while (first > 0 && pieces_[first - 1].kind == PieceKind::kOpen) --first;
    pieces_[first].text = moved + pieces_[first].text;
  }
  for (size_t i = pieces_.size(); i-- > 1;) {
    if (pieces_[i].kind != PieceKind::kClose || pieces_[i - 1].kind != PieceKind::kText) continue;
    std::string& text = pieces_[i - 1].text;
    const size_t last = text.find_last_not_of(" \t");
    const size_t kept = last == std::string::npos ? 0 : last + 1;
    if (kept == text.size()) continue;
    const std::string moved = text.substr(kept);
    text.erase(kept);
    size_t end = i;
    while (end + 1 < pieces_.size() && pieces_[end + 1].kind == PieceKind::kClose) ++end;
    pieces_[end].text += moved;
  }
}

// The character that a sign would have beside it; a space at the line's edges.
char LineWriter::Before(size_t piece) const {
  if (!pieces_[piece].text.empty() && pieces_[piece].kind == PieceKind::kOpen) return ' ';
  for (size_t i = piece; i-- > 0;) {
    if (pieces_[i].kind != PieceKind::kText) return '*';
    if (!pieces_[i].text.empty()) return pieces_[i].text.back();
  }
  return ' ';
}

char LineWriter::After(size_t piece) const {
  if (!pieces_[piece].text.empty() && pieces_[piece].kind == PieceKind::kClose) return ' ';
  for (size_t i = piece + 1; i < pieces_.size(); ++i) {
    if (pieces_[i].kind != PieceKind::kText) return '*';
    if (!pieces_[i].text.empty()) return pieces_[i].text.front();
  }
  return ' ';
}

// CommonMark 0.31, 6.2: whether a sign can open where this one would, and close where it would.
// Inside a word '_' cannot, and beside punctuation on one side nothing can.
bool LineWriter::SignsWork(size_t open) const {
  const Piece& piece = pieces_[open];
  if (kFormats[piece.format].sign == nullptr) return false;
  const char before = Before(open);
  const char first = After(open);
  const char last = Before(piece.partner);
  const char after = After(piece.partner);
  const bool at_edges =
      (IsSpace(before) || IsPunctuation(before)) && (IsSpace(after) || IsPunctuation(after));
  const bool words =
      !IsSpace(first) && !IsPunctuation(first) && !IsSpace(last) && !IsPunctuation(last);
  if (IsSpace(first) || IsSpace(last)) return false;
  if (kFormats[piece.format].sign[0] == '_') return at_edges;
  return at_edges || words;
}

void LineWriter::Put(size_t at) {
  const Piece& piece = pieces_[at];
  switch (piece.kind) {
    case PieceKind::kText:
      out_ += piece.text;
      return;
    case PieceKind::kOpenLink:
      out_ += '[';
      return;
    case PieceKind::kCloseLink:
      return AppendAddress(piece.text, &out_);
    case PieceKind::kOpen:
      out_ += piece.text;  // spaces that moved out
      out_ += SignsWork(at) ? kFormats[piece.format].sign : kFormats[piece.format].open;
      return;
    case PieceKind::kClose:
      out_ += SignsWork(piece.partner) ? kFormats[piece.format].sign : kFormats[piece.format].close;
      out_ += piece.text;
  }
}

std::string LineWriter::Write(std::span<const RichRun> runs) {
  for (const RichRun& run : runs) {
    Enter(run);
    if (run.step->embed.has_value()) {
      AddObject(*run.step->embed);
    } else {
      AddText(run);
    }
  }
  LeaveTo(0);
  PutSpacesOutside();
  for (size_t i = 0; i < pieces_.size(); ++i) Put(i);
  return std::move(out_);
}

}  // namespace

std::string MarkdownLine(std::span<const RichRun> runs) { return LineWriter().Write(runs); }

}  // namespace weft::wire
