#include "sync/split.h"

#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/document/cut_operation.h"
#include "crdt/wire/update.h"

namespace weft::sync {

namespace {

// More than an operation takes in an update, its content not counted.
constexpr size_t kOperationBytes = 48;
constexpr size_t kUnitBytes = 3;

size_t SizeOf(const Operation& operation, const OperationSet& set) {
  const bool named = operation.container != kImpliedContainer;
  const size_t head =
      kOperationBytes + (named ? set.containers[operation.container].name.size() : 0);
  if (operation.kind == OperationKind::kInsertText) return head + operation.count * kUnitBytes;
  if (!HasPayload(operation.kind) || operation.kind == OperationKind::kMove) return head;
  const size_t more = operation.kind == OperationKind::kWrite ? operation.more.count : 0;
  return head + ContentOf(operation, set.payload.bytes).size() + more * 16;
}

class Splitter {
 public:
  Splitter(const OperationSet& set, const AgentNumbers& numbers, size_t bytes)
      : set_(set), numbers_(numbers), bytes_(std::max(bytes, 4 * kOperationBytes)) {}

  Status Run(std::vector<Piece>* out) {
    for (const Operation& operation : set_.operations) {
      uint32_t from = operation.id.seq;
      const uint32_t end = from + operation.count;
      while (from < end) {
        const uint32_t to = CutAt(operation, from, end);
        const Operation part = CutOperation(set_, operation, from, to);
        const size_t size = SizeOf(part, set_);
        if (size_ > 0 && size_ + size > bytes_) WEFT_RETURN_IF_ERROR(Flush(out));
        Add(part);
        size_ += size;
        from = to;
      }
    }
    return Flush(out);
  }

 private:
  // Where the part of a run that begins at `from` ends. Only text and items are long by themselves;
  // not between the halves of a pair.
  uint32_t CutAt(const Operation& operation, uint32_t from, uint32_t end) const {
    if (operation.kind == OperationKind::kInsertItems) return CutItemsAt(operation, from, end);
    if (operation.kind != OperationKind::kInsertText) return end;
    const auto most = static_cast<uint32_t>((bytes_ - kOperationBytes) / kUnitBytes);
    if (end - from <= most) return end;
    const uint32_t to = from + most;
    const size_t last = operation.text_offset + (to - 1 - operation.id.seq);
    return IsHighSurrogate(set_.text[last]) ? to - 1 : to;
  }

  // At least one: a value is not cut.
  uint32_t CutItemsAt(const Operation& items, uint32_t from, uint32_t end) const {
    const Operation rest = CutOperation(set_, items, from, end);
    std::string_view values = std::string_view(set_.payload.bytes).substr(rest.content);
    size_t size = kOperationBytes;
    for (uint32_t at = from; at < end; ++at) {
      size += TakeValue(&values).size();
      if (size > bytes_ && at > from) return at;
    }
    return end;
  }

  void Add(Operation part) {
    if (part.kind == OperationKind::kInsertText) {
      const std::u16string_view text = std::u16string_view(set_.text);
      const auto offset = static_cast<uint32_t>(piece_.text.size());
      piece_.text.append(text.substr(part.text_offset, part.count));
      part.text_offset = offset;
    } else if (HasPayload(part.kind)) {
      CopyPayload(set_.payload, &part, &piece_.payload);
    }
    if (part.container != kImpliedContainer) {
      piece_.containers.push_back(set_.containers[part.container]);
      part.container = static_cast<uint32_t>(piece_.containers.size() - 1);
    }
    piece_.operations.push_back(part);
  }

  Status Flush(std::vector<Piece>* out) {
    if (piece_.operations.empty()) return OkStatus();
    Result<std::string> body = EncodeSessionUpdate(piece_, numbers_);
    if (!body.ok()) return body.status();
    out->push_back(Piece{*std::move(body), CountsAfter(piece_.operations.back())});
    piece_.Clear();
    size_ = 0;
    return OkStatus();
  }

  const OperationSet& set_;
  const AgentNumbers& numbers_;
  size_t bytes_;
  OperationSet piece_;
  size_t size_ = 0;
};

}  // namespace

Counts CountsBefore(const Operation& operation) {
  return operation.IsEffect() ? Counts{operation.at, operation.id.seq}
                              : Counts{operation.id.seq, operation.at};
}

Counts CountsAfter(const Operation& operation) {
  Counts counts = CountsBefore(operation);
  (operation.IsEffect() ? counts.effects : counts.creations) += operation.count;
  return counts;
}

Result<std::vector<Piece>> Split(const OperationSet& set, const AgentNumbers& numbers,
                                 size_t bytes) {
  std::vector<Piece> pieces;
  WEFT_RETURN_IF_ERROR(Splitter(set, numbers, bytes).Run(&pieces));
  return pieces;
}

}  // namespace weft::sync
