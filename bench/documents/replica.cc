#include "bench/documents/replica.h"

#include <algorithm>
#include <stdexcept>

#include "bench/traces/require.h"
#include "crdt/core/utf.h"

namespace weft::bench {
namespace {

using NamedValues = std::vector<std::pair<std::string, Value>>;

NamedValues ReadMap(const Map& map) {
  NamedValues entries;
  for (std::string& key : map.Keys()) {
    Value value = *map.Get(key);
    entries.emplace_back(std::move(key), std::move(value));
  }
  return entries;
}

void ReadNestedMaps(const Map& map, Content& content) {
  for (const auto& [key, value] : content.entries) {
    if (value.AsContainer() == nullptr) continue;
    const NamedValues entries = ReadMap(Require(map.GetMap(key)));
    content.nested.insert(content.nested.end(), entries.begin(), entries.end());
  }
}

void ReadNodes(const Tree& tree, Id parent, Content& content) {
  for (const Id node : tree.Children(parent)) {
    content.nodes.emplace_back(node, parent);
    ReadNodes(tree, node, content);
  }
}

std::string TextOf(const DeltaStep& step) {
  std::string text;
  AppendUtf8(step.text, &text);
  return text;
}

Pieces PiecesOf(const std::vector<DeltaStep>& delta) {
  Pieces pieces;
  for (const DeltaStep& step : delta) {
    std::vector<std::string> marks;
    for (const Attribute& attribute : step.attributes) marks.push_back(attribute.key);
    pieces.emplace_back(TextOf(step), std::move(marks));
  }
  return pieces;
}

std::string CharactersOf(const Content& content) {
  std::string text = content.text;
  for (const DeltaStep& step : content.delta) text += TextOf(step);
  return text;
}

// The number of each node of a replica that made them all.
Nodes Numbered(const Content& content, const std::vector<Id>& made) {
  const auto number = [&made](Id id) {
    if (id == kNullId) return kTop;
    return static_cast<Node>(std::find(made.begin(), made.end(), id) - made.begin());
  };
  Nodes nodes;
  for (const auto& [node, parent] : content.nodes) {
    nodes.emplace_back(number(node), number(parent));
  }
  return nodes;
}

}  // namespace

Replica::Root Replica::RootOf(Document& document, Part part) {
  constexpr char kRoot[] = "root";
  switch (part) {
    case Part::kList:
      return document.List(kRoot);
    case Part::kMap:
      return document.Map(kRoot);
    case Part::kText:
    case Part::kRichText:
      return document.Text(kRoot);
    case Part::kTree:
      break;
  }
  return document.Tree(kRoot);
}

void Replica::Make(const Transaction& transaction) {
  const auto make = [this](const Edit& edit) {
    std::visit([this](const auto& one) { Make(one); }, edit);
  };
  if (transaction.size() == 1) {
    make(transaction.front());
  } else {
    document_.Transact([&] {
      for (const Edit& edit : transaction) make(edit);
    });
  }
}

void Replica::Make(const InsertItems& edit) {
  Require(std::get<List>(root_).InsertAll(edit.at, edit.values));
}

void Replica::Make(const MoveItem& edit) {
  Require(std::get<List>(root_).Move(edit.from, edit.to));
}

void Replica::Make(const SetKey& edit) { Require(std::get<Map>(root_).Set(edit.key, edit.value)); }

void Replica::Make(const SetMap& edit) {
  Map map = Require(std::get<Map>(root_).MakeMap(edit.key));
  for (const SetKey& field : edit.fields) Require(map.Set(field.key, field.value));
}

void Replica::Make(const AddNode& edit) {
  nodes_.push_back(Require(std::get<Tree>(root_).Insert(IdOf(edit.parent), edit.index)));
}

void Replica::Make(const MoveNode& edit) {
  Require(std::get<Tree>(root_).Move(IdOf(edit.node), IdOf(edit.parent), edit.index));
}

void Replica::Make(const InsertText& edit) {
  Require(std::get<Text>(root_).Insert(edit.at, edit.text, Unit::kCodePoint));
}

void Replica::Make(const EraseText& edit) {
  Require(std::get<Text>(root_).Erase(edit.at, edit.count, Unit::kCodePoint));
}

void Replica::Make(const MarkText& edit) {
  Text& text = std::get<Text>(root_);
  if (edit.on) {
    Require(text.Mark(edit.at, edit.count, edit.key, true, {}, Unit::kCodePoint));
  } else {
    Require(text.Unmark(edit.at, edit.count, edit.key, {}, Unit::kCodePoint));
  }
}

Content Replica::Read() const {
  Content content;
  if (const Text* text = std::get_if<Text>(&root_)) {
    if (rich_) {
      content.delta = text->Delta();
    } else {
      content.text = text->Read();
    }
  } else if (const List* list = std::get_if<List>(&root_)) {
    content.items = list->Read();
  } else if (const Map* map = std::get_if<Map>(&root_)) {
    content.entries = ReadMap(*map);
    ReadNestedMaps(*map, content);
  } else {
    ReadNodes(std::get<Tree>(root_), kNullId, content);
  }
  return content;
}

void Replica::Check(const Content& content, const Expected& expected) const {
  bool good = std::holds_alternative<Anything>(expected);
  if (good) {
    return;
  } else if (const Characters* characters = std::get_if<Characters>(&expected)) {
    good = CharactersOf(content) == characters->text;
  } else if (const Pieces* pieces = std::get_if<Pieces>(&expected)) {
    good = PiecesOf(content.delta) == *pieces;
  } else if (const size_t* count = std::get_if<size_t>(&expected)) {
    good = content.items.size() + content.entries.size() + CharactersOf(content).size() == *count;
  } else if (const Items* items = std::get_if<Items>(&expected)) {
    good = content.items == *items;
  } else if (const Entries* entries = std::get_if<Entries>(&expected)) {
    good = content.entries == NamedValues(entries->begin(), entries->end());
  } else {
    good = Numbered(content, nodes_) == std::get<Nodes>(expected);
  }
  if (!good) throw std::runtime_error("the replica does not hold what it should");
}

}  // namespace weft::bench
