// Lines for the intake made of syslog messages: JSON as it is, other text as rows of Syslog.

#include "plugin/server/listeners/syslog_events.hpp"

#include <boost/test/unit_test.hpp>

#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::server {

namespace {

const std::int64_t now = *tables::parse_datetime("2026-11-30T07:00:00Z");

std::string line_of(std::string_view message, bool cut = false) {
  SyslogEvents events("192.0.2.7", "collector");
  SyslogLines both;
  events.append(message, cut, now, both);
  BOOST_TEST((both.events.empty() || both.rows.empty()));
  std::string lines = both.events + both.rows;
  BOOST_TEST(lines.ends_with('\n'));
  lines.pop_back();
  BOOST_TEST(lines.find('\n') == std::string::npos);
  BOOST_TEST(tables::parse_json(lines).has_value(), lines);
  return lines;
}

std::string structured(std::string_view data) {
  std::string json;
  append_structured_data(data, json);
  return json;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(syslog_events)

BOOST_AUTO_TEST_CASE(json_is_the_event_whatever_stands_before_it) {
  for (const char* message :
       {"<134>1 - host entra - - - {\"a\":1}", "<134>1 - host entra - - - \xEF\xBB\xBF{\"a\":1}",
        "<134>Nov 30 07:00:00 host kelpie: {\"a\":1}", "<134>Nov 30 07:00:00 host app[7]: @cee: {\"a\":1}",
        "<134>1 - host entra - - - kelpie: @cee:{\"a\":1}", "{\"a\":1}", "<134>@cee:{\"a\":1} \r\n"})
    BOOST_TEST(line_of(message) == "{\"a\":1}", message);
}

BOOST_AUTO_TEST_CASE(a_list_of_events_is_json_and_another_list_is_text) {
  BOOST_TEST(line_of("<134>1 - h a - - - [{\"a\":1},{\"a\":2}]") == "[{\"a\":1},{\"a\":2}]");
  BOOST_TEST(line_of("<134>Nov 30 07:00:00 h a: [1,2]").find("\"SyslogMessage\":\"[1,2]\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(json_over_several_lines_becomes_one) {
  BOOST_TEST(line_of("<134>1 - h a - - - {\r\n \"a\": 1\n}") == "{   \"a\": 1 }");
}

BOOST_AUTO_TEST_CASE(a_bad_byte_does_not_make_text_of_an_event) {
  BOOST_TEST(line_of("<134>1 - h a - - - {\"a\":\"\xFF\"}") == "{\"a\":\"\xEF\xBF\xBD\"}");
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_json_is_a_row) {
  BOOST_TEST(line_of("<134>1 - h a - - - {no json}").find("\"SyslogMessage\":\"{no json}\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(other_text_is_a_row_of_syslog) {
  BOOST_TEST(line_of("<34>1 2026-11-30T06:59:59Z mail sshd 42 LOGIN [origin ip=\"192.0.2.1\"] Failed \"password\"") ==
             R"({"Type":"Syslog","TimeGenerated":"2026-11-30T07:00:00.0000000Z","EventTime":"2026-11-30T06:59:59.0000000Z",)"
             R"("Computer":"mail","HostName":"mail","HostIP":"192.0.2.7","CollectorHostName":"collector","Facility":"auth",)"
             R"("SeverityLevel":"crit","ProcessName":"sshd","ProcessID":42,"MessageID":"LOGIN",)"
             R"("StructuredData":{"origin":{"ip":"192.0.2.1"}},"SyslogMessage":"Failed \"password\""})");
}

BOOST_AUTO_TEST_CASE(events_and_rows_are_kept_apart) {
  SyslogEvents events("192.0.2.7", "collector");
  SyslogLines lines;
  events.append("{\"a\":1}", false, now, lines);
  events.append("text", false, now, lines);
  events.append("{\"a\":2}", false, now, lines);
  BOOST_TEST(lines.events == "{\"a\":1}\n{\"a\":2}\n");
  BOOST_TEST(lines.rows.starts_with("{\"Type\":\"Syslog\""));
}

BOOST_AUTO_TEST_CASE(who_does_not_say_a_name_is_its_address) {
  const std::string line = line_of("plain words");
  BOOST_TEST(line.find("\"Computer\":\"192.0.2.7\"") != std::string::npos);
  BOOST_TEST(line.find("HostName\":\"\"") == std::string::npos);
  BOOST_TEST(line.find("Facility") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_process_without_a_number_is_kept_as_text) {
  BOOST_TEST(line_of("<34>1 - h app worker-1 - - x").find("\"PROCID\":\"worker-1\"") != std::string::npos);
  BOOST_TEST(line_of("<34>1 - h app 99999999999 - - x").find("\"PROCID\":\"99999999999\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_beginning_of_a_message_is_no_event_and_says_so) {
  const std::string line = line_of("<34>1 - h app - - - {\"a\":{}", true);
  BOOST_TEST(line.find("\"Cut\":true") != std::string::npos);
  BOOST_TEST(line.find("SyslogMessage") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(structured_data_is_an_object) {
  BOOST_TEST(structured(R"([a x="1" y=""][b])") == R"({"a":{"x":"1","y":""},"b":{}})");
  BOOST_TEST(structured(R"([a x="1" x="2"][a z="3"])") == R"({"a":{"x":["1","2"],"z":"3"}})");
  BOOST_TEST(structured(R"([a x="q\"b\\c\]d\n"])") == R"({"a":{"x":"q\"b\\c]d\\n"}})");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server
