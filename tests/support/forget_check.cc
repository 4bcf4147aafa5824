#include "tests/support/forget_check.h"

#include <regex>
#include <set>
#include <string>

#include "crdt/document/new_generation.h"
#include "crdt/wire/delta_json.h"
#include "crdt/wire/drop_history.h"
#include "crdt/wire/hash.h"
#include "crdt/wire/json_document.h"
#include "tests/support/document_picture.h"
#include "tests/support/object_operation.h"

namespace weft::testing {

namespace {

void ExpectReads(const Document& document, const PastVersion& then) {
  for (const auto& [container, shown] : then.picture) {
    if (container.kind != ContainerKind::kText) continue;
    const Result<Text> text = document.TextOf(container);
    ExpectOk(text.status(), "a text of a document that forgot");
    const Result<std::vector<DeltaStep>> delta = text->DeltaAt(then.version);
    ExpectOk(delta.status(), "DeltaAt the version up to which a document forgot");
    Shown read;
    ReadSteps(*delta, &read);
    read.comments = shown.comments;
    Expect(read == shown,
           "a text of a document that forgot: " + ToString(read) + "; not " + ToString(shown));
  }
}

// Nodes have other ids, which is all that may differ.
std::string JsonAt(const Document& document, const std::string& path) {
  const Result<std::string> json = WriteJson(document, path);
  if (json.status().code() == StatusCode::kNotFound) return "";
  ExpectOk(json.status(), "WriteJson");
  return std::regex_replace(*json, std::regex(R"("id":"\d+:\d+")"), "");
}

// They have other ids.
std::multiset<std::string> CommentsOf(const Text& text) {
  std::multiset<std::string> comments;
  for (const MarkedRange& mark : text.Marks()) {
    if (!mark.several) continue;
    comments.insert(mark.key + " " + BytesOf(mark.value) + " " + std::to_string(mark.start) + "-" +
                    std::to_string(mark.end));
  }
  return comments;
}

bool IsEmptyJson(const std::string& json) {
  return json.empty() || json == "\"\"" || json == "[]" || json == "{}" || json == "0";
}

}  // namespace

void CheckDropHistory(const Document& document, const PastVersion& then, const Picture& now) {
  Result<Document> left = DropHistory(document, then.version);
  if (!left.ok()) {
    // Something waits, or was taken back across the line.
    return Expect(left.status().code() == StatusCode::kFailedPrecondition,
                  "DropHistory: " + left.status().ToString());
  }
  ExpectOk(left->CheckInvariants(), "a document that forgot");
  Expect(left->version() == document.version(), "the version of a document that forgot");
  Expect(DocumentHash(*left) == DocumentHash(document), "the hash of a document that forgot");
  Picture expected = WithoutComments(now);
  const std::set<ContainerId> containers = ContainersOf(now);
  for (const ContainerId& container : containers) AddContainer(&expected, container);
  const std::string difference = Difference(PictureOf(*left, containers), expected);
  Expect(difference.empty(), "a document that forgot: " + difference);
  ExpectReads(*left, then);
  const Result<OperationSet> since = left->OperationsSince(then.version);
  ExpectOk(since.status(), "what came after the version up to which a document forgot");
}

void CheckNewGeneration(const Document& document) {
  const Result<Document> fresh = NewGeneration(document, kMaxAgent - 9);
  if (fresh.status().code() == StatusCode::kUnimplemented) return;  // a newer version's kinds
  ExpectOk(fresh.status(), "NewGeneration");
  ExpectOk(fresh->CheckInvariants(), "a new generation");
  for (const ContainerId& root : document.Roots()) {
    const std::string path = ToString(Path{root.name});
    const std::string before = JsonAt(document, path);
    const std::string after = JsonAt(*fresh, path);
    Expect(before == after || (IsEmptyJson(before) && IsEmptyJson(after)),
           "a new generation's " + path + ": " + after + "; not " + before);
    // In yata order a mark may end inside a letter.
    if (root.kind != ContainerKind::kText || document.order() == OrderKind::kYata) continue;
    const Result<Text> text = fresh->TextOf(root);
    const std::string marked = text.ok() ? DeltaToJson(text->Delta()) : "[]";
    Expect(marked == DeltaToJson(document.TextOf(root)->Delta()), "a new generation's " + path);
    Expect((text.ok() ? CommentsOf(*text) : std::multiset<std::string>()) ==
               CommentsOf(*document.TextOf(root)),
           "the comments of a new generation's " + path);
  }
}

}  // namespace weft::testing
