#include "tests/support/picture.h"

#include "tests/support/elements.h"
#include "tests/support/object_operation.h"
#include "tests/support/plain_text.h"

namespace weft::testing {

Cell CellOf(const Value& value) {
  Cell cell{BytesOf(value), std::nullopt};
  if (const ContainerId* container = value.AsContainer()) cell.container = *container;
  return cell;
}

bool IsSequence(ContainerKind kind) {
  return kind == ContainerKind::kList || kind == ContainerKind::kTree ||
         kind == ContainerKind::kNode;
}

void AddContainer(Picture* picture, const ContainerId& container) { (*picture)[container]; }

void AddNode(Picture* picture, Id node) {
  AddContainer(picture, ContainerId(ContainerKind::kMap, node));
  AddContainer(picture, ContainerId(ContainerKind::kNode, node));
}

PictureItem NodeItem(Id node) {
  return PictureItem{node, {CellOf(ContainerId(ContainerKind::kMap, node))}};
}

void InsertUnits(Shown* text, size_t position, std::u16string_view units, const Format& format) {
  text->text.insert(position, units);
  text->formats.insert(text->formats.begin() + static_cast<ptrdiff_t>(position), units.size(),
                       format);
}

void EraseUnits(Shown* text, size_t position, size_t count) {
  text->text.erase(position, count);
  const auto from = text->formats.begin() + static_cast<ptrdiff_t>(position);
  text->formats.erase(from, from + static_cast<ptrdiff_t>(count));
}

void SetAttribute(Shown* text, size_t position, size_t count, const std::string& key,
                  const Value& value) {
  for (size_t i = position; i < position + count; ++i) {
    text->formats[i].attributes.erase(key);
    if (!value.IsNull()) text->formats[i].attributes[key] = BytesOf(value);
  }
}

Picture WithoutComments(Picture picture) {
  for (auto& [container, shown] : picture) shown.comments.clear();
  return picture;
}

std::string DifferenceFromForetold(const Picture& got, const Picture& foretold) {
  Picture expected = foretold;
  for (auto& [container, shown] : expected) {
    const auto there = got.find(container);
    if (there == got.end() || there->second.formats.size() != shown.formats.size()) continue;
    for (size_t i = 0; i < shown.formats.size(); ++i) {
      if (!shown.formats[i].unsure) continue;
      shown.formats[i].attributes = there->second.formats[i].attributes;
      shown.formats[i].unsure = false;
    }
  }
  return Difference(got, expected);
}

namespace {

// What is right inside of a container.
std::vector<ContainerId> Inside(const ContainerId& container, const Shown& shown) {
  std::vector<ContainerId> out;
  for (const auto& [key, cells] : shown.keys) {
    if (cells.front().container) out.push_back(*cells.front().container);
  }
  for (const PictureItem& item : shown.items) {
    if (item.cells.front().container) out.push_back(*item.cells.front().container);
    if (container.kind != ContainerKind::kList) {
      out.push_back(ContainerId(ContainerKind::kNode, item.id));
    }
  }
  return out;
}

}  // namespace

std::set<ContainerId> Reachable(const Picture& picture) {
  std::set<ContainerId> out;
  std::vector<ContainerId> todo;
  for (const auto& [container, shown] : picture) {
    if (container.IsRoot()) todo.push_back(container);
  }
  while (!todo.empty()) {
    const ContainerId container = todo.back();
    todo.pop_back();
    if (!out.insert(container).second) continue;
    const auto it = picture.find(container);
    if (it == picture.end()) continue;
    for (const ContainerId& inner : Inside(container, it->second)) todo.push_back(inner);
  }
  return out;
}

Picture WhatShows(const Picture& picture) {
  Picture out;
  for (const ContainerId& container : Reachable(picture)) {
    const auto it = picture.find(container);
    if (it == picture.end() || it->second == Shown()) continue;
    Shown shown = it->second;
    for (auto& [key, cells] : shown.keys) cells.resize(1);
    for (PictureItem& item : shown.items) item.cells.resize(1);
    out.emplace(container, std::move(shown));
  }
  return out;
}

std::string ToString(const Cell& cell) {
  if (cell.container) return ToString(*cell.container);
  std::string out;
  for (const char c : cell.bytes) {
    const auto byte = static_cast<uint8_t>(c);
    out += std::string(1, "0123456789abcdef"[byte >> 4]) + "0123456789abcdef"[byte & 15];
  }
  return out;
}

namespace {

std::string InHex(const std::string& bytes) { return ToString(Cell{bytes, std::nullopt}); }

std::string ToString(const Format& format) {
  std::string out = format.unsure ? "?" : "";
  for (const auto& [key, value] : format.attributes) out += key + "=" + InHex(value) + " ";
  return format.object.empty() ? out : out + "object " + InHex(format.object);
}

std::string FormatsOf(const Shown& shown) {
  std::string out;
  for (size_t i = 0; i < shown.formats.size(); ++i) {
    const std::string format = ToString(shown.formats[i]);
    if (!format.empty()) out += std::to_string(i) + ": " + format + ", ";
  }
  for (const Id& comment : shown.comments) out += "comment " + ToString(comment) + ", ";
  return out;
}

std::string ToString(const std::vector<Cell>& cells) {
  std::string out;
  for (const Cell& cell : cells) out += (out.empty() ? "" : "|") + ToString(cell);
  return out;
}

}  // namespace

std::string ToString(const Shown& shown) {
  std::string out = "\"" + ToUtf8(shown.text) + "\" (" + FormatsOf(shown) + ") {";
  for (const auto& [key, cells] : shown.keys) out += key + ": " + ToString(cells) + ", ";
  out += "} [";
  for (const PictureItem& item : shown.items) {
    out += ToString(item.id) + ": " + ToString(item.cells) + ", ";
  }
  return out + "] " + std::to_string(shown.sum);
}

std::string Difference(const Picture& got, const Picture& expected) {
  for (const auto& [container, shown] : expected) {
    const auto it = got.find(container);
    if (it == got.end()) return ToString(container) + " is missing: " + ToString(shown);
    if (it->second != shown) {
      return ToString(container) + " is " + ToString(it->second) + "; not " + ToString(shown);
    }
  }
  for (const auto& [container, shown] : got) {
    if (!expected.contains(container)) {
      return ToString(container) + " should not be: " + ToString(shown);
    }
  }
  return "";
}

}  // namespace weft::testing
