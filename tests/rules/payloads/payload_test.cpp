// What every payload keeps to, whatever an alert holds.

#include "rules/payloads/payload.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "rules/alert_json.hpp"
#include "rules/payloads/fit.hpp"
#include "rules/payloads/plain_text.hpp"
#include "tables/dynamic.hpp"
#include "tables/readers/json_text.hpp"
#include "tests/rules/payloads/hostile_alerts.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

BOOST_AUTO_TEST_SUITE(payload_test)

BOOST_AUTO_TEST_CASE(a_hostile_alert_is_one_bounded_line_of_plain_text) {
  for (const Alert& alert : test::hostile_alerts()) {
    for (const Payload& payload : all_payloads()) {
      for (const std::size_t most :
           {least_payload_bytes, std::size_t{2048}, std::size_t{8192}, std::size_t{1'000'000}}) {
        const std::string text = payload.write(alert, most);
        BOOST_TEST_CONTEXT(payload.name << " of at most " << most << ": " << text.substr(0, 300)) {
          BOOST_TEST(!text.empty());
          BOOST_TEST(text.size() <= most);
          BOOST_TEST(tables::readers::is_utf8(text));
          BOOST_TEST(std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }));
          for (const char* hidden : {"\xe2\x80\xae", "\xe2\x80\x8f", "\xe2\x80\xa8", "\xef\xbb\xbf"})
            BOOST_TEST(text.find(hidden) == std::string::npos);
          if (payload.json) BOOST_TEST(tables::parse_json(text).has_value());
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_alert_that_fits_is_complete) {
  const Alert alert = test::plain_alert();
  const auto read = read_alert_json(payload_named("json")->write(alert, 8192));
  BOOST_REQUIRE(read);
  BOOST_TEST(alert_json(*read) == alert_json(alert));
}

BOOST_AUTO_TEST_CASE(an_alert_that_is_too_long_says_so_and_keeps_its_core) {
  Alert alert = test::plain_alert();
  alert.description = std::string(100'000, 'd');
  const auto read = read_alert_json(payload_named("json")->write(alert, 2048));
  BOOST_REQUIRE(read);
  BOOST_TEST(read->description.ends_with(cut_mark));
  BOOST_TEST(read->id == alert.id);
  BOOST_TEST(read->title == alert.title);
  BOOST_TEST(read->row_count == alert.row_count);
  BOOST_TEST((read->entities == alert.entities));
}

BOOST_AUTO_TEST_CASE(a_text_is_cut_between_characters) {
  BOOST_TEST(cut_marked("short", 10) == "short");
  BOOST_TEST(cut_marked("éééééééééé", 11) == "éé [cut]");
  BOOST_TEST(cut_marked("long enough", 3) == "");
}

BOOST_AUTO_TEST_CASE(what_hides_text_is_made_visible) {
  BOOST_TEST(visible_text("a\x1b[0m\xe2\x80\xae"
                          "b\xff\n",
                          false) ==
             "a\xef\xbf\xbd[0m\xef\xbf\xbd"
             "b\xef\xbf\xbd ");
  BOOST_TEST(visible_text("a\r\n\tb", true) == "a\r\n\tb");
  BOOST_TEST(visible_text("é中💩", false) == "é中💩");
}

BOOST_AUTO_TEST_CASE(json_in_ascii_is_the_same_value) {
  const std::string json = "{\"é\":\"中💩\xe2\x80\xae\x7f\"}";
  const std::string ascii = ascii_json(json);
  BOOST_TEST(ascii == R"({"\u00e9":"\u4e2d\ud83d\udca9\u202e\u007f"})");
  BOOST_TEST(tables::to_json(tables::DynamicView(*tables::parse_json(ascii))) == json);
}

BOOST_AUTO_TEST_CASE(payloads_are_found_by_name) {
  for (const Payload& payload : all_payloads()) BOOST_TEST(payload_named(payload.name) == &payload);
  BOOST_TEST(payload_named("leef") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
