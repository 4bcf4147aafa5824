// The bytes of rows that hold several records.
//
//   records.lengths   the length of each record in the row but the last, which has the rest
//   journal.bytes     for each record: length and bytes of its document's name, position, length
//                     and bytes of the record
//
// Lengths are 4 bytes, positions 8, least significant first.
// Thread rule: none, functions of their arguments.
#ifndef WEFT_EXAMPLES_TODO_SERVER_RECORD_BYTES_H_
#define WEFT_EXAMPLES_TODO_SERVER_RECORD_BYTES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weft/sync.h>

namespace weft::todo {

// Makes a row of `records`: one record, or several that follow each other.
class RecordRow {
 public:
  void Add(std::string_view record);
  bool empty() const { return empty_; }
  const std::string& lengths() const { return lengths_; }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string lengths_;
  std::string bytes_;
  size_t last_ = 0;  // where the last record begins
  bool empty_ = true;
};
// kDataLoss when the lengths are not those of `bytes`. What is answered shows into `bytes`.
Result<std::vector<std::string_view>> RecordsOfRow(std::string_view lengths,
                                                   std::string_view bytes);

struct JournalRecord {
  std::string_view document;
  uint64_t position = 0;
  std::string_view bytes;
};
void AppendJournalRecord(const JournalRecord& record, std::string* to);
// Takes the first one off. kDataLoss when there is none.
Result<JournalRecord> TakeJournalRecord(std::string_view* bytes);

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_RECORD_BYTES_H_
