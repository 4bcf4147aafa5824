// Sessions of the C ABI, with the C++ server at the other end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <weft.h>
#include <weft/crdt.h>
#include <weft/sync.h>

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

const uint8_t* Raw(std::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }
std::string Copy(weft_bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data), bytes.size};
}

// Everybody may edit everything but the text "locked".
class Rules : public weft::sync::Application {
 public:
  void Authenticate(std::string_view credential,
                    std::function<void(weft::Result<weft::sync::Identity>)> done) override {
    done(weft::sync::Identity{std::string(credential), "token of " + std::string(credential)});
  }
  void Authorize(std::string_view, std::string_view,
                 std::function<void(weft::sync::Rights)> done) override {
    done(weft::sync::Rights::kEdit);
  }
  weft::Status Check(std::string_view, std::string_view,
                     const weft::AdmittedOperation& operation) override {
    if (operation.path == "locked") return weft::FailedPrecondition("not that one");
    return weft::OkStatus();
  }
};

struct Person {
  Person(std::string_view name, uint64_t seed, weft_document* doc, std::string_view state = {})
      : session(weft_session_new(seed)), doc(doc) {
    EXPECT_EQ(weft_session_set_credential(session, Raw(name), name.size()), WEFT_OK);
    const std::string secret(16, static_cast<char>(seed));
    EXPECT_EQ(
        weft_session_add(session, "list", 4, doc, Raw(state), state.size(), Raw(secret), &channel),
        WEFT_OK);
  }
  Person(const Person&) = delete;
  Person& operator=(const Person&) = delete;
  ~Person() { weft_session_free(session); }

  weft_container Text(const char* name) const {
    weft_container text = 0;
    EXPECT_EQ(weft_document_root(doc, WEFT_TEXT, name, std::string_view(name).size(), &text),
              WEFT_OK);
    return text;
  }
  void Type(std::string_view text, const char* name = "text") const {
    EXPECT_EQ(weft_text_insert_utf8(doc, Text(name), 0, text.data(), text.size()), WEFT_OK);
  }
  std::string Read(const char* name = "text") const {
    weft_bytes out{};
    EXPECT_EQ(weft_text_read(doc, Text(name), &out), WEFT_OK);
    return Copy(out);
  }
  weft_session_state State() const {
    weft_session_state state{};
    EXPECT_EQ(weft_session_status(session, channel, &state), WEFT_OK);
    return state;
  }
  void TakeEvents() {
    for (weft_bytes out{}; weft_session_next_event(session, &out) == WEFT_OK && out.size > 0;) {
      const std::string event = Copy(out);
      events.push_back(event.substr(1, static_cast<unsigned char>(event[0])));
      packed.push_back(event);
    }
  }

  weft_session* session;
  weft_document* doc;
  uint32_t channel = 0;
  std::unique_ptr<weft::sync::ServerSession> link;
  std::vector<std::string> events;
  std::vector<std::string> packed;
};

class CSession : public testing::Test {
 protected:
  void Connect(Person& person) {
    person.link = server_.Connect();
    EXPECT_EQ(weft_session_connected(person.session, 0), WEFT_OK);
  }
  static void Cut(Person& person) {
    person.link.reset();
    EXPECT_EQ(weft_session_disconnected(person.session), WEFT_OK);
  }
  static bool Carry(Person& person) {
    bool some = false;
    EXPECT_EQ(weft_session_tick(person.session, 0), WEFT_OK);
    if (person.link == nullptr) return false;
    weft_bytes out{};
    while (weft_session_next_frame(person.session, &out) == WEFT_OK && out.size > 0) {
      person.link->Receive(Copy(out), 0);
      some = true;
    }
    for (std::string frame; person.link->NextFrame(&frame); some = true) {
      EXPECT_EQ(weft_session_receive(person.session, Raw(frame), frame.size(), 0), WEFT_OK);
    }
    person.TakeEvents();
    return some;
  }
  template <class... People>
  void Settle(People&... people) {
    while ((Carry(people) | ...)) continue;
  }

  weft::sync::MemoryStorage storage_;
  Rules rules_;
  weft::sync::Server server_{&storage_, &rules_};
};

TEST_F(CSession, TwoEditOneDocument) {
  Person ann("ann", 1, weft_document_new(100, WEFT_FUGUE_MAX));
  Person ben("ben", 2, weft_document_new(200, WEFT_FUGUE_MAX));
  Connect(ann);
  Connect(ben);
  ann.Type("world");
  EXPECT_EQ(ann.State().saved, 0);
  Settle(ann, ben);
  ben.Type("hello ");
  Settle(ann, ben);
  EXPECT_EQ(ann.Read(), "hello world");
  EXPECT_EQ(ben.Read(), "hello world");
  EXPECT_EQ(ann.State().saved, 1);
  EXPECT_EQ(ann.State().live, 1);
  EXPECT_EQ(ann.State().rights, WEFT_RIGHTS_EDIT);
  EXPECT_THAT(ann.events, testing::ElementsAre("connected", "live", "saved"));
  EXPECT_THAT(ann.packed[0], testing::HasSubstr("token of ann"));
}

TEST_F(CSession, OfflineEditsSurviveARestart) {
  std::string saved;
  std::string state;
  {
    Person ann("ann", 1, weft_document_new(100, WEFT_FUGUE_MAX));
    Connect(ann);
    ann.Type("b");
    Settle(ann);
    Cut(ann);
    ann.Type("a");
    weft_bytes out{};
    ASSERT_EQ(weft_document_save(ann.doc, &out), WEFT_OK);
    saved = Copy(out);
    ASSERT_EQ(weft_session_save(ann.session, ann.channel, &out), WEFT_OK);
    state = Copy(out);
  }
  weft_document* doc = weft_document_new(100, WEFT_FUGUE_MAX);
  ASSERT_EQ(weft_document_load(doc, Raw(saved), saved.size()), WEFT_OK);
  Person ann("ann", 3, doc, state);
  EXPECT_EQ(ann.State().saved, 0);
  Person ben("ben", 2, weft_document_new(200, WEFT_FUGUE_MAX));
  Connect(ann);
  Connect(ben);
  Settle(ann, ben);
  EXPECT_EQ(ben.Read(), "ab");
  EXPECT_EQ(ann.State().saved, 1);

  // A copy of what was saved, under another agent: what had not been sent is not in it.
  weft_document* copy = weft_document_new(300, WEFT_FUGUE_MAX);
  ASSERT_EQ(weft_document_load(copy, Raw(saved), saved.size()), WEFT_OK);
  ASSERT_EQ(weft_document_copy_as(copy, 300, Raw(state), state.size()), WEFT_OK);
  Person tab("ann", 4, copy, state);
  EXPECT_EQ(tab.Read(), "b");
  Connect(tab);
  tab.Type("c");
  Settle(ann, ben, tab);
  EXPECT_EQ(tab.Read(), ben.Read());
  EXPECT_EQ(ben.Read().size(), 3u);
  EXPECT_THAT(tab.events, testing::Not(testing::Contains("rejected")));
}

TEST_F(CSession, AReplacedDocumentKeepsItsPointerAndNotItsContainers) {
  Person ann("ann", 1, weft_document_new(100, WEFT_FUGUE_MAX));
  Connect(ann);
  ann.Type("free");
  Settle(ann);
  ASSERT_EQ(weft_document_observe(ann.doc, 1), WEFT_OK);
  const weft_container old = ann.Text("text");
  ASSERT_EQ(weft_document_begin(ann.doc), WEFT_OK);
  ann.Type("no", "locked");
  Settle(ann);
  EXPECT_THAT(ann.events, testing::Contains("replaced"));
  EXPECT_THAT(ann.events, testing::Contains("rejected"));
  EXPECT_EQ(weft_session_document(ann.session, ann.channel), ann.doc);
  EXPECT_EQ(weft_text_insert_utf8(ann.doc, old, 0, "x", 1), WEFT_INVALID_ARGUMENT);
  EXPECT_EQ(weft_document_commit(ann.doc), WEFT_FAILED_PRECONDITION);
  EXPECT_EQ(ann.Read(), "free");
  EXPECT_EQ(ann.Read("locked"), "");
  // It is observed and edited as before, under another agent.
  EXPECT_NE(weft_document_agent(ann.doc), 100u);
  ann.Type("still ");
  weft_bytes out{};
  ASSERT_EQ(weft_document_take_event(ann.doc, &out), WEFT_OK);
  EXPECT_GT(out.size, 0u);
  ASSERT_EQ(weft_document_take(ann.doc, &out), WEFT_OK);
  EXPECT_GT(out.size, 0u);
  ASSERT_EQ(weft_document_take(ann.doc, &out), WEFT_OK);
  EXPECT_EQ(out.size, 0u);
  Settle(ann);
  EXPECT_EQ(ann.State().saved, 1);
}

TEST_F(CSession, WhatIsTakenIsSentAllTheSame) {
  Person ann("ann", 1, weft_document_new(100, WEFT_FUGUE_MAX));
  Connect(ann);
  Settle(ann);
  ann.Type("b");
  ann.Type("a");
  weft_bytes out{};
  ASSERT_EQ(weft_document_take(ann.doc, &out), WEFT_OK);
  weft_document* other = weft_document_new(200, WEFT_FUGUE_MAX);
  ASSERT_EQ(weft_document_apply(other, out.data, out.size, nullptr), WEFT_OK);
  Person ben("ben", 2, other);
  EXPECT_EQ(ben.Read(), "ab");
  Settle(ann);
  EXPECT_EQ(ann.State().saved, 1);
}

// Its secret says that it is the same replica: what still comes over the connection of before is
// not there twice.
TEST_F(CSession, ComesBackAsAnotherPrincipal) {
  Person ann("ann", 1, weft_document_new(100, WEFT_FUGUE_MAX));
  Person ben("ben", 2, weft_document_new(200, WEFT_FUGUE_MAX));
  Connect(ann);
  Connect(ben);
  Settle(ann, ben);
  ann.Type("once");
  EXPECT_EQ(weft_session_tick(ann.session, 0), WEFT_OK);
  weft_bytes out{};
  EXPECT_EQ(weft_session_next_frame(ann.session, &out), WEFT_OK);
  const std::string late = Copy(out);
  const auto before = std::move(ann.link);
  Cut(ann);
  EXPECT_EQ(weft_session_set_credential(ann.session, Raw("another"), 7), WEFT_OK);
  Connect(ann);
  Settle(ann, ben);
  before->Receive(late, 0);
  Settle(ann, ben);
  EXPECT_EQ(ben.Read(), "once");
  EXPECT_EQ(ann.Read(), "once");
}

TEST_F(CSession, WrongArgumentsAreRefused) {
  weft_bytes out{};
  uint32_t channel = 0;
  weft_session_state state{};
  EXPECT_EQ(weft_session_tick(nullptr, 0), WEFT_INVALID_ARGUMENT);
  EXPECT_EQ(weft_session_set_buffered(nullptr, 0), WEFT_INVALID_ARGUMENT);
  EXPECT_EQ(weft_session_document(nullptr, 1), nullptr);
  Person ann("ann", 1, weft_document_new(100, WEFT_FUGUE_MAX));
  weft_session* session = ann.session;
  EXPECT_EQ(weft_session_document(session, 9), nullptr);
  EXPECT_EQ(weft_session_save(session, 9, &out), WEFT_NOT_FOUND);
  EXPECT_EQ(weft_session_status(session, 9, &state), WEFT_NOT_FOUND);
  EXPECT_EQ(weft_session_remove(session, 9, 0), WEFT_NOT_FOUND);
  EXPECT_EQ(weft_session_reopen(session, 9, 0), WEFT_NOT_FOUND);
  EXPECT_EQ(weft_session_compare(session, 9, 0), WEFT_NOT_FOUND);
  EXPECT_EQ(weft_session_presence(session, 9, nullptr, 0, 0), WEFT_NOT_FOUND);
  EXPECT_EQ(weft_session_add(session, "a", 1, ann.doc, nullptr, 0, nullptr, &channel),
            WEFT_FAILED_PRECONDITION);
  EXPECT_EQ(weft_session_add(session, "a", 1, nullptr, nullptr, 0, nullptr, &channel),
            WEFT_FAILED_PRECONDITION);
  weft_document* own = weft_document_new(5, WEFT_FUGUE_MAX);
  EXPECT_EQ(weft_session_add(session, "\xff", 1, own, nullptr, 0, nullptr, &channel),
            WEFT_INVALID_ARGUMENT);
  EXPECT_EQ(weft_document_copy_as(own, 6, Raw("rubbish"), 7), WEFT_DATA_LOSS);
  EXPECT_EQ(weft_session_add(session, nullptr, 1, own, nullptr, 0, nullptr, &channel),
            WEFT_INVALID_ARGUMENT);
  EXPECT_EQ(weft_session_add(session, "a", 1, own, nullptr, 1, nullptr, &channel),
            WEFT_INVALID_ARGUMENT);
  EXPECT_EQ(weft_session_set_credential(session, nullptr, 1), WEFT_INVALID_ARGUMENT);
  EXPECT_EQ(weft_session_receive(session, nullptr, 1, 0), WEFT_INVALID_ARGUMENT);
  EXPECT_EQ(weft_session_presence(session, ann.channel, nullptr, 1, 0), WEFT_INVALID_ARGUMENT);
  weft_document_free(own);
  EXPECT_EQ(weft_document_load(ann.doc, nullptr, 0), WEFT_FAILED_PRECONDITION);
  EXPECT_EQ(weft_document_take_session(ann.doc, &out), WEFT_FAILED_PRECONDITION);
  weft_document_free(ann.doc);  // the session's: nothing happens
  ann.Type("still there");
  EXPECT_EQ(weft_session_remove(session, ann.channel, 0), WEFT_OK);
  EXPECT_EQ(weft_session_document(session, ann.channel), nullptr);
}

// What a server may say, and what it may not.
TEST_F(CSession, HostileFramesAreRefusedOrTaken) {
  std::mt19937 random(7);
  const auto below = [&](size_t end) { return random() % end; };
  for (int round = 0; round < 100; ++round) {
    Person ann("ann", 1, weft_document_new(100, WEFT_FUGUE_MAX));
    Person ben("ben", 2, weft_document_new(200, WEFT_FUGUE_MAX));
    Connect(ben);
    Connect(ann);
    for (int i = 0; i < 40; ++i) {
      if (below(4) == 0) ann.Type("a");
      if (below(4) == 0) ben.Type("b");
      Carry(ben);
      (void)weft_session_tick(ann.session, 0);
      for (weft_bytes out{}; weft_session_next_frame(ann.session, &out) == WEFT_OK && out.size > 0;)
        ann.link->Receive(Copy(out), 0);
      for (std::string frame; ann.link->NextFrame(&frame);) {
        if (below(3) == 0 && !frame.empty()) frame[below(frame.size())] ^= 1 << below(8);
        if (below(9) == 0) frame.resize(below(frame.size() + 1));
        (void)weft_session_receive(ann.session, Raw(frame), frame.size(), 0);
      }
      ann.TakeEvents();
    }
    ann.Type("still editable");
  }
}

}  // namespace
