#include "sync/words.h"

#include <cstring>

#include "crdt/core/utf.h"

namespace weft::sync {

namespace {

// Pointers: two bits of kind, thirty of distance in words, then what the kind says.
constexpr uint64_t kStruct = 0;
constexpr uint64_t kList = 1;
// Sizes of a list's elements.
constexpr uint64_t kBytes = 2;
constexpr uint64_t kWords = 5;
constexpr uint64_t kComposite = 7;

constexpr uint64_t kMaxDistance = uint64_t{1} << 29;

}  // namespace

size_t WordWriter::AddWords(size_t words) {
  const size_t at = out_.size();
  out_.append(words * kWordBytes, '\0');
  return at;
}

void WordWriter::PutAt(size_t at, uint64_t value, size_t bytes) {
  char* to = out_.data() + at;
  for (size_t i = 0; i < bytes; ++i) to[i] = static_cast<char>(value >> 8 * i);
}

void WordWriter::Put(size_t at, uint64_t value, size_t bytes) { PutAt(data_ + at, value, bytes); }

void WordWriter::Point(size_t at, size_t target, uint64_t kind, uint64_t upper) {
  const uint64_t distance = (target - at) / kWordBytes - 1;
  PutAt(at, kind | distance << 2 | upper << 32, kWordBytes);
}

void WordWriter::Begin(size_t data_words, size_t pointers, size_t from) {
  const size_t pointer = root_ ? AddWords(1) : PointerAt(from);
  root_ = false;
  data_ = AddWords(data_words);
  pointers_ = AddWords(pointers);
  if (data_words + pointers == 0) {  // an empty struct: its distance is -1, so that it is not null
    PutAt(pointer, 0xFFFFFFFC, kWordBytes);
    return;
  }
  Point(pointer, data_, kStruct, data_words | pointers << 16);
}

void WordWriter::Text(size_t pointer, std::string_view text) {
  if (text.empty()) return;
  const size_t bytes = text.size() + 1;  // with the zero at its end
  const size_t at = AddWords((bytes + kWordBytes - 1) / kWordBytes);
  std::memcpy(out_.data() + at, text.data(), text.size());
  Point(PointerAt(pointer), at, kList, kBytes | bytes << 3);
}

void WordWriter::Data(size_t pointer, std::string_view bytes) {
  if (bytes.empty()) return;
  const size_t at = AddWords((bytes.size() + kWordBytes - 1) / kWordBytes);
  std::memcpy(out_.data() + at, bytes.data(), bytes.size());
  Point(PointerAt(pointer), at, kList, kBytes | uint64_t{bytes.size()} << 3);
}

void WordWriter::Numbers(size_t pointer, const std::vector<uint64_t>& numbers) {
  if (numbers.empty()) return;
  const size_t at = AddWords(numbers.size());
  for (size_t i = 0; i < numbers.size(); ++i) PutAt(at + i * kWordBytes, numbers[i], kWordBytes);
  Point(PointerAt(pointer), at, kList, kWords | uint64_t{numbers.size()} << 3);
}

void WordWriter::BeginStructs(size_t pointer, size_t count, size_t data_words) {
  const size_t tag = AddWords(1);
  PutAt(tag, kStruct | uint64_t{count} << 2 | uint64_t{data_words} << 32, kWordBytes);
  Point(PointerAt(pointer), tag, kList, kComposite | uint64_t{count * data_words} << 3);
}

bool WordReader::Refuse(const char* why) {
  if (error_ == nullptr) error_ = why;
  return false;
}

uint64_t WordReader::WordAt(size_t at) const {
  uint64_t word = 0;
  for (size_t i = kWordBytes; i-- > 0;) word = word << 8 | static_cast<uint8_t>(bytes_[at + i]);
  return word;
}

uint64_t WordReader::Get(size_t at, size_t bytes) const {
  if (at + bytes > here_.data_bytes) return 0;  // an older peer's struct ends before
  uint64_t value = 0;
  for (size_t i = bytes; i-- > 0;) {
    value = value << 8 | static_cast<uint8_t>(bytes_[here_.data + at + i]);
  }
  return value;
}

bool WordReader::Follow(size_t at, Pointer* pointer) {
  if (!Fits(at, kWordBytes)) return Refuse("a pointer is outside of the message");
  const uint64_t word = WordAt(at);
  if (word == 0) return false;
  pointer->kind = static_cast<uint32_t>(word & 3);
  if (pointer->kind > kList) return Refuse("a far pointer or a capability");
  const uint64_t code = word >> 2 & 0x3FFFFFFF;
  const int64_t distance =
      static_cast<int64_t>(code) - (code >= kMaxDistance ? int64_t{1} << 30 : 0);
  const int64_t target = static_cast<int64_t>(at / kWordBytes) + 1 + distance;
  if (target < 0 || static_cast<uint64_t>(target) > bytes_.size() / kWordBytes) {
    return Refuse("a pointer leads outside of the message");
  }
  pointer->target = static_cast<size_t>(target) * kWordBytes;
  pointer->upper = word >> 32;
  return true;
}

void WordReader::Begin(size_t /*data_words*/, size_t /*pointers*/, size_t from) {
  if (root_ && bytes_.size() % kWordBytes != 0) {
    Refuse("not a whole number of words");
    return;
  }
  if (!root_ && from >= here_.pointer_count) {
    here_ = Struct();
    return;
  }
  const size_t at = root_ ? 0 : here_.pointers + from * kWordBytes;
  const bool had_root = !root_;
  root_ = false;
  here_ = Struct();
  Pointer pointer{};
  if (!Follow(at, &pointer)) {
    if (!had_root) Refuse("there is no root");
    return;
  }
  if (pointer.kind != kStruct) {
    Refuse("a list where a struct should be");
    return;
  }
  const size_t data = (pointer.upper & 0xFFFF) * kWordBytes;
  const size_t pointers = pointer.upper >> 16;
  if (!Fits(pointer.target, data + pointers * kWordBytes)) {
    Refuse("a struct ends outside of the message");
    return;
  }
  here_ = Struct{pointer.target, data, pointer.target + data, pointers};
}

bool WordReader::FollowList(size_t pointer, Pointer* found) {
  if (pointer >= here_.pointer_count) return false;
  if (!Follow(here_.pointers + pointer * kWordBytes, found)) return false;
  return found->kind == kList || Refuse("a struct where a list should be");
}

bool WordReader::FindBytes(size_t pointer, std::string_view* bytes) {
  Pointer found{};
  if (!FollowList(pointer, &found)) return false;
  const size_t size = found.upper >> 3;
  if ((found.upper & 7) != kBytes) return Refuse("a list of something else than bytes");
  if (!Fits(found.target, size)) return Refuse("bytes end outside of the message");
  *bytes = bytes_.substr(found.target, size);
  return true;
}

void WordReader::Data(size_t pointer, std::string& bytes) {
  std::string_view found;
  if (FindBytes(pointer, &found)) bytes.assign(found);
}

void WordReader::Text(size_t pointer, std::string& text) {
  std::string_view found;
  if (!FindBytes(pointer, &found)) return;
  if (found.empty() || found.back() != '\0') {
    Refuse("a text without its end");
    return;
  }
  found.remove_suffix(1);
  if (!IsUtf8(found)) {
    Refuse("a text that is not UTF-8");
    return;
  }
  text.assign(found);
}

void WordReader::Numbers(size_t pointer, std::vector<uint64_t>& numbers) {
  Pointer found{};
  if (!FollowList(pointer, &found)) return;
  const size_t count = found.upper >> 3;
  if ((found.upper & 7) != kWords) {
    Refuse("a list of something else than numbers");
    return;
  }
  if (!Fits(found.target, count * kWordBytes)) {
    Refuse("numbers end outside of the message");
    return;
  }
  numbers.resize(count);
  for (size_t i = 0; i < count; ++i) numbers[i] = WordAt(found.target + i * kWordBytes);
}

bool WordReader::FindStructs(size_t pointer, List* list) {
  Pointer found{};
  if (!FollowList(pointer, &found)) return false;
  if ((found.upper & 7) != kComposite) return Refuse("a list of something else than structs");
  const size_t bytes = (found.upper >> 3) * kWordBytes;
  if (!Fits(found.target, kWordBytes) || !Fits(found.target + kWordBytes, bytes)) {
    return Refuse("structs end outside of the message");
  }
  const uint64_t tag = WordAt(found.target);
  list->at = found.target + kWordBytes;
  list->count = (tag & 0xFFFFFFFF) >> 2;
  list->data = (tag >> 32 & 0xFFFF) * kWordBytes;
  list->stride = list->data + (tag >> 48) * kWordBytes;
  if ((tag & 3) != kStruct) return Refuse("a list of structs without its tag");
  // Structs of zeros only may take nothing; their number is bounded by the message all the same.
  if (list->count > bytes_.size() / kWordBytes) return Refuse("more structs than it can hold");
  if (list->count * list->stride != bytes) return Refuse("structs that do not fill their list");
  return true;
}

}  // namespace weft::sync
