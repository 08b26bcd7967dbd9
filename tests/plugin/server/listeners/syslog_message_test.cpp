// Syslog messages as senders write them, and what each part of them is.

#include "plugin/server/listeners/syslog_message.hpp"

#include <boost/test/unit_test.hpp>

#include "tables/text.hpp"

namespace kelpie::server {

namespace {

const std::int64_t now = *tables::parse_datetime("2026-11-30T07:00:00Z");

SyslogMessage parsed(std::string_view text) { return parse_syslog(text, now); }
std::string time_of(const SyslogMessage& message) { return message.time ? tables::datetime_text(*message.time) : ""; }

}  // namespace

BOOST_AUTO_TEST_SUITE(syslog_message)

BOOST_AUTO_TEST_CASE(every_part_of_the_newer_form) {
  const auto message = parsed(
      "<165>1 2026-10-11T22:14:15.003+02:00 host.example app 1234 ID47 [a@1 x=\"1\"][b y=\"2\"] \xEF\xBB\xBFthe text");
  BOOST_TEST(int(*message.priority) == 165);
  BOOST_TEST(time_of(message) == "2026-10-11T20:14:15.0030000Z");
  BOOST_TEST(message.host == "host.example");
  BOOST_TEST(message.process == "app");
  BOOST_TEST(message.process_id == "1234");
  BOOST_TEST(message.message_id == "ID47");
  BOOST_TEST(message.structured_data == "[a@1 x=\"1\"][b y=\"2\"]");
  BOOST_TEST(message.text == "the text");
  BOOST_TEST(facility_name(165) == "local4");
  BOOST_TEST(severity_name(165) == "notice");
}

BOOST_AUTO_TEST_CASE(what_is_a_dash_is_not_there) {
  const auto message = parsed("<0>1 - - - - - -");
  BOOST_TEST(!message.time);
  BOOST_TEST(message.host.empty());
  BOOST_TEST(message.process.empty());
  BOOST_TEST(message.structured_data.empty());
  BOOST_TEST(message.text.empty());
  BOOST_TEST(facility_name(0) == "kern");
  BOOST_TEST(severity_name(0) == "emerg");
}

BOOST_AUTO_TEST_CASE(structured_data_that_is_not_well_formed_is_text) {
  const auto message = parsed("<13>1 2026-10-11T22:14:15Z h a - - [broken x=1] text");
  BOOST_TEST(message.process == "a");
  BOOST_TEST(message.structured_data.empty());
  BOOST_TEST(message.text == "[broken x=1] text");
}

BOOST_AUTO_TEST_CASE(quotes_within_structured_data_do_not_end_it) {
  BOOST_TEST(structured_data_size(R"([a x="\"]\\"] rest)") == 13U);
  BOOST_TEST(structured_data_size(R"([a x="]"])") == 9U);
  for (const char* wrong : {"", "-", "[", "[]", "[a", "[a ", "[a x", "[a x=", "[a x=\"", "[a x=\"\\\"", "[a x=\"1\"",
                            "[a  x=\"1\"]", "[ x=\"1\"]"})
    BOOST_TEST(structured_data_size(wrong) == 0U, wrong);
}

BOOST_AUTO_TEST_CASE(structured_data_is_bounded) {
  std::string elements, parameters = "[a";
  for (int i = 0; i < 65; ++i) elements += "[a]";
  for (int i = 0; i < 257; ++i) parameters += " x=\"1\"";
  BOOST_TEST(structured_data_size(elements) == 0U);
  BOOST_TEST(structured_data_size(parameters + "]") == 0U);
}

BOOST_AUTO_TEST_CASE(the_older_form) {
  const auto message = parsed("<34>Oct  7 22:14:15 mymachine su[77]: 'su root' failed");
  BOOST_TEST(int(*message.priority) == 34);
  BOOST_TEST(time_of(message) == "2026-10-07T22:14:15.0000000Z");
  BOOST_TEST(message.host == "mymachine");
  BOOST_TEST(message.process == "su");
  BOOST_TEST(message.process_id == "77");
  BOOST_TEST(message.text == "'su root' failed");
}

BOOST_AUTO_TEST_CASE(the_year_is_the_closest_one) {
  BOOST_TEST(time_of(parse_syslog("<13>Dec 31 23:59:59 h t: x", *tables::parse_datetime("2027-01-01T00:00:05Z"))) ==
             "2026-12-31T23:59:59.0000000Z");
  BOOST_TEST(time_of(parse_syslog("<13>Jan  1 00:00:01 h t: x", *tables::parse_datetime("2026-12-31T23:59:00Z"))) ==
             "2027-01-01T00:00:01.0000000Z");
  BOOST_TEST(time_of(parse_syslog("<13>Feb 29 00:00:01 h t: x", *tables::parse_datetime("2027-03-01T00:00:00Z"))) ==
             "2028-02-29T00:00:01.0000000Z");
}

BOOST_AUTO_TEST_CASE(what_rsyslog_forwards_and_logger_writes) {
  const auto forwarded = parsed("<13>2026-11-30T08:00:00.123456+01:00 vm root: hello");
  BOOST_TEST(time_of(forwarded) == "2026-11-30T07:00:00.1234560Z");
  BOOST_TEST(forwarded.host == "vm");
  BOOST_TEST(forwarded.process == "root");
  BOOST_TEST(forwarded.text == "hello");
  const auto without_host = parsed("<13>Nov 30 07:00:00 kelpie: {\"a\":1}");
  BOOST_TEST(without_host.host.empty());
  BOOST_TEST(without_host.process == "kelpie");
  BOOST_TEST(without_host.text == "{\"a\":1}");
}

BOOST_AUTO_TEST_CASE(what_network_devices_write) {
  const auto year = parsed("<189>Nov 30 2026 07:00:00.5: %SYS-5-CONFIG_I: Configured");
  BOOST_TEST(time_of(year) == "2026-11-30T07:00:00.5000000Z");
  BOOST_TEST(year.process == "%SYS-5-CONFIG_I");
  BOOST_TEST(year.text == "Configured");
  const auto unset = parsed("<189>*Mar  1 00:00:35 %LINK-3-UPDOWN: down");
  BOOST_TEST(!unset.time);
  BOOST_TEST(unset.text == "down");
}

BOOST_AUTO_TEST_CASE(json_right_behind_the_head) {
  for (const char* text : {"{\"a\": \"b:c\"}", "<134>{\"a\": \"b:c\"}", "<134>Nov 30 07:00:00 host {\"a\": \"b:c\"}",
                           "<134>1 - host entra - - - {\"a\": \"b:c\"}", "<134>Nov 30 07:00:00 {\"a\": \"b:c\"}",
                           "<134>Nov 30 07:00:00 host entra: {\"a\": \"b:c\"}",
                           "<134>2026-11-30T07:00:00.588700+00:00 host entra {\"a\": \"b:c\"}",
                           "<134>Nov 30 07:00:00 host entra[7] {\"a\": \"b:c\"}", "<134>host[1]:{\"a\": \"b:c\"}"})
    BOOST_TEST(parsed(text).text == "{\"a\": \"b:c\"}", text);
}

BOOST_AUTO_TEST_CASE(what_has_no_form_is_text) {
  for (const char* text : {"plain words", "<", "<>x", "<999>x", "<192>x", "<12", "Foo  7 22:14:15 x", "\xFF\xFE"})
    BOOST_TEST(parsed(text).text == text);
  BOOST_TEST(parsed("<13>").text.empty());
  BOOST_TEST(parsed("").text.empty());
  BOOST_TEST(parsed("<13>1 not-a-time host app - - - text").text == "1 not-a-time host app - - - text");
  BOOST_TEST(parsed("<13>Oct 99 22:14:15 x").text == "Oct 99 22:14:15 x");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server
