// Saved documents: any bytes are accepted or refused; what is accepted is a whole document, whose
// text and version survive being saved again, and whose history is given or refused, never a crash.
//
// The first byte says what the rest is:
//   0       a file as it is
//   1       what a file has between magic, version and the checksum over all
//   255     what somebody and hostile others did to a document that holds everything: a byte for
//           the order and the options, and Actions of eight (tests/support/actions.h)
//   others  form, flags and counts, then the sections, uncompressed; F5 C1 ends each
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crdt/document/document.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/checksum.h"
#include "crdt/wire/delta_json.h"
#include "crdt/wire/hash.h"
#include "crdt/wire/json_document.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/update_frame.h"
#include "tests/support/actions.h"
#include "tests/support/document_picture.h"
#include "tests/support/foreign_operations.h"
#include "tests/support/object_edits.h"
#include "tests/support/past_check.h"
#include "tests/support/saved_sections.h"

namespace {

using weft::Document;
using weft::testing::SavedSections;

constexpr weft::Agent kReader = 1234567;
constexpr std::string_view kEndOfSection = "\xF5\xC1";

void Require(bool condition, const char* what, const weft::Status& status = weft::OkStatus()) {
  if (condition) return;
  std::fprintf(stderr, "not so: %s %s\n", what, status.ToString().c_str());
  std::abort();
}

struct Content {
  std::vector<std::pair<std::string, std::u16string>> texts;
  std::string json;  // of everything, texts too
  std::string rich;  // of the texts, with their marks
  weft::Version version;

  friend bool operator==(const Content&, const Content&) = default;
};

Content ContentOf(Document& document) {
  Content content;
  for (const std::string& name : document.TextNames()) {
    const weft::Text text = document.Text(name);
    content.texts.emplace_back(name, text.ReadUtf16());
    content.rich += weft::DeltaToJson(text.Delta());
    for (const weft::MarkedRange& mark : text.Marks()) {
      content.rich += " " + mark.key + std::to_string(mark.start) + "-" + std::to_string(mark.end);
    }
  }
  const weft::Result<std::string> json = weft::WriteJson(document);
  content.json = json.ok() ? *json : std::string(json.status().message());
  content.version = document.version();
  return content;
}

// Text, version, and nothing broken.
void RequireContent(Document& document, const Content& content, const char* what) {
  const weft::Status sound = document.CheckInvariants();
  Require(sound.ok(), what, sound);
  Require(ContentOf(document) == content, what);
}

void RequireSavedAgain(const Document& document, const Content& content) {
  weft::Result<Document> again = weft::LoadDocument(weft::SaveWorkingFile(document), kReader);
  Require(again.ok(), "the working file loads again", again.status());
  RequireContent(*again, content, "the working file holds the same");
}

void RequireArchived(const Document& document, const Content& content) {
  const weft::Result<std::string> archive = weft::SaveArchive(document);
  if (!archive.ok()) return;
  weft::Result<Document> again = weft::LoadDocument(*archive, kReader);
  Require(again.ok(), "the archive loads again", again.status());
  RequireContent(*again, content, "the archive holds the same");
}

// What is given to others, they take in. (Whether they place it alike is checked for archives: a
// working file says where its elements stand, and could lie.)
void RequireGiven(const Document& document, const Content& content, bool same_text) {
  const weft::Result<weft::OperationSet> all = document.OperationsSince({});
  if (!all.ok()) return;
  Document other(kReader + 1, document.order());
  const weft::Result<weft::Integrated> taken = other.Integrate(*all);
  Require(taken.ok(), "a peer takes everything in", taken.status());
  Require(taken->waiting == 0, "nothing waits for ever");
  Require(other.version() == content.version, "a peer has the same version");
  if (same_text) RequireContent(other, content, "a peer has the same text");
}

void AskForHistory(const Document& document, const weft::Version& version) {
  constexpr uint32_t kMostAsked = 8;
  for (const weft::Version::Entry& entry : version.entries()) {
    for (uint32_t seq = 0; seq < std::min(kMostAsked, entry.counts.creations); ++seq) {
      (void)document.DeletionsOf(weft::Id{entry.agent, seq});
    }
    weft::Version part;
    part.Set(entry.agent, {entry.counts.creations / 2, entry.counts.effects / 2});
    (void)document.OperationsSince(part);
  }
}

void EditList(weft::List list) {
  const size_t size = list.size();
  (void)list.Insert(size / 2, "in");
  (void)list.Set(size / 3, 1);
  (void)list.Move(0, size);
  (void)list.Move(size / 2, 0);
  (void)list.Erase(size / 4);
}

void EditTree(weft::Tree tree) {
  const weft::Result<weft::Id> node = tree.Insert(weft::kNullId, 0);
  if (!node.ok()) return;
  for (const weft::Id& other : tree.Children(weft::kNullId)) {
    (void)tree.Move(other, *node, 0);
    (void)tree.Move(*node, other, 0);
  }
  (void)tree.Erase(*node);
}

void EditObjects(Document& document) {
  for (const weft::ContainerId& root : document.Roots()) {
    switch (root.kind) {
      case weft::ContainerKind::kList:
        EditList(document.List(root.name));
        break;
      case weft::ContainerKind::kMap:
        for (const std::string& key : document.Map(root.name).Keys()) {
          (void)document.Map(root.name).Set(key, "anew");
          break;
        }
        (void)document.Map(root.name).MakeCounter("counter");
        break;
      case weft::ContainerKind::kCounter:
        (void)document.Counter(root.name).Add(-1);
        break;
      case weft::ContainerKind::kTree:
        EditTree(document.Tree(root.name));
        break;
      default:
        break;
    }
  }
}

// Edits on top of what was loaded, with and without its history.
void EditAndSave(Document& document) {
  EditObjects(document);
  for (const std::string& name : document.TextNames()) {
    weft::Text text = document.Text(name);
    const size_t length = text.ReadUtf16().size();
    (void)text.Insert(length / 2, "in", weft::Unit::kUtf16);
    (void)text.Erase(length / 3, std::min<size_t>(length / 3, 3), weft::Unit::kUtf16);
    (void)text.Insert(0, "at", weft::Unit::kUtf16);
    (void)text.Mark(length / 3, length / 3, "bold", true, {}, weft::Unit::kUtf16);
    (void)text.InsertEmbed(1, 5, weft::Unit::kUtf16);
    for (const weft::MarkedRange& mark : text.Marks()) (void)text.RemoveMark(mark.id);
  }
  (void)document.TakeLocal();
  const weft::Version version = document.version();
  for (const weft::Version::Entry& entry : version.entries()) {
    if (entry.counts.effects > 0) (void)document.Restore({entry.agent, 0}, 1);
  }
  const Content content = ContentOf(document);
  RequireContent(document, content, "edits leave a document whole");
  RequireSavedAgain(document, content);
  AskForHistory(document, content.version);
  RequireContent(document, content, "asking for history changes nothing");
}

// `honest`: says what happened, not how things stand.
void TryFile(std::string_view bytes, bool honest) {
  weft::Result<Document> loaded = weft::LoadDocument(bytes, kReader);
  if (!loaded.ok()) {
    Require(!loaded.status().message().empty(), "a refusal says why");
    return;
  }
  const Content content = ContentOf(*loaded);
  RequireContent(*loaded, content, "what is loaded is whole");
  RequireSavedAgain(*loaded, content);
  AskForHistory(*loaded, content.version);
  RequireContent(*loaded, content, "asking for history changes nothing");
  RequireGiven(*loaded, content, honest && loaded->order() == weft::OrderKind::kFugueMax);
  RequireArchived(*loaded, content);
  RequireSavedAgain(*loaded, content);
  EditAndSave(*loaded);

  weft::Result<Document> fresh = weft::LoadDocument(bytes, kReader);
  Require(fresh.ok(), "the same bytes load twice", fresh.status());
  EditAndSave(*fresh);
}

weft::testing::ObjectOperations AnyStep(weft::testing::ObjectReplica& replica,
                                        const weft::testing::Action& action) {
  using weft::testing::ActionKind;
  weft::testing::Random random(action.seed());
  switch (action.kind()) {
    case ActionKind::kUndo:
      return replica.Undo(action.a % 3 == 0);
    case ActionKind::kForeign:
    case ActionKind::kDeliver:
      return replica.Integrate(
          weft::testing::ForeignChange(replica.oracle(), 30 + action.replica % 3, random));
    case ActionKind::kRevert:
      return replica.RevertTo(
          weft::testing::OracleOfThePast(replica.oracle(), replica.document().version(), random));
    default:
      weft::testing::EditAnything(replica, random);
      return replica.Collect();
  }
}

// Of a document of everything every form, with whatever options, shows the same.
void TryActions(std::string_view bytes) {
  using namespace weft::testing;       // NOLINT
  constexpr size_t kMostActions = 80;  // the oracle is slow
  if (bytes.empty()) return;
  const auto flags = static_cast<uint8_t>(bytes[0]);
  ObjectReplica replica(7, flags % 4 == 3 ? weft::OrderKind::kYata : weft::OrderKind::kFugueMax);
  std::vector<Action> actions = ActionsFrom(
      std::span(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()).subspan(1));
  actions.resize(std::min(actions.size(), kMostActions));
  for (const Action& action : actions) (void)AnyStep(replica, action);
  replica.Compare();
  std::set<weft::ContainerId> containers = replica.oracle().Containers();
  containers.insert(ObjectReplica::Roots().begin(), ObjectReplica::Roots().end());
  const auto require_same = [&](const std::string& saved, const char* what) {
    weft::Result<Document> loaded = weft::LoadDocument(saved, kReader);
    Require(loaded.ok(), what, loaded.status());
    Require(loaded->CheckInvariants().ok(), what, loaded->CheckInvariants());
    const std::string difference =
        Difference(PictureOf(*loaded, containers), WithoutComments(replica.plain()));
    Require(difference.empty(), what, weft::DataLoss(difference));
    Require(loaded->version() == replica.document().version(), what);
    Require(DocumentHash(*loaded) == DocumentHash(replica.document()), what);
    EditAndSave(*loaded);
  };
  require_same(weft::SaveWorkingFile(replica.document()), "the working file");
  require_same(weft::SaveWorkingFile(replica.document(), {.deleted_text = (flags & 8) != 0,
                                                          .history = (flags & 16) != 0,
                                                          .quick = (flags & 32) != 0}),
               "a working file without something");
  require_same(*weft::SaveArchive(replica.document()), "the archive");
}

bool IsHonest(char form) { return form == 2 || form == 3; }

void TryInside(std::string_view inside) {
  std::string bytes = {weft::wire::kMagic, weft::wire::kSavedMagic, 0};
  bytes += inside;
  weft::wire::AppendChecksum(0, &bytes);
  TryFile(bytes, !inside.empty() && IsHonest(inside[0]));
}

std::string_view TakePiece(std::string_view* rest) {
  const size_t end = std::min(rest->find(kEndOfSection), rest->size());
  const std::string_view piece = rest->substr(0, end);
  rest->remove_prefix(std::min(rest->size(), end + kEndOfSection.size()));
  return piece;
}

void TrySections(std::string_view rest) {
  const std::string_view head = TakePiece(&rest);
  const auto* begin = reinterpret_cast<const uint8_t*>(head.data());
  weft::wire::Refusal refusal;
  weft::wire::ByteReader reader(begin, begin + head.size(), &refusal);
  uint8_t form = 0;
  uint8_t flags = 0;
  SavedSections parts;
  if (!reader.Byte(&form) || !reader.Byte(&flags) || !reader.Varint(&parts.head.elements) ||
      !reader.Varint(&parts.head.effects) || !reader.Varint(&parts.head.runs) ||
      !reader.Varint(&parts.head.agents) || !reader.Varint(&parts.head.texts)) {
    return;
  }
  const auto number = static_cast<char>(form % 4 == 0 ? 4 : form % 4);
  parts.head.form = static_cast<weft::wire::SavedForm>(number);
  parts.head.order = flags % 2 == 1 ? weft::OrderKind::kYata : weft::OrderKind::kFugueMax;
  parts.head.lacks_deleted_text = (flags & 2) != 0;
  parts.head.lacks_history = (flags & 4) != 0;
  for (size_t i = 0; i < weft::testing::SectionNames(parts.head.form).size(); ++i) {
    parts.sections.emplace_back(TakePiece(&rest));
  }
  TryFile(weft::testing::PutTogether(parts), IsHonest(number));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 0) {
    TryFile(rest, rest.size() > 3 && IsHonest(rest[3]));
  } else if (data[0] == 1) {
    TryInside(rest);
  } else if (data[0] == 255) {
    try {
      TryActions(rest);
    } catch (const weft::testing::Mismatch& mismatch) {
      std::fprintf(stderr, "%s\n", mismatch.what());
      std::abort();
    }
  } else {
    TrySections(rest);
  }
  return 0;
}
