// Cursors and selections in presence.
#include "sync/selection.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/hostile_network.h"

namespace weft::testing {
namespace {

using sync::DecodePresence;
using sync::EncodePresence;
using sync::Resolve;
using sync::SelectedRange;
using sync::SelectIn;
using sync::Selection;

constexpr size_t kMost = 8;

std::vector<Selection> Decoded(const std::string& presence) {
  std::vector<Selection> out;
  EXPECT_OK(DecodePresence(presence, kMost, &out));
  return out;
}

TEST(Selection, StaysOnItsLettersWhateverOthersType) {
  Document ada(1);
  Document ben(2);
  Type(ada, 0, "one two three");
  Meet(ada, ben);
  const Text note = ada.Text(kNote);
  const Selection forwards = *SelectIn(note, kNote, 4, 7);
  const Selection backwards = *SelectIn(note, kNote, 7, 4);
  const Selection cursor = *SelectIn(note, kNote, 4, 4);
  Type(ben, 7, "!");
  Type(ben, 4, "<");
  Type(ben, 0, "zero ");
  Meet(ada, ben);
  EXPECT_EQ(*Resolve(note, forwards), (SelectedRange{10, 13}));
  EXPECT_EQ(*Resolve(note, backwards), (SelectedRange{13, 10}));
  EXPECT_EQ(*Resolve(note, cursor), (SelectedRange{9, 9}));
  Delete(ada, 0, 17);
  EXPECT_EQ(*Resolve(note, forwards), (SelectedRange{0, 0})) << "on deleted text, too";
  EXPECT_EQ(SelectIn(note, kNote, 0, 99).status().code(), StatusCode::kOutOfRange);
}

TEST(Selection, IsReadAsItWasWritten) {
  const std::vector<Selection> selections = {
      {"note", {{2, 5}, Side::kBefore}, {kNullId, Side::kAfter}},
      {"todos/3/\"text\"", {{kMaxAgent, kMaxElements - 1}, Side::kAfter}, {{0, 0}, Side::kBefore}}};
  const std::string presence = *EncodePresence(selections);
  EXPECT_EQ(
      presence,
      R"({"selections":[{"text":"note","anchor":{"id":"2:5","side":"before"},)"
      R"("head":{"id":null,"side":"after"}},)"
      R"({"text":"todos/3/\"text\"","anchor":{"id":"9007199254740991:2147483646","side":"after"},)"
      R"("head":{"id":"0:0","side":"before"}}]})");
  EXPECT_EQ(Decoded(presence), selections);
  EXPECT_EQ(*EncodePresence({}, R"( {"name":"Ada", "colour":3} )"),
            R"({"name":"Ada", "colour":3,"selections":[]})");
  EXPECT_TRUE(Decoded(R"({"name":"Ada"})").empty());
}

TEST(Selection, WhatIsNoneIsRefused) {
  std::vector<Selection> out = {Selection()};
  const auto refused = [&](const std::string& presence, StatusCode code) {
    EXPECT_EQ(DecodePresence(presence, 1, &out).code(), code) << presence;
    EXPECT_TRUE(out.empty());
    out = {Selection()};
  };
  constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
  const std::string end = R"({"id":"1:2","side":"before"})";
  const auto one = [&](const std::string& anchor) {
    return R"({"selections":[{"text":"t","anchor":)" + anchor + R"(,"head":)" + end + "}]}";
  };
  EXPECT_OK(DecodePresence(one(end), 1, &out));
  refused("", kInvalid);
  refused("[]", kInvalid);
  refused("7", kInvalid);
  refused(R"({"selections":7})", kInvalid);
  refused(R"({"selections":[7]})", kInvalid);
  refused(R"({"selections":[{}]})", kInvalid);
  refused(R"({"selections":[{"text":7,"anchor":)" + end + R"(,"head":)" + end + "}]}", kInvalid);
  refused(R"({"selections":[{"text":"t","anchor":)" + end + "}]}", kInvalid);
  for (const char* const id : {"7", "\"7\"", "\":\"", "\"1:\"", "\":1\"", "\"1:2:3\"", "\"-1:2\"",
                               "\"01:2\"", "\"1:02\"", "\"1: 2\"", "\"9007199254740992:0\"",
                               "\"1:2147483647\"", "\"99999999999999999999:0\"", "{}", "true"}) {
    refused(one(R"({"id":)" + std::string(id) + R"(,"side":"before"})"), kInvalid);
  }
  refused(one(R"({"id":"1:2","side":"left"})"), kInvalid);
  refused(one(R"({"id":"1:2","side":0})"), kInvalid);
  refused(one(R"({"id":"1:2"})"), kInvalid);
  refused(one(R"({"side":"after"})"), kInvalid);
  refused(R"({"selections":[{},{}]})", StatusCode::kResourceExhausted);
  refused("{\"a\":\"" + std::string(2u << 20, 'x') + "\"}", StatusCode::kResourceExhausted);
  EXPECT_FALSE(DecodePresence(std::string(1000, '['), 1, &out).ok());
  for (const char* const beside : {"", "[]", R"({"selections":[]})"}) {
    EXPECT_EQ(EncodePresence({}, beside).status().code(), kInvalid) << beside;
  }
}

TEST(Selection, TravelsAsPresence) {
  HostileNetwork network(1);
  HostileNetwork::Client& ann = network.AddClient("ann");
  HostileNetwork::Client& ben = network.AddClient("ben");
  const uint32_t at_ann = network.Open(ann, "list");
  const uint32_t at_ben = network.Open(ben, "list");
  Type(ann.session.document(at_ann), 0, "hello");
  network.Settle();
  const Selection selection = *SelectIn(ann.session.document(at_ann).Text(kNote), kNote, 1, 4);
  ann.session.SendPresence(at_ann, *EncodePresence({{selection}}, R"({"name":"Ann"})"), 30'000);
  network.Run(10, kFine);
  const sync::ClientEvent* const told = ben.Last(sync::ClientEvent::Kind::kPresence);
  ASSERT_NE(told, nullptr);
  const std::vector<Selection> seen = Decoded(told->presence.data);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0], selection);
  Document& document = ben.session.document(at_ben);
  Type(document, 0, ">> ");
  EXPECT_EQ(*Resolve(document.Text(seen[0].text), seen[0]), (SelectedRange{4, 7}));
}

}  // namespace
}  // namespace weft::testing
