// Facts about rich text as HTML and as Markdown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crdt/wire/delta_json.h"
#include "crdt/wire/html.h"
#include "crdt/wire/markdown.h"

namespace weft {
namespace {

std::string Html(std::string_view delta) { return *ToHtml(*DeltaFromJson(delta)); }
std::string Markdown(std::string_view delta) { return *ToMarkdown(*DeltaFromJson(delta)); }

constexpr const char* kLetters =
    R"([{"insert":"a "},{"insert":"bold","attributes":{"bold":true}},{"insert":" b "},
    {"insert":"both","attributes":{"bold":true,"italic":true}},{"insert":" c "},
    {"insert":"code`","attributes":{"code":true}},{"insert":" d "},
    {"insert":"link","attributes":{"link":"https://weft.example/?a=1&b=\"2\""}},{"insert":" e "},
    {"insert":"gone","attributes":{"strike":true}},{"insert":" f "},
    {"insert":"line","attributes":{"underline":true}},{"insert":" x"},
    {"insert":"2","attributes":{"script":"super"}},{"insert":"\n"}])";

TEST(Html, Letters) {
  EXPECT_EQ(Html(kLetters),
            "<p>a <strong>bold</strong> b <strong><em>both</em></strong> c <code>code`</code> d "
            "<a href=\"https://weft.example/?a=1&amp;b=&quot;2&quot;\" rel=\"noopener noreferrer\">"
            "link</a> e <s>gone</s> f <u>line</u> x<sup>2</sup></p>");
}

TEST(Markdown, Letters) {
  EXPECT_EQ(Markdown(kLetters),
            "a **bold** b **_both_** c `` code` `` d "
            "[link](<https://weft.example/?a=1&b=\"2\">) e ~~gone~~ f <u>line</u> x<sup>2</sup>\n");
}

constexpr const char* kBlocks =
    R"([{"insert":"Title"},{"insert":"\n","attributes":{"header":2}},
    {"insert":"one"},{"insert":"\n","attributes":{"list":"ordered"}},
    {"insert":"under"},{"insert":"\n","attributes":{"list":"bullet","indent":1}},
    {"insert":"two"},{"insert":"\n","attributes":{"list":"ordered"}},
    {"insert":"done"},{"insert":"\n","attributes":{"list":"checked"}},
    {"insert":"open"},{"insert":"\n","attributes":{"list":"unchecked"}},
    {"insert":"said"},{"insert":"\n","attributes":{"blockquote":true}},
    {"insert":"int x;"},{"insert":"\n","attributes":{"code-block":true}},
    {"insert":"```"},{"insert":"\n","attributes":{"code-block":"plain"}},
    {"insert":"end\n"}])";

TEST(Html, Blocks) {
  EXPECT_EQ(Html(kBlocks),
            "<h2>Title</h2><ol><li>one<ul><li>under</li></ul></li><li>two</li></ol>"
            "<ul><li><input type=\"checkbox\" disabled checked> done</li>"
            "<li><input type=\"checkbox\" disabled> open</li></ul>"
            "<blockquote><p>said</p></blockquote><pre><code>int x;\n```</code></pre><p>end</p>");
}

TEST(Markdown, Blocks) {
  EXPECT_EQ(Markdown(kBlocks),
            "## Title\n\n1. one\n   - under\n2. two\n\n- [x] done\n- [ ] open\n\n> said\n\n"
            "````\nint x;\n```\n````\n\nend\n");
}

TEST(Html, NothingThatWasTypedOrMarkedGetsOut) {
  EXPECT_EQ(Html(R"([{"insert":"<script>alert(1)</script> & \"'\n"}])"),
            "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;'</p>");
  for (const char* link : {"javascript:alert(1)", "JavaScript:alert(1)", "java\\tscript:alert(1)",
                           " javascript:x", "data:text/html,x", "vbscript:x", "\\u0001javascript:x",
                           "", ":x", "https://a b", "\\\\\\\\evil"}) {
    const std::string delta =
        R"([{"insert":"x","attributes":{"link":")" + std::string(link) + R"("}}])";
    EXPECT_EQ(Html(delta), "<p>x</p>") << link;
    EXPECT_EQ(Markdown(delta), "x\n") << link;
  }
  for (const char* color : {"red;background:url(x)", "expression(alert(1))", "\\\"><script>",
                            "#12g", "rgb(1,2,3);x", "url(x)", "rgb(1)(2)"}) {
    const std::string delta =
        R"([{"insert":"x","attributes":{"color":")" + std::string(color) + R"("}}])";
    EXPECT_EQ(Html(delta), "<p>x</p>") << color;
  }
  EXPECT_EQ(Html(R"-([{"insert":"x","attributes":{"color":"#a0c","background":"rgb(1, 2, 3)"}}])-"),
            "<p><span style=\"color:#a0c;background-color:rgb(1, 2, 3)\">x</span></p>");
  EXPECT_EQ(Html(R"([{"insert":{"image":"javascript:x"}},{"insert":{"image":"a\"b.png"}}])"),
            "<p><img src=\"a&quot;b.png\" alt=\"\"></p>");
  EXPECT_EQ(Html(R"([{"insert":"x","attributes":{"unknown":"<b>","bold":false}}])"), "<p>x</p>");
}

TEST(Markdown, NothingThatWasTypedBecomesFormatting) {
  EXPECT_EQ(Markdown(R"([{"insert":"*a* _b_ `c` [d](e) <f> ~~g~~ \\h &amp; #i !j\n"}])"),
            "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\<f\\> \\~\\~g\\~\\~ \\\\h \\&amp; \\#i \\!j\n");
  EXPECT_EQ(
      Markdown(R"([{"insert":"- a\n+ b\n1. c\n23) d\n==\n    e\nf  \n# g\n> h\n"}])"),
      "\\- a\n\n\\+ b\n\n1\\. c\n\n23\\) d\n\n\\==\n\n&#32;&#32;&#32;&#32;e\n\nf&#32;&#32;\n\n"
      "\\# g\n\n\\> h\n");
}

TEST(Markdown, SignsThatWouldNotBeUnderstoodAreHtml) {
  const auto marked = [](const char* before, const char* text, const char* key, const char* after) {
    return Markdown("[{\"insert\":\"" + std::string(before) + "\"},{\"insert\":\"" + text +
                    "\",\"attributes\":{\"" + key + "\":true}},{\"insert\":\"" + after + "\"}]");
  };
  EXPECT_EQ(marked("un", "frigging", "bold", "believable"), "un**frigging**believable\n");
  EXPECT_EQ(marked("un", "frigging", "italic", "believable"), "un<em>frigging</em>believable\n");
  EXPECT_EQ(marked("a", "(b)", "bold", "c"), "a<strong>(b)</strong>c\n");
  EXPECT_EQ(marked("a", " b ", "bold", "c"), "a **b** c\n");
  EXPECT_EQ(Markdown(R"([{"insert":"a","attributes":{"italic":true}},
                         {"insert":"b","attributes":{"bold":true}}])"),
            "_a_**b**\n");
}

TEST(RichOutput, AChangeIsNoText) {
  EXPECT_EQ(ToHtml(*DeltaFromJson(R"([{"retain":1}])")).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(ToMarkdown(*DeltaFromJson(R"([{"delete":1}])")).status().code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace weft
