// Shows what is in a saved document (.weft) or an update (.weftu), and whether it is undamaged.
//
//   weft_inspect FILE [--text] [--json] [--hash]
//
// --text prints the texts, --json the content of a saved document, --hash the hashes that two
// replicas compare. Exit code: 0 when the file verifies, 1 when it does not or cannot be read, 2
// when the command line is wrong.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <weft/crdt.h>

namespace {

// Rows of cells, printed with aligned columns: the first to the left, the others to the right.
class Table {
 public:
  explicit Table(std::vector<std::string> head) { rows_.push_back(std::move(head)); }

  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  void Print() const {
    if (rows_.size() == 1) return;
    std::vector<int> widths(rows_[0].size());
    for (const auto& row : rows_) {
      for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Width(row[i]));
    }
    for (const auto& row : rows_) {
      std::printf("  %s%*s", row[0].c_str(), widths[0] - Width(row[0]), "");
      for (size_t i = 1; i < row.size(); ++i) {
        std::printf("  %*s%s", widths[i] - Width(row[i]), "", row[i].c_str());
      }
      std::printf("\n");
    }
    std::printf("\n");
  }

 private:
  // In code points: names are UTF-8.
  static int Width(const std::string& cell) {
    int width = 0;
    for (const unsigned char byte : cell) width += (byte & 0xC0) != 0x80 ? 1 : 0;
    return width;
  }

  std::vector<std::vector<std::string>> rows_;
};

// 1234567 as "1,234,567".
std::string Number(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

// A name as one word on one line, whatever is in it.
std::string Quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  return out + "\"";
}

// Part of one of an agent's logs: how many, or from where to where.
std::string Range(uint32_t from, uint32_t to) {
  if (from == 0) return Number(to);
  return from == to ? "-" : std::to_string(from) + ".." + std::to_string(to - 1);
}

const char* FormName(weft::DescribedForm form) {
  switch (form) {
    case weft::DescribedForm::kDocument:
      return "document";
    case weft::DescribedForm::kWorkingFile:
      return "saved document, working file";
    case weft::DescribedForm::kArchive:
      return "saved document, archive";
    case weft::DescribedForm::kOperations:
      return "saved document, operations";
    case weft::DescribedForm::kUpdate:
      return "update";
  }
  return "?";
}

void PrintHead(const std::string& path, const weft::Description& d) {
  std::printf("%s: %s, format version %d, %s bytes\n", path.c_str(), FormName(d.form),
              d.format_version, Number(d.bytes).c_str());
  if (d.form != weft::DescribedForm::kUpdate) {
    std::printf("order: %s\n", d.order == weft::OrderKind::kYata ? "yata" : "fugue-max");
  }
  if (d.lacks_deleted_text) std::printf("saved without the text of deleted elements\n");
  if (d.lacks_history) std::printf("saved without the history of deletions\n");
  if (d.waiting > 0) {
    std::printf("waiting: %s operations, for %s (agent: creations + effects)\n",
                Number(d.waiting).c_str(), d.missing.ToString().c_str());
  }
  std::printf("verifies: %s\n\n", d.verdict.ok() ? "yes" : d.verdict.ToString().c_str());
}

// What is no root text. A container that is gone has no path.
void PrintContainers(const weft::Description& d) {
  if (d.containers.empty()) return;
  Table containers({"container", "kind", "entries", "sum"});
  for (const auto& container : d.containers) {
    const bool counter = container.id.kind == weft::ContainerKind::kCounter;
    containers.Add({container.path.empty() ? "(gone)" : Quoted(container.path),
                    std::string(weft::ContainerKindName(container.id.kind)),
                    counter ? "" : Number(container.entries),
                    counter ? std::to_string(container.sum) : ""});
  }
  containers.Print();
}

void PrintTables(const weft::Description& d) {
  Table texts({"text", "units", "deleted"});
  for (const auto& text : d.texts) {
    texts.Add({Quoted(text.name), Number(text.units), Number(text.deleted)});
  }
  texts.Print();
  PrintContainers(d);

  Table agents({"agent", "creations", "effects"});
  for (const auto& agent : d.agents) {
    agents.Add({std::to_string(agent.agent), Range(agent.from.creations, agent.to.creations),
                Range(agent.from.effects, agent.to.effects)});
  }
  agents.Print();

  Table sizes({"operations", "number", "in runs"});
  sizes.Add({"creations", Number(d.elements), Number(d.insertion_runs)});
  sizes.Add({"effects", Number(d.effects), Number(d.effect_runs)});
  sizes.Print();
  std::printf("  spans of the texts: %s; deleted elements: %s\n\n", Number(d.spans).c_str(),
              Number(d.deleted).c_str());

  Table sections({"section", "at byte", "stored", "raw"});
  for (const auto& section : d.sections) {
    sections.Add({section.name, Number(section.offset), Number(section.stored_bytes),
                  Number(section.raw_bytes)});
  }
  sections.Print();
}

void PrintHashes(const weft::Description& d) {
  Table hashes({"sha-256 of", ""});
  if (d.waiting == 0) hashes.Add({"document", weft::ToHex(d.document_hash)});
  for (const auto& agent : d.agents) {
    hashes.Add({"agent " + std::to_string(agent.agent),
                agent.chain ? weft::ToHex(*agent.chain) : "unknown without its whole history"});
  }
  hashes.Print();
}

void PrintTexts(const weft::Description& d) {
  for (const auto& text : d.texts) {
    std::printf("--- %s\n%s\n", Quoted(text.name).c_str(), text.visible.c_str());
  }
}

const char* WhatToDo(weft::StatusCode code) {
  switch (code) {
    case weft::StatusCode::kDataLoss:
      return "The file changed after it was written. Take a copy from a backup or from another "
             "replica; whatever that one has is complete.";
    case weft::StatusCode::kUnimplemented:
      return "Use the version of Weft that wrote it, or a newer one.";
    case weft::StatusCode::kInvalidArgument:
      return "Is it a file that Weft wrote (.weft, .weftu), and was it copied completely?";
    case weft::StatusCode::kResourceExhausted:
      return "It claims to hold more than fits its size: do not trust where it came from.";
    default:
      return "Please report this, with the file if you can.";
  }
}

int Fail(const std::string& path, const weft::Status& status) {
  std::fprintf(stderr, "%s: %s\n%s\n", path.c_str(), status.ToString().c_str(),
               WhatToDo(status.code()));
  return 1;
}

// The content, as the replica that saved it showed it.
int PrintJson(const std::string& path, const std::string& bytes) {
  const weft::Result<weft::Document> document = weft::LoadDocument(bytes, 1);
  if (!document.ok()) return Fail(path, document.status());
  const weft::Result<std::string> json = weft::WriteJson(*document);
  if (!json.ok()) return Fail(path, json.status());
  std::printf("%s\n", json->c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::string path;
  bool text = false;
  bool hash = false;
  bool json = false;
  bool wrong = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--text") {
      text = true;
    } else if (argument == "--hash") {
      hash = true;
    } else if (argument == "--json") {
      json = true;
    } else if (path.empty() && argument.substr(0, 2) != "--") {
      path = argument;
    } else {
      wrong = true;
    }
  }
  if (wrong || path.empty()) {
    std::fprintf(stderr, "usage: %s FILE [--text] [--json] [--hash]\n", argv[0]);
    return 2;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  if (!file || bytes.empty()) {
    std::fprintf(stderr, "%s: cannot be read, or is empty. Check the path.\n", path.c_str());
    return 1;
  }
  const weft::Result<weft::Description> description = weft::Describe(bytes);
  if (!description.ok()) return Fail(path, description.status());
  PrintHead(path, *description);
  PrintTables(*description);
  if (hash) PrintHashes(*description);
  if (text) PrintTexts(*description);
  if (json && PrintJson(path, bytes) != 0) return 1;
  return description->verdict.ok() ? 0 : Fail(path, description->verdict);
}
