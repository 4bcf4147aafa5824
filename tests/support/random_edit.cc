#include "tests/support/random_edit.h"

#include <string>

#include "tests/support/documents.h"

namespace weft::testing {

namespace {

void EditMarks(Text text, size_t length, Random& random) {
  const size_t at = random.Below(length);
  const size_t count = 1 + random.Below(std::min<size_t>(length - at, 6));
  const char* const key = random.OneIn(2) ? "bold" : "link";
  const MarkOptions options{static_cast<weft::Expand>(random.Below(4)), random.OneIn(6)};
  switch (random.Below(5)) {
    case 0:
      EXPECT_OK(text.Unmark(at, count, key, {options.expand, false}, Unit::kCodePoint));
      return;
    case 1: {
      const std::vector<MarkedRange> marks = text.Marks();
      if (marks.empty()) return;
      EXPECT_OK(text.RemoveMark(marks[random.Below(marks.size())].id));
      return;
    }
    default:
      EXPECT_OK(text.Mark(at, count, key, static_cast<int64_t>(random.Below(3)), options,
                          Unit::kCodePoint)
                    .status());
  }
}

void EditText(Text text, Random& random) {
  static constexpr const char* kWords[] = {"a", "hello ", "ä", "😀", "日本", "x\n"};
  const size_t length = text.Length(Unit::kCodePoint);
  if (length > 0 && random.OneIn(4)) return EditMarks(text, length, random);
  if (random.OneIn(10)) {
    EXPECT_OK(text.InsertEmbed(random.Below(length + 1), "picture", Unit::kCodePoint));
  } else if (length > 0 && random.OneIn(3)) {
    const size_t at = random.Below(length);
    EXPECT_OK(text.Erase(at, random.Below(std::min<size_t>(length - at, 5)) + 1, Unit::kCodePoint));
  } else {
    EXPECT_OK(text.Insert(random.Below(length + 1), kWords[random.Below(std::size(kWords))],
                          Unit::kCodePoint));
  }
}

void EditMap(Map map, Random& random) {
  const std::string key(1, static_cast<char>('a' + random.Below(4)));
  if (random.OneIn(4) && map.Contains(key)) {
    EXPECT_OK(map.Remove(key));
  } else if (random.OneIn(4)) {
    EXPECT_OK(map.MakeText(key)->Insert(0, "nested"));
  } else {
    EXPECT_OK(map.Set(key, static_cast<int64_t>(random.Below(1000))));
  }
}

void EditTodos(Document& document, Random& random) {
  List todos = document.List("todos");
  const size_t size = todos.size();
  if (size == 0 || random.OneIn(3)) {
    Result<Map> item = todos.InsertMap(random.Below(size + 1));
    ASSERT_TRUE(item.ok());
    EXPECT_OK(item->MakeText("name")->Insert(0, "milk"));
    EXPECT_OK(item->Set("done", false));
    return;
  }
  const size_t at = random.Below(size);
  Result<Map> item = todos.GetMap(at);
  switch (random.Below(5)) {
    case 0:
      EXPECT_OK(todos.Erase(at));
      break;
    case 1:
      EXPECT_OK(todos.Move(at, random.Below(size)));
      break;
    case 2:
      EXPECT_OK(todos.Set(at, "plain"));
      break;
    default:
      if (!item.ok()) break;  // it was set to something plain
      EXPECT_OK(item->Set("done", random.OneIn(2)));
      if (Result<Text> name = item->GetText("name"); name.ok()) EditText(*name, random);
  }
}

void EditOutline(Tree tree, Random& random) {
  std::vector<Id> nodes{kNullId};
  for (size_t i = 0; i < nodes.size() && nodes.size() < 20; ++i) {
    for (const Id& child : tree.Children(nodes[i])) nodes.push_back(child);
  }
  const Id parent = nodes[random.Below(nodes.size())];
  const Id node = nodes[random.Below(nodes.size())];
  if (node.IsNull() || random.OneIn(2)) {
    const Result<Id> made = tree.Insert(parent, random.Below(tree.ChildCount(parent) + 1));
    ASSERT_TRUE(made.ok());
    EXPECT_OK(tree.Data(*made)->Set("title", "node"));
  } else if (random.OneIn(4)) {
    EXPECT_OK(tree.Erase(node));
  } else {
    (void)tree.Move(node, parent, 0);  // below itself is refused
  }
}

}  // namespace

void EditAtRandom(Document& document, Random& random) {
  switch (random.Below(8)) {
    case 0:
      return EditMap(document.Map("facts"), random);
    case 1:
    case 2:
      return EditTodos(document, random);
    case 3:
      EXPECT_OK(document.Counter("likes").Add(static_cast<int64_t>(random.Below(9)) - 4));
      return;
    case 4:
      return EditOutline(document.Tree("outline"), random);
    case 5: {
      const uint32_t effects = document.version().Get(document.agent()).effects;
      if (effects == 0) return;
      // What is no deletion, or half of a pair's, is refused.
      (void)document.Restore({document.agent(), static_cast<uint32_t>(random.Below(effects))}, 1);
      return;
    }
    default:
      return EditText(document.Text("note"), random);
  }
}

Editor::Editor(Document* document) : document_(*document), undo_(document) {}

void Editor::Do(const Action& action) {
  Random random(action.seed());
  switch (action.kind()) {
    case ActionKind::kTransaction:
      document_.Transact([&] {
        for (size_t edits = 2 + random.Below(4); edits > 0; --edits) {
          EditAtRandom(document_, random);
        }
      });
      break;
    case ActionKind::kUndo:
      for (size_t steps = 1 + action.a % 3; steps > 0; --steps) {
        EXPECT_OK((action.b % 3 == 0 ? undo_.Redo() : undo_.Undo()).status());
      }
      break;
    case ActionKind::kRevert:
      if (!versions_.empty()) RevertTo(versions_[random.Below(versions_.size())]);
      break;
    case ActionKind::kFork:
      Fork(random);
      break;
    default:
      EditAtRandom(document_, random);
  }
  versions_.push_back(document_.version());
}

// What was before the document was replaced, or was not sent to it, may be no version any more.
void Editor::RevertTo(const Version& version) {
  const Status reverted = document_.RevertTo(version, {"kept"});
  const StatusCode code = reverted.code();
  EXPECT_TRUE(reverted.ok() || code == StatusCode::kOutOfRange ||
              code == StatusCode::kInvalidArgument || code == StatusCode::kFailedPrecondition)
      << reverted.ToString();
  if (!reverted.ok()) return;
  const Result<std::vector<DeltaStep>> then = document_.Text("note").DeltaAt(version);
  EXPECT_OK(then.status());
  EXPECT_TRUE(then.ok() && *then == document_.Text("note").Delta());
}

// A fork is read, and thrown away: its agent could not edit here.
void Editor::Fork(Random& random) {
  if (versions_.empty()) return;
  const Version& version = versions_[random.Below(versions_.size())];
  const Result<std::string> then = document_.Text("note").ReadAt(version);
  Result<Document> fork = document_.ForkAt(version, kMaxAgent - 7);
  if (!fork.ok()) return;
  EXPECT_OK(fork->CheckInvariants());
  EXPECT_TRUE(then.ok() && fork->Text("note").Read() == *then);
}

}  // namespace weft::testing
