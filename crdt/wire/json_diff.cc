#include "crdt/wire/json_diff.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "crdt/wire/alignment.h"
#include "crdt/wire/json_classes.h"
#include "crdt/wire/json_text.h"
#include "crdt/wire/json_tree.h"

namespace weft {

namespace wire {

namespace {

constexpr uint32_t kMaxJsonDepth = 1024;
constexpr uint64_t kAlignmentSteps = 1u << 22;
constexpr uint64_t kAlignmentStepsPerValue = 16;
constexpr uint32_t kNone = ~uint32_t{0};

struct DiffSide {
  JsonTree tree;
  std::vector<uint32_t> classes;
};

// A child of the two containers that are compared: in both, or in one of them.
struct Step {
  uint32_t before = kNone;
  uint32_t after = kNone;
};

void AppendPointerStep(std::string_view key, std::string* pointer) {
  *pointer += '/';
  for (const char c : key) {
    if (c == '~' || c == '/') {
      *pointer += c == '~' ? "~0" : "~1";
    } else {
      *pointer += c;
    }
  }
}

class Differ {
 public:
  Differ(const DiffSide& before, const DiffSide& after)
      : before_(before),
        after_(after),
        steps_left_(kAlignmentSteps +
                    kAlignmentStepsPerValue * (before.classes.size() + after.classes.size())) {}

  std::string Write() {
    patch_ = "[";
    Compare({0, 0});
    while (!frames_.empty()) Advance();
    return patch_ + "]";
  }

 private:
  // Two containers of one kind that differ.
  struct Frame {
    Step pair;
    std::vector<Step> steps;
    size_t next;           // of steps
    size_t index;          // in the array, as patched so far
    size_t pointer_bytes;  // the path to it is so much of pointer_
    size_t patch_bytes;    // before anything was written for it
    size_t limit;          // of the patch: longer, and replacing it or one around it is shorter
  };

  const JsonNode& Before(Step step) const { return before_.tree[step.before]; }
  const JsonNode& After(Step step) const { return after_.tree[step.after]; }

  // The next child of the innermost pair.
  void Advance() {
    Frame& frame = frames_.back();
    pointer_.resize(frame.pointer_bytes);
    if (frame.next == frame.steps.size()) {
      frames_.pop_back();
      return;
    }
    const Step step = frame.steps[frame.next++];
    PointTo(step, frame);
    if (step.after == kNone) {
      WriteOperation("remove", step);
    } else {
      ++frame.index;
      if (step.before == kNone) {
        WriteOperation("add", step);
      } else {
        Compare(step);
      }
    }
    KeepShort();
  }

  void PointTo(Step step, const Frame& frame) {
    if (Before(frame.pair).kind == JsonKind::kArray) {
      AppendPointerStep(std::to_string(frame.index), &pointer_);
    } else if (step.before != kNone) {
      AppendPointerStep(before_.tree.KeyOf(Before(step)), &pointer_);
    } else {
      AppendPointerStep(after_.tree.KeyOf(After(step)), &pointer_);
    }
  }

  // Writes what turns a value into another at pointer_, or opens a frame for it.
  void Compare(Step pair) {
    if (before_.classes[pair.before] == after_.classes[pair.after]) return;
    const JsonNode& before = Before(pair);
    const JsonNode& after = After(pair);
    if (before.kind != after.kind || !IsContainer(after.kind)) {
      WriteOperation("replace", pair);
      return;
    }
    const size_t start = patch_.size();
    WriteOperation("replace", pair);
    size_t limit = patch_.size();
    patch_.resize(start);
    if (!frames_.empty()) limit = std::min(limit, frames_.back().limit);
    std::vector<Step> steps =
        after.kind == JsonKind::kObject ? MemberSteps(before, after) : ItemSteps(before, after);
    frames_.push_back({pair, std::move(steps), 0, 0, pointer_.size(), start, limit});
  }

  // Replaces the pairs around here for which that is shorter than what is written by now.
  void KeepShort() {
    while (!frames_.empty() && patch_.size() > frames_.back().limit) {
      const Step pair = frames_.back().pair;
      pointer_.resize(frames_.back().pointer_bytes);
      patch_.resize(frames_.back().patch_bytes);
      frames_.pop_back();
      WriteOperation("replace", pair);
    }
  }

  void WriteOperation(std::string_view name, Step step) {
    if (patch_.size() > 1) patch_ += ',';
    patch_ += R"({"op":")";
    patch_ += name;
    patch_ += R"(","path":)";
    AppendJsonString(pointer_, &patch_);
    if (step.after != kNone) {
      patch_ += R"(,"value":)";
      patch_ += after_.tree.TextOf(After(step));
    }
    patch_ += '}';
  }

  std::vector<Step> MemberSteps(const JsonNode& before, const JsonNode& after) const {
    std::vector<Step> steps;
    const auto a = before_.tree.ChildrenOf(before);
    const auto b = after_.tree.ChildrenOf(after);
    for (size_t i = 0, k = 0; i < a.size() || k < b.size();) {
      int order = i == a.size() ? 1 : -1;
      if (i < a.size() && k < b.size()) {
        order =
            before_.tree.KeyOf(before_.tree[a[i]]).compare(after_.tree.KeyOf(after_.tree[b[k]]));
      }
      Step& step = steps.emplace_back();
      if (order <= 0) step.before = a[i++];
      if (order >= 0) step.after = b[k++];
    }
    return steps;
  }

  std::vector<Step> ItemSteps(const JsonNode& before, const JsonNode& after) {
    const auto a = before_.tree.ChildrenOf(before);
    const auto b = after_.tree.ChildrenOf(after);
    std::vector<AlignedItems> aligned =
        AlignItems(ClassesOf(before_, a), ClassesOf(after_, b), &steps_left_);
    aligned.push_back({static_cast<uint32_t>(a.size()), static_cast<uint32_t>(b.size())});
    std::vector<Step> steps;
    size_t i = 0;
    size_t k = 0;
    for (const AlignedItems& both : aligned) {
      while (i < both.before || k < both.after) {
        Step& step = steps.emplace_back();
        if (i < both.before) step.before = a[i++];
        if (k < both.after) step.after = b[k++];
      }
      if (i < a.size()) steps.push_back({a[i++], b[k++]});
    }
    return steps;
  }

  static std::vector<uint32_t> ClassesOf(const DiffSide& side, std::span<const uint32_t> nodes) {
    std::vector<uint32_t> classes;
    classes.reserve(nodes.size());
    for (const uint32_t node : nodes) classes.push_back(side.classes[node]);
    return classes;
  }

  const DiffSide& before_;
  const DiffSide& after_;
  uint64_t steps_left_;
  std::string patch_;
  std::string pointer_;
  std::vector<Frame> frames_;  // outermost first
};

// `name` is what the message calls the text.
Status ReadSide(std::string_view json, std::string_view name, const Limits& limits,
                JsonClasses* classes, DiffSide* side) {
  Refusal refusal;
  if (!ReadJsonTree(json, limits, kMaxJsonDepth, &refusal, &side->tree)) {
    return refusal.ToStatus(name, reinterpret_cast<const uint8_t*>(json.data()));
  }
  side->classes = classes->Classify(side->tree);
  return OkStatus();
}

}  // namespace

}  // namespace wire

Result<bool> EqualJson(std::string_view a, std::string_view b, const Limits& limits) {
  wire::JsonClasses classes;
  wire::DiffSide first;
  wire::DiffSide second;
  WEFT_RETURN_IF_ERROR(wire::ReadSide(a, "the first JSON text", limits, &classes, &first));
  WEFT_RETURN_IF_ERROR(wire::ReadSide(b, "the second JSON text", limits, &classes, &second));
  return first.classes[0] == second.classes[0];
}

Result<std::string> DiffJson(std::string_view before, std::string_view after,
                             const Limits& limits) {
  wire::JsonClasses classes;
  wire::DiffSide from;
  wire::DiffSide to;
  WEFT_RETURN_IF_ERROR(wire::ReadSide(before, "the JSON before", limits, &classes, &from));
  WEFT_RETURN_IF_ERROR(wire::ReadSide(after, "the JSON after", limits, &classes, &to));
  return wire::Differ(from, to).Write();
}

}  // namespace weft
