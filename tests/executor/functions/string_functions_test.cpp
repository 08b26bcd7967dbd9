#include <string>
#include <vector>

#include "executor/error.hpp"
#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

namespace kelpie::executor::test {

namespace {

const FunctionCaller functions{add_string_functions};

Value call(std::string_view name, std::vector<Value> arguments) { return functions.call(name, std::move(arguments)); }
std::string call_json(std::string_view name, std::vector<Value> arguments) {
  return functions.call_json(name, std::move(arguments));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(string_functions)

BOOST_AUTO_TEST_CASE(lengths_count_code_points_and_sizes_bytes) {
  BOOST_TEST(call("strlen", {text("kelp")}) == number(4));
  BOOST_TEST(call("strlen", {text("⒦⒰⒮")}) == number(3));
  BOOST_TEST(call("strlen", {text("a😀b")}) == number(3));
  BOOST_TEST(call("strlen", {text("")}) == number(0));
  BOOST_TEST(call("string_size", {text("⒦⒰⒮")}) == number(9));
  BOOST_TEST(call("strlen", {json("[1,2]")}) == number(5));
}

BOOST_AUTO_TEST_CASE(every_scalar_is_taken_by_its_text) {
  BOOST_TEST(call("reverse", {number(12345)}) == text("54321"));
  BOOST_TEST(call("reverse", {Value::real(123.45)}) == text("54.321"));
  BOOST_TEST(call("reverse", {Value::timespan(3 * tables::ticks_per_hour)}) == text("00:00:30"));
  BOOST_TEST(call("toupper", {Value::boolean(true)}) == text("TRUE"));
  BOOST_TEST(call("substring", {Value::datetime(0), number(0), number(4)}) == text("0001"));
  BOOST_TEST(call("strcat", {Value(Type::long_), text("-"), json("true"), Value(Type::dynamic)}) == text("-true"));
}

BOOST_AUTO_TEST_CASE(case_changes_one_character_for_one) {
  BOOST_TEST(call("tolower", {text("KELP Forest 7")}) == text("kelp forest 7"));
  BOOST_TEST(call("toupper", {text("straße")}) == text("STRAßE"));
  BOOST_TEST(call("tolower", {text("ÅNGSTRÖM МИР")}) == text("ångström мир"));
  BOOST_TEST(call("toupper", {text("a\xFF z")}) == text("A\xFF Z"));
}

BOOST_AUTO_TEST_CASE(substring_counts_from_either_end) {
  BOOST_TEST(call("substring", {text("kelp"), number(1)}) == text("elp"));
  BOOST_TEST(call("substring", {text("kelp"), number(1), number(2)}) == text("el"));
  BOOST_TEST(call("substring", {text("kelp"), number(-2), number(1)}) == text("l"));
  BOOST_TEST(call("substring", {text("kelp"), number(2), number(100)}) == text("lp"));
  BOOST_TEST(call("substring", {text("a😀béc"), number(1), number(3)}) == text("😀bé"));
}

BOOST_AUTO_TEST_CASE(substring_outside_the_text_is_empty) {
  BOOST_TEST(call("substring", {text("kelp"), number(4)}) == text(""));
  BOOST_TEST(call("substring", {text("kelp"), number(-5), number(2)}) == text(""));
  BOOST_TEST(call("substring", {text("kelp"), number(1), number(-1)}) == text(""));
  BOOST_TEST(call("substring", {text("kelp"), number(1), number(0)}) == text(""));
  BOOST_TEST(call("substring", {text(""), number(0)}) == text(""));
  BOOST_TEST(call("substring", {text("kelp"), number(INT64_MIN), number(INT64_MAX)}) == text(""));
  BOOST_TEST(call("substring", {text("kelp"), number(1), number(INT64_MAX)}) == text("elp"));
  BOOST_TEST(call("substring", {text("kelp"), Value(Type::long_)}) == text(""));
}

BOOST_AUTO_TEST_CASE(split_keeps_empty_parts) {
  BOOST_TEST(call_json("split", {text("a,,b"), text(",")}) == R"(["a","","b"])");
  BOOST_TEST(call_json("split", {text(""), text(",")}) == R"([""])");
  BOOST_TEST(call_json("split", {text(",,"), text(",")}) == R"(["","",""])");
  BOOST_TEST(call_json("split", {text("aabbcc"), text("bb")}) == R"(["aa","cc"])");
  BOOST_TEST(call_json("split", {text("abc"), text("")}) == R"(["abc"])");
  BOOST_TEST(call_json("split", {number(1203), text("0")}) == R"(["12","3"])");
}

BOOST_AUTO_TEST_CASE(split_with_an_index_gives_that_part_alone) {
  BOOST_TEST(call_json("split", {text("a,b,c"), text(","), number(1)}) == R"(["b"])");
  BOOST_TEST(call_json("split", {text("a,b,c"), text(","), number(3)}) == "null");
  BOOST_TEST(call_json("split", {text("a,b,c"), text(","), number(-1)}) == "null");
}

BOOST_AUTO_TEST_CASE(texts_are_joined) {
  BOOST_TEST(call("strcat", {text("a"), number(1), text("")}) == text("a1"));
  BOOST_TEST(call("strcat", {text("alone")}) == text("alone"));
  BOOST_TEST(call("strcat_delim", {text("-"), number(1), text("2"), text("A"),
                                   Value::timespan(tables::ticks_per_second)}) == text("1-2-A-00:00:01"));
  BOOST_TEST(call("strcat_delim", {text(", "), text("a"), Value(Type::long_), text("b")}) == text("a, , b"));
}

BOOST_AUTO_TEST_CASE(texts_are_repeated_within_limits) {
  BOOST_TEST(call("strrep", {text("ab"), number(3)}) == text("ababab"));
  BOOST_TEST(call("strrep", {number(123), number(3), text(".")}) == text("123.123.123"));
  BOOST_TEST(call("strrep", {text("ab"), number(0)}) == text(""));
  BOOST_TEST(call("strrep", {text("ab"), number(-3)}) == text(""));
  BOOST_TEST(call("strrep", {text("a"), number(5000)}).as_text().size() == 1024u);
  BOOST_CHECK_THROW((void)call("strrep", {text(std::string(1'000'000, 'a')), number(1000)}), QueryError);
}

BOOST_AUTO_TEST_CASE(one_text_is_replaced_everywhere) {
  BOOST_TEST(call("replace_string", {text("axbxc"), text("x"), text("--")}) == text("a--b--c"));
  BOOST_TEST(call("replace_string", {text("aaa"), text("aa"), text("b")}) == text("ba"));
  BOOST_TEST(call("replace_string", {text("abc"), text(""), text("x")}) == text("abc"));
  BOOST_TEST(call("replace_string", {text("abc"), text("abc"), text("")}) == text(""));
}

BOOST_AUTO_TEST_CASE(earlier_lookups_take_precedence_over_later_ones) {
  BOOST_TEST(call("replace_strings", {text("This is"), json(R"(["This","is"])"), json(R"(["This","was"])")}) ==
             text("This was"));
  BOOST_TEST(call("replace_strings", {text("This is"), json(R"(["is","This"])"), json(R"(["was","This"])")}) ==
             text("Thwas was"));
  BOOST_TEST(call("replace_strings", {text("cat, dog"), json(R"(["cat","dog"])"), json(R"(["dog","pigeon"])")}) ==
             text("dog, pigeon"));
}

BOOST_AUTO_TEST_CASE(a_rewrite_that_is_no_text_leaves_its_match_alone) {
  BOOST_TEST(call("replace_strings", {text("This is"), json(R"(["This","is"])"), json(R"([12345,"was"])")}) ==
             text("This was"));
  BOOST_TEST(call("replace_strings", {text("This is"), json(R"([7,"is"])"), json(R"(["x","was"])")}) ==
             text("Thwas was"));
  BOOST_TEST(call("replace_strings", {text("This is"), json("[]"), json("[]")}) == text("This is"));
  BOOST_TEST(call("replace_strings", {text("This is"), json("7"), json("7")}) == text("This is"));
}

BOOST_AUTO_TEST_CASE(translate_goes_character_by_character) {
  BOOST_TEST(call("translate", {text("abc"), text("x"), text("abcd")}) == text("xxxd"));
  BOOST_TEST(call("translate", {text("abc"), text(""), text("abd")}) == text("d"));
  BOOST_TEST(call("translate", {text("krasp"), text("otsku"), text("spark")}) == text("kusto"));
  BOOST_TEST(call("translate", {text("é"), text("e"), text("été")}) == text("ete"));
  BOOST_TEST(call("translate", {text(""), text("xyz"), text("abc")}) == text("abc"));
}

BOOST_AUTO_TEST_CASE(indexof_counts_code_points) {
  BOOST_TEST(call("indexof", {text("abcdefg"), text("cde")}) == number(2));
  BOOST_TEST(call("indexof", {text("é😀x"), text("x")}) == number(2));
  BOOST_TEST(call("indexof", {text("abc"), text("z")}) == number(-1));
  BOOST_TEST(call("indexof", {number(1234567), number(5), number(1), number(4)}) == number(4));
}

BOOST_AUTO_TEST_CASE(indexof_looks_in_a_window_for_an_occurrence) {
  BOOST_TEST(call("indexof", {text("abcdefg"), text("cde"), number(1), number(4)}) == number(2));
  BOOST_TEST(call("indexof", {text("abcdefg"), text("cde"), number(3), number(4)}) == number(-1));
  BOOST_TEST(call("indexof", {text("abcdefg"), text("cde"), number(1), number(1)}) == number(-1));
  BOOST_TEST(call("indexof", {text("abcdefg"), text("cde"), number(-5)}) == number(2));
  BOOST_TEST(call("indexof", {text("abcdefg"), text("cde"), number(2), number(-1)}) == number(2));
  BOOST_TEST(call("indexof", {text("abcdefgabcdefg"), text("cde"), number(1), number(10), number(2)}) == number(9));
  BOOST_TEST(call("indexof", {text("abcdefgabcdefg"), text("cde"), number(1), number(-1), number(3)}) == number(-1));
  BOOST_TEST(call("indexof", {text("abc"), text("c"), number(100)}) == number(-1));
  BOOST_TEST(call("indexof", {text("abc"), text("c"), number(INT64_MIN), number(INT64_MAX)}) == number(2));
}

BOOST_AUTO_TEST_CASE(indexof_of_senseless_arguments_is_null) {
  BOOST_TEST(call("indexof", {text("abc"), text("")}).is_null());
  BOOST_TEST(call("indexof", {text("abc"), text("c"), number(0), number(-2)}).is_null());
  BOOST_TEST(call("indexof", {text("abc"), text("c"), number(0), number(-1), number(-1)}).is_null());
}

BOOST_AUTO_TEST_CASE(has_any_index_tells_the_first_element_that_is_there) {
  BOOST_TEST(call("has_any_index", {text("this is an example"), json(R"(["not","Example"])")}) == number(1));
  BOOST_TEST(call("has_any_index", {text("this is an example"), json(R"(["exam"])")}) == number(-1));
  BOOST_TEST(call("has_any_index", {text("Example number 2"), json("[1,2,3]")}) == number(1));
  BOOST_TEST(call("has_any_index", {text("this"), json("[]")}) == number(-1));
}

BOOST_AUTO_TEST_CASE(code_points_go_both_ways) {
  BOOST_TEST(call_json("unicode_codepoints_from_string", {text("a⒦😀")}) == "[97,9382,128512]");
  BOOST_TEST(call("unicode_codepoints_to_string", {number(75), json("[117,115]"), number(128512)}) == text("Kus😀"));
  BOOST_TEST(call("make_string", {number(-1), number(0xD800), number(0x110000), json(R"(["x",97])")}) == text("a"));
}

BOOST_AUTO_TEST_CASE(texts_are_ordered_and_examined) {
  BOOST_TEST(call("strcmp", {text("abc"), text("ABC")}) == number(1));
  BOOST_TEST(call("strcmp", {text("ABC"), text("abc")}) == number(-1));
  BOOST_TEST(call("strcmp", {text("abc"), text("abc")}) == number(0));
  BOOST_TEST(call("strcmp", {text("z"), text("é")}) == number(-1));
  BOOST_TEST(call("isascii", {text("kelp")}) == Value::boolean(true));
  BOOST_TEST(call("isascii", {text("kelpé789")}) == Value::boolean(false));
  BOOST_TEST(call("isutf8", {text("é")}) == Value::boolean(true));
  BOOST_TEST(call("isutf8", {text("\xC3")}) == Value::boolean(false));
  BOOST_TEST(call("isutf8", {text("\xED\xA0\x80")}) == Value::boolean(false));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::executor::test
