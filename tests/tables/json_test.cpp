#include <boost/test/unit_test.hpp>

#include "tables/dynamic.hpp"

using namespace kelpie::tables;

namespace {

std::string reread(std::string_view text) {
  const auto value = parse_json(text);
  return value ? to_json(DynamicView(*value)) : "nothing";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(blanks_between_are_dropped) {
  BOOST_TEST(reread(" { \"a\" : [ 1 , 2 ] ,\r\n\t\"b\" : { } } ") == R"({"a":[1,2],"b":{}})");
  BOOST_TEST(reread("[]") == "[]");
  BOOST_TEST(reread(" null ") == "null");
}

BOOST_AUTO_TEST_CASE(numbers_that_fit_are_long_and_the_others_real) {
  const std::pair<const char*, const char*> numbers[] = {{"0", "0"},
                                                         {"-0", "0"},
                                                         {"-0.0", "-0.0"},
                                                         {"12345678901234", "12345678901234"},
                                                         {"999999999999999999", "999999999999999999"},
                                                         {"9223372036854775807", "9223372036854775807"},
                                                         {"-9223372036854775808", "-9223372036854775808"},
                                                         {"9223372036854775808", "9.223372036854776e+18"},
                                                         {"1e3", "1000.0"},
                                                         {"1E+2", "100.0"},
                                                         {"3.14159", "3.14159"},
                                                         {"1.7976931348623157e308", "1.7976931348623157e+308"},
                                                         {"5e-324", "5e-324"},
                                                         {"1e-999", "0.0"}};
  for (const auto& [text, expected] : numbers) BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(reread(text) == expected);
    }
}

BOOST_AUTO_TEST_CASE(escapes_are_resolved) {
  BOOST_TEST(reread(R"("\"\\\/\b\f\n\r\t")") == R"("\"\\/\b\f\n\r\t")");
  BOOST_TEST(reread(R"("caf\u00e9 \ud83d\ude00 \u0001")") == "\"caf\xc3\xa9 \xf0\x9f\x98\x80 \\u0001\"");
  BOOST_TEST(reread("\"long enough to be read by words: \\n and on\"") ==
             "\"long enough to be read by words: \\n and on\"");
  BOOST_TEST(reread(R"({"\u0061":1,"a":2})") == R"({"a":2})");
}

BOOST_AUTO_TEST_CASE(half_a_surrogate_pair_is_replaced) {
  for (const char* text : {R"("\ud83d")", R"("\ude00")"}) BOOST_TEST(reread(text) == "\"\xef\xbf\xbd\"");
  BOOST_TEST(reread(R"("\ud83dx")") == "\"\xef\xbf\xbdx\"");
  BOOST_TEST(reread(R"("\ud83d\u0041")") ==
             "\"\xef\xbf\xbd"
             "A\"");
  BOOST_TEST(reread(R"("\ud83d\ud83d\ude00")") == "\"\xef\xbf\xbd\xf0\x9f\x98\x80\"");
}

BOOST_AUTO_TEST_CASE(text_that_is_no_json_gives_nothing) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           "[",
                           "]",
                           "[1,]",
                           "[,1]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{1:1}",
                           "'a'",
                           "tru",
                           "truefalse",
                           "True",
                           "nul",
                           "01",
                           "-",
                           "+1",
                           "1.",
                           ".5",
                           "1e",
                           "1e+",
                           "0x10",
                           "--1",
                           "NaN",
                           "Infinity",
                           "1 2",
                           "[1 2]",
                           "\"",
                           "\"\\",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u123g\"",
                           "\"\\u-123\"",
                           "\"a\tb\"",
                           "\"a\nb\"",
                           "[1]]",
                           "{}{}",
                           "1e999",
                           "[1}",
                           "// c\n1",
                           "\xef\xbb\xbf{}"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == "nothing"); }
  }
  BOOST_TEST(reread(std::string_view("\"a\0b\"", 5)) == "nothing");
  BOOST_TEST(reread(std::string_view("1\0", 2)) == "nothing");
}

BOOST_AUTO_TEST_CASE(malformed_utf8_gives_nothing) {
  for (const char* text : {"\"\xff\"", "\"\x80\"", "\"\xc3\"", "\"\xc0\x80\"", "\"\xe0\x80\x80\"", "\"\xed\xa0\x80\"",
                           "\"\xf4\x90\x80\x80\"", "\"\xf0\x80\x80\x80\"", "\"\xe2\x82\"", "\"abcdefghijklmnop\xfe\"",
                           "{\"\xff\":1}", "\"\xf0\x9f\x98", "\"\xf5\x80\x80\x80\""}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == "nothing"); }
  }
  for (const char* text : {"\"\xc2\x80\"", "\"\xe0\xa0\x80\"", "\"\xed\x9f\xbf\"", "\"\xf0\x90\x80\x80\"",
                           "\"\xf4\x8f\xbf\xbf\"", "\"\x7f\""}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == text); }
  }
}

BOOST_AUTO_TEST_CASE(depth_is_limited) {
  const std::string deepest = std::string(max_dynamic_depth, '[') + std::string(max_dynamic_depth, ']');
  BOOST_TEST(reread(deepest) == deepest);
  BOOST_TEST(reread("[" + deepest + "]") == "nothing");
  BOOST_TEST(reread(std::string(1'000'000, '[')) == "nothing");
  std::string bags;
  for (int i = 0; i < 1000; ++i) bags += "{\"a\":";
  BOOST_TEST(reread(bags) == "nothing");
}

BOOST_AUTO_TEST_CASE(a_builder_is_as_before_after_text_that_is_no_json) {
  DynamicBuilder builder;
  builder.begin_array();
  BOOST_TEST(parse_json("{\"a\":[1]}", builder));
  BOOST_TEST(!parse_json("{\"a\":[1,{\"b\":2", builder));
  BOOST_TEST(parse_json("2", builder));
  builder.end_array();
  BOOST_TEST(to_json(DynamicView(builder.bytes())) == R"([{"a":[1]},2])");
}

BOOST_AUTO_TEST_SUITE_END()
