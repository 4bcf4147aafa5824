#include "bench/documents/recorded_cases.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "bench/documents/draws.h"
#include "bench/documents/rich_cases.h"
#include "bench/documents/text_cases.h"
#include "bench/traces/trace.h"

namespace weft::bench {
namespace {

constexpr char kPaper[] = "automerge-paper";
constexpr char kBlog[] = "seph-blog1";
constexpr size_t kVersions = 1000;
constexpr size_t kEditsAMark = 50;

size_t CodePoints(const std::string& utf8) {
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

void Add(const TracePatch& patch, Transaction& transaction) {
  if (patch.erased > 0) transaction.push_back(EraseText{patch.position, patch.erased});
  if (!patch.inserted.empty()) transaction.push_back(InsertText{patch.position, patch.inserted});
}

std::vector<Transaction> TransactionsOf(const Trace& trace) {
  std::vector<Transaction> transactions;
  if (!trace.start_content.empty()) transactions.push_back({InsertText{0, trace.start_content}});
  for (const TraceTransaction& recorded : trace.transactions) {
    Transaction transaction;
    for (const TracePatch& patch : recorded.patches) Add(patch, transaction);
    if (!transaction.empty()) transactions.push_back(std::move(transaction));
  }
  return transactions;
}

Case Recorded(std::string name, std::string means, const Trace& trace) {
  std::vector<Transaction> transactions = TransactionsOf(trace);
  Draws draws(0);
  draws.Note(transactions.size());
  draws.Note(CodePoints(trace.end_content));
  return TextCase(std::move(name), std::move(means), std::move(transactions), trace.end_content,
                  draws);
}

Case History(const Trace& trace) {
  Case result =
      Recorded("history", "old versions of automerge-paper, the timeline of 1,000", trace);
  result.shape = Shape::kHistory;
  result.versions = kVersions;
  return result;
}

size_t LengthAfter(size_t length, const Transaction& transaction) {
  for (const Edit& edit : transaction) {
    if (const InsertText* insert = std::get_if<InsertText>(&edit)) {
      length += CodePoints(insert->text);
    } else {
      length -= std::get<EraseText>(edit).count;
    }
  }
  return length;
}

Case Marked(const Trace& trace) {
  Draws draws(30);
  size_t length = 0;
  size_t done = 0;
  std::vector<Transaction> edits;
  for (Transaction& transaction : TransactionsOf(trace)) {
    length = LengthAfter(length, transaction);
    edits.push_back(std::move(transaction));
    if (++done % kEditsAMark == 0 && length > 0) edits.push_back({DrawMark(draws, length, 40)});
  }
  Case result = TextCase("blog marked", "seph-blog1 with a random mark after every 50 edits",
                         std::move(edits), trace.end_content, draws);
  result.part = Part::kRichText;
  return result;
}

std::optional<Trace> Find(const std::string& folder, const std::string& name) {
  if (folder.empty()) return std::nullopt;
  for (const std::filesystem::path& file : FindTraces(folder)) {
    if (file.filename().string().starts_with(name + ".json")) return ReadTrace(file);
  }
  return std::nullopt;
}

}  // namespace

std::vector<Case> RecordedCases(const std::string& traces) {
  std::vector<Case> cases;
  if (const std::optional<Trace> paper = Find(traces, kPaper)) {
    cases.push_back(Recorded("B4", "the recorded session automerge-paper", *paper));
    cases.push_back(History(*paper));
  }
  if (const std::optional<Trace> blog = Find(traces, kBlog)) {
    cases.push_back(Recorded("blog", "the recorded session seph-blog1", *blog));
    cases.push_back(Marked(*blog));
  }
  return cases;
}

}  // namespace weft::bench
