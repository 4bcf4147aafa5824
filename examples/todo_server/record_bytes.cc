#include "examples/todo_server/record_bytes.h"

namespace weft::todo {

namespace {

constexpr size_t kLengthBytes = 4;
constexpr size_t kPositionBytes = 8;

void AppendNumber(uint64_t value, size_t bytes, std::string* to) {
  for (size_t i = 0; i < bytes; ++i) to->push_back(static_cast<char>(value >> (8 * i)));
}

uint64_t NumberIn(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) {
    value = value << 8 | static_cast<uint8_t>(bytes[i - 1]);
  }
  return value;
}

// False: there are not so many bytes.
bool Take(size_t count, std::string_view* from, std::string_view* taken) {
  if (from->size() < count) return false;
  *taken = from->substr(0, count);
  from->remove_prefix(count);
  return true;
}

bool TakeNumber(size_t bytes, std::string_view* from, uint64_t* number) {
  std::string_view taken;
  if (!Take(bytes, from, &taken)) return false;
  *number = NumberIn(taken);
  return true;
}

void AppendField(std::string_view bytes, std::string* to) {
  AppendNumber(bytes.size(), kLengthBytes, to);
  to->append(bytes);
}

bool TakeField(std::string_view* from, std::string_view* field) {
  uint64_t length = 0;
  return TakeNumber(kLengthBytes, from, &length) && Take(length, from, field);
}

}  // namespace

void RecordRow::Add(std::string_view record) {
  if (!empty_) AppendNumber(bytes_.size() - last_, kLengthBytes, &lengths_);
  last_ = bytes_.size();
  bytes_.append(record);
  empty_ = false;
}

Result<std::vector<std::string_view>> RecordsOfRow(std::string_view lengths,
                                                   std::string_view bytes) {
  std::vector<std::string_view> records;
  records.reserve(lengths.size() / kLengthBytes + 1);
  while (!lengths.empty()) {
    uint64_t length = 0;
    std::string_view record;
    if (!TakeNumber(kLengthBytes, &lengths, &length) || !Take(length, &bytes, &record)) {
      return DataLoss("a row of the log is shorter than its records");
    }
    records.push_back(record);
  }
  records.push_back(bytes);
  return records;
}

void AppendJournalRecord(const JournalRecord& record, std::string* to) {
  AppendField(record.document, to);
  AppendNumber(record.position, kPositionBytes, to);
  AppendField(record.bytes, to);
}

Result<JournalRecord> TakeJournalRecord(std::string_view* bytes) {
  JournalRecord record;
  if (!TakeField(bytes, &record.document) || !TakeNumber(kPositionBytes, bytes, &record.position) ||
      !TakeField(bytes, &record.bytes)) {
    return DataLoss("a row of the journal is too short");
  }
  return record;
}

}  // namespace weft::todo
