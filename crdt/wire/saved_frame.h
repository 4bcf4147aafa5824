// The frame of a saved document: a head, a table of sections, the sections, a checksum over all.
//
// Both forms use it; which sections there are, and what is in them, is the form's. A section is
// stored as it is or compressed, and has a checksum of its own over its stored bytes. All sizes and
// counts are stated up front and checked before anything is allocated: against the limits, against
// each other, and against kMaxExpansion (a writer pads a file that compresses better than that).
// The checksum of the whole is checked first, so that damage costs nothing.
//
// Lifetime: a reader borrows the bytes. Thread rule: plain values.
#ifndef WEFT_CRDT_WIRE_SAVED_FRAME_H_
#define WEFT_CRDT_WIRE_SAVED_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/order_kind.h"
#include "crdt/core/status.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/checksum.h"
#include "crdt/wire/compression.h"
#include "crdt/wire/limits.h"

namespace weft::wire {

inline constexpr char kSavedMagic = 'd';  // the second byte, after kMagic

enum class SavedForm : uint8_t {
  kWorkingFile = 1,
  kArchive = 2,
  kOperations = 3,
  kWorkingObjects = 4
};

struct SavedHead {
  SavedForm form = SavedForm::kWorkingFile;
  OrderKind order = OrderKind::kFugueMax;
  bool lacks_deleted_text = false;
  bool lacks_history = false;
  uint32_t elements = 0;
  uint32_t effects = 0;  // of all agents
  uint32_t runs = 0;     // rows of the form's longest columns, together
  uint32_t agents = 0;
  uint32_t texts = 0;  // or, in a working file of more than text, containers
};

class SavedWriter {
 public:
  // `quick`: whatever is compressed is compressed in a hurry.
  explicit SavedWriter(bool quick = false) : quick_(quick) {}

  // `raw` is the next section.
  void Add(std::string raw, Packing packing = Packing::kSmall) {
    if (quick_ && packing != Packing::kNone) packing = Packing::kHasty;
    sections_.push_back({std::move(raw), packing});
  }
  std::string Finish(const SavedHead& head);

 private:
  struct Part {
    std::string raw;
    Packing packing;
  };
  bool quick_;
  std::vector<Part> sections_;
};

// A section's uncompressed bytes, with its name for messages. kSlack bytes behind those of a file's
// may be read, whatever they are.
class Section {
 public:
  static constexpr size_t kSlack = kChecksumBytes;

  const uint8_t* begin() const { return begin_; }
  const uint8_t* end() const { return end_; }
  size_t size() const { return static_cast<size_t>(end_ - begin_); }
  const char* name() const { return name_; }
  ByteReader Reader(Refusal* refusal) const { return ByteReader(begin_, end_, refusal); }
  // Hands over the memory that holds the bytes; null when that is the file's.
  std::unique_ptr<uint8_t[]> TakeMemory() { return std::move(owned_); }
  // "section <name>: <what> at byte <offset>"
  Status Refuse(const Refusal& refusal) const;
  Status Refuse(const char* what, const uint8_t* where,
                StatusCode code = StatusCode::kInvalidArgument) const;

 private:
  friend class SavedReader;

  const char* name_ = "";
  const uint8_t* begin_ = nullptr;
  const uint8_t* end_ = nullptr;
  std::unique_ptr<uint8_t[]> owned_;
};

class SavedReader {
 public:
  SavedReader() = default;
  Status Open(std::string_view bytes, const Limits& limits);
  const SavedHead& head() const { return head_; }
  // The table; `names` are the form's sections, in order.
  Status OpenSections(const std::vector<const char*>& names);

  // A section's bytes in the file.
  std::string_view Stored(size_t section) const { return table_[section].stored; }
  size_t RawSize(size_t section) const { return table_[section].raw; }
  Status Read(size_t section, Section* out) { return Inflate(table_[section], out); }

  // A section to be read later, on its own.
  struct Kept {
    const char* name = "";
    std::string stored;
    size_t raw = 0;
    uint32_t checksum = 0;
    bool compressed = false;
  };
  Kept Keep(size_t section) const;
  static Status Read(const Kept& kept, Decompressor* decompressor, Section* out);

 private:
  struct Entry {
    const char* name;
    std::string_view stored;
    size_t raw;
    uint32_t checksum;
    bool compressed;
  };

  Status Inflate(const Entry& entry, Section* out) { return Inflate(entry, &decompressor_, out); }
  static Status Inflate(const Entry& entry, Decompressor* decompressor, Section* out);
  bool ReadHead(ByteReader* reader);
  bool CheckLimits(ByteReader* reader, const Limits& limits) const;
  bool ReadTable(ByteReader* reader, const std::vector<const char*>& names);

  std::string_view bytes_;
  const uint8_t* table_at_ = nullptr;
  SavedHead head_;
  std::vector<Entry> table_;
  Decompressor decompressor_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_SAVED_FRAME_H_
