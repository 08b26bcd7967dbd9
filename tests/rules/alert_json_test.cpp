// Alerts written as JSON and read back.

#include "rules/alert_json.hpp"

#include <random>

#include <boost/test/unit_test.hpp>

#include "tables/dynamic.hpp"
#include "tables/text.hpp"
#include "tests/rules/payloads/hostile_alerts.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

bool same(const AlertDetail& a, const AlertDetail& b) { return a.name == b.name && a.values == b.values; }

void check_same(const Alert& a, const Alert& b) {
  BOOST_TEST(a.id == b.id);
  BOOST_TEST(a.rule_id == b.rule_id);
  BOOST_TEST(a.rule_name == b.rule_name);
  BOOST_TEST(a.rule_version == b.rule_version);
  BOOST_TEST((a.origin == b.origin));
  BOOST_TEST((a.rule_kind == b.rule_kind));
  BOOST_TEST((a.severity == b.severity));
  BOOST_TEST(a.tactics == b.tactics, boost::test_tools::per_element());
  BOOST_TEST(a.techniques == b.techniques, boost::test_tools::per_element());
  BOOST_TEST(a.title == b.title);
  BOOST_TEST(a.description == b.description);
  BOOST_TEST((a.entities == b.entities));
  BOOST_TEST(std::equal(a.custom_details.begin(), a.custom_details.end(), b.custom_details.begin(),
                        b.custom_details.end(), same));
  BOOST_TEST(std::equal(a.properties.begin(), a.properties.end(), b.properties.begin(), b.properties.end(), same));
  BOOST_TEST(a.window_start == b.window_start);
  BOOST_TEST(a.window_end == b.window_end);
  BOOST_TEST(a.incident_id == b.incident_id);
  BOOST_TEST(a.row_count == b.row_count);
  BOOST_TEST(a.rows == b.rows, boost::test_tools::per_element());
}

/// Makes up alerts; the names of details and identifiers are different ones, as rules make them.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::string text() {
    static const std::vector<std::string> pieces = {"a",
                                                    "\"",
                                                    "\\",
                                                    "\n",
                                                    "\r",
                                                    "\t",
                                                    std::string(1, '\0'),
                                                    "\x1b",
                                                    "\x7f",
                                                    "é",
                                                    "中",
                                                    "💩",
                                                    "\xe2\x80\xae",
                                                    "{",
                                                    "}",
                                                    "[",
                                                    "]",
                                                    ",",
                                                    ":",
                                                    "\\u0041",
                                                    "null",
                                                    "  ",
                                                    "|",
                                                    "=",
                                                    "\xef\xbb\xbf",
                                                    "\xef\xbf\xbd",
                                                    "1.0"};
    std::string text;
    for (int i = number(12); i > 0; --i)
      text += pieces[static_cast<std::size_t>(number(static_cast<int>(pieces.size())))];
    return text;
  }
  int number(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::vector<std::string> texts() {
    std::vector<std::string> list(static_cast<std::size_t>(number(4)));
    for (std::string& one : list) one = text();
    return list;
  }
  std::vector<AlertDetail> details() {
    std::vector<AlertDetail> list;
    for (int i = number(4); i > 0; --i) list.push_back({std::to_string(i) + text(), texts()});
    return list;
  }
  Alert alert() {
    Alert made;
    made.id = "i" + text();
    made.rule_id = text();
    made.rule_name = text();
    made.rule_version = text();
    made.origin = number(2) == 0 ? AlertOrigin::detection : AlertOrigin::health;
    made.rule_kind = static_cast<RuleKind>(number(3));
    made.severity = static_cast<AlertSeverity>(number(4));
    made.tactics = texts();
    made.techniques = texts();
    made.title = text();
    made.description = text();
    for (int i = number(4); i > 0; --i) {
      AlertEntity entity{text(), {}};
      for (int k = number(4); k > 0; --k) entity.identifiers.emplace_back(std::to_string(k) + text(), text());
      made.entities.push_back(entity);
    }
    made.custom_details = details();
    made.properties = details();
    made.window_start = static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(tables::max_datetime));
    made.window_end = static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(tables::max_datetime));
    made.incident_id = text();
    made.row_count = random_() >> 1;
    for (int i = number(3); i > 0; --i) {
      tables::DynamicBuilder row;
      row.begin_bag();
      row.key(text());
      row.string(text());
      row.key("n" + text());
      row.real(number(1000) / 8.0);
      row.key("deep");
      row.value(tables::DynamicView(tables::parse_json(R"([1,{"a":[null,true,-5,1.5e300]}])").value()));
      row.end_bag();
      made.rows.push_back(tables::to_json(tables::DynamicView(row.bytes())));
    }
    return made;
  }

 private:
  std::mt19937_64 random_;
};

BOOST_AUTO_TEST_SUITE(alert_json_test)

BOOST_AUTO_TEST_CASE(a_made_up_alert_reads_back_as_it_was) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      const Alert alert = Maker(seed).alert();
      const std::string text = alert_json(alert);
      BOOST_TEST(text.find('\n') == std::string::npos);
      const auto read = read_alert_json(text);
      BOOST_REQUIRE(read);
      check_same(alert, *read);
      BOOST_TEST(alert_json(*read) == text);
    }
  }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_do_not_make_an_alert_unreadable) {
  for (Alert alert : test::hostile_alerts()) {
    if (alert.id.empty()) continue;
    const auto read = read_alert_json(alert_json(alert));
    BOOST_REQUIRE(read);
    BOOST_TEST(read->id == alert.id);
    BOOST_TEST(alert_json(*read) == alert_json(alert));
  }
}

BOOST_AUTO_TEST_CASE(a_row_that_nests_to_the_limit_stays) {
  Alert alert = test::plain_alert();
  alert.rows = {"{\"a\":" + std::string(255, '[') + std::string(255, ']') + "}", "no json", "null"};
  const auto read = read_alert_json(alert_json(alert));
  BOOST_REQUIRE(read);
  BOOST_TEST(read->rows == alert.rows, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(unknown_keys_are_ignored_and_missing_ones_leave_the_default) {
  const auto read =
      read_alert_json(R"({"id":"x","color":[1,{"a":null}],"rule":{"name":"R","owner":"me"},"severity":null})");
  BOOST_REQUIRE(read);
  BOOST_TEST(read->id == "x");
  BOOST_TEST(read->rule_name == "R");
  BOOST_TEST((read->severity == AlertSeverity::medium));
  BOOST_TEST(read->entities.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_alert_is_refused) {
  for (const char* text : {"",
                           " ",
                           "null",
                           "[]",
                           "\"x\"",
                           "{}",
                           R"({"id":""})",
                           R"({"id":7})",
                           R"({"id":"x"} {"id":"y"})",
                           R"({"id":"x","severity":"Huge"})",
                           R"({"id":"x","origin":"?"})",
                           R"({"id":"x","rule":{"kind":"Fusion"}})",
                           R"({"id":"x","rule":"r"})",
                           R"({"id":"x","windowStart":"yesterday"})",
                           R"({"id":"x","windowEnd":5})",
                           R"({"id":"x","tactics":"Discovery"})",
                           R"({"id":"x","tactics":[1]})",
                           R"({"id":"x","entities":{}})",
                           R"({"id":"x","entities":["a"]})",
                           R"({"id":"x","entities":[{"type":"IP","Address":5}]})",
                           R"({"id":"x","customDetails":[]})",
                           R"({"id":"x","customDetails":{"a":"b"}})",
                           R"({"id":"x","rowCount":-1})",
                           R"({"id":"x","rowCount":1.5})",
                           R"({"id":"x","rows":{}})"}) {
    BOOST_TEST(!read_alert_json(text), text);
  }
  BOOST_TEST(!read_alert_json(std::string(100'000, '[')));
}

BOOST_AUTO_TEST_CASE(damaged_json_is_refused_or_read_but_never_more) {
  const std::string text = alert_json(test::plain_alert());
  std::mt19937 random(7);
  for (std::size_t cut = 0; cut < text.size(); ++cut) BOOST_TEST(!read_alert_json(text.substr(0, cut)));
  std::size_t still_read = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string damaged = text;
    for (int k = 0; k < 3; ++k) damaged[random() % damaged.size()] = static_cast<char>(random());
    if (const auto read = read_alert_json(damaged)) {
      ++still_read;
      BOOST_TEST(read_alert_json(alert_json(*read)).has_value());
    }
  }
  BOOST_TEST(still_read < 4000u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
