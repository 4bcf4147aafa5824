// ArchiveReplay: the edits of an archive, applied; the one way both the reader and the writer do
// it.
#ifndef WEFT_CRDT_WIRE_ARCHIVE_REPLAY_H_
#define WEFT_CRDT_WIRE_ARCHIVE_REPLAY_H_

#include <string_view>

#include "crdt/document/document_state.h"
#include "crdt/wire/archive.h"

namespace weft::wire {

class ArchiveReplay {
 public:
  explicit ArchiveReplay(DocumentState* document) : sequence_(document->sequence()) {}

  // Every edit is flushed: where the next one anchors may depend on it (Sequence::OwnTombstones).
  void Begin(AgentNumber author) {
    sequence_.Flush();
    if (author != sequence_.local()) sequence_.SetAuthor(author);
  }
  // Where an edit is taken to be unless it says otherwise.
  int64_t Expected(EditKind kind, uint32_t count) const {
    return kind == kEraseBackAt || (kind == kEraseAt && count == 1) ? at_ - count : at_;
  }
  void InsertAscii(TreeId text, uint64_t position, std::string_view ascii) {
    sequence_.InsertAscii(text, position, ascii);
    at_ = static_cast<int64_t>(position + ascii.size());
  }
  void Insert(TreeId text, uint64_t position, std::u16string_view units) {
    sequence_.Insert(text, position, units);
    at_ = static_cast<int64_t>(position + units.size());
  }
  void Erase(TreeId text, uint64_t position, uint32_t count, bool backward) {
    if (backward) {
      for (uint32_t left = count; left > 0; --left) sequence_.Erase(text, position + left - 1, 1);
    } else {
      sequence_.Erase(text, position, count);
    }
    at_ = static_cast<int64_t>(position);
  }

 private:
  Sequence& sequence_;
  int64_t at_ = 0;  // where the last edit by position ended
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_ARCHIVE_REPLAY_H_
