#include "tests/support/oracle_moves.h"

#include <algorithm>
#include <tuple>

namespace weft::testing {

namespace {

bool IsBefore(const ObjectMove& a, const ObjectMove& b) {
  return std::tuple(a.lamport, a.slot.agent) < std::tuple(b.lamport, b.slot.agent);
}

bool IsBelow(const std::map<Id, TreePlace>& places, Id node, Id other) {
  for (; !node.IsNull(); node = places.at(node).parent) {
    if (node == other) return true;
  }
  return false;
}

}  // namespace

std::map<Id, Id> ListPlaces(const std::vector<ObjectMove>& moves) {
  std::map<Id, ObjectMove> greatest;
  for (const ObjectMove& move : moves) {
    const auto [it, first] = greatest.emplace(move.item, move);
    if (!first && IsBefore(it->second, move)) it->second = move;
  }
  std::map<Id, Id> places;
  for (const auto& [item, move] : greatest) places[item] = move.slot;
  return places;
}

std::map<Id, TreePlace> TreePlaces(const std::map<Id, Id>& made, std::vector<ObjectMove> moves) {
  std::map<Id, TreePlace> places;
  for (const auto& [node, parent] : made) places[node] = TreePlace{node, parent};
  std::sort(moves.begin(), moves.end(), IsBefore);
  for (const ObjectMove& move : moves) {
    if (IsBelow(places, move.parent, move.item)) continue;
    places[move.item] = TreePlace{move.slot, move.parent};
  }
  return places;
}

}  // namespace weft::testing
