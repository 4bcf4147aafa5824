#include "examples/todo_server/list_policy.h"

#include <map>
#include <string>
#include <string_view>

namespace weft::todo {

namespace {

// By undo and redo, and by who restores an older version: also of what others did.
bool IsUndo(const AdmittedOperation& operation) {
  return operation.kind == OperationKind::kUndo || operation.kind == OperationKind::kRestore;
}
bool IsTakenBack(const AdmittedOperation& operation) {
  return operation.kind == OperationKind::kErase || IsUndo(operation);
}

// How notes may look: Quill's names. Pages look at the values again before they show them.
bool IsFormat(const AdmittedOperation& operation) {
  static const std::map<std::string, ValueType, std::less<>> kFormats = {
      {"blockquote", ValueType::kBool}, {"bold", ValueType::kBool},   {"code", ValueType::kBool},
      {"code-block", ValueType::kBool}, {"header", ValueType::kInt},  {"italic", ValueType::kBool},
      {"link", ValueType::kString},     {"list", ValueType::kString}, {"strike", ValueType::kBool},
      {"underline", ValueType::kBool},
  };
  // Of key and value. The page takes addresses of 2000 bytes; all else is a word or two.
  constexpr size_t kMostOfLink = 2048;
  constexpr size_t kMostBytes = 64;
  if (operation.kind != OperationKind::kMark) return false;
  if (operation.bytes > (operation.key == "link" ? kMostOfLink : kMostBytes)) return false;
  const auto format = kFormats.find(operation.key);
  return format != kFormats.end() &&
         (operation.values == format->second || operation.values == ValueType::kNull);
}

bool IsTextEdit(const AdmittedOperation& operation) {
  return operation.container.kind == ContainerKind::kText &&
         (operation.kind == OperationKind::kInsertText || IsTakenBack(operation));
}

bool IsListEdit(const AdmittedOperation& operation) {
  return operation.container.kind == ContainerKind::kList &&
         ((operation.kind == OperationKind::kInsertItems && operation.values == ValueType::kMap) ||
          operation.kind == OperationKind::kMove || IsTakenBack(operation));
}

bool IsFieldOfTodo(const AdmittedOperation& operation) {
  if (operation.container.kind != ContainerKind::kMap) return false;
  if (operation.kind != OperationKind::kWrite) return IsUndo(operation);
  if (operation.key == "done") return operation.values == ValueType::kBool;
  return (operation.key == "name" || operation.key == "notes") &&
         operation.values == ValueType::kText;
}

bool IsOwnName(const AdmittedOperation& operation) {
  constexpr size_t kMostBytes = 256;  // with the key
  if (operation.container.kind != ContainerKind::kMap) return false;
  if (operation.kind == OperationKind::kRestore) return true;  // of a name that its owner gave
  if (operation.key != std::to_string(operation.author)) return false;
  if (operation.kind == OperationKind::kUndo) return true;
  return operation.kind == OperationKind::kWrite && operation.values == ValueType::kString &&
         operation.bytes <= kMostBytes;
}

bool IsText(std::string_view path) {
  return path == "name" || path == "todos/*/name" || path == "todos/*/notes";
}

}  // namespace

Status CheckListOperation(const AdmittedOperation& operation) {
  const std::string& path = operation.path;
  if (IsText(path) && IsTextEdit(operation)) return OkStatus();
  if (path == "todos/*/notes" && IsFormat(operation)) return OkStatus();
  if (path == "todos" && IsListEdit(operation)) return OkStatus();
  if (path == "todos/*" && IsFieldOfTodo(operation)) return OkStatus();
  if (path == "people" && IsOwnName(operation)) return OkStatus();
  return FailedPrecondition(
      "a list has a name, to-dos, which have a name and notes and are done or not, and people, who "
      "name themselves; " +
      std::string("not what was written at ") + path +
      (operation.key.empty() ? "" : "/" + operation.key));
}

}  // namespace weft::todo
