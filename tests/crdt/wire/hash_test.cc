// The hashes: what they must not depend on, and what they must.
#include "crdt/wire/hash.h"

#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/crdt/wire/arbitrary_set.h"
#include "tests/support/documents.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

std::string Sha256Hex(std::string_view bytes) {
  wire::Sha256 hash;
  hash.Add(bytes);
  return ToHex(hash.Finish());
}

// The examples of FIPS 180-4 (csrc.nist.gov, "Examples with intermediate values") and its
// predecessor 180-2, appendix B.
TEST(Sha256, GivesTheVectorsOfTheStandard) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256Hex("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                      "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(Sha256Hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// The lengths where the padding just fits a block and where it needs one more.
TEST(Sha256, GivesTheKnownHashesAtTheEdgesOfABlock) {
  EXPECT_EQ(Sha256Hex(std::string(55, 'a')),
            "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  EXPECT_EQ(Sha256Hex(std::string(56, 'a')),
            "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  EXPECT_EQ(Sha256Hex(std::string(64, 'a')),
            "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST(Sha256, DoesNotDependOnHowTheBytesAreAdded) {
  const std::string bytes(300, 'x');
  for (size_t step = 1; step < 140; ++step) {
    wire::Sha256 hash;
    for (size_t i = 0; i < bytes.size(); i += step) {
      hash.Add(std::string_view(bytes).substr(i, step));
      (void)hash.Finish();  // which must not disturb it
    }
    EXPECT_EQ(ToHex(hash.Finish()), Sha256Hex(bytes)) << step;
  }
}

std::string ChainOf(const Document& document, Agent agent) {
  const Result<Digest> chain = AgentChain(document, agent);
  return chain.ok() ? ToHex(*chain) : chain.status().ToString();
}

std::string HashOf(const Document& document) { return ToHex(DocumentHash(document)); }

std::vector<Chain> ChainsOf(const Document& document) {
  const Result<std::vector<Chain>> chains = AgentChains(document);
  EXPECT_TRUE(chains.ok()) << chains.status().ToString();
  return chains.ok() ? *chains : std::vector<Chain>();
}

// The document of the examples in docs/format.md.
Document Hashed() {
  Document document(7);
  Type(document, 0, "Hi");
  Delete(document, 1, 1);
  Type(document, 1, "o");
  return document;
}

// The block of docs/format.md that starts with "stream: <name>": its bytes, and the stated hash.
void ExpectDocumented(const std::string& name, const std::string& hash) {
  std::ifstream file(std::string(WEFT_SOURCE_DIR) + "/docs/format.md", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const std::regex block("```hex\nstream: " + name + "\n([^`]*)sha-256: ([0-9a-f]*)\n```");
  std::smatch match;
  ASSERT_TRUE(std::regex_search(text, match, block)) << name;
  std::istringstream lines(match[1]);
  std::string bytes;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream hex(line.substr(0, line.find("   ")));
    for (int byte; hex >> std::hex >> byte;) bytes.push_back(static_cast<char>(byte));
  }
  EXPECT_EQ(Sha256Hex(bytes), match[2]) << name;
  EXPECT_EQ(hash, match[2]) << name;
}

TEST(Hashes, AreThoseOfTheFormatsExamples) {
  const Document document = Hashed();
  ExpectDocumented("the chain of agent 7", ChainOf(document, 7));
  ExpectDocumented("the document", HashOf(document));
}

TEST(Hashes, OfNothingAreOfTheHeadAlone) {
  const Document document(3);
  EXPECT_EQ(ChainOf(document, 1), Sha256Hex(std::string("weft chain 1\1\0\0\0\0\0\0\0", 20)));
  EXPECT_EQ(HashOf(document), Sha256Hex("weft document 1"));
  EXPECT_TRUE(ChainsOf(document).empty());
}

TEST(Hashes, ATextThatNobodyWroteInIsNothing) {
  Document document = Hashed();
  const std::string before = HashOf(document);
  (void)document.Text("a");
  EXPECT_EQ(HashOf(document), before);
  EXPECT_TRUE(document.Text("a").Insert(0, "x").ok());
  EXPECT_NE(HashOf(document), before);
}

TEST(Hashes, TheBacklogIsNotInThem) {
  Document from = Hashed();
  const Version version = from.version();
  Type(from, 0, "later");
  Document to(2);
  Integrate(to, Everything(from, version));
  EXPECT_GT(to.BacklogSize(), 0u);
  EXPECT_EQ(HashOf(to), HashOf(Document(2)));
  EXPECT_EQ(ChainOf(to, 7), ChainOf(Document(2), 7));
}

TEST(Hashes, OneKeyAtATimeOrAllAtOnceIsTheSame) {
  Document keys(7);
  Document whole(7);
  OperationSet set;
  for (size_t i = 0; i < 5; ++i) {
    Type(keys, i, std::string_view("hello").substr(i, 1));
    set = keys.TakeLocal();
    (void)keys.Text(kNote).Read();
  }
  Type(whole, 0, "hello");
  for (size_t i = 5; i > 2; --i) Delete(keys, i - 1, 1);
  Document erased_at_once(7);
  Integrate(erased_at_once, Everything(keys));
  EXPECT_EQ(ChainOf(erased_at_once, 7), ChainOf(keys, 7));
  EXPECT_NE(ChainOf(whole, 7), ChainOf(keys, 7));
  Delete(whole, 4, 1);
  Delete(whole, 3, 1);
  Delete(whole, 2, 1);
  EXPECT_EQ(ChainOf(whole, 7), ChainOf(keys, 7));
  EXPECT_EQ(HashOf(whole), HashOf(keys));
}

TEST(Chain, SeesTheOrderOfDeletions) {
  Document backward(7);
  Document forward(7);
  Type(backward, 0, "ab");
  Type(forward, 0, "ab");
  EXPECT_EQ(ChainOf(backward, 7), ChainOf(forward, 7));
  Delete(backward, 1, 1);
  Delete(backward, 0, 1);
  Delete(forward, 0, 1);
  Delete(forward, 0, 1);
  EXPECT_NE(ChainOf(backward, 7), ChainOf(forward, 7));
  EXPECT_EQ(HashOf(backward), HashOf(forward));
}

TEST(Chain, SeesWhenADeletionWasMade) {
  Document early(7);
  Document late(7);
  Integrate(early, InsertSet({7, 0}, kNullId, kNullId, u"ab", kNote));
  Integrate(late, Everything(early));
  Integrate(early, SetOf(EraseOperation({7, 0}, 2, {7, 0})));
  Integrate(early, InsertSet({7, 2}, {7, 1}, kNullId, u"c", "", 1));
  Integrate(late, InsertSet({7, 2}, {7, 1}, kNullId, u"c"));
  Integrate(late, SetOf(EraseOperation({7, 0}, 3, {7, 0})));
  EXPECT_EQ(Read(early), Read(late));
  EXPECT_NE(ChainOf(early, 7), ChainOf(late, 7));
  EXPECT_EQ(HashOf(early), HashOf(late));
}

TEST(Chain, SeesAReusedId) {
  Document one(7);
  Document other(7);
  Type(one, 0, "abc");
  Type(other, 0, "abd");
  EXPECT_NE(ChainOf(one, 7), ChainOf(other, 7));
  EXPECT_EQ(HashOf(one), HashOf(other));  // which is about places, not about what stands there
}

TEST(DocumentHash, SeesWhatMapsListsCountersAndTreesShow) {
  Document document(1);
  std::string before = HashOf(document);
  const auto changed = [&](const char* what) {
    const std::string now = HashOf(document);
    EXPECT_NE(now, before) << what;
    before = now;
  };
  ASSERT_TRUE(document.Map("m").Set("k", 1).ok());
  changed("a key");
  ASSERT_TRUE(document.Map("m").Remove("k").ok());
  changed("a key removed");
  ASSERT_TRUE(document.List("l").InsertAll(0, std::vector<Value>{1, 2, 3}).ok());
  changed("items");
  ASSERT_TRUE(document.List("l").Move(0, 2).ok());
  changed("a move");
  ASSERT_TRUE(document.List("l").Set(0, "two").ok());
  changed("an item's value");
  ASSERT_TRUE(document.Counter("c").Add(1).ok());
  changed("a counter");
  ASSERT_TRUE(document.Tree("t").Insert(kNullId, 0).ok());
  changed("a node");
  ASSERT_TRUE(document.List("l").InsertText(0)->Insert(0, "x").ok());
  changed("a nested text");
  Document other(2);
  ASSERT_TRUE(other.Integrate(*document.OperationsSince({})).ok());
  EXPECT_EQ(HashOf(other), before) << "equal documents, equal hashes";
}

TEST(DocumentHash, SeesPlacesAndVisibility) {
  Document one(7);
  Document other(7);
  Type(one, 0, "aa");
  Type(other, 0, "a");
  Type(other, 0, "a");
  EXPECT_EQ(Read(one), Read(other));
  EXPECT_NE(HashOf(one), HashOf(other));
  const std::string before = HashOf(one);
  Delete(one, 0, 1);
  EXPECT_NE(HashOf(one), before);
  ASSERT_TRUE(one.Restore({7, 0}, 1).ok());
  EXPECT_EQ(HashOf(one), before);
}

// Random edits on three replicas that meet now and then.
class History {
 public:
  History(OrderKind order, uint64_t seed) : random_(seed) {
    for (const Agent agent : {Agent{0}, Agent{5}, kMaxAgent}) {
      documents_.push_back(Document(agent, order));
    }
    for (int step = 0; step < 120; ++step) Step(documents_[random_.Below(3)]);
    for (Document& a : documents_) {
      for (Document& b : documents_) Meet(a, b);
    }
    for (Document& a : documents_) Meet(a, documents_[0]);
  }

  std::vector<Document>& documents() { return documents_; }

 private:
  void Step(Document& document) {
    Text text = document.Text(random_.OneIn(5) ? "other" : kNote);
    const size_t length = text.Length(Unit::kUtf16);
    const size_t at = random_.Below(length + 1);
    const size_t count = std::min(random_.Below(4), length - at);
    const uint32_t effects = document.version().Get(document.agent()).effects;
    // A pair may be cut: such an edit is refused and does nothing.
    if (random_.OneIn(4)) {
      Meet(document, documents_[random_.Below(3)]);
    } else if (random_.OneIn(3)) {
      (void)text.Erase(at, count, Unit::kUtf16);
    } else if (effects > 0 && random_.OneIn(6)) {
      (void)document.Restore({document.agent(), static_cast<uint32_t>(random_.Below(effects))}, 1);
    } else {
      (void)text.Insert(at, random_.OneIn(4) ? u"\U0001F600\u00E9" : u"abc");
    }
  }

  Random random_;
  std::vector<Document> documents_;
};

bool CutsAPair(const std::vector<ElementOperation>& elements, size_t at) {
  const auto half = [&](const ElementOperation& e, char16_t from) {
    return !e.IsEffect() && (e.unit & 0xFC00) == from;
  };
  if (half(elements[at - 1], 0xD800) && half(elements[at], 0xDC00)) return true;
  return elements[at].IsEffect();  // deletions of pairs: stay with the effect before
}

// What `from` has, to an empty document in pieces of any size and any order.
Document Delivered(const Document& from, Random& random) {
  const std::vector<ElementOperation> elements = Expand(Everything(from));
  std::vector<std::vector<ElementOperation>> pieces(1);
  for (size_t i = 0; i < elements.size(); ++i) {
    if (i > 0 && random.OneIn(4) && !CutsAPair(elements, i)) pieces.emplace_back();
    pieces.back().push_back(elements[i]);
  }
  random.Shuffle(pieces);
  Document to(99, from.order());
  for (const auto& piece : pieces) Integrate(to, Pack(piece));
  EXPECT_EQ(to.BacklogSize(), 0u);
  return to;
}

TEST(Hashes, AreEqualOnReplicasWithEqualHistories) {
  for (uint64_t round = 0; round < 20 * BudgetFactor(); ++round) {
    const uint64_t seed = RunSeed() + round;
    SCOPED_TRACE("WEFT_SEED=" + std::to_string(seed));
    const OrderKind order = round % 2 == 0 ? OrderKind::kFugueMax : OrderKind::kYata;
    History history(order, seed);
    Random random(seed);
    const Document& first = history.documents()[0];
    for (const Document& document : history.documents()) {
      ASSERT_EQ(document.version(), first.version());
      EXPECT_EQ(HashOf(document), HashOf(first));
      EXPECT_EQ(ChainsOf(document), ChainsOf(first));
    }
    const Document fresh = Delivered(first, random);
    EXPECT_EQ(HashOf(fresh), HashOf(first));
    EXPECT_EQ(ChainsOf(fresh), ChainsOf(first));
    for (const Chain& chain : ChainsOf(first)) {
      EXPECT_EQ(ToHex(chain.digest), ChainOf(fresh, chain.agent));
    }
  }
}

// Laws of the chain on any operations, whether or not a document would take them ------------------

using Elements = std::vector<ElementOperation>;

// `cut` says where runs are cut that could be longer: nowhere, or after every `cut` elements.
std::map<Agent, Digest> ChainsOfElements(Elements elements, size_t cut = 0) {
  std::map<Agent, ChainHasher> hashers;
  SortByAgent(&elements);
  const size_t step = cut == 0 ? elements.size() + 1 : cut;
  for (size_t from = 0; from < elements.size(); from += step) {
    const auto begin = elements.begin() + static_cast<ptrdiff_t>(from);
    const size_t to = std::min(from + step, elements.size());
    const auto end = elements.begin() + static_cast<ptrdiff_t>(to);
    const OperationSet set = Pack(Elements(begin, end));
    for (const Operation& operation : set.operations) {
      const Agent agent = operation.id.agent;
      hashers.try_emplace(agent, agent).first->second.Add(operation, set);
    }
  }
  std::map<Agent, Digest> chains;
  for (const auto& [agent, hasher] : hashers) chains[agent] = hasher.Finish();
  return chains;
}

// Without the steps that leave gaps in the logs.
Elements DenseElements(std::vector<SetStep> steps) {
  std::erase_if(steps, [](const SetStep& step) { return step.kind % 9 >= 7; });
  return MakeElements(steps);
}

TEST(ChainLaws, RunsMayBeCutAnywhere) {
  CheckLaw(200, 60, [](const std::vector<SetStep>& steps) {
    const Elements elements = DenseElements(steps);
    const auto whole = ChainsOfElements(elements);
    for (const size_t cut : {1, 2, 3, 7}) RC_ASSERT(ChainsOfElements(elements, cut) == whole);
  });
}

// Every way to change one fact of one operation that leaves a well-formed operation.
std::vector<ElementOperation> Changed(const ElementOperation& e) {
  std::vector<ElementOperation> out;
  const auto add = [&](auto&& change) {
    ElementOperation other = e;
    change(other);
    if (!(other == e)) out.push_back(other);
  };
  const auto shift = [](Id& id, uint32_t by) {
    id = id.IsNull() ? Id{6, 6} : Id{id.agent, id.seq + by};
  };
  if (e.IsEffect()) {
    add([&](ElementOperation& o) { shift(o.target, 1); });
    add([&](ElementOperation& o) { o.target.seq ^= 1u; });
    add([&](ElementOperation& o) { o.target.agent ^= 1u; });
    add([&](ElementOperation& o) {
      o.kind = e.kind == OperationKind::kErase ? OperationKind::kRestore : OperationKind::kErase;
    });
    return out;
  }
  add([&](ElementOperation& o) { o.unit ^= 1u; });
  add([&](ElementOperation& o) { o.unit ^= 0x100u; });
  if (!e.container.empty()) {
    add([&](ElementOperation& o) { o.container += "n"; });
    return out;
  }
  if (!e.prev.IsNull()) add([&](ElementOperation& o) { shift(o.prev, 1); });
  if (!e.prev.IsNull()) add([&](ElementOperation& o) { o.prev.agent ^= 1u; });
  if (!e.prev.IsNull()) add([&](ElementOperation& o) { shift(o.next, 1); });
  if (!e.prev.IsNull()) add([&](ElementOperation& o) { o.next = kNullId; });
  if (!e.prev.IsNull() && !e.next.IsNull()) add([&](ElementOperation& o) { o.prev = kNullId; });
  return out;
}

TEST(ChainLaws, AnyChangedFactChangesItsAuthorsChainAndNoOther) {
  CheckLaw(60, 25, [](const std::vector<SetStep>& steps) {
    const Elements elements = DenseElements(steps);
    const auto before = ChainsOfElements(elements);
    for (size_t i = 0; i < elements.size(); ++i) {
      for (const ElementOperation& changed : Changed(elements[i])) {
        Elements others = elements;
        others[i] = changed;
        auto after = ChainsOfElements(others);
        RC_ASSERT(after[changed.agent] != before.at(changed.agent));
        after[changed.agent] = before.at(changed.agent);
        RC_ASSERT(after == before);
      }
    }
  });
}

}  // namespace
}  // namespace weft::testing
