#include "examples/todo_server/list_policy.h"

#include <string>

namespace weft::todo {

namespace {

bool IsTextEdit(const AdmittedOperation& operation) {
  return operation.container.kind == ContainerKind::kText &&
         (operation.kind == OperationKind::kInsertText || operation.kind == OperationKind::kErase ||
          operation.kind == OperationKind::kRestore);
}

bool IsListEdit(const AdmittedOperation& operation) {
  return operation.container.kind == ContainerKind::kList &&
         ((operation.kind == OperationKind::kInsertItems && operation.values == ValueType::kMap) ||
          operation.kind == OperationKind::kErase || operation.kind == OperationKind::kRestore ||
          operation.kind == OperationKind::kMove || operation.kind == OperationKind::kUndo);
}

// Undone, and taken back: nothing else in a map can be.
bool IsUndoOrRedo(const AdmittedOperation& operation) {
  return operation.container.kind == ContainerKind::kMap &&
         (operation.kind == OperationKind::kUndo || operation.kind == OperationKind::kRestore);
}

bool IsFieldOfTodo(const AdmittedOperation& operation) {
  return operation.container.kind == ContainerKind::kMap &&
         operation.kind == OperationKind::kWrite &&
         (((operation.key == "name" || operation.key == "notes") &&
           operation.values == ValueType::kText) ||
          (operation.key == "done" && operation.values == ValueType::kBool));
}

bool IsOwnName(const AdmittedOperation& operation) {
  constexpr size_t kMostBytes = 256;  // with the key
  return operation.container.kind == ContainerKind::kMap &&
         operation.kind == OperationKind::kWrite && operation.values == ValueType::kString &&
         operation.bytes <= kMostBytes && operation.key == std::to_string(operation.author);
}

bool IsText(std::string_view path) {
  return path == "name" || path == "todos/*/name" || path == "todos/*/notes";
}

}  // namespace

Status CheckListOperation(const AdmittedOperation& operation) {
  const std::string& path = operation.path;
  if (IsText(path) && IsTextEdit(operation)) return OkStatus();
  if (path == "todos" && IsListEdit(operation)) return OkStatus();
  if (path == "todos/*" && (IsFieldOfTodo(operation) || IsUndoOrRedo(operation))) {
    return OkStatus();
  }
  if (path == "people" && IsOwnName(operation)) return OkStatus();
  return FailedPrecondition(
      "a list has a name, to-dos, which have a name and notes and are done or not, and people, who "
      "name themselves; " +
      std::string("not what was written at ") + path +
      (operation.key.empty() ? "" : "/" + operation.key));
}

}  // namespace weft::todo
