#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "crdt/core/utf.h"
#include "crdt/wire/json_document.h"
#include "crdt/wire/json_root.h"
#include "crdt/wire/json_tree.h"

namespace weft {

namespace wire {

namespace {

constexpr uint32_t kMaxContainers = 256;  // in each other: crdt/document/map.h

// A container that was made for a value and is still to be filled.
struct Unfilled {
  uint32_t node;
  std::variant<Map, List> container;
};

Value PlainValue(const JsonTree& tree, const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::kFalse:
    case JsonKind::kTrue:
      return node.kind == JsonKind::kTrue;
    case JsonKind::kInteger:
      return node.integer;
    case JsonKind::kDouble:
      return node.real;
    case JsonKind::kString:
      return tree.StringOf(node);
    default:
      return nullptr;
  }
}

// Fills a document. A container's own values come first, then what is in those that are among them:
// so a list's items are one run, however they are filled.
class Seeder {
 public:
  Seeder(const JsonTree& tree, Document* document) : tree_(tree), document_(document) {}

  Status FillRootMap(std::string_view name) {
    unfilled_.push_back({0, document_->Map(name)});
    return FillAll();
  }

  Status FillRoots(const std::vector<ContainerId>& roots) {
    const auto members = tree_.ChildrenOf(tree_[0]);
    for (size_t i = 0; i < members.size(); ++i) {
      const ContainerId& id = roots[i];
      if (id.kind == ContainerKind::kMap) {
        unfilled_.push_back({members[i], document_->Map(id.name)});
      } else {
        unfilled_.push_back({members[i], document_->List(id.name)});
      }
    }
    return FillAll();
  }

 private:
  Status FillAll() {
    for (size_t i = 0; i < unfilled_.size(); ++i) {
      const Unfilled next = unfilled_[i];
      const auto children = tree_.ChildrenOf(tree_[next.node]);
      if (const Map* map = std::get_if<Map>(&next.container)) {
        WEFT_RETURN_IF_ERROR(FillMap(*map, children));
      } else {
        WEFT_RETURN_IF_ERROR(FillList(std::get<List>(next.container), children));
      }
    }
    return OkStatus();
  }

  Status FillMap(Map map, std::span<const uint32_t> members) {
    for (const uint32_t number : members) {
      const JsonNode& node = tree_[number];
      const std::string_view key = tree_.KeyOf(node);
      if (node.kind == JsonKind::kObject) {
        WEFT_RETURN_IF_ERROR(FillLater(number, map.MakeMap(key)));
      } else if (node.kind == JsonKind::kArray) {
        WEFT_RETURN_IF_ERROR(FillLater(number, map.MakeList(key)));
      } else {
        WEFT_RETURN_IF_ERROR(map.Set(key, PlainValue(tree_, node)));
      }
    }
    return OkStatus();
  }

  Status FillList(List list, std::span<const uint32_t> items) {
    std::vector<Value> plain;  // not inserted yet
    size_t size = 0;
    for (const uint32_t number : items) {
      const JsonNode& node = tree_[number];
      if (!IsContainer(node.kind)) {
        plain.push_back(PlainValue(tree_, node));
        continue;
      }
      WEFT_RETURN_IF_ERROR(AppendPlain(list, &plain, &size));
      WEFT_RETURN_IF_ERROR(node.kind == JsonKind::kObject
                               ? FillLater(number, list.InsertMap(size))
                               : FillLater(number, list.InsertList(size)));
      ++size;
    }
    return AppendPlain(list, &plain, &size);
  }

  static Status AppendPlain(List list, std::vector<Value>* values, size_t* size) {
    if (values->empty()) return OkStatus();
    WEFT_RETURN_IF_ERROR(list.InsertAll(*size, *values));
    *size += values->size();
    values->clear();
    return OkStatus();
  }

  template <class Made>
  Status FillLater(uint32_t node, const Result<Made>& made) {
    if (!made.ok()) return made.status();
    unfilled_.push_back({node, *made});
    return OkStatus();
  }

  const JsonTree& tree_;
  Document* const document_;
  std::vector<Unfilled> unfilled_;  // in order; those before the current one are filled
};

// Reads the JSON, and refuses what can be no seed, with the byte where it is.
class SeedReader {
 public:
  SeedReader(std::string_view json, const SeedOptions& options) : json_(json), options_(options) {}

  Status Read(const Limits& limits) {
    const uint32_t depth = kMaxContainers + (options_.root_map.empty() ? 1 : 0);
    const bool good = ReadJsonTree(json_, limits, depth, &refusal_, &tree_) && CheckSizes() &&
                      (tree_[0].kind == JsonKind::kObject || Refuse("not an object", 0)) &&
                      (!options_.root_map.empty() || ReadRoots());
    if (good) return OkStatus();
    return refusal_.ToStatus("JSON", reinterpret_cast<const uint8_t*>(json_.data()));
  }

  Status Fill(Document* document) const {
    Seeder seeder(tree_, document);
    return options_.root_map.empty() ? seeder.FillRoots(roots_)
                                     : seeder.FillRootMap(options_.root_map);
  }

 private:
  bool Refuse(const char* what, uint32_t position) {
    refusal_ = {StatusCode::kInvalidArgument, what,
                reinterpret_cast<const uint8_t*>(json_.data()) + position};
    return false;
  }

  bool CheckSizes() {
    for (uint32_t number = 0; number < tree_.size(); ++number) {
      const JsonNode& node = tree_[number];
      if (node.key.count > kMaxKeyBytes) return Refuse("a key that is too long", node.key_begin);
      if (node.kind == JsonKind::kString && node.slice.count > kMaxValueBytes) {
        return Refuse("a string that is too long", node.begin);
      }
    }
    return true;
  }

  bool ReadRoots() {
    std::set<ContainerId> known;
    for (const uint32_t number : tree_.ChildrenOf(tree_[0])) {
      const JsonNode& node = tree_[number];
      if (!IsContainer(node.kind)) {
        return Refuse("neither an object nor an array, so no root: name a root map", node.begin);
      }
      const auto kind = node.kind == JsonKind::kObject ? ContainerKind::kMap : ContainerKind::kList;
      std::string_view name = tree_.KeyOf(node);
      if (TakeKind(&name).value_or(kind) != kind) {
        return Refuse("a root of another kind than its key says", node.key_begin);
      }
      const ContainerId id(kind, std::string(name));
      if (!known.insert(id).second) return Refuse("a root that was there already", node.key_begin);
      roots_.push_back(id);
    }
    return true;
  }

  const std::string_view json_;
  const SeedOptions& options_;
  Refusal refusal_;
  JsonTree tree_;
  std::vector<ContainerId> roots_;  // of the object's members
};

}  // namespace

}  // namespace wire

Result<Integrated> SeedFromJson(Document& document, std::string_view json,
                                const SeedOptions& options, const Limits& limits) {
  if (options.root_map.size() > kMaxKeyBytes || !IsUtf8(options.root_map)) {
    return InvalidArgument("not a root's name");
  }
  wire::SeedReader reader(json, options);
  WEFT_RETURN_IF_ERROR(reader.Read(limits));
  Document seed(kSeedAgent, document.order());
  Status filled;
  seed.Transact([&] { filled = reader.Fill(&seed); });
  WEFT_RETURN_IF_ERROR(filled);
  return document.Integrate(seed.TakeLocal());
}

}  // namespace weft
