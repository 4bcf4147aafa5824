#include "crdt/wire/saved_frame.h"

#include <cstring>

#include "crdt/wire/checksum.h"
#include "crdt/wire/update_frame.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

constexpr char kSavedVersion = 1;
constexpr const char* kSubject = "saved document";

// Flags; others ask for a newer version.
constexpr uint8_t kYataFlag = 0x01;
constexpr uint8_t kLacksDeletedText = 0x02;
constexpr uint8_t kLacksHistory = 0x04;
constexpr uint8_t kFlags = kYataFlag | kLacksDeletedText | kLacksHistory;

// What may come out of a file, for each byte of it and beside the first kFreeBytes.
constexpr uint64_t kMaxExpansion = 1024;
constexpr uint64_t kFreeBytes = 64 << 10;
// Smaller sections are stored as they are: there is little to gain.
constexpr size_t kMinCompressed = 128;

uint64_t MaxRaw(uint64_t stored) { return kFreeBytes + stored * kMaxExpansion; }

void AppendChecksumOf(std::string_view stored, std::string* out) {
  const uint32_t sum = Checksum(stored);
  for (size_t i = 0; i < kChecksumBytes; ++i) out->push_back(static_cast<char>(sum >> 8 * i));
}

}  // namespace

// magic, version, form, flags, counts, then for each section: size << 1 | compressed, and unless it
// is empty its checksum and, when compressed, its stored size; the padding's size; sections,
// padding, checksum.
std::string SavedWriter::Finish(const SavedHead& head) {
  std::string out = {kMagic, kSavedMagic, kSavedVersion, static_cast<char>(head.form)};
  out.push_back(static_cast<char>((head.order == OrderKind::kYata ? kYataFlag : 0) |
                                  (head.lacks_deleted_text ? kLacksDeletedText : 0) |
                                  (head.lacks_history ? kLacksHistory : 0)));
  for (uint32_t count : {head.elements, head.effects, head.runs, head.agents, head.texts}) {
    AppendVarint(count, &out);
  }
  Compressor compressor;
  uint64_t raw = uint64_t{head.elements} + head.effects;
  std::string body;
  for (const auto& [section, packing] : sections_) {
    raw += section.size();
    const std::string frame =
        section.size() < kMinCompressed ? std::string() : compressor.Compress(section, packing);
    const bool compressed = !frame.empty();
    AppendVarint(uint64_t{section.size()} << 1 | (compressed ? 1 : 0), &out);
    if (section.empty()) continue;
    const std::string& stored = compressed ? frame : section;
    AppendChecksumOf(stored, &out);
    if (compressed) AppendVarint(stored.size(), &out);
    body += stored;
  }
  const uint64_t size = out.size() + body.size();
  const uint64_t padding =
      raw > MaxRaw(size) ? (raw - kFreeBytes + kMaxExpansion - 1) / kMaxExpansion - size : 0;
  AppendVarint(padding, &out);
  out += body;
  out.append(padding, '\0');
  AppendChecksum(0, &out);
  return out;
}

Status Section::Refuse(const char* what, const uint8_t* where, StatusCode code) const {
  return Refuse(Refusal{code, what, where});
}

Status Section::Refuse(const Refusal& refusal) const {
  return refusal.ToStatus(std::string(kSubject) + ", section " + name_, begin_);
}

Status SavedReader::Open(std::string_view bytes, const Limits& limits) {
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes.data());
  Refusal refusal;
  ByteReader reader(begin, begin + bytes.size(), &refusal);
  if (bytes.size() > limits.bytes) {
    return ResourceExhausted("saved document: more bytes than the limit");
  }
  if (bytes.size() < kFrameHeadBytes + kChecksumBytes || bytes[0] != kMagic ||
      bytes[1] != kSavedMagic) {
    return InvalidArgument("saved document: the bytes do not begin like one at byte 0");
  }
  if (bytes[2] != kSavedVersion) {
    return OtherVersion(kSubject, bytes[2]);
  }
  if (!ChecksumMatches(bytes)) {
    return DataLoss("saved document: damaged, the checksum at byte " +
                    std::to_string(bytes.size() - kChecksumBytes) + " does not match");
  }
  bytes_ = bytes;
  reader = ByteReader(begin + kFrameHeadBytes, begin + bytes.size() - kChecksumBytes, &refusal);
  if (!ReadHead(&reader) || !CheckLimits(&reader, limits)) {
    return refusal.ToStatus(kSubject, begin);
  }
  table_at_ = reader.position();
  return OkStatus();
}

bool SavedReader::ReadHead(ByteReader* reader) {
  uint8_t form = 0;
  uint8_t flags = 0;
  if (!reader->Byte(&form)) return false;
  if (form < 1 || form > 4) return reader->NeedsNewer("an unknown form");
  if (!reader->Byte(&flags)) return false;
  if ((flags & ~kFlags) != 0) return reader->NeedsNewer("an unknown flag");
  head_.form = static_cast<SavedForm>(form);
  head_.order = (flags & kYataFlag) != 0 ? OrderKind::kYata : OrderKind::kFugueMax;
  head_.lacks_deleted_text = (flags & kLacksDeletedText) != 0;
  head_.lacks_history = (flags & kLacksHistory) != 0;
  const bool whole = head_.form == SavedForm::kArchive || head_.form == SavedForm::kOperations;
  if (whole && (flags & ~kYataFlag) != 0) {
    return reader->Refuse(head_.form == SavedForm::kArchive ? "an archive that lacks something"
                                                            : "operations that lack something");
  }
  return reader->Varint(&head_.elements) && reader->Varint(&head_.effects) &&
         reader->Varint(&head_.runs) && reader->Varint(&head_.agents) &&
         reader->Varint(&head_.texts);
}

bool SavedReader::CheckLimits(ByteReader* reader, const Limits& limits) const {
  const uint64_t total = uint64_t{head_.elements} + head_.effects;
  if (head_.elements > kMaxElements || total > limits.elements) {
    return reader->Exceeds("more elements and effects than the limit");
  }
  if (head_.runs > limits.runs) return reader->Exceeds("more runs than the limit");
  if (head_.agents > limits.agents) return reader->Exceeds("more agents than the limit");
  const uint64_t nested = head_.form == SavedForm::kWorkingObjects ? limits.nested : 0;
  if (head_.texts > limits.containers + nested) {
    return reader->Exceeds("more containers than the limit");
  }
  if (total > MaxRaw(bytes_.size()))
    return reader->Exceeds("more elements than the bytes can hold");
  // Each has at least a byte in a section.
  if (head_.agents > MaxRaw(bytes_.size()) || head_.texts > MaxRaw(bytes_.size())) {
    return reader->Exceeds("more agents or texts than the bytes can hold");
  }
  return true;
}

Status SavedReader::OpenSections(const std::vector<const char*>& names) {
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes_.data());
  Refusal refusal;
  ByteReader reader(table_at_, begin + bytes_.size() - kChecksumBytes, &refusal);
  if (ReadTable(&reader, names)) return OkStatus();
  return refusal.ToStatus(kSubject, begin);
}

bool SavedReader::ReadTable(ByteReader* reader, const std::vector<const char*>& names) {
  table_.clear();
  table_.reserve(names.size());
  std::vector<uint64_t> stored;
  uint64_t total = uint64_t{head_.elements} + head_.effects;
  for (const char* name : names) {
    const uint8_t* const start = reader->position();
    uint64_t coded = 0;
    if (!reader->Varint64(&coded)) return false;
    Entry entry{name, {}, static_cast<size_t>(coded >> 1), 0, (coded & 1) != 0};
    uint64_t size = coded >> 1;
    if (size > MaxRaw(bytes_.size())) return reader->Refuse("a section that is too large", start);
    total += size;
    std::string_view sum;
    if (size > 0) {
      if (!reader->Bytes(kChecksumBytes, &sum)) return false;
      for (size_t i = 0; i < kChecksumBytes; ++i) {
        entry.checksum |= uint32_t{static_cast<unsigned char>(sum[i])} << 8 * i;
      }
      if (entry.compressed && !reader->Varint64(&size)) return false;
    } else if (entry.compressed) {
      return reader->Refuse("an empty section that is compressed", start);
    }
    table_.push_back(entry);
    stored.push_back(size);
  }
  uint64_t padding = 0;
  if (!reader->Varint64(&padding)) return false;
  if (total > MaxRaw(bytes_.size())) return reader->Exceeds("more content than the bytes can hold");
  for (size_t i = 0; i < table_.size(); ++i) {
    if (stored[i] > reader->Left() || !reader->Bytes(stored[i], &table_[i].stored)) {
      return reader->Refuse("the bytes end inside a section");
    }
  }
  std::string_view zeros;
  if (padding > reader->Left() || !reader->Bytes(padding, &zeros)) {
    return reader->Refuse("the bytes end inside the padding");
  }
  if (zeros.find_first_not_of('\0') != std::string_view::npos) {
    return reader->Refuse("padding that is not zero");
  }
  return reader->AtEnd() || reader->Refuse("bytes after the end");
}

Status SavedReader::Inflate(const Entry& entry, Decompressor* decompressor, Section* out) {
  out->name_ = entry.name;
  out->begin_ = reinterpret_cast<const uint8_t*>(entry.stored.data());
  if (entry.raw > 0 && Checksum(entry.stored) != entry.checksum) {
    return out->Refuse("damaged, its checksum does not match", out->begin_, StatusCode::kDataLoss);
  }
  if (entry.compressed) {
    if (!Decompressor::Available()) {
      return out->Refuse("this build has no zstd to decompress it", out->begin_,
                         StatusCode::kUnimplemented);
    }
    out->owned_.reset(new uint8_t[entry.raw + Section::kSlack]);
    std::memset(out->owned_.get() + entry.raw, 0, Section::kSlack);
    out->begin_ = out->owned_.get();
    if (!decompressor->Decompress(entry.stored, out->owned_.get(), entry.raw)) {
      return out->Refuse("cannot be decompressed", out->begin_, StatusCode::kDataLoss);
    }
  }
  out->end_ = out->begin_ + entry.raw;
  return OkStatus();
}

SavedReader::Kept SavedReader::Keep(size_t section) const {
  const Entry& entry = table_[section];
  return Kept{entry.name, std::string(entry.stored), entry.raw, entry.checksum, entry.compressed};
}

Status SavedReader::Read(const Kept& kept, Decompressor* decompressor, Section* out) {
  return Inflate(Entry{kept.name, kept.stored, kept.raw, kept.checksum, kept.compressed},
                 decompressor, out);
}

}  // namespace weft::wire
