// Containers as short strings, for named tests that say what they expect.
#ifndef WEFT_TESTS_SUPPORT_SHOW_H_
#define WEFT_TESTS_SUPPORT_SHOW_H_

#include <string>
#include <vector>

#include "crdt/document/document.h"

namespace weft::testing {

// null, true, 12, 1.5, text, <2 bytes>, map 1-0.
std::string Show(const Value& value);
// Separated by spaces.
std::string Show(const std::vector<Value>& values);
std::string Show(const List& list);
// key=value, by key.
std::string Show(const Map& map);
// By the names of the nodes (see AddNamed), children in parentheses: A(B C(D)) E.
std::string Show(const Tree& tree);

// A node whose data says its name.
Id AddNamed(Tree tree, Id parent, size_t index, const std::string& name);
// A list of strings of one letter each.
void AppendLetters(List list, const std::string& letters);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_SHOW_H_
