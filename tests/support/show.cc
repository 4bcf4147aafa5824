#include "tests/support/show.h"

#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/object_operation.h"

namespace weft::testing {

std::string Show(const Value& value) {
  std::ostringstream out;
  if (value.IsNull()) out << "null";
  if (const bool* truth = value.AsBool()) out << (*truth ? "true" : "false");
  if (const int64_t* number = value.AsInt()) out << *number;
  if (const double* number = value.AsDouble()) out << *number;
  if (const std::string* text = value.AsString()) out << *text;
  if (const Bytes* bytes = value.AsBytes()) out << "<" << bytes->data.size() << " bytes>";
  if (const ContainerId* container = value.AsContainer()) out << ToString(*container);
  return out.str();
}

std::string Show(const std::vector<Value>& values) {
  std::string out;
  for (const Value& value : values) out += (out.empty() ? "" : " ") + Show(value);
  return out;
}

std::string Show(const List& list) { return Show(list.Read()); }

std::string Show(const Map& map) {
  std::string out;
  for (const std::string& key : map.Keys()) {
    out += (out.empty() ? "" : " ") + key + "=" + Show(*map.Get(key));
  }
  return out;
}

namespace {

std::string ShowBelow(const Tree& tree, Id parent) {
  std::string out;
  for (Id child : tree.Children(parent)) {
    const Result<Map> data = tree.Data(child);
    const std::string below = ShowBelow(tree, child);
    out += out.empty() ? "" : " ";
    out += data.ok() ? Show(data->Get("name").value_or("?")) : "no data";
    if (!below.empty()) out += "(" + below + ")";
  }
  return out;
}

}  // namespace

std::string Show(const Tree& tree) { return ShowBelow(tree, kNullId); }

Id AddNamed(Tree tree, Id parent, size_t index, const std::string& name) {
  const Result<Id> node = tree.Insert(parent, index);
  EXPECT_TRUE(node.ok()) << node.status().ToString();
  if (!node.ok()) return kNullId;
  const Status status = tree.Data(*node)->Set("name", name);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return *node;
}

void AppendLetters(List list, const std::string& letters) {
  for (const char letter : letters) {
    const Status status = list.Append(std::string(1, letter));
    EXPECT_TRUE(status.ok()) << status.ToString();
  }
}

}  // namespace weft::testing
