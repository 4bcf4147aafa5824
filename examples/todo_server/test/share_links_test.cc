// Links and device tokens: what opens a list, and nothing else does.
#include "examples/todo_server/share_links.h"

#include <gtest/gtest.h>

namespace weft::todo {
namespace {

using sync::Rights;

struct ShareLinksTest : ::testing::Test {
  ShareLinks links{ShareLinks::NewKey()};
  std::string list = ShareLinks::NewListId();
  std::string CredentialFor(Rights rights) { return list + "#" + links.Capability(list, rights); }
};

TEST_F(ShareLinksTest, ALinkOpensItsListWithItsRights) {
  for (const Rights rights : {Rights::kEdit, Rights::kView}) {
    EXPECT_EQ(links.Link(list, rights), "/lists/" + CredentialFor(rights));
    const Result<Device> device = links.Identify(CredentialFor(rights));
    ASSERT_TRUE(device.ok()) << device.status().ToString();
    EXPECT_EQ(device->list, list);
    EXPECT_EQ(ShareLinks::RightsOf(device->name), rights);
    EXPECT_EQ(ShareLinks::ListOf(device->name), list);
  }
}

TEST_F(ShareLinksTest, EachUseOfALinkIsANewDevice) {
  EXPECT_NE(links.Identify(CredentialFor(Rights::kEdit))->name,
            links.Identify(CredentialFor(Rights::kEdit))->name);
}

TEST_F(ShareLinksTest, ATokenIsTheSameDeviceAgain) {
  const Device device = *links.Identify(CredentialFor(Rights::kView));
  const Result<Device> again = links.Identify(links.Token(device));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->name, device.name);
  EXPECT_EQ(again->list, device.list);
}

TEST_F(ShareLinksTest, AChangedTokenIsRefused) {
  const std::string token = links.Token(*links.Identify(CredentialFor(Rights::kView)));
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'e' ? 'f' : 'e';
    EXPECT_FALSE(links.Identify(changed).ok()) << changed;
  }
  for (size_t size = 0; size < token.size(); ++size) {
    EXPECT_FALSE(links.Identify(token.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(links.Identify(token + "A").ok());
}

TEST_F(ShareLinksTest, AViewLinkDoesNotEditInAnyDisguise) {
  const std::string view = links.Capability(list, Rights::kView);
  EXPECT_EQ(links.Check(list, view), Rights::kView);
  EXPECT_EQ(links.Check(list, view + "A"), Rights::kNone);
  EXPECT_EQ(links.Check(list, ""), Rights::kNone);
  EXPECT_EQ(links.Check(ShareLinks::NewListId(), view), Rights::kNone) << "another list's";
  const std::string device = links.Identify(list + "#" + view)->name;
  std::string editor = device;
  editor[list.size() + 1] = 'e';
  const std::string token = links.Token({list, device});
  EXPECT_FALSE(links.Identify("device." + editor + token.substr(token.rfind('.'))).ok());
}

TEST_F(ShareLinksTest, AnotherServersLinksAndTokensAreRefused) {
  const ShareLinks other{ShareLinks::NewKey()};
  EXPECT_FALSE(other.Identify(CredentialFor(Rights::kEdit)).ok());
  EXPECT_FALSE(other.Identify(links.Token({list, list + "/ex"})).ok());
}

TEST_F(ShareLinksTest, WhatIsNoCredentialIsRefused) {
  for (const char* text : {"", "#", "device.", "device..", "x", "device.x/e.", "\xff#\xff", "/#"}) {
    EXPECT_FALSE(links.Identify(text).ok()) << text;
  }
}

TEST(ShareLinks, IdsAreOfOneShape) {
  EXPECT_TRUE(ShareLinks::IsListId(ShareLinks::NewListId()));
  EXPECT_NE(ShareLinks::NewListId(), ShareLinks::NewListId());
  for (const char* id :
       {"", "short", "../../etc/passwd", "0123456789abcde/", "0123456789abcdef0"}) {
    EXPECT_FALSE(ShareLinks::IsListId(id)) << id;
  }
  EXPECT_EQ(ShareLinks::RightsOf("list"), Rights::kNone);
  EXPECT_EQ(ShareLinks::RightsOf("list/"), Rights::kNone);
  EXPECT_EQ(ShareLinks::RightsOf("list/x"), Rights::kNone);
}

}  // namespace
}  // namespace weft::todo
