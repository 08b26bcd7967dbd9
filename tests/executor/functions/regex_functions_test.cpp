#include <string>
#include <vector>

#include "executor/error.hpp"
#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

namespace kelpie::executor::test {

namespace {

const FunctionCaller functions{add_regex_functions};

Value call(std::string_view name, std::vector<Value> arguments) { return functions.call(name, std::move(arguments)); }
std::string call_json(std::string_view name, std::vector<Value> arguments) {
  return functions.call_json(name, std::move(arguments));
}
bool matches(std::string_view source, std::string_view pattern) {
  return call("matches regex", {text(source), text(pattern)}).as_bool();
}

/// The message of the QueryError that the pattern is refused with.
std::string refusal(std::string_view pattern) {
  try {
    (void)matches("x", pattern);
  } catch (const QueryError& error) {
    BOOST_TEST(error.code() == "SEM0420");
    return error.what();
  }
  return "";
}

bool mentions(const std::string& message, std::string_view part) { return message.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(regex_functions)

BOOST_AUTO_TEST_CASE(matches_regex_searches) {
  BOOST_TEST(matches("a kelp forest", "k.lp"));
  BOOST_TEST(!matches("a kelp forest", "^k.lp"));
  BOOST_TEST(matches("", ""));
  BOOST_TEST(matches("KELP", "(?i)kelp"));
  BOOST_TEST(!matches("KELP", "kelp"));
  BOOST_TEST(!matches("kelp\n", "kelp$"));
  BOOST_TEST(matches("kelp\nseal", "(?m)kelp$"));
  BOOST_TEST(!matches("a\nb", "a.b"));
  BOOST_TEST(matches("a\nb", "(?s)a.b"));
}

BOOST_AUTO_TEST_CASE(character_classes_are_those_of_unicode) {
  BOOST_TEST(matches("ＡＢ１２", "\\d"));
  BOOST_TEST(!matches("ＡＢ", "\\d"));
  BOOST_TEST(matches("é", "^\\w$"));
  BOOST_TEST(!matches("é", "\\W"));
  BOOST_TEST(!matches("é", "[\\W]"));
  BOOST_TEST(matches("é—", "[\\W]"));
  BOOST_TEST(matches("é", "^[\\D\\S]$"));
  BOOST_TEST(matches("a\u00A0é", "a\\sé"));
  BOOST_TEST(!matches("a\u00A0é", "a\\Sé"));
  BOOST_TEST(!matches("a\u00A0é", "a[\\S]é"));
  BOOST_TEST(matches("a\vb", "a\\sb"));
  BOOST_TEST(matches("a\vb", "a[\\s]b"));
  BOOST_TEST(!matches("a\vb", "a[\\S]b"));
  BOOST_TEST(matches("Ｋelp", "(?i)ｋELP"));
}

BOOST_AUTO_TEST_CASE(a_pattern_too_large_for_unicode_keeps_the_meaning_of_ascii) {
  const std::string large = "^\\w{0,1000} \\w{0,1000} \\w{0,1000} \\w{0,1000} x";
  BOOST_TEST(matches("ab c d e x", large));
  BOOST_TEST(matches("ab c d e xé", large));
  BOOST_TEST(!matches("ab c d é x", large));
}

BOOST_AUTO_TEST_CASE(syntax_that_re2_lacks_is_rewritten) {
  BOOST_TEST(matches("A", "\\u0041"));
  BOOST_TEST(matches("😀", "^\\u{1F600}$"));
  BOOST_TEST(matches("😀", "^[\\U0001F600]$"));
  BOOST_TEST(matches("a_b c", "a\\_b\\ c"));
  BOOST_TEST(matches("ab", "(?<first>a)b"));
  BOOST_TEST(matches("AB", "(?iu)ab"));
  BOOST_TEST(matches("ab", "(?u:a)b"));
  BOOST_TEST(matches("ab1", "(?x) a b # letters\n \\d"));
  BOOST_TEST(!matches("a b", "(?x)a b"));
  BOOST_TEST(matches("a b", "(?x: a )\\ b"));
  BOOST_TEST(matches("a b", "((?x) a ) b"));
  BOOST_TEST(matches("A#", "(?xi) a \\#"));
  BOOST_TEST(matches("a]", "^[]a]+$"));
  BOOST_TEST(matches("x7", "[[:alpha:]][[:digit:]]"));
  BOOST_TEST(matches("a.b", "\\Qa.b\\E"));
}

BOOST_AUTO_TEST_CASE(what_re2_would_misread_is_refused) {
  BOOST_TEST(mentions(refusal("[a-z&&[^aeiou]]"), "&&"));
  BOOST_TEST(mentions(refusal("[a--b]"), "--"));
  BOOST_TEST(mentions(refusal("[a~~b]"), "~~"));
  BOOST_TEST(mentions(refusal("[a[bc]]"), "\\["));
  BOOST_TEST(mentions(refusal("\\<kelp\\>"), "word boundary"));
  BOOST_TEST(mentions(refusal("\\b{start}kelp"), "\\b"));
  BOOST_TEST(mentions(refusal("(?-u)a"), "flag -u"));
  BOOST_TEST(mentions(refusal("(?R)a"), "flag R"));
  BOOST_TEST(mentions(refusal("\\u00G0"), "'G'"));
  BOOST_TEST(mentions(refusal("\\u12"), "four"));
  BOOST_TEST(mentions(refusal("\\u{12"), "braces"));
  BOOST_TEST(mentions(refusal("\\u"), "four"));
}

BOOST_AUTO_TEST_CASE(what_no_linear_engine_has_is_refused) {
  BOOST_TEST(mentions(refusal("(?=a)"), "look-around such as (?= is"));
  BOOST_TEST(mentions(refusal("(?<!a)b"), "look-around such as (?<! is"));
  BOOST_TEST(mentions(refusal("(a)\\1"), "\\1"));
}

BOOST_AUTO_TEST_CASE(malformed_patterns_are_refused_with_their_place) {
  BOOST_TEST(mentions(refusal("kelp("), "'kelp('"));
  BOOST_TEST(mentions(refusal("kelp["), "]"));
  BOOST_TEST(mentions(refusal("kelp)"), ")"));
  BOOST_TEST(mentions(refusal("*a"), "*"));
  BOOST_TEST(mentions(refusal("a{2000}"), "1000"));
  BOOST_TEST(mentions(refusal("a\\"), "backslash"));
  BOOST_TEST(mentions(refusal("\\y"), "\\y"));
  BOOST_TEST(mentions(refusal("\\p{Nope}"), "Nope"));
  BOOST_TEST(mentions(refusal("\xFF"), "UTF-8"));
  BOOST_TEST(mentions(refusal("((a{100}){100}){100}"), "multiplied"));
  BOOST_TEST(mentions(refusal("\\pL{1000}\\pL{1000}\\pL{1000}\\pL{1000}"), "compiled"));
  BOOST_TEST(mentions(refusal(std::string(70'000, 'a')), "65536"));
}

BOOST_AUTO_TEST_CASE(extract_takes_a_group_of_the_first_match) {
  BOOST_TEST(call("extract", {text("User: ([^,]+)"), number(1), text("User: Ada, Age: 29")}) == text("Ada"));
  BOOST_TEST(call("extract", {text("\\d+"), number(0), text("Age: 29, 30")}) == text("29"));
  BOOST_TEST(call("extract", {text("(a)|(b)"), number(1), text("b")}) == text(""));
  BOOST_TEST(call("extract", {text("\\d+"), number(0), text("none")}) == text(""));
  BOOST_TEST(call("extract", {text("\\d+"), number(1), text("29")}) == text(""));
  BOOST_TEST(call("extract", {text("\\d+"), number(-1), text("29")}) == text(""));
  BOOST_TEST(call("extract", {text("\\d+"), number(INT64_MAX), text("29")}) == text(""));
}

BOOST_AUTO_TEST_CASE(extract_all_lists_the_groups_of_all_matches) {
  BOOST_TEST(call_json("extract_all", {text("(\\d+)"), text("4 kelp, 23 seals")}) == R"(["4","23"])");
  BOOST_TEST(call_json("extract_all", {text("([a-z])(\\d)?"), text("a1b")}) == R"([["a","1"],["b",""]])");
  BOOST_TEST(call_json("extract_all", {text("(\\d+)"), text("none")}) == "null");
  BOOST_TEST(call_json("extract_all", {text("(x*)"), text("axb")}) == R"(["","x",""])");
}

BOOST_AUTO_TEST_CASE(extract_all_of_listed_groups) {
  const Value pattern = text("(?P<first>\\w)(?P<middle>\\w+)(?<last>\\w)");
  BOOST_TEST(call_json("extract_all", {pattern, json("[1,3]"), text("kelp seal")}) == R"([["k","p"],["s","l"]])");
  BOOST_TEST(call_json("extract_all", {pattern, json(R"(["first",2,"last"])"), text("kelp")}) == R"([["k","el","p"]])");
  BOOST_TEST(call_json("extract_all", {pattern, json("[2]"), text("kelp seal")}) == R"(["el","ea"])");
  BOOST_TEST(call_json("extract_all", {pattern, json(R"([2,4,0,"none",1.5])"), text("kelp")}) == R"(["el"])");
  BOOST_TEST(call_json("extract_all", {pattern, json("[9]"), text("kelp")}) == "null");
}

BOOST_AUTO_TEST_CASE(extract_all_wants_one_to_sixteen_groups) {
  BOOST_CHECK_THROW((void)call("extract_all", {text("a"), text("aaa")}), QueryError);
  std::string pattern;
  for (int i = 0; i < 17; ++i) pattern += "(a)";
  BOOST_CHECK_THROW((void)call("extract_all", {text(pattern), text("aaa")}), QueryError);
}

BOOST_AUTO_TEST_CASE(replacement_refers_to_the_match_and_its_groups) {
  const auto replaced = [](std::string_view source, std::string_view pattern, std::string_view rewrite) {
    const Value result = call("replace_regex", {text(source), text(pattern), text(rewrite)});
    BOOST_TEST(call("replace", {text(pattern), text(rewrite), text(source)}) == result);
    return std::string(result.as_text());
  };
  BOOST_TEST(replaced("one two", "(\\w)(\\w)", "\\2\\1") == "noe wto");
  BOOST_TEST(replaced("ab", "b", "[\\0]") == "a[b]");
  BOOST_TEST(replaced("ab", "b", "\\9\\\\n\\x") == "a\\n\\x");
  BOOST_TEST(replaced("ab", "b", "x\\") == "ax\\");
  BOOST_TEST(replaced("abc", "x*", "-") == "-a-b-c-");
  BOOST_TEST(replaced("é", "x*", "-") == "-é-");
  BOOST_TEST(replaced("", "^", "-") == "-");
  BOOST_TEST(replaced("axxb", "x+", "") == "ab");
  BOOST_TEST(replaced("none", "x+", "-") == "none");
}

BOOST_AUTO_TEST_CASE(trim_cuts_one_match_off_each_end) {
  BOOST_TEST(call("trim", {text("x"), text("xxabcxx")}) == text("xabcx"));
  BOOST_TEST(call("trim", {text("\\s+"), text("  kelp\t ")}) == text("kelp"));
  BOOST_TEST(call("trim", {text("1"), text("11")}) == text(""));
  BOOST_TEST(call("trim", {text("1"), text("1")}) == text(""));
  BOOST_TEST(call("trim", {text("[^\\w]+"), text("-  Te st1// $")}) == text("Te st1"));
  BOOST_TEST(call("trim_start", {text("https://"), text("https://https://a")}) == text("https://a"));
  BOOST_TEST(call("trim_start", {text("b"), text("ab")}) == text("ab"));
  BOOST_TEST(call("trim_end", {text("x"), text("xxx")}) == text("xx"));
  BOOST_TEST(call("trim_end", {text(".com"), text("bing.com")}) == text("bing"));
  BOOST_TEST(call("trim_end", {text("a|ba"), text("cba")}) == text("c"));
  BOOST_CHECK_THROW((void)call("trim_end", {text("a)(b"), text("x")}), QueryError);
}

BOOST_AUTO_TEST_CASE(countof_counts_overlapping_texts_and_separate_matches) {
  BOOST_TEST(call("countof", {text("aaa"), text("aa")}) == number(2));
  BOOST_TEST(call("countof", {text("aaa"), text("aa"), text("normal")}) == number(2));
  BOOST_TEST(call("countof", {text("aaa"), text("aa"), text("regex")}) == number(1));
  BOOST_TEST(call("countof", {text("a.c"), text(".")}) == number(1));
  BOOST_TEST(call("countof", {text("a.c"), text("."), text("regex")}) == number(3));
  BOOST_TEST(call("countof", {text("abc"), text("")}) == number(0));
  BOOST_TEST(call("countof", {text(""), text("a")}) == number(0));
  BOOST_CHECK_THROW((void)call("countof", {text("a"), text("a"), text("regexp")}), QueryError);
}

BOOST_AUTO_TEST_CASE(indexof_regex_counts_code_points) {
  BOOST_TEST(call("indexof_regex", {text("abcabc"), text("a.c")}) == number(0));
  BOOST_TEST(call("indexof_regex", {text("éa1"), text("\\d")}) == number(2));
  BOOST_TEST(call("indexof_regex", {text("abcabcdefg"), text("a.c"), number(0), number(9), number(2)}) == number(3));
  BOOST_TEST(call("indexof_regex", {text("abcabc"), text("a.c"), number(1), number(-1), number(2)}) == number(-1));
  BOOST_TEST(call("indexof_regex", {text("ababaa"), text("a.a"), number(0), number(-1), number(2)}) == number(-1));
  BOOST_TEST(call("indexof_regex", {text("abcabc"), text("a|ab"), number(-1)}).is_null());
  BOOST_TEST(call("indexof_regex", {text("abc"), text("c"), number(0), number(2)}) == number(-1));
  BOOST_TEST(call("indexof_regex", {number(1234), text("3")}) == number(2));
}

BOOST_AUTO_TEST_CASE(a_quoted_text_matches_itself_alone) {
  const std::string special = "a.b (c)[d]{e}*+?|^$\\-#&~ é";
  const Value quoted = call("regex_quote", {text(special)});
  BOOST_TEST(matches(special, "^" + std::string(quoted.as_text()) + "$"));
  BOOST_TEST(call("regex_quote", {text("(so$me.Te^xt)")}) == text("\\(so\\$me\\.Te\\^xt\\)"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::executor::test
