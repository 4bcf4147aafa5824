// Document: its containers, by name, by path and by id.
#include <array>
#include <charconv>

#include "crdt/core/check.h"
#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/document/document.h"
#include "crdt/document/handles.h"

namespace weft {

namespace {

constexpr std::array<ContainerKind, 5> kRootKinds = {ContainerKind::kText, ContainerKind::kMap,
                                                     ContainerKind::kList, ContainerKind::kCounter,
                                                     ContainerKind::kTree};

ContainerNumber RootOf(DocumentState* state, ContainerKind kind, std::string_view name) {
  WEFT_CHECK(name.size() <= kMaxKeyBytes && IsUtf8(name));
  return state->objects().Root(kind, name);
}

Status Nothing(std::string_view step) {
  return NotFound("there is nothing at '" + std::string(step) + "'");
}
Status NoFit(std::string_view step, ContainerKind kind) {
  return FailedPrecondition("'" + std::string(step) + "' cannot be looked up in a " +
                            std::string(ContainerKindName(kind)));
}

// What stands at a step: a container, or the creation of a plain value.
struct Found {
  ContainerNumber container = kNoContainer;
  Lv value = kNoLv;
};

class PathWalk {
 public:
  explicit PathWalk(DocumentState* state) : state_(state), objects_(state->objects()) {}

  Result<Found> Find(std::string_view path) {
    const std::vector<std::string> steps = SplitPath(path);
    if (steps.empty()) return InvalidArgument("the path is empty");
    state_->sequence().Flush();
    Result<ContainerNumber> root = FindRoot(steps[0]);
    if (!root.ok()) return root.status();
    Found at{*root, kNoLv};
    for (size_t i = 1; i < steps.size(); ++i) {
      if (at.container == kNoContainer) {
        return FailedPrecondition("'" + steps[i - 1] + "' is a plain value");
      }
      Result<Found> next = Step(at.container, steps[i]);
      if (!next.ok()) return next;
      at = *next;
    }
    return at;
  }

 private:
  // A kind that is told goes before a name that looks like it, which anybody might give a root.
  Result<ContainerNumber> FindRoot(const std::string& name) {
    for (const ContainerKind kind : kRootKinds) {
      const std::string prefix = std::string(ContainerKindName(kind)) + ":";
      if (!name.starts_with(prefix)) continue;
      const ContainerNumber told = objects_.containers().FindRoot(kind, name.substr(prefix.size()));
      if (told != kNoContainer) return told;
    }
    ContainerNumber found = kNoContainer;
    for (const ContainerKind kind : kRootKinds) {
      const ContainerNumber root = objects_.containers().FindRoot(kind, name);
      if (root == kNoContainer || !objects_.HadContent(root)) continue;
      if (found != kNoContainer) {
        return FailedPrecondition("several containers are named '" + name +
                                  "'; say which kind, as in list:" + name);
      }
      found = root;
    }
    if (found == kNoContainer) return Nothing(name);
    return found;
  }

  Result<Found> Step(ContainerNumber in, const std::string& step) {
    const ContainerKind kind = objects_.containers()[in].kind;
    Lv shown = kNoLv;
    if (kind == ContainerKind::kMap) {
      const RegisterNumber of = objects_.registers().FindOfMap(in, step);
      if (of != kNoRegister) shown = objects_.Winner(of);
    } else if (kind == ContainerKind::kList) {
      uint64_t index = 0;
      const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
      const bool number = error == std::errc() && end == step.data() + step.size();
      const bool padded = step.size() > 1 && step[0] == '0';
      if (!number || padded) return NoFit(step, kind);
      const Lv item = state_->ItemAt(in, index);
      if (item != kNoLv) shown = objects_.ShownOf(item);
    } else if (kind == ContainerKind::kTree) {
      Id node{};
      if (!ParseNode(step, &node)) return NoFit(step, kind);
      shown = state_->FindNode(in, node);
    } else {
      return NoFit(step, kind);
    }
    if (shown == kNoLv) return Nothing(step);
    const Value value = objects_.ValueOf(shown);
    if (value.AsContainer() == nullptr) return Found{kNoContainer, shown};
    return Found{objects_.Nested(value.AsContainer()->kind, shown), shown};
  }

  DocumentState* state_;
  Objects& objects_;
};

Result<ContainerNumber> ContainerAt(DocumentState* state, std::string_view path,
                                    ContainerKind kind) {
  const Result<Found> found = PathWalk(state).Find(path);
  if (!found.ok()) return found.status();
  if (found->container == kNoContainer) {
    return FailedPrecondition("there is a plain value at '" + std::string(path) + "'");
  }
  const ContainerKind other = state->objects().containers()[found->container].kind;
  if (other != kind) {
    return FailedPrecondition("there is a " + std::string(ContainerKindName(other)) + " at '" +
                              std::string(path) + "', no " + std::string(ContainerKindName(kind)));
  }
  return found->container;
}

Result<ContainerNumber> ContainerOf(DocumentState* state, const ContainerId& id,
                                    ContainerKind kind) {
  if (const char* why = WhyNoContainer(id)) return InvalidArgument(why);
  if (id.kind != kind) {
    return FailedPrecondition("the id is one of a " + std::string(ContainerKindName(id.kind)));
  }
  if (id.IsRoot()) return state->objects().Root(kind, id.name);
  return state->FindContainer(id);
}

}  // namespace

weft::Text Document::Text(std::string_view name) {
  return Handles(state_.get()).OfText(RootOf(state_.get(), ContainerKind::kText, name));
}
weft::Map Document::Map(std::string_view name) {
  return Handles(state_.get()).Of<weft::Map>(RootOf(state_.get(), ContainerKind::kMap, name));
}
weft::List Document::List(std::string_view name) {
  return Handles(state_.get()).Of<weft::List>(RootOf(state_.get(), ContainerKind::kList, name));
}
weft::Counter Document::Counter(std::string_view name) {
  return Handles(state_.get())
      .Of<weft::Counter>(RootOf(state_.get(), ContainerKind::kCounter, name));
}
weft::Tree Document::Tree(std::string_view name) {
  return Handles(state_.get()).Of<weft::Tree>(RootOf(state_.get(), ContainerKind::kTree, name));
}

std::vector<ContainerId> Document::Roots() const {
  std::vector<ContainerId> roots;
  const Objects& objects = state_->objects();
  state_->sequence().Flush();
  for (ContainerNumber i = 0; i < objects.containers().size(); ++i) {
    if (objects.containers()[i].creator == kNoLv && objects.HadContent(i)) {
      roots.push_back(objects.IdOf(i));
    }
  }
  Sort(roots.begin(), roots.end());
  return roots;
}

Result<Value> Document::At(std::string_view path) const {
  const Result<Found> found = PathWalk(state_.get()).Find(path);
  if (!found.ok()) return found.status();
  if (found->container != kNoContainer) return Value(state_->objects().IdOf(found->container));
  return state_->objects().ValueOf(found->value);
}
Result<weft::Text> Document::TextAt(std::string_view path) const {
  return AsText(state_.get(), ContainerAt(state_.get(), path, ContainerKind::kText));
}
Result<weft::Map> Document::MapAt(std::string_view path) const {
  return AsHandle<weft::Map>(state_.get(), ContainerAt(state_.get(), path, ContainerKind::kMap));
}
Result<weft::List> Document::ListAt(std::string_view path) const {
  return AsHandle<weft::List>(state_.get(), ContainerAt(state_.get(), path, ContainerKind::kList));
}
Result<weft::Counter> Document::CounterAt(std::string_view path) const {
  return AsHandle<weft::Counter>(state_.get(),
                                 ContainerAt(state_.get(), path, ContainerKind::kCounter));
}
Result<weft::Tree> Document::TreeAt(std::string_view path) const {
  return AsHandle<weft::Tree>(state_.get(), ContainerAt(state_.get(), path, ContainerKind::kTree));
}

Result<weft::Text> Document::TextOf(const ContainerId& id) const {
  return AsText(state_.get(), ContainerOf(state_.get(), id, ContainerKind::kText));
}
Result<weft::Map> Document::MapOf(const ContainerId& id) const {
  return AsHandle<weft::Map>(state_.get(), ContainerOf(state_.get(), id, ContainerKind::kMap));
}
Result<weft::List> Document::ListOf(const ContainerId& id) const {
  return AsHandle<weft::List>(state_.get(), ContainerOf(state_.get(), id, ContainerKind::kList));
}
Result<weft::Counter> Document::CounterOf(const ContainerId& id) const {
  return AsHandle<weft::Counter>(state_.get(),
                                 ContainerOf(state_.get(), id, ContainerKind::kCounter));
}
Result<weft::Tree> Document::TreeOf(const ContainerId& id) const {
  return AsHandle<weft::Tree>(state_.get(), ContainerOf(state_.get(), id, ContainerKind::kTree));
}

Result<Path> Document::PathOf(const ContainerId& id) const {
  const Result<ContainerNumber> container = state_->FindContainer(id);
  if (id.IsRoot() && container.status().code() != StatusCode::kInvalidArgument) {
    return Path{PathStep(id.name)};
  }
  if (!container.ok()) return container.status();
  return state_->PathOf(*container);
}

}  // namespace weft
