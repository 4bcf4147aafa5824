#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "crdt/document/path.h"
#include "crdt/wire/json_document.h"
#include "crdt/wire/json_root.h"
#include "crdt/wire/json_text.h"

namespace weft {

namespace wire {

namespace {

// What is written in part: `next` is the member, item or node that comes next.
struct MapPart {
  Map map;
  std::vector<std::string> keys;
  size_t next = 0;
};
struct ListPart {
  std::vector<Value> items;
  size_t next = 0;
};
struct ChildrenPart {  // of a tree or of one of its nodes
  Tree tree;
  std::vector<Id> nodes;
  size_t next = 0;
};
struct NodePart {
  Tree tree;
  Id node;
  enum class Next : uint8_t { kData, kChildren, kEnd } next = Next::kData;
};
struct RootsPart {
  std::vector<JsonRoot> roots;
  size_t next = 0;
};
using Part = std::variant<RootsPart, MapPart, ListPart, ChildrenPart, NodePart>;

class DocumentWriter {
 public:
  DocumentWriter(const Document& document, const JsonStyle& style)
      : document_(document), output_(style.indent) {}

  Result<std::string> WriteAll() {
    Enter('{', RootsPart{JsonRoots(document_.Roots())});
    return Finish();
  }

  Result<std::string> WriteOne(const Value& value) {
    Write(value);
    return Finish();
  }

 private:
  Result<std::string> Finish() {
    while (!parts_.empty() && status_.ok()) {
      // A part is never looked at after it has entered another one, which may move it.
      std::visit([this](auto& part) { Continue(part); }, parts_.back());
    }
    if (!status_.ok()) return status_;
    return std::move(*output_.text());
  }

  void Enter(char bracket, Part part) {
    output_.Open(bracket);
    parts_.push_back(std::move(part));
  }
  void Leave(char bracket) {
    output_.Close(bracket);
    parts_.pop_back();
  }

  void Continue(RootsPart& part) {
    if (part.next == part.roots.size()) return Leave('}');
    const JsonRoot root = part.roots[part.next++];
    output_.Key(root.key);
    WriteContainer(root.id);
  }

  void Continue(MapPart& part) {
    if (part.next == part.keys.size()) return Leave('}');
    const std::string& key = part.keys[part.next++];
    output_.Key(key);
    Write(part.map.Get(key).value_or(Value()));
  }

  void Continue(ListPart& part) {
    if (part.next == part.items.size()) return Leave(']');
    output_.Item();
    Write(Value(std::move(part.items[part.next++])));
  }

  void Continue(ChildrenPart& part) {
    if (part.next == part.nodes.size()) return Leave(']');
    const Id node = part.nodes[part.next++];
    output_.Item();
    Enter('{', NodePart{part.tree, node});
    output_.Key("id");
    AppendJsonString(ToString(PathStep(node)), output_.text());
  }

  void Continue(NodePart& part) {
    switch (part.next) {
      case NodePart::Next::kData:
        part.next = NodePart::Next::kChildren;
        output_.Key("data");
        return EnterMap(part.tree.Data(part.node));
      case NodePart::Next::kChildren:
        part.next = NodePart::Next::kEnd;
        output_.Key("children");
        return Enter('[', ChildrenPart{part.tree, part.tree.Children(part.node)});
      case NodePart::Next::kEnd:
        return Leave('}');
    }
  }

  void Write(const Value& value) {
    std::string* const out = output_.text();
    if (const ContainerId* container = value.AsContainer()) {
      WriteContainer(*container);
    } else if (const bool* boolean = value.AsBool()) {
      *out += *boolean ? "true" : "false";
    } else if (const int64_t* integer = value.AsInt()) {
      AppendJsonInteger(*integer, out);
    } else if (const double* real = value.AsDouble()) {
      AppendJsonDouble(*real, out);
    } else if (const std::string* text = value.AsString()) {
      AppendJsonString(*text, out);
    } else if (const Bytes* bytes = value.AsBytes()) {
      AppendJsonBase64(bytes->data, out);
    } else {
      *out += "null";
    }
  }

  void WriteContainer(const ContainerId& id) {
    switch (id.kind) {
      case ContainerKind::kText:
        if (const auto text = Take(document_.TextOf(id))) {
          AppendJsonString(text->Read(), output_.text());
        }
        break;
      case ContainerKind::kMap:
        EnterMap(document_.MapOf(id));
        break;
      case ContainerKind::kList:
        if (const auto list = Take(document_.ListOf(id))) Enter('[', ListPart{list->Read()});
        break;
      case ContainerKind::kCounter:
        if (const auto counter = Take(document_.CounterOf(id))) {
          AppendJsonInteger(counter->value(), output_.text());
        }
        break;
      case ContainerKind::kTree:
        if (const auto tree = Take(document_.TreeOf(id))) {
          Enter('[', ChildrenPart{*tree, tree->Children(kNullId)});
        }
        break;
      case ContainerKind::kNode:
        status_ = FailedPrecondition("the children of a node have no JSON of their own");
        break;
    }
  }

  void EnterMap(const Result<Map>& map) {
    if (const auto found = Take(map)) Enter('{', MapPart{*found, found->Keys()});
  }

  // The handle; else notes why there is none, which ends the writing.
  template <class Found>
  std::optional<Found> Take(const Result<Found>& handle) {
    if (handle.ok()) return *handle;
    status_ = handle.status();
    return std::nullopt;
  }

  const Document& document_;
  JsonOutput output_;
  std::vector<Part> parts_;  // outermost first
  Status status_;
};

}  // namespace

}  // namespace wire

Result<std::string> WriteJson(const Document& document, std::string_view path,
                              const JsonStyle& style) {
  wire::DocumentWriter writer(document, style);
  if (path.empty()) return writer.WriteAll();
  const Result<Value> value = document.At(path);
  if (!value.ok()) return value.status();
  return writer.WriteOne(*value);
}

}  // namespace weft
