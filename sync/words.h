// Words: Cap'n Proto's encoding of one message in one segment, as much of it as sync/protocol.capnp
// needs. Own code instead of the library: docs/decisions/0010-own-cap-n-proto-codec.md.
//
// Writing and reading have the same calls, so that one description of a message (sync/codec.cc)
// serves both:
//   Begin(data words, pointers)   opens the struct that the calls after it fill or read
//   U16, U32, U64, Flag, Enum     fields of the data section, by place in units of their own size
//   Text, Data, Numbers, Structs  what pointers lead to, by number
//
// The reader never looks outside the bytes it was given, makes at most eight times as much of them
// (structs of a list that take nothing there are whole ones here), follows no pointer twice and
// does not recurse. Any bytes whatever are read or refused.
// Cost: linear. Thread rule: plain values.
// Source: Cap'n Proto's "Encoding Spec".
#ifndef WEFT_SYNC_WORDS_H_
#define WEFT_SYNC_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::sync {

inline constexpr size_t kWordBytes = 8;

class WordWriter {
 public:
  template <class T>
  using Ref = const T&;

  // Appends to *out.
  explicit WordWriter(std::string* out) : out_(*out), start_(out->size()) {}

  // The root struct, or the one that the last struct's pointer `from` leads to.
  void Begin(size_t data_words, size_t pointers, size_t from = 0);

  void U16(size_t place, uint16_t value) { Put(place * 2, value, 2); }
  void U32(size_t place, uint32_t value) { Put(place * 4, value, 4); }
  void U64(size_t place, uint64_t value) { Put(place * 8, value, 8); }
  void Flag(size_t bit, bool value) { Put(bit / 8, value ? 1u << bit % 8 : 0, 1); }
  template <class E>
  void Enum(size_t place, E value, E /*greatest*/) {
    U16(place, static_cast<uint16_t>(value));
  }
  void Text(size_t pointer, std::string_view text);
  void Data(size_t pointer, std::string_view bytes);
  void Numbers(size_t pointer, const std::vector<uint64_t>& numbers);
  // `fields(io, element)` has the element's fields, all in `data_words` words of data.
  template <class T, class Fields>
  void Structs(size_t pointer, const std::vector<T>& elements, size_t data_words, Fields fields) {
    if (elements.empty()) return;
    BeginStructs(pointer, elements.size(), data_words);
    const size_t outer = data_;
    for (const T& element : elements) {
      data_ = AddWords(data_words);
      fields(*this, element);
    }
    data_ = outer;
  }

 private:
  size_t AddWords(size_t words);  // zeros; where they start in out_
  void Put(size_t at, uint64_t value, size_t bytes);
  void PutAt(size_t at, uint64_t value, size_t bytes);
  // Lets the pointer at `at` lead to `target`.
  void Point(size_t at, size_t target, uint64_t kind, uint64_t upper);
  void BeginStructs(size_t pointer, size_t count, size_t data_words);
  size_t PointerAt(size_t pointer) const { return pointers_ + pointer * kWordBytes; }

  std::string& out_;
  size_t start_;
  size_t data_ = 0;      // where the open struct's data is in out_
  size_t pointers_ = 0;  // and its pointers
  bool root_ = true;
};

class WordReader {
 public:
  template <class T>
  using Ref = T&;

  // `bytes` outlive the reader.
  explicit WordReader(std::string_view bytes) : bytes_(bytes) {}

  // What is wrong with the bytes, as far as they were read; null while nothing is.
  const char* error() const { return error_; }
  bool ok() const { return error_ == nullptr; }

  void Begin(size_t data_words, size_t pointers, size_t from = 0);

  void U16(size_t place, uint16_t& value) { value = static_cast<uint16_t>(Get(place * 2, 2)); }
  void U32(size_t place, uint32_t& value) { value = static_cast<uint32_t>(Get(place * 4, 4)); }
  void U64(size_t place, uint64_t& value) { value = Get(place * 8, 8); }
  void Flag(size_t bit, bool& value) { value = (Get(bit / 8, 1) >> bit % 8 & 1) != 0; }
  // What is beyond `greatest` reads as the enum's 0.
  template <class E>
  void Enum(size_t place, E& value, E greatest) {
    const uint64_t number = Get(place * 2, 2);
    value = number <= static_cast<uint64_t>(greatest) ? static_cast<E>(number) : E{};
  }
  void Text(size_t pointer, std::string& text);  // UTF-8
  void Data(size_t pointer, std::string& bytes);
  void Numbers(size_t pointer, std::vector<uint64_t>& numbers);
  template <class T, class Fields>
  void Structs(size_t pointer, std::vector<T>& elements, size_t data_words, Fields fields) {
    (void)data_words;
    List list;
    if (!FindStructs(pointer, &list)) return;
    const Struct outer = here_;
    elements.resize(list.count);
    for (size_t i = 0; i < list.count; ++i) {
      here_ = Struct{list.at + i * list.stride, list.data, 0, 0};
      fields(*this, elements[i]);
    }
    here_ = outer;
  }

 private:
  struct Struct {
    size_t data = 0;  // in bytes_
    size_t data_bytes = 0;
    size_t pointers = 0;
    size_t pointer_count = 0;
  };
  struct Pointer {
    uint32_t kind;   // 0 struct, 1 list
    size_t target;   // in bytes_, inside or at the end
    uint64_t upper;  // the upper 32 bits
  };
  struct List {
    size_t at = 0;
    size_t count = 0;
    size_t stride = 0;  // bytes from one element to the next
    size_t data = 0;    // bytes of data of each
  };

  uint64_t Get(size_t at, size_t bytes) const;
  uint64_t WordAt(size_t at) const;
  bool Refuse(const char* why);
  // False when the pointer is null or bad.
  bool Follow(size_t at, Pointer* pointer);
  bool FollowList(size_t pointer, Pointer* found);
  bool FindBytes(size_t pointer, std::string_view* bytes);
  bool FindStructs(size_t pointer, List* list);
  bool Fits(size_t at, size_t bytes) const {
    return at <= bytes_.size() && bytes <= bytes_.size() - at;
  }

  std::string_view bytes_;
  Struct here_;
  bool root_ = true;
  const char* error_ = nullptr;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_WORDS_H_
