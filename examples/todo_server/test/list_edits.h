// Edits of a list as the page makes them. A failing one fails the test.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_LIST_EDITS_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_LIST_EDITS_H_

#include <string_view>

#include <gtest/gtest.h>

#include <weft/crdt.h>

namespace weft::todo {

inline size_t TodoCount(Document& document) { return document.List("todos").size(); }

inline Text TodoText(Document& document, size_t index) {
  return *document.List("todos").GetMap(index)->GetText("name");
}

inline void AddTodo(Document& document, size_t index, std::string_view name) {
  document.Transact([&] {
    Result<Map> todo = document.List("todos").InsertMap(index);
    ASSERT_TRUE(todo.ok()) << todo.status().ToString();
    EXPECT_TRUE(todo->Set("done", Value(false)).ok());
    EXPECT_TRUE(todo->MakeText("name")->Insert(0, name).ok());
  });
}

inline void SetDone(Document& document, size_t index, bool done) {
  EXPECT_TRUE(document.List("todos").GetMap(index)->Set("done", Value(done)).ok());
}

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_LIST_EDITS_H_
