// Picture: what each container of a document shows, as plain std containers. The oracle, the
// document read through its handles, local edits done by hand and the mirror that only events keep
// up to date are all compared as Pictures.
#ifndef WEFT_TESTS_SUPPORT_PICTURE_H_
#define WEFT_TESTS_SUPPORT_PICTURE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/container_id.h"
#include "crdt/core/value.h"

namespace weft::testing {

// A value, compared by its bytes: NaN is itself, and -0.0 is not 0.0.
struct Cell {
  std::string bytes;
  std::optional<ContainerId> container;

  friend bool operator==(const Cell&, const Cell&) = default;
};
Cell CellOf(const Value& value);

struct PictureItem {
  Id id;
  std::vector<Cell> cells;  // all that were written concurrently, the one that shows first

  friend bool operator==(const PictureItem&, const PictureItem&) = default;
};

// What a unit of a text has beside its code.
struct Format {
  std::map<std::string, std::string> attributes;  // by key, the bytes of the value
  std::string object;                             // likewise; empty: a letter
  // Of local edits done by hand: what marks give it is not foretold.
  bool unsure = false;

  friend bool operator==(const Format&, const Format&) = default;
};

// By the container's kind some of the members are used.
struct Shown {
  std::u16string text;
  std::vector<Format> formats;  // as many as text has units
  std::set<Id> comments;        // marks that are several, on something or not; see WithoutComments
  std::map<std::string, std::vector<Cell>> keys;
  std::vector<PictureItem> items;  // of a list; the nodes on top of a tree or below a node
  int64_t sum = 0;

  friend bool operator==(const Shown&, const Shown&) = default;
};

// Of nodes that are not in their tree, the children are not in the picture.
using Picture = std::map<ContainerId, Shown>;

bool IsSequence(ContainerKind kind);  // of items: kList, kTree, kNode
// What a new container is, in a picture: a node of a tree is two.
void AddContainer(Picture* picture, const ContainerId& container);
void AddNode(Picture* picture, Id node);
PictureItem NodeItem(Id node);

void InsertUnits(Shown* text, size_t position, std::u16string_view units, const Format& format);
void EraseUnits(Shown* text, size_t position, size_t count);
// As a mark does; a value of null takes off.
void SetAttribute(Shown* text, size_t position, size_t count, const std::string& key,
                  const Value& value);

// A document tells of its comments those that are on something alone.
Picture WithoutComments(Picture picture);
// Where `got` is something else than foretold.
std::string DifferenceFromForetold(const Picture& got, const Picture& foretold);

// The containers that can be reached from the roots through values that show.
std::set<ContainerId> Reachable(const Picture& picture);
// The part of it that can be reached, of each value only the one that shows, nothing that is empty.
Picture WhatShows(const Picture& picture);

std::string ToString(const Cell& cell);
std::string ToString(const Shown& shown);
// Where they differ, or nothing.
std::string Difference(const Picture& got, const Picture& expected);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_PICTURE_H_
